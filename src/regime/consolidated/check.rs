//! What a profile of the workbook may not say.

use std::collections::BTreeSet;
use std::fmt::Debug;

use super::{
    AuthoritySource, BranchSource, CollectiveSource, Column, Consolidated, Count, GroupSource,
    PersonSource, ReviewColumn, Reviewed, SheetHead, StatisticsSource, TotalsSource, UnitSums,
};
use crate::model::Tally;
use crate::regime::{Form, Rules};

/// Sections in which no other sheet counts: those that may be left out.
const OPTIONAL: [&str; 6] = ["statistics", "branches", "leaders", "reviews", "groups", "excellent"];

/// Columns wider than this, in characters, would print too small to be read.
const WIDEST: f64 = 240.0;

impl Consolidated {
    /// Refuses a workbook that contradicts itself or the form.
    pub(crate) fn check(&self, form: &Form, rules: &Rules) -> Result<(), String> {
        self.check_texts()?;
        let by_group = rules.quota.is_by_group();
        if self.groups.is_some() && !by_group {
            return Err("a sheet of groups, but the quota is not counted in groups".to_owned());
        }
        if by_group == self.totals.quota.limit_of_groups.is_empty() {
            return Err("totals.quota.limit-of-groups goes with a quota in groups".to_owned());
        }
        if let Some(needed) = self.without.iter().find(|it| !OPTIONAL.contains(&it.as_str())) {
            return Err(format!("others count in the sheet {needed:?}: it cannot be left out"));
        }
        check_sheet_names(&self.sheets())?;
        if let Some(charts) = &self.charts {
            braces(&charts.title, &["year"])?;
            let is_taken = |it: &&SheetHead| it.name.eq_ignore_ascii_case(&charts.sheet);
            if self.sheets().iter().any(is_taken) {
                return Err(format!("two sheets are called {:?}", charts.sheet));
            }
        }
        for name in self.name.keys() {
            // Longer than any cell's own name, and nothing that Excel could misread.
            let is_plain = name.len() > 7 && name.bytes().all(|it| it.is_ascii_alphabetic());
            if !is_plain {
                return Err(format!("{name:?} cannot name a cell: letters alone, eight or more"));
            }
        }
        self.check_totals(form)?;
        self.check_statistics(form)?;
        self.check_reviews()?;
        self.check_groups()?;
        self.check_units()?;
        columns(
            &self.branches.sheet,
            &self.branches.column,
            &[BranchSource::Branch, BranchSource::Note],
        )?;
        columns(&self.leaders.sheet, &self.leaders.column, &[PersonSource::Name])?;
        self.check_collectives()?;
        let name = PersonSource::Name;
        columns(&self.members.sheet, &self.members.column, &[name, PersonSource::Proposal])?;
        columns(&self.excellent.sheet, &self.excellent.column, &[name])?;
        columns(
            &self.failing.sheet,
            &self.failing.column,
            &[name, PersonSource::Cause, PersonSource::Discipline],
        )?;
        columns(
            &self.unrated.sheet,
            &self.unrated.column,
            &[name, PersonSource::Exempt, PersonSource::NotReviewed, PersonSource::NotRated],
        )
    }

    fn check_units(&self) -> Result<(), String> {
        if let Some(units) = &self.units {
            braces(&units.row, &["unit", "branches"])?;
            braces(&units.direct, &["branches"])?;
            braces(&units.authority, &["letter", "body"])?;
            braces(&units.sums.rated, &["rating"])?;
            self.check_unit_sums(&units.sums)?;
        }
        let Some(lists) = &self.authorities else { return Ok(()) };
        let head = &lists.sheet;
        braces(&head.name, &["code"])?;
        braces(&head.label, &["code", "body"])?;
        braces(&head.title, &["body", "year"])?;
        braces(&lists.closing, &["members", "organizations"])?;
        if !head.name.contains("{code}") || head.name.chars().count() > 17 {
            return Err(format!(
                "authorities: the sheet is called {:?}: {{code}} and little more",
                head.name
            ));
        }
        columns(head, &lists.column, &[AuthoritySource::Name, AuthoritySource::Decision])
    }

    /// The sums by unit have columns to stand in, and are not taken for decisions.
    fn check_unit_sums(&self, sums: &UnitSums) -> Result<(), String> {
        for (head, has, sums) in [
            (&self.leaders.sheet, self.leaders.column.len(), 6),
            (&self.excellent.sheet, self.excellent.column.len(), 1),
            (&self.failing.sheet, self.failing.column.len(), 3),
            (&self.unrated.sheet, self.unrated.column.len(), 4),
        ] {
            if has <= sums {
                return Err(format!("{}: sums by unit need {} columns", head.name, sums + 1));
            }
        }
        if sums.rated.trim() == "{rating}" {
            return Err("units: a rating alone heads a sum, as if it were decided".to_owned());
        }
        Ok(())
    }

