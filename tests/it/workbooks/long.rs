//! Lists longer than a sheet: they go on in another, and every formula still adds up.

use std::io::{Cursor, Read as _, Write as _};
use std::process::Command;
use std::sync::Arc;

use xeploai::workspace::{Unit, UnitKind};
use xeploai::write::consolidated::workbook_within;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::Commune;
use super::reading::Reading;

/// The sheets with formulas that count in the lists.
const COUNTING: [&str; 4] = ["Bieu01", "Bieu02", "Bieu03", "Bieu05"];

fn written(rows_max: u32) -> Vec<u8> {
    written_of(&Commune::new(""), rows_max)
}

/// The branches by turns under two đảng bộ, and under none.
fn with_units() -> Commune {
    let mut commune = Commune::new("");
    for (code, name) in [("DONG", "Đảng bộ phía đông"), ("TAY", "Đảng bộ phía tây")]
    {
        commune.workspace.unit.push(Unit {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: UnitKind::DangBoCoSo,
            under: None,
            body: None,
        });
    }
    for (branch, unit) in
        commune.workspace.branch.iter_mut().zip([Some("DONG"), Some("TAY"), None].iter().cycle())
    {
        Arc::make_mut(branch).unit = unit.map(str::to_owned);
    }
    commune
}

fn written_of(commune: &Commune, rows_max: u32) -> Vec<u8> {
    let (totals, _) = commune.consolidate();
    workbook_within(&totals, &commune.context(), rows_max).unwrap()
}

/// Every value of a sheet, as text.
fn values(book: &Reading, sheet: &str) -> Vec<String> {
    let rows = 0..80;
    rows.flat_map(|row| (0..24).map(move |col| (row, col)))
        .map(|(row, col)| book.text(sheet, row, col))
        .collect()
}

#[test]
fn a_list_longer_than_a_sheet_goes_on_in_another() {
    let (whole, parted) = (Reading::new(written(1_048_576)), Reading::new(written(60)));
    assert!(whole.sheets().iter().all(|it| !it.contains(" (")));
    let of = |list: &str| -> Vec<String> {
        let is_its = |it: &String| it == list || it.starts_with(&format!("{list} ("));
        parted.sheets().into_iter().filter(is_its).collect()
    };
    let lists = of("DS01");
    assert!(lists.len() > 4, "{lists:?}");
    assert_eq!(lists[..3], ["DS01", "DS01 (2)", "DS01 (3)"]);
    // Nobody is lost, nobody doubled, and each sheet has its head.
    let names = |book: &Reading, sheets: &[String]| -> Vec<String> {
        let rows = sheets.iter().flat_map(|sheet| {
            (0..300)
                .filter(|row| book.text(sheet, *row, 0).parse::<f64>().is_ok())
                .map(|row| book.text(sheet, row, 1))
        });
        // Not the numbers of the columns.
        rows.filter(|it| it.parse::<f64>().is_err()).collect()
    };
    assert_eq!(names(&parted, &lists), names(&whole, &["DS01".to_owned()]));
    for sheet in &lists {
        assert!(parted.texts(sheet).iter().any(|it| it.starts_with("DANH SÁCH")), "{sheet}");
    }
    for sheet in COUNTING {
        assert_eq!(values(&parted, sheet), values(&whole, sheet), "{sheet}");
    }
    let row = parted.row_of("Bieu01", 1, "Chi bộ Công an xã");
    assert!(parted.formula("Bieu01", row, 7).contains("'DS01 ("));
}

/// The sums by unit below the lists go along; that each is right is asked of every workbook before
/// it is written.
#[test]
fn sums_by_unit_stand_below_a_list_that_goes_on_in_another_sheet() {
    let commune = with_units();
    let of = |rows_max: u32| Reading::new(written_of(&commune, rows_max));
    let (whole, parted) = (of(1_048_576), of(30));
    let rows = |book: &Reading, list: &str| -> Vec<Vec<String>> {
        let is_its = |it: &String| it == list || it.starts_with(&format!("{list} ("));
        let sheets: Vec<String> = book.sheets().into_iter().filter(is_its).collect();
        let all = sheets.iter().flat_map(|sheet| {
            (0..400).map(move |row| (0..10).map(|col| book.text(sheet, row, col)).collect())
        });
        let own = |it: &Vec<String>| {
            it[0].starts_with("Đảng bộ phía")
                || it[0].starts_with("Chi bộ cơ sở")
                || it[0] == "Tổng cộng"
        };
        all.filter(own).collect()
    };
    for list in ["DS02", "DS03", "DS04"] {
        let sums = rows(&whole, list);
        assert_eq!(sums.len(), 4, "{list}: {sums:?}");
        assert_eq!(rows(&parted, list), sums, "{list}");
    }
    assert!(parted.sheets().iter().any(|it| it == "DS04 (2)"), "{:?}", parted.sheets());
}

/// What `LibreOffice` computes of the formulas, none of which has a result that it could keep.
#[test]
fn libreoffice_agrees_with_the_parts() {
    if !crate::outside::is_there("soffice", &["--version"]) {
        return;
    }
    let bytes = written(60);
    let folder = tempfile::tempdir().unwrap();
    let bare = folder.path().join("bare.xlsx");
    std::fs::File::create(&bare).unwrap().write_all(&without_results(&bytes)).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let done = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", "xlsx", "--outdir"])
        .args([&folder.path().join("out"), &bare])
        .output()
        .unwrap();
    assert!(done.status.success());
    let computed = std::fs::read(folder.path().join("out/bare.xlsx")).unwrap();
    let (ours, theirs) = (Reading::new(bytes), Reading::new(computed));
    let mut compared = 0;
    for sheet in COUNTING {
        for (own, their) in values(&ours, sheet).into_iter().zip(values(&theirs, sheet)) {
            let numbers = own.parse::<f64>().ok().zip(their.parse::<f64>().ok());
            let is_same = numbers.map_or(own == their, |(own, their)| (own - their).abs() < 1e-9);
            assert!(is_same, "{sheet}: {own:?} is {their:?}");
            compared += usize::from(numbers.is_some());
        }
    }
    assert!(compared > 200, "{compared} numbers");
}

fn without_results(bytes: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        let mut parts = text.split("</f><v>");
        let mut bare = parts.next().unwrap().to_owned();
        for part in parts {
            bare.push_str("</f>");
            bare.push_str(part.split_once("</v>").unwrap().1);
        }
        out.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        out.write_all(bare.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}
