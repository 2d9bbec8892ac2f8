//! What the tables of texts and of formats claim, judged before calamine
//! believes it.

use crate::finding::Finding;
use crate::workbook::Limits;
use crate::workbook::package::{damaged, over_limit};
use crate::workbook::xml::{Name, Step, Xml, attrs};

/// How much the copies of fonts' names and codes of formats may take: calamine
/// copies both into each format of a cell.
const COPIES_BYTES: usize = 64 << 20;

/// Judges the table of shared texts: calamine reserves memory for as many as it
/// claims to have, and each empty one costs nothing in the file.
pub(super) fn judge_texts(bytes: &[u8], part: &str, limits: &Limits) -> Result<(), Box<Finding>> {
    let mut xml = Xml::of(bytes, part);
    let (mut texts, mut is_whole) = (0, false);
    loop {
        match xml.step()? {
            Step::Start(it) => match it.local_name().as_ref() {
                "sst" => {
                    let [claim] = attrs(&it, ["uniqueCount"]).ok_or_else(|| damaged(part))?;
                    let claim = claim.map(|it| it.parse::<usize>()).transpose();
                    let claim = claim.map_err(|_| damaged(part))?.unwrap_or(0);
                    if claim > limits.shared_texts {
                        return Err(too_many("limit-texts", claim, limits.shared_texts));
                    }
                }
                "si" => {
                    texts += 1;
                    if texts > limits.shared_texts {
                        return Err(too_many("limit-texts", texts, limits.shared_texts));
                    }
                }
                _ => {}
            },
            Step::End(Name::Texts) => is_whole = true,
            Step::Done => return if is_whole { Ok(()) } else { Err(damaged(part)) },
            _ => {}
        }
    }
}

/// Judges the formats: how many records there are, and how much copying them takes.
pub(super) fn judge_styles(bytes: &[u8], part: &str, limits: &Limits) -> Result<(), Box<Finding>> {
    let mut xml = Xml::of(bytes, part);
    let (mut records, mut formats, mut longest, mut is_whole) = (0, 0, 1, false);
    loop {
        match xml.step()? {
            Step::Start(it) => {
                longest = it.len().max(longest);
                let name = it.local_name();
                formats += usize::from(name.as_ref() == "xf");
                let is_record =
                    matches!(name.as_ref(), "numFmt" | "font" | "fill" | "border" | "xf");
                records += usize::from(is_record);
                let (of_all, of_copies) = (limits.styles, COPIES_BYTES / longest);
                if records > of_all {
                    return Err(too_many("limit-styles", records, of_all));
                }
                if formats > of_copies {
                    return Err(too_many("limit-styles", formats, of_copies));
                }
            }
            Step::End(Name::Styles) => is_whole = true,
            Step::Done => return if is_whole { Ok(()) } else { Err(damaged(part)) },
            _ => {}
        }
    }
}

fn too_many(limit: &'static str, found: usize, allowed: usize) -> Box<Finding> {
    Box::new(over_limit(limit, found.to_string(), allowed.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Arg;

    /// The limit that is passed, `damaged`, or nothing.
    fn said(result: Result<(), Box<Finding>>) -> String {
        match result {
            Ok(()) => String::new(),
            Err(it) => match it.args.iter().find(|it| it.0 == "limit") {
                Some((_, Arg::Word(limit))) => (*limit).to_owned(),
                _ => it.code.name.to_owned(),
            },
        }
    }

    #[test]
    fn texts_are_counted_and_their_claim_is_judged() {
        let limits = Limits { shared_texts: 3, ..Limits::default() };
        for (xml, expected) in [
            ("<sst/>", ""),
            ("<x:sst count='99' uniqueCount='3'><x:si/><x:si/><x:si/></x:sst>", ""),
            ("<sst uniqueCount='1'><si/><si/><si/><si/></sst>", "limit-texts"),
            ("<sst uniqueCount='4'/>", "limit-texts"),
            ("<!-- a --><sst count='1' uniqueCount = \"4000000000\"/>", "limit-texts"),
            ("<sst uniqueCount='18446744073709551615'/>", "limit-texts"),
            ("<sst uniqueCount='99999999999999999999999'/>", "damaged"),
            ("<sst uniqueCount='nhiều'/>", "damaged"),
            ("<sst uniqueCount='1' uniqueCount='4000000000'/>", "damaged"),
            ("<sst><si>", "damaged"),
            ("", "damaged"),
        ] {
            assert_eq!(said(judge_texts(xml.as_bytes(), "s", &limits)), expected, "{xml}");
        }
    }

    #[test]
    fn formats_are_counted_and_so_are_the_copies_they_cause() {
        let limits = Limits { styles: 4, ..Limits::default() };
        let styles = |inside: &str| {
            let xml = format!("<styleSheet>{inside}</styleSheet>");
            said(judge_styles(xml.as_bytes(), "s", &limits))
        };
        assert_eq!(styles("<fonts><font/></fonts><cellXfs><xf/><xf/><xf/></cellXfs>"), "");
        assert_eq!(styles("<font/><fill/><border/><xf/><numFmt/>"), "limit-styles");
        let name = |length| format!("<font><name val='{}'/></font><xf/><xf/>", "x".repeat(length));
        assert_eq!(styles(&name(COPIES_BYTES / 2 - 12)), "");
        assert_eq!(styles(&name(COPIES_BYTES / 2)), "limit-styles");
        assert_eq!(said(judge_styles(b"<styleSheet>", "s", &limits)), "damaged");
    }
}
