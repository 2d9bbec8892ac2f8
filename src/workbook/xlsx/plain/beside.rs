//! What stands beside the cells and is written alike by nearly every program: the table of texts, what is merged, the
//! rules of what may be typed.

use memchr::memchr_iter;

use super::{At, count};
use crate::workbook::region::Region;
use crate::workbook::xlsx::places::region;

/// Bytes up to the end of the rules of what may be typed, if they begin with them: nothing is asked of
/// them, and a form has a hundred. Nothing if they hold what they usually do not, or do not end as they
/// begin.
pub(crate) fn typing_rules(bytes: &[u8]) -> Option<usize> {
    const ALL: &[u8] = b"dataValidations";
    const INSIDE: [&[u8]; 3] = [b"dataValidation", b"formula1", b"formula2"];
    let mut at = At { bytes, place: 0 };
    at.spaces();
    at.pass(b"<dataValidations")?;
    let mut open: Vec<&[u8]> = Vec::new();
    open.extend((!at.rest_of_tag()?).then_some(ALL));
    while let Some(own) = open.last() {
        // No comment nor instruction, and of what stands for something else the five that every reader knows.
        let text = at.up_to(b'<')?;
        if memchr_iter(b'&', text).any(|it| !is_known_reference(&text[it..])) {
            return None;
        }
        at.place += 1;
        if at.pass(b"/").is_some() {
            at.rest().starts_with(own).then(|| at.place += own.len())?;
            at.spaces();
            at.pass(b">")?;
            open.pop();
            continue;
        }
        let name = INSIDE.iter().find(|it| {
            let after = at.rest().strip_prefix(**it);
            after.is_some_and(|it| {
                it.starts_with(b" ") || it.starts_with(b">") || it.starts_with(b"/>")
            })
        })?;
        at.place += name.len();
        if !at.rest_of_tag()? {
            open.push(name);
        }
    }
    Some(at.place)
}

fn is_known_reference(bytes: &[u8]) -> bool {
    [&b"&lt;"[..], b"&gt;", b"&amp;", b"&quot;", b"&apos;"].iter().any(|it| bytes.starts_with(it))
}

/// The merged cells of a sheet and the bytes up to their end, if the bytes begin with them; nothing if they are
/// written in any other way, or are more than so many.
pub(crate) fn merges(bytes: &[u8], most: usize) -> Option<(Vec<Region>, usize)> {
    let mut at = At { bytes, place: 0 };
    at.spaces();
    at.pass(b"<mergeCells")?;
    if at.rest_of_tag()? {
        return None;
    }
    let mut merges = Vec::new();
    loop {
        at.spaces();
        if at.pass(b"</mergeCells>").is_some() {
            return (merges.len() <= most).then_some((merges, at.place));
        }
        at.pass(b"<mergeCell ref=\"")?;
        let reference = at.up_to(b'"')?;
        at.place += 1;
        at.spaces();
        at.pass(b"/>")?;
        let is_plain = |it: &u8| it.is_ascii_alphanumeric() || *it == b':';
        if merges.len() > most || !reference.iter().all(is_plain) {
            return None;
        }
        merges.extend(std::str::from_utf8(reference).ok().and_then(region));
    }
}

