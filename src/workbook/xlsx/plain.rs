//! Cells as nearly every program writes them: a blank one, a number, the place of a shared
//! text, a text of its own. They are taken from the part's bytes as they are; whatever is
//! written in any other way is left to the readers that know all of XML.
//!
//! Of a form's cells nine in ten are blank, there for their borders alone.

use super::places::cell_place;

/// A cell, and how many bytes it is long.
#[derive(Debug, PartialEq)]
pub(super) struct Plain<'b> {
    /// Row and column, from 0.
    pub place: (u32, u32),
    /// Which of the workbook's styles it has.
    pub style: usize,
    /// What it stores; nothing if it is blank.
    pub value: Option<Value<'b>>,
    /// Bytes up to its end.
    pub len: usize,
}

/// What such a cell stores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'b> {
    /// A finite number.
    Number(f64),
    /// The place of a shared text.
    Shared(usize),
    /// A text of its own, as it is shown.
    Text(&'b str),
}

/// The type that a cell names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Inline,
}

/// The cell with which the bytes begin; nothing if it is written in any other way.
pub(super) fn first(bytes: &[u8]) -> Option<Plain<'_>> {
    let mut at = At { bytes, place: 0 };
    at.spaces();
    at.pass(b"<c")?;
    let (mut place, mut style, mut kind) = (None, None, None);
    let is_closed = loop {
        let gap = at.spaces();
        if at.pass(b"/>").is_some() {
            break true;
        }
        if at.pass(b">").is_some() {
            break false;
        }
        if gap == 0 {
            return None;
        }
        let name = at.next()?;
        at.pass(b"=\"")?;
        let value = at.up_to(b'"')?;
        at.place += 1;
        // Each once, and no other.
        let was_there = match name {
            b'r' => place.replace(cell_place(value)?).is_some(),
            b's' => style.replace(count(value)?).is_some(),
            b't' => kind.replace(kind_of(value)?).is_some(),
            _ => return None,
        };
        if was_there {
            return None;
        }
    };
    let value = match kind.unwrap_or(Kind::Number) {
        _ if is_closed || at.pass(b"</c>").is_some() => None,
        Kind::Number => {
            let number = at.value()?.parse::<f64>().ok().filter(|it| it.is_finite())?;
            Some(Value::Number(number))
        }
        Kind::Shared => Some(Value::Shared(count(at.value()?.as_bytes())?)),
        Kind::Inline => Some(Value::Text(at.text()?)),
    };
    Some(Plain { place: place?, style: style.unwrap_or(0), value, len: at.place })
}

fn kind_of(written: &[u8]) -> Option<Kind> {
    match written {
        b"n" => Some(Kind::Number),
        b"s" => Some(Kind::Shared),
        b"inlineStr" => Some(Kind::Inline),
        _ => None,
    }
}

/// A number of digits alone.
fn count(written: &[u8]) -> Option<usize> {
    let digit = |all: usize, it: &u8| {
        let digit = it.is_ascii_digit().then(|| usize::from(it - b'0'))?;
        all.checked_mul(10)?.checked_add(digit)
    };
    if written.is_empty() { None } else { written.iter().try_fold(0, digit) }
}

/// A place in the bytes of a part.
struct At<'b> {
    bytes: &'b [u8],
    place: usize,
}

impl<'b> At<'b> {
    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.place..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<u8> {
        let next = self.rest().first().copied();
        self.place += 1;
        next
    }

    /// Goes past what is due here.
    fn pass(&mut self, due: &[u8]) -> Option<()> {
        self.rest().starts_with(due).then(|| self.place += due.len())
    }

    /// Goes past what XML takes for space, and says how much there was.
    fn spaces(&mut self) -> usize {
        let is_space = |it: &&u8| matches!(it, b' ' | b'\t' | b'\n' | b'\r');
        let count = self.rest().iter().take_while(is_space).count();
        self.place += count;
        count
    }

