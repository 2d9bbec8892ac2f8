//! Named cell styles: whoever receives the workbook changes the look of, say, every
//! count in one place, in Excel's gallery of styles.
//!
//! The library writes formats without names, so the table of styles is patched
//! afterwards: each format becomes a style whose name says what it looks like, and
//! the cells follow it.

use std::fmt::Write as _;

use crate::regime::consolidated::StyleWords;
use crate::sorted::{BTreeMap, BTreeSet};
use crate::workbook::patch::Refusal;
use crate::workbook::patch::spans::{Edits, Outline, attribute};

/// What a cell's format says of being laid over its style: ours lies over nothing.
const OVERRIDES: [&str; 6] = [
    "applyNumberFormat",
    "applyFont",
    "applyFill",
    "applyBorder",
    "applyAlignment",
    "applyProtection",
];

/// The table of styles with a named style for each of its formats but the normal one.
///
/// # Errors
/// When it is no table of styles.
pub(super) fn patched(text: &str, words: &StyleWords) -> Result<String, Refusal> {
    let table = Outline::new(text)?;
    let part = |name: &str| table.child(0, name).ok_or(Refusal::Damaged);
    let (bases, formats, styles) = (part("cellStyleXfs")?, part("cellXfs")?, part("cellStyles")?);
    let first = table.children(bases).count();
    let mut edits = Edits::default();
    let (mut new_bases, mut new_styles) = (String::new(), String::new());
    // What a format looks like to the number of its style.
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for format in table.children(formats).skip(1) {
        let base = as_base(&table, format);
        let next = first + known.len();
        let style = *known.entry(base).or_insert_with_key(|base| {
            let name = attribute(&free(name(&table, format, words), &mut taken));
            new_bases.push_str(base);
            let _ = write!(new_styles, "<cellStyle name=\"{name}\" xfId=\"{next}\"/>");
            next
        });
        table.set_attr(&mut edits, format, "xfId", &style.to_string());
        for name in OVERRIDES {
            table.remove_attr(&mut edits, format, name);
        }
    }
    table.append(&mut edits, bases, &new_bases);
    table.append(&mut edits, styles, &new_styles);
    for (part, before) in [(bases, first), (styles, table.children(styles).count())] {
        table.set_attr(&mut edits, part, "count", &(before + known.len()).to_string());
    }
    Ok(edits.apply(text))
}

/// The format as a style has it: a style has none of its own, and that a text is
/// not to become a formula is said of a cell.
fn as_base(table: &Outline, format: usize) -> String {
    let mut edits = Edits::default();
    for name in ["xfId", "quotePrefix"] {
        table.remove_attr(&mut edits, format, name);
    }
    // The edits are told in places of the whole text.
    let whole = table.elements[format].whole.clone();
    let (before, after) = (&table.text[..whole.start], &table.text[whole.end..]);
    let applied = edits.apply(table.text);
    applied[before.len()..applied.len() - after.len()].to_owned()
}

/// What a format looks like, in words: where, what, face, place, size.
fn name(table: &Outline, format: usize, words: &StyleWords) -> String {
    let number = |name: &str| -> usize {
        table.attr(format, name).and_then(|it| it.parse().ok()).unwrap_or_default()
    };
    let nth = |part: &str, number: usize| {
        table.child(0, part).and_then(|it| table.children(it).nth(number))
    };
    let has_line = nth("borders", number("borderId")).is_some_and(|border| {
        table.children(border).any(|side| table.attr(side, "style").is_some())
    });
    let has_thick = nth("borders", number("borderId")).is_some_and(|border| {
        table.children(border).any(|side| table.attr(side, "style").as_deref() == Some("thick"))
    });
    let code = table.child(0, "numFmts").and_then(|formats| {
        let wanted = number("numFmtId").to_string();
        table
            .children(formats)
            .find(|it| table.attr(*it, "numFmtId").as_deref() == Some(&*wanted))
            .and_then(|it| table.attr(it, "formatCode"))
    });
    let font = nth("fonts", number("fontId"));
    let face = |name: &str| font.is_some_and(|it| table.child(it, name).is_some());
    let size = font
        .and_then(|it| table.child(it, "sz"))
        .and_then(|it| table.attr(it, "val"))
        .unwrap_or_default();
    let alignment = table.child(format, "alignment");
    let aligned = |name: &str| alignment.and_then(|it| table.attr(it, name));

    let is_turned = aligned("textRotation").is_some();
    let mut parts = vec![if has_line { &words.table } else { &words.outside }];
    parts.push(match code.as_deref() {
        Some(code) if code.ends_with('%') => &words.share,
        Some(code) if code.contains("yy") && !words.date.is_empty() => &words.date,
        Some(_) => &words.count,
        None => &words.text,
    });
    for (tag, word) in [("b", &words.bold), ("i", &words.italic), ("u", &words.underlined)] {
        parts.extend(face(tag).then_some(word));
    }
    parts.extend(has_thick.then_some(&words.barred));
    parts.push(match aligned("horizontal").as_deref() {
        Some("center") => &words.center,
        Some("right") => &words.right,
        _ => &words.left,
    });
    parts.extend(is_turned.then_some(&words.turned));
    let parts = parts.into_iter().filter(|it| !it.is_empty());
    let mut name = parts.map(String::as_str).collect::<Vec<_>>().join(" ");
    if let Some(indent) = aligned("indent") {
        let _ = write!(name, " {} {indent}", words.indented);
    }
    let _ = write!(name, " ({size})");
    name
}

