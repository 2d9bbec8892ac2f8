//! Fonts, borders and colours of the blank form.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::regime::form::Kind;

const FONT: &str = "Times New Roman";
/// Behind headings: light enough for any printer.
const HEAD_FILL: Color = Color::RGB(0x00E7_ECF3);
/// Behind the cells of sheet 1 that the branch fills.
const FILL_IN: Color = Color::RGB(0x00FF_FBE6);
/// Behind what the office filled in and locked.
const FIXED_FILL: Color = Color::RGB(0x00EE_EEEE);

/// Excel's own number format for text, `@`.
const TEXT: u8 = 49;

/// The formats of the blank form.
pub(super) struct Look {
    /// Every cell that nothing else is said of: free to type in.
    pub(super) base: Format,
    /// Rows above the table, locked.
    pub(super) locked: Format,
    /// Đảng ủy xã.
    pub(super) committee: Format,
    /// Chi bộ.
    pub(super) branch: Format,
    /// Đảng Cộng sản Việt Nam.
    pub(super) letterhead: Format,
    /// A sheet's title.
    pub(super) title: Format,
    /// A heading of a table.
    pub(super) head: Format,
    /// A row of column numbers that nobody types in.
    pub(super) numbers: Format,
    /// The border of rows that were added.
    pub(super) border: Format,
    /// Text that nobody types in, bordered.
    pub(super) label: Format,
    /// The same, centred.
    pub(super) label_center: Format,
    /// A hint beside a cell.
    pub(super) hint: Format,
    /// A sentence of the guide.
    pub(super) sentence: Format,
    /// A heading within the guide.
    pub(super) section: Format,
}

impl Look {
    pub(super) fn new() -> Self {
        let font = || Format::new().set_font_name(FONT).set_font_size(11);
        let center = |it: Format| {
            it.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap()
        };
        let bordered = |it: Format| it.set_border(FormatBorder::Thin);
        let left = |it: Format| {
            it.set_align(FormatAlign::Left)
                .set_align(FormatAlign::VerticalCenter)
                .set_indent(1)
                .set_text_wrap()
        };
        Self {
            base: font().set_unlocked(),
            locked: font(),
            committee: center(font()),
            branch: center(font().set_bold()),
            letterhead: center(font().set_bold().set_underline(FormatUnderline::Single)),
            title: center(font().set_bold().set_font_size(14)),
            head: bordered(center(
                font().set_bold().set_font_size(10).set_background_color(HEAD_FILL),
            )),
            numbers: bordered(center(
                font().set_italic().set_font_size(9).set_background_color(HEAD_FILL),
            )),
            border: Format::new().set_border(FormatBorder::Thin),
            label: bordered(left(font())),
            label_center: bordered(center(font())),
            hint: bordered(left(font().set_italic())),
            sentence: left(font().set_font_size(12)),
            section: font().set_bold().set_font_size(12),
        }
    }

    /// A cell that the branch fills.
    ///
    /// Text, card numbers and dates are text cells: Excel would cut leading
    /// zeros off a card or telephone number; and in a date cell it would turn a
    /// bare year, 1980, into 02/06/1905, a month into its first day, and on a
    /// Windows set to English swap day and month of 05/12/1980, all in silence.
    pub(super) fn entry(kind: Kind) -> Format {
        let format = Format::new()
            .set_font_name(FONT)
            .set_font_size(11)
            .set_unlocked()
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        match kind {
            Kind::Text => format.set_align(FormatAlign::Left).set_num_format_index(TEXT),
            Kind::Card | Kind::Date => {
                format.set_align(FormatAlign::Center).set_num_format_index(TEXT)
            }
            Kind::Ethnicity
            | Kind::Year
            | Kind::Count
            | Kind::Percent
            | Kind::Points
            | Kind::Months
            | Kind::Rating
            | Kind::Grade
            | Kind::YesNo
            | Kind::Choice => format.set_align(FormatAlign::Center),
        }
    }

    /// A cell of sheet 1 that the branch fills.
    pub(super) fn fact(kind: Kind) -> Format {
        Self::entry(kind)
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Left)
            .set_indent(1)
            .set_background_color(FILL_IN)
    }

    /// A cell of sheet 1 that the office filled in.
    pub(super) fn fixed_fact(kind: Kind) -> Format {
        Self::fact(kind).set_locked().set_bold().set_background_color(FIXED_FILL)
    }
}
