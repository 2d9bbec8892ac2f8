//! The looks that we need: two colours of cells and the cells of the list.
//!
//! Everything goes behind what is there, so that no number in use changes; what
//! is there already, from an earlier round, is used again.

use std::ops::Range;

use crate::workbook::patch::Refusal;
use crate::workbook::patch::spans::{Edits, Outline, prefixed};
use crate::workbook::patch::workbook::Workbook;
use crate::workbook::patch::{DECLARATION, PatchedPackage};

/// Most cell formats that Excel keeps.
const FORMATS_MAX: usize = 64_000;

const STYLES_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// Children of the root in the order that the schema demands.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// The colour of an error's cell, as Excel's own "Bad", somewhat stronger.
const ERROR_DXF: &str = "<dxf><font><color rgb=\"FF7F0000\"/></font><fill><patternFill><bgColor rgb=\"FFFFB3B3\"/></patternFill></fill></dxf>";
/// The colour of a warning's cell.
const WARNING_DXF: &str = "<dxf><font><color rgb=\"FF5C4400\"/></font><fill><patternFill><bgColor rgb=\"FFFFEB66\"/></patternFill></fill></dxf>";

const DEFAULT_FONT: &str =
    "<font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>";
const DEFAULT_FILLS: [&str; 2] = [
    "<fill><patternFill patternType=\"none\"/></fill>",
    "<fill><patternFill patternType=\"gray125\"/></fill>",
];
const DEFAULT_BORDER: &str = "<border><left/><right/><top/><bottom/><diagonal/></border>";
const DEFAULT_XF: &str = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>";

/// Numbers of our looks in the workbook's styles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    /// Differential format of an error's cell.
    pub(super) error_dxf: usize,
    /// Differential format of a warning's cell.
    pub(super) warning_dxf: usize,
    /// The list's title.
    pub(super) title: usize,
    /// A line above the table.
    pub(super) intro: usize,
    /// A heading of the table.
    pub(super) heading: usize,
    /// A cell of the table.
    pub(super) text: usize,
    /// A short, centred cell of the table.
    pub(super) short: usize,
    /// A cell with a link.
    pub(super) link: usize,
    /// The word for an error.
    pub(super) error: usize,
    /// The word for a warning.
    pub(super) warning: usize,
    /// The line by which a corrected form is known.
    pub(super) mark: usize,
}

/// One container of the styles, with what comes behind its children.
struct Shelf<'a> {
    outline: &'a Outline<'a>,
    name: &'static str,
    element: Option<usize>,
    items: Vec<Range<usize>>,
    more: Vec<String>,
}

impl<'a> Shelf<'a> {
    fn new(outline: &'a Outline<'a>, name: &'static str, defaults: &[&str]) -> Self {
        let element = outline.child(0, name);
        let items: Vec<_> = element
            .map(|it| outline.children(it).map(|it| outline.elements[it].whole.clone()).collect())
            .unwrap_or_default();
        // Number 0 is what everything without a number uses; it must not be ours.
        let more = if items.is_empty() { defaults } else { &[] };
        let more = more.iter().map(|it| prefixed(it, outline.prefix())).collect();
        Self { outline, name, element, items, more }
    }

    /// The number of an item: of an equal one that is there, else of a new one.
    fn number(&mut self, xml: &str) -> usize {
        let xml = prefixed(xml, self.outline.prefix());
        let old = self.items.iter().position(|it| self.outline.text[it.clone()] == xml);
        let new = || self.more.iter().position(|it| *it == xml);
        if let Some(found) = old.or_else(|| new().map(|it| self.items.len() + it)) {
            return found;
        }
        self.more.push(xml);
        self.items.len() + self.more.len() - 1
    }

    fn save(&self, edits: &mut Edits) {
        if self.more.is_empty() {
            return;
        }
        let (outline, xml) = (self.outline, self.more.concat());
        let count = self.items.len() + self.more.len();
        if let Some(element) = self.element {
            if outline.attr(element, "count").is_some() {
                outline.set_attr(edits, element, "count", &count.to_string());
            }
            outline.append(edits, element, &xml);
            return;
        }
        let prefix = outline.prefix();
        let name = self.name;
        let xml = format!("<{prefix}{name} count=\"{count}\">{xml}</{prefix}{name}>");
        let rank = |name: &str| ORDER.iter().position(|it| *it == name);
        let later = outline.children(0).find(|&it| rank(outline.elements[it].local()) > rank(name));
        match later {
            Some(it) => edits.insert(outline.elements[it].whole.start, xml),
            None => edits.insert(outline.elements[0].inner().end, xml),
        }
    }
}

