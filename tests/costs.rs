//! What a file costs grows as the file does: forms that double in size take twice the memory
//! over a run, in all, and give outputs of twice the size, whatever it is that doubles. And
//! what a few bytes claim takes no more memory than a run may have.
//!
//! Bytes that are asked for are counted, never seconds: each run is this very test in a process
//! of its own. `tests/measure_costs.py` tells the seconds, on more kinds of files. How often a form
//! asks, and for how many bytes, is told besides (`docs/performance.md`).
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "tests read and write their own files")]

#[path = "it/common.rs"]
mod common;

use std::alloc::System;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::process::Command;

use cap::Cap;
use common::{outputs, report, sample, source, workspace};
use stats_alloc::{INSTRUMENTED_SYSTEM, Stats, StatsAlloc};
use xeploai::context::Context;
use xeploai::read::{self, Limits};
use xeploai::regime::Sources;
use xeploai::validate::{self, Filed};
use xeploai::workspace::Settings;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

#[global_allocator]
static MEMORY: Cap<&StatsAlloc<System>> = Cap::new(&INSTRUMENTED_SYSTEM, usize::MAX);

const FORM: &str = "CB Nà Mẻ.xlsx";
const MEMBERS: &str = "xl/worksheets/sheet2.xml";
const STRINGS: &str = "xl/sharedStrings.xml";
/// The folder of a run, for the process that runs it.
const DIR: &str = "XEPLOAI_COSTS_DIR";
/// The most bytes that it may hold at a time.
const LIMIT: &str = "XEPLOAI_COSTS_LIMIT";
/// Where it tells how many bytes it asked for.
const ASKED: &str = "asked.txt";
/// Where it tells how often it asked.
const TIMES: &str = "times.txt";
/// A workspace of right forms: what they ask for is told as well.
const TELL: &str = "XEPLOAI_COSTS_TELL";

/// Files of an inbox, of some size.
type Made = fn(usize) -> Vec<(String, Vec<u8>)>;

#[test]
#[ignore = "the process that the others measure"]
fn run() {
    let dir = std::env::var(DIR).unwrap();
    let mut asked = Vec::new();
    match std::env::var(LIMIT) {
        Ok(limit) => MEMORY.set_limit(limit.parse().unwrap()).unwrap(),
        Err(_) => asked.extend(stages(&Path::new(&dir).join("nop"))),
    }
    let args = ["xeploai", "consolidate", &dir, "--threads", "1", "-q"].map(Into::into);
    let (all, _) = asked_for(|| xeploai::app::main(&args, |_| ()));
    asked.push(all);
    let told = |each: fn(&Asked) -> usize| {
        asked.iter().map(|it| each(it).to_string()).collect::<Vec<_>>().join(" ")
    };
    fs::write(Path::new(&dir).join(ASKED), told(|it| it.bytes)).unwrap();
    fs::write(Path::new(&dir).join(TIMES), told(|it| it.times)).unwrap();
}

/// What some work asked for.
#[derive(Clone, Copy)]
struct Asked {
    bytes: usize,
    /// How often, a list that grew counted each time.
    times: usize,
}

/// What some work asks for, and what it gives.
fn asked_for<T>(work: impl FnOnce() -> T) -> (Asked, T) {
    let times = |it: Stats| it.allocations + it.reallocations;
    let (bytes, before) = (MEMORY.total_allocated(), times(INSTRUMENTED_SYSTEM.stats()));
    let done = work();
    let after = times(INSTRUMENTED_SYSTEM.stats());
    (Asked { bytes: MEMORY.total_allocated() - bytes, times: after - before }, done)
}

/// What each stage asks for by itself: reading, judging, comparing the forms.
fn stages(inbox: &Path) -> [Asked; 3] {
    let regime = Sources::builtin().regime("2019-hd21").unwrap();
    let settings = Settings::default();
    let context = Context { regime: &regime, settings: &settings, year: 2020, workspace: None };
    let mut files: Vec<_> = fs::read_dir(inbox).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|it| it.is_file());
    files.sort();
    let files: Vec<_> = files.iter().map(|it| fs::read(it).unwrap()).collect();
    let (reading, forms) = asked_for(|| {
        let read = |it: &Vec<u8>| read::read(it, &regime, &Limits::default()).ok();
        files.iter().filter_map(read).map(|it| it.submission).collect::<Vec<_>>()
    });
    let (judging, _) =
        asked_for(|| forms.iter().map(|it| validate::validate(it, &context)).collect::<Vec<_>>());
    let names: Vec<String> = (0..forms.len()).map(|it| format!("{it}.xlsx")).collect();
    let extracts: Vec<_> = forms.iter().map(xeploai::model::Extract::from).collect();
    let beside = |(file, form)| Filed { file, branch: None, form };
    let beside: Vec<_> = names.iter().map(String::as_str).zip(&extracts).map(beside).collect();
    let (comparing, _) = asked_for(|| validate::across(&beside, &[], &context));
    [reading, judging, comparing]
}

