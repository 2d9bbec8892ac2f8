//! Overlays: `overlay.toml`, a profile that is laid over another one.
//!
//! A superior words the form and the workbook its own way: other headings, another
//! order, other signature lines, a column or a sheet less or more. An overlay says
//! only that. The vocabulary is closed: unknown keys and targets are refused with
//! their place, what the numbers need cannot be dropped, and rules (limits,
//! conditions, quotas) cannot be changed one by one: another regulation is another
//! `rules.toml`, which may stand whole beside the overlay and takes the base's place.
//! So two regulations that ask for the same paper share its text, and no clause.

mod apply;
mod name;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::PoisonError;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Spanned, Table, Value};

#[cfg(test)]
use super::consolidated::Groups;
#[cfg(test)]
use super::form::{ScoreField, TableSheet};
use super::{Consolidated, FILES, Form, OVERLAY, RULES, Regime, Rules, Sources, file_errors};
use crate::file_errors::{FileError, NOT_CHANGEABLE};
use crate::finding::Arg;
use crate::typed;

pub use apply::Documents;

use apply::Edit;

/// Overlays over overlays: more than this is a circle or a muddle.
const DEEPEST: usize = 4;

/// What `overlay.toml` says.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Overlay {
    /// Id of the profile that it is laid over.
    #[cfg_attr(test, schemars(with = "String"))]
    pub extends: Spanned<String>,
    /// Its name for people; that of the base if left out.
    pub name: Option<String>,
    /// The rating years that it covers, all of them years of the base.
    #[cfg_attr(test, schemars(with = "Option<Vec<u32>>"))]
    pub years: Option<Spanned<Vec<u32>>>,
    /// The code that its form carries; that of the base if left out.
    pub form_code: Option<String>,
    /// What is worded otherwise on the form that a branch fills.
    #[serde(default)]
    pub form: FormEdits,
    /// What is worded otherwise in the workbook for the superior.
    #[serde(default)]
    pub consolidated: WorkbookEdits,
}

/// Changes of the form.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct FormEdits {
    /// What stands at the top right of each sheet.
    pub letterhead: Option<String>,
    /// Sheet 1.
    pub info: InfoEdits,
    /// Sheet 2.
    pub members: TableEdits,
    /// Sheet 3.
    pub collectives: TableEdits,
    /// The sheet of sub-criteria, written whole as `[scoring]` of `form.toml`: the
    /// regulation leaves it to superiors which there are.
    #[cfg_attr(test, schemars(with = "Option<TableSheet<ScoreField>>"))]
    pub scoring: Option<Spanned<Table>>,
    /// Drop-down lists by their name, e.g. `cause`.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, ChoiceEdits>"))]
    pub choice: BTreeMap<Spanned<String>, ChoiceEdits>,
    /// The sheet that tells how to fill the form.
    pub guide: GuideEdits,
}

/// Changes of a drop-down list.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ChoiceEdits {
    /// Entries that are left out, by their key; none that a rule needs.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub drop: Vec<Spanned<String>>,
    /// Entries that are worded otherwise.
    pub option: Vec<OptionEdit>,
    /// Entries that are added, written as in `form.toml`; `after` names the one before
    /// it. A list that the base has not is begun.
    #[cfg_attr(test, schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>"))]
    pub add: Vec<Spanned<Table>>,
}

/// An entry of a drop-down list that is worded otherwise.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OptionEdit {
    /// Its key.
    #[cfg_attr(test, schemars(with = "String"))]
    pub at: Spanned<String>,
    /// What the form calls it; the label of the base is still understood.
    pub label: String,
}

/// Changes of sheet 1.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct InfoEdits {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Its title; `{year}`.
    pub title: Option<String>,
    /// Rows that are left out, by their field; none that is required.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub drop: Vec<Spanned<String>>,
    /// Fields that stand first, in this order; the others follow as they stood.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub order: Vec<Spanned<String>>,
    /// Rows that are worded otherwise.
    pub row: Vec<InfoRowEdit>,
}

/// A row of sheet 1 that is worded otherwise.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InfoRowEdit {
    /// Its field.
    #[cfg_attr(test, schemars(with = "String"))]
    pub at: Spanned<String>,
    /// What the form calls it; the label of the base is still understood.
    pub label: Option<String>,
    /// What the person who fills it is told.
    pub how: Option<String>,
}

