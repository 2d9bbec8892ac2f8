//! Files as they come: their bytes, and the parts inside.

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::LazyLock;

use xeploai::batch::{self, Season};
use xeploai::discover;
use xeploai::read::Limits;
use xeploai::regime::Known;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::chance::{bytes as change_bytes, pieces};
use super::{REGIME, fuzz, read_form};

/// Every file of the corpus, in order.
static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut seeds = Vec::new();
    for entry in discover::list(&folder, &folder).unwrap() {
        let is_text = [".md", ".rs", ".toml", ".py", ".json", ".mjs"];
        // Beside the programs that make them their packages may lie, in folders with such names.
        let path = folder.join(&entry.path);
        if is_text.iter().all(|it| !entry.path.ends_with(it)) && path.is_file() {
            seeds.push(std::fs::read(path).unwrap());
        }
    }
    assert!(seeds.len() > 80);
    seeds
});

/// The parts of a workbook: name and bytes.
type Parts = Vec<(String, Vec<u8>)>;

/// Those of the corpus that are packages.
static PACKAGES: LazyLock<Vec<Parts>> =
    LazyLock::new(|| SEEDS.iter().filter_map(|it| unzipped(it)).collect());

fn unzipped(bytes: &[u8]) -> Option<Parts> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Parts::new();
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).ok()?;
        let (name, mut bytes) = (entry.name().ok()?.into_owned(), Vec::new());
        (&mut entry).take(1 << 20).read_to_end(&mut bytes).ok()?;
        parts.push((name, bytes));
    }
    parts.iter().any(|it| it.0.ends_with("workbook.xml")).then_some(parts)
}

fn zipped(parts: &Parts) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        // A name that is there already stays out.
        if zip.start_file(name.as_str(), options).is_ok() {
            zip.write_all(bytes).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// The guard of the package: bytes of whole files.
pub(crate) fn bytes() {
    fuzz("package", 150, 2_000, |chance| {
        let mut file = SEEDS[chance.below(SEEDS.len())].clone();
        let other = &SEEDS[chance.below(SEEDS.len())];
        change_bytes(chance, &mut file, other);
        read_form(&file);
    });
}

/// The reader of sheets: parts whose checksums are right and whose content is not.
/// Every tenth goes through all the stages.
pub(crate) fn parts() {
    let regimes = Known::from(&*REGIME);
    let season = Season {
        regimes: &regimes,
        workspace: None,
        limits: &Limits::default(),
        apart: super::in_a_process_of_its_own,
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entry = || discover::list(folder, &folder.join("templates/2019-hd21/form.xlsx")).unwrap();
    fuzz("sheet", 60, 2_000, |chance| {
        let mut parts = PACKAGES[chance.below(PACKAGES.len())].clone();
        let others = &PACKAGES[chance.below(PACKAGES.len())];
        for _ in 0..=chance.below(2) {
            let place = chance.below(parts.len());
            let other = &others[chance.below(others.len())];
            match chance.below(8) {
                0 => parts[place].1.clone_from(&other.1),
                1 => drop(parts.remove(place)),
                2 => change_bytes(chance, &mut parts[place].1, &other.1),
                3 => parts[place].0.clone_from(&other.0),
                _ => {
                    // What is read most is changed most.
                    let sheets: Vec<usize> = (0..parts.len())
                        .filter(|it| {
                            parts[*it].0.contains("sheet") || parts[*it].0.contains("tyles")
                        })
                        .collect();
                    let place = sheets.get(chance.below(sheets.len())).copied().unwrap_or(place);
                    let text = String::from_utf8_lossy(&parts[place].1).into_owned();
                    let other = String::from_utf8_lossy(&other.1).into_owned();
                    parts[place].1 = pieces(chance, &text, &other, &['>', '"']).into_bytes();
                }
            }
            if parts.is_empty() {
                break;
            }
        }
        let file = zipped(&parts);
        read_form(&file);
        if chance.once_in(10) {
            let run = batch::run(entry(), &season, 1, |_: &Path| Ok(file.clone()), || {});
            let failed = run.findings.iter().find(|it| it.code.id == "B010");
            assert!(failed.is_none(), "{failed:?}");
        }
    });
}
