//! Findings: what is wrong and where, as a code and its arguments.
//!
//! No words here: [`crate::words`] renders a finding in the reader's language,
//! and every output (terminal, JSON, HTML, returned form) goes through it.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{CellRef, Hundredths, PartialDate};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Keeps the branch out of the workbook until it is mended.
    Error,
    /// Should be looked at; the branch is in.
    Warning,
    /// For information.
    Notice,
}

/// A kind of finding: declared once, beside the code that reports it.
///
/// The id and the name are public interface: branches quote them on the
/// telephone and settings name them, so neither is ever reused.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Letter of the stage and number, e.g. `V104`.
    pub id: &'static str,
    /// Kebab-case name, e.g. `member-twice`.
    pub name: &'static str,
    /// Severity unless the profile or the settings say otherwise.
    pub severity: Severity,
    /// Whether it guards an invariant of the workbook, so that no setting may lower it.
    pub fixed: bool,
    /// Ids of the rules that it may cite; their clauses stand in the profile.
    pub rules: &'static [&'static str],
}

impl Code {
    /// The same kind, citing these rules.
    #[must_use]
    pub const fn citing(mut self, rules: &'static [&'static str]) -> Self {
        self.rules = rules;
        self
    }
}

/// A kind of finding whose severity the workspace may change.
pub const fn code(id: &'static str, name: &'static str, severity: Severity) -> Code {
    Code { id, name, severity, fixed: false, rules: &[] }
}

/// A kind of finding that guards an invariant: always an error.
pub const fn fixed_code(id: &'static str, name: &'static str) -> Code {
    Code { id, name, severity: Severity::Error, fixed: true, rules: &[] }
}

/// Most characters of a name or a value that a finding shows: a cell may hold 32,767, and one
/// cell may stand behind a hundred findings.
const SHOWN_CHARS: usize = 300;
/// Most characters of what a message mentions, which may be a list.
const MENTIONED_CHARS: usize = 2_000;

/// A text as findings show it: cut where it is longer than anybody reads.
pub fn shown(text: impl Into<String>) -> String {
    cut(text.into(), SHOWN_CHARS)
}

fn cut(mut text: String, most: usize) -> String {
    // No text has more characters than bytes.
    if text.len() > most
        && let Some((end, _)) = text.char_indices().nth(most)
    {
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

/// A value that a message mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Text, shown as it is.
    Text(String),
    /// A number with decimals, shown with the language's decimal sign.
    Decimal(Hundredths),
    /// The same as a percentage.
    Percent(Hundredths),
    /// A key of the catalogue's `ui` table, shown in the reader's language.
    Word(&'static str),
}

impl Arg {
    /// The same, a text no longer than a message may be.
    #[must_use]
    pub fn shown(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(cut(text, MENTIONED_CHARS)),
            it @ (Self::Decimal(_) | Self::Percent(_) | Self::Word(_)) => it,
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Text(number.to_string())
    }
}
impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Text(number.to_string())
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Text(number.to_string())
    }
}
impl From<PartialDate> for Arg {
    fn from(date: PartialDate) -> Self {
        Self::Text(date.to_string())
    }
}
impl From<Hundredths> for Arg {
    fn from(number: Hundredths) -> Self {
        Self::Decimal(number)
    }
}

/// One reason among several behind a finding: a condition of a rating that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The rule's id; the catalogue has a sentence for it.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// What the sentence mentions.
    pub args: Vec<(&'static str, Arg)>,
}

