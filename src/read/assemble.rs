//! The form's places and what stands in them, put together as a submission.

mod centuries;
mod collectives;
pub(super) mod consolidated;
pub(super) mod copies;
pub(super) mod decisions;
mod info;
mod members;
pub(super) mod merged;
mod scores;
mod second;
pub(super) mod sight;
mod swapped;
mod ticks;
mod unfilled;

use super::fold::{fold, tidy};
use super::grid::{Book, Cell, Raw, Row, Sheet};
use super::layout::columns::{self, Columns, Place};
use super::layout::headings::Headings;
use super::layout::rows::{Entries, STATED_TOTAL, Table};
use super::layout::{report_unseen, sheets};
use super::package::over_limit;
use super::values::dates::Typed;
use super::values::vocabulary::Vocabulary;
use super::values::{
    self, Outcome, Remark, cards, choices, counts, dates, grades, months, names, percents, points,
    ratings, refused, text, yes_no,
};
use super::wording::Wording;
use crate::finding::{Arg, Finding};
use crate::model::{At, CellRef, Eligibility, Grade, Hundredths, Rating, Slot, Submission};
use crate::regime::form::{InfoField, Kind};
use crate::regime::{Keyed, Regime};

pub(super) use second::{
    LIST_HIDDEN, OTHER_RATINGS, OTHER_RATINGS_HIDDEN, PEOPLE_ELSEWHERE, PEOPLE_HIDDEN, SECOND_FORM,
};
pub(super) use swapped::DATES_SWAPPED;
pub(super) use unfilled::is_unfilled;

/// Reads the form out of the workbook. The error is the finding of a workbook
/// that has nothing of the form.
pub(super) fn assemble(
    book: &Book,
    wording: &Wording<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Submission, Box<Finding>> {
    let Wording { regime, words, members, collectives, scoring, marks, .. } = wording;
    let form = &regime.form;
    let sheets = sheets::find(book, wording, findings)?;
    let list_rows = book.list_rows.unwrap_or(usize::MAX);
    let mut reader = Reader { regime, words, wording, findings, list_rows, over: None };

    let info = info::read(&mut reader, sheets.info);
    let mut submission = Submission {
        info,
        members: Vec::new(),
        collectives: Vec::new(),
        scores: Vec::new(),
        has_all_members: false,
        has_collectives: sheets.collectives.is_some(),
    };
    let year = submission.info.year.get();
    if let Some((sheet, header)) = &sheets.members {
        (submission.members, submission.has_all_members) =
            members::read(&mut reader, sheet, header, members, marks, year);
    }
    if let Some((sheet, header)) = &sheets.collectives {
        submission.collectives = collectives::read(&mut reader, sheet, header, collectives, marks);
    }
    if let Some((sheet, header)) = &sheets.members {
        let main = second::Main {
            submission: &submission,
            info: sheets.info,
            list: (sheet, header),
            collectives: sheets.collectives.as_ref().map(|it| it.0),
        };
        // What does not agree then has its one cause.
        let is_any = second::check(&mut reader, &main, &sheets.others);
        submission.has_all_members &= !is_any;
    } else {
        let seen = sheets.others.iter().filter(|it| !it.sheet.hidden);
        seen.for_each(|it| reader.findings.push(it.finding()));
    }
    if let (Some((sheet, header)), Some(table), Some(headings)) =
        (sheets.scoring, &form.scoring, scoring)
    {
        submission.scores = scores::read(&mut reader, sheet, &header, table, headings, marks);
    }
    sight::gather_struck(reader.findings);
    reader.over.map_or(Ok(submission), Err)
}

/// Reads values and reports what is amiss with them.
struct Reader<'a> {
    regime: &'a Regime,
    words: &'a Vocabulary,
    wording: &'a Wording<'a>,
    findings: &'a mut Vec<Finding>,
    /// How many rows a list may have.
    list_rows: usize,
    /// The finding of a list that has more.
    over: Option<Box<Finding>>,
}

