//! What `xeploai.toml` and the profiles say together, checked: what a run judges by.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use super::codes;
use crate::batch::Season;
use crate::context::Context;
use crate::file_errors::{FileError, KEY_TWICE, UNUSABLE, key_of, locate, nearest};
use crate::finding::{Arg, Finding};
use crate::read::Apart;
use crate::regime::{Known, Regime, RegimeError, Sources};
use crate::workbook::Limits;
use crate::workspace::table::KnownKind;
use crate::workspace::{FILE_NAME, QuotaHeads, Raised, Workspace};

/// A workspace whose settings can be used.
#[derive(Clone, Debug)]
pub struct Settled {
    /// What its file says.
    pub workspace: Workspace,
    /// The regime of its year.
    pub regime: Regime,
    /// Every regime, by which a form of another one is known.
    pub regimes: Known,
    /// Bounds on what is read.
    pub limits: Limits,
    /// The text of its file.
    pub text: String,
    /// The texts of profiles that the program does not carry, by `<id>/<file>`.
    pub own_profiles: BTreeMap<String, String>,
    /// Final workbooks of the year that lie among the outputs, the last one first; whoever knows the outputs
    /// fills them in.
    pub finals: Vec<super::Final>,
}

/// Why settings cannot be used; the words are the catalogue's.
#[derive(Debug)]
pub enum Refused {
    /// A sentence of the catalogue.
    Told(&'static str, Vec<(&'static str, Arg)>),
    /// Mistakes with their places.
    Mistaken(Vec<FileError>),
    /// What is wrong in the table of branches.
    Branches(Vec<Finding>),
    /// A profile that cannot be used, for a reason that speaks for itself.
    Other(RegimeError),
}

impl From<FileError> for Refused {
    fn from(mistake: FileError) -> Self {
        Self::Mistaken(vec![mistake])
    }
}

impl Refused {
    /// Why a profile cannot be used.
    pub fn of(sources: &Sources, error: RegimeError) -> Self {
        if let Some(mistake) = sources.mistake(&error) {
            return Self::Mistaken(vec![mistake]);
        }
        let known = sources.ids().collect::<Vec<_>>();
        match error {
            RegimeError::UnknownRegime(id) => {
                let key =
                    if nearest(&id, &known).is_some() { "regime-near" } else { "regime-unknown" };
                let near = nearest(&id, &known).unwrap_or_default();
                let known = known.join(", ");
                let args = [("id", id), ("near", near), ("known", known)];
                Self::Told(key, args.into_iter().map(|(key, it)| (key, Arg::from(it))).collect())
            }
            RegimeError::UnknownYear(year) => {
                Self::Told("regime-no-year", vec![("year", Arg::from(year))])
            }
            RegimeError::SeveralOfYear { year, ids } => {
                let args = vec![("year", Arg::from(year)), ("known", Arg::from(ids.join(", ")))];
                Self::Told("regime-several", args)
            }
            other => Self::Other(other),
        }
    }
}

impl Settled {
    /// What a run over the workspace judges by.
    pub fn season(&self, apart: Apart) -> Season<'_> {
        Season {
            regimes: &self.regimes,
            workspace: Some((&self.workspace, &self.regime)),
            limits: &self.limits,
            apart,
        }
    }

    /// What its outputs are made by.
    pub fn context(&self) -> Context<'_> {
        Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: Some(&self.workspace),
        }
    }
}

/// The regime that a workspace file, parsed from `text`, names, else that of its year.
///
/// # Errors
/// When there is none, or its profile cannot be used.
pub fn regime_of(text: &str, workspace: &Workspace, sources: &Sources) -> Result<Regime, Refused> {
    let Some(id) = &workspace.regime else {
        return sources.regime_of_year(workspace.year).map_err(|it| Refused::of(sources, it));
    };
    sources.regime(id).map_err(|error| match error {
        RegimeError::UnknownRegime(_) => {
            let known: Vec<&str> = sources.ids().collect();
            FileError::unknown(FILE_NAME, text, locate(text, &["regime"]), id, &known).into()
        }
        other => Refused::of(sources, other),
    })
}

/// What a workspace file, parsed from `text`, its regime and the profiles say together.
///
/// # Errors
/// What is wrong in the file, in words for people.
pub fn settle(
    text: &str,
    mut workspace: Workspace,
    regime: Regime,
    sources: &Sources,
) -> Result<Settled, Refused> {
    let mistakes = check(text, &mut workspace, &regime)?;
    if !mistakes.is_empty() {
        return Err(Refused::Mistaken(mistakes));
    }
    let limits = limits(&workspace.limits);
    let own = sources.laid_over().map(|it| (format!("{}/{}", it.0, it.1), it.2.to_owned()));
    let own_profiles = own.collect();
    Ok(Settled {
        workspace,
        regime,
        regimes: Known::of(sources),
        limits,
        text: text.to_owned(),
        own_profiles,
        finals: Vec::new(),
    })
}

