//! Text from before Unicode, where there is none: nothing is put right in forms
//! that were typed in Unicode.

use std::path::Path;

use xeploai::discover;
use xeploai::read::{self, Limits};
use xeploai::regime::Sources;

#[test]
fn the_samples_have_nothing_to_put_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let regime = Sources::builtin().regime("2019-hd21").unwrap();
    let mut forms = 0;
    for sample in ["binh-an-2020/nop", "binh-an-2020-loi/nop"] {
        for entry in discover::list(&folder, &folder.join(sample)).unwrap() {
            let bytes = std::fs::read(folder.join(&entry.path)).unwrap();
            let Ok(parsed) = read::read(&bytes, &regime, &Limits::default()) else { continue };
            forms += 1;
            let ours = ["R170", "R171", "R172"];
            let said: Vec<_> =
                parsed.findings.iter().filter(|it| ours.contains(&it.code.id)).collect();
            assert!(said.is_empty(), "{}: {said:?}", entry.path);
        }
    }
    assert!(forms > 20, "{forms}");
}
