//! Bytes of a whole file. Seeds: the files of `tests/corpus/`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use xeploai::read::foreign::Failure;
use xeploai::read::{self, Limits, Wording};
use xeploai::regime::{Regime, Sources};

static WORDING: LazyLock<Wording<'static>> = LazyLock::new(|| Wording::new(&REGIME));
static REGIME: LazyLock<Regime> =
    LazyLock::new(|| Sources::builtin().regime("2019-hd21").expect("the built-in profile is sound"));

fuzz_target!(|bytes: &[u8]| {
    // The other formats are read in a process of their own, where they may run out of memory.
    let opened = read::open(bytes, &Limits::default(), |_, _| Err(Failure::NotStarted));
    let _ = opened.and_then(|it| it.parse(&WORDING));
});
