//! Places in the text of a part, and splices there.
//!
//! quick-xml only says where tags are; the text between the splices is never
//! written anew, so it stays as the other program wrote it, to the byte.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::workbook::patch::Refusal;

/// Most elements of a part that are kept in mind.
const ELEMENTS_MAX: usize = 1_000_000;

/// Splices of one text, applied all at once: places are those of the old text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts `text` before the byte at `at`.
    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.0.push((at..at, text.into()));
    }

    /// Puts `text` in the place of `range`.
    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// Takes `range` out.
    pub(crate) fn delete(&mut self, range: Range<usize>) {
        self.0.push((range, String::new()));
    }

    /// The text with every splice made. Splices at one place keep the order
    /// in which they were asked for.
    pub(crate) fn apply(&self, text: &str) -> String {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len() + 1024);
        let mut done = 0;
        for (range, with) in sorted {
            // Only a text that nests what cannot be nested gives a splice inside another.
            if range.start < done {
                continue;
            }
            out.push_str(text.get(done..range.start).unwrap_or_default());
            out.push_str(with);
            done = range.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    /// The splices that turn the new text back into the old one.
    #[cfg(test)]
    pub(crate) fn inverse(&self, old: &str) -> Self {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by_key(|(range, _)| (range.start, range.end));
        let mut back = Self::default();
        let (mut grown, mut shrunk) = (0, 0);
        for (range, with) in sorted {
            let start = range.start + grown - shrunk;
            back.replace(start..start + with.len(), &old[range.clone()]);
            grown += with.len();
            shrunk += range.len();
        }
        back
    }
}

/// A start tag as the scan meets it.
pub(crate) struct Tag<'a> {
    /// The name with its prefix.
    pub(crate) name: &'a str,
    /// From `<` to `>`.
    pub(crate) text: &'a str,
    /// How many elements it stands in.
    pub(crate) depth: usize,
}

/// One element of an [`Outline`].
#[derive(Debug)]
pub(crate) struct Element<'a> {
    /// The name with its prefix.
    pub(crate) name: &'a str,
    /// Its start tag, from `<` to `>`.
    pub(crate) tag: Range<usize>,
    /// From its start tag's `<` to its end tag's `>`.
    pub(crate) whole: Range<usize>,
    parent: Option<usize>,
    /// Written as `<name/>`.
    is_empty: bool,
    /// The start of its end tag; of an empty one the end of its tag.
    close: usize,
}

impl Element<'_> {
    /// The name without its prefix.
    pub(crate) fn local(&self) -> &str {
        local(self.name)
    }

    /// What stands between its tags.
    pub(crate) fn inner(&self) -> Range<usize> {
        self.tag.end..self.close
    }
}

/// Where the elements of a text are, in document order.
#[derive(Debug)]
pub(crate) struct Outline<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// Its elements; the first is the root.
    pub(crate) elements: Vec<Element<'a>>,
}

impl<'a> Outline<'a> {
    /// Every element of `text`.
    pub(crate) fn new(text: &'a str) -> Result<Self, Refusal> {
        Self::with(text, |_| Ok(true))
    }

