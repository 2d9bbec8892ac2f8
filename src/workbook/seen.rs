//! What people see of a sheet beside the values of its cells: what is struck
//! out or raised, what is drawn over cells, what is noted beside them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::region::Region;
use crate::model::text::is_blank;

/// A cell's place: row and column, from 0.
pub(crate) type Place = (u32, u32);

/// Characters of a note that are kept to be shown.
const NOTE_CHARS: usize = 300;

/// What is seen of one sheet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Cells that are struck out as a whole.
    pub struck: BTreeSet<Place>,
    /// Cells in which some letters are struck out, as they are stored.
    #[serde(with = "pairs")]
    pub partly: BTreeMap<Place, String>,
    /// Cells that have letters above or below their line, marks of notes mostly.
    #[serde(default, with = "pairs")]
    pub raised: BTreeMap<Place, Raised>,
    /// Cells that are struck out where some condition holds, which is not computed.
    #[serde(default)]
    pub perhaps_struck: Vec<Region>,
    /// What is drawn over cells.
    pub drawn: Vec<Drawn>,
    /// Notes that somebody wrote beside cells.
    #[serde(with = "pairs")]
    pub notes: BTreeMap<Place, String>,
}

/// A text of which letters were left out because they do not stand on its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Raised {
    /// As it is stored.
    pub stored: String,
    /// These letters.
    pub letters: String,
}

/// Something that lies over cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Drawn {
    /// The cells that it covers.
    pub over: Region,
    /// The cell in the midst of it.
    pub at: Place,
    /// What it is.
    pub what: What,
    /// Words in it.
    pub text: String,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum What {
    /// A picture.
    Picture,
    /// A line, an arrow, a circle, a box with words.
    Shape,
    /// A box to be ticked, and whether it is.
    Box(bool),
}

impl Drawn {
    /// Whether it is as small as what is drawn to fill in one cell.
    pub(crate) fn is_of_a_cell(&self) -> bool {
        let Region { top, bottom, left, right } = self.over;
        bottom - top <= 1 && right - left <= 1
    }
}

impl Seen {
    /// Puts a note beside a cell; the first of a place stays.
    pub(crate) fn note(&mut self, place: Place, text: &str) {
        let text: String = text.trim().chars().take(NOTE_CHARS).collect();
        if !text.is_empty() {
            self.notes.entry(place).or_insert(text);
        }
    }

    /// Notes what was left out of a text, which is as it is stored.
    pub(crate) fn left_out(&mut self, place: Place, stored: &str, what: Without) {
        if what.struck {
            self.partly.entry(place).or_insert_with(|| stored.to_owned());
        }
        if let Some(letters) = what.raised {
            let raised = || Raised { stored: stored.to_owned(), letters };
            self.raised.entry(place).or_insert_with(raised);
        }
    }

    /// What is drawn into a cell that has no value of its own.
    pub(crate) fn drawn_into(&self, place: Place) -> Option<What> {
        self.drawn.iter().find(|it| it.at == place && it.is_of_a_cell()).map(|it| it.what)
    }
}

/// How a piece of a text is shown, where it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Whether it is struck out.
    pub struck: bool,
    /// Whether it stands above or below the line.
    pub raised: bool,
}

/// What is left of a text of which some pieces are struck out or raised.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// All of it.
    All,
    /// Nothing that shows: it is struck out.
    Nothing,
    /// This, without the rest.
    Part(String, Without),
}

/// What is no part of a text that is left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Without {
    /// Whether something is struck out.
    pub struck: bool,
    /// The letters that are raised.
    pub raised: Option<String>,
}

/// Shown in the place of raised letters that are not known.
const UNKNOWN: &str = "…";

/// What is left of a text in pieces, by their lengths. Where they are not the pieces of this
/// text nobody knows which letters are meant: struck, nothing is left of it; raised, it stays.
pub(crate) fn left(text: &str, pieces: &[(usize, Shown)]) -> Rest {
    let has = |what: fn(&Shown) -> bool| pieces.iter().any(|it| what(&it.1));
    let (has_struck, has_raised) = (has(|it| it.struck), has(|it| it.raised));
    if !has_struck && !has_raised {
        return Rest::All;
    }
    let Some(parts) = split(text, pieces) else {
        let raised = Without { struck: false, raised: Some(UNKNOWN.to_owned()) };
        return if has_struck { Rest::Nothing } else { Rest::Part(text.to_owned(), raised) };
    };
    let kept = |is_kept: fn(&Shown) -> bool| -> String {
        parts.iter().filter(|it| is_kept(&it.1)).map(|it| it.0).collect()
    };
    // A struck or a raised blank is none.
    let struck = !is_blank(&kept(|it| it.struck));
    let unstruck = if struck { kept(|it| !it.struck) } else { text.to_owned() };
    if struck && is_blank(&unstruck) {
        return Rest::Nothing;
    }
    let plain = kept(|it| !it.struck && !it.raised);
    // Without a letter on the line nothing is a mark beside it.
    let raised = kept(|it| it.raised && !it.struck);
    match !is_blank(&raised) && !is_blank(&plain) {
        true => Rest::Part(plain, Without { struck, raised: Some(raised) }),
        false if struck => Rest::Part(unstruck, Without { struck, raised: None }),
        false => Rest::All,
    }
}