/// A place of the form: where a value is, would be, or why there is no such place.
struct Spot<'a> {
    at: SpotAt<'a>,
    /// The heading or label for messages.
    heading: &'a str,
    /// The name in the row, empty if unknown.
    member: &'a str,
    /// Whether the form cannot do without the column.
    is_required: bool,
    /// Whether nothing has to stand there.
    may_be_empty: bool,
    /// Whether something of the same kind stands above it.
    is_listed: bool,
    /// What tells whether the member is rated, where whoever is not leaves it blank.
    eligibility: Option<Eligible<'a>>,
}

/// The column that says whether a member is rated, and why not: asked only where something else
/// is amiss.
#[derive(Clone, Copy)]
struct Eligible<'a> {
    heading: &'a str,
    list: &'a str,
    cell: Option<&'a Cell>,
}

enum SpotAt<'a> {
    /// An optional column or row that the form has not.
    Absent,
    /// A required one that it has not, one that it has several times, or one that was merged
    /// with others.
    Unknown,
    /// A cell, blank or not.
    Cell(CellRef, Option<&'a Cell>),
    /// A cell that gives no value, whatever is stored.
    Hidden(CellRef, Option<&'a Cell>, sight::Why),
    /// Four cells, one a level of rating.
    Ticks(ticks::Ticks<'a>),
}

impl Reader<'_> {
    /// Reads one place.
    fn slot<T>(
        &mut self,
        spot: &Spot<'_>,
        read: impl Fn(&Vocabulary, &Cell) -> Outcome<T>,
    ) -> Slot<T> {
        let (at, cell) = match &spot.at {
            SpotAt::Absent => return Slot::Absent,
            // Of ratings only, which are read elsewhere.
            SpotAt::Unknown | SpotAt::Ticks(_) => return Slot::Unread(None),
            SpotAt::Hidden(at, cell, why) => return self.hidden(spot, at, *cell, *why),
            SpotAt::Cell(at, None) => return Slot::Empty(at.clone()),
            SpotAt::Cell(at, Some(cell)) => (at, *cell),
        };
        match refused::read(self.words, cell, spot.is_listed, read) {
            Ok((value, remark)) => {
                if let Some(remark) = remark {
                    self.report(spot, at, cell, remark);
                }
                Slot::Is(At { value, at: at.clone() })
            }
            Err(_) if self.is_unrated(spot) && self.says_unrated(cell) => {
                self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
                Slot::Empty(at.clone())
            }
            Err(remark) => {
                let is_rating = *remark.code == ratings::NOT_A_RATING;
                let better = if is_rating { self.without_rating(spot, cell) } else { None };
                let remark = better.unwrap_or(remark);
                self.report(spot, at, cell, remark);
                Slot::Unread(Some(at.clone()))
            }
        }
    }

    /// What to say, rather than to choose a rating, of a cell that has none: somebody who is not
    /// rated has none to choose, and of somebody who is it may say that he is not.
    fn without_rating(&self, spot: &Spot<'_>, cell: &Cell) -> Option<Remark> {
        if self.is_unrated(spot) {
            return Some(Remark::new(&ratings::NO_RATING_WANTED));
        }
        let eligible = spot.eligibility?;
        let is_said =
            cell.text().is_some_and(|it| self.words.says_unrated(it)) && !self.is_no(cell);
        let otherwise = if spot.may_be_empty { "rating-not-yet" } else { "rating-not-for-member" };
        is_said.then(|| {
            Remark::new(&ratings::SAYS_UNRATED)
                .arg("choices", self.words.rating_names.clone())
                .arg("eligibility", eligible.heading)
                .arg("otherwise", Arg::Word(otherwise))
        })
    }

    /// Whether a place has to be blank, the member being not rated; what is amiss with the cell
    /// that says so is told where it is read.
    fn is_unrated(&self, spot: &Spot<'_>) -> bool {
        let Some(Eligible { list, cell: Some(cell), .. }) = spot.eligibility else { return false };
        let key = choices::read(self.words, list, cell, true).ok().and_then(|it| it.0);
        let eligibility = key.and_then(|it| Eligibility::from_key(&it));
        eligibility.is_some_and(|it| it != Eligibility::Rated)
    }

    /// Whether a cell of somebody who is not rated says so: by a dash, in words, or with a no.
    fn says_unrated(&self, cell: &Cell) -> bool {
        let Some(text) = cell.text() else { return false };
        dash(text) || self.words.says_unrated(text) || (!are_figures(text) && self.is_no(cell))
    }

    /// Whether a cell says no.
    fn is_no(&self, cell: &Cell) -> bool {
        cell.text().is_some() && matches!(yes_no::read(self.words, cell), Ok((false, None)))
    }

    fn report(&mut self, spot: &Spot<'_>, at: &CellRef, cell: &Cell, remark: Remark) {
        let mut finding = Finding::at(remark.code, at)
            .member(spot.member)
            .stored(values::stored(cell))
            .arg("heading", spot.heading);
        for (name, value) in remark.args {
            finding = finding.arg(name, value);
        }
        self.findings.push(finding);
    }

    fn text(&mut self, spot: &Spot<'_>) -> Slot<String> {
        self.slot(spot, |_, cell| text::read(cell))
    }

    /// A text that need not be there: a dash, "no" or a nought is none, with a notice.
    fn text_or_no(&mut self, spot: &Spot<'_>) -> Slot<String> {
        let blank = self.left_blank(spot).or_else(|| self.is_nought(spot));
        blank.unwrap_or_else(|| self.text(spot))
    }

    /// The name of a group of similar role.
    fn group(&mut self, spot: &Spot<'_>) -> Slot<String> {
        let blank = self.left_blank(spot).or_else(|| self.is_nought(spot));
        let regime = self.regime;
        blank
            .unwrap_or_else(|| self.slot(spot, |words, cell| text::read_group(words, regime, cell)))
    }

    /// The name of an ethnic group.
    fn ethnicity(&mut self, spot: &Spot<'_>) -> Slot<String> {
        let blank = self.left_blank(spot).or_else(|| self.is_nought(spot));
        blank.unwrap_or_else(|| self.slot(spot, text::read_ethnicity))
    }

    fn name(&mut self, spot: &Spot<'_>) -> Slot<String> {
        self.slot(spot, if spot.is_listed { names::read_listed_name } else { names::read_name })
    }

    /// A cell that says "no" where that means nothing to tell: blank, with a notice.
    fn says_no<T>(&mut self, spot: &Spot<'_>) -> Option<Slot<T>> {
        let SpotAt::Cell(at, Some(cell)) = &spot.at else { return None };
        if !self.is_no(cell) {
            return None;
        }
        self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
        Some(Slot::Empty(at.clone()))
    }

    /// A cell that holds a dash and nothing else, which is how people leave blank.
    fn is_dash(spot: &Spot<'_>) -> Option<CellRef> {
        let SpotAt::Cell(at, Some(cell)) = &spot.at else { return None };
        dash(cell.text()?).then(|| at.clone())
    }

    /// Reads a person's name, or "no" for nobody.
    fn name_or_no(&mut self, spot: &Spot<'_>) -> Slot<String> {
        self.left_blank(spot).or_else(|| self.says_no(spot)).unwrap_or_else(|| self.name(spot))
    }

    /// A count of votes: a dash is none.
    fn votes(&mut self, spot: &Spot<'_>) -> Slot<u32> {
        match Self::is_dash(spot) {
            Some(at) => Slot::Empty(at),
            None if is_figures(spot) => self.count(spot),
            None => self.says_no(spot).unwrap_or_else(|| self.count(spot)),
        }
    }

    /// A cell that need not be filled and says so with a dash or "no": blank, with a notice.
    fn left_blank<T>(&mut self, spot: &Spot<'_>) -> Option<Slot<T>> {
        if !spot.may_be_empty {
            return None;
        }
        if let (Some(at), SpotAt::Cell(_, Some(cell))) = (Self::is_dash(spot), &spot.at) {
            self.report(spot, &at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Some(Slot::Empty(at));
        }
        // "0" is a word for no, but where numbers stand it is one.
        if is_figures(spot) {
            return None;
        }
        self.says_no(spot)
    }

    /// A date, a text or the number of a card, of which none is nought: where it need not be
    /// there it is blank, with a notice.
    fn is_nought<T>(&mut self, spot: &Spot<'_>) -> Option<Slot<T>> {
        let SpotAt::Cell(at, Some(cell)) = &spot.at else { return None };
        let is_nought = match &cell.raw {
            Raw::Number(number) => *number == 0.0,
            Raw::Text(text) => {
                let is_sign =
                    |it: char| matches!(it, '/' | '.' | ' ') || values::DASHES.contains(&it);
                text.contains('0') && tidy(text).chars().all(|it| it == '0' || is_sign(it))
            }
            _ => false,
        };
        if !(spot.may_be_empty && is_nought) {
            return None;
        }
        self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
        Some(Slot::Empty(at.clone()))
    }

    /// A rating that only some have: "no" or a dash is none, with a notice.
    fn rating_or_no(&mut self, spot: &Spot<'_>) -> Slot<Rating> {
        if let (Some(at), SpotAt::Cell(_, Some(cell))) = (Self::is_dash(spot), &spot.at) {
            self.report(spot, &at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at);
        }
        self.says_no(spot).unwrap_or_else(|| self.rating(spot))
    }

    /// The rating of a quarter: who has none for lawful reasons is said so in words too.
    fn quarter(&mut self, spot: &Spot<'_>) -> Slot<Rating> {
        if let SpotAt::Cell(at, Some(cell)) = &spot.at
            && cell.text().is_some_and(|it| self.words.unrated_quarter.contains(&fold(it)))
        {
            self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at.clone());
        }
        self.rating_or_no(spot)
    }

    fn count(&mut self, spot: &Spot<'_>) -> Slot<u32> {
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, |_, cell| counts::read(cell)))
    }

    /// A number of years in a row.
    fn years(&mut self, spot: &Spot<'_>) -> Slot<u32> {
        let read = |_: &Vocabulary, cell: &Cell| counts::read_years(cell);
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, read))
    }

    fn months(&mut self, spot: &Spot<'_>) -> Slot<Hundredths> {
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, |_, cell| months::read(cell)))
    }

    fn date(&mut self, spot: &Spot<'_>) -> Slot<Typed> {
        if let Some(blank) = self.left_blank(spot).or_else(|| self.is_nought(spot)) {
            return blank;
        }
        self.slot(spot, |_, cell| dates::read(cell))
    }

    /// The date of becoming official: who writes there what the form calls those who are not
    /// yet says that there is none.
    fn official(&mut self, spot: &Spot<'_>) -> Slot<Typed> {
        let rows = &self.regime.form.info.row;
        let label = rows.iter().find(|it| it.field == InfoField::Probationary);
        let word = label.and_then(|it| it.label.rsplit(':').next()).map(fold);
        if let (SpotAt::Cell(at, Some(cell)), Some(word)) = (&spot.at, word)
            && cell.text().is_some_and(|it| it.len() < 100 && fold(it).ends_with(&word))
        {
            self.report(spot, at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at.clone());
        }
        self.date(spot)
    }

    /// The number of a card.
    fn card(&mut self, spot: &Spot<'_>) -> Slot<String> {
        if let Some(blank) = self.left_blank(spot).or_else(|| self.is_nought(spot)) {
            return blank;
        }
        self.slot(spot, |_, cell| cards::read_card(cell))
    }

    fn percent(&mut self, spot: &Spot<'_>) -> Slot<Hundredths> {
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, |_, cell| percents::read(cell)))
    }

    fn points(&mut self, spot: &Spot<'_>, most: Option<u32>) -> Slot<Hundredths> {
        let read = |_: &Vocabulary, cell: &Cell| points::read(cell, most.unwrap_or(0));
        self.left_blank(spot).unwrap_or_else(|| self.slot(spot, read))
    }

    fn rating(&mut self, spot: &Spot<'_>) -> Slot<Rating> {
        if let SpotAt::Ticks(ticks) = &spot.at {
            return ticks::read(self, spot, ticks);
        }
        self.slot(spot, ratings::read)
    }

    fn grade(&mut self, spot: &Spot<'_>) -> Slot<Grade> {
        self.slot(spot, grades::read)
    }

    fn yes_no(&mut self, spot: &Spot<'_>) -> Slot<bool> {
        if spot.may_be_empty
            && let (Some(at), SpotAt::Cell(_, Some(cell))) = (Self::is_dash(spot), &spot.at)
        {
            self.report(spot, &at, cell, Remark::new(&choices::NO_AS_BLANK));
            return Slot::Empty(at);
        }
        self.slot(spot, yes_no::read)
    }

    /// Reads an entry of a drop-down list, as its key.
    fn key(&mut self, spot: &Spot<'_>, list: &str) -> Slot<String> {
        let is_required = spot.is_required;
        match self.slot(spot, |words, cell| choices::read(words, list, cell, is_required)) {
            Slot::Is(At { value: Some(value), at }) => Slot::Is(At { value, at }),
            Slot::Is(At { value: None, at }) | Slot::Empty(at) => Slot::Empty(at),
            Slot::Absent => Slot::Absent,
            Slot::Unread(at) => Slot::Unread(at),
        }
    }

    /// Reads an entry of a drop-down list, as what its key stands for. A key
    /// that the program does not know counts as unread: the profile is at fault.
    fn choice<T: Keyed>(&mut self, spot: &Spot<'_>, list: &str) -> Slot<T> {
        match self.key(spot, list) {
            Slot::Is(At { value, at }) => match T::from_key(&value) {
                Some(value) => Slot::Is(At { value, at }),
                None => Slot::Unread(Some(at)),
            },
            Slot::Empty(at) => Slot::Empty(at),
            Slot::Absent => Slot::Absent,
            Slot::Unread(at) => Slot::Unread(at),
        }
    }
}

