//! What the page asks, by number: JSON or bytes in, JSON or bytes out.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use xeploai::batch::{self, Ending};
use xeploai::discover::{Action, Named};
use xeploai::finding::Finding;
use xeploai::job::{self, Beside, ForBranch, NotOpened, Refused};
use xeploai::read;
use xeploai::regime::Sources;
use xeploai::report;
use xeploai::words::{Catalogue, Lang};
use xeploai::write::blank::{self, BlankFor};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::{bridge, foreign, new};

/// What is kept between two tasks.
#[derive(Default)]
struct State {
    lang: Lang,
    opened: Option<job::HandedWorkspace>,
    outputs: Vec<(String, Vec<u8>)>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
    /// The file that is being read.
    static CURRENT: Cell<usize> = const { Cell::new(0) };
}

/// The answer to a task; empty where the question has no sense.
pub(crate) fn answer(task: u32, handed: &[u8]) -> Vec<u8> {
    match task {
        0 => with(handed, |asked: Hello| about(&asked)),
        1 => with(handed, |asked: Open| open(&asked)),
        2 => written(&run()),
        3 => with_bytes(handed, foreign::question),
        4 => answered(handed),
        5 => with_bytes(handed, |place| {
            STATE.with_borrow(|it| it.outputs.get(place).map(|it| it.1.clone()).unwrap_or_default())
        }),
        6 => STATE.with_borrow(|it| packed(&it.outputs)),
        7 => foreign::serve(handed),
        8 => blanks(handed),
        9 => with(handed, |asked: new::Answers| new::settings(&asked, &words())),
        _ => Vec::new(),
    }
}

fn with<T: for<'a> Deserialize<'a>, R: Serialize>(
    handed: &[u8],
    work: impl FnOnce(T) -> R,
) -> Vec<u8> {
    serde_json::from_slice(handed).map(|it| written(&work(it))).unwrap_or_default()
}

fn with_bytes(handed: &[u8], work: impl FnOnce(usize) -> Vec<u8>) -> Vec<u8> {
    serde_json::from_slice(handed).map(work).unwrap_or_default()
}

fn written(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}

fn words() -> Catalogue {
    Catalogue::new(STATE.with_borrow(|it| it.lang))
}

#[derive(Deserialize)]
struct Hello {
    lang: String,
}

/// What the page shows before anything is handed over.
#[derive(Serialize)]
struct About {
    version: &'static str,
    regimes: Vec<OfYears>,
}

#[derive(Serialize)]
struct OfYears {
    years: Vec<u32>,
    kinds: Vec<String>,
    superior_level: String,
}

fn about(asked: &Hello) -> About {
    STATE.with_borrow_mut(|it| it.lang = if asked.lang == "en" { Lang::En } else { Lang::Vi });
    let sources = Sources::builtin();
    let of = |id: &str| sources.regime(id).ok();
    let regimes = sources.ids().filter_map(of).map(|it| OfYears {
        years: it.rules.years.clone(),
        kinds: it
            .form
            .choice
            .get("branch-kind")
            .into_iter()
            .flatten()
            .map(|it| it.label.clone())
            .collect(),
        superior_level: it.rules.words.superior_level.clone(),
    });
    About { version: report::tool().version, regimes: regimes.collect() }
}

/// The files that were handed over, and settings that stand beside them.
#[derive(Deserialize)]
struct Open {
    files: Vec<OneFile>,
    settings: Option<String>,
    profiles: Option<BTreeMap<String, String>>,
    stopped: Vec<usize>,
}

#[derive(Deserialize)]
struct OneFile {
    path: String,
    bytes: u64,
}

/// How a task ended.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Answer {
    /// The workspace is there.
    Ready { committee: String, year: u32, forms: Vec<usize>, seconds: u64, apart_bytes: u64 },
    /// No settings are there.
    NoSettings,
    /// Several are.
    Several { paths: Vec<String> },
    /// No forms are.
    NoInbox { inbox: String },
    /// The settings cannot be used, or nothing could be made.
    Refused { told: Vec<Told> },
    /// Answers of another worker are needed.
    Asked { places: Vec<usize> },
    /// No form is among the files.
    NoInput { told: Vec<Told> },
    /// All is made: names and lengths.
    Done { outputs: Vec<(String, usize)>, is_clean: bool },
}

