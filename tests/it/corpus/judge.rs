//! What the program makes of a file of the corpus, each judged alone by the
//! committee of `tests/corpus/xeploai.toml`.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::Deserialize;
use xeploai::batch::{self, FileStatus, Run, Season};
use xeploai::discover;
use xeploai::finding::Finding;
use xeploai::model::{BranchResult, Member, Standing};
use xeploai::read::{self, Limits};
use xeploai::regime::{Known, Regime, Sources};
use xeploai::workspace::Workspace;

/// Folders whose files belong to other tests, or make the files.
const OTHERS: [&str; 2] = ["formats/", "make/"];
/// Text beside the files.
const BESIDE: [&str; 3] = [".toml", ".rs", ".md"];

pub(crate) static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| {
    Workspace::parse(&fs::read_to_string(folder().join("xeploai.toml")).unwrap()).unwrap()
});
pub(crate) static REGIME: LazyLock<Regime> =
    LazyLock::new(|| Sources::builtin().regime_of_year(WORKSPACE.year).unwrap());
static LIMITS: LazyLock<Limits> = LazyLock::new(Limits::default);

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Outcome {
    /// `accepted`, `returned`, `ignored` or `unreadable`.
    pub(crate) status: String,
    /// Rows of people that were read, guests included; none without a form.
    pub(crate) members: Option<usize>,
    /// How many of them are proposed for each rating, best first.
    pub(crate) ratings: Option<[usize; 4]>,
    /// Each finding of the file as `code`, `code sheet` or `code sheet!cell`.
    pub(crate) findings: Vec<String>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, members, ratings, findings } = self;
        write!(f, "{status}, {members:?} members, {ratings:?}, {findings:?}")
    }
}

/// The folder of the corpus.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Every file of the corpus relative to its folder, in order.
pub(crate) fn files() -> Vec<String> {
    let entries = discover::list(&folder(), &folder()).unwrap().into_iter();
    let is_case = |it: &String| {
        it.contains('/')
            && !OTHERS.iter().any(|other| it.starts_with(other))
            && !BESIDE.iter().any(|end| it.ends_with(end))
    };
    entries.map(|it| it.path).filter(is_case).collect()
}

/// Runs every stage over files as if they were all that lies in an inbox.
pub(crate) fn run(load: impl Fn(&Path) -> Vec<u8> + Sync, files: &[&str]) -> Run {
    let folder = folder();
    let list = |it: &&str| discover::list(&folder, &folder.join(it)).unwrap();
    let regimes = Known::from(&*REGIME);
    let season = Season {
        regimes: &regimes,
        workspace: Some((&WORKSPACE, &REGIME)),
        limits: &LIMITS,
        apart: read::foreign::here,
    };
    let entries = files.iter().flat_map(list).collect();
    batch::run(entries, &season, 1, |path: &Path| Ok(load(path)), || {})
}

/// A file's bytes.
pub(crate) fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}

/// What becomes of a file that lies alone in the inbox.
pub(crate) fn judged(file: &str) -> Outcome {
    let run = run(bytes, &[file]);
    let [result] = run.files.as_slice() else { panic!("{file} is one file") };
    let findings = of_file(&run, file).iter().map(shown).collect();
    let members = match result.status {
        FileStatus::Accepted => Some(counted(&run)),
        FileStatus::Returned => {
            let read = read::read(&bytes(&folder().join(file)), &REGIME, &LIMITS);
            Some(read.unwrap().submission.members.iter().map(Member::standing).collect())
        }
        FileStatus::Ignored | FileStatus::Unreadable => None,
    };
    let ratings = members.as_ref().map(|members| {
        let mut ratings = [0; 4];
        for member in members {
            if let Standing::Rated(rating) = member {
                ratings[rating.place()] += 1;
            }
        }
        ratings
    });
    Outcome {
        status: result.status.key().to_owned(),
        members: members.map(|it| it.len()),
        ratings,
        findings,
    }
}

/// How the members of the form that was accepted are counted; the workbook counts just these.
fn counted(run: &Run) -> Vec<Standing> {
    let totals = run.results.as_ref().unwrap();
    let mut forms = totals.branches.iter().filter_map(BranchResult::extract);
    let members: Vec<_> = forms.next().unwrap().members().map(|it| it.standing()).collect();
    let people = members.iter().filter(|it| **it != Standing::Guest).count();
    assert_eq!(totals.total.members as usize, people, "counted otherwise than read");
    members
}

/// The findings about a file, in the order of the run.
pub(crate) fn of_file(run: &Run, file: &str) -> Vec<Finding> {
    run.findings.iter().filter(|it| it.file.as_deref() == Some(file)).cloned().collect()
}

/// A finding as the rows write it.
pub(crate) fn shown(finding: &Finding) -> String {
    let code = finding.code.id;
    match (&finding.cell, &finding.sheet) {
        (Some(cell), _) => format!("{code} {}!{}", cell.sheet, cell.a1()),
        (None, Some(sheet)) => format!("{code} {sheet}"),
        (None, None) => code.to_owned(),
    }
}
