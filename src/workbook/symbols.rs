//! Fonts of signs: what is stored as a letter is shown as a tick, a box or a bullet.
//!
//! Word and Excel store the letter itself, or its code in the private area from
//! U+F000 on. Signs that people fill forms with are read; of any other nothing
//! is made up: it becomes, or stays, a character of the private area, which no
//! column takes for a value.

/// A font of signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Signs {
    /// Wingdings.
    Wingdings,
    /// Wingdings 2.
    Wingdings2,
    /// Wingdings 3, all of it arrows.
    Wingdings3,
    /// Webdings.
    Webdings,
    /// Symbol: Greek letters and signs of arithmetic.
    Symbol,
    /// Marlett, the signs of Windows itself.
    Marlett,
    /// Segoe UI Symbol and its successors: Unicode, but for signs in the private area.
    Segoe,
    /// A private sign in another font.
    Unknown,
}

/// Each font by its name in lower case.
const FONTS: [(&str, Signs); 12] = [
    ("wingdings", Signs::Wingdings),
    ("wingdings 2", Signs::Wingdings2),
    ("wingdings 3", Signs::Wingdings3),
    ("webdings", Signs::Webdings),
    ("symbol", Signs::Symbol),
    ("opensymbol", Signs::Segoe),
    ("marlett", Signs::Marlett),
    ("segoe ui symbol", Signs::Segoe),
    ("segoe ui emoji", Signs::Segoe),
    ("segoe mdl2 assets", Signs::Segoe),
    ("segoe fluent icons", Signs::Segoe),
    ("zapfdingbats", Signs::Unknown),
];

const TICK: char = '✓';
const CROSS: char = '✗';
const TICKED: char = '☑';
const CROSSED: char = '☒';
const BOX: char = '☐';
const BULLET: char = '•';

impl Signs {
    /// The font of this name, if it is one of signs.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        FONTS.iter().find(|it| it.0 == name).map(|it| it.1)
    }

    /// What messages call it, a key of the catalogue.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wingdings => "font-wingdings",
            Self::Wingdings2 => "font-wingdings-2",
            Self::Wingdings3 => "font-wingdings-3",
            Self::Webdings => "font-webdings",
            Self::Symbol => "font-symbol",
            Self::Marlett => "font-marlett",
            Self::Segoe => "font-segoe",
            Self::Unknown => "font-of-signs",
        }
    }

    /// Whether numbers are seen as numbers.
    pub(crate) fn has_figures(self) -> bool {
        self.has_letters() || self == Self::Symbol
    }

    /// Whether letters of this font are letters.
    fn has_letters(self) -> bool {
        matches!(self, Self::Segoe | Self::Unknown)
    }

    /// What a code of the font shows, if it is one that people fill in.
    #[expect(clippy::match_same_arms, reason = "a line for each font and sign")]
    fn sign(self, code: u32) -> Option<char> {
        Some(match (self, code) {
            (Self::Wingdings, 0xFC) => TICK,
            (Self::Wingdings, 0xFB) => CROSS,
            (Self::Wingdings, 0xFE) => TICKED,
            (Self::Wingdings, 0xFD | 0x78) => CROSSED,
            (Self::Wingdings, 0xA8 | 0x6F | 0x70 | 0x71 | 0x72) => BOX,
            (Self::Wingdings, 0x6C | 0x6E | 0x75 | 0x76 | 0x77 | 0x9F | 0xA7 | 0xD8) => BULLET,
            (Self::Wingdings2, 0x50) => TICK,
            (Self::Wingdings2, 0x4F) => CROSS,
            (Self::Wingdings2, 0x52) => TICKED,
            (Self::Wingdings2, 0x51 | 0x53 | 0x54) => CROSSED,
            (Self::Wingdings2, 0x2A | 0x30 | 0xA3) => BOX,
            (Self::Wingdings2, 0x96..=0x98) => BULLET,
            (Self::Webdings, 0x61) => TICK,
            (Self::Webdings, 0x72) => CROSS,
            (Self::Webdings, 0x63) => BOX,
            (Self::Webdings, 0x3D | 0x67 | 0x6E) => BULLET,
            (Self::Symbol, 0xD6) => '√',
            (Self::Symbol, 0xB4) => '×',
            (Self::Symbol, 0xB7) => BULLET,
            (Self::Marlett, 0x61 | 0x62) => TICK,
            (Self::Marlett, 0x72) => CROSS,
            (Self::Marlett, 0x68 | 0x69) => BULLET,
            (Self::Segoe, 0xE001 | 0xE0E7 | 0xE10B | 0xE73E | 0xE8FB) => TICK,
            (Self::Segoe, 0xE10A | 0xE711) => CROSS,
            (Self::Segoe, 0xE0A2 | 0xE73A) => TICKED,
            (Self::Segoe, 0xE003 | 0xE739) => BOX,
            // A private sign whose font was lost: of those that Word's lists leave, one
            // is of Symbol and the others of Wingdings.
            (Self::Segoe | Self::Unknown, 0xF0B7) => BULLET,
            (Self::Segoe | Self::Unknown, 0xF000..=0xF0FF) => {
                return Self::Wingdings.sign(code - 0xF000);
            }
            (Self::Symbol, 0x30..=0x39 | 0x2B | 0x2D..=0x2F) => char::from_u32(code)?,
            _ => return None,
        })
    }

    /// A text as the font shows it; nothing if that is what is stored.
    pub(crate) fn shown(self, text: &str) -> Option<String> {
        let sign = |it: char| {
            let code = u32::from(it);
            let is_private = is_private(it);
            if it.is_whitespace() || (self.has_letters() && !is_private) {
                return it;
            }
            let own = if self.has_letters() || !is_private { code } else { code & 0xFF };
            match self.sign(own) {
                Some(sign) => sign,
                // Letters that the font does not have are shown in another.
                None if !is_private && code <= 0xFF => char::from_u32(PRIVATE + code).unwrap_or(it),
                None => it,
            }
        };
        let shown: String = text.chars().map(sign).collect();
        (shown != text).then_some(shown)
    }
}