    /// The elements that `keep` wants; it sees every start tag. A parent that
    /// was not kept is passed over.
    pub(crate) fn with(
        text: &'a str,
        mut keep: impl FnMut(&Tag<'a>) -> Result<bool, Refusal>,
    ) -> Result<Self, Refusal> {
        let mut reader = Reader::from_str(text);
        let mut elements: Vec<Element<'a>> = Vec::new();
        // What is open: the element's index if it was kept.
        let mut open: Vec<Option<usize>> = Vec::new();
        let mut start = 0;
        loop {
            let event = reader.read_event().map_err(|_| Refusal::Damaged)?;
            let end = usize::try_from(reader.buffer_position()).map_err(|_| Refusal::TooLarge)?;
            match event {
                Event::Start(_) | Event::Empty(_) => {
                    if open.is_empty() && !elements.is_empty() {
                        return Err(Refusal::Damaged);
                    }
                    let is_empty = matches!(event, Event::Empty(_));
                    let tag = text.get(start..end).ok_or(Refusal::Damaged)?;
                    let name = tag_name(tag);
                    let kept = keep(&Tag { name, text: tag, depth: open.len() })?;
                    if kept {
                        if elements.len() >= ELEMENTS_MAX {
                            return Err(Refusal::TooLarge);
                        }
                        elements.push(Element {
                            name,
                            tag: start..end,
                            whole: start..end,
                            parent: open.iter().rev().find_map(|it| *it),
                            is_empty,
                            close: end,
                        });
                    }
                    if !is_empty {
                        open.push(kept.then(|| elements.len() - 1));
                    }
                }
                Event::End(_) => {
                    let closed = open.pop().ok_or(Refusal::Damaged)?;
                    if let Some(element) = closed.and_then(|it| elements.get_mut(it)) {
                        element.whole.end = end;
                        element.close = start;
                    }
                }
                Event::DocType(_) => return Err(Refusal::Dtd),
                Event::Decl(decl) => {
                    let is_known = decl.encoding().is_none_or(|it| {
                        it.is_ok_and(|name| {
                            ["utf-8", "utf8", "us-ascii"]
                                .contains(&name.to_ascii_lowercase().as_str())
                        })
                    });
                    if !is_known {
                        return Err(Refusal::Encoding);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
            start = end;
        }
        if elements.is_empty() || !open.is_empty() {
            return Err(Refusal::Damaged);
        }
        Ok(Self { text, elements })
    }

    /// The root's prefix with its colon, or nothing.
    pub(crate) fn prefix(&self) -> &'a str {
        let name = self.elements[0].name;
        name.find(':').map_or("", |colon| &name[..=colon])
    }

    /// The namespace of the root.
    pub(crate) fn namespace(&self) -> Option<Cow<'a, str>> {
        let prefix = self.prefix().trim_end_matches(':');
        let key = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        self.attr(0, &key)
    }

    /// The prefix (with its colon) that the root binds to `namespace`.
    pub(crate) fn prefix_of(&self, namespace: &str) -> Option<String> {
        attrs(self.tag_text(0)).find_map(|(name, value)| {
            let prefix = name.strip_prefix("xmlns:")?;
            (self.tag_text(0)[value] == *namespace).then(|| format!("{prefix}:"))
        })
    }

    fn tag_text(&self, element: usize) -> &'a str {
        &self.text[self.elements[element].tag.clone()]
    }

    /// The element that an element stands in.
    pub(crate) fn parent(&self, element: usize) -> Option<usize> {
        self.elements[element].parent
    }

    /// The children of an element, in order.
    pub(crate) fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.elements[parent].whole.end;
        (parent + 1..self.elements.len())
            .take_while(move |&it| self.elements[it].whole.start < end)
            .filter(move |&it| self.elements[it].parent == Some(parent))
    }

    /// Everything inside an element, in order.
    pub(crate) fn descendants(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.elements[parent].whole.end;
        (parent + 1..self.elements.len()).take_while(move |&it| self.elements[it].whole.start < end)
    }

    /// The first child with this local name.
    pub(crate) fn child(&self, parent: usize, name: &str) -> Option<usize> {
        self.children(parent).find(|&it| self.elements[it].local() == name)
    }

