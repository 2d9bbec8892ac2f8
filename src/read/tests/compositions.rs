//! Any composition of the changes that people make to a form gives the same
//! model: every value is read as from the form untouched, and nothing is said
//! but what was done.

mod facts;
mod tables;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::made::{Made, Tab, Value};
use super::properties::values;
use super::{parse, regime};
use crate::model::text::is_blank;
use crate::read::OpenedFile;
use crate::read::Wording;
use crate::regime::form::Kind;
use crate::workbook::grid::{Book, Cell, DateParts, Format, Raw, Row, Sheet};
use crate::workbook::region::Region;
use facts::Facts;
use tables::{Line, Merging, Table, table};

/// The form with all that was done to it, and the notices that this gives.
#[derive(Clone, Debug)]
struct Form {
    facts: Facts,
    tables: [Table; 2],
    copied: BTreeSet<usize>,
    renamed: BTreeSet<usize>,
    rotated: usize,
    others: Vec<Tab>,
    notices: BTreeSet<&'static str>,
}

/// A change, as a kind and two numbers that say where and how.
type Change = (u8, u16, u16);

static FORM: LazyLock<Made> = LazyLock::new(|| Made::form(regime()));
static WANTED: LazyLock<Vec<String>> = LazyLock::new(|| model(&parse(&FORM.bytes()).submission));

/// The values of a form, in order, wherever they stand.
fn model(form: &crate::model::Submission) -> Vec<String> {
    values(form).into_iter().map(|it| it.0).collect()
}

impl Form {
    fn new() -> Self {
        let form = &regime().form;
        Self {
            facts: Facts::new(&FORM),
            tables: [table(&form.members, &FORM.tabs[1]), table(&form.collectives, &FORM.tabs[2])],
            copied: BTreeSet::new(),
            renamed: BTreeSet::new(),
            rotated: 0,
            others: FORM.tabs[3..].to_vec(),
            notices: BTreeSet::new(),
        }
    }

    #[expect(clippy::too_many_lines, reason = "a table of changes, a few lines each")]
    fn change(&mut self, (kind, a, b): Change) {
        let (x, y) = (usize::from(a), usize::from(b));
        let which = x % 2;
        let table = &mut self.tables[which];
        let col = y % table.cols.len();
        let notices = &mut self.notices;
        match kind {
            0 => table.lines.insert(0, Line::Title("ĐẢNG BỘ XÃ BÌNH AN")),
            1 => {
                let at = table.lines.iter().position(|it| matches!(it, Line::Title(_)));
                if let Some(at) = at {
                    table.lines.remove(at);
                }
            }
            2 => table.lines.insert(y % (table.lines.len() + 1), Line::Blank),
            3 => table.is_flat = y % 2 == 0,
            4 => table.merging = [Merging::Merged, Merging::First, Merging::Each][y % 3],
            5 => table.is_low = y % 2 == 0,
            6 => {
                let moved = table.cols.remove(col);
                table.cols.insert((y / 64) % (table.cols.len() + 1), moved);
            }
            7 => {
                let width = table.cols.len();
                table.cols.rotate_left((y / 2) % width);
            }
            8 => table.insert(col, "", &[]),
            9 => {
                table.insert(col, "Quê quán", &[Some("Xã Bình An".into()), Some("x".into())]);
                notices.insert("unknown-column");
            }
            10 => {
                table.cols[col].is_hidden = true;
                if table.cols[col].is_ours {
                    notices.insert("columns-hidden");
                }
            }
            11 => {
                let own = &mut table.cols[col];
                if let Some(slipped) = slipped(&own.heading, y / 64)
                    && own.is_ours
                    && own.level.is_empty()
                    && !own.is_reworded
                {
                    own.heading = slipped;
                    own.is_reworded = true;
                }
            }
            12 => reworded(&mut table.cols[col].heading, y / 64),
            13 => {
                let group = table.cols[col].group.clone();
                let mut other = group.clone();
                reworded(&mut other, y / 64);
                for it in table.cols.iter_mut().filter(|it| it.group == group) {
                    it.group.clone_from(&other);
                }
            }
            14 => {
                if !self.copied.contains(&(which + 1)) && !table.name.starts_with("Sheet") {
                    table.name = format!("Sheet{}", which + 7);
                    self.renamed.insert(which + 1);
                    notices.insert("sheet-renamed");
                }
            }
            15 => {
                // Beside a copy of the right name nothing tells which is meant.
                if !self.renamed.contains(&(which + 1)) {
                    self.copied.insert(which + 1);
                    notices.insert("second-table");
                }
            }
            16 => self.rotated = y,
            17 => {
                table.hidden.insert(y % table.entries());
                notices.insert("rows-hidden");
            }
            18 => {
                let at = table.place_of_entry(y);
                table.lines.insert(at, Line::Group(b));
                notices.insert(["group-row", "group-row-of-collectives"][which]);
            }
            19 => {
                let at = table.place_of_entry(1 + y % table.entries().max(2));
                if at > table.place_of_entry(0) {
                    let mut more = vec![Line::Header];
                    if y / 64 % 2 == 0 {
                        more.insert(0, Line::Total(y % 2 == 0));
                    }
                    if y / 128 % 2 == 0 {
                        more.push(Line::Numbers);
                    }
                    table.lines.splice(at..at, more);
                }
            }
            20 => table.close(Line::Total(y % 2 == 0)),
            21 => table.close(Line::Signatures),
            22 => table.stray = true,
            23 => {
                let row = y % self.tables[0].entries();
                let name = self.tables[0].cols.iter_mut().find(|it| it.place == 1);
                if let Some(Some(Value::Text(name))) = name.and_then(|it| it.values.get_mut(row))
                    && notices.insert("name-prefix")
                {
                    name.insert_str(0, ["Đ/c ", "đồng chí ", "Đ/c: "][y / 64 % 3]);
                }
            }
            24 => {
                let ratings: Vec<usize> = (0..table.cols.len())
                    .filter(|it| table.cols[*it].kind == Some(Kind::Rating))
                    .filter(|it| table.cols[*it].level.is_empty())
                    .collect();
                if let Some(at) = ratings.get(y % ratings.len().max(1)) {
                    table.tick(*at, y / 64);
                }
            }
            25 => table.lines.retain(|it| !matches!(it, Line::Numbers)),
            26 => {
                let mut notes = Tab { name: format!("Ghi chú {a}"), ..Tab::default() };
                notes.set(2, 3, "gọi lại cho xã");
                if !self.others.iter().any(|it| it.name == notes.name) {
                    self.others.push(notes);
                }
                notices.insert("unknown-sheet");
            }
            27 => self.facts.change(a, y, &mut self.renamed, notices),
            _ => unreachable!("{kind}"),
        }
    }

