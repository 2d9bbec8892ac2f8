//! What is kept of a form once it is judged: what lists, sums and comparisons with other forms
//! ask for. A form as it is read takes fifteen times as much memory, and a province has tens of
//! thousands of them.

mod brief;
mod columns;
mod indices;
mod making;
mod row;
mod sheet1;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::packed::packed;
use super::{
    At, Ceiling, CellRef, Certainty, CollectiveKind, Hundredths, Info, Member, PartialDate, Rated,
    Rating, Slot, Step, Submission,
};

pub use brief::{CollectiveBrief, MemberBrief};
use columns::{Columns, Reader};
use indices::Indices;
use row::{DECIMALS, NUMBERS, PLACES, Row, TEXTS, Text, WIDTH};
use sheet1::Sheet1;

/// The best ratings that the regulation still allows a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// By the certain conditions alone.
    pub certain: Rating,
    /// By the inferred conditions too; never above `certain`.
    pub inferred: Rating,
}

impl From<&Ceiling> for Allowed {
    fn from(ceiling: &Ceiling) -> Self {
        Self { certain: ceiling.certain, inferred: ceiling.inferred }
    }
}

/// A form without what only its own rules ask for.
#[derive(Clone, Debug)]
pub struct Extract {
    info: Sheet1,
    /// Số phiếu hợp lệ, of sheet 1: asked for with every member.
    ballots_valid: Option<u32>,
    /// Texts of the rows, each once and one behind the other; where each ends.
    texts: Box<str>,
    ends: Indices,
    /// Numbers with decimals, each once.
    decimals: Box<[Hundredths]>,
    /// Whole numbers, each once.
    numbers: Indices,
    /// Where values stand, seen from their rows, each once.
    places: Box<[Place]>,
    /// Sheets on which the rows stand.
    sheets: Box<[Arc<str>]>,
    members: Columns<WIDTH>,
    collectives: Box<[Unit]>,
    /// Whether every member of the list is among them.
    has_all_members: bool,
    /// The supplements from which rows were taken.
    late: Vec<Late>,
    /// The column of the years in a row, from 1; 0 where the form has none.
    years_col: u16,
}

/// A supplement: a form of the members of a branch who were rated after its meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// Its path relative to the workspace.
    pub file: String,
    /// When they were rated.
    pub meeting: Option<PartialDate>,
    /// Valid ballots of that meeting.
    pub ballots_valid: Option<u32>,
}

/// Where a value stands: sheet from 1, row, column; 0 is nowhere. As it is kept the row is counted from that
/// of the member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    sheet: u16,
    col: u16,
    row: u32,
}

/// A row of sheet 3.
#[derive(Clone, Debug)]
struct Unit {
    name: Text,
    reason: Text,
    note: Text,
    tasks_done: Option<Hundredths>,
    kind: Option<CollectiveKind>,
    self_rating: Option<Rating>,
    proposal: Option<Rating>,
    allowed: Option<Allowed>,
    /// The rule that capped it.
    cap: Text,
    decided: Option<Rating>,
}

/// The rule that lowered a ceiling furthest, if one did. A certain one goes before one that is inferred.
fn cap(ceiling: &Ceiling) -> Option<&str> {
    let capped = |to: Rating, is_certain: bool| {
        let is_it =
            |it: &&Step| it.cap == Some(to) && (it.certainty == Certainty::Certain) == is_certain;
        ceiling.trace.iter().find(is_it).filter(|_| to < Rating::Excellent)
    };
    let step = capped(ceiling.certain, true).or_else(|| capped(ceiling.inferred, false));
    step.map(|it| &*it.rule)
}

impl From<&Rated> for Extract {
    fn from(rated: &Rated) -> Self {
        let mut extract = Self::from(&rated.submission);
        extract.allow(rated);
        extract
    }
}

impl Extract {
    /// Sheet 1.
    pub fn info(&self) -> Info {
        self.info.get()
    }

    /// Changes sheet 1.
    pub fn change_info(&mut self, change: impl FnOnce(&mut Info)) {
        let mut info = self.info();
        change(&mut info);
        self.ballots_valid = info.ballots_valid.get();
        self.info = Sheet1::from(&info);
    }