/// Where Windows puts the signs of such fonts.
const PRIVATE: u32 = 0xF000;

/// Whether nobody but a font knows what it shows.
pub(crate) fn is_private(it: char) -> bool {
    matches!(it, '\u{E000}'..='\u{F8FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_read_as_their_fonts_show_them() {
        for (font, stored, shown) in [
            ("Wingdings", "ü", Some("✓")),
            ("Wingdings", "\u{F0FC}", Some("✓")),
            ("wingdings", "þ", Some("☑")),
            ("Wingdings", "ý", Some("☒")),
            ("Wingdings", "¨", Some("☐")),
            ("Wingdings", "o", Some("☐")),
            ("Wingdings 2", "P", Some("✓")),
            ("Wingdings 2", "R", Some("☑")),
            ("Wingdings 2", "T", Some("☒")),
            ("Wingdings 2", "£", Some("☐")),
            ("Webdings", "a", Some("✓")),
            ("Webdings", "c", Some("☐")),
            ("Marlett", "b", Some("✓")),
            ("Symbol", "Ö", Some("√")),
            ("Symbol", "\u{F0B7} Ma", Some("• \u{F04D}\u{F061}")),
            ("Symbol", "12", None),
            ("Segoe UI Symbol", "x ✓", None),
            ("Segoe UI Symbol", "\u{E10B}", Some("✓")),
            // Of what nobody fills in nothing is made up.
            ("Wingdings", "Có", Some("\u{F043}\u{F0F3}")),
            ("Wingdings", "1", Some("\u{F031}")),
            ("Wingdings 3", "p", Some("\u{F070}")),
        ] {
            let font = Signs::of_name(font).unwrap();
            assert_eq!(font.shown(stored).as_deref(), shown, "{font:?} {stored}");
        }
        for name in ["Times New Roman", "Segoe UI", "Symbols", ""] {
            assert_eq!(Signs::of_name(name), None, "{name}");
        }
        assert_eq!(Signs::Unknown.shown("\u{F0B7} Ma").as_deref(), Some("• Ma"));
        assert_eq!(Signs::Unknown.shown("\u{F0FE}").as_deref(), Some("☑"));
        assert_eq!(Signs::Unknown.shown("\u{E123}"), None);
    }
}
