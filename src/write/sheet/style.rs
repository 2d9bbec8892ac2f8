//! How a cell looks: a small value, turned into a library format once each.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

/// Colour of a cell in which somebody writes.
const ENTRY: u32 = 0x00FF_F4CC;

/// Weight and slant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Face {
    Plain,
    Bold,
    Italic,
    Underlined,
    Linked,
}

/// Where in the cell its text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Align {
    Left,
    Center,
    Right,
}

/// Lines round a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edges {
    None,
    Thin,
    /// Thin, with a thick line above and below.
    Barred,
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shown {
    /// Text, or a number as it comes.
    Plain,
    /// A number of people.
    Count,
    /// A share in percent.
    Share,
    /// A day.
    Day,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Style {
    /// In points.
    pub(crate) size: u8,
    pub(crate) face: Face,
    pub(crate) align: Align,
    pub(crate) edges: Edges,
    pub(crate) shown: Shown,
    pub(crate) indent: u8,
    /// Written from below to above.
    pub(crate) turned: bool,
    /// Coloured, since somebody writes in it.
    pub(crate) entry: bool,
}

impl Style {
    /// A text without lines round it.
    pub(crate) const fn text(size: u8) -> Self {
        Self {
            size,
            face: Face::Plain,
            align: Align::Left,
            edges: Edges::None,
            shown: Shown::Plain,
            indent: 0,
            turned: false,
            entry: false,
        }
    }

    /// A cell of a table.
    pub(crate) const fn cell(size: u8) -> Self {
        Self { edges: Edges::Thin, ..Self::text(size) }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { face: Face::Bold, ..self }
    }

    pub(crate) const fn italic(self) -> Self {
        Self { face: Face::Italic, ..self }
    }

    /// Written from below to above where `turned`.
    pub(crate) const fn turned(self, turned: bool) -> Self {
        Self { turned, ..self }
    }

    /// Coloured, since somebody writes in it.
    pub(crate) const fn entry(self) -> Self {
        Self { entry: true, ..self }
    }

    pub(crate) const fn center(self) -> Self {
        Self { align: Align::Center, ..self }
    }

    pub(crate) const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    pub(crate) const fn count(self) -> Self {
        Self { shown: Shown::Count, align: Align::Center, ..self }
    }

    pub(crate) const fn share(self) -> Self {
        Self { shown: Shown::Share, align: Align::Center, ..self }
    }

    pub(crate) const fn day(self) -> Self {
        Self { shown: Shown::Day, align: Align::Center, ..self }
    }

    /// The library's format. `quoted` keeps a text that looks like a formula a
    /// text when somebody edits its cell.
    pub(super) fn format(self, font: &str, quoted: bool) -> Format {
        let mut format = Format::new()
            .set_font_name(font)
            .set_font_size(self.size)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        format = match self.face {
            Face::Plain => format,
            Face::Bold => format.set_bold(),
            Face::Italic => format.set_italic(),
            Face::Underlined => format.set_bold().set_underline(FormatUnderline::Single),
            Face::Linked => {
                format.set_font_color(0x05_63_C1).set_underline(FormatUnderline::Single)
            }
        };
        format = match self.align {
            Align::Left => format.set_align(FormatAlign::Left),
            Align::Center => format.set_align(FormatAlign::Center),
            Align::Right => format.set_align(FormatAlign::Right),
        };
        format = match self.edges {
            Edges::None => format,
            Edges::Thin => format.set_border(FormatBorder::Thin),
            Edges::Barred => format
                .set_border(FormatBorder::Thin)
                .set_border_top(FormatBorder::Thick)
                .set_border_bottom(FormatBorder::Thick),
        };
        format = match self.shown {
            Shown::Plain => format,
            Shown::Count => format.set_num_format("#,##0"),
            Shown::Share => format.set_num_format("0.00%"),
            Shown::Day => format.set_num_format("dd/mm/yyyy"),
        };
        if self.turned {
            format = format.set_rotation(90);
        }
        if self.entry {
            format = format.set_background_color(ENTRY);
        }
        if self.indent > 0 {
            format = format.set_indent(self.indent);
        }
        if quoted { format.set_quote_prefix() } else { format }
    }
}