    /// Takes in what the regulation allows the rows of this form, once it is judged.
    pub fn allow(&mut self, rated: &Rated) {
        self.allow_members(&rated.members);
        let caps = rated.collectives.iter().map(|it| it.as_ref().and_then(cap));
        let caps = self.rules(caps);
        let allowed = rated.collectives.iter().zip(caps);
        for (unit, (ceiling, cap)) in self.collectives.iter_mut().zip(allowed) {
            unit.allowed = ceiling.as_ref().map(Allowed::from);
            unit.cap = cap;
        }
    }

    /// The same of its members alone.
    pub fn allow_members(&mut self, ceilings: &[Option<Ceiling>]) {
        let caps = self.rules(ceilings.iter().map(|it| it.as_ref().and_then(cap)));
        let mut allowed = ceilings.iter().zip(caps);
        self.change_members(|row| {
            let Some((ceiling, cap)) = allowed.next() else { return };
            row.allowed = ceiling.as_ref().map(Allowed::from);
            row.cap = cap;
        });
    }

    /// The rules among the texts, where there is one.
    fn rules<'a>(&mut self, rules: impl Iterator<Item = Option<&'a str>>) -> Vec<Text> {
        let mut known: BTreeMap<&str, Text> = BTreeMap::new();
        let mut new = String::new();
        let mut ends = self.ends.all();
        let rules = rules.map(|it| {
            it.map_or(0, |rule| {
                *known.entry(rule).or_insert_with(|| {
                    new.push_str(rule);
                    ends.push(u32::try_from(self.texts.len() + new.len()).unwrap_or(u32::MAX));
                    u32::try_from(ends.len()).unwrap_or(u32::MAX)
                })
            })
        });
        let rules = rules.collect();
        if !new.is_empty() {
            self.texts = format!("{}{new}", self.texts).into_boxed_str();
            self.ends = ends.into();
        }
        rules
    }

    /// Changes the rows of the members, one after the other.
    fn change_members(&mut self, mut change: impl FnMut(&mut Row)) {
        let reader = self.members.reader();
        let rows = (0..self.members.len()).filter_map(|it| reader.row(it));
        self.members = rows
            .map(|it| {
                let mut row = Row::of(&it);
                change(&mut row);
                row.bytes()
            })
            .collect();
    }

    /// Lets go of sheet 3.
    pub fn drop_collectives(&mut self) {
        self.collectives = Box::default();
    }

    /// Puts rows of a supplement in the place of those of the same people on this form: pairs of the place
    /// on this list and on the supplement's. A row keeps its number and its place; who somebody is stays
    /// where the supplement leaves it open.
    pub fn supplement(&mut self, other: &Self, rows: &[(usize, usize)], late: Late) {
        // Each has somebody of this form whom no other has: there are no more of them than of its rows.
        let late_place = u32::try_from(self.late.len() + 1).unwrap_or(u32::MAX);
        // Behind those of this form.
        let bases = [self.ends.all().len(), self.decimals.len(), self.numbers.all().len()];
        let [text_base, decimal_base, number_base] =
            bases.map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        let text_shift = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts = format!("{}{}", self.texts, other.texts).into_boxed_str();
        let ends = other.ends.all().into_iter().map(|it| it.saturating_add(text_shift));
        self.ends = self.ends.all().into_iter().chain(ends).collect::<Vec<u32>>().into();
        self.decimals = self.decimals.iter().chain(&other.decimals).copied().collect();
        self.numbers =
            self.numbers.all().into_iter().chain(other.numbers.all()).collect::<Vec<u32>>().into();
        let theirs = other.members.reader();
        let mut by_own: BTreeMap<usize, Row> = BTreeMap::new();
        for (own, its) in rows {
            by_own.extend(theirs.row(*its).map(|it| (*own, Row::of(&it))));
        }
        let shifted = |it: u32, base: u32| if it == 0 { 0 } else { it.saturating_add(base) };
        let mut place = 0;
        self.change_members(|row| {
            place += 1;
            let Some(new) = by_own.remove(&(place - 1)) else { return };
            let old = row.clone();
            let mut of = old.of;
            for (at, (own, its)) in of.texts.iter_mut().zip(new.of.texts).enumerate() {
                // Dân tộc, chức vụ, số thẻ: who he is.
                if its != 0 || !(1..=4).contains(&at) {
                    *own = shifted(its, text_base);
                }
            }
            of.decimals = new.of.decimals.map(|it| shifted(it, decimal_base));
            // Số thứ tự is that of the list.
            for (own, its) in of.numbers.iter_mut().zip(new.of.numbers).skip(1) {
                *own = shifted(its, number_base);
            }
            *row = Row {
                of,
                at: old.at,
                birth: new.birth.or(old.birth),
                admitted: new.admitted.or(old.admitted),
                official: new.official.or(old.official),
                gender: new.gender.or(old.gender),
                leader: new.leader.or(old.leader),
                cap: shifted(new.cap, text_base),
                late: late_place,
                ..new
            };
        });
        self.late.push(late);
    }

    /// Takes in what was decided on members, by their rows of the form.
    pub fn decide_members(&mut self, ratings: &BTreeMap<u32, Rating>) {
        self.change_members(|own| own.decided = ratings.get(&own.at).copied());
    }

    /// Takes in what was decided on the collective in this place of the list.
    pub fn decide_collective(&mut self, place: u32, rating: Rating) {
        if let Some(own) = self.collectives.get_mut(place as usize) {
            own.decided = Some(rating);
        }
    }

    /// Takes in what earlier years say of members, by their rows of the form: the rating of last
    /// year, and the years in a row where they are known better than the form knows them.
    pub fn remember(&mut self, known: &BTreeMap<u32, (Option<Rating>, Option<u32>)>) {
        self.change_members(|own| {
            if let Some((last_year, years)) = known.get(&own.at) {
                own.last_year = *last_year;
                let years = years.and_then(|it| u16::try_from(it).ok());
                own.known_years = years.or(own.known_years);
            }
        });
    }

    /// Forgets what was decided.
    pub fn undecide(&mut self) {
        self.change_members(|it| it.decided = None);
        self.collectives.iter_mut().for_each(|it| it.decided = None);
    }

    /// The members in the order of the form.
    pub fn members(&self) -> impl ExactSizeIterator<Item = MemberBrief<'_>> {
        let reader = self.members.reader();
        (0..self.members.len()).map(move |it| self.member(&reader, it))
    }

    /// The member of a place on the list, from 0.
    pub fn nth_member(&self, nth: usize) -> Option<MemberBrief<'_>> {
        (nth < self.members.len()).then(|| self.member(&self.members.reader(), nth))
    }

    /// As much of the form as is counted (R-COUNT), without the members of some places on the
    /// list. What could not be read is empty in it.
    pub fn counted_without(&self, gone: &BTreeSet<usize>) -> Submission {
        fn slot<T>(value: Option<T>, at: &CellRef) -> Slot<T> {
            let at = at.clone();
            value.map_or(Slot::Empty(at.clone()), |value| Slot::Is(At { value, at }))
        }
        let text = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        let left = self.members().enumerate().filter(|it| !gone.contains(&it.0));
        let members = left.map(|(_, it)| {
            let at = it.name_cell().unwrap_or_else(|| CellRef::new(&"".into(), it.row, 0));
            Member {
                row: it.row,
                name: slot(text(it.name), &at),
                gender: slot(it.gender, &at),
                ethnicity: slot(text(it.ethnicity), &at),
                official: slot(it.official, &at),
                eligibility: slot(it.eligibility, &at),
                ..Member::default()
            }
        });
        Submission {
            info: self.info(),
            members: members.collect(),
            collectives: Vec::new(),
            scores: Vec::new(),
            has_all_members: self.has_all_members,
            has_collectives: false,
        }
    }

    /// The collectives in the order of the form.
    pub fn collectives(&self) -> impl ExactSizeIterator<Item = CollectiveBrief<'_>> {
        self.collectives.iter().enumerate().map(|(place, it)| CollectiveBrief {
            // A form's list is bounded far below.
            place: u32::try_from(place).unwrap_or(u32::MAX),
            name: self.text(it.name as usize),
            kind: it.kind,
            tasks_done: it.tasks_done,
            self_rating: it.self_rating,
            proposal: it.proposal,
            reason: self.text(it.reason as usize),
            note: self.text(it.note as usize),
            allowed: it.allowed,
            cap: self.text(it.cap as usize),
            decided: it.decided,
        })
    }

    /// The row of sheet 3 for the branch itself.
    pub fn branch_row(&self) -> Option<CollectiveBrief<'_>> {
        self.collectives().find(|it| it.kind == Some(CollectiveKind::Branch))
    }

    #[expect(clippy::needless_range_loop, reason = "iterators over two lists are not put in here")]
    fn member(&self, reader: &Reader<'_, WIDTH>, nth: usize) -> MemberBrief<'_> {
        let row = Row::of(&reader.row(nth).unwrap_or([0; WIDTH]));
        // Plain loops: this is done for every member and every list.
        let mut texts = [""; TEXTS];
        for nth in 0..TEXTS {
            texts[nth] = self.text(row.of.texts[nth] as usize);
        }
        let mut decimals = [None; DECIMALS];
        for nth in 0..DECIMALS {
            let at = row.of.decimals[nth] as usize;
            decimals[nth] = self.decimals.get(at.wrapping_sub(1)).copied();
        }
        let mut numbers = [None; NUMBERS];
        for nth in 0..NUMBERS {
            numbers[nth] = self.numbers.nth((row.of.numbers[nth] as usize).wrapping_sub(1));
        }
        let mut places = [Place::default(); PLACES];
        for nth in 0..PLACES {
            if let Some(it) = self.places.get((row.of.places[nth] as usize).wrapping_sub(1)) {
                places[nth] = Place { row: it.row.wrapping_add(row.at), ..*it };
            }
        }
        let [
            name,
            ethnicity,
            party_post,
            other_post,
            card,
            self_form,
            group,
            cause,
            discipline_decision,
            reason,
            note,
        ] = texts;
        let [self_points, general, task, total, tasks_done] = decimals;
        let [number, years, votes @ ..] = numbers;
        let [name_at, card_at] = places;
        MemberBrief {
            row: row.at,
            number,
            name,
            birth: row.birth.get(),
            gender: row.gender,
            ethnicity,
            party_post,
            other_post,
            admitted: row.admitted.get(),
            official: row.official.get(),
            card,
            leader: row.leader,
            self_form,
            group,
            self_points,
            points: [general, task, total],
            tasks_done,
            quarters: row.quarters,
            eligibility: row.eligibility,
            reviewed: row.reviewed,
            self_rating: row.self_rating,
            state_rating: row.state_rating,
            excellent_votes: votes[Rating::Excellent.place()],
            votes: votes.into_iter().flatten().reduce(u32::saturating_add),
            ballots: votes,
            has_unread_votes: row.has_unread_votes,
            proposal: row.proposal,
            cause,
            discipline: row.discipline,
            discipline_decision,
            excellent_years: row.known_years.map(u32::from).or(years),
            reason,
            note,
            allowed: row.allowed,
            cap: self.text(row.cap as usize),
            decided: row.decided,
            late: (row.late as usize).checked_sub(1).and_then(|it| self.late.get(it)),
            is_old_breach: row.is_old_breach,
            last_year: row.last_year,
            extract: self,
            name_at,
            card_at,
        }
    }

    #[inline]
    fn text(&self, place: usize) -> &str {
        let Some(end) = place.checked_sub(1) else { return "" };
        let start = end.checked_sub(1).map_or(0, |it| self.ends.get(it));
        self.texts.get(start..self.ends.get(end)).unwrap_or_default()
    }

    fn cell(&self, place: Place) -> Option<CellRef> {
        let sheet = self.sheets.get(usize::from(place.sheet).checked_sub(1)?)?;
        Some(CellRef::new(sheet, place.row, u32::from(place.col)))
    }
}