    /// What stands before the next such byte.
    fn up_to(&mut self, end: u8) -> Option<&'b [u8]> {
        let rest = self.rest();
        let count = rest.iter().position(|it| *it == end)?;
        self.place += count;
        rest.get(..count)
    }

    /// Letters up to the next tag, none of which stands for another: no reference, no line
    /// end that XML changes, none of Excel's own `_x000D_`.
    fn letters(&mut self) -> Option<&'b str> {
        let bytes = self.up_to(b'<')?;
        if bytes.iter().any(|it| matches!(it, b'&' | b'\r' | b'_')) {
            return None;
        }
        std::str::from_utf8(bytes).ok()
    }

    /// The one value of a cell.
    fn value(&mut self) -> Option<&'b str> {
        self.pass(b"<v>")?;
        let value = self.letters()?;
        self.pass(b"</v></c>")?;
        Some(value)
    }

    /// The one text of a cell. Spaces at its ends are kept where it says so.
    fn text(&mut self) -> Option<&'b str> {
        self.pass(b"<is>")?;
        let is_kept = self.pass(b"<t xml:space=\"preserve\">").is_some();
        if !is_kept {
            self.pass(b"<t>")?;
        }
        let text = self.letters()?;
        self.pass(b"</t></is></c>")?;
        Some(if is_kept { text } else { text.trim_matches([' ', '\t', '\n']) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_is_taken_and_the_rest_is_left() {
        let plain = |place, style, value| Some((place, style, value));
        for (xml, expected) in [
            ("<c r=\"B2\"/>", plain((1, 1), 0, None)),
            ("<c r=\"B2\" s=\"7\" t=\"n\" />", plain((1, 1), 7, None)),
            (" \n<c s=\"7\"\tr=\"B2\"></c>", plain((1, 1), 7, None)),
            ("<c r=\"A1\"><v>1.5</v></c>", plain((0, 0), 0, Some(Value::Number(1.5)))),
            ("<c r=\"A1\" t=\"s\"><v>12</v></c>", plain((0, 0), 0, Some(Value::Shared(12)))),
            (
                "<c r=\"A1\" t=\"inlineStr\"><is><t> a </t></is></c>",
                plain((0, 0), 0, Some(Value::Text("a"))),
            ),
            (
                "<c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a </t></is></c>",
                plain((0, 0), 0, Some(Value::Text(" a "))),
            ),
            ("<c r=\"A1\" r=\"A2\"/>", None),
            ("<c s=\"1\"/>", None),
            ("<c r='A1'/>", None),
            ("<c r=\"A1\"s=\"1\"/>", None),
            ("<c r=\"A1\" vm=\"1\"/>", None),
            ("<c r=\"A1\" s=\"-1\"/>", None),
            ("<c r=\"ZZZZ1\"/>", None),
            ("<cx r=\"A1\"/>", None),
            ("<x:c r=\"A1\"/>", None),
            ("<c r=\"A1\" t=\"b\"><v>1</v></c>", None),
            ("<c r=\"A1\" t=\"str\"><v>1</v></c>", None),
            ("<c r=\"A1\"><f>1+1</f><v>2</v></c>", None),
            ("<c r=\"A1\"><v>2</v><v>3</v></c>", None),
            ("<c r=\"A1\"><v></v></c>", None),
            ("<c r=\"A1\"><v>inf</v></c>", None),
            ("<c r=\"A1\"><v> 2</v></c>", None),
            ("<c r=\"A1\" t=\"s\"><v>+2</v></c>", None),
            ("<c r=\"A1\" t=\"s\"><v>&#49;</v></c>", None),
            ("<c r=\"A1\" t=\"inlineStr\"><is><t>a&amp;b</t></is></c>", None),
            ("<c r=\"A1\" t=\"inlineStr\"><is><t>a_x000D_b</t></is></c>", None),
            ("<c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb</t></is></c>", None),
            ("<c r=\"A1\" t=\"inlineStr\"><is><r><t>a</t></r></is></c>", None),
            ("<c r=\"A1\" t=\"inlineStr\"><is><t>a</t><t>b</t></is></c>", None),
            ("<c r=\"A1\">", None),
            ("<c r=\"A1", None),
            ("<c", None),
            ("", None),
        ] {
            let taken = first(xml.as_bytes());
            if let Some(it) = &taken {
                assert_eq!(it.len, xml.len(), "{xml}");
            }
            assert_eq!(taken.map(|it| (it.place, it.style, it.value)), expected, "{xml}");
        }
        let rest = "<c r=\"A1\"/><c r=\"B1\"/>";
        assert_eq!(first(rest.as_bytes()).map(|it| it.len), Some(11));
    }
}