/// What is wrong, in words.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Told {
    code: Option<&'static str>,
    message: String,
    expected: Option<String>,
    help: Option<String>,
    file: Option<String>,
    /// The line of the file, and what stands in it.
    pub(crate) line: Option<usize>,
    text: Option<String>,
}

/// Why settings cannot be used, in words.
pub(crate) fn told(refused: &Refused, words: &Catalogue) -> Vec<Told> {
    match refused {
        Refused::Told(key, args) => {
            vec![Told { message: words.ui(key, args), ..Told::default() }]
        }
        Refused::Mistaken(mistakes) => mistakes
            .iter()
            .map(|it| {
                let line = it.span.as_ref().map(|_| it.line());
                let text = line.and_then(|line| it.text.lines().nth(line.saturating_sub(1)));
                Told {
                    file: Some(it.file.clone()),
                    line,
                    text: text.map(|it| it.trim_end().to_owned()),
                    ..finding(&it.finding, words)
                }
            })
            .collect(),
        Refused::Branches(findings) => findings
            .iter()
            .map(|it| {
                let place = it.cell.as_ref().map(xeploai::model::CellRef::a1);
                let file = it.file.clone().map(|file| match place {
                    Some(place) => format!("{file}, {place}"),
                    None => file,
                });
                Told { file, ..finding(it, words) }
            })
            .collect(),
        Refused::Other(error) => vec![Told { message: error.to_string(), ..Told::default() }],
    }
}

fn finding(finding: &Finding, words: &Catalogue) -> Told {
    let worded = words.render(finding);
    Told {
        code: Some(finding.code.id),
        message: worded.message,
        expected: worded.expected,
        help: Some(worded.help),
        file: finding.file.clone(),
        ..Told::default()
    }
}

fn open(asked: &Open) -> Answer {
    let words = words();
    let files: Vec<Named> =
        asked.files.iter().map(|it| Named { path: it.path.clone(), bytes: it.bytes }).collect();
    let beside = Beside { settings: asked.settings.as_deref(), profiles: asked.profiles.as_ref() };
    match job::open(&files, beside, &asked.stopped, bridge::file) {
        Ok(opened) => {
            let is_read = |it: &&xeploai::discover::Entry| matches!(it.task, Action::Read(_));
            let forms = opened.entries.iter().filter(is_read);
            let forms = forms.filter_map(|it| opened.places.get(&it.path).copied()).collect();
            let (settled, limits) = (&opened.settled, &opened.settled.limits);
            let answer = Answer::Ready {
                committee: settled.workspace.committee.clone(),
                year: settled.workspace.year,
                forms,
                seconds: limits.seconds,
                apart_bytes: limits.apart_bytes,
            };
            STATE.with_borrow_mut(|it| it.opened = Some(opened));
            answer
        }
        Err(NotOpened::NoSettings) => Answer::NoSettings,
        Err(NotOpened::Several(paths)) => Answer::Several { paths },
        Err(NotOpened::NoInbox(inbox)) => Answer::NoInbox { inbox },
        Err(NotOpened::Refused(refused)) => Answer::Refused { told: told(&refused, &words) },
    }
}

fn run() -> Answer {
    let words = words();
    let answer = STATE.with_borrow(|it| it.opened.as_ref().map(|it| run_over(it, &words)));
    let Some((answer, outputs)) = answer else { return Answer::NoSettings };
    STATE.with_borrow_mut(|it| it.outputs = outputs);
    answer
}

/// Extensions of workbooks that are read right here.
const READ_HERE: [&str; 4] = ["xlsx", "xlsm", "xltx", "xltm"];