fn run_apart(dir: &Path, limit: Option<usize>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "run"]).env(DIR, dir).env_remove(LIMIT);
    command.envs(limit.map(|it| (LIMIT, it.to_string())));
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(output.status.success(), "{}", said.concat());
}

/// What a run over an inbox costs: bytes that its stages and all of it asked for, and bytes of
/// its outputs.
fn costs(inbox: &[(String, Vec<u8>)]) -> [u64; 5] {
    let folder = sample("binh-an-2020");
    let dir = folder.path();
    fs::remove_dir_all(dir.join("nop")).unwrap();
    fs::create_dir(dir.join("nop")).unwrap();
    for (name, bytes) in inbox {
        fs::write(dir.join("nop").join(name), bytes).unwrap();
    }
    run_apart(dir, None);
    let asked = fs::read_to_string(dir.join(ASKED)).unwrap();
    let mut costs = [0; 5];
    for (place, asked) in asked.split(' ').enumerate() {
        costs[place] = asked.parse().unwrap();
    }
    costs[4] = outputs(dir).iter().map(|it| it.1.len() as u64).sum();
    costs
}

/// Takes the files out of an inbox's subfolders, where [`stages`] does not look.
fn flatten(inbox: &Path) {
    for folder in fs::read_dir(inbox).unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_dir())
    {
        for file in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            fs::rename(&file, inbox.join(file.file_name().unwrap())).unwrap();
        }
    }
}

/// Nothing is judged: equal forms ask for as much on every machine, so a slip is seen in review
/// by who compares the lines. Reading is all of a form up to its values, and comparing takes
/// them beside one another; a run has the profiles, the outputs and their judging besides.
#[test]
#[expect(clippy::print_stdout, reason = "what it is for; shown with --nocapture")]
fn what_a_form_asks_for_is_told() {
    let own = std::env::var_os(TELL).map(Into::into);
    for from in [source("samples/binh-an-2020")].into_iter().chain(own) {
        let folder = workspace(&from);
        flatten(&folder.path().join("nop"));
        run_apart(folder.path(), None);
        let forms = report(folder.path())["totals"]["accepted"].as_u64().unwrap();
        assert!(forms > 0, "{}: no form is right", from.display());
        let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
        let (times, bytes) = (read(TIMES), read(ASKED));
        let stages = ["reading", "judging", "comparing", "the whole run"];
        for ((stage, times), bytes) in stages.iter().zip(times.split(' ')).zip(bytes.split(' ')) {
            let [times, bytes] = [times, bytes].map(|it| it.parse::<u64>().unwrap() / forms);
            println!("{forms} forms: {stage}: {times} allocations a form, {bytes} bytes");
        }
    }
}

/// What is more from twice to four times the size is at most so many times what is more from
/// once to twice it: two if it grows as the file does, four if it grows as its square.
const GROWTH_MAX: f64 = 2.4;
/// Less is no growth.
const SLACK: [u64; 5] = [1 << 20, 256 << 10, 64 << 10, 4 << 20, 16 << 10];

#[track_caller]
fn is_linear(size: usize, made: Made) {
    let [one, two, four] = [1, 2, 4].map(|it| costs(&made(size * it)));
    for (what, slack) in SLACK.into_iter().enumerate() {
        let (first, second) =
            (two[what].saturating_sub(one[what]), four[what].saturating_sub(two[what]));
        #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
        let growth = second as f64 / first.max(slack) as f64;
        assert!(
            growth < GROWTH_MAX,
            "cost {what} {growth:.1} times more: {one:?} {two:?} {four:?}"
        );
    }
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for place in 0..zip.len() {
        let mut part = zip.by_index(place).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        found.push((part.name().unwrap().into_owned(), content));
    }
    found
}