/// The kinds of branches of a form.
pub fn known_kinds(regime: &Regime) -> Vec<KnownKind<'_>> {
    let choices = regime.form.choice.get("branch-kind").map_or(&[][..], Vec::as_slice);
    let mut kinds = Vec::new();
    for it in choices {
        let others = std::iter::once(&it.key).chain(&it.aliases).map(String::as_str).collect();
        kinds.push(KnownKind { label: &it.label, others });
    }
    kinds
}

/// The limits with those that the file raises or lowers.
pub fn limits(raised: &Raised) -> Limits {
    let usual = Limits::default();
    let bytes = |it: Option<NonZeroU32>, usual| it.map_or(usual, |it| u64::from(it.get()) << 20);
    let places = |it: Option<NonZeroU32>, usual| it.map_or(usual, NonZeroU32::get);
    let count = |it: Option<NonZeroU32>, usual| {
        it.map_or(usual, |it| usize::try_from(it.get()).unwrap_or(usize::MAX))
    };
    Limits {
        file_bytes: bytes(raised.file_mb, usual.file_bytes),
        entries: count(raised.entries, usual.entries),
        declared_bytes: bytes(raised.inflated_mb, usual.declared_bytes),
        sheet_bytes: bytes(raised.sheets_mb, usual.sheet_bytes),
        ratio: raised.ratio.map_or(usual.ratio, |it| it.get().into()),
        ratio_from_bytes: usual.ratio_from_bytes,
        shared_text_bytes: bytes(raised.texts_mb, usual.shared_text_bytes),
        shared_texts: count(raised.texts, usual.shared_texts),
        cell_text_bytes: bytes(raised.cell_texts_mb, usual.cell_text_bytes),
        styles: count(raised.styles, usual.styles),
        cells: count(raised.cells, usual.cells),
        merges: count(raised.merges, usual.merges),
        list_rows: count(raised.list_rows, usual.list_rows),
        rows: places(raised.rows, usual.rows),
        cols: places(raised.columns, usual.cols),
        memory_bytes: bytes(raised.memory_mb, usual.memory_bytes),
        apart_bytes: bytes(raised.apart_mb, usual.apart_bytes),
        seconds: raised.seconds.map_or(usual.seconds, |it| it.get().into()),
        files: count(raised.files, usual.files),
    }
}

/// What the file says has to exist: branches, kinds, codes. Codes are put as they
/// are declared, whatever their case, so that every later comparison is exact.
fn check(
    text: &str,
    workspace: &mut Workspace,
    regime: &Regime,
) -> Result<Vec<FileError>, Refused> {
    if workspace.branch.is_empty() && workspace.commune.is_empty() {
        return Err(Refused::Told("no-branches", Vec::new()));
    }
    let unknown = |path: &[&str], value: &str, known: &[&str]| {
        FileError::unknown(FILE_NAME, text, locate(text, path), value, known)
    };
    let fixed = |span, value: &str| {
        FileError::new(FILE_NAME, text, &UNUSABLE)
            .at(span)
            .arg("value", value)
            .arg("problem", Arg::Word("mistake-fixed"))
            .arg("raw", "")
    };
    let mut mistakes = Vec::new();
    let kinds = regime.form.choice.get("branch-kind").map_or(&[][..], Vec::as_slice);
    let kinds: Vec<&str> = kinds.iter().map(|it| it.label.as_str()).collect();
    for (place, branch) in workspace.branch.iter().enumerate() {
        if !kinds.contains(&branch.kind.as_str()) {
            mistakes.push(unknown(&["branch", &place.to_string(), "kind"], &branch.kind, &kinds));
        }
    }
    let codes = codes();
    let find = |wanted: &str| {
        codes.iter().find(|it| it.id.eq_ignore_ascii_case(wanted) || it.name == wanted)
    };
    let known: Vec<&str> = codes.iter().flat_map(|it| [it.id, it.name]).collect();
    // All of them would fill the screen.
    let unknown_code = |span, wanted: &str| {
        let mut mistake = FileError::unknown(FILE_NAME, text, span, wanted, &[]);
        mistake.finding.args.retain(|it| it.0 != "known");
        mistake.suggestion = nearest(wanted, &known);
        mistake.arg("known", Arg::Word("mistake-codes"))
    };
    let mut severity = BTreeMap::new();
    for (wanted, level) in &workspace.severity {
        let span = key_of(text, &["severity", wanted]);
        match find(wanted) {
            None => mistakes.push(unknown_code(span, wanted)),
            Some(code) if code.fixed => mistakes.push(fixed(span, code.id)),
            Some(code) => {
                if severity.insert(code.id.to_owned(), *level).is_some() {
                    let twice = FileError::new(FILE_NAME, text, &KEY_TWICE).at(span);
                    mistakes.push(twice.arg("key", code.id));
                }
            }
        }
    }
    workspace.severity = severity;
    let branches: Vec<&str> = workspace.branch.iter().map(|it| it.code.as_str()).collect();
    for (place, waiver) in workspace.waive.iter_mut().enumerate() {
        let place = place.to_string();
        if branches.iter().all(|it| !it.eq_ignore_ascii_case(waiver.branch.trim())) {
            mistakes.push(unknown(&["waive", &place, "branch"], &waiver.branch, &branches));
        }
        let span = locate(text, &["waive", &place, "code"]);
        match find(&waiver.code) {
            None => mistakes.push(unknown_code(span, &waiver.code)),
            Some(code) if code.fixed => mistakes.push(fixed(span, code.id)),
            Some(code) => code.id.clone_into(&mut waiver.code),
        }
    }
    for (place, it) in workspace.small_collective.iter().enumerate() {
        if branches.iter().all(|own| !own.eq_ignore_ascii_case(it.branch.trim())) {
            let path = ["small-collective", &place.to_string(), "branch"];
            mistakes.push(unknown(&path, &it.branch, &branches));
        }
    }
    let most = regime.rules.quota.members.percent_with_decision;
    let context = Context {
        regime,
        settings: &workspace.settings,
        year: workspace.year,
        workspace: Some(workspace),
    };
    let named = |it: &str| context.group_named(it).to_owned();
    mistakes.extend(workspace.check_decisions_against(text, most, &named));
    mistakes.extend(check_deciding(text, workspace, regime));
    mistakes.extend(check_groups(text, workspace, regime));
    mistakes.extend(check_signatures(text, workspace, regime));
    workspace.note_empty_units();
    mistakes.sort_by_key(|it| it.span.as_ref().map(|it| it.start));
    Ok(mistakes)
}

