//! Fonts that show something else than what is stored: those of encodings from before
//! Unicode, and those of signs.

use super::symbols::Signs;

/// An encoding from before Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Script {
    /// TCVN3 or ABC.
    Tcvn3,
    /// VNI for Windows.
    Vni,
    /// Signs in the place of letters.
    Signs(Signs),
}

/// A font of an old encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Font {
    /// What it shows.
    pub script: Script,
    /// Whether it shows small letters as capitals.
    pub capitals: bool,
}

impl Font {
    /// Whether a number is shown as signs.
    pub(crate) fn has_no_figures(self) -> bool {
        matches!(self.script, Script::Signs(it) if !it.has_figures())
    }

    /// The font of this name, if it is one of an old encoding.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let name = name.trim();
        let begins =
            |with: &str| name.get(..with.len()).is_some_and(|it| it.eq_ignore_ascii_case(with));
        if begins(".Vn") {
            return Some(Self { script: Script::Tcvn3, capitals: name.ends_with('H') });
        }
        if let Some(signs) = Signs::of_name(name) {
            return Some(Self { script: Script::Signs(signs), capitals: false });
        }
        let is_vni = begins("VNI-") || begins("VNI ") || name.eq_ignore_ascii_case("VNI");
        is_vni.then_some(Self { script: Script::Vni, capitals: false })
    }
}
