//! The regimes of all seasons, parsed when one is asked for: a usual run needs its own alone.

use std::fmt;
use std::sync::OnceLock;

use super::{Regime, Sources};

/// Regimes in an order that stays; what asks for none costs nothing.
#[derive(Clone)]
pub struct Known {
    sources: Sources,
    parsed: OnceLock<Vec<Regime>>,
}

impl Known {
    /// Those of `sources`, by the first year that they cover. One that is not sound is left out: it stops no run
    /// of another year.
    pub fn of(sources: &Sources) -> Self {
        Self { sources: sources.clone(), parsed: OnceLock::new() }
    }

    /// All of them.
    pub fn all(&self) -> &[Regime] {
        self.parsed.get_or_init(|| {
            let sources = &self.sources;
            let mut regimes: Vec<Regime> =
                sources.ids().filter_map(|it| sources.regime(it).ok()).collect();
            regimes.sort_by_key(|it| it.rules.years.first().copied());
            regimes
        })
    }
}

impl From<Vec<Regime>> for Known {
    fn from(regimes: Vec<Regime>) -> Self {
        Self { sources: Sources::default(), parsed: OnceLock::from(regimes) }
    }
}

impl From<&Regime> for Known {
    fn from(regime: &Regime) -> Self {
        Self::from(vec![regime.clone()])
    }
}

/// What they say, whether they were parsed or not.
impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all()).finish()
    }
}
