//! What lies over the cells of an `OpenDocument` sheet: pictures, shapes, boxes to be
//! ticked. Their places are lengths from the corner of a cell or of the sheet, so
//! the sizes of columns and rows tell which cells they cover.

use quick_xml::events::BytesStart;

use crate::sorted::BTreeMap;
use crate::workbook::grid::Sheet;
use crate::workbook::seen::{Place, What};
use crate::workbook::sums;
use crate::workbook::xlsx::{DRAWN_MAX, put_drawn};
use crate::workbook::xml::attr;

/// Letters of a shape's words that are kept.
const WORDS_BYTES: usize = 200;
/// A usual column and a usual row, in the units of Excel's drawings.
const USUAL: [i64; 2] = [812_800, 162_560];
/// Less than this is lost where lengths are rounded.
const ROUNDED: i64 = 12_000;

/// Columns or rows one after another, as far as their sizes are told.
#[derive(Debug, Default)]
pub(super) struct Axis {
    /// The first of some that are of one size, where it begins, the size of each.
    parts: Vec<(u32, i64, i64)>,
    /// The first that nothing is told of.
    next: u32,
    usual: i64,
}

impl Axis {
    pub(super) fn columns() -> Self {
        Self { usual: USUAL[0], ..Self::default() }
    }

    pub(super) fn rows() -> Self {
        Self { usual: USUAL[1], ..Self::default() }
    }

    /// Takes the next ones, up to another.
    pub(super) fn push(&mut self, to: u32, size: Option<i64>) {
        let size = size.unwrap_or(self.usual);
        if self.parts.last().is_none_or(|it| it.2 != size) {
            self.parts.push((self.next, self.start(self.next), size));
        }
        self.next = to;
    }

    /// Where one begins.
    fn start(&self, index: u32) -> i64 {
        let place = self.parts.partition_point(|it| it.0 <= index);
        let within = |index: u32, (first, start, size): (u32, i64, i64)| {
            start.saturating_add(size.saturating_mul(i64::from(index - first)))
        };
        match place.checked_sub(1).and_then(|it| self.parts.get(it)) {
            None => self.usual.saturating_mul(i64::from(index)),
            Some(part) if index <= self.next => within(index, *part),
            Some(part) => {
                let beyond = self.usual.saturating_mul(i64::from(index - self.next));
                within(self.next, *part).saturating_add(beyond)
            }
        }
    }

    /// Which one a place lies in, and how far from where that begins.
    fn find(&self, at: i64) -> (i64, i64) {
        let at = at.max(0);
        let end = self.start(self.next);
        let (first, start, size) = if at >= end {
            (self.next, end, self.usual)
        } else {
            let place = self.parts.partition_point(|it| it.1 <= at);
            let part = place.checked_sub(1).and_then(|it| self.parts.get(it));
            part.copied().unwrap_or((0, 0, self.usual))
        };
        let within = at - start;
        (i64::from(first) + within / size.max(1), within % size.max(1))
    }
}

/// A length such as `0.35in` in the units of Excel's drawings.
pub(super) fn length(text: &str) -> Option<i64> {
    let text = text.trim();
    let end = text.find(|it: char| it.is_ascii_alphabetic() || it == '%')?;
    let number: f64 = text[..end].trim().parse().ok()?;
    let unit = match &text[end..] {
        "in" => 914_400.0,
        "cm" => 360_000.0,
        "mm" => 36_000.0,
        "pt" => 12_700.0,
        "pc" => 152_400.0,
        "px" => 9_525.0,
        _ => return None,
    };
    let length = number * unit;
    #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
    (length.abs() < 1e12).then_some(length as i64)
}

/// Something drawn, while it is read.
#[derive(Debug, Default)]
pub(super) struct Shape {
    what: Option<What>,
    is_hidden: bool,
    /// A chart and the like, which stand for no value.
    is_object: bool,
    /// The control that it shows.
    control: Option<String>,
    /// The cell that it lies in; else it lies on the sheet.
    cell: Option<Place>,
    /// Left, top, right, bottom, from the corner of the cell or the sheet.
    bounds: Option<[i64; 4]>,
    text: String,
}

