//! Branches by code and by name: a province has thousands, and each form asks for its own.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::model::text::fold;
use crate::model::{Branch, ByName};

/// Places in the list of branches, made when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Places(OnceLock<Known>);

#[derive(Debug)]
struct Known {
    /// By code in capitals.
    codes: BTreeMap<String, usize>,
    names: ByName,
    branches: usize,
}

/// A copy may be changed, and learns its places anew.
impl Clone for Places {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Places {
    fn known(&self, branches: &[Arc<Branch>]) -> Option<&Known> {
        let known = self.0.get_or_init(|| {
            let names = ByName::of(branches.iter().map(|it| it.name.as_str()));
            let code = |(place, it): (usize, &Arc<Branch>)| (it.code.to_ascii_uppercase(), place);
            let codes = branches.iter().enumerate().map(code).collect();
            Known { codes, names, branches: branches.len() }
        });
        (known.branches == branches.len()).then_some(known)
    }

    /// The branch of a code, whatever its case.
    pub(super) fn of_code(&self, branches: &[Arc<Branch>], code: &str) -> Option<usize> {
        let is_it = |it: &Arc<Branch>| it.code.eq_ignore_ascii_case(code);
        let place = self.known(branches).and_then(|it| it.codes.get(&code.to_ascii_uppercase()));
        // The list can be changed by whoever has it.
        let place = place.copied().filter(|&it| is_it(&branches[it]));
        place.or_else(|| self.is_stale(branches).then(|| branches.iter().position(is_it)).flatten())
    }

    /// The branch of a name: that is written so, else the only one that is alike.
    pub(super) fn of_name(&self, branches: &[Arc<Branch>], name: &str) -> Option<usize> {
        match self.known(branches) {
            Some(known) => {
                known.names.get(name).filter(|&it| fold(&branches[it].name) == fold(name))
            }
            None => ByName::of(branches.iter().map(|it| it.name.as_str())).get(name),
        }
    }

    /// Whether branches were added or taken away since.
    fn is_stale(&self, branches: &[Arc<Branch>]) -> bool {
        self.known(branches).is_none()
    }
}
