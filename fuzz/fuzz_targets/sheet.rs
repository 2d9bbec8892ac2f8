//! The XML of the sheet of members, in the package of the blank form. Seeds:
//! `fuzz/seeds.sh` takes them out of `tests/corpus/`.
#![no_main]

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use xeploai::read::foreign::Failure;
use xeploai::read::{self, Limits, Wording};
use xeploai::regime::{Regime, Sources};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const SHEET: &str = "xl/worksheets/sheet2.xml";

static WORDING: LazyLock<Wording<'static>> = LazyLock::new(|| Wording::new(&REGIME));
static REGIME: LazyLock<Regime> =
    LazyLock::new(|| Sources::builtin().regime("2019-hd21").expect("the built-in profile is sound"));

/// The other parts of the blank form.
static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../templates/2019-hd21/form.xlsx");
    let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice())).expect("a package");
    let mut parts = Vec::new();
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).expect("an entry");
        let (name, mut bytes) = (entry.name().expect("a name").into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).expect("its bytes");
        if name != SHEET {
            parts.push((name, bytes));
        }
    }
    parts
});

fuzz_target!(|sheet: &[u8]| {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let parts = PARTS.iter().map(|it| (it.0.as_str(), it.1.as_slice())).chain([(SHEET, sheet)]);
    for (name, bytes) in parts {
        zip.start_file(name, stored).expect("a new part");
        zip.write_all(bytes).expect("memory");
    }
    let file = zip.finish().expect("memory").into_inner();
    // The other formats are read in a process of their own, where they may run out of memory.
    let opened = read::open(&file, &Limits::default(), |_, _| Err(Failure::NotStarted));
    let _ = opened.and_then(|it| it.parse(&WORDING));
});
