//! What the conditions on shares have in common: one bound, and how it is told.

use super::Args;
use crate::finding::Arg;
use crate::model::Hundredths;

/// One bound of a share, in percent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bound {
    /// So many or more.
    AtLeast(u8),
    /// So many or fewer.
    AtMost(u8),
}

impl Bound {
    /// Of two bounds the one that is given; the profile's check lets one through.
    pub(super) fn new(at_least: Option<u8>, at_most: Option<u8>) -> Self {
        match (at_least, at_most) {
            (Some(percent), _) => Self::AtLeast(percent),
            (None, percent) => Self::AtMost(percent.unwrap_or(100)),
        }
    }

    /// Whether `part` of `whole` keeps it, in whole numbers. Both 0 keeps every bound.
    pub(super) fn holds(self, part: u32, whole: u32) -> bool {
        let scaled = u64::from(part) * 100;
        match self {
            Self::AtLeast(percent) => scaled >= u64::from(percent) * u64::from(whole),
            Self::AtMost(percent) => scaled <= u64::from(percent) * u64::from(whole),
        }
    }

    /// Whether a percentage keeps it.
    pub(super) fn holds_percent(self, found: Hundredths) -> bool {
        match self {
            Self::AtLeast(percent) => found >= Hundredths::whole(percent.into()),
            Self::AtMost(percent) => found <= Hundredths::whole(percent.into()),
        }
    }

    /// What the sentence of a failed condition mentions.
    pub(super) fn args(self, heading: &str, found: String) -> Args {
        let (word, percent) = match self {
            Self::AtLeast(percent) => ("bound-at-least", percent),
            Self::AtMost(percent) => ("bound-at-most", percent),
        };
        told(heading, word, format!("{percent}%"), found)
    }
}

/// The arguments of every condition that compares one cell with one limit.
pub(super) fn told(heading: &str, bound: &'static str, limit: String, found: String) -> Args {
    vec![
        ("heading", heading.into()),
        ("bound", Arg::Word(bound)),
        ("limit", limit.into()),
        ("found", found.into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_a_bound() {
        let (least, most) = (Bound::AtLeast(30), Bound::AtMost(20));
        for (part, whole, at_least, at_most) in [
            (2, 10, false, true),
            (3, 10, true, false),
            (29, 100, false, false),
            (20, 100, false, true),
            (21, 100, false, false),
            (1, 3, true, false),
            (0, 7, false, true),
            (u32::MAX, u32::MAX, true, false),
        ] {
            assert_eq!(least.holds(part, whole), at_least, "{part}/{whole}");
            assert_eq!(most.holds(part, whole), at_most, "{part}/{whole}");
        }
        assert!(least.holds_percent(Hundredths::new(3000)));
        assert!(!least.holds_percent(Hundredths::new(2999)));
        assert!(most.holds_percent(Hundredths::new(2000)));
        assert!(!most.holds_percent(Hundredths::new(2001)));
    }
}
