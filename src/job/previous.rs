//! The earlier years that a workspace names: from the bytes of their workbooks to what is known of them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use zip::ZipArchive;

use super::{REGISTRY, Settled, workbook_name};
use crate::batch;
use crate::file_errors::{FileError, UNUSABLE, locate};
use crate::finding::{Arg, Finding};
use crate::model::text::{fold, listed};
use crate::model::{BookMember, Branch, ByName, YearBook};
use crate::previous;
use crate::read::{self, Apart, OpenedFile, Wording};
use crate::regime::Regime;
use crate::tables::identity;
use crate::workbook::{Limits, guard_package};
use crate::workspace::lines::without_commune;
use crate::workspace::{FILE_NAME, Workspace};

/// A workbook of an earlier year, as it was found.
#[derive(Debug)]
pub struct EarlierFile {
    /// Which of the entries of `previous` it is.
    pub place: usize,
    /// The file as people know it.
    pub shown: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The branches of its workspace, where that is known: the workbook does not say their codes.
    pub branches: Vec<Arc<Branch>>,
    /// The regimes of its workspace, where it has profiles of its own.
    pub regimes: Vec<Regime>,
    /// Whether it is as this program wrote it, where that is known.
    pub is_as_written: Option<bool>,
}

impl EarlierFile {
    /// A workbook of which nothing else is known.
    pub fn new(place: usize, shown: String, bytes: Vec<u8>) -> Self {
        let (branches, regimes) = (Vec::new(), Vec::new());
        Self { place, shown, bytes, branches, regimes, is_as_written: None }
    }

    /// The same beside hashes of what was written into its folder, by names of outputs.
    #[must_use]
    pub fn beside(self, name: &str, written: &BTreeMap<String, Vec<String>>) -> Self {
        let is_as_written = written.get(name).map(|it| it.contains(&batch::sha256(&self.bytes)));
        Self { is_as_written, ..self }
    }
}

/// A mistake at one of the entries of `previous`; `problem` is a word of the catalogue.
pub fn previous_mistake(settled: &Settled, place: usize, problem: &'static str) -> FileError {
    let text = &settled.text;
    let written = settled.workspace.previous.get(place).map_or("", String::as_str);
    let span = locate(text, &["previous", &place.to_string()]);
    FileError::new(FILE_NAME, text, &UNUSABLE)
        .at(span.or_else(|| locate(text, &["previous"])))
        .arg("value", format!("“{written}”"))
        .arg("problem", Arg::Word(problem))
        .arg("raw", "")
}

/// Reads the workbooks of earlier years and takes them into the workspace, with what could not be read
/// of them.
///
/// # Errors
/// What is wrong with an entry of `previous`, or with the codes of earlier branches.
pub fn take_previous(
    settled: &mut Settled,
    files: Vec<EarlierFile>,
    apart: Apart,
) -> Result<(), Vec<FileError>> {
    let limits = settled.limits.of_consolidated();
    let mut books: Vec<YearBook> = Vec::new();
    let mut noted: Vec<Finding> = Vec::new();
    for file in files {
        let mistake = |problem| vec![previous_mistake(settled, file.place, problem)];
        let opened = read::open(&file.bytes, &limits, apart)
            .map_err(|_| mistake("mistake-previous-unreadable"))?;
        let regimes = [file.regimes.as_slice(), settled.regimes.all()].concat();
        let (mut book, findings) =
            opened.year_book(&regimes).map_err(|_| mistake("mistake-previous-not-book"))?;
        if book.year >= settled.workspace.year {
            return Err(mistake("mistake-previous-year"));
        }
        if books.iter().any(|it| it.year == book.year && it.members == book.members) {
            return Err(mistake("mistake-previous-twice"));
        }
        let places = ByName::of(file.branches.iter().map(|it| it.name.as_str()));
        for branch in &mut book.branches {
            let own = places.get(&branch.name).and_then(|it| file.branches.get(it));
            branch.code = own.map_or_else(String::new, |it| it.code.clone());
        }
        book.path.clone_from(&file.shown);
        let of_file = |it: Finding| Finding { file: Some(file.shown.clone()), ..it };
        let told = match typed(&opened, &book, &regimes, &settled.workspace) {
            Typed::Told(finding) => Some(*finding),
            Typed::Nothing => None,
            Typed::Unknown => {
                let is_as_written =
                    file.is_as_written.unwrap_or_else(|| !opened.is_saved_since(book.year));
                let finding = Finding::new(&previous::EDITED).arg("path", file.shown.as_str());
                (!is_as_written).then_some(finding)
            }
        };
        let told = told.map(|it| it.arg("year", book.year));
        noted.extend(findings.into_iter().chain(told).map(of_file));
        books.push(book);
    }
    let severities = &settled.workspace.severity;
    for it in &mut noted {
        let own = severities.get(it.code.id).or_else(|| severities.get(it.code.name));
        it.severity = own.copied().unwrap_or(it.severity);
    }
    settled.workspace.earlier = books;
    settled.workspace.noted.extend(noted);
    let mistakes = settled.workspace.check_previous_codes(&settled.text);
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// Whether decisions were typed into a workbook.
enum Typed {
    /// Some were.
    Told(Box<Finding>),
    /// Everybody is decided on, as this program wrote it.
    Nothing,
    /// What it wrote is not known of everybody.
    Unknown,
}

/// Names of people that a message lists.
const NAMES_MAX: usize = 5;

/// How many codes are tried in all for branches that nothing names.
const TRIES_MAX: usize = 5_000;

/// The codes that branches have or had.
struct Codes<'a> {
    /// All of them, in the workspace's order.
    all: Vec<&'a str>,
    /// The same by what the branch is called or was, folded.
    by_name: BTreeMap<String, Vec<&'a str>>,
}