/// Changes of sheet 2 or 3.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TableEdits {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Its title; `{year}`.
    pub title: Option<String>,
    /// Columns that are left out, by their field or criterion; none that is required.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub drop: Vec<Spanned<String>>,
    /// Columns that stand first, in this order; the others follow as they stood.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub order: Vec<Spanned<String>>,
    /// Columns that are worded otherwise.
    pub column: Vec<FormColumnEdit>,
    /// Columns that are added, written as in `form.toml`; `after` names the one before it.
    #[cfg_attr(test, schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>"))]
    pub add: Vec<Spanned<Table>>,
}

/// A column of the form that is worded otherwise.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FormColumnEdit {
    /// Its field, or its criterion.
    #[cfg_attr(test, schemars(with = "String"))]
    pub at: Spanned<String>,
    /// Upper heading.
    pub group: Option<String>,
    /// Lower heading; that of the base is still understood.
    pub heading: Option<String>,
    /// Width in characters.
    pub width: Option<f64>,
    /// What the person who fills it is told.
    pub how: Option<String>,
    /// Whether a printed page begins with it.
    pub new_page: Option<bool>,
}

/// Changes of the sheet that tells how to fill the form.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct GuideEdits {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Its title; `{year}`.
    pub title: Option<String>,
    /// All its sentences.
    pub lines: Option<Vec<String>>,
}

/// Changes of the consolidated workbook.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct WorkbookEdits {
    /// Title of the file, in its properties.
    pub title: Option<String>,
    /// Paper and font: keys of `[page]` of the base.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub page: Texts,
    /// What stands above every table: keys of `[head]`.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub head: Texts,
    /// Who signs: `left` and `right`, lists of lines.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub foot: Texts,
    /// Short texts within the tables: keys of `[words]`.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub words: Texts,
    /// Sheets by the name of their section, e.g. `totals` or `excellent`.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, SheetEdits>"))]
    pub sheet: BTreeMap<Spanned<String>, SheetEdits>,
    /// The sheet of groups of similar role, written as the section `[groups]` of
    /// `consolidated.toml`, for rules that count the quota in groups.
    #[cfg_attr(test, schemars(with = "Option<Groups>"))]
    pub groups: Option<Spanned<Table>>,
    /// Further lists of members, written as a section of `consolidated.toml`, with `who`.
    #[cfg_attr(test, schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>"))]
    pub add_list: Vec<Spanned<Table>>,
}

/// Keys of a table of the base and what they say now.
pub type Texts = BTreeMap<Spanned<String>, Spanned<Value>>;

/// Changes of one sheet of the workbook.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SheetEdits {
    /// Leaves the sheet out, not one that others count in; `false` brings one back that
    /// the base goes without.
    pub leave_out: Option<bool>,
    /// Name of the sheet.
    pub name: Option<String>,
    /// Label at the right edge.
    pub label: Option<String>,
    /// Title; `{year}`.
    pub title: Option<String>,
    /// Other texts of the section by key, e.g. `group` or `quota.limit`.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub text: Texts,
    /// Columns that are left out, by their source.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub drop: Vec<Spanned<String>>,
    /// Columns that stand first, in this order; the others follow as they stood.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub order: Vec<Spanned<String>>,
    /// Columns that are worded otherwise.
    pub column: Vec<SheetColumnEdit>,
    /// Columns that are added, written as in `consolidated.toml`; `after` names the one before it.
    #[cfg_attr(test, schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>"))]
    pub add: Vec<Spanned<Table>>,
    /// Columns of the collectives (`leaders` only).
    pub collective: Vec<SheetColumnEdit>,
    /// Rows that are worded otherwise, by their label in the base.
    pub row: Vec<SheetRowEdit>,
}

/// A column of the workbook that is worded otherwise.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SheetColumnEdit {
    /// Its source: `excellent`, `excellent/rated` for a share, `cause-other` for a cause.
    #[cfg_attr(test, schemars(with = "String"))]
    pub at: Spanned<String>,
    /// Headings that it shares with its neighbours, uppermost first.
    pub groups: Option<Vec<String>>,
    /// Its own heading.
    pub heading: Option<String>,
    /// Width in characters.
    pub width: Option<f64>,
    /// Columns of the sheet that it takes (collectives only).
    pub span: Option<u16>,
}