fn zipped(parts: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A form with one of its parts changed.
fn with(part: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let form = fs::read(source("samples/binh-an-2020/nop").join(FORM)).unwrap();
    let mut parts = parts(&form);
    let place = parts.iter().position(|it| it.0 == part).unwrap();
    parts[place].1 = change(String::from_utf8(parts[place].1.clone()).unwrap()).into_bytes();
    zipped(parts)
}

fn one(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    vec![(FORM.to_owned(), bytes)]
}

/// A member's row anywhere below the others: its own name and card number, or those of all.
fn row(sheet: &str, number: usize, name: &str, card: &str) -> String {
    let start = sheet.find("<row r=\"8\"").unwrap();
    let end = start + sheet[start..].find("</row>").unwrap() + "</row>".len();
    let row = sheet[start..end].replacen("r=\"8\"", &format!("r=\"{number}\""), 1);
    let row = row.replace("8\" s=\"", &format!("{number}\" s=\""));
    let put = |row: String, col: &str, text: &str| {
        let start = row.find(&format!("<c r=\"{col}{number}\"")).unwrap();
        let end = start + row[start..].find("</c>").unwrap() + "</c>".len();
        let cell = format!("<c r=\"{col}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        format!("{}{cell}{}", &row[..start], &row[end..])
    };
    put(put(row, "B", name), "J", card)
}

/// A form with so many more members.
fn members(count: usize, each: impl Fn(usize) -> (String, String)) -> Vec<u8> {
    with(MEMBERS, |sheet| {
        let mut rows = String::new();
        for nth in 0..count {
            let (name, card) = each(nth);
            rows.push_str(&row(&sheet, 100 + nth, &name, &card));
        }
        sheet.replace("</sheetData>", &format!("{rows}</sheetData>"))
    })
}

/// A name that nobody else has.
fn name(nth: usize) -> String {
    let letter = |it: usize| char::from(b'a' + u8::try_from(it % 26).unwrap());
    format!("Ma Văn H{}{}{}", letter(nth), letter(nth / 26), letter(nth / 676))
}

#[test]
fn members_cost_what_they_take() {
    is_linear(100, |size| one(members(size, |nth| (name(nth), format!("99{nth:06}")))));
}

#[test]
fn one_member_in_every_row_is_compared_with_the_first() {
    is_linear(100, |size| one(members(size, |_| ("Ma Văn Hùng".into(), "99000001".into()))));
}

#[test]
fn one_card_number_in_every_row_is_compared_with_the_first() {
    is_linear(100, |size| one(members(size, |nth| (name(nth), "99000001".into()))));
}

#[test]
fn one_name_in_every_row_is_compared_with_the_first() {
    is_linear(100, |size| one(members(size, |nth| ("Ma Văn Hùng".into(), format!("99{nth:06}")))));
}

#[test]
fn long_cells_are_cut_where_they_are_told() {
    is_linear(25, |size| {
        one(members(size, |nth| {
            (format!("{}{}", name(nth), "x".repeat(20_000)), "?".repeat(9_000))
        }))
    });
}

/// Rows with a name and nothing else lack a dozen things each.
fn names_alone(count: usize) -> Vec<u8> {
    with(MEMBERS, |sheet| {
        let mut rows = String::new();
        for nth in 0..count {
            let (number, name) = (100 + nth, name(nth));
            let _ = write!(
                rows,
                "<row r=\"{number}\"><c r=\"B{number}\" t=\"inlineStr\"><is><t>{name}</t></is></c></row>"
            );
        }
        sheet.replace("</sheetData>", &format!("{rows}</sheetData>"))
    })
}

#[test]
fn rows_that_lack_everything_are_told_so_far() {
    is_linear(100, |size| one(names_alone(size)));
    let folder = workspace(&source("samples/binh-an-2020"));
    let dir = folder.path();
    fs::write(dir.join("nop").join(FORM), names_alone(600)).unwrap();
    run_apart(dir, None);
    let report = report(dir);
    let findings = report["findings"].as_array().unwrap();
    let of_kind = |code: &str| findings.iter().filter(|it| it["code"] == code).count();
    let kept = xeploai::read::KEPT;
    // One a row for all that it lacks.
    assert_eq!((of_kind("V837"), of_kind("V206")), (kept, 0));
    let more: Vec<_> = findings.iter().filter(|it| it["code"] == "F040").collect();
    assert!(!more.is_empty() && more.iter().all(|it| it["severity"] == "warning"), "{more:?}");
    let branch = &report["branches"].as_array().unwrap().iter().find(|it| it["code"] == "NM");
    assert_eq!(branch.unwrap()["status"], "returned");
}

/// A cell of thirty thousand letters, in each column of a row, in a heading and in the name of a
/// sheet: no output shows it whole, but for the branch's own sheet in the copy that goes back.
#[test]
fn a_long_cell_fills_no_output() {
    let long = "x".repeat(30_000);
    let bytes = with(MEMBERS, |sheet| {
        let row = row(&sheet, 100, "Ma Văn Hùng", "99000001");
        let pieces: Vec<&str> = row.split(" t=\"s\"><v>").collect();
        let mut wide = pieces[0].to_owned();
        for piece in &pieces[1..] {
            let (_, rest) = piece.split_once("</v>").unwrap();
            let _ = write!(wide, " t=\"inlineStr\"><is><t>{long}</t></is>{rest}");
        }
        let cell =
            |number| format!("<c r=\"AM{number}\" t=\"inlineStr\"><is><t>{long}</t></is></c>");
        let wide = wide.replace("</row>", &format!("{}</row>", cell(100)));
        let heading = sheet.find("<row r=\"4\"").unwrap();
        let end = heading + sheet[heading..].find("</row>").unwrap();
        let sheet = format!("{}{}{}", &sheet[..end], cell(4), &sheet[end..]);
        sheet.replace("</sheetData>", &format!("{wide}</sheetData>"))
    });
    let mut parts = parts(&bytes);
    let book = parts.iter_mut().find(|it| it.0 == "xl/workbook.xml").unwrap();
    let named = String::from_utf8(book.1.clone()).unwrap();
    assert!(named.contains("name=\"HuongDan\""), "{named}");
    book.1 = named.replace("name=\"HuongDan\"", &format!("name=\"{long}\"")).into_bytes();
    let folder = workspace(&source("samples/binh-an-2020"));
    let dir = folder.path();
    fs::write(dir.join("nop").join(FORM), zipped(parts)).unwrap();
    run_apart(dir, None);
    let report = report(dir);
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|it| it["code"] == "R260"), "{findings:?}");
    assert!(findings.iter().any(|it| it["code"] == "R105"), "the sheet's name is told");
    let mut seen = 0;
    for (name, content) in outputs(dir) {
        let own = name.starts_with("tra-lai/");
        let parts = if content.starts_with(b"PK") {
            self::parts(&content)
        } else {
            vec![(name.clone(), content)]
        };
        for (part, content) in parts {
            if own && ["xl/workbook.xml", MEMBERS].contains(&part.as_str()) {
                continue;
            }
            let text = String::from_utf8_lossy(&content);
            let longest = text.split(|it| it != 'x').map(str::len).max().unwrap_or(0);
            assert!(longest <= 2_000, "{name} {part}: {longest}");
            seen += usize::from(longest > 250);
        }
    }
    assert!(seen > 3, "what is cut is told in every output: {seen}");
}