impl<'a> Codes<'a> {
    fn new(workspace: &'a Workspace) -> Self {
        let (mut all, mut by_name) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
        for branch in &workspace.branch {
            // What it came of may be called by its name instead.
            let before = branch.previous_codes.iter().map(String::as_str);
            let codes: Vec<&str> = std::iter::once(branch.code.as_str()).chain(before).collect();
            let names = std::iter::once(branch.name.as_str()).chain(codes[1..].iter().copied());
            // The commune behind a name that two had is no part of it.
            let bare = names.clone().filter_map(|it| Some(without_commune(it)?.0));
            for name in names.chain(bare) {
                by_name.entry(fold(name)).or_default().extend(&codes);
            }
            all.extend(codes);
        }
        Self { all, by_name }
    }

    /// Those of the branches that are or were called so.
    fn of(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.by_name.get(&fold(name)).into_iter().flatten().copied()
    }
}

/// That decisions stand in a workbook which this program did not write there: somebody typed them, and no
/// run took them into the results of that year. They are told, once, at the first of them.
fn typed(opened: &OpenedFile, book: &YearBook, regimes: &[Regime], workspace: &Workspace) -> Typed {
    let is_decided = |it: &&BookMember| it.decided.is_some();
    let has_any = book.members.iter().any(|it| is_decided(&it))
        || book.branches.iter().any(|it| it.decided.is_some());
    let regime = regimes.iter().find(|it| it.id == book.regime).filter(|_| has_any);
    let typed = regime.and_then(|it| opened.typed_decisions(&Wording::new(it)).0.typed);
    let Some(record) = typed.map(|it| it.record) else { return Typed::Unknown };
    let written = |key: &String| record.written.get(key).map(|it| it.0);
    let member = |code: &str, it: &BookMember| {
        let card = it.card.as_str();
        // What was unreadable on the form may be blank here, and the other way round.
        [(it.birth, card), (it.birth, ""), (None, card), (None, "")]
            .into_iter()
            .find_map(|own| written(&identity("member", code, (&it.name, own.0, own.1))))
    };
    let mut decided: Vec<Vec<&BookMember>> = vec![Vec::new(); book.branches.len()];
    for it in book.members.iter().filter(is_decided) {
        if let Some(its) = decided.get_mut(it.branch).filter(|its| its.len() < NAMES_MAX) {
            its.push(it);
        }
    }
    let known = Codes::new(workspace);
    let mut tries = TRIES_MAX;
    let codes: Vec<Option<&str>> = book
        .branches
        .iter()
        .zip(&decided)
        .map(|(branch, its)| {
            let is_its = |code: &&str| its.iter().any(|it| member(code, it).is_some());
            let own = Some(branch.code.as_str()).filter(|it| !it.is_empty());
            let likely = own.into_iter().chain(known.of(&branch.name)).find(is_its);
            // A branch that was renamed and has another code: any may be its, as long as that is no
            // great search. Of one that is not found nothing is said to be known.
            likely
                .or_else(|| {
                    let all =
                        known.all.iter().copied().take(if its.is_empty() { 0 } else { tries });
                    let found = all.enumerate().find(|it| is_its(&it.1));
                    tries -= found.map_or(known.all.len(), |it| it.0 + 1).min(tries);
                    found.map(|it| it.1)
                })
                .or(own)
        })
        .collect();
    // Without any record nothing was decided when it was made; of a branch whose code nobody knows what
    // was written is not known either.
    let is_blank = record.written.is_empty();
    let code = |place: usize| codes.get(place).copied().flatten().or(is_blank.then_some(""));
    let mut names: Vec<&str> = Vec::new();
    let mut at = None;
    for it in book.members.iter().filter(is_decided) {
        if code(it.branch).is_some_and(|code| member(code, it) != it.decided) {
            names.push(&it.name);
            at.get_or_insert(&it.at);
        }
    }
    for (place, it) in book.branches.iter().enumerate().filter(|it| it.1.decided.is_some()) {
        let key = |code: &str| identity("branch", code, (&it.name, None, ""));
        if code(place).is_some_and(|code| written(&key(code)) != it.decided) {
            names.push(&it.name);
        }
    }
    if names.is_empty() {
        let is_known = |it: &BookMember| code(it.branch).is_some() && it.decided.is_some();
        let mut rated = book.members.iter().filter(|it| it.counted().is_some());
        return if rated.all(is_known) { Typed::Nothing } else { Typed::Unknown };
    }
    let listed = listed(&names, NAMES_MAX, ", ");
    let finding = Finding::new(&previous::TYPED).maybe_cell(at);
    Typed::Told(Box::new(finding.arg("count", names.len()).arg("names", listed)))
}

