//! Text as it was typed before Unicode, or with letters of another alphabet,
//! put right in the cells before anything is read from them.
//!
//! For twenty years Vietnamese was typed as other characters and shown by fonts
//! that knew better: in TCVN3 "Đảng bộ" is stored as `§¶ng bé`, in VNI as
//! `Ñaûng boä`. Old lists are copied into new forms to this day. A cell's font
//! tells first, its words second ([`score`]); what both leave open is decided by
//! the cells of its row, its column, its sheet, as far as these agree. What is
//! open still stays as it is, with a finding. It works on cells of any format:
//! a reader that knows fonts notes those of an old encoding in its sheet.

mod lookalikes;
mod score;
mod syllables;
mod tcvn3;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tcvn3::tests::encode as tcvn3_of;
mod vni;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::known::is_kept;
use super::values;
use super::wording::Wording;
use crate::finding::{self, Arg, Code, Finding, Severity, code};
use crate::model::CellRef;
use crate::workbook::fonts::{Font, Script};
use crate::workbook::grid::{Book, Cell, Piece, Raw, Sheet};
use crate::workbook::symbols::{Signs, is_private};
use score::Open;
pub(super) use score::{Verdict, is_settled, judge};

pub(super) static CONVERTED: Code = code("R170", "legacy-text-converted", Severity::Notice);
pub(super) static DOUBTFUL: Code = code("R171", "legacy-text-doubtful", Severity::Warning);
pub(super) static SIGNS: Code = code("R270", "signs-of-a-font", Severity::Notice);
pub(super) static LOOK_ALIKES: Code = code("R172", "look-alike-letters", Severity::Notice);

impl Script {
    /// Its name, a key of the catalogue.
    fn name(self) -> Arg {
        Arg::Word(match self {
            Self::Tcvn3 => "script-tcvn3",
            Self::Vni => "script-vni",
            Self::Signs(signs) => signs.name(),
        })
    }
}

impl Script {
    /// What a font of signs shows of a text.
    fn verdict(self, text: &str) -> Verdict {
        match self {
            Self::Signs(signs) => {
                signs.shown(text).map_or(Verdict::Plain, |shown| Verdict::Legacy(self, shown))
            }
            Self::Tcvn3 | Self::Vni => Verdict::Plain,
        }
    }
}

/// What was put right, by place: a value as the cell now shows it, and as it is stored.
#[derive(Debug, Default)]
pub(super) struct Originals(BTreeMap<(Arc<str>, u32, u32), Original>);

/// One of them.
#[derive(Debug)]
struct Original {
    now: String,
    before: String,
    script: Option<Script>,
}

impl Originals {
    fn keep(&mut self, sheet: &Sheet, place: Place, change: &Change) {
        // As a finding shows them, by which they are known again.
        let shown = |text: &str| finding::shown(values::stored_text(text));
        let key = (Arc::clone(&sheet.name), place.row, place.col);
        // Of two sheets of one name the first keeps its place.
        let Change { now, before, script } = change;
        self.0.entry(key).or_insert_with(|| Original {
            now: shown(now),
            before: shown(before),
            script: *script,
        });
    }

    /// Lets findings show values as they are stored in the file.
    pub(super) fn restore(&self, findings: &mut [Finding]) {
        for finding in findings {
            let Some(cell) = &finding.cell else { continue };
            let key = (Arc::clone(&cell.sheet), cell.row, cell.col);
            let original = self.0.get(&key);
            if finding.code == &values::UNKNOWN_SIGN {
                let script = original.and_then(|it| it.script);
                let script = script.filter(|it| matches!(it, Script::Signs(_)));
                let font = script.unwrap_or(Script::Signs(Signs::Unknown)).name();
                finding.args.push(("font", font));
            }
            if let (Some(original), Some(stored)) = (original, &mut finding.stored)
                && original.now == *stored
            {
                original.before.clone_into(stored);
            }
        }
    }
}

/// A cell's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    row: u32,
    col: u32,
}

