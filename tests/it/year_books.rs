//! Consolidated workbooks read back: nobody is lost, and everybody is who he was, in each regime's
//! paper, in lists that go on in other sheets, and after other programs saved them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use xeploai::batch::{self, Season};
use xeploai::context::Context;
use xeploai::discover;
use xeploai::model::{CommuneResult, Rating, Standing, YearBook};
use xeploai::read::{self, Limits, foreign};
use xeploai::regime::{Known, Regime, Sources};
use xeploai::workspace::Workspace;
use xeploai::write::consolidated::workbook_within;

use crate::common::source;

/// The commune of a sample, as a run finds it.
struct Sample {
    workspace: Workspace,
    regime: Regime,
    results: CommuneResult,
}

impl Sample {
    fn of(name: &str) -> Self {
        let dir = source("samples").join(name);
        let text = std::fs::read_to_string(dir.join("xeploai.toml")).unwrap();
        let workspace = Workspace::parse(&text).unwrap();
        let sources = Sources::builtin();
        let regime = sources.regime_of_year(workspace.year).unwrap();
        let limits = Limits::default();
        let regimes = Known::from(&regime);
        let season = Season {
            regimes: &regimes,
            workspace: Some((&workspace, &regime)),
            limits: &limits,
            apart: foreign::here,
        };
        let entries = discover::list(&dir, &dir.join(&workspace.inbox)).unwrap();
        let run = batch::run(entries, &season, 2, |it: &Path| std::fs::read(dir.join(it)), || ());
        let results = run.results.unwrap();
        Self { workspace, regime, results }
    }

    fn written(&self, rows_max: u32) -> Vec<u8> {
        workbook_within(&self.results, &self.context(), rows_max).unwrap()
    }

    fn context(&self) -> Context<'_> {
        Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: Some(&self.workspace),
        }
    }

    /// Decides on everybody what is proposed.
    fn decide(&mut self) {
        for branch in &mut self.results.branches {
            let Some(form) = branch.accepted_mut() else { continue };
            let extract = &mut form.extract;
            let decided: Vec<(u32, Rating)> = extract
                .members()
                .filter_map(|it| match it.standing() {
                    Standing::Rated(rating) => Some((it.row, rating)),
                    _ => None,
                })
                .collect();
            let decided: BTreeMap<u32, Rating> = decided.into_iter().collect();
            extract.decide_members(&decided);
        }
    }

    /// Holds what was read to everything that the lists show.
    fn check(&self, book: &YearBook) {
        assert_eq!((book.year, book.regime.as_str()), (self.workspace.year, &*self.regime.id));
        assert_eq!(book.committee, self.workspace.committee);
        let names: Vec<&str> = book.branches.iter().map(|it| it.name.as_str()).collect();
        let own: Vec<&str> = self.workspace.branch.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, own);
        let mut read: BTreeMap<(String, String, String), Vec<usize>> = BTreeMap::new();
        for (place, it) in book.members.iter().enumerate() {
            let birth = it.birth.map_or_else(String::new, |it| it.to_string());
            let key = (book.branch_of(it).to_owned(), it.name.clone(), birth);
            read.entry(key).or_default().push(place);
        }
        let mut seen = 0;
        for branch in &self.results.branches {
            let extract = branch.extract().unwrap();
            for member in extract.members().filter(|it| !it.is_guest()) {
                let birth = member.birth.map_or_else(String::new, |it| it.to_string());
                let key = (branch.branch.name.clone(), member.name.to_owned(), birth);
                let place =
                    read.get_mut(&key).and_then(|it| (!it.is_empty()).then(|| it.remove(0)));
                let it = &book.members[place.unwrap_or_else(|| panic!("{key:?} is lost"))];
                let rated = match member.standing() {
                    Standing::Rated(rating) => Some(rating),
                    _ => None,
                };
                assert_eq!((it.gender, it.admitted), (member.gender, member.admitted), "{key:?}");
                assert_eq!((it.official, &*it.card), (member.official, member.card), "{key:?}");
                assert_eq!(it.ethnicity, member.ethnicity);
                assert_eq!(it.proposal, rated.and(member.proposal), "{key:?}");
                assert_eq!(it.decided, rated.and(member.decided), "{key:?}");
                assert_eq!(it.counted(), rated);
                assert_eq!(it.self_rating, rated.and(member.self_rating));
                assert_eq!(it.discipline, member.discipline, "{key:?}");
                assert_eq!(it.discipline_decision, member.discipline_decision, "{key:?}");
                let years = member.excellent_years.filter(|_| rated == Some(Rating::Excellent));
                assert_eq!(it.excellent_years, years, "{key:?}");
                seen += 1;
            }
            let row = extract.branch_row().unwrap();
            let it = book.branches.iter().find(|it| it.name == branch.branch.name).unwrap();
            assert_eq!(it.self_rating, row.self_rating);
            assert_eq!(it.counted(), row.proposal);
        }
        assert_eq!(seen, book.members.len(), "nobody is added");
    }
}

fn read(bytes: &[u8]) -> (YearBook, Vec<&'static str>) {
    let regimes = Sources::builtin().all().unwrap();
    let opened = read::open(bytes, &Limits::default(), foreign::here).unwrap();
    let (book, findings) = opened.year_book(&regimes).unwrap();
    (book, findings.iter().map(|it| it.code.id).collect())
}

#[test]
fn what_was_written_is_read_back() {
    for name in ["binh-an-2020", "binh-an-2023", "binh-an-2026"] {
        let mut sample = Sample::of(name);
        for rows_max in [1_048_576, 60] {
            let (book, told) = read(&sample.written(rows_max));
            assert!(told.is_empty(), "{told:?}");
            sample.check(&book);
            assert!(book.is_draft && !book.is_final() && book.partial.is_none());
        }
        sample.decide();
        let (book, told) = read(&sample.written(1_048_576));
        assert!(told.is_empty(), "{told:?}");
        sample.check(&book);
        assert_eq!(book.decided().0, book.decided().1);
    }
}

/// Columns in another order, rows between them, and everything saved by another program.
#[test]
fn other_programs_change_nothing() {
    let sample = Sample::of("binh-an-2026");
    let folder = tempfile::tempdir().unwrap();
    let bare = folder.path().join("tong-hop-2026.xlsx");
    std::fs::write(&bare, sample.written(1_048_576)).unwrap();
    if crate::outside::is_there("soffice", &["--version"]) {
        for format in ["xlsx", "ods"] {
            let out = folder.path().join("out");
            let profile = format!("-env:UserInstallation=file://{}/p", folder.path().display());
            let done = Command::new("soffice")
                .args(["--headless", &profile, "--convert-to", format, "--outdir"])
                .args([&out, &bare])
                .output()
                .unwrap();
            assert!(done.status.success());
            let bytes = std::fs::read(out.join(format!("tong-hop-2026.{format}"))).unwrap();
            let (book, told) = read(&bytes);
            assert!(told.is_empty(), "{format}: {told:?}");
            sample.check(&book);
        }
    }
}

#[test]
fn a_form_is_no_consolidated_workbook() {
    let regimes = Sources::builtin().all().unwrap();
    let bytes = std::fs::read(source("samples/binh-an-2026/nop/BC_2026.xlsx")).unwrap();
    let opened = read::open(&bytes, &Limits::default(), foreign::here).unwrap();
    assert_eq!(opened.year_book(&regimes).unwrap_err().code.id, "P001");
}
