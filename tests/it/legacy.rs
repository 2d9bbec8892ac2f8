//! Text from before Unicode, where there is none: nothing is put right in forms
//! that were typed in Unicode.

use std::path::Path;

use xeploai::discover;
use xeploai::read::{self, Limits};
use xeploai::regime::Sources;

#[test]
fn the_samples_have_nothing_to_put_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let regimes = Sources::builtin().all().unwrap();
    let mut forms = 0;
    for entry in discover::list(&folder, &folder).unwrap() {
        if !entry.path.contains("/nop/") {
            continue;
        }
        let bytes = std::fs::read(folder.join(&entry.path)).unwrap();
        let mut read =
            regimes.iter().filter_map(|it| read::read(&bytes, it, &Limits::default()).ok());
        let Some(parsed) = read.next() else { continue };
        forms += 1;
        let ours = ["R170", "R171", "R172"];
        let said: Vec<_> = parsed.findings.iter().filter(|it| ours.contains(&it.code.id)).collect();
        assert!(said.is_empty(), "{}: {said:?}", entry.path);
    }
    assert!(forms > 25, "{forms}");
}