/// Puts the text of every cell right and says what was done.
pub(super) fn mend(
    book: &mut Cow<'_, Book>,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> Originals {
    let mut originals = Originals::default();
    for place in 0..book.sheets.len() {
        numbers_as_signs(book, place);
        let Some(sheet) = book.sheets.get(place) else { continue };
        let changes = changes(sheet, wording, findings);
        if changes.is_empty() {
            continue;
        }
        report(sheet, &changes, findings);
        // Copied only where there is something to put right.
        let Some(sheet) = book.to_mut().sheets.get_mut(place) else { continue };
        for (place, change) in changes {
            originals.keep(sheet, place, &change);
            if let Some(cell) = sheet.get_mut(place.row, place.col) {
                cell.raw = Raw::Text(change.now.into());
            }
        }
    }
    originals
}

/// Makes figures in a font of signs text: people see no figures there.
fn numbers_as_signs(book: &mut Cow<'_, Book>, place: usize) {
    let Some(sheet) = book.sheets.get(place) else { return };
    let is_it = |it: &Font| it.has_no_figures();
    let places: Vec<_> = sheet.old_fonts.iter().filter(|it| is_it(it.1)).map(|it| *it.0).collect();
    if places.is_empty() {
        return;
    }
    let Some(sheet) = book.to_mut().sheets.get_mut(place) else { return };
    for (row, col) in places {
        if let Some(cell) = sheet.get_mut(row, col)
            && let Some(number) = cell.plain_number()
        {
            cell.raw = Raw::Text(values::number_text(number).into());
        }
    }
}

/// What is changed about a cell.
#[derive(Debug)]
struct Change {
    /// The encoding; none for single letters that look like others.
    script: Option<Script>,
    before: String,
    now: String,
}

/// A text that is not the same in every encoding, or not in every font.
struct Case<'a> {
    place: Place,
    text: &'a str,
    font: Option<Font>,
    verdict: Verdict,
}

/// Whether all texts of a sheet are as they should be.
fn are_settled(sheet: &Sheet, wording: &Wording<'_>) -> bool {
    sheet.old_fonts.is_empty() && sheet.old_pieces.is_empty() && {
        let mut texts = sheet.rows.iter().flat_map(|it| &it.cells).filter_map(Cell::text);
        texts.all(|it| match it {
            _ if it.is_ascii() => true,
            _ if is_kept(it) => wording.spelling(it, |it| it.is_settled),
            long => is_settled(long, &judge(long, None)),
        })
    }
}