/// One finding. Branch, file and severity overrides are filled in by whoever
/// knows them; a stage says what is wrong and at which cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind it is.
    pub code: &'static Code,
    /// How much it weighs, settings applied.
    pub severity: Severity,
    /// Code of the branch; `None` when unknown or when it concerns the commune.
    pub branch: Option<String>,
    /// Path relative to the workspace, `/` on every system.
    pub file: Option<String>,
    /// The sheet; `None` for a whole file or the commune.
    pub sheet: Option<String>,
    /// The cell, if it is about one.
    pub cell: Option<CellRef>,
    /// Name of the member or collective in whose row the cell is.
    pub member: Option<String>,
    /// The value as stored in the cell, with its type where that matters and
    /// invisible characters made visible.
    pub stored: Option<String>,
    /// What the message mentions.
    pub args: Vec<(&'static str, Arg)>,
    /// Id of the rule in the domain's rules, e.g. `R-HTXS-A`.
    pub rule: Option<String>,
    /// The clause behind it.
    pub clause: Option<String>,
    /// The conditions that failed, where there are several.
    pub reasons: Vec<Reason>,
    /// Why and by whom a waiver of the workspace lets it through: shown, but no longer an error.
    pub waiver: Option<String>,
}

impl Finding {
    /// A finding about a whole file or the commune.
    pub fn new(code: &'static Code) -> Self {
        Self {
            code,
            severity: code.severity,
            branch: None,
            file: None,
            sheet: None,
            cell: None,
            member: None,
            stored: None,
            args: Vec::new(),
            rule: None,
            clause: None,
            reasons: Vec::new(),
            waiver: None,
        }
    }

    /// A finding at a cell.
    pub fn at(code: &'static Code, cell: &CellRef) -> Self {
        Self::new(code).cell(cell)
    }

    /// Points it at a cell (and its sheet).
    #[must_use]
    pub fn cell(mut self, cell: &CellRef) -> Self {
        self.sheet = Some(shown(&*cell.sheet));
        self.cell = Some(cell.clone());
        self
    }

    /// Points it at a cell if there is one.
    #[must_use]
    pub fn maybe_cell(self, cell: Option<&CellRef>) -> Self {
        match cell {
            Some(cell) => self.cell(cell),
            None => self,
        }
    }

    /// Points it at a sheet without a cell, e.g. for a missing column.
    #[must_use]
    pub fn sheet(mut self, sheet: &str) -> Self {
        self.sheet = Some(shown(sheet));
        self
    }

    /// Names the member; an empty name is left out.
    #[must_use]
    pub fn member(mut self, name: &str) -> Self {
        self.member = (!name.is_empty()).then(|| shown(name));
        self
    }

    /// Names the member in the sentence too; one without a readable name is
    /// called by the row when the finding is put into words.
    #[must_use]
    pub fn of_whom(self, name: &str) -> Self {
        self.member(name)
    }

    /// Shows the value as stored.
    #[must_use]
    pub fn stored(mut self, stored: impl Into<String>) -> Self {
        self.stored = Some(shown(stored));
        self
    }

    /// A value that the message mentions.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into().shown()));
        self
    }

    /// The rule and the clause behind it.
    #[must_use]
    pub fn rule(mut self, rule: &str, clause: &str) -> Self {
        self.rule = Some(rule.to_owned());
        self.clause = Some(clause.to_owned());
        self
    }

    /// Another severity than the code's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Whether it keeps its branch out.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error && self.waiver.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_finding_shows_is_cut_where_nobody_reads_on() {
        static KIND: Code = code("T001", "test", Severity::Notice);
        let long = "đ".repeat(40_000);
        let cell = CellRef::new(&long.as_str().into(), 0, 0);
        let finding = Finding::at(&KIND, &cell).member(&long).stored(&long).arg("a", &long);
        let shown_of = |it: &Option<String>| it.as_ref().unwrap().chars().count();
        assert_eq!(
            [&finding.sheet, &finding.member, &finding.stored].map(shown_of),
            [SHOWN_CHARS + 1; 3]
        );
        assert_eq!(finding.args, [("a", Arg::Text("đ".repeat(MENTIONED_CHARS) + "…"))]);
        assert_eq!(shown("đ".repeat(SHOWN_CHARS)), "đ".repeat(SHOWN_CHARS));
    }
}