/// Whether a text is a dash and nothing else.
fn dash(text: &str) -> bool {
    // Letters stay whatever is tidied.
    if text.bytes().any(|it| it.is_ascii_alphanumeric()) {
        return false;
    }
    let text = tidy(text);
    !text.is_empty() && text.chars().all(|it| values::DASHES.contains(&it))
}

/// Whether a cell has text of figures alone.
fn is_figures(spot: &Spot<'_>) -> bool {
    let SpotAt::Cell(_, Some(cell)) = &spot.at else { return false };
    cell.text().is_some_and(are_figures)
}

fn are_figures(text: &str) -> bool {
    !text.bytes().any(|it| it.is_ascii_alphabetic())
        && tidy(text).bytes().all(|it| it.is_ascii_digit())
}

/// One row of a table.
struct RowSpots<'a> {
    sheet: &'a Sheet,
    headings: &'a Headings,
    columns: &'a Columns,
    row: &'a Row,
    member: String,
    /// Columns of which nobody knows what was typed for them.
    unclear: Vec<u32>,
    /// What tells whether the member is rated.
    eligibility: Option<Eligible<'a>>,
}

impl<'a> RowSpots<'a> {
    /// The places of an entry, after its merged cells were told.
    fn of(
        reader: &mut Reader<'_>,
        table: &Table<'a>,
        columns: &'a Columns,
        row: &'a Row,
        member: String,
    ) -> Self {
        let unclear = merged::unclear(reader, table, columns, row, &member);
        let (sheet, headings) = (table.sheet, table.headings);
        Self { sheet, headings, columns, row, member, unclear, eligibility: None }
    }