#[test]
fn merged_regions_are_not_gone_through_for_each_row() {
    is_linear(100, |size| {
        one(with(MEMBERS, |sheet| {
            let mut rows = String::new();
            let mut regions = String::new();
            for nth in 0..size {
                let number = 100 + 2 * nth;
                rows.push_str(&row(&sheet, number, &name(nth), &format!("99{nth:06}")));
                let _ = write!(regions, "<mergeCell ref=\"B{number}:B{}\"/>", number + 1);
            }
            let sheet = sheet.replace("</sheetData>", &format!("{rows}</sheetData>"));
            sheet.replace("</mergeCells>", &format!("{regions}</mergeCells>"))
        }))
    });
}

#[test]
fn headings_that_are_repeated_are_read_where_they_stand() {
    is_linear(50, |size| {
        one(with(MEMBERS, |sheet| {
            let start = sheet.find("<row r=\"4\"").unwrap();
            let end = sheet.find("<row r=\"6\"").unwrap();
            let headings = &sheet[start..end];
            let mut rows = String::new();
            for nth in 0..size {
                let number = 100 + 3 * nth;
                for (old, new) in [("4", number), ("5", number + 1)] {
                    let start = headings.find(&format!("<row r=\"{old}\"")).unwrap();
                    let end = start + headings[start..].find("</row>").unwrap() + "</row>".len();
                    let own = headings[start..end]
                        .replace(&format!("{old}\" s=\""), &format!("{new}\" s=\""));
                    rows.push_str(&own.replacen(
                        &format!("r=\"{old}\""),
                        &format!("r=\"{new}\""),
                        1,
                    ));
                }
                rows.push_str(&row(&sheet, number + 2, &name(nth), &format!("99{nth:06}")));
            }
            sheet.replace("</sheetData>", &format!("{rows}</sheetData>"))
        }))
    });
}

