//! Formats that are read apart: a worker of their own answers, with a memory and a time of its own. This
//! one cannot wait for it, so what it asks is kept, and asked again when the answers are there.

use std::cell::RefCell;
use std::collections::BTreeMap;

use xeploai::read::foreign::{self, Failure};
use xeploai::workbook::Limits;

/// Questions and their answers, in the order of asking.
type Asked = Vec<(Vec<u8>, Option<Result<Vec<u8>, Failure>>)>;

thread_local! {
    static ASKED: RefCell<Asked> = const { RefCell::new(Vec::new()) };
    /// Places of the questions by their fingerprint.
    static PLACES: RefCell<BTreeMap<Vec<u8>, usize>> = const { RefCell::new(BTreeMap::new()) };
}

/// The answer, if it is there; else the question is kept and the file waits.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Failure> {
    let mut question = foreign::head_of_question(limits).map_err(|_| Failure::NotStarted)?;
    question.extend_from_slice(bytes);
    let key = fingerprint(&question);
    let known = PLACES.with_borrow(|it| it.get(&key).copied());
    ASKED.with_borrow_mut(|asked| match known.and_then(|place| asked.get(place)) {
        Some((_, Some(answer))) => answer.clone(),
        Some((_, None)) => Err(Failure::NotStarted),
        None => {
            PLACES.with_borrow_mut(|it| it.insert(key, asked.len()));
            asked.push((question, None));
            Err(Failure::NotStarted)
        }
    })
}

/// Places of the questions that nobody has answered.
pub(crate) fn open() -> Vec<usize> {
    ASKED.with_borrow(|asked| {
        asked.iter().enumerate().filter(|it| it.1.1.is_none()).map(|it| it.0).collect()
    })
}

/// A question as it goes to the other worker.
pub(crate) fn question(place: usize) -> Vec<u8> {
    ASKED.with_borrow(|asked| asked.get(place).map(|it| it.0.clone()).unwrap_or_default())
}

/// Keeps what the other worker said, or what became of it.
pub(crate) fn answered(place: usize, failure: Option<&str>, bytes: &[u8]) {
    let answer = match failure {
        None if bytes.len() as u64 > foreign::ANSWER_BYTES_MAX => Err(Failure::TooMuch),
        None => Ok(bytes.to_vec()),
        Some("too-long") => Err(Failure::TooLong),
        Some("not-started") => Err(Failure::NotStarted),
        Some(_) => Err(Failure::Ended),
    };
    ASKED.with_borrow_mut(|asked| {
        if let Some(it) = asked.get_mut(place) {
            it.1 = Some(answer);
        }
    });
}

/// The other worker's part.
pub(crate) fn serve(question: &[u8]) -> Vec<u8> {
    let Some((limits, bytes)) = foreign::asked(question) else { return Vec::new() };
    foreign::answer(bytes, &limits)
}

fn fingerprint(question: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(question).to_vec()
}