impl Shape {
    /// The shape that begins with an element, if that draws something.
    pub(super) fn new(it: &BytesStart<'_>, cell: Option<Place>) -> Option<Self> {
        let what = match it.local_name().as_ref() {
            // What it frames tells.
            "frame" | "control" => None,
            "custom-shape" | "line" | "connector" | "rect" | "ellipse" | "circle" | "polyline"
            | "polygon" | "regular-polygon" | "path" | "measure" | "g" => Some(What::Shape),
            _ => return None,
        };
        let is_hidden = attr(it, "display").as_deref() == Some("none");
        let control = attr(it, "control");
        Some(Self { what, is_hidden, control, cell, bounds: bounds(it), ..Self::default() })
    }

    /// Takes in an element that stands in it; whether that has words.
    pub(super) fn take(&mut self, it: &BytesStart<'_>) -> bool {
        match it.local_name().as_ref() {
            "object" | "object-ole" | "plugin" | "applet" => self.is_object = true,
            "image" => _ = self.what.get_or_insert(What::Picture),
            "text-box" => self.what = Some(What::Shape),
            "p" => {
                if !self.text.is_empty() {
                    self.text.push(' ');
                }
                return true;
            }
            "span" | "s" | "a" => return true,
            // Those of a group lie where it lies.
            _ => {
                if let Some(inner) = Self::new(it, None).and_then(|it| it.bounds) {
                    let outer = self.bounds.unwrap_or(inner);
                    self.bounds = Some([
                        outer[0].min(inner[0]),
                        outer[1].min(inner[1]),
                        outer[2].max(inner[2]),
                        outer[3].max(inner[3]),
                    ]);
                }
            }
        }
        false
    }

    pub(super) fn words(&mut self, text: &str) {
        if self.text.len() < WORDS_BYTES {
            self.text.push_str(text);
        }
    }
}

/// Left, top, right and bottom of an element.
fn bounds(it: &BytesStart<'_>) -> Option<[i64; 4]> {
    let of = |name| attr(it, name).and_then(|it| length(&it));
    if let (Some(x1), Some(y1), Some(x2), Some(y2)) = (of("x1"), of("y1"), of("x2"), of("y2")) {
        return Some([x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)]);
    }
    let (left, top) = if let (Some(x), Some(y)) = (of("x"), of("y")) {
        (x, y)
    } else {
        // What is turned says where it was moved to.
        let transform = attr(it, "transform")?;
        let (_, moved) = transform.split_once("translate")?;
        let moved = moved.trim_start().strip_prefix('(')?.split(')').next()?;
        let mut moved = moved.split([' ', ',']).filter(|it| !it.is_empty());
        (length(moved.next()?)?, length(moved.next()?)?)
    };
    let (wide, tall) = (of("width").unwrap_or(0), of("height").unwrap_or(0));
    Some([left, top, left.saturating_add(wide), top.saturating_add(tall)])
}

/// All that is drawn on one sheet.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    all: Vec<Shape>,
    /// By their controls: whether boxes are ticked, and the cell that they write to.
    boxes: BTreeMap<String, (bool, Option<Place>)>,
}

impl Shapes {
    /// Takes in a control, if it is a box to be ticked.
    pub(super) fn control(&mut self, it: &BytesStart<'_>) {
        let state = match it.local_name().as_ref() {
            "checkbox" => attr(it, "current-state").or_else(|| attr(it, "state")),
            "radio" => attr(it, "current-selected").or_else(|| attr(it, "selected")),
            _ => return,
        };
        let is_ticked = matches!(state.as_deref(), Some("checked" | "true"));
        let linked = attr(it, "linked-cell");
        let linked = linked.and_then(|it| sums::place(it.rsplit('.').next()?));
        if let Some(id) = attr(it, "id").filter(|_| self.boxes.len() < DRAWN_MAX) {
            self.boxes.insert(id, (is_ticked, linked));
        }
    }

    pub(super) fn push(&mut self, shape: Shape) {
        if self.all.len() < DRAWN_MAX && !shape.is_hidden && !shape.is_object {
            self.all.push(shape);
        }
    }

