//! Two states of one list of people laid beside one another: who is who, what counts for each, who came and who
//! left. Who is one person the table of evidence says (`previous::people`); what it leaves open is told as doubtful.

use std::collections::BTreeSet;

use crate::model::{ByName, PartialDate, Rating, YearBook};
use crate::previous::people::{Found, Identity, Said, pair};

/// A member as lists are compared by.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Họ và tên.
    pub name: String,
    /// Ngày sinh.
    pub birth: Option<PartialDate>,
    /// Ngày vào Đảng.
    pub admitted: Option<PartialDate>,
    /// Số thẻ; empty where there is none.
    pub card: String,
    /// Name of the branch.
    pub branch: String,
    /// The rating that counts; `None` of one who is not rated.
    pub rating: Option<Rating>,
}

/// A row of the two lists, by its places on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// One person: the place on the earlier list and on the later.
    Same(usize, usize),
    /// Perhaps one person.
    Perhaps(usize, usize),
    /// Only on the earlier list.
    Gone(usize),
    /// Only on the later one.
    Came(usize),
}

/// The members of a consolidated workbook, in its order.
pub fn listed(book: &YearBook) -> Vec<Listed> {
    let member = |it: &crate::model::BookMember| Listed {
        name: it.name.clone(),
        birth: it.birth,
        admitted: it.admitted,
        card: it.card.clone(),
        branch: book.branch_of(it).to_owned(),
        rating: it.counted(),
    };
    book.members.iter().map(member).collect()
}

/// Two lists beside one another: in the order of the later one, then who is gone.
pub fn beside(before: &[Listed], after: &[Listed]) -> Vec<Beside> {
    let (mut lines, mut count) = (ByName::default(), 0);
    for it in after.iter().chain(before) {
        if lines.get(&it.branch).is_none() {
            lines.add(&it.branch, count);
            count += 1;
        }
    }
    let identity = |it: &Listed| Identity {
        name: it.name.clone(),
        birth: it.birth,
        admitted: it.admitted,
        card: it.card.clone(),
        lines: lines.get(&it.branch).into_iter().collect(),
    };
    let earlier: Vec<Identity> = before.iter().map(identity).collect();
    let later: Vec<Identity> = after.iter().map(identity).collect();
    let pairs = pair(&later, &earlier, &Said::default());
    let mut taken = BTreeSet::new();
    let mut rows = Vec::with_capacity(after.len());
    for (place, found) in pairs.now.into_iter().enumerate() {
        rows.push(match found {
            Found::Same(other, _) => {
                taken.insert(other);
                Beside::Same(other, place)
            }
            // The first of several who is nobody else's yet.
            Found::Doubtful(open) => match open.into_iter().find(|it| taken.insert(it.0)) {
                Some((other, _)) => Beside::Perhaps(other, place),
                None => Beside::Came(place),
            },
            Found::Nobody => Beside::Came(place),
        });
    }
    rows.extend((0..before.len()).filter(|it| !taken.contains(it)).map(Beside::Gone));
    rows
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    fn person(name: &str, day: i8, card: &str) -> Listed {
        Listed {
            name: name.to_owned(),
            birth: Some(PartialDate::Day(civil::date(1970, 5, day))),
            admitted: Some(PartialDate::Day(civil::date(1995, 3, day))),
            card: card.to_owned(),
            branch: "Chi bộ thôn Tống Pu".to_owned(),
            rating: Some(Rating::Good),
        }
    }

    #[test]
    fn people_are_known_by_card_else_by_name_birth_and_admission() {
        let before = [
            person("Ma Văn Hùng", 1, "12"),
            person("Lý Thị Nga", 2, ""),
            person("Lý Thị Nga", 3, ""),
            person("Ai Đó", 4, ""),
            person("Bàn Văn Sính", 5, ""),
        ];
        let mut moved = person("Ma Văn Hùng", 1, "12");
        moved.branch = "Chi bộ khác".to_owned();
        let mut older = person("Bàn Văn Sính", 5, "");
        older.birth = Some(PartialDate::Day(civil::date(1969, 5, 5)));
        let after = [
            person("LÝ THỊ NGA", 3, ""),
            moved,
            person("Lý Thị Nga", 2, "99"),
            older,
            person("Người Mới", 9, ""),
        ];
        let expected = [
            Beside::Same(2, 0),
            Beside::Same(0, 1),
            Beside::Same(1, 2),
            Beside::Perhaps(4, 3),
            Beside::Came(4),
            Beside::Gone(3),
        ];
        assert_eq!(beside(&before, &after), expected);
    }

    #[test]
    fn a_list_beside_itself_has_nobody_else() {
        let list: Vec<Listed> = (1..20).map(|it| person(&format!("Họ Tên {it}"), it, "")).collect();
        let rows = beside(&list, &list);
        assert!(rows.iter().enumerate().all(|(nth, it)| *it == Beside::Same(nth, nth)));
    }
}
