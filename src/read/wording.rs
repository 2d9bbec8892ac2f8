//! The words of a regime's form, folded once for all the forms that are read by it.

use std::sync::Arc;

use super::fold::fold;
use super::known::{Known, Spelling, Texts};
use super::layout::end_marks::EndMarks;
use super::layout::headings::{Headings, as_heading};
use super::layout::labels::Labels;
use super::legacy::{is_settled, judge};
use super::values::vocabulary::Vocabulary;
use crate::regime::Regime;

/// The places of the tables of a form among the roles of a text.
const MEMBERS: usize = 0;
const COLLECTIVES: usize = 1;
const SCORING: usize = 2;

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
    /// The texts of the forms that were read by it.
    texts: Texts<Known>,
    spellings: Texts<Spelling>,
}

impl<'r> Wording<'r> {
    /// The words of a regime. It costs about as much as reading a form.
    pub fn new(regime: &'r Regime) -> Self {
        let words = Vocabulary::new(regime);
        let form = &regime.form;
        Self {
            regime,
            info: Labels::new(&form.info),
            members: Headings::new(MEMBERS, &form.members, &words),
            collectives: Headings::new(COLLECTIVES, &form.collectives, &words),
            scoring: form.scoring.as_ref().map(|it| Headings::new(SCORING, it, &words)),
            marks: EndMarks::new(form),
            words,
            texts: Texts::default(),
            spellings: Texts::default(),
        }
    }

    /// What is known of a text.
    #[inline]
    pub(super) fn known(&self, text: &str) -> Arc<Known> {
        self.texts.known(text, |it| self.find_out(it))
    }

    /// Something of what is known of a text, without taking hold of all of it.
    #[inline]
    pub(super) fn tells<R>(&self, text: &str, part: impl FnOnce(&Known) -> R) -> R {
        self.texts.with(text, |it| self.find_out(it), part)
    }

    /// Something of what the letters of a text tell.
    #[inline]
    pub(super) fn spelling<R>(&self, text: &str, part: impl FnOnce(&Spelling) -> R) -> R {
        let find_out = |text: &str| {
            let verdict = judge(text, None);
            Spelling { is_settled: is_settled(text, &verdict), verdict }
        };
        self.spellings.with(text, find_out, part)
    }

    fn find_out(&self, text: &str) -> Known {
        let folded = fold(text);
        let is_end = self.marks.are_words_of(text, &folded);
        let heading = as_heading(folded);
        let tables = [Some(&self.members), Some(&self.collectives), self.scoring.as_ref()];
        let role = |it: Option<&Headings>| it.map(|it| it.role(&heading));
        let roles = tables.map(|it| role(it).unwrap_or_default());
        Known { heading: heading.into(), is_end, roles }
    }

    /// The regime.
    pub const fn regime(&self) -> &'r Regime {
        self.regime
    }
}
