//! `templates/<regime>/form.xlsx` is made from `form.toml`; here it is made
//! again and compared, so that it is never stale.

use std::fs;
use std::path::Path;

use xeploai::regime::Sources;
use xeploai::write::blank::{self, BlankFor};

const REFRESH: &str = "XEPLOAI_BLESS=1 cargo test --test templates";

#[test]
fn each_template_is_the_blank_form_of_its_profile() {
    let sources = Sources::builtin();
    for id in sources.ids() {
        let regime = sources.regime(id).unwrap();
        let open = BlankFor { year: None, committee: "", branch: None, roster: &[] };
        let made = blank::workbook(&regime, &open).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("templates/{id}/form.xlsx"));
        if std::env::var_os("XEPLOAI_BLESS").is_some() {
            #[expect(clippy::disallowed_methods, reason = "refreshes a file of the repository")]
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_default();
        assert!(
            kept == made,
            "templates/{id}/form.xlsx is not what form.toml makes; refresh it: {REFRESH}"
        );
    }
}