#[test]
fn files_beside_one_another_cost_what_each_does() {
    is_linear(5, |size| {
        let form = |nth: usize| {
            let name = format!("TH{nth}.xlsx");
            (name, members(1, |_| (self::name(nth), format!("99{nth:06}"))))
        };
        (0..size).map(form).collect()
    });
}

#[test]
fn files_that_nobody_reads_cost_little_each() {
    is_linear(100, |size| {
        (0..size)
            .map(|nth| (format!("{nth:05}.pdf"), format!("%PDF-1.4 {nth}").into_bytes()))
            .collect()
    });
}

/// Cells that all refer to the text at a place of the table, in a sheet for themselves.
fn referring(place: usize, cells: usize, text: &str) -> Vec<u8> {
    let form = fs::read(source("samples/binh-an-2020/nop").join(FORM)).unwrap();
    let mut parts = parts(&form);
    let mut rows = String::new();
    for number in 1..=cells {
        let _ =
            write!(rows, "<row r=\"{number}\"><c r=\"A{number}\" t=\"s\"><v>{place}</v></c></row>");
    }
    for (name, content) in &mut parts {
        let old = String::from_utf8_lossy(content).into_owned();
        match name.as_str() {
            "xl/worksheets/sheet4.xml" => {
                let start = old.find("<sheetData>").unwrap() + "<sheetData>".len();
                let end = old.find("</sheetData>").unwrap();
                *content = format!("{}{rows}{}", &old[..start], &old[end..]).into_bytes();
            }
            STRINGS => {
                let start = old.find("<si>").unwrap();
                *content = format!("{}{text}{}", &old[..start], &old[start..]).into_bytes();
            }
            _ => {}
        }
    }
    zipped(parts)
}

/// Few bytes that claim gigabytes: one finding of that file, in no more memory than a run
/// may have; the other forms count.
#[test]
fn what_every_cell_refers_to_is_there_once() {
    let pieces = |count: usize| {
        let run = "<r><rPr><rFont val=\".VnTime\"/></rPr><t>a</t></r><r><t>b</t></r>";
        format!("<si>{}</si>", run.repeat(count))
    };
    for (what, bytes) in [
        (
            "a long text",
            referring(0, 3_000, &format!("<si><t>{}</t></si>", "chữ ".repeat(150_000))),
        ),
        ("a text of many pieces", referring(0, 3_000, &pieces(10_000))),
    ] {
        let folder = workspace(&source("tests/cases/shared-text-in-every-cell/workspace"));
        let dir = folder.path();
        fs::write(dir.join("nop/tyt.xlsx"), bytes).unwrap();
        run_apart(dir, Some(150 << 20));
        let report = report(dir);
        let of_file = |it: &&serde_json::Value| it["file"] == "nop/tyt.xlsx";
        let told: Vec<_> = report["findings"].as_array().unwrap().iter().filter(of_file).collect();
        assert!(told.len() == 1 && told[0]["code"] == "F013", "{what}: {told:?}");
        assert!(told[0]["help"].as_str().unwrap().contains("cell-texts-mb"), "{told:?}");
        assert_eq!(report["totals"]["accepted"], 1, "{what}");
    }
}

/// A text of ten thousand letters that a hundred cells share is no attack.
#[test]
fn a_text_that_some_cells_share_is_read() {
    let folder = workspace(&source("samples/binh-an-2020"));
    let dir = folder.path();
    let text = format!("<si><t>{}</t></si>", "chữ ".repeat(2_500));
    // The other cells refer to the texts by their places, which moved by one.
    let bytes = referring(0, 100, &text);
    fs::write(dir.join("nop").join(FORM), bytes).unwrap();
    run_apart(dir, Some(150 << 20));
    let report = report(dir);
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().all(|it| it["code"] != "F013"), "{findings:?}");
}