    fn made(&self) -> Made {
        let mut tabs = vec![self.facts.tab()];
        tabs.extend(self.tables.iter().map(Table::tab));
        for place in &self.copied {
            let mut copy = tabs[*place].clone();
            copy.name.push_str(" (2)");
            tabs.push(copy);
        }
        let count = tabs.len();
        tabs.rotate_left(self.rotated % count);
        // The first tab cannot be a hidden one.
        tabs.extend(self.others.iter().cloned());
        Made { tabs }
    }
}

/// The heading with one letter left out, where that is still near to nothing else.
fn slipped(heading: &str, at: usize) -> Option<String> {
    let letters: Vec<(usize, char)> =
        heading.char_indices().filter(|it| it.1.is_alphanumeric()).collect();
    let bare = heading.split('(').next().unwrap().chars().filter(|it| it.is_alphanumeric()).count();
    // One letter less has to be long enough as well.
    if bare < 10 {
        return None;
    }
    let (at, letter) = letters[at % letters.len()];
    let mut slipped = heading.to_owned();
    slipped.replace_range(at..at + letter.len_utf8(), "");
    Some(slipped)
}

/// The words written in another way that a reader does not notice.
fn reworded(text: &mut String, how: usize) {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    *text = match how % 5 {
        0 => text.nfd().filter(|it| !is_combining_mark(*it)).collect::<String>().replace('đ', "d"),
        1 => text.to_uppercase(),
        2 => text.nfd().collect(),
        3 => text.replace(' ', "\u{A0} \n").replace('*', "(*)"),
        _ => format!(" {} :", text.replace([',', ';', '*'], " ")),
    };
}