packed!(struct Allowed { certain, inferred });
packed!(struct Place { sheet, col, row });
packed!(struct Late { file, meeting, ballots_valid });
packed!(struct Unit {
    name, reason, note, tasks_done, kind, self_rating, proposal, allowed, cap, decided,
});
packed!(struct Extract {
    info, ballots_valid, texts, ends, decimals, numbers, places, sheets, members, collectives, has_all_members, late,
    years_col,
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::submission;
    use crate::model::packed::Packed as _;

    #[test]
    fn an_extract_says_what_the_form_said() {
        let mut form = submission();
        let at = form.members[0].name.cell().expect("a fixture has all cells").clone();
        form.members[0].points.total = Slot::Is(At { value: Hundredths::new(8_550), at });
        form.members[1].note = Slot::Absent;
        form.members[1].card.spoil();
        form.members[2].name.put("Tên riêng");
        let extract = Extract::from(&form);
        assert_eq!(extract.members().len(), form.members.len());
        for (brief, member) in extract.members().zip(&form.members) {
            assert_eq!((brief.row, brief.name), (member.row, member.name.text()));
            assert_eq!(brief.number, member.number.get());
            assert_eq!((brief.card, brief.note), (member.card.text(), member.note.text()));
            assert_eq!(brief.other_post, member.other_post.text());
            assert_eq!(brief.birth, member.birth.get());
            assert_eq!(brief.name_cell().as_ref(), member.name.cell());
            assert_eq!(brief.card_cell().as_ref(), member.card.cell());
            assert_eq!(brief.standing(), member.standing());
            assert_eq!(brief.points[2], member.points.total.get());
            assert_eq!(brief.tasks_done, member.tasks_done.get());
            assert_eq!(brief.excellent_votes, member.ballots[0].get());
        }
        for (brief, unit) in extract.collectives().zip(&form.collectives) {
            assert_eq!((brief.name, brief.kind), (unit.name.text(), unit.kind.get()));
            assert_eq!(brief.proposal, unit.proposal.get());
        }
        // What a member of a branch of twenty takes, with the texts and what they have in common.
        let mut many = form.clone();
        while many.members.len() < 20 {
            let mut another = many.members[many.members.len() % 3].clone();
            another.name.put(format!("Người thứ {}", many.members.len()));
            another.row = form.members[0].row + u32::try_from(many.members.len()).unwrap();
            many.members.push(another);
        }
        let mut bytes = Vec::new();
        Extract::from(&many).pack(&mut bytes);
        assert!(bytes.len() < 20 * 92, "{} bytes a branch", bytes.len());
    }

    #[test]
    fn rows_of_a_supplement_bring_their_values_along() {
        let mut form = submission();
        form.members[1].note.put("của chi bộ");
        let mut own = Extract::from(&form);
        form.members[1].note.put("của bổ sung");
        form.members[1].reason.put("lý do khác");
        let mut other = Extract::from(&form);
        let step = Step {
            rule: "R-HTXS-A".into(),
            certainty: Certainty::Certain,
            clause: "".into(),
            cap: Some(Rating::Good),
            ran: true,
            args: Vec::new(),
        };
        let ceiling = Ceiling { certain: Rating::Good, inferred: Rating::Good, trace: vec![step] };
        let nobody = |_: &Member| None;
        let mut ceilings: Vec<Option<Ceiling>> = form.members.iter().map(nobody).collect();
        ceilings[1] = Some(ceiling);
        other.allow_members(&ceilings);
        let late = Late { file: "nop/bs.xlsx".to_owned(), meeting: None, ballots_valid: Some(7) };
        own.supplement(&other, &[(1, 1)], late);
        let members: Vec<MemberBrief> = own.members().collect();
        assert_eq!((members[1].cap, members[1].note), ("R-HTXS-A", "của bổ sung"));
        assert_eq!((members[1].reason, members[1].ballots_valid()), ("lý do khác", Some(7)));
        assert_eq!(members[1].allowed.map(|it| it.certain), Some(Rating::Good));
        assert!(members[0].cap.is_empty() && members[0].late.is_none());
        assert_eq!(members[0].name, form.members[0].name.text());
    }
}
