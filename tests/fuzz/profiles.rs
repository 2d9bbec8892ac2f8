//! What the commune's own hands may do to profiles, overlays and `xeploai.toml`.

use xeploai::file_errors::FileError;
use xeploai::regime::{OVERLAY, Sources};
use xeploai::words::{Catalogue, Lang};
use xeploai::workspace::Workspace;

use super::chance::{Chance, pieces};
use super::fuzz;

const FORM: &str = include_str!("../../templates/2019-hd21/form.toml");
const RULES: &str = include_str!("../../templates/2019-hd21/rules.toml");
const CONSOLIDATED: &str = include_str!("../../templates/2019-hd21/consolidated.toml");
const WORKSPACE: &str = include_str!("../../templates/workspace.toml");
const CORPUS: &str = include_str!("../corpus/xeploai.toml");

/// Overlays that are right, one of everything that an overlay may change.
const OVERLAYS: [&str; 3] = [
    "extends = \"2019-hd21\"\nname = \"Huyện Lâm Bình\"\nyears = [2020]\n",
    r#"extends = "2019-hd21"
[form.members]
order = ["number", "card", "name"]
drop = ["ethnicity"]
[[form.members.column]]
at = "name"
heading = "Họ, tên khai sinh"
[[form.members.add]]
after = "ethics"
field = "criterion"
criterion = "digital"
heading = "Chuyển đổi số"
type = "grade"
width = 8
how = "Ghi mức."
"#,
    r#"extends = "2019-hd21"
[consolidated.foot]
right = ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"]
[consolidated.sheet.totals]
label = "Mẫu 1"
drop = ["excellent/good"]
text = { "quota.within" = "Trong mức" }
column = [{ at = "exempt", heading = "Miễn", width = 7 }]
[consolidated.sheet.members]
order = ["number", "card"]
[consolidated.sheet.reviews]
leave-out = true
row = [{ at = "Trong đó:", label = "Gồm:" }]
"#,
];

fn change(chance: &mut Chance, text: &str, other: &str) -> String {
    let ends: &[char] = if chance.once_in(3) { &['\n', '=', ' ', '"'] } else { &['\n'] };
    pieces(chance, text, other, ends)
}

/// The files of the built-in profiles and the workspace file.
pub(crate) fn profiles() {
    let builtin = Sources::builtin();
    let ids: Vec<&str> = builtin.ids().collect();
    // A profile that is laid over another has not all of the files.
    let names = ["form.toml", "rules.toml", "consolidated.toml", "overlay.toml"];
    let has = |id: &str, file: &&&str| builtin.text(id, file).is_some();
    let files_of =
        |id: &str| -> Vec<&str> { names.iter().filter(|it| has(id, it)).copied().collect() };
    fuzz("profiles", 40, 2_000, |chance| {
        let id = chance.pick(&ids);
        let file = chance.pick(&files_of(id));
        let from = chance.pick(&ids);
        let other = builtin.text(from, chance.pick(&files_of(from))).unwrap();
        if chance.once_in(5) {
            let text = if chance.once_in(2) { WORKSPACE } else { CORPUS };
            let text = change(chance, text, other);
            if let Err(mistake) = Workspace::parse(&text) {
                assert!(!told(&mistake).is_empty());
            }
        } else {
            let text = change(chance, builtin.text(id, file).unwrap(), other);
            let mut sources = Sources::builtin();
            sources.lay_over(id, file, &text);
            tell(&sources, id);
        }
    });
}

/// Overlays, and pieces of profiles in them.
pub(crate) fn overlays() {
    fuzz("overlays", 40, 2_000, |chance| {
        let seed = chance.pick(&OVERLAYS);
        let all = [FORM, RULES, CONSOLIDATED, seed];
        let other = all[chance.below(all.len())];
        let text = change(chance, seed, other);
        let mut sources = Sources::builtin();
        sources.lay_over("rieng", OVERLAY, &text);
        tell(&sources, "rieng");
    });
}

/// A profile is read, or its mistake can be told.
fn tell(sources: &Sources, id: &str) {
    if let Err(error) = sources.regime(id) {
        assert!(!error.to_string().is_empty());
        if let Some(mistake) = sources.mistake(&error) {
            assert!(!told(&mistake).is_empty());
        }
    }
}

/// What a person is told; the place has to be in the text.
fn told(mistake: &FileError) -> String {
    if let Some(span) = &mistake.span {
        assert!(mistake.text.get(span.clone()).is_some());
    }
    Catalogue::new(Lang::Vi).render(&mistake.finding).message
}