    /// An attribute by its name with its prefix, unescaped.
    pub(crate) fn attr(&self, element: usize, name: &str) -> Option<Cow<'a, str>> {
        attr(self.tag_text(element), name)
    }

    /// The attribute `id` of whatever prefix, which is how parts are named.
    pub(crate) fn relation_id(&self, element: usize) -> Option<Cow<'a, str>> {
        let tag = self.tag_text(element);
        let (_, value) = attrs(tag).find(|(name, _)| name.ends_with(":id"))?;
        Some(unescaped(&tag[value]))
    }

    /// What stands in an element, unescaped, tags and all that is in them left out.
    pub(crate) fn text_of(&self, element: usize) -> String {
        let mut out = String::new();
        let mut rest = &self.text[self.elements[element].inner()];
        while let Some((before, after)) = rest.split_once('<') {
            out.push_str(&unescaped(before));
            if let Some(raw) = after.strip_prefix("![CDATA[") {
                let (raw, tail) = raw.split_once("]]>").unwrap_or((raw, ""));
                out.push_str(raw);
                rest = tail;
            } else {
                rest = after.split_once('>').map_or("", |(_, tail)| tail);
            }
        }
        out.push_str(&unescaped(rest));
        out
    }

    /// Sets an attribute that has no prefix.
    pub(crate) fn set_attr(&self, edits: &mut Edits, element: usize, name: &str, value: &str) {
        let start = self.elements[element].tag.start;
        let tag = self.tag_text(element);
        match attrs(tag).find(|(it, _)| *it == name) {
            Some((_, range)) => {
                edits.replace(start + range.start..start + range.end, attribute(value));
            }
            None => edits.insert(
                start + 1 + self.elements[element].name.len(),
                format!(" {name}=\"{}\"", attribute(value)),
            ),
        }
    }

    /// Takes out an attribute that has no prefix, with the blanks before it.
    pub(crate) fn remove_attr(&self, edits: &mut Edits, element: usize, name: &str) {
        let start = self.elements[element].tag.start;
        let tag = self.tag_text(element);
        if let Some((_, value)) = attrs(tag).find(|(it, _)| *it == name) {
            let before = tag[..value.start].rfind(name).unwrap_or(value.start);
            let blanks = before - tag[..before].trim_end().len();
            edits.delete(start + before - blanks..start + value.end + 1);
        }
    }

    /// Puts `xml` behind the last child of an element. Once an element only:
    /// an empty one is opened for it.
    pub(crate) fn append(&self, edits: &mut Edits, element: usize, xml: &str) {
        let it = &self.elements[element];
        if it.is_empty {
            let slash = self.text[..it.tag.end].rfind('/').unwrap_or(it.tag.end);
            edits.replace(slash..it.tag.end, format!(">{xml}</{}>", it.name));
        } else {
            edits.insert(it.close, xml);
        }
    }
}

/// The name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn tag_name(tag: &str) -> &str {
    let rest = tag.get(1..).unwrap_or_default();
    let end = rest.find(|it: char| it.is_ascii_whitespace() || it == '/' || it == '>');
    &rest[..end.unwrap_or(rest.len())]
}

/// The attributes of a start tag: names, and where their values stand in it.
pub(crate) fn attrs(tag: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 1 + tag_name(tag).len();
    std::iter::from_fn(move || {
        let rest = tag.get(at..)?;
        let equals = rest.find('=')?;
        let name = rest[..equals].trim();
        let after = &rest[equals + 1..];
        let open = after.find(['"', '\''])?;
        let quote = after[open..].chars().next()?;
        let start = at + equals + 1 + open + 1;
        let end = start + tag.get(start..)?.find(quote)?;
        at = end + 1;
        Some((name, start..end))
    })
}

/// An attribute of a start tag by its whole name, unescaped.
pub(crate) fn attr<'a>(tag: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let (_, value) = attrs(tag).find(|(it, _)| *it == name)?;
    Some(unescaped(&tag[value]))
}

/// Text without its references; one that is unknown leaves it as it stands.
fn unescaped(raw: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))
}

/// Text for the content of an element: characters that XML cannot carry are
/// left out, and what Excel would take for its own escape (`_x000D_`) is escaped.
pub(crate) fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, it) in text.char_indices() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if is_escape(&text[at..]) => out.push_str("_x005F_"),
            '\r' if text[at + 1..].starts_with('\n') => {}
            '\r' => out.push('\n'),
            '\n' | '\t' => out.push(it),
            '\u{fffe}' | '\u{ffff}' => {}
            it if it.is_control() => {}
            it => out.push(it),
        }
    }
    out
}

/// `_xHHHH_` at the start of `text`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
        && bytes[6] == b'_'
}

