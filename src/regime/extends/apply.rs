//! The changes of an overlay, one by one, on the tables of its base.

use std::ops::Range;

use toml::{Spanned, Table, Value};

use super::name;
use super::{Overlay, SheetEdits, TableEdits, Texts, not_changeable};
use crate::file_errors::{FileError, WRONG_TYPE};
use crate::finding::Arg;

/// The files of a profile as tables.
#[derive(Clone, Debug)]
pub struct Documents {
    /// `form.toml`.
    pub form: Table,
    /// `rules.toml`.
    pub rules: Table,
    /// `consolidated.toml`.
    pub consolidated: Table,
}

/// One change and its place in the overlay.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) place: Range<usize>,
    document: Document,
    /// The table or list that it is about, from the root of the document.
    path: Vec<String>,
    action: Action,
}

#[derive(Clone, Copy, Debug)]
enum Document {
    Form,
    Rules,
    Consolidated,
}

#[derive(Clone, Debug)]
enum Action {
    /// A key of the table gets another value of the same type.
    Set(String, Value),
    /// An entry of the list is left out.
    Drop(String),
    /// These entries of the list stand first.
    Order(Vec<(String, Range<usize>)>),
    /// Keys of an entry of the list get other values.
    Change(String, Vec<(&'static str, Value)>),
    /// The list gets another entry.
    Add(Table),
    /// The document gets a section, or another one in its place.
    Section(&'static str, Table),
    /// A sheet of the workbook is left out, or brought back.
    LeaveOut(String, bool),
}

/// Why a change cannot be made.
pub(super) enum Problem {
    /// Nothing is called so.
    Unknown { place: Option<Range<usize>>, value: String, known: Vec<String> },
    /// A value of another type.
    Type(&'static str, &'static str),
    /// It may not be changed.
    Refused(&'static str, String),
}

impl Problem {
    pub(super) fn mistake(self, file: &str, text: &str, edit: &Edit) -> FileError {
        match self {
            Self::Unknown { place, value, known } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                FileError::unknown(
                    file,
                    text,
                    Some(place.unwrap_or(edit.place.clone())),
                    &value,
                    &known,
                )
            }
            Self::Type(found, wanted) => FileError::new(file, text, &WRONG_TYPE)
                .at(Some(edit.place.clone()))
                .arg("found", Arg::Word(found))
                .arg("wanted", Arg::Word(wanted)),
            Self::Refused(problem, target) => {
                not_changeable(file, text, edit.place.clone(), &target, problem)
            }
        }
    }
}

/// The changes of an overlay in the order in which they are made: what is dropped,
/// what is added, what is worded otherwise, the order last.
pub(super) fn edits(id: &str, overlay: &Overlay) -> Vec<Edit> {
    let mut all = Collected(Vec::new());
    let head = overlay.extends.span();
    let text = |it: &String| Value::String(it.clone());
    all.set(Document::Rules, &[], "regime", Some(text(&id.to_owned())), head.clone());
    all.set(Document::Rules, &[], "name", overlay.name.as_ref().map(text), head.clone());
    all.set(Document::Rules, &[], "form-code", overlay.form_code.as_ref().map(text), head.clone());
    all.set(Document::Form, &[], "code", overlay.form_code.as_ref().map(text), head.clone());
    if let Some(years) = &overlay.years {
        let list = years.get_ref().iter().map(|it| Value::Integer(i64::from(*it))).collect();
        all.set(Document::Rules, &[], "years", Some(Value::Array(list)), years.span());
    }
    let form = &overlay.form;
    all.set(Document::Form, &[], "letterhead", form.letterhead.as_ref().map(text), head.clone());
    let info = &form.info;
    all.set(Document::Form, &["info"], "sheet", info.sheet.as_ref().map(text), head.clone());
    all.set(Document::Form, &["info"], "title", info.title.as_ref().map(text), head.clone());
    all.list(Document::Form, &["info", "row"], &info.drop, &[]);
    for row in &info.row {
        let values = [("label", row.label.as_ref().map(text)), ("how", row.how.as_ref().map(text))];
        all.change(Document::Form, &["info", "row"], &row.at, values);
    }
    all.order(Document::Form, &["info", "row"], &info.order);
    // In the order of the file, so that the first mistake is told first.
    let mut lists: Vec<_> = form.choice.iter().collect();
    lists.sort_by_key(|(name, _)| name.span().start);
    for (name, list) in lists {
        let path = ["choice", name.get_ref().as_str()];
        all.list(Document::Form, &path, &list.drop, &list.add);
        for option in &list.option {
            let values = [("label", Some(text(&option.label)))];
            all.change(Document::Form, &path, &option.at, values);
        }
    }
    all.table("members", &form.members);
    all.table("collectives", &form.collectives);
    if let Some(scoring) = &form.scoring {
        let action = Action::Section("scoring", scoring.get_ref().clone());
        all.push(scoring.span(), Document::Form, &[], action);
    }
    let guide = &form.guide;
    all.set(Document::Form, &["guide"], "sheet", guide.sheet.as_ref().map(text), head.clone());
    all.set(Document::Form, &["guide"], "title", guide.title.as_ref().map(text), head.clone());
    let lines = guide.lines.as_ref().map(|it| texts(it));
    all.set(Document::Form, &["guide"], "lines", lines, head.clone());
    let book = &overlay.consolidated;
    all.set(Document::Consolidated, &[], "title", book.title.as_ref().map(text), head.clone());
    for (name, texts) in
        [("page", &book.page), ("head", &book.head), ("foot", &book.foot), ("words", &book.words)]
    {
        all.texts(&[name], texts);
    }
    if let Some(groups) = &book.groups {
        let action = Action::Section("groups", groups.get_ref().clone());
        all.push(groups.span(), Document::Consolidated, &[], action);
    }
    for (name, sheet) in &book.sheet {
        all.sheet(name, sheet, &head);
    }
    for list in &book.add_list {
        let action = Action::Add(list.get_ref().clone());
        all.push(list.span(), Document::Consolidated, &["list"], action);
    }
    all.0
}

fn texts(lines: &[String]) -> Value {
    Value::Array(lines.iter().cloned().map(Value::String).collect())
}

struct Collected(Vec<Edit>);

impl Collected {
    fn push(&mut self, place: Range<usize>, document: Document, path: &[&str], action: Action) {
        let path = path.iter().map(|it| (*it).to_owned()).collect();
        self.0.push(Edit { place, document, path, action });
    }

    fn set(
        &mut self,
        document: Document,
        path: &[&str],
        key: &str,
        value: Option<Value>,
        place: Range<usize>,
    ) {
        if let Some(value) = value {
            self.push(place, document, path, Action::Set(key.to_owned(), value));
        }
    }

    fn texts(&mut self, path: &[&str], texts: &Texts) {
        // In the order of the file, so that the first mistake is told first.
        let mut ordered: Vec<_> = texts.iter().collect();
        ordered.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in ordered {
            let mut path = path.to_vec();
            let mut steps: Vec<&str> = key.get_ref().split('.').collect();
            let last = steps.pop().unwrap_or_default();
            path.extend(steps);
            let action = Action::Set(last.to_owned(), value.get_ref().clone());
            self.push(key.span(), Document::Consolidated, &path, action);
        }
    }

    fn list(
        &mut self,
        document: Document,
        path: &[&str],
        drop: &[Spanned<String>],
        add: &[Spanned<Table>],
    ) {
        for name in drop {
            self.push(name.span(), document, path, Action::Drop(name.get_ref().clone()));
        }
        for entry in add {
            self.push(entry.span(), document, path, Action::Add(entry.get_ref().clone()));
        }
    }

    fn change<const N: usize>(
        &mut self,
        document: Document,
        path: &[&str],
        at: &Spanned<String>,
        values: [(&'static str, Option<Value>); N],
    ) {
        let values = values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
        self.push(at.span(), document, path, Action::Change(at.get_ref().clone(), values));
    }

    fn order(&mut self, document: Document, path: &[&str], names: &[Spanned<String>]) {
        if let Some(first) = names.first() {
            let wanted = names.iter().map(|it| (it.get_ref().clone(), it.span())).collect();
            self.push(first.span(), document, path, Action::Order(wanted));
        }
    }

    fn table(&mut self, section: &str, edits: &TableEdits) {
        let text = |it: &String| Value::String(it.clone());
        let place = || edits.drop.first().map_or(0..0, Spanned::span);
        self.set(Document::Form, &[section], "sheet", edits.sheet.as_ref().map(text), place());
        self.set(Document::Form, &[section], "title", edits.title.as_ref().map(text), place());
        let path = [section, "column"];
        self.list(Document::Form, &path, &edits.drop, &edits.add);
        for column in &edits.column {
            let values = [
                ("group", column.group.as_ref().map(text)),
                ("heading", column.heading.as_ref().map(text)),
                ("width", column.width.map(Value::Float)),
                ("how", column.how.as_ref().map(text)),
                ("new-page", column.new_page.map(Value::Boolean)),
            ];
            self.change(Document::Form, &path, &column.at, values);
        }
        self.order(Document::Form, &path, &edits.order);
    }

    fn sheet(&mut self, name: &Spanned<String>, edits: &SheetEdits, head: &Range<usize>) {
        let text = |it: &String| Value::String(it.clone());
        let section = name.get_ref().as_str();
        let place = name.span();
        let place = if place.is_empty() { head.clone() } else { place };
        if let Some(is_out) = edits.leave_out {
            let action = Action::LeaveOut(section.to_owned(), is_out);
            self.push(place.clone(), Document::Consolidated, &[], action);
        }
        for (key, value) in
            [("name", &edits.name), ("label", &edits.label), ("title", &edits.title)]
        {
            let value = value.as_ref().map(text);
            self.set(Document::Consolidated, &[section, "sheet"], key, value, place.clone());
        }
        self.texts(&[section], &edits.text);
        let path = [section, "column"];
        self.list(Document::Consolidated, &path, &edits.drop, &edits.add);
        for (list, columns) in [("column", &edits.column), ("collective", &edits.collective)] {
            for column in columns {
                let values = [
                    ("groups", column.groups.as_ref().map(|it| texts(it))),
                    ("heading", column.heading.as_ref().map(text)),
                    ("width", column.width.map(Value::Float)),
                    ("span", column.span.map(|it| Value::Integer(it.into()))),
                ];
                self.change(Document::Consolidated, &[section, list], &column.at, values);
            }
        }
        for row in &edits.row {
            let values = [("label", Some(Value::String(row.label.clone())))];
            self.change(Document::Consolidated, &[section, "row"], &row.at, values);
        }
        self.order(Document::Consolidated, &path, &edits.order);
    }
}

impl Edit {
    /// Makes the change.
    pub(super) fn apply(&self, documents: &mut Documents) -> Result<(), Problem> {
        let root = match self.document {
            Document::Form => &mut documents.form,
            Document::Rules => &mut documents.rules,
            Document::Consolidated => &mut documents.consolidated,
        };
        match &self.action {
            Action::Set(key, value) => set(self.table(root)?, key, value),
            Action::Section(name, section) => {
                root.insert((*name).to_owned(), Value::Table(section.clone()));
                Ok(())
            }
            Action::LeaveOut(section, is_out) => leave_out(root, section, *is_out),
            Action::Add(entry) if self.path.len() == 1 => {
                let lists = root.entry(&self.path[0]).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(lists) = lists {
                    lists.push(Value::Table(entry.clone()));
                }
                Ok(())
            }
            action => {
                let Some((last, path)) = self.path.split_last() else { return Ok(()) };
                let inside = Self { path: path.to_vec(), ..self.clone() };
                let table = inside.table(root)?;
                let known = keys(table);
                let begins = matches!(action, Action::Add(_)) && path == ["choice"];
                if begins && !table.contains_key(last) {
                    table.insert(last.clone(), Value::Array(Vec::new()));
                }
                match table.get_mut(last) {
                    Some(Value::Array(entries)) => change_list(entries, action),
                    _ => Err(Problem::Unknown { place: None, value: last.clone(), known }),
                }
            }
        }
    }

    fn table<'t>(&self, root: &'t mut Table) -> Result<&'t mut Table, Problem> {
        let mut table = root;
        for step in &self.path {
            let known =
                table.iter().filter(|(_, it)| it.is_table()).map(|(key, _)| key.clone()).collect();
            match table.get_mut(step) {
                Some(Value::Table(inside)) => table = inside,
                _ => return Err(Problem::Unknown { place: None, value: step.clone(), known }),
            }
        }
        Ok(table)
    }
}

fn keys(table: &Table) -> Vec<String> {
    table.keys().cloned().collect()
}

fn set(table: &mut Table, key: &str, value: &Value) -> Result<(), Problem> {
    // Only texts: columns and rows have their own words.
    let known: Vec<String> =
        table.iter().filter(|it| is_text(it.1)).map(|it| it.0.clone()).collect();
    match table.get_mut(key) {
        Some(old) if is_text(old) => {
            if !old.same_type(value) {
                return Err(Problem::Type(found(value), wanted(old)));
            }
            *old = value.clone();
            Ok(())
        }
        _ => Err(Problem::Unknown { place: None, value: key.to_owned(), known }),
    }
}

fn is_text(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.iter().all(|it| !it.is_table()),
        Value::Table(_) => false,
        _ => true,
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "mistake-found-text",
        Value::Integer(_) => "mistake-found-number",
        Value::Float(_) => "mistake-found-decimal",
        Value::Boolean(_) => "mistake-found-yes-no",
        Value::Array(_) => "mistake-found-list",
        Value::Table(_) => "mistake-found-table",
        Value::Datetime(_) => "mistake-found-date",
    }
}

fn wanted(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "mistake-wanted-text",
        Value::Integer(_) => "mistake-wanted-number",
        Value::Float(_) => "mistake-wanted-decimal",
        Value::Boolean(_) => "mistake-wanted-yes-no",
        Value::Array(_) => "mistake-wanted-list",
        Value::Table(_) | Value::Datetime(_) => "mistake-wanted-other",
    }
}

fn leave_out(root: &mut Table, section: &str, is_out: bool) -> Result<(), Problem> {
    let sheets: Vec<String> = root
        .iter()
        .filter(|(_, it)| it.as_table().is_some_and(|it| it.contains_key("sheet")))
        .map(|it| it.0.clone())
        .collect();
    if !sheets.iter().any(|it| it == section) {
        return Err(Problem::Unknown { place: None, value: section.to_owned(), known: sheets });
    }
    let list = root.entry("without").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(list) = list {
        list.retain(|it| it.as_str() != Some(section));
        if is_out {
            list.push(Value::String(section.to_owned()));
        }
    }
    Ok(())
}

fn change_list(list: &mut Vec<Value>, action: &Action) -> Result<(), Problem> {
    let names: Vec<String> = list.iter().filter_map(name::of).collect();
    let find = |list: &[Value], wanted: &str, place: Option<&Range<usize>>| {
        list.iter().position(|it| name::of(it).as_deref() == Some(wanted)).ok_or_else(|| {
            Problem::Unknown {
                place: place.cloned(),
                value: wanted.to_owned(),
                known: names.clone(),
            }
        })
    };
    match action {
        Action::Drop(wanted) => {
            let place = find(list, wanted, None)?;
            let required = list[place].get("required").and_then(Value::as_bool) == Some(true);
            if required {
                return Err(Problem::Refused("overlay-required", wanted.clone()));
            }
            list.remove(place);
        }
        Action::Add(entry) => {
            let mut entry = entry.clone();
            let after = entry.remove("after");
            let entry = Value::Table(entry);
            let place = match after.as_ref().and_then(Value::as_str) {
                Some(after) => find(list, after, None)? + 1,
                None => list.len(),
            };
            match name::of(&entry) {
                Some(name) if names.contains(&name) => {
                    return Err(Problem::Refused("overlay-twice", name));
                }
                Some(_) => list.insert(place, entry),
                None => return Err(Problem::Refused("overlay-nameless", String::new())),
            }
        }
        Action::Change(wanted, values) => {
            let place = find(list, wanted, None)?;
            for (key, value) in values {
                change(list, place, key, value);
            }
        }
        Action::Order(wanted) => {
            let mut first = Vec::new();
            for (name, span) in wanted {
                if first.iter().any(|it| name::of(it).as_ref() == Some(name)) {
                    return Err(Problem::Refused("overlay-order-twice", name.clone()));
                }
                let place = find(list, name, Some(span))?;
                first.push(list.remove(place));
            }
            first.append(list);
            *list = first;
        }
        Action::Set(..) | Action::Section(..) | Action::LeaveOut(..) => {}
    }
    Ok(())
}

/// Changes a key of an entry. A heading or label of the base stays understood,
/// since filled forms of the base may still come, unless it now means another.
fn change(list: &mut [Value], place: usize, key: &str, value: &Value) {
    let is_taken = |old: &str, list: &[Value]| {
        list.iter().enumerate().any(|(number, it)| {
            let says = |key: &str| it.get(key).and_then(Value::as_str) == Some(old);
            number != place && (says("heading") || says("label"))
        })
    };
    let old = list[place].get(key).and_then(Value::as_str).map(str::to_owned);
    let keeps = match &old {
        // Workbooks are never read: only entries of the form have aliases.
        Some(old) => {
            matches!(key, "heading" | "label")
                && (list[place].get("field").is_some() || list[place].get("key").is_some())
                && !is_taken(old, list)
        }
        None => false,
    };
    let Some(entry) = list[place].as_table_mut() else { return };
    entry.insert(key.to_owned(), value.clone());
    if let (true, Some(old)) = (keeps, old) {
        let aliases = entry.entry("aliases").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(aliases) = aliases {
            let old = Value::String(old);
            if !aliases.contains(&old) && *value != old {
                aliases.push(old);
            }
        }
    }
}