/// Puts our looks into the workbook's styles.
pub(super) fn add(package: &mut PatchedPackage, book: &Workbook) -> Result<Looks, Refusal> {
    let part = styles_part(package, book)?;
    let text = package.text(&part)?;
    let outline = Outline::new(&text)?;
    if outline.elements[0].local() != "styleSheet" {
        return Err(Refusal::Damaged);
    }
    let mut fonts = Shelf::new(&outline, "fonts", &[DEFAULT_FONT]);
    let mut fills = Shelf::new(&outline, "fills", &DEFAULT_FILLS);
    let mut borders = Shelf::new(&outline, "borders", &[DEFAULT_BORDER]);
    let mut xfs = Shelf::new(&outline, "cellXfs", &[DEFAULT_XF]);
    let mut dxfs = Shelf::new(&outline, "dxfs", &[]);
    if xfs.items.len() + 16 > FORMATS_MAX || dxfs.items.len() + 16 > FORMATS_MAX {
        return Err(Refusal::TooLarge);
    }

    let plain = fonts.number(&font("", 12, ""));
    let bold = fonts.number(&font("<b/>", 12, ""));
    let title = fonts.number(&font("<b/>", 16, ""));
    let blue = fonts.number(&font("<u/>", 12, "<color rgb=\"FF0563C1\"/>"));
    let small = fonts.number(&font("", 6, "<color rgb=\"FF808080\"/>"));
    let head = fills.number(&fill("FFD9E2F3"));
    let red = fills.number(&fill("FFFFB3B3"));
    let yellow = fills.number(&fill("FFFFEB66"));
    let grid = borders.number(&border());
    let mut xf = |font, fill, border, alignment: &str| {
        xfs.number(&format!(
            "<xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" quotePrefix=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment {alignment}/></xf>"
        ))
    };
    let (left, centre) = (
        "vertical=\"top\" wrapText=\"1\"",
        "horizontal=\"center\" vertical=\"top\" wrapText=\"1\"",
    );
    let looks = Looks {
        error_dxf: dxfs.number(ERROR_DXF),
        warning_dxf: dxfs.number(WARNING_DXF),
        title: xf(title, 0, 0, "vertical=\"center\""),
        intro: xf(plain, 0, 0, left),
        heading: xf(bold, head, grid, "horizontal=\"center\" vertical=\"center\" wrapText=\"1\""),
        text: xf(plain, 0, grid, left),
        short: xf(plain, 0, grid, centre),
        link: xf(blue, 0, grid, centre),
        error: xf(bold, red, grid, centre),
        warning: xf(bold, yellow, grid, centre),
        mark: xf(small, 0, 0, "vertical=\"top\""),
    };
    let mut edits = Edits::default();
    for shelf in [fonts, fills, borders, xfs, dxfs] {
        shelf.save(&mut edits);
    }
    package.patch(&part, &text, &edits);
    Ok(looks)
}

/// The styles part; a workbook that has none gets one.
fn styles_part(package: &mut PatchedPackage, book: &Workbook) -> Result<String, Refusal> {
    let relations = package.relations(&book.part)?;
    if let Some(part) = relations.into_iter().find(|it| it.is("styles")).and_then(|it| it.part) {
        return Ok(part);
    }
    let part = package.free_name(&format!("{}styles", book.folder()), ".xml");
    let xml = format!(
        "{DECLARATION}<styleSheet xmlns=\"{}\"><fonts count=\"1\">{DEFAULT_FONT}</fonts><fills count=\"2\">{}</fills><borders count=\"1\">{DEFAULT_BORDER}</borders><cellStyleXfs count=\"1\">{DEFAULT_XF}</cellStyleXfs><cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs></styleSheet>",
        book.namespace,
        DEFAULT_FILLS.concat(),
    );
    package.put(&part, xml);
    package.set_type(&part, STYLES_TYPE)?;
    package.relate(&book.part, &book.relation("styles"), &part)?;
    Ok(part)
}

fn font(before: &str, size: u32, colour: &str) -> String {
    format!(
        "<font>{before}<sz val=\"{size}\"/>{colour}<name val=\"Times New Roman\"/><family val=\"1\"/></font>"
    )
}

fn fill(colour: &str) -> String {
    format!(
        "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{colour}\"/><bgColor indexed=\"64\"/></patternFill></fill>"
    )
}

fn border() -> String {
    let side = |name: &str| format!("<{name} style=\"thin\"><color rgb=\"FF808080\"/></{name}>");
    let sides = ["left", "right", "top", "bottom"].map(side).concat();
    format!("<border>{sides}<diagonal/></border>")
}