    /// The place of a column; one that the profile does not have is absent.
    fn spot_or_absent(&self, wanted: Option<usize>) -> Spot<'_> {
        match wanted {
            Some(wanted) => self.spot(wanted),
            None => Spot {
                at: SpotAt::Absent,
                heading: "",
                member: &self.member,
                is_required: false,
                may_be_empty: true,
                is_listed: true,
                eligibility: None,
            },
        }
    }

    fn spot(&self, wanted: usize) -> Spot<'_> {
        let column = &self.headings.wanted[wanted];
        let cell = |col: u32| CellRef::new(&self.sheet.name, self.row.index, col);
        let at = match &self.columns.places[wanted] {
            Place::At(col) if self.unclear.contains(col) => SpotAt::Unknown,
            Place::At(col) => sight::spot(self.sheet, cell(*col), self.row.get(*col)),
            Place::Ticks(cols) => {
                let four = Rating::BEST_FIRST.into_iter().zip(cols);
                SpotAt::Ticks(ticks::Ticks {
                    cells: four
                        .map(|(it, col)| {
                            let at = cell(*col);
                            let typed = self.row.get(*col);
                            let why = sight::why(self.sheet, &at, typed);
                            (it, at, typed, why)
                        })
                        .collect(),
                    merged: ticks::merged(self.sheet, self.row.index, cols),
                })
            }
            Place::Missing if !column.required => SpotAt::Absent,
            Place::Missing | Place::Renamed | Place::Twice(_) => SpotAt::Unknown,
        };
        Spot {
            at,
            heading: &column.label,
            member: &self.member,
            is_required: column.required,
            may_be_empty: column.may_be_empty,
            is_listed: true,
            eligibility: self.eligibility.filter(|_| column.empty_when_unrated),
        }
    }
}