/// A row of the workbook that is worded otherwise.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SheetRowEdit {
    /// Its label in the base.
    #[cfg_attr(test, schemars(with = "String"))]
    pub at: Spanned<String>,
    /// Its label now.
    pub label: String,
}

type Refused<T> = Result<T, Box<FileError>>;

/// The regime that an overlay makes of its base.
pub(super) fn regime(sources: &Sources, id: &str) -> Refused<Regime> {
    let (documents, refusals) = composed(sources, id, 0)?;
    finish(id, &documents).map_err(|problem| Box::new(refusals.mistake(&problem)))
}

/// The regime that an overlay is laid over.
pub(super) fn base(sources: &Sources, id: &str) -> Refused<Option<String>> {
    match sources.text(id, OVERLAY) {
        Some(text) => Ok(Some(parse(id, text)?.extends.into_inner())),
        None => Ok(None),
    }
}

/// The three files of a regime as tables, overlays laid over.
pub(super) fn documents(sources: &Sources, id: &str) -> Refused<Documents> {
    if sources.text(id, OVERLAY).is_some() {
        composed(sources, id, 0).map(|it| it.0)
    } else {
        whole(sources, id)
    }
}

/// What an overlay calls an entry of a list of a profile.
pub fn name_of(entry: &Value) -> Option<String> {
    name::of(entry)
}

fn parse(id: &str, text: &str) -> Refused<Overlay> {
    let file = file_errors::shown(id, OVERLAY);
    typed::from_str(text).map_err(|error| Box::new(FileError::from_toml(&file, text, &error)))
}

/// What is known when the finished profile turns out not to fit together.
struct Refusals<'a> {
    id: &'a str,
    text: &'a str,
    base: Documents,
    edits: Vec<Edit>,
    /// The rules that stand beside the overlay.
    own_rules: Option<&'a str>,
}

