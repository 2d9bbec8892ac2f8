//! The words of a regime's form, folded once for all the forms that are read by it.

use super::layout::facts::Labels;
use super::layout::headings::Headings;
use super::layout::rows::EndMarks;
use super::values::vocabulary::Vocabulary;
use crate::regime::Regime;

/// What reading compares the texts of a form with.
#[derive(Debug)]
pub struct Wording<'r> {
    /// The regime whose words they are.
    pub(super) regime: &'r Regime,
    pub(super) words: Vocabulary,
    pub(super) info: Labels,
    pub(super) members: Headings,
    pub(super) collectives: Headings,
    pub(super) scoring: Option<Headings>,
    pub(super) marks: EndMarks,
}

impl<'r> Wording<'r> {
    /// The words of a regime. It costs about as much as reading a form.
    pub fn new(regime: &'r Regime) -> Self {
        let words = Vocabulary::new(regime);
        let form = &regime.form;
        Self {
            regime,
            info: Labels::new(&form.info),
            members: Headings::new(&form.members, &words),
            collectives: Headings::new(&form.collectives, &words),
            scoring: form.scoring.as_ref().map(|it| Headings::new(it, &words)),
            marks: EndMarks::new(form),
            words,
        }
    }

    /// The regime.
    pub const fn regime(&self) -> &'r Regime {
        self.regime
    }
}