/// The entries of a table, after what is unseen of its sheet was reported.
fn entries<'a>(
    reader: &mut Reader<'_>,
    table: &Table<'a>,
    header: &super::layout::header::Header,
) -> Entries<'a> {
    let sheet = table.sheet;
    let bottom = sheet.rows[header.bottom].index;
    let columns = columns::resolve(table.headings, sheet, &header.found, bottom, reader.findings);
    let used = columns.used.clone();
    let mut entries = table.entries(columns, header.bottom + 1, reader.findings);
    let found = entries.rows.len();
    if found > reader.list_rows {
        let allowed = reader.list_rows.to_string();
        let finding = over_limit("limit-list", found.to_string(), allowed).sheet(&sheet.name);
        reader.over.get_or_insert_with(|| Box::new(finding));
        entries.rows.clear();
        entries.totals.clear();
    }
    sight::take_struck_rows(table, &mut entries, reader.findings);
    sight::report_table(table, &entries, reader.findings);
    let rows = bottom.saturating_add(1)..=entries.last;
    let is_used = |it| used.contains_key(&it);
    report_unseen(sheet, rows, &entries.headings, is_used, reader.findings);
    entries
}

/// Reports totals that are no number of rows: neither of their own table nor of
/// all above them, guests counted or not.
fn check_totals(reader: &mut Reader<'_>, entries: &Entries<'_>, is_guest: &[bool]) {
    // How many guests stand above a place.
    let above: Vec<usize> = std::iter::once(0)
        .chain(is_guest.iter().scan(0, |count, it| {
            *count += usize::from(*it);
            Some(*count)
        }))
        .collect();
    for total in &entries.totals {
        let guests =
            |rows: std::ops::Range<usize>| match (above.get(rows.end), above.get(rows.start)) {
                (Some(end), Some(start)) => end - start,
                _ => 0,
            };
        let own = total.rows.clone();
        let (all, part) = (0..own.end, total.part.min(own.end)..own.end);
        let is_count = |stated: usize| {
            [own.clone(), all.clone(), part.clone()]
                .into_iter()
                .any(|rows| stated == rows.len() || stated == rows.len() - guests(rows.clone()))
        };
        // Some of them are no more than all.
        let is_some = |stated: &u32| total.is_part && *stated as usize <= all.len();
        let agrees = total.numbers.iter().any(|it| is_count(*it as usize))
            || total.numbers.iter().all(is_some);
        if !agrees {
            reader.findings.push(
                Finding::at(&STATED_TOTAL, &total.cell)
                    .stored(total.stored.clone())
                    .arg("total", total.number as usize)
                    .arg("count", own.len()),
            );
        }
    }
}

/// Whether a cell holds what only an entry of a table holds: a word of a list,
/// a rating, a date. Numbers alone do not, they may be sums.
fn is_evidence(words: &Vocabulary, kind: Kind, list: Option<&str>, cell: &Cell) -> bool {
    let is_digits = |text: &str| text.trim().chars().all(|it| it.is_ascii_digit());
    if cell.plain_number().is_some() || cell.text().is_some_and(is_digits) {
        return false;
    }
    match kind {
        Kind::Date => dates::read(cell).is_ok(),
        Kind::Rating => ratings::read(words, cell).is_ok() || values::ticks::is_mark(words, cell),
        Kind::Grade => grades::read(words, cell).is_ok(),
        Kind::YesNo => yes_no::read(words, cell).is_ok(),
        Kind::Choice => list.is_some_and(|list| {
            matches!(choices::read(words, list, cell, false), Ok((Some(_), _)))
        }),
        // Numbers may be sums, and text may be a signature.
        Kind::Months
        | Kind::Percent
        | Kind::Points
        | Kind::Year
        | Kind::Count
        | Kind::Text
        | Kind::Card
        | Kind::Ethnicity => false,
    }
}