fn composed<'a>(
    sources: &'a Sources,
    id: &'a str,
    depth: usize,
) -> Refused<(Documents, Refusals<'a>)> {
    let text = sources.text(id, OVERLAY).unwrap_or_default();
    let overlay = parse(id, text)?;
    let file = file_errors::shown(id, OVERLAY);
    let (wanted, place) = (overlay.extends.get_ref(), overlay.extends.span());
    let known: Vec<&str> = sources.ids().filter(|it| *it != id).collect();
    if !known.contains(&wanted.as_str()) {
        return Err(Box::new(FileError::unknown(&file, text, Some(place), wanted, &known)));
    }
    if depth >= DEEPEST {
        return Err(Box::new(not_changeable(&file, text, place, wanted, "overlay-circle")));
    }
    // A whole form beside an overlay would be of no effect: which of them counts?
    if let Some(whole) = FILES.into_iter().find(|it| *it != RULES && sources.text(id, it).is_some())
    {
        return Err(Box::new(not_changeable(&file, text, place, whole, "overlay-beside")));
    }
    let mut base = if sources.text(wanted, OVERLAY).is_some() {
        let (base, refusals) = composed(sources, wanted, depth + 1)?;
        finish(wanted, &base).map_err(|problem| Box::new(refusals.mistake(&problem)))?;
        base
    } else {
        whole(sources, wanted)?
    };
    let own_rules = sources.text(id, RULES);
    if let Some(rules) = own_rules {
        let own =
            |error| Box::new(FileError::from_toml(&file_errors::shown(id, RULES), rules, &error));
        // Read as rules for the sake of the place of a mistake, then as a table.
        typed::from_str::<Rules>(rules).map_err(own)?;
        base.rules = typed::from_str(rules).map_err(own)?;
        base.form.insert("code".to_owned(), code_of(&base.rules));
    }
    let edits = apply::edits(id, &overlay);
    let mut documents = base.clone();
    for edit in &edits {
        edit.apply(&mut documents)
            .map_err(|problem| Box::new(problem.mistake(&file, text, edit)))?;
    }
    if let (Some(years), None) = (&overlay.years, own_rules) {
        let of_base: Vec<String> = base
            .rules
            .get("years")
            .and_then(Value::as_array)
            .map(|it| it.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        let known: Vec<&str> = of_base.iter().map(String::as_str).collect();
        let other = years.get_ref().iter().map(u32::to_string).find(|it| !of_base.contains(it));
        if let Some(other) = other {
            let mistake = FileError::unknown(&file, text, Some(years.span()), &other, &known);
            return Err(Box::new(mistake));
        }
    }
    Ok((documents, Refusals { id, text, base, edits, own_rules }))
}

/// The code of the form that rules are for.
fn code_of(rules: &Table) -> Value {
    rules.get("form-code").cloned().unwrap_or_else(|| Value::String(String::new()))
}

/// A whole profile as tables, parsed once; its own mistakes are told as its own.
fn whole(sources: &Sources, id: &str) -> Refused<Documents> {
    let known = || sources.tables.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(documents) = known().get(id) {
        return Ok(documents.clone());
    }
    let own = |error: super::RegimeError| {
        let mistake = sources.mistake(&error);
        Box::new(mistake.unwrap_or_else(|| FileError::new(id, "", &NOT_CHANGEABLE)))
    };
    sources.regime(id).map_err(own)?;
    let table = |file: &str| {
        let text = sources.text(id, file).unwrap_or_default();
        typed::from_str::<Table>(text)
            .map_err(|error| Box::new(FileError::from_toml(file, text, &error)))
    };
    let documents = Documents {
        form: table(FILES[0])?,
        rules: table(FILES[1])?,
        consolidated: table(FILES[2])?,
    };
    known().insert(id.to_owned(), documents.clone());
    Ok(documents)
}

fn not_changeable(
    file: &str,
    text: &str,
    place: Range<usize>,
    target: &str,
    problem: &'static str,
) -> FileError {
    FileError::new(file, text, &NOT_CHANGEABLE)
        .at(Some(place))
        .arg("target", target)
        .arg("problem", Arg::Word(problem))
}

/// Why the finished profile is refused.
enum Problem {
    /// It has not the shape of a profile.
    Shape(Box<typed::Error>),
    /// It contradicts itself.
    Contradiction(String),
}

fn finish(id: &str, documents: &Documents) -> Result<Regime, Problem> {
    fn read<T: DeserializeOwned>(table: &Table) -> Result<T, Problem> {
        typed::from_table(table).map_err(|error| Problem::Shape(Box::new(error)))
    }
    let form: Form = read(&documents.form)?;
    form.check().map_err(Problem::Contradiction)?;
    let rules: Rules = read(&documents.rules)?;
    rules.check(id, &form).map_err(Problem::Contradiction)?;
    let mut consolidated: Consolidated = read(&documents.consolidated)?;
    consolidated.check(&form, &rules).map_err(Problem::Contradiction)?;
    consolidated.know_titles();
    Ok(Regime { id: id.to_owned(), form, rules, consolidated, decisions: None })
}

impl Refusals<'_> {
    /// The mistake behind a problem. The change at fault is the one without which
    /// the profile is sound; where none is, the overlay as a whole.
    fn mistake(&self, problem: &Problem) -> FileError {
        let place = (0..self.edits.len()).find(|&left_out| self.is_sound_without(left_out));
        let place = place.map(|it| self.edits[it].place.clone());
        let file = file_errors::shown(self.id, OVERLAY);
        match problem {
            Problem::Shape(error) => {
                FileError::from_message(&file, self.text, error.message(), place)
            }
            Problem::Contradiction(said) => {
                if let (None, Some(rules)) = (&place, self.own_rules) {
                    return file_errors::contradiction(
                        &file_errors::shown(self.id, RULES),
                        rules,
                        said,
                    );
                }
                let mistake = file_errors::contradiction(&file, self.text, said);
                if place.is_some() { mistake.at(place) } else { mistake }
            }
        }
    }

    fn is_sound_without(&self, left_out: usize) -> bool {
        let mut documents = self.base.clone();
        let others = self.edits.iter().enumerate().filter(|(number, _)| *number != left_out);
        let applied = others.map(|it| it.1).all(|edit| edit.apply(&mut documents).is_ok());
        applied && finish(self.id, &documents).is_ok()
    }
}

#[cfg(test)]
mod tests;
