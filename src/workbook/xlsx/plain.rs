//! Cells as nearly every program writes them: a blank one, a number, the place of a shared
//! text, a text of its own. They are taken from the part's bytes as they are; whatever is
//! written in any other way is left to the readers that know all of XML.
//!
//! Of a form's cells nine in ten are blank, there for their borders alone.

mod beside;

use memchr::{memchr, memchr3};

use super::places::{COLS, ROWS, cell_place, row_number};
pub(super) use beside::{merges, texts, typing_rules};

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

/// The begin of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 0, where it tells one.
    pub number: Option<u32>,
    /// Whether it has no content, not even an end.
    pub is_closed: bool,
    /// Bytes up to the end of the tag.
    pub len: usize,
}

/// The begin of a row that is seen, with which the bytes begin; nothing if it is written in any
/// other way, or hidden.
pub(super) fn row(bytes: &[u8]) -> Option<Row> {
    const KNOWN: [&[u8]; 9] = [
        b"spans",
        b"customHeight",
        b"s",
        b"customFormat",
        b"x14ac:dyDescent",
        b"thickBot",
        b"thickTop",
        b"r",
        b"ht",
    ];
    let mut at = At { bytes, place: 0 };
    at.spaces();
    at.pass(b"<row")?;
    let (mut number, mut seen) = (None, 0_u32);
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
        let name = at.up_to(b'=')?;
        let which = KNOWN.iter().position(|it| *it == name)?;
        at.pass(b"=\"")?;
        let value = at.up_to(b'"')?;
        at.place += 1;
        // Each once, and nothing that stands for something else.
        if seen & (1 << which) != 0 || value.iter().any(|it| matches!(it, b'<' | b'&')) {
            return None;
        }
        seen |= 1 << which;
        match name {
            b"r" => number = Some(row_number(value)?),
            // Nobody sees a row without a height.
            b"ht" if std::str::from_utf8(value).ok()?.parse() == Ok(0.0_f64) => return None,
            _ => {}
        }
    };
    Some(Row { number, is_closed, len: at.place })
}

/// Bytes up to the end of the row, if they begin with it.
pub(super) fn end_of_row(bytes: &[u8]) -> Option<usize> {
    let mut at = At { bytes, place: 0 };
    at.spaces();
    at.pass(b"</row")?;
    at.spaces();
    at.pass(b">")?;
    Some(at.place)
}

/// The cell with which the bytes begin; nothing if it is written in any other way.
pub(super) fn first(bytes: &[u8]) -> Option<Plain<'_>> {
    let mut at = At { bytes, place: 0 };
    at.spaces();
    let Tag { place, style, kind, is_closed } = match at.usual_tag() {
        Some(tag) => tag,
        None => at.tag()?,
    };
    let value = match kind {
        _ if is_closed || at.pass(b"</c>").is_some() => None,
        Kind::Number => {
            let number = at.value()?.parse::<f64>().ok().filter(|it| it.is_finite())?;
            Some(Value::Number(number))
        }
        Kind::Shared => Some(Value::Shared(count(at.value()?.as_bytes())?)),
        Kind::Inline => Some(Value::Text(at.text()?)),
    };
    Some(Plain { place, style, value, len: at.place })
}

/// What the tag of a cell tells.
struct Tag {
    place: (u32, u32),
    style: usize,
    kind: Kind,
    /// Whether it has no content, not even an end.
    is_closed: bool,
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

/// What follows letters that are known when it is compiled, if the bytes begin with them.
#[inline]
fn after<'b, const N: usize>(bytes: &'b [u8], due: &[u8; N]) -> Option<&'b [u8]> {
    let (first, rest) = bytes.split_first_chunk()?;
    (first == due).then_some(rest)
}

/// A place in the bytes of a part.
struct At<'b> {
    bytes: &'b [u8],
    place: usize,
}

impl<'b> At<'b> {
    /// Goes past the attributes of a tag and its end, and says whether it has no content.
    fn rest_of_tag(&mut self) -> Option<bool> {
        if !matches!(self.rest().first(), Some(b' ' | b'>' | b'/')) {
            return None;
        }
        let rest = self.rest();
        let mut end = 0;
        loop {
            end += memchr3(b'"', b'\'', b'>', rest.get(end..)?)?;
            let found = rest[end];
            end += 1;
            if found == b'>' {
                break;
            }
            end += memchr(found, &rest[end..])? + 1;
        }
        let tag = &rest[..end];
        self.place += end;
        memchr(b'<', tag).is_none().then(|| tag.ends_with(b"/>"))
    }