fn changes(
    sheet: &Sheet,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<Place, Change> {
    let is_word = |text: &str| wording.words.has_label(text);
    // Of most sheets nothing need be known of what stands around a text.
    if are_settled(sheet, wording) {
        return BTreeMap::new();
    }
    let cases = cases(sheet, wording);
    let around = Around::of(&cases);
    let mut changes = BTreeMap::new();
    for case in cases {
        let Case { place, text, font, verdict } = case;
        let decided = match verdict {
            Verdict::Legacy(script, meant) => Some((script, meant)),
            Verdict::Plain | Verdict::Unicode => None,
            // Picked from a list, whatever the font of the cell.
            Verdict::Open(_) if is_word(text) => None,
            Verdict::Open(open) => match around.decide(place, font, open) {
                Ok(decided) => decided,
                Err(open) => {
                    let Some(reading) = open.readings.iter().find(|it| is_word(&it.1)) else {
                        findings.push(doubtful(sheet, place, text, &open));
                        continue;
                    };
                    Some(reading.clone())
                }
            },
        };
        let change = match (decided, font) {
            (Some((script, meant)), _) => {
                Some((Some(script), in_its_case(text, meant, script, font)))
            }
            // Plain letters too are what the font shows: people saw capitals.
            (None, Some(Font { script, capitals: true })) if text.is_ascii() => {
                Some((Some(script), text.to_ascii_uppercase()))
            }
            (None, _) => lookalikes::mend(text).map(|it| (None, it)),
        };
        if let Some((script, now)) = change.filter(|(_, now)| now != text) {
            changes.insert(place, Change { script, before: text.to_owned(), now });
        }
    }
    changes
}

fn cases<'s>(sheet: &'s Sheet, wording: &Wording<'_>) -> Vec<Case<'s>> {
    let mut cases = Vec::new();
    for row in &sheet.rows {
        for cell in &row.cells {
            let Some(text) = cell.text() else { continue };
            let font = sheet.old_fonts.get(&(row.index, cell.col)).copied();
            let pieces = sheet.old_pieces.get(&(row.index, cell.col));
            let place = Place { row: row.index, col: cell.col };
            let is_signs = matches!(font, Some(Font { script: Script::Signs(_), .. }));
            if pieces.is_none() && (is_signs || text.contains(is_private)) {
                let script = font.map(|it| it.script).filter(|_| is_signs);
                let signs = script.unwrap_or(Script::Signs(Signs::Unknown));
                let Verdict::Legacy(_, meant) = signs.verdict(text) else { continue };
                cases.push(Case {
                    place,
                    text,
                    font: None,
                    verdict: Verdict::Legacy(signs, meant),
                });
                continue;
            }
            if let Some((script, verdict)) = pieces.and_then(|it| by_pieces(text, it)) {
                let font = Some(Font { script, capitals: false });
                cases.push(Case { place, text, font, verdict });
                continue;
            }
            if font.is_none() && text.is_ascii() {
                continue;
            }
            let verdict = match font {
                Some(_) => judge(text, font),
                None => wording.spelling(text, |it| it.verdict.clone()),
            };
            cases.push(Case { place, text, font, verdict });
        }
    }
    cases
}

/// A text in several fonts, each piece as its own font shows it, with the encoding
/// of the first that is put right; nothing if that is what is stored.
fn by_pieces(text: &str, pieces: &[Piece]) -> Option<(Script, Verdict)> {
    let (mut rest, mut shown, mut script) = (text, String::with_capacity(text.len()), None);
    let mut is_sure = false;
    for (len, font) in pieces {
        let (piece, after) = rest.split_at_checked(*len)?;
        rest = after;
        let Some(font) = *font else {
            shown.push_str(piece);
            continue;
        };
        let verdict = match font.script {
            Script::Signs(_) => font.script.verdict(piece),
            _ => judge(piece, Some(font)),
        };
        let meant = match verdict {
            Verdict::Legacy(script, meant) => {
                is_sure = true;
                Some((script, meant))
            }
            Verdict::Open(open) => {
                is_sure |= !open.unicode;
                open.readings.into_iter().find(|it| it.0 == font.script)
            }
            Verdict::Plain | Verdict::Unicode => None,
        };
        match meant {
            Some((own, meant)) => {
                shown.push_str(&in_its_case(piece, meant, own, Some(font)));
                script.get_or_insert(own);
            }
            None if font.capitals && piece.is_ascii() => {
                is_sure = true;
                shown.push_str(&piece.to_ascii_uppercase());
                script.get_or_insert(font.script);
            }
            None => shown.push_str(piece),
        }
    }
    shown.push_str(rest);
    let script = script.filter(|_| shown != text)?;
    let verdict = if is_sure {
        Verdict::Legacy(script, shown)
    } else {
        Verdict::Open(Open { unicode: true, readings: vec![(script, shown)] })
    };
    Some((script, verdict))
}

/// What was certain in a row, a column or a sheet: a bit for Unicode and one for each encoding.
type Seen = u8;

fn bit(script: Option<Script>) -> Seen {
    match script {
        None => 1,
        Some(Script::Tcvn3) => 2,
        Some(Script::Vni) => 4,
        // Signs tell nothing of the letters around.
        Some(Script::Signs(_)) => 0,
    }
}

/// What is certain around an open case. Cells of an old font are compared with
/// one another only: next to them lie those that were filled in later.
#[derive(Default)]
struct Around {
    rows: BTreeMap<(Option<Script>, u32), Seen>,
    cols: BTreeMap<(Option<Script>, u32), Seen>,
    sheet: BTreeMap<Option<Script>, Seen>,
}

impl Around {
    fn of(cases: &[Case<'_>]) -> Self {
        let mut around = Self::default();
        for case in cases {
            let seen = match &case.verdict {
                Verdict::Unicode => bit(None),
                Verdict::Legacy(Script::Signs(_), _) | Verdict::Plain | Verdict::Open(_) => {
                    continue;
                }
                Verdict::Legacy(script, _) => bit(Some(*script)),
            };
            let font = case.font.map(|it| it.script);
            *around.rows.entry((font, case.place.row)).or_default() |= seen;
            *around.cols.entry((font, case.place.col)).or_default() |= seen;
            *around.sheet.entry(font).or_default() |= seen;
        }
        around
    }

    /// The encoding of an open case and what is meant, or that it is Unicode; the
    /// case itself if it stays open.
    fn decide(
        &self,
        place: Place,
        font: Option<Font>,
        open: Open,
    ) -> Result<Option<(Script, String)>, Open> {
        let font = font.map(|it| it.script);
        let sheet = self.sheet.get(&font).copied().unwrap_or_default();
        // Where nothing speaks for an old encoding, what can be Unicode is.
        if font.is_none() && open.unicode && sheet & !bit(None) == 0 {
            return Ok(None);
        }
        let row = self.rows.get(&(font, place.row)).copied().unwrap_or_default();
        let col = self.cols.get(&(font, place.col)).copied().unwrap_or_default();
        for seen in [row, col, sheet] {
            if open.unicode && seen == bit(None) {
                return Ok(None);
            }
            let is_seen = |it: &&(Script, String)| bit(Some(it.0)) == seen;
            if let Some(reading) = open.readings.iter().find(is_seen) {
                return Ok(Some(reading.clone()));
            }
        }
        Err(open)
    }
}

/// A text in the case in which its font shows it. TCVN3 has no capitals with a
/// tone: among capitals a small letter is one of them.
fn in_its_case(text: &str, meant: String, script: Script, font: Option<Font>) -> String {
    let is_shown = font.is_some_and(|it| it.script == script && it.capitals);
    let is_typed = script == Script::Tcvn3
        && !text.chars().any(|it| it.is_ascii_lowercase())
        && text
            .split(|it: char| it.is_whitespace())
            .any(|word| word.chars().filter(char::is_ascii_uppercase).count() > 1);
    if is_shown || is_typed { meant.to_uppercase() } else { meant }
}

fn doubtful(sheet: &Sheet, place: Place, text: &str, open: &Open) -> Finding {
    let finding = Finding::at(&DOUBTFUL, &CellRef::new(&sheet.name, place.row, place.col))
        .stored(values::stored_text(text));
    match open.readings.first() {
        Some((script, meant)) => finding.arg("read", meant).arg("script", script.name()),
        None => finding,
    }
}

/// One finding a sheet for each way in which text was put right.
fn report(sheet: &Sheet, changes: &BTreeMap<Place, Change>, findings: &mut Vec<Finding>) {
    let scripts: BTreeSet<Option<Script>> = changes.values().map(|it| it.script).collect();
    // Single letters last.
    let ordered = scripts.iter().filter(|it| it.is_some()).chain([&None]);
    for &script in ordered {
        // What stays a sign of its font was not put right.
        let is_read = |it: &Change| !it.now.contains(is_private);
        let mut all = changes.iter().filter(|it| it.1.script == script && is_read(it.1));
        let Some((place, first)) = all.next() else { continue };
        let code = match script {
            Some(Script::Signs(_)) => &SIGNS,
            Some(_) => &CONVERTED,
            None => &LOOK_ALIKES,
        };
        let cell = CellRef::new(&sheet.name, place.row, place.col);
        let finding = Finding::new(code)
            .sheet(&sheet.name)
            .stored(values::stored_text(&first.before))
            .arg("count", 1 + all.count())
            .arg("first", cell.a1())
            .arg("read", &first.now);
        findings.push(match script {
            Some(script) => finding.arg("script", script.name()),
            None => finding,
        });
    }
}