    /// Puts what is drawn over the cells of a sheet.
    pub(super) fn put(self, columns: &Axis, rows: &Axis, sheet: &mut Sheet) {
        for shape in self.all {
            let control = shape.control.as_ref().and_then(|it| self.boxes.get(it));
            let (what, linked) = match (shape.what, control) {
                (Some(what), _) => (what, None),
                (None, Some((is_ticked, linked))) => (What::Box(*is_ticked), *linked),
                (None, None) => continue,
            };
            let origin = shape.cell.map_or([0, 0], |it| [columns.start(it.1), rows.start(it.0)]);
            // Of one that does not say where it lies, its cell tells.
            let (Some([left, top, right, bottom]), true) = (
                shape.bounds.or(Some([0; 4])),
                shape.bounds.or(shape.cell.map(|_| [0; 4])).is_some(),
            ) else {
                continue;
            };
            let end = |axis: &Axis, from: i64, to: i64| {
                let from = axis.find(from);
                let to = axis.find(to.saturating_sub(ROUNDED));
                // Of what is no larger than what gets lost in rounding, its begin tells.
                (from, if to < from { from } else { to })
            };
            let across = end(columns, origin[0] + left, origin[0] + right);
            let down = end(rows, origin[1] + top, origin[1] + bottom);
            let from = [across.0.0, across.0.1, down.0.0, down.0.1];
            let to = [across.1.0, across.1.1.max(1), down.1.0, down.1.1.max(1)];
            put_drawn(&mut sheet.seen, [Some(from), Some(to)], what, shape.text, |at| {
                linked == Some(at)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_excel() {
        for (text, is) in [
            ("1in", Some(914_400)),
            ("2.54cm", Some(914_400)),
            ("10mm", Some(360_000)),
            ("72pt", Some(914_400)),
            ("-0.5in", Some(-457_200)),
            ("12", None),
            ("50%", None),
            ("in", None),
            ("1e300in", None),
        ] {
            assert_eq!(length(text), is, "{text}");
        }
    }

    #[test]
    fn places_are_found_by_the_sizes_of_what_lies_before_them() {
        let mut axis = Axis::columns();
        axis.push(2, Some(100));
        // One that is hidden takes no room.
        axis.push(3, Some(0));
        axis.push(5, Some(300));
        for (index, start) in [(0, 0), (1, 100), (2, 200), (3, 200), (4, 500), (5, 800)] {
            assert_eq!(axis.start(index), start, "{index}");
        }
        assert_eq!(axis.start(7), 800 + 2 * USUAL[0]);
        for (at, is) in [
            (-5, (0, 0)),
            (0, (0, 0)),
            (99, (0, 99)),
            (100, (1, 0)),
            (200, (3, 0)),
            (499, (3, 299)),
            (500, (4, 0)),
            (800, (5, 0)),
            (801 + USUAL[0], (6, 1)),
        ] {
            assert_eq!(axis.find(at), is, "{at}");
        }
        assert_eq!(Axis::rows().find(USUAL[1] + 1), (1, 1));
    }

    #[test]
    fn what_is_drawn_covers_the_cells_that_it_lies_over() {
        let place = |bounds, cell| {
            let (mut columns, mut rows) = (Axis::columns(), Axis::rows());
            columns.push(9, Some(400_000));
            rows.push(9, Some(200_000));
            let mut shapes = Shapes::default();
            let what = Some(What::Shape);
            shapes.push(Shape { what, cell, bounds, ..Shape::default() });
            let mut sheet = Sheet::new("S", false);
            shapes.put(&columns, &rows, &mut sheet);
            sheet
                .seen
                .drawn
                .first()
                .map(|it| (it.over.top, it.over.left, it.over.bottom, it.over.right))
        };
        let exact = Some([0, 0, 400_000, 200_000]);
        assert_eq!(place(exact, Some((3, 2))), Some((3, 2, 3, 2)));
        // What gets lost in rounding covers nothing more.
        assert_eq!(place(Some([0, 0, 405_000, 205_000]), Some((3, 2))), Some((3, 2, 3, 2)));
        assert_eq!(place(Some([0, 0, 500_000, 300_000]), Some((3, 2))), Some((3, 2, 4, 3)));
        assert_eq!(place(Some([410_000, 210_000, 420_000, 220_000]), None), Some((1, 1, 1, 1)));
        // Where it says nothing, its cell does.
        assert_eq!(place(None, Some((5, 6))), Some((5, 6, 5, 6)));
        assert_eq!(place(None, None), None);
    }
}