/// Text for the value of an attribute in double quotes.
pub(crate) fn attribute(text: &str) -> String {
    text.chars().filter(|it| !it.is_control() && !matches!(it, '\u{fffe}' | '\u{ffff}')).fold(
        String::with_capacity(text.len()),
        |mut out, it| {
            match it {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                it => out.push(it),
            }
            out
        },
    )
}

/// XML written without prefixes, with `prefix` put before each element's name.
pub(crate) fn prefixed(xml: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return xml.to_owned();
    }
    let mut out = String::with_capacity(xml.len() * 2);
    for (number, piece) in xml.split('<').enumerate() {
        if number > 0 {
            out.push('<');
            match piece.strip_prefix('/') {
                Some(rest) => {
                    out.push('/');
                    out.push_str(prefix);
                    out.push_str(rest);
                    continue;
                }
                None => out.push_str(prefix),
            }
        }
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn attributes_are_found_in_either_quotes_and_odd_spacing() {
        let tag = "<x:row r = '1'\n spans=\"1:2\" a:b=\"&lt;>\"/>";
        let all: Vec<_> = attrs(tag).map(|(name, value)| (name, &tag[value])).collect();
        assert_eq!(all, [("r", "1"), ("spans", "1:2"), ("a:b", "&lt;>")]);
        assert_eq!(attr(tag, "a:b").unwrap(), "<>");
        assert_eq!(attrs("<row/>").count(), 0);
    }

    #[test]
    fn an_outline_knows_parents_and_what_is_between_tags() {
        let text = "<?xml version=\"1.0\"?><a><b x=\"1\"/><c>t<d>&amp;</d></c></a>";
        let outline = Outline::new(text).unwrap();
        let c = outline.child(0, "c").unwrap();
        assert_eq!(&text[outline.elements[c].inner()], "t<d>&amp;</d>");
        assert_eq!(outline.text_of(c), "t&");
        assert_eq!(outline.children(0).count(), 2);
        let mut edits = Edits::default();
        let b = outline.child(0, "b").unwrap();
        outline.set_attr(&mut edits, b, "x", "2");
        outline.append(&mut edits, b, "<e/>");
        outline.set_attr(&mut edits, c, "y", "\"");
        assert!(
            edits
                .apply(text)
                .ends_with("<a><b x=\"2\"><e/></b><c y=\"&quot;\">t<d>&amp;</d></c></a>")
        );
    }

    #[test]
    fn what_is_not_plain_utf8_xml_is_refused() {
        for (text, refusal) in [
            ("<!DOCTYPE a><a/>", Refusal::Dtd),
            ("<?xml version=\"1.0\" encoding=\"windows-1258\"?><a/>", Refusal::Encoding),
            ("<a><b></a>", Refusal::Damaged),
            ("<a/><a/>", Refusal::Damaged),
            ("<a>", Refusal::Damaged),
            ("", Refusal::Damaged),
        ] {
            assert_eq!(Outline::new(text).unwrap_err(), refusal, "{text}");
        }
    }

    #[test]
    fn excels_own_escape_and_control_characters_stay_text() {
        assert_eq!(content("a_x000D_b\u{1}<&\r\nc\rd"), "a_x005F_x000D_b&lt;&amp;\nc\nd");
        assert_eq!(attribute("\"<\n>"), "&quot;&lt;&gt;");
        assert_eq!(prefixed("<a><b c=\"1\"/></a>", "x:"), "<x:a><x:b c=\"1\"/></x:a>");
    }

    proptest! {
        #[test]
        fn the_inverse_gives_the_text_back(
            text in "[a-z]{0,40}",
            cuts in prop::collection::vec((0usize..5, 0usize..5, "[A-Z]{0,3}"), 0..8),
        ) {
            let (mut edits, mut at) = (Edits::default(), 0);
            for (skip, length, with) in cuts {
                let start = (at + skip).min(text.len());
                at = (start + length).min(text.len());
                edits.replace(start..at, with);
            }
            let new = edits.apply(&text);
            prop_assert_eq!(edits.inverse(&text).apply(&new), text);
        }
    }
}