/// The texts of a workbook's table, if all of them are plain; nothing if it is written in any other
/// way, claims or has more than so many.
pub(crate) fn texts(bytes: &[u8], most: usize) -> Option<Vec<&str>> {
    let mut at = At { bytes, place: 0 };
    at.spaces();
    if at.pass(b"<?xml ").is_some() {
        at.up_to(b'?')?;
        at.pass(b"?>")?;
        at.spaces();
    }
    at.pass(b"<sst ")?;
    let head = at.up_to(b'>')?;
    at.place += 1;
    if !head.ends_with(b"\"") || head.iter().any(|it| matches!(it, b'\'' | b'&' | b'<')) {
        return None;
    }
    let (mut claim, mut names) = (0, Vec::new());
    let mut pieces = head.split(|it| *it == b'"');
    while let (Some(name), Some(value)) = (pieces.next(), pieces.next()) {
        let is_apart = names.is_empty() || name.starts_with(b" ");
        let name = name.trim_ascii().strip_suffix(b"=")?;
        let is_plain = |it: &u8| it.is_ascii_alphanumeric() || *it == b':';
        if !is_apart || !name.iter().all(is_plain) || names.contains(&name) {
            return None;
        }
        names.push(name);
        if name == b"uniqueCount" {
            claim = count(value)?;
        }
    }
    let mut texts = Vec::new();
    loop {
        at.spaces();
        if at.pass(b"</sst>").is_some() {
            at.spaces();
            return (at.rest().is_empty() && claim <= most).then_some(texts);
        }
        at.pass(b"<si>")?;
        texts.push(at.element(b"</t></si>")?);
        if texts.len() > most {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_typing_are_passed_where_they_end_as_they_begin() {
        for (xml, is_passed) in [
            ("<dataValidations/>", true),
            ("<dataValidations count=\"0\"></dataValidations>", true),
            (
                "<dataValidations count=\"1\"> <dataValidation sqref=\"A1\" error=\"a>b\"><formula1>\"a,b\"\
                 </formula1><formula2/></dataValidation ><dataValidation/></dataValidations>",
                true,
            ),
            ("<dataValidationsX></dataValidationsX>", false),
            ("<dataValidations><dataValidation></dataValidations>", false),
            ("<dataValidations><formula1></formula2></dataValidations>", false),
            (
                "<dataValidations><formula1>&quot;&lt;&amp;&gt;&apos;</formula1></dataValidations>",
                true,
            ),
            ("<dataValidations><formula1>&#97;</formula1></dataValidations>", false),
            ("<dataValidations><formula1>a & b;</formula1></dataValidations>", false),
            ("<dataValidations><!-- a --></dataValidations>", false),
            ("<dataValidations><mergeCell ref=\"A1\"/></dataValidations>", false),
            ("<dataValidations><formula12/></dataValidations>", false),
            ("<dataValidations><formula1 a=\"<\"/></dataValidations>", false),
            ("<dataValidations><formula1 a=\"/></dataValidations>", false),
            ("<dataValidations><formula1 a='\"' b=\"'/>\"/></dataValidations>", true),
            ("<dataValidations>", false),
        ] {
            let passed = typing_rules(xml.as_bytes());
            assert_eq!(passed, is_passed.then_some(xml.len()), "{xml}");
        }
    }

    #[test]
    fn merges_are_taken_where_nothing_else_stands_among_them() {
        for (xml, count) in [
            ("<mergeCells></mergeCells>", Some(0)),
            (
                "\n<mergeCells count=\"2\"> <mergeCell ref=\"A1:B2\" /><mergeCell ref=\"a3\"/></mergeCells>",
                Some(2),
            ),
            // Of one that is no place nothing is taken, as where all of XML is read.
            (
                "<mergeCells><mergeCell ref=\"A1:B2\"/><mergeCell ref=\"A0:B2\"/></mergeCells>",
                Some(1),
            ),
            ("<mergeCells/>", None),
            ("<mergeCellsX></mergeCellsX>", None),
            ("<mergeCells><mergeCell ref='A1'/></mergeCells>", None),
            ("<mergeCells><mergeCell ref=\"&#65;1\"/></mergeCells>", None),
            ("<mergeCells><mergeCell ref=\"A1\"></mergeCell></mergeCells>", None),
            ("<mergeCells><!-- a --></mergeCells>", None),
            ("<mergeCells><mergeCell ref=\"A1\"/>", None),
            (
                "<mergeCells><mergeCell ref=\"A1\"/><mergeCell ref=\"A2\"/><mergeCell ref=\"A3\"/></mergeCells>",
                None,
            ),
        ] {
            let taken = merges(xml.as_bytes(), 2);
            if let Some((_, len)) = &taken {
                assert_eq!(*len, xml.len(), "{xml}");
            }
            assert_eq!(taken.map(|it| it.0.len()), count, "{xml}");
        }
        let (taken, _) = merges(b"<mergeCells><mergeCell ref=\"C4:B2\"/></mergeCells>", 1).unwrap();
        assert_eq!(taken, [Region { top: 1, left: 1, bottom: 3, right: 2 }]);
    }

    #[test]
    fn tables_of_plain_texts_are_taken_as_a_whole() {
        for (xml, expected) in [
            ("<sst uniqueCount=\"1\"><si><t> a </t></si></sst>", Some(&["a"][..])),
            (
                "<?xml version=\"1.0\"?>\n<sst xmlns=\"http://x\" count=\"9\" uniqueCount=\"2\">\
                 <si><t xml:space=\"preserve\"> ạ</t></si> <si><t></t></si></sst>\n",
                Some(&[" ạ", ""][..]),
            ),
            ("<sst count=\"0\"></sst>", Some(&[][..])),
            ("<sst count=\"0\"/>", None),
            ("<sst uniqueCount=\"4\"></sst>", None),
            ("<sst uniqueCount=\"x\"></sst>", None),
            ("<sst count=\"1\" count=\"2\"></sst>", None),
            ("<sst count='1'></sst>", None),
            ("<sst count=\"1\"><si><t>a&amp;b</t></si></sst>", None),
            ("<sst count=\"1\"><si><r><t>a</t></r></si></sst>", None),
            ("<sst count=\"1\"><si/></sst>", None),
            ("<sst count=\"1\"><si><t>a</t></si></sst><x/>", None),
            ("<sst count=\"1\"><si><t>a</t></si>", None),
            (
                "<sst a=\"1\"><si><t>1</t></si><si><t>2</t></si><si><t>3</t></si><si><t>4</t></si></sst>",
                None,
            ),
        ] {
            assert_eq!(texts(xml.as_bytes(), 3).as_deref(), expected, "{xml}");
        }
    }
}