    /// The names of the sheets with tables, in their order.
    pub fn sheet_names(&self) -> Vec<&str> {
        self.sheets().into_iter().map(|it| it.name.as_str()).collect()
    }

    /// The sheets in their order.
    fn sheets(&self) -> Vec<&SheetHead> {
        self.sections().into_iter().map(|it| it.1).collect()
    }

    fn check_texts(&self) -> Result<(), String> {
        let (head, words, quota) = (&self.head, &self.words, &self.totals.quota);
        let coverage: &[&str] = &["accepted", "branches"];
        let texts: [(&str, &[&str]); 22] = [
            (&self.title, &["year"]),
            (&head.place_and_date, &["place", "year"]),
            (&head.attached, &["committee"]),
            (&head.partial, coverage),
            (&words.proposal, &["rating"]),
            (&words.ceiling_inferred, &["rating"]),
            (&words.waived, &["reason", "by"]),
            (&words.closing, &["count"]),
            (&self.totals.group, &["kind", "branches"]),
            (&quota.limit, &["percent", "base", "rounding"]),
            (&quota.limit_of_groups, &["rounding", "groups"]),
            (&words.left_out, &["labels", "year"]),
            (&words.quarters, &["quarters"]),
            (&self.excellent.group, &["group"]),
            (&quota.within, &["excellent", "limit", "groups"]),
            (&quota.over, &["excellent", "limit", "over", "groups"]),
            (&quota.so_far, coverage),
            (&quota.heads, &["heads"]),
            (&self.excellent.line, &["limit", "excellent", "over"]),
            (&self.excellent.line_tied, &[]),
            (&self.excellent.line_so_far, &[]),
            (&self.unrated.guests, &[]),
        ];
        for (text, known) in texts {
            braces(text, known)?;
        }
        if let Some(authority) = &self.members.authority {
            braces(&authority.superior, &[])?;
            braces(&authority.committee, &["committee"])?;
        }
        braces(&self.members.short.group, &["number"])?;
        braces(&self.members.short.ceiling_inferred, &["rating"])?;
        for line in &self.members.short.legend {
            braces(line, &["groups", "ratings", "posts", "ceiling", "eligibilities"])?;
        }
        for sheet in self.sheets() {
            braces(&sheet.title, &["year"])?;
        }
        let lists = [&self.members.column, &self.excellent.column, &self.failing.column];
        let told = |it: &Column<PersonSource>| it.source == PersonSource::NoteAndQuarters;
        if words.quarters.is_empty() && lists.into_iter().flatten().any(told) {
            return Err("note-and-quarters needs words.quarters".to_owned());
        }
        if words.mark.is_empty() || words.total.is_empty() {
            return Err("words.mark and words.total must not be empty".to_owned());
        }
        if self.foot.left.is_empty() || self.foot.right.is_empty() {
            return Err("somebody has to sign on the left and on the right".to_owned());
        }
        Ok(())
    }