/// The cells that the workbook has, without a file between.
fn book(made: &Made) -> Book {
    let sheets = made.tabs.iter().map(|tab| {
        let mut rows: Vec<Row> = Vec::new();
        for ((row, col), value) in &tab.cells {
            let (raw, format) = match value {
                Value::Text(text) if is_blank(text) => continue,
                Value::Text(text) => (Raw::Text(text.as_str().into()), Format::Plain),
                Value::Number(number) => (Raw::Number(*number), Format::Plain),
                Value::Shown(number, "0%") => (Raw::Number(*number), Format::Percent),
                Value::Shown(number, _) => (Raw::Number(*number), Format::Date(DateParts::Day)),
                Value::Formula(..) => unreachable!("the form has no formula"),
            };
            let cell = Cell { col: u32::from(*col), raw, format };
            match rows.last_mut() {
                Some(last) if last.index == *row => last.cells.push(cell),
                _ => rows.push(Row { index: *row, cells: vec![cell] }),
            }
        }
        let region = |it: &(u32, u16, u32, u16)| Region {
            top: it.0,
            bottom: it.2,
            left: u32::from(it.1),
            right: u32::from(it.3),
        };
        let mut hidden_rows = tab.hidden_rows.clone();
        hidden_rows.sort_unstable();
        let hidden_cols = tab.hidden_cols.iter().map(|it| u32::from(*it)..=u32::from(*it));
        Sheet {
            name: tab.name.as_str().into(),
            hidden: tab.hidden,
            rows,
            merges: tab.merges.iter().map(region).collect(),
            hidden_rows,
            hidden_cols: hidden_cols.collect(),
            twice: Vec::new(),
            sums: Vec::new(),
            lists: Vec::new(),
            formulas: 0,
            has_blank_results: false,
            old_fonts: std::collections::BTreeMap::new(),
            old_pieces: std::collections::BTreeMap::new(),
            seen: crate::workbook::seen::Seen::default(),
        }
    });
    Book { sheets: sheets.collect(), ..Book::default() }
}

/// Does the changes and compares what is read.
fn holds(changes: &[Change], by_file: bool) -> Result<(), TestCaseError> {
    let mut form = Form::new();
    for change in changes {
        form.change(*change);
    }
    if form.tables.iter().flat_map(|it| &it.cols).any(|it| it.is_reworded) {
        form.notices.insert("heading-misspelt");
    }
    let made = form.made();
    let parsed = if by_file {
        parse(&made.bytes())
    } else {
        OpenedFile(book(&made)).parse(&Wording::new(regime())).unwrap()
    };
    let names: BTreeSet<&str> = parsed.findings.iter().map(|it| it.code.name).collect();
    prop_assert_eq!(&names, &form.notices, "{:?}", parsed.findings);
    prop_assert_eq!(&model(&parsed.submission), &*WANTED);
    Ok(())
}

/// The kinds of changes.
const KINDS: u8 = 28;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn any_composition_of_layout_changes_gives_the_same_model(
        changes in prop::collection::vec((0..KINDS, any::<u16>(), any::<u16>()), 0..24),
    ) {
        holds(&changes, false)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn so_it_is_in_a_file(
        changes in prop::collection::vec((0..KINDS, any::<u16>(), any::<u16>()), 0..24),
    ) {
        holds(&changes, true)?;
    }
}

/// More of them where somebody has the time.
fn cases() -> u32 {
    std::env::var("XEPLOAI_COMPOSITIONS").ok().and_then(|it| it.parse().ok()).unwrap_or(64)
}

/// What chance has found wrong once.
#[test]
fn compositions_that_were_wrong_once_give_the_same_model() {
    // Two ratings in four columns each, of which one has a group above; nothing merged.
    holds(&[(4, 0, 1), (24, 0, 0), (24, 0, 3), (5, 0, 0)], false).unwrap();
    // A slip in the heading above the four is said, merged or not, or with the level beside it.
    let slip = [(11, 1, 19), (24, 1, 2)];
    let mut form = Form::new();
    for it in slip {
        form.change(it);
    }
    assert!(form.tables[1].cols.iter().any(|it| it.is_reworded && !it.level.is_empty()));
    for how in 0..3 {
        for flat in [0, 1] {
            holds(&[slip[0], slip[1], (4, 1, how), (3, 1, flat)], false).unwrap();
        }
    }
}

/// Each change after each third other, so that no kind is left to chance.
#[test]
fn every_layout_change_after_others_gives_the_same_model() {
    let mut wrong = Vec::new();
    for first in 0..KINDS {
        for second in (first % 3..KINDS).step_by(3) {
            let place = u16::from(first) * 131 + u16::from(second) * 17;
            let changes = [(first, place, place * 3), (second, place / 2, place * 5 + 1)];
            if let Err(why) = holds(&changes, false) {
                wrong.push(format!("{changes:?}: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} pairs are wrong\n{}", wrong.len(), wrong.join("\n"));
}
