//! The little of XML that workbooks need: elements by local name, attributes,
//! text. Entities beyond the five of XML stay as they are written, so nothing
//! can expand.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Config;

use crate::finding::Finding;
use crate::workbook::package::damaged;

/// How deep elements may lie in one another: each that is open takes memory, and
/// no workbook comes near.
const DEPTH_MAX: usize = 256;

/// A part being read.
pub(crate) struct Xml<'a, E> {
    events: E,
    part: &'a str,
    depth: usize,
}

/// Where the events of a part come from.
pub(crate) trait Events {
    /// The next one.
    fn event(&mut self) -> quick_xml::Result<Event<'_>>;
}

/// A part that is inflated while it is read.
pub(crate) struct Streamed<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Events for Streamed<R> {
    fn event(&mut self) -> quick_xml::Result<Event<'_>> {
        self.buffer.clear();
        self.reader.read_event_into(&mut self.buffer)
    }
}

/// A part that is in memory as a whole: nothing of it is copied.
impl Events for Reader<&[u8]> {
    fn event(&mut self) -> quick_xml::Result<Event<'_>> {
        self.read_event()
    }
}

/// A step through a part.
pub(crate) enum Step<'b> {
    /// An element begins; one without content ends at once.
    Start(BytesStart<'b>),
    /// The element of this local name ends.
    End(Name),
    /// Text, also of references.
    Text(Cow<'b, str>),
    /// Text in a section of its own, where nothing is a reference.
    Data(Cow<'b, str>),
    /// A comment, a declaration and the like.
    Nothing,
    /// The part is over.
    Done,
}

/// The elements that somebody waits for to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// `c`
    Cell,
    /// `row`
    Row,
    /// `v`
    Value,
    /// `f`
    Formula,
    /// `sheetData`
    Cells,
    /// `si`
    Shared,
    /// `t`
    Text,
    /// `rPh`
    Phonetic,
    /// `sst`
    Texts,
    /// `styleSheet`
    Styles,
    /// `table-cell`, `covered-table-cell`
    TableCell,
    /// `table-row`
    TableRow,
    /// `table`
    Table,
    /// Any other.
    Other,
}

impl Name {
    fn of(local: &str) -> Self {
        match local {
            "c" => Self::Cell,
            "row" => Self::Row,
            "v" => Self::Value,
            "f" => Self::Formula,
            "sheetData" => Self::Cells,
            "si" => Self::Shared,
            "t" => Self::Text,
            "rPh" => Self::Phonetic,
            "sst" => Self::Texts,
            "styleSheet" => Self::Styles,
            "table-cell" | "covered-table-cell" => Self::TableCell,
            "table-row" => Self::TableRow,
            "table" => Self::Table,
            _ => Self::Other,
        }
    }
}

impl<'a, R: BufRead> Xml<'a, Streamed<R>> {
    /// Starts on a part that is inflated while it is read.
    pub(crate) fn new(source: R, part: &'a str) -> Self {
        let mut reader = Reader::from_reader(source);
        set_up(reader.config_mut());
        Self { events: Streamed { reader, buffer: Vec::with_capacity(1024) }, part, depth: 0 }
    }
}

impl<'a, 'i> Xml<'a, Reader<&'i [u8]>> {
    /// Starts on a part that is in memory.
    pub(crate) fn of(bytes: &'i [u8], part: &'a str) -> Self {
        let mut events = Reader::from_reader(bytes);
        set_up(events.config_mut());
        Self { events, part, depth: 0 }
    }

    /// What the next steps are made of.
    pub(crate) fn rest(&self) -> &'i [u8] {
        self.events.get_ref()
    }

    /// Goes past so many bytes of it, whole elements or tags, and past the blanks before the next
    /// tag. Stays where no tag follows: the parser may have seen that one begins here, and would
    /// take for one what it finds in its place.
    #[must_use]
    pub(crate) fn pass(&mut self, bytes: usize) -> bool {
        let rest = self.events.get_mut();
        let next = rest.get(bytes..).unwrap_or_default().trim_ascii_start();
        let is_tag = next.first() == Some(&b'<');
        if is_tag {
            *rest = next;
        }
        is_tag
    }
}

fn set_up(config: &mut Config) {
    config.expand_empty_elements = true;
    config.check_end_names = true;
    config.check_comments = false;
}

impl<E: Events> Xml<'_, E> {
    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// The next step.
    pub(crate) fn step(&mut self) -> Result<Step<'_>, Box<Finding>> {
        let event = self.events.event().map_err(|_| damaged(self.part))?;
        match &event {
            Event::Start(_) if self.depth == DEPTH_MAX => return Err(damaged(self.part)),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(match event {
            Event::Start(it) | Event::Empty(it) => Step::Start(it),
            Event::End(it) => Step::End(Name::of(it.local_name().as_ref())),
            Event::Text(it) => Step::Text(it.xml10_content()),
            Event::CData(it) => Step::Data(it.xml10_content()),
            Event::GeneralRef(it) => Step::Text(Cow::Owned(resolve(&it))),
            Event::Eof => Step::Done,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Step::Nothing,
        })
    }
}

fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(char)) = reference.resolve_char_ref() {
        return char.to_string();
    }
    match quick_xml::escape::resolve_xml_entity(reference) {
        Some(text) => text.to_owned(),
        None => format!("&{};", &**reference),
    }
}

/// An attribute by its local name.
pub(crate) fn attr(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|it| it.key.local_name().as_ref() == name)
        .map(|it| match it.normalized_value(XmlVersion::Explicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => it.value.into_owned(),
        })
}

/// How many attributes an element may have where they are looked at closely:
/// each is compared with all before it.
const ATTRS: usize = 64;

/// Attributes by their whole names, as they are written: what calamine sees of
/// them. Nothing if one of the element's is malformed or there twice.
pub(crate) fn attrs<'e, const N: usize>(
    element: &'e BytesStart<'_>,
    names: [&str; N],
) -> Option<[Option<Cow<'e, str>>; N]> {
    if let Some(found) = plain_attrs(element.attributes_raw(), names) {
        return Some(found.map(|it| it.map(Cow::Borrowed)));
    }
    let mut found = [const { None }; N];
    for (count, attr) in element.attributes().enumerate() {
        let attr = attr.ok().filter(|_| count < ATTRS)?;
        if let Some(place) = names.iter().position(|it| *it == attr.key.as_ref()) {
            found[place] = Some(attr.value);
        }
    }
    Some(found)
}

/// The same of attributes as every program writes them, ` name="value"` and nothing else;
/// `None` where they are written otherwise. Each cell has some, and no memory is asked for.
fn plain_attrs<'e, const N: usize>(
    mut rest: &'e str,
    names: [&str; N],
) -> Option<[Option<&'e str>; N]> {
    const PLAIN: usize = 8;
    let mut found = [const { None }; N];
    let mut seen = [""; PLAIN];
    let mut count = 0;
    loop {
        rest = rest.trim_start_matches(' ');
        if rest.is_empty() {
            return Some(found);
        }
        let (name, after) = rest.split_once('=')?;
        let after = after.strip_prefix('"')?;
        let is_plain =
            |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b':' | b'_' | b'-' | b'.');
        if name.is_empty() || !name.as_bytes().iter().all(is_plain) || seen[..count].contains(&name)
        {
            return None;
        }
        let (value, after) = after.split_once('"')?;
        if !(after.is_empty() || after.starts_with(' ')) || value.contains(['<', '&']) {
            return None;
        }
        *seen.get_mut(count)? = name;
        count += 1;
        if let Some(place) = names.iter().position(|it| *it == name) {
            found[place] = Some(value);
        }
        rest = after;
    }
}

/// Whether an attribute says yes.
pub(crate) fn flag(element: &BytesStart<'_>, name: &str) -> bool {
    matches!(attr(element, name).as_deref(), Some("1" | "true" | "on"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn attributes_as_programs_write_them_are_taken_as_they_are() {
        for (written, taken) in [
            (" r=\"A1\" s=\"5\" t=\"s\"", Some([Some("A1"), Some("s")])),
            (" t=\"n\"", Some([None, Some("n")])),
            ("", Some([None, None])),
            (" x:r=\"B2\"  r=\"\"", Some([Some(""), None])),
            (" r='A1'", None),
            (" r = \"A1\"", None),
            (" r=\"A1\"t=\"s\"", None),
            (" r=\"&#65;1\"", None),
            (" r=\"A1\" r=\"A2\"", None),
            (" r=\"A1", None),
            ("\nr=\"A1\"", None),
        ] {
            assert_eq!(plain_attrs(written, ["r", "t"]), taken, "{written:?}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_never_differs(
            written in proptest::collection::vec(("[rtx:]{1,2}", "[A-Z1-9<&' ]{0,3}", "[ \n]{0,2}"), 0..5)
        ) {
            let pairs = written.iter().map(|(name, value, gap)| format!(" {name}=\"{value}\"{gap}"));
            let all = pairs.collect::<Vec<_>>().concat();
            if let Some(quick) = plain_attrs(&all, ["r", "t"]) {
                let element = format!("c{all}");
                let slow = BytesStart::from_content(element.as_str(), 1);
                let slow = slow.attributes().collect::<Result<Vec<_>, _>>().unwrap();
                let named = |name| slow.iter().find(|it| it.key.as_ref() == name).map(|it| &*it.value);
                prop_assert_eq!(quick, [named("r"), named("t")]);
            }
        }
    }
}