/// The pieces of a text; `None` where they are of another length than it.
fn split<'a>(text: &'a str, pieces: &[(usize, Shown)]) -> Option<Vec<(&'a str, Shown)>> {
    let mut rest = text;
    let mut parts = Vec::with_capacity(pieces.len());
    for (len, shown) in pieces {
        let (piece, after) = rest.split_at_checked(*len)?;
        rest = after;
        parts.push((piece, *shown));
    }
    rest.is_empty().then_some(parts)
}

/// A map by places as a list: JSON has keys of text only.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Place;

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        map: &BTreeMap<Place, T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'a, T: Deserialize<'a>, D: Deserializer<'a>>(
        from: D,
    ) -> Result<BTreeMap<Place, T>, D::Error> {
        Vec::<(Place, T)>::deserialize(from).map(|it| it.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON: Shown = Shown { struck: false, raised: false };
    const STRUCK: Shown = Shown { struck: true, raised: false };
    const RAISED: Shown = Shown { struck: false, raised: true };
    const BOTH: Shown = Shown { struck: true, raised: true };

    #[test]
    fn struck_letters_are_left_out_and_struck_blanks_strike_nothing() {
        let part = |it: &str| Rest::Part(it.to_owned(), Without { struck: true, raised: None });
        for (text, pieces, is) in [
            ("12", &[(1, STRUCK), (1, ON)][..], part("2")),
            ("12", &[(1, ON), (1, ON)], Rest::All),
            ("12", &[(2, STRUCK)], Rest::Nothing),
            ("Mai Mây", &[(3, STRUCK), (5, ON)], part(" Mây")),
            ("Mai ", &[(3, ON), (1, STRUCK)], Rest::All),
            ("Mai ", &[(3, STRUCK), (1, ON)], Rest::Nothing),
            // Pieces of another text: what is struck is not known.
            ("Mai", &[(2, STRUCK), (2, ON)], Rest::Nothing),
            ("Mai", &[(1, STRUCK), (1, ON)], Rest::Nothing),
            ("â", &[(1, STRUCK), (1, ON)], Rest::Nothing),
            ("Mai", &[(1, ON), (1, ON)], Rest::All),
        ] {
            assert_eq!(left(text, pieces), is, "{text} {pieces:?}");
        }
    }

    #[test]
    fn raised_letters_are_left_out_beside_others_alone() {
        let part = |it: &str, struck, raised: &str| {
            let raised = Some(raised).filter(|it| !it.is_empty()).map(str::to_owned);
            Rest::Part(it.to_owned(), Without { struck, raised })
        };
        for (text, pieces, is) in [
            ("31", &[(1, ON), (1, RAISED)][..], part("3", false, "1")),
            ("1Mai", &[(1, RAISED), (3, ON)], part("Mai", false, "1")),
            ("120 m2 đất", &[(5, ON), (1, RAISED), (7, ON)], part("120 m đất", false, "2")),
            // All of it is raised, or all that shows.
            ("31", &[(2, RAISED)], Rest::All),
            ("31", &[(1, RAISED), (1, RAISED)], Rest::All),
            ("31 ", &[(2, RAISED), (1, ON)], Rest::All),
            ("3 ", &[(1, ON), (1, RAISED)], Rest::All),
            // Struck out beside it.
            ("231", &[(1, STRUCK), (1, ON), (1, RAISED)], part("3", true, "1")),
            ("31", &[(1, STRUCK), (1, RAISED)], part("1", true, "")),
            ("31", &[(1, ON), (1, BOTH)], part("3", true, "")),
            ("31", &[(1, STRUCK), (1, BOTH)], Rest::Nothing),
            // Pieces of another text: it is told all the same.
            ("31", &[(1, ON), (2, RAISED)], part("31", false, "…")),
            ("31", &[(1, STRUCK), (2, RAISED)], Rest::Nothing),
        ] {
            assert_eq!(left(text, pieces), is, "{text} {pieces:?}");
        }
    }
}
