//! The branches by the đảng bộ that they stand under.

use std::collections::BTreeMap;

use crate::model::{CommuneResult, Tally};
use crate::workspace::{Unit, Workspace};

use super::roman::roman;

/// A part of the branches: those of a unit, or those that stand right under the commune.
#[derive(Clone, Debug)]
pub(crate) struct Section<'a> {
    /// The unit; none of the branches that stand under no unit.
    pub(crate) unit: Option<&'a Unit>,
    /// How many units it stands under.
    pub(crate) depth: usize,
    /// Its number in a table, e.g. `II.1`.
    pub(crate) number: String,
    /// The section that it is a part of.
    pub(crate) above: Option<usize>,
    /// Places of the branches right under it.
    pub(crate) own: Vec<usize>,
    /// Places of all branches under it, through other units or not.
    pub(crate) all: Vec<usize>,
}

impl Section<'_> {
    /// Sum over its accepted branches.
    pub(crate) fn tally(&self, results: &CommuneResult) -> Tally {
        let mut sum = Tally { causes: vec![0; results.total.causes.len()], ..Tally::default() };
        for place in &self.all {
            if let Some(tally) = results.branches[*place].tally() {
                sum.add(tally);
            }
        }
        sum
    }
}

/// The parts, each before those that stand under it, in the order of the workspace; branches
/// under no unit come last. Every branch is in exactly one of them by `own`. None where the
/// workspace has no units; a unit without branches is left out.
pub(crate) fn sections<'a>(
    results: &CommuneResult,
    workspace: Option<&'a Workspace>,
) -> Vec<Section<'a>> {
    let units = workspace.map_or(&[][..], |it| &it.unit);
    if units.is_empty() {
        return Vec::new();
    }
    let key = |code: &str| code.trim().to_ascii_uppercase();
    let places: BTreeMap<String, usize> =
        units.iter().enumerate().map(|(place, it)| (key(&it.code), place)).collect();
    let place_of = |code: Option<&String>| code.and_then(|it| places.get(&key(it)).copied());
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    let mut tops = Vec::new();
    for (place, unit) in units.iter().enumerate() {
        match place_of(unit.under.as_ref()) {
            Some(above) => below[above].push(place),
            None => tops.push(place),
        }
    }
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    let mut direct = Vec::new();
    for (place, result) in results.branches.iter().enumerate() {
        match place_of(result.branch.unit.as_ref()) {
            Some(unit) => own[unit].push(place),
            None => direct.push(place),
        }
    }
    let mut walk = Walk { units, below: &below, own: &own, sections: Vec::new() };
    let mut number = 0;
    for top in tops {
        number += usize::from(walk.down(top, None, &roman(number + 1)));
    }
    let mut sections = walk.sections;
    if !direct.is_empty() {
        let number = roman(number + 1);
        let all = direct.clone();
        sections.push(Section { unit: None, depth: 0, number, above: None, own: direct, all });
    }
    sections
}

struct Walk<'a, 'b> {
    units: &'a [Unit],
    below: &'b [Vec<usize>],
    own: &'b [Vec<usize>],
    sections: Vec<Section<'a>>,
}

impl Walk<'_, '_> {
    /// Adds a unit and those under it; whether there is a branch in it.
    fn down(&mut self, unit: usize, above: Option<usize>, number: &str) -> bool {
        let at = self.sections.len();
        let depth = above.map_or(0, |it| self.sections[it].depth + 1);
        self.sections.push(Section {
            unit: self.units.get(unit),
            depth,
            number: number.to_owned(),
            above,
            own: self.own[unit].clone(),
            all: self.own[unit].clone(),
        });
        let mut next = 1;
        // A checked workspace has no circle.
        for below in self.below[unit].clone() {
            let first = self.sections.len();
            if self.down(below, Some(at), &format!("{number}.{next}")) {
                next += 1;
                let more = self.sections[first].all.clone();
                self.sections[at].all.extend(more);
            }
        }
        let is_any = !self.sections[at].all.is_empty();
        if !is_any {
            self.sections.truncate(at);
        }
        is_any
    }
}