/// Notes that the earlier years cannot be looked at here.
pub fn leave_previous(settled: &mut Settled) {
    if !settled.workspace.previous.is_empty() {
        let path = settled.workspace.previous.join(", ");
        settled.workspace.noted.push(Finding::new(&previous::NOT_HERE).arg("path", path));
    }
}

/// The consolidated workbook in a sealed archive of a year, with its path there and the branches of its
/// workspace; `None` where it has none, or too much. `place` and `shown` are the archive's.
pub fn of_archive(
    (place, shown): (usize, &str),
    bytes: &[u8],
    limits: &Limits,
) -> Option<EarlierFile> {
    guard_package(bytes, limits).ok()?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> =
        archive.file_names().filter_map(|it| Some(it.ok()?.into_owned())).collect();
    let settings = names.iter().filter(|it| it.rsplit('/').next() == Some(FILE_NAME));
    let settings = settings.min_by_key(|it| it.len());
    let workspace = settings.and_then(|it| {
        let text = entry(&mut archive, it, limits.file_bytes)?;
        Workspace::parse(&String::from_utf8(text).ok()?).ok()
    });
    let wanted = workspace.as_ref().map(|it| workbook_name(it.year));
    let is_book = |it: &&String| {
        let name = it.rsplit('/').next().unwrap_or_default();
        wanted.as_ref().map_or_else(
            || name.starts_with(super::WORKBOOK) && name.strip_suffix(".xlsx").is_some(),
            |it| name == it,
        )
    };
    let mut books: Vec<&String> = names.iter().filter(is_book).collect();
    books.sort_by_key(|it| it.len());
    let path = (*books.first()?).clone();
    let bytes = entry(&mut archive, &path, limits.file_bytes)?;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let registry = entry(&mut archive, &format!("{folder}/{REGISTRY}"), limits.file_bytes);
    let written = registry.and_then(|it| serde_json::from_slice(&it).ok()).unwrap_or_default();
    let file = EarlierFile::new(place, format!("{shown}/{path}"), bytes).beside(name, &written);
    let branches = workspace.map(|it| it.branch).unwrap_or_default();
    Some(EarlierFile { branches, ..file })
}

/// The bytes of an entry, unless they are too many.
fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Option<Vec<u8>> {
    let file = archive.by_name(name).ok()?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_looked_up_by_what_a_branch_is_or_was_called() {
        let branch = |code: &str, name: &str, before: &[&str]| Branch {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: "Thôn".to_owned(),
            members: None,
            contact: None,
            unit: None,
            previous_codes: before.iter().map(|it| (*it).to_owned()).collect(),
        };
        let mut workspace = Workspace::bare(2026, ["a", "b", "c", "d"]);
        workspace.branch = vec![
            branch("A", "Chi bộ Nà Mẻ", &["B", "Chi bộ Khuổi Củng"]).into(),
            branch("C", "Chi bộ Tống Pu", &["Chi bộ thôn 1 (xã Ea Kao)"]).into(),
        ];
        let codes = Codes::new(&workspace);
        let of = |name: &str| codes.of(name).collect::<Vec<_>>();
        let own = ["A", "B", "Chi bộ Khuổi Củng"];
        for name in ["CHI BỘ NÀ MẺ", "chi bộ khuổi củng", "b"] {
            assert_eq!(of(name), own, "{name}");
        }
        assert_eq!(of("Chi bộ Tống Pu"), ["C", "Chi bộ thôn 1 (xã Ea Kao)"]);
        assert_eq!(of("Chi bộ khác"), [""; 0]);
        assert_eq!(of("Chi bộ thôn 1"), ["C", "Chi bộ thôn 1 (xã Ea Kao)"]);
        assert_eq!(codes.all, ["A", "B", "Chi bộ Khuổi Củng", "C", "Chi bộ thôn 1 (xã Ea Kao)"]);
    }
}