fn run_over(opened: &job::HandedWorkspace, words: &Catalogue) -> (Answer, Vec<(String, Vec<u8>)>) {
    let settled = &opened.settled;
    let load_path = |path: &str| {
        let place = *opened.places.get(path).ok_or(std::io::ErrorKind::NotFound)?;
        CURRENT.set(place);
        bridge::file(place)
    };
    // What another worker has to read is asked for before anything else is done.
    for entry in &opened.entries {
        let extension = Path::new(&entry.path).extension().unwrap_or_default();
        let is_here = READ_HERE.iter().any(|it| extension.eq_ignore_ascii_case(it));
        let is_short = read::too_long(entry.bytes, &settled.limits).is_none();
        if matches!(entry.task, Action::Read(_)) && !is_here && is_short {
            let bytes = load_path(&entry.path).unwrap_or_default();
            drop(read::open(&bytes, &settled.limits, foreign::read));
        }
    }
    let asked = || Some(foreign::open()).filter(|it| !it.is_empty());
    if let Some(places) = asked() {
        return (Answer::Asked { places }, Vec::new());
    }
    let season = settled.season(foreign::read);
    let load = |path: &Path| load_path(&path.to_string_lossy());
    let done = || bridge::tell_done(CURRENT.get());
    let mut run = batch::run(opened.entries.clone(), &season, 1, load, done);
    if let Some(places) = asked() {
        return (Answer::Asked { places }, Vec::new());
    }
    if run.ending() == Ending::NoInput {
        let told = run.reasons().iter().map(|it| finding(it, words)).collect();
        return (Answer::NoInput { told }, Vec::new());
    }
    let again = |path: &str| load_path(path).ok();
    let mut outputs: Vec<(String, Vec<u8>)> = Vec::new();
    let mut put = |name: &str, bytes: Vec<u8>| {
        outputs.push((name.to_owned(), bytes));
        Ok::<_, job::NotMade>(())
    };
    let made = job::make(settled, &mut run, again, foreign::read, 1, words, &mut put);
    let page = made.and_then(|made| {
        let mut hashes: Vec<(String, String)> =
            outputs.iter().map(|(name, bytes)| (name.clone(), batch::sha256(bytes))).collect();
        hashes.sort();
        job::page(settled, &run, &made, &hashes, words)
    });
    match page {
        Ok(page) => {
            outputs.push((job::PAGE.to_owned(), page.into_bytes()));
            outputs.sort();
            let lengths = outputs.iter().map(|it| (it.0.clone(), it.1.len())).collect();
            let is_clean = run.ending() == Ending::Clean;
            (Answer::Done { outputs: lengths, is_clean }, outputs)
        }
        Err(error) => {
            let message = words.ui("invariant", &[("which", error.to_string().into())]);
            (Answer::Refused { told: vec![Told { message, ..Told::default() }] }, Vec::new())
        }
    }
}

/// What became of a question.
#[derive(Deserialize)]
struct Answered {
    place: usize,
    failure: Option<String>,
}

fn answered(handed: &[u8]) -> Vec<u8> {
    let (head, bytes) = parted(handed);
    with(head, |it: Answered| foreign::answered(it.place, it.failure.as_deref(), bytes))
}

/// A line of JSON, and the bytes after it.
fn parted(handed: &[u8]) -> (&[u8], &[u8]) {
    let end = handed.iter().position(|it| *it == b'\n').unwrap_or(handed.len());
    (&handed[..end], handed.get(end + 1..).unwrap_or_default())
}

#[derive(Deserialize)]
struct Blanks {
    /// The day that stands in the pages.
    made: String,
    /// The settings, where they were made here.
    settings: String,
}

/// Blank forms and pages of all branches, packed; nothing where one cannot be made.
fn blanks(handed: &[u8]) -> Vec<u8> {
    let (head, page) = parted(handed);
    let lang = STATE.with_borrow(|it| it.lang);
    let made = serde_json::from_slice::<Blanks>(head).ok().and_then(|asked| {
        let settled = new::settled(&asked.settings).ok()?;
        let page = std::str::from_utf8(page).ok()?;
        let mut files = Vec::new();
        for branch in &settled.workspace.branch {
            let blank = BlankFor {
                year: Some(settled.workspace.year),
                committee: &settled.workspace.committee,
                branch: Some(branch),
                roster: &[],
            };
            let form = blank::workbook(&settled.regime, &blank).ok()?;
            files.push((format!("{}.xlsx", branch.code), form));
            let own = ForBranch::new(&settled, branch, &asked.made, lang);
            files.push((own.file_name(), own.page(page).ok()?.into_bytes()));
        }
        Some(packed(&files))
    });
    made.unwrap_or_default()
}

/// Files in one package, each once.
fn packed(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut names = BTreeSet::new();
    for (name, bytes) in files.iter().filter(|it| names.insert(it.0.as_str())) {
        let written = zip.start_file(name.as_str(), options).map(|()| zip.write_all(bytes));
        if !matches!(written, Ok(Ok(()))) {
            return Vec::new();
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}
