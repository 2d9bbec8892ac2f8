//! What people see of a sheet beside the values of its cells: what is struck
//! out, what is drawn over cells, what is noted beside them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::region::Region;

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
    /// Cells that are struck out where some condition holds, which is not computed.
    #[serde(default)]
    pub perhaps_struck: Vec<Region>,
    /// What is drawn over cells.
    pub drawn: Vec<Drawn>,
    /// Notes that somebody wrote beside cells.
    #[serde(with = "pairs")]
    pub notes: BTreeMap<Place, String>,
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

    /// What is drawn into a cell that has no value of its own.
    pub(crate) fn drawn_into(&self, place: Place) -> Option<What> {
        self.drawn.iter().find(|it| it.at == place && it.is_of_a_cell()).map(|it| it.what)
    }
}

/// Splits a text of which some pieces are struck out: what is left of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// All of it.
    All,
    /// Nothing that shows.
    Nothing,
    /// This.
    Part(String),
}

/// What is left of a text in pieces (their lengths, and whether they are struck out);
/// nothing where they are not the pieces of this text and one of them is struck.
pub(crate) fn left(text: &str, pieces: &[(usize, bool)]) -> Rest {
    if !pieces.iter().any(|it| it.1) {
        return Rest::All;
    }
    let (mut rest, mut kept, mut is_shown) = (text, String::new(), false);
    for (len, is_struck) in pieces {
        let Some((piece, after)) = rest.split_at_checked(*len) else { return Rest::Nothing };
        rest = after;
        if *is_struck {
            is_shown |= !crate::model::text::is_blank(piece);
        } else {
            kept.push_str(piece);
        }
    }
    if !rest.is_empty() {
        return Rest::Nothing;
    }
    match (is_shown, crate::model::text::is_blank(&kept)) {
        // A struck blank strikes nothing.
        (false, _) => Rest::All,
        (true, true) => Rest::Nothing,
        (true, false) => Rest::Part(kept),
    }
}

/// A map by places as a list: JSON has keys of text only.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Place;

    pub(super) fn serialize<S: Serializer>(
        map: &BTreeMap<Place, String>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(
        from: D,
    ) -> Result<BTreeMap<Place, String>, D::Error> {
        Vec::<(Place, String)>::deserialize(from).map(|it| it.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struck_letters_are_left_out_and_struck_blanks_strike_nothing() {
        let part = |it: &str| Rest::Part(it.to_owned());
        for (text, pieces, is) in [
            ("12", &[(1, true), (1, false)][..], part("2")),
            ("12", &[(1, false), (1, false)], Rest::All),
            ("12", &[(2, true)], Rest::Nothing),
            ("Mai Mây", &[(3, true), (5, false)], part(" Mây")),
            ("Mai ", &[(3, false), (1, true)], Rest::All),
            ("Mai ", &[(3, true), (1, false)], Rest::Nothing),
            // Pieces of another text: what is struck is not known.
            ("Mai", &[(2, true), (2, false)], Rest::Nothing),
            ("Mai", &[(1, true), (1, false)], Rest::Nothing),
            ("â", &[(1, true), (1, false)], Rest::Nothing),
            ("Mai", &[(1, false), (1, false)], Rest::All),
        ] {
            assert_eq!(left(text, pieces), is, "{text} {pieces:?}");
        }
    }
}