    /// The tag of a cell with its attributes in any order.
    fn tag(&mut self) -> Option<Tag> {
        self.pass(b"<c")?;
        let (mut place, mut style, mut kind) = (None, None, None);
        let is_closed = loop {
            let gap = self.spaces();
            if self.pass(b"/>").is_some() {
                break true;
            }
            if self.pass(b">").is_some() {
                break false;
            }
            if gap == 0 {
                return None;
            }
            let name = self.next()?;
            self.pass(b"=\"")?;
            let value = self.up_to(b'"')?;
            self.place += 1;
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
        let (style, kind) = (style.unwrap_or(0), kind.unwrap_or(Kind::Number));
        Some(Tag { place: place?, style, kind, is_closed })
    }

    /// The same as nearly all are written, `<c r="B7" s="12" t="n" />`, in a fraction of the time.
    fn usual_tag(&mut self) -> Option<Tag> {
        let rest = after(self.rest(), b"<c r=\"")?;
        let (mut row, mut col, mut letters) = (0_u32, 0_u32, 0);
        // Three letters and seven digits are all that there is; more are left to the other way.
        while let Some(letter @ b'A'..=b'Z') = rest.get(letters).filter(|_| letters < 3) {
            col = col * 26 + u32::from(letter - b'A') + 1;
            letters += 1;
        }
        let mut rest = rest.get(letters..)?;
        let mut digits = 0;
        while let Some(digit @ b'0'..=b'9') = rest.get(digits).filter(|_| digits < 7) {
            row = row * 10 + u32::from(digit - b'0');
            digits += 1;
        }
        if !(1..=COLS).contains(&col) || !(1..=ROWS).contains(&row) {
            return None;
        }
        rest = after(rest.get(digits..)?, b"\"")?;
        let mut style = 0;
        if let Some(own) = after(rest, b" s=\"") {
            digits = 0;
            while let Some(digit @ b'0'..=b'9') = own.get(digits).filter(|_| digits < 7) {
                style = style * 10 + usize::from(digit - b'0');
                digits += 1;
            }
            rest = after(own.get(digits..).filter(|_| digits > 0)?, b"\"")?;
        }
        let mut kind = Kind::Number;
        if let Some(own) = after(rest, b" t=\"") {
            (kind, rest) = match own {
                [b'n', b'"', rest @ ..] => (Kind::Number, rest),
                [b's', b'"', rest @ ..] => (Kind::Shared, rest),
                _ => (Kind::Inline, after(own, b"inlineStr\"")?),
            };
        }
        let (is_closed, rest) = match rest {
            [b'>', rest @ ..] => (false, rest),
            [b'/', b'>', rest @ ..] | [b' ', b'/', b'>', rest @ ..] => (true, rest),
            _ => return None,
        };
        self.place = self.bytes.len() - rest.len();
        Some(Tag { place: (row - 1, col - 1), style, kind, is_closed })
    }

    #[inline]
    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.place..).unwrap_or_default()
    }

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let next = self.rest().first().copied();
        self.place += 1;
        next
    }

    /// Goes past what is due here: letters that are known when it is compiled are compared at once.
    #[inline]
    fn pass<const N: usize>(&mut self, due: &[u8; N]) -> Option<()> {
        (self.rest().first_chunk() == Some(due)).then(|| self.place += N)
    }

    /// Goes past what XML takes for space, and says how much there was.
    #[inline]
    fn spaces(&mut self) -> usize {
        let is_space = |it: &&u8| matches!(it, b' ' | b'\t' | b'\n' | b'\r');
        let count = self.rest().iter().take_while(is_space).count();
        self.place += count;
        count
    }

    /// What stands before the next such byte.
    #[inline]
    fn up_to(&mut self, end: u8) -> Option<&'b [u8]> {
        let rest = self.rest();
        let count = rest.iter().position(|it| *it == end)?;
        self.place += count;
        rest.get(..count)
    }

    /// Letters up to the next tag, none of which stands for another: no reference, no line
    /// end that XML changes, none of Excel's own `_x000D_`.
    fn letters(&mut self) -> Option<&'b str> {
        let rest = self.rest();
        let mut count = 0;
        loop {
            match rest.get(count)? {
                b'<' => break,
                b'&' | b'\r' => return None,
                b'_' if matches!(rest.get(count + 1), Some(b'x' | b'X')) => return None,
                _ => count += 1,
            }
        }
        self.place += count;
        std::str::from_utf8(rest.get(..count)?).ok()
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
        self.element(b"</t></is></c>")
    }

    /// A text between its tag and this end.
    #[inline]
    fn element<const N: usize>(&mut self, end: &[u8; N]) -> Option<&'b str> {
        let is_kept = self.pass(b"<t xml:space=\"preserve\">").is_some();
        if !is_kept {
            self.pass(b"<t>")?;
        }
        let text = self.letters()?;
        self.pass(end)?;
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
            (
                "<c r=\"A1\" t=\"inlineStr\"><is><t>1_a_</t></is></c>",
                plain((0, 0), 0, Some(Value::Text("1_a_"))),
            ),
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
        for (xml, expected) in [
            ("<c r=\"XFD1048576\" s=\"3\"/>", plain((1_048_575, 16_383), 3, None)),
            ("<c r=\"XFE1\" s=\"3\"/>", None),
            ("<c r=\"A1048577\" s=\"3\"/>", None),
            ("<c r=\"A00000000001\" s=\"3\"/>", plain((0, 0), 3, None)),
            ("<c r=\"A0\" s=\"3\"/>", None),
            ("<c r=\"b2\" s=\"3\"/>", plain((1, 1), 3, None)),
            ("<c r=\"B2\" s=\"\"/>", None),
            ("<c r=\"B2\" s=\"12345678901\"/>", plain((1, 1), 12_345_678_901, None)),
            ("<c r=\"B2\" s=\"3\" t=\"n\" />", plain((1, 1), 3, None)),
            ("<c r=\"B2\" s=\"3\" t=\"n\"  />", plain((1, 1), 3, None)),
            ("<c r=\"B2\" t=\"s\" s=\"3\" />", plain((1, 1), 3, None)),
            ("<c r=\"B2\" s=\"3\" s=\"4\" />", None),
            ("<c r=\"B2\" s=\"3\" t=\"str\" />", None),
            ("<c r=\"B2\" s=\"3\" t=\"s\"><v>7</v></c>", plain((1, 1), 3, Some(Value::Shared(7)))),
        ] {
            let taken = first(xml.as_bytes());
            assert_eq!(taken.map(|it| (it.place, it.style, it.value)), expected, "{xml}");
        }
    }

    #[test]
    fn rows_that_are_seen_are_taken() {
        let open = |number| Some((number, false));
        for (xml, expected) in [
            ("<row>", open(None)),
            ("\n <row r=\"7\">", open(Some(6))),
            ("<row r=\"7\" spans=\"1:20\" ht=\"15.75\" customHeight=\"1\">", open(Some(6))),
            ("<row r=\"7\" />", Some((Some(6), true))),
            ("<row r=\"7\" hidden=\"1\">", None),
            ("<row r=\"7\" hidden=\"0\">", None),
            ("<row r=\"7\" ht=\"0\">", None),
            ("<row r=\"7\" ht=\"-0.0\">", None),
            ("<row r=\"7\" r=\"8\">", None),
            ("<row r='7'>", None),
            ("<row r=\"0\">", None),
            ("<row r=\"7\"s=\"1\">", None),
            ("<row spans=\"&#49;\">", None),
            ("<rows>", None),
            ("<x:row>", None),
            ("<row", None),
        ] {
            let taken = row(xml.as_bytes());
            if let Some(it) = &taken {
                assert_eq!(it.len, xml.len(), "{xml}");
            }
            assert_eq!(taken.map(|it| (it.number, it.is_closed)), expected, "{xml}");
        }
        assert_eq!(end_of_row(b" </row ><row>"), Some(8));
        assert_eq!(end_of_row(b"</rows>"), None);
    }
}
