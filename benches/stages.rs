//! What each stage takes of a form, on the forms of a sample and by the functions that the
//! program calls: `cargo bench`, or `cargo bench -- reading` for some. `docs/performance.md` says how to read it.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use xeploai::batch::{self, Run, Season};
use xeploai::context::Context;
use xeploai::discover;
use xeploai::model::Submission;
use xeploai::read::{self, Limits, OpenedFile, Wording, foreign};
use xeploai::regime::{Known, Regime, Sources};
use xeploai::validate::{self, Filed};
use xeploai::words::{Catalogue, Lang};
use xeploai::workspace::{Settings, Workspace};
use xeploai::{consolidate, rate, write};

const SAMPLE: &str = "samples/binh-an-2020";
/// A form of 24 members whose texts are in the table of shared texts.
const FORM: &str = "nop/CB Nà Mẻ.xlsx";
/// Typed with combining marks, and its texts in the cells.
const COMBINING: &str = "nop/thon Na Tong (da sua).xlsx";
const REGIME: &str = "2019-hd21";

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn form(name: &str) -> Vec<u8> {
    fs::read(source(SAMPLE).join(name)).unwrap()
}

fn blank() -> Vec<u8> {
    fs::read(source("templates").join(REGIME).join("form.xlsx")).unwrap()
}

fn regime() -> Regime {
    Sources::builtin().regime(REGIME).unwrap()
}

fn open(bytes: &[u8]) -> OpenedFile {
    read::open(bytes, &Limits::default(), foreign::here).unwrap()
}

fn workspace() -> Workspace {
    Workspace::parse(&fs::read_to_string(source(SAMPLE).join("xeploai.toml")).unwrap()).unwrap()
}

/// The whole sample, but for what `app` does: on one thread, so that it does not hang on the
/// machine's cores.
fn run(workspace: &Workspace, regime: &Regime) -> Run {
    let base = source(SAMPLE);
    let entries = discover::list(&base, &base.join(&workspace.inbox)).unwrap();
    let regimes = Known::from(regime);
    let season = Season {
        regimes: &regimes,
        workspace: Some((workspace, regime)),
        limits: &Limits::default(),
        apart: foreign::here,
    };
    batch::run(entries, &season, 1, |path| fs::read(path), || ())
}

fn submissions(regime: &Regime) -> Vec<Submission> {
    let base = source(SAMPLE);
    let entries = discover::list(&base, &base.join("nop")).unwrap();
    let read =
        |path: &str| read::read(&fs::read(base.join(path)).unwrap(), regime, &Limits::default());
    entries.iter().map(|it| read(&it.path).unwrap().submission).collect()
}

/// A profile is read once in a run.
fn profile(criterion: &mut Criterion) {
    criterion.bench_function("profile", |it| it.iter(regime));
}

/// Bytes to a submission. `header search` is a form in which nobody stands: what is above it
/// in `form` is folding and understanding its values.
fn reading(criterion: &mut Criterion) {
    let regime = regime();
    let wording = Wording::new(&regime);
    let mut group = criterion.benchmark_group("reading");
    for (name, bytes) in
        [("header search", blank()), ("form", form(FORM)), ("combining marks", form(COMBINING))]
    {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        if name != "header search" {
            group.bench_function(format!("guard/{name}"), |it| {
                it.iter(|| read::guard(black_box(&bytes), &Limits::default()).unwrap());
            });
            group
                .bench_function(format!("sheets/{name}"), |it| it.iter(|| open(black_box(&bytes))));
        }
        let opened = open(&bytes);
        group.bench_function(format!("values/{name}"), |it| {
            it.iter(|| opened.parse(black_box(&wording)).unwrap());
        });
    }
    // Once a run, whatever the number of forms.
    group.bench_function("words of a regime", |it| it.iter(|| Wording::new(black_box(&regime))));
    group.finish();
}

/// A submission to findings and ratings, each for the thirteen forms of the sample.
fn judging(criterion: &mut Criterion) {
    let (regime, workspace) = (regime(), workspace());
    let settings = Settings::default();
    let context =
        Context { regime: &regime, settings: &settings, year: 2020, workspace: Some(&workspace) };
    let forms = submissions(&regime);
    let names: Vec<String> = (0..forms.len()).map(|it| format!("{it}.xlsx")).collect();
    let mut group = criterion.benchmark_group("judging");
    group.throughput(Throughput::Elements(forms.len() as u64));
    group.bench_function("validation", |it| {
        it.iter(|| {
            forms.iter().map(|form| validate::validate(form, &context).len()).sum::<usize>()
        });
    });
    let extracts: Vec<_> = forms.iter().map(xeploai::model::Extract::from).collect();
    group.bench_function("comparison of the forms", |it| {
        it.iter(|| {
            let beside = |(file, form)| Filed { file, branch: None, form };
            let beside: Vec<_> =
                names.iter().map(String::as_str).zip(&extracts).map(beside).collect();
            validate::across(&beside, &[], &context)
        });
    });
    group.bench_function("rating", |it| {
        let rate = |form| rate::rate(form, &context);
        it.iter_batched(
            || forms.clone(),
            |forms| forms.into_iter().map(rate).collect::<Vec<_>>(),
            BatchSize::SmallInput,
        );
    });
    let results = run(&workspace, &regime).results.unwrap();
    group.bench_function("consolidation", |it| {
        it.iter_batched(
            || results.branches.clone(),
            |branches| consolidate::consolidate(branches, &context),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// The workbooks of the sample.
fn writing(criterion: &mut Criterion) {
    let (regime, workspace) = (regime(), workspace());
    let context = Context {
        regime: &regime,
        settings: &workspace.settings,
        year: workspace.year,
        workspace: Some(&workspace),
    };
    let run = run(&workspace, &regime);
    let results = run.results.as_ref().unwrap();
    let words = Catalogue::new(Lang::Vi);
    let mut group = criterion.benchmark_group("writing");
    group.bench_function("consolidated workbook", |it| {
        it.iter(|| write::consolidated::workbook(results, &context).unwrap());
    });
    let findings = &run.findings;
    group.bench_function("list of findings", |it| {
        it.iter(|| {
            let none = BTreeMap::new();
            write::findings::workbook(findings, &workspace.branch, &words, &none).unwrap()
        });
    });
    group.finish();
}

/// All of it but the files.
fn all(criterion: &mut Criterion) {
    let (regime, workspace) = (regime(), workspace());
    let mut group = criterion.benchmark_group("all");
    group.throughput(Throughput::Elements(workspace.branch.len() as u64));
    group.bench_function("thirteen forms", |it| it.iter(|| run(&workspace, &regime)));
    group.finish();
}

fn short() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .sample_size(20)
}

criterion_group! {
    name = stages;
    config = short();
    targets = profile, reading, judging, writing, all
}
criterion_main!(stages);