/// The name, or with a number when another look has it.
fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let found = (2..).map(|it| format!("{name} {it}"));
    let free = std::iter::once(name.clone()).chain(found).find(|it| !taken.contains(it));
    let free = free.unwrap_or(name);
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> StyleWords {
        let text = "table = 'T'\noutside = 'O'\ntext = 'text'\ncount = 'count'\nshare = 'share'\ndate = 'day'\n\
                    bold = 'bold'\nitalic = 'italic'\nunderlined = 'underlined'\nbarred = 'barred'\n\
                    left = 'left'\ncenter = 'center'\nright = 'right'\nindented = 'indented'";
        toml::from_str(text).unwrap()
    }

    const TABLE: &str = concat!(
        "<styleSheet><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"0.00%\"/>",
        "<numFmt numFmtId=\"165\" formatCode=\"#,##0\"/></numFmts>",
        "<fonts><font><sz val=\"11\"/></font><font><b/><sz val=\"13\"/></font></fonts>",
        "<borders><border><left/></border><border><left style=\"thin\"/></border>",
        "<border><left style=\"thin\"/><top style=\"thick\"/></border></borders>",
        "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs>",
        "<cellXfs count=\"6\"><xf numFmtId=\"0\" xfId=\"0\"/>",
        "<xf numFmtId=\"165\" fontId=\"1\" borderId=\"1\" xfId=\"0\" applyFont=\"1\"/>",
        "<xf numFmtId=\"0\" fontId=\"0\" xfId=\"0\"><alignment horizontal=\"center\" indent=\"2\"/></xf>",
        "<xf numFmtId=\"0\" fontId=\"0\" quotePrefix=\"1\" xfId=\"0\"><alignment horizontal=\"center\" indent=\"2\"/></xf>",
        "<xf numFmtId=\"164\" fontId=\"0\" borderId=\"2\" xfId=\"0\"/>",
        "<xf numFmtId=\"164\" fontId=\"0\" borderId=\"2\" fillId=\"1\" xfId=\"0\"/></cellXfs>",
        "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
    );

    #[test]
    fn each_look_has_one_name_and_the_cells_follow_it() {
        let text = patched(TABLE, &words()).unwrap();
        let table = Outline::new(&text).unwrap();
        let part = |name: &str| table.child(0, name).unwrap();
        let all = |name: &str, attribute: &str| -> Vec<String> {
            let children = table.children(part(name));
            children.map(|it| table.attr(it, attribute).unwrap().into_owned()).collect()
        };
        assert_eq!(
            all("cellStyles", "name"),
            [
                "Normal",
                "T count bold left (13)",
                "O text center indented 2 (11)",
                "T share barred left (11)",
                "T share barred left (11) 2",
            ]
        );
        assert_eq!(all("cellStyles", "xfId"), ["0", "1", "2", "3", "4"]);
        assert_eq!(all("cellXfs", "xfId"), ["0", "1", "2", "2", "3", "4"]);
        for (name, count) in [("cellStyles", 5), ("cellStyleXfs", 5), ("cellXfs", 6)] {
            assert_eq!(table.children(part(name)).count(), count, "{name}");
            assert_eq!(table.attr(part(name), "count").unwrap(), count.to_string(), "{name}");
        }
        // A style has no style of its own, and a cell lays nothing over its style.
        let (bases, formats) = (part("cellStyleXfs"), part("cellXfs"));
        assert!(table.children(bases).all(|it| table.attr(it, "xfId").is_none()));
        assert!(table.children(bases).all(|it| table.attr(it, "quotePrefix").is_none()));
        assert!(table.children(formats).all(|it| table.attr(it, "applyFont").is_none()));
        let quoted = table.children(formats).nth(3).unwrap();
        assert_eq!(table.attr(quoted, "quotePrefix").unwrap(), "1");
        assert_eq!(
            table.children(bases).filter(|it| table.child(*it, "alignment").is_some()).count(),
            1
        );
    }
}
