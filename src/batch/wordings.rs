//! The words of the regimes by which forms are read, folded once for a whole run.

use std::sync::OnceLock;

use super::Season;
use crate::read::Wording;

/// One for each regime of the season, made when the first form asks for it.
pub(super) struct Wordings<'a> {
    season: &'a Season<'a>,
    own: OnceLock<Wording<'a>>,
    others: OnceLock<Vec<OnceLock<Wording<'a>>>>,
}

impl<'a> Wordings<'a> {
    pub(super) fn new(season: &'a Season<'a>) -> Self {
        Self { season, own: OnceLock::new(), others: OnceLock::new() }
    }

    /// That of the workspace's regime.
    pub(super) fn own(&self) -> Option<&Wording<'a>> {
        let (_, regime) = self.season.workspace?;
        Some(self.own.get_or_init(|| Wording::new(regime)))
    }

    /// Those of all regimes of the season, with their places.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = (usize, &Wording<'a>)> {
        let regimes = self.season.regimes.all();
        let made = self.others.get_or_init(|| regimes.iter().map(|_| OnceLock::new()).collect());
        regimes
            .iter()
            .zip(made)
            .enumerate()
            .map(|(place, (regime, it))| (place, it.get_or_init(|| Wording::new(regime))))
    }
}
