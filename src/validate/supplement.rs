//! Who the people of a supplement are on the form of their branch: a supplement has those whom the
//! meeting did not rate, and nobody else.

use crate::model::{Extract, MemberBrief, Standing};

use super::person::{Likeness, Rows};

/// Who somebody on a supplement is on the branch's form, by the place on its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// Not rated there.
    Unrated(usize),
    /// A guest there, and in no total.
    Guest(usize),
    /// Rated there.
    Rated(usize),
    /// Exempt there.
    Exempt(usize),
    /// Perhaps this one.
    Perhaps(usize),
    /// Another name with one card number.
    CardOf(usize),
    /// Not there.
    Nobody,
}

impl Met {
    /// The row that the supplement's takes the place of, if it may.
    pub fn replaced(self) -> Option<usize> {
        match self {
            Self::Unrated(row) | Self::Guest(row) => Some(row),
            Self::Rated(_)
            | Self::Exempt(_)
            | Self::Perhaps(_)
            | Self::CardOf(_)
            | Self::Nobody => None,
        }
    }
}

/// Each of a supplement, in the order of its list, as the form of the branch knows them.
pub fn met(main: &Extract, supplement: &Extract) -> Vec<Met> {
    let mut rows = Rows::default();
    for (place, member) in main.members().enumerate() {
        // Each row is a list of its own: which of them it is counts.
        rows.insert(&member, place, place);
    }
    let nowhere = main.members().len();
    supplement.members().map(|it| met_by(&rows, main, &it, nowhere)).collect()
}

fn met_by(rows: &Rows, main: &Extract, member: &MemberBrief, nowhere: usize) -> Met {
    let found = rows.others(member, nowhere);
    let Some(&(likeness, place)) = found.first() else { return Met::Nobody };
    let is_alone = found.iter().filter(|it| it.0 == likeness).nth(1).is_none();
    match likeness {
        Likeness::Same if is_alone => {}
        Likeness::Same | Likeness::Likely => return Met::Perhaps(place),
        Likeness::Card => return Met::CardOf(place),
    }
    match main.nth_member(place).map(|it| it.standing()) {
        Some(Standing::Unrated) => Met::Unrated(place),
        Some(Standing::Guest) => Met::Guest(place),
        Some(Standing::Rated(_)) => Met::Rated(place),
        Some(Standing::Exempt) => Met::Exempt(place),
        None => Met::Nobody,
    }
}

/// Whether a form has nearly all whom the branch's form has, most of them done with there: it is another
/// form of the branch, whatever it is called.
pub fn is_whole(main: &Extract, other: &Extract) -> bool {
    /// So many in ten.
    const NEARLY: usize = 8;
    let is_rated = |it: &MemberBrief| matches!(it.standing(), Standing::Rated(_));
    let rated = main.members().filter(is_rated).count();
    let met = met(main, other);
    let also = met.iter().filter(|it| matches!(it, Met::Rated(_))).count();
    let done = met.iter().filter(|it| matches!(it, Met::Rated(_) | Met::Exempt(_))).count();
    done * 2 > met.len()
        && also * 10 >= rated * NEARLY
        && other.members().len() * 10 >= main.members().len() * NEARLY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::{day, submission};
    use crate::model::{Eligibility, Submission};

    /// The form of a branch of which the third is not rated, the fourth exempt and the fifth a guest.
    fn main() -> Submission {
        let mut form = submission();
        for (place, own) in
            [(2, Eligibility::Other), (3, Eligibility::Exempt), (4, Eligibility::Temporary)]
        {
            form.members[place].eligibility.put(own);
            form.members[place].proposal.clear();
        }
        for (place, own) in [(0, Eligibility::Rated), (1, Eligibility::Rated)] {
            form.members[place].eligibility.put(own);
        }
        form
    }

    #[test]
    fn each_is_known_by_card_or_by_name_and_birth() {
        let whole = main();
        let mut late = whole.clone();
        late.members[0].card.clear();
        let found = met(&Extract::from(&whole), &Extract::from(&late));
        let expected =
            [Met::Rated(0), Met::Rated(1), Met::Unrated(2), Met::Exempt(3), Met::Guest(4)];
        assert_eq!(found, expected);
        late.members[2].name.put("Ai Đó Khác");
        late.members[2].card.clear();
        late.members[0].card.put("99.99999");
        let mut whole = whole;
        whole.members[0].card.put("88.88888");
        let found = met(&Extract::from(&whole), &Extract::from(&late));
        assert_eq!((found[2], found[0]), (Met::Nobody, Met::Perhaps(0)));
        late.members[1].name.put("Ai Đó Khác");
        late.members[1].birth.put(day(1981, 1, 2));
        let card = late.members[1].card.text().to_owned();
        let found = met(&Extract::from(&whole), &Extract::from(&late));
        assert_eq!(found[1], if card.is_empty() { Met::Nobody } else { Met::CardOf(1) });
    }

    #[test]
    fn a_form_with_the_whole_list_is_no_supplement() {
        let whole = main();
        let mut late = whole.clone();
        assert!(is_whole(&Extract::from(&whole), &Extract::from(&late)));
        // One who is rated there among two late ones is somebody's mistake.
        late.members.drain(1..2);
        late.members.drain(2..);
        assert!(!is_whole(&Extract::from(&whole), &Extract::from(&late)));
    }
}