    fn check_totals(&self, form: &Form) -> Result<(), String> {
        let (sheet, columns) = (&self.totals.sheet, &self.totals.column);
        check_widths(sheet, columns.iter().map(|it| (it.width, it.span)))?;
        for needed in [TotalsSource::Number, TotalsSource::Branch, TotalsSource::Note] {
            once(sheet, &needed, columns.iter().filter(|it| it.source == needed).count())?;
        }
        for needed in Count::ALL {
            let same = columns.iter().filter(|it| it.source.count() == Some(needed)).count();
            once(sheet, &needed, same)?;
        }
        let causes = form.choice.get("cause").map_or(&[][..], Vec::as_slice);
        for cause in causes {
            let needed = TotalsSource::Cause(cause.key.clone());
            once(sheet, &needed, columns.iter().filter(|it| it.source == needed).count())?;
        }
        for column in columns {
            match &column.source {
                TotalsSource::Cause(key) if causes.iter().all(|it| it.key != *key) => {
                    return Err(format!("{}: the form has no cause {key:?}", sheet.name));
                }
                TotalsSource::Sum { count, of } => check_sum(sheet, *count, of)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn check_statistics(&self, form: &Form) -> Result<(), String> {
        let (sheet, statistics) = (&self.statistics.sheet, &self.statistics);
        let fixed = [&statistics.criterion, &statistics.total, &statistics.share];
        check_widths(sheet, fixed.into_iter().chain([&statistics.kinds]).map(|it| (it.width, 1)))?;
        let causes = form.choice.get("cause").map_or(&[][..], Vec::as_slice);
        for row in &statistics.row {
            match &row.source {
                None if row.of.is_some() => {
                    return Err(format!("{}: {:?} is a share of nothing", sheet.name, row.label));
                }
                Some(StatisticsSource::Cause(key)) if causes.iter().all(|it| it.key != *key) => {
                    return Err(format!("{}: the form has no cause {key:?}", sheet.name));
                }
                _ => {}
            }
        }
        let has = |it: &StatisticsSource| {
            statistics.row.iter().any(|row| row.source.as_ref() == Some(it))
        };
        for needed in Count::ALL {
            if !has(&StatisticsSource::Count(needed)) {
                return Err(format!("{} has no row {needed:?}", sheet.name));
            }
        }
        Ok(())
    }

    fn check_reviews(&self) -> Result<(), String> {
        let (sheet, reviews) = (&self.reviews.sheet, &self.reviews);
        columns(
            sheet,
            &reviews.column,
            &[ReviewColumn::Label, ReviewColumn::Collectives, ReviewColumn::Members],
        )?;
        for row in &reviews.row {
            if row.by_hand && (row.collectives.is_some() || row.members.is_some()) {
                return Err(format!("{}: {:?} is counted and by hand", sheet.name, row.label));
            }
            if matches!(row.collectives, Some(Reviewed::Exempt | Reviewed::Suspended)) {
                return Err(format!("{}: {:?} is not for collectives", sheet.name, row.label));
            }
        }
        let counted = |it: fn(&super::ReviewRow) -> Option<Reviewed>, what: Reviewed| {
            reviews.row.iter().filter(|row| it(row) == Some(what)).count()
        };
        for what in [Reviewed::All, Reviewed::Yes, Reviewed::No] {
            once(sheet, &what, counted(|it| it.members, what))?;
            once(sheet, &what, counted(|it| it.collectives, what))?;
        }
        Ok(())
    }

    fn check_groups(&self) -> Result<(), String> {
        let Some(groups) = &self.groups else { return Ok(()) };
        braces(&groups.decided, &["percent", "number", "date"])?;
        braces(&groups.small, &[])?;
        braces(&groups.remark, &[])?;
        columns(
            &groups.sheet,
            &groups.column,
            &[
                GroupSource::Group,
                GroupSource::Members,
                GroupSource::Excellent,
                GroupSource::Good,
                GroupSource::Satisfactory,
                GroupSource::Unsatisfactory,
                GroupSource::NotRated,
                GroupSource::Limit,
                GroupSource::Over,
            ],
        )
    }

    fn check_collectives(&self) -> Result<(), String> {
        let leaders = &self.leaders;
        let spans: u64 = leaders.collective.iter().map(|it| u64::from(it.span)).sum();
        if leaders.collective.iter().any(|it| it.span == 0) || spans != leaders.column.len() as u64
        {
            return Err(format!(
                "{}: the collectives' columns take {spans} columns, the persons' {}",
                leaders.sheet.name,
                leaders.column.len()
            ));
        }
        let sources: BTreeSet<_> = leaders.collective.iter().map(|it| it.source).collect();
        if sources.len() < leaders.collective.len() || !sources.contains(&CollectiveSource::Name) {
            return Err(format!(
                "{}: collectives need a name, and no column twice",
                leaders.sheet.name
            ));
        }
        Ok(())
    }
}

/// Refuses a list of columns that has one twice or lacks one that other sheets count in.
fn columns<S: Copy + Ord + Debug>(
    sheet: &SheetHead,
    columns: &[Column<S>],
    needed: &[S],
) -> Result<(), String> {
    check_widths(sheet, columns.iter().map(|it| (it.width, it.span)))?;
    if columns.len() < 4 {
        return Err(format!("{} has fewer than four columns", sheet.name));
    }
    let mut sources = BTreeSet::new();
    for column in columns {
        if !sources.insert(column.source) {
            return Err(format!("{} has the column {:?} twice", sheet.name, column.source));
        }
    }
    match needed.iter().find(|it| !sources.contains(it)) {
        Some(missing) => Err(format!("{} lacks the column {missing:?}", sheet.name)),
        None => Ok(()),
    }
}

fn check_widths(sheet: &SheetHead, widths: impl Iterator<Item = (f64, u16)>) -> Result<(), String> {
    let mut sum = 0.0;
    for (width, span) in widths {
        // Written so that NaN is refused too.
        if !(width > 0.0 && width <= 120.0) || span != 1 {
            return Err(format!(
                "{}: each column needs a width up to 120 and takes one column",
                sheet.name
            ));
        }
        sum += width;
    }
    if sum > WIDEST {
        return Err(format!("{}: its columns are wider than {WIDEST} characters", sheet.name));
    }
    Ok(())
}

fn once(sheet: &SheetHead, what: &impl Debug, times: usize) -> Result<(), String> {
    match times {
        1 => Ok(()),
        0 => Err(format!("{} lacks {what:?}", sheet.name)),
        _ => Err(format!("{} has {what:?} twice", sheet.name)),
    }
}

/// Refuses a sum that does not add up to what its column is. Tried on counts
/// of which no two sums agree by chance.
fn check_sum(sheet: &SheetHead, count: Count, of: &[Count]) -> Result<(), String> {
    let probe = Tally {
        members: 1_111_111,
        exempt: 1_000_000,
        unrated: 100_000,
        rated: 11_111,
        ratings: [10_000, 1_000, 100, 11],
        causes: Vec::new(),
    };
    let sum: u32 = of.iter().map(|it| it.of(&probe)).sum();
    if sum == count.of(&probe) && of.len() > 1 {
        Ok(())
    } else {
        Err(format!("{}: {count:?} is not the sum of {of:?}", sheet.name))
    }
}

fn check_sheet_names(sheets: &[&SheetHead]) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for sheet in sheets {
        let name = &sheet.name;
        let is_usable = (1..=31).contains(&name.encode_utf16().count())
            && !name.contains(['[', ']', ':', '*', '?', '/', '\\'])
            && !name.starts_with('\'')
            && !name.ends_with('\'');
        if !is_usable {
            return Err(format!("Excel takes no sheet called {name:?}"));
        }
        if !names.insert(name.to_lowercase()) {
            return Err(format!("two sheets are called {name:?}"));
        }
    }
    Ok(())
}

/// Refuses `{names}` that nobody fills in.
fn braces(text: &str, known: &[&str]) -> Result<(), String> {
    for part in text.split('{').skip(1) {
        let name = part.split_once('}').map(|it| it.0);
        if !name.is_some_and(|it| known.contains(&it)) {
            return Err(format!("{text:?} has braces other than {known:?}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::regime::{RegimeError, Sources};

    const FILE: &str = "consolidated.toml";
    const TEXT: &str = include_str!("../../../templates/2019-hd21/consolidated.toml");

    fn refusal(from: &str, to: &str) -> String {
        assert!(TEXT.contains(from), "{from}");
        let mut sources = Sources::builtin();
        sources.lay_over("2019-hd21", FILE, &TEXT.replacen(from, to, 1));
        match sources.regime("2019-hd21") {
            Err(RegimeError::Inconsistent { problem, file, .. }) => {
                assert_eq!(file, FILE);
                problem
            }
            Err(RegimeError::Malformed { source, .. }) => source.to_string(),
            other => panic!("{from} -> {to}: {other:?}"),
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused_by_name() {
        for (from, to, said) in [
            ("{ count = \"exempt\" }", "{ count = \"exempted\" }", "exempted"),
            ("\"exempt\", \"unrated\", \"rated\"]", "\"exempt\", \"rated\"]", "not the sum"),
            ("{ count = \"exempt\" }", "{ count = \"unrated\" }", "lacks Exempt"),
            ("{ cause = \"other\" }, groups", "{ cause = \"else\" }, groups", "Cause"),
            ("source = { cause = \"other\" }\nof", "source = { cause = \"else\" }\nof", "else"),
            ("năm {year}\"", "năm {yeer}\"", "yeer"),
            ("name = \"Bieu02\"", "name = \"bieu01\"", "two sheets"),
            ("name = \"Bieu02\"", "name = \"Biểu/02\"", "Excel takes no sheet"),
            ("heading = \"TT\", width = 4 ", "heading = \"TT\", width = 0 ", "width"),
            ("heading = \"Ghi chú\", width = 18", "heading = \"Ghi chú\", width = 118", "wider"),
            (
                "{ source = \"proposal\", heading = \"Chi bộ đề nghị\", width = 9.5 },\n  { source = \"ceiling\"",
                "{ source = \"reason\", heading = \"Chi bộ đề nghị\", width = 9.5 },\n  { source = \"ceiling\"",
                "lacks the column Proposal",
            ),
            ("span = 2", "span = 3", "11 columns"),
            ("members = \"suspended\"", "collectives = \"suspended\"", "not for collectives"),
            (
                "left = [\"NGƯỜI LẬP BIỂU\", \"(Ký, ghi rõ họ tên, số điện thoại)\"]",
                "left = []",
                "sign",
            ),
            ("mark = \"X\"", "mark = \"X\"\nmrk = \"X\"", "mrk"),
        ] {
            let problem = refusal(from, to);
            assert!(problem.contains(said), "{from} -> {to}: {problem}");
        }
    }
}