/// What the file says of who decides against what the regulation says of it.
fn check_deciding(text: &str, workspace: &Workspace, regime: &Regime) -> Vec<FileError> {
    let deciding = regime.rules.deciding.as_ref();
    let may_part_be_alone = deciding.is_none_or(|it| it.commune_is_base);
    let body = |code: &str| Some(deciding?.body_of_code(code)?.to_owned());
    let mut mistakes = workspace.check_units_against(text, may_part_be_alone, &body);
    for (decided, by) in &workspace.decides {
        let said = deciding.and_then(|it| it.of.get(decided));
        if said.is_some_and(|it| it.by == *by || it.or.contains(by)) {
            continue;
        }
        let known = said.map_or_else(Vec::new, |it| {
            std::iter::once(&it.by).chain(&it.or).map(|it| it.key()).collect::<Vec<_>>()
        });
        let span = locate(text, &["decides", decided.key()]);
        mistakes.push(FileError::unknown(FILE_NAME, text, span, by.key(), &known));
    }
    mistakes
}

/// What the file says of groups of similar role and of heads, against what the regulation
/// counts.
fn check_groups(text: &str, workspace: &Workspace, regime: &Regime) -> Vec<FileError> {
    let is_by_group = regime.rules.quota.is_by_group();
    let choice = |list: &str| -> Vec<&str> {
        let options = regime.form.choice.get(list).map_or(&[][..], Vec::as_slice);
        options.iter().flat_map(|it| [it.key.as_str(), it.label.as_str()]).collect()
    };
    let kinds = choice("branch-kind");
    let mut forms = choice("self-form");
    let codes = regime.self_forms().iter().filter_map(|it| it.label.split(' ').next());
    forms.extend(codes);
    let mut mistakes = workspace.check_groups_against(text, is_by_group, &kinds, &forms);
    let heads = &regime.rules.quota.members.heads;
    if workspace.settings.quota_heads == QuotaHeads::Outside && (!is_by_group || heads.is_empty()) {
        let mistake = FileError::new(FILE_NAME, text, &UNUSABLE)
            .at(locate(text, &["settings", "quota-heads"]))
            .arg("value", "“outside”")
            .arg("problem", Arg::Word("mistake-quota-heads"))
            .arg("raw", "");
        mistakes.push(mistake);
    }
    mistakes
}

/// Signatures stand below sheets that are there, of bodies that decide. A profile of a
/// superior's own that says nothing by unit cannot serve a workspace with units.
fn check_signatures(text: &str, workspace: &Workspace, regime: &Regime) -> Vec<FileError> {
    let context = Context {
        regime,
        settings: &workspace.settings,
        year: workspace.year,
        workspace: Some(workspace),
    };
    let all = context.authorities();
    let codes: Vec<&str> = all.all().iter().map(|it| it.code.as_str()).collect();
    let own = regime.consolidated.authorities.as_ref();
    let own: Vec<String> = own.map_or_else(Vec::new, |it| {
        codes.iter().map(|code| it.sheet.name.replace("{code}", code)).collect()
    });
    let mut lists = regime.consolidated.sheet_names();
    lists.extend(own.iter().map(String::as_str));
    for name in crate::write::papers::names() {
        lists.push(name);
    }
    let mut mistakes = workspace.check_signatures_against(text, &lists, &codes);
    let is_silent = regime.consolidated.units.is_none() || regime.rules.deciding.is_none();
    if let Some(unit) = workspace.unit.first().filter(|_| is_silent) {
        let mistake = FileError::new(FILE_NAME, text, &UNUSABLE)
            .at(locate(text, &["unit", "0", "code"]))
            .arg("value", format!("“{}”", unit.code))
            .arg("problem", Arg::Word("mistake-units-profile"))
            .arg("raw", "");
        mistakes.push(mistake);
    }
    mistakes
}
