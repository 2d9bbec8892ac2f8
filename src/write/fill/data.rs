//! The rows of every list, from which the placeholders are filled.

use crate::model::{CommuneResult, DecisionPaper, Rating};
use crate::tables::{self, Commune, Person, UnitRow, everybody, is_failing, is_unrated};

use super::names::{List, Source};
use super::values::{BranchRow, CollectiveRow, Extent, Value, Whole};

/// The rows of every list.
pub(crate) struct Data<'a> {
    whole: Whole<'a>,
    results: &'a CommuneResult,
    people: [Vec<Person<'a>>; 4],
    branches: Vec<BranchRow<'a>>,
    collectives: Vec<CollectiveRow<'a>>,
    units: Vec<UnitRow<'a>>,
    papers: Vec<&'a DecisionPaper>,
}

impl<'a> Data<'a> {
    /// The lists of a paper.
    pub(crate) fn within(results: &'a CommuneResult, commune: Commune<'a>, extent: Extent) -> Self {
        let of = |wanted: fn(&Person) -> bool| {
            let all = everybody(results).filter(|it| wanted(it) && (extent.member)(it));
            all.collect::<Vec<_>>()
        };
        let people = [
            of(|it| !it.member.is_guest()),
            of(|it| it.rating() == Some(Rating::Excellent)),
            of(is_failing),
            of(is_unrated),
        ];
        let branches = results.branches.iter().filter(|it| (extent.branch)(it));
        let branches = (1..).zip(branches).map(|(number, result)| BranchRow { number, result });
        let collectives = tables::collectives(results).filter(|it| (extent.collective)(it));
        let collectives = (1..).zip(collectives);
        let collectives =
            collectives.map(|(number, listed)| CollectiveRow { number, listed }).collect();
        let branches = branches.collect();
        let units = tables::units(results).filter(|it| (extent.unit)(it)).collect();
        let papers = results.decisions.iter().flat_map(|it| &it.papers).enumerate();
        let papers = papers.filter(|it| (extent.paper)(it.0)).map(|it| it.1).collect();
        let Extent { issuer, draft, .. } = extent;
        let whole = Whole { commune, issuer, draft };
        Self { whole, results, people, branches, collectives, units, papers }
    }

    fn people(&self, list: List) -> &[Person<'a>] {
        match list {
            List::Member => &self.people[0],
            List::Excellent => &self.people[1],
            List::Failing => &self.people[2],
            List::Unrated => &self.people[3],
            List::Branch | List::Collective | List::Unit | List::Decision => &[],
        }
    }

    /// How many rows a list has.
    pub(crate) fn count(&self, list: List) -> u32 {
        let count = match list {
            List::Branch => self.branches.len(),
            List::Collective => self.collectives.len(),
            List::Unit => self.units.len(),
            List::Decision => self.papers.len(),
            list => self.people(list).len(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Whether a row is that of a branch that is out, so that its numbers are not known.
    pub(super) fn is_out(&self, list: List, row: u32) -> bool {
        let branch = self.branches.get(row as usize);
        list == List::Branch && branch.is_some_and(|it| !it.result.is_accepted())
    }

    /// The code of the branch that a row of a list is of.
    pub(crate) fn branch_code(&self, list: List, row: u32) -> Option<&str> {
        let place = row as usize;
        let branch = match list {
            List::Branch => self.branches.get(place)?.result,
            List::Collective => self.collectives.get(place)?.listed.branch,
            List::Unit | List::Decision => return None,
            list => self.people(list).get(place)?.branch,
        };
        Some(&branch.branch.code)
    }

    /// The value of a placeholder in a row of its list.
    pub(super) fn value(&self, source: Source, row: u32) -> Value {
        self.numbered(source, row, row.saturating_add(1))
    }

    /// The same, for a row that is called by another number than its place among all.
    pub(crate) fn numbered(&self, source: Source, row: u32, number: u32) -> Value {
        let place = row as usize;
        match source {
            Source::Whole(it) => (it.get)(&self.whole, self.results),
            Source::Person(list, it) => self
                .people(list)
                .get(place)
                .map_or(Value::Empty, |person| (it.get)(&self.whole, person, number)),
            Source::Branch(it) => self.branches.get(place).map_or(Value::Empty, |branch| {
                (it.get)(&self.whole, &BranchRow { number, ..*branch })
            }),
            Source::Collective(it) => self.collectives.get(place).map_or(Value::Empty, |row| {
                (it.get)(&self.whole, &CollectiveRow { number, ..*row })
            }),
            Source::Unit(it) => {
                self.units.get(place).map_or(Value::Empty, |row| (it.get)(&self.whole, row, number))
            }
            Source::Decision(it) => {
                self.papers.get(place).map_or(Value::Empty, |paper| (it.get)(paper, number))
            }
        }
    }
}
