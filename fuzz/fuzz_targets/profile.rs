//! A file of settings: the first byte says which, the rest is its text. Seeds:
//! `fuzz/seeds.sh` makes them of `templates/`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xeploai::regime::{OVERLAY, Sources};
use xeploai::workspace::Workspace;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut sources = Sources::builtin();
    let (id, file) = match which % 5 {
        0 => ("2019-hd21", "form.toml"),
        1 => ("2019-hd21", "rules.toml"),
        2 => ("2019-hd21", "consolidated.toml"),
        3 => ("rieng", OVERLAY),
        _ => {
            let _ = Workspace::parse(text);
            return;
        }
    };
    sources.lay_over(id, file, text);
    if let Err(error) = sources.regime(id) {
        let _ = (error.to_string(), sources.mistake(&error));
    }
});
