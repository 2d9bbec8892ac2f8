//! `xeploai.toml`: the commune, the year, the settings and the branches.
//!
//! The file is public interface: an unknown key is an error that shows its
//! line. What this module returns is checked: codes are valid and unique.

mod decision;
mod examples;
mod groups;
pub mod lines;
mod places;
pub mod previous;
mod settings;
mod several;
mod signature;
pub mod table;
pub mod units;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::file_errors::{EMPTY, FileError, UNUSABLE, locate};
use crate::finding::{Arg, Finding, Severity};
use crate::model::{Branch, Decided, Decider, YearBook};
use crate::typed;

pub use decision::QuotaDecision;
pub use groups::{Asked, FixedGroup};
use places::Places;
pub use previous::Pairing;
use settings::vote_threshold;
pub use settings::{
    Duplicates, Heads, QuotaBase, QuotaHeads, QuotaRounding, Raised, Settings, SixMonthDate,
    VoteThreshold,
};
pub use signature::Signature;
pub use units::{SmallCollective, Unit, UnitKind};

/// Name of the workspace file.
pub const FILE_NAME: &str = "xeploai.toml";

/// A commune's year.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Workspace {
    /// The rating year; selects the regime.
    pub year: u32,
    /// Overrides the regime that the year selects.
    pub regime: Option<String>,
    /// Đảng bộ xã.
    pub organization: String,
    /// Đảng ủy xã.
    pub committee: String,
    /// Đảng bộ of the direct superior.
    pub superior: String,
    /// Who receives the workbook.
    #[serde(default)]
    pub recipient: String,
    /// Place in the line of place and date.
    #[serde(default)]
    pub place: String,
    /// Folder of the filled forms, relative to the workspace.
    #[serde(default = "default_inbox")]
    pub inbox: String,
    /// Folder of the outputs, relative to the workspace.
    #[serde(default = "default_output")]
    pub output: String,
    /// Folder of profiles laid over the built-in ones.
    pub templates: Option<String>,
    /// What a regulation leaves open.
    #[serde(default)]
    pub settings: Settings,
    /// Bounds on what is read that differ from the usual ones.
    #[serde(default)]
    pub limits: Raised,
    /// Decisions that allow groups of members more excellent ratings.
    #[serde(default, deserialize_with = "several::one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "several::schema::<QuotaDecision>"))]
    pub quota_decision: Vec<QuotaDecision>,
    /// Who signs below the tables, where it is not as the profile says.
    #[serde(default, deserialize_with = "several::one_or_several")]
    #[cfg_attr(test, schemars(schema_with = "several::schema::<Signature>"))]
    pub signature: Vec<Signature>,
    /// Groups of members of similar role, where they do not follow what the forms say.
    #[serde(default)]
    pub group: Vec<FixedGroup>,
    /// Severities by finding code or name.
    #[serde(default)]
    pub severity: BTreeMap<String, Severity>,
    /// Findings that are let through.
    #[serde(default)]
    pub waive: Vec<Waiver>,
    /// The đảng bộ between the commune and its branches, in the order of the workbook.
    #[serde(default)]
    pub unit: Vec<Unit>,
    /// Who decides on whom, where the regulation leaves it open.
    #[serde(default)]
    pub decides: BTreeMap<Decided, Decider>,
    /// Collectives of fewer than three people: they are reviewed with their committee.
    #[serde(default)]
    pub small_collective: Vec<SmallCollective>,
    /// Earlier years: workspaces, consolidated workbooks or archives; several, since communes merged.
    #[serde(default, deserialize_with = "several::text_or_texts")]
    #[cfg_attr(test, schemars(schema_with = "several::texts_schema"))]
    pub previous: Vec<String>,
    /// People of this year and of an earlier one who are one person.
    #[serde(default)]
    pub same_person: Vec<Pairing>,
    /// People of this year and of an earlier one who are two.
    #[serde(default)]
    pub not_same: Vec<Pairing>,
    /// Of a superior: the đảng bộ whose consolidated workbooks are expected, in the order of the roll-up.
    #[serde(default)]
    pub commune: Vec<Commune>,
    /// The branches, in the order of the workbook.
    #[serde(default)]
    pub branch: Vec<Arc<Branch>>,
    /// The earlier years, once they were read.
    #[serde(skip)]
    pub earlier: Vec<YearBook>,
    /// What is not filled in, found when the file is parsed.
    #[serde(skip)]
    pub unfilled: Vec<Unfilled>,
    /// What a person should know of the table of branches, where there is one.
    #[serde(skip)]
    pub noted: Vec<Finding>,
    /// Where the branches stand.
    #[serde(skip)]
    places: Places,
}

/// A đảng bộ that sends its consolidated workbook to a superior.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Commune {
    /// ASCII letters, digits and `-`; unique in the workspace.
    pub code: String,
    /// Its name, e.g. `Đảng bộ xã Bình An`.
    pub name: String,
    /// Whom to ring.
    pub contact: Option<String>,
    /// Code of the unit that it stands under, where the superior parts them.
    pub unit: Option<String>,
}

/// An entry that says nothing yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfilled {
    /// Its name in the file.
    pub key: String,
    /// As written; empty when nothing is.
    pub written: String,
}

fn default_inbox() -> String {
    "nop".to_owned()
}

fn default_output() -> String {
    "ket-qua".to_owned()
}

/// A finding that is let through, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Code of the branch.
    pub branch: String,
    /// Code or name of the finding.
    pub code: String,
    /// Name of the member, when it is about one.
    pub member: Option<String>,
    /// Why.
    pub reason: String,
    /// Who decided, when.
    pub by: String,
}

impl Workspace {
    /// A workspace of which only the year and the names are known, with the usual settings.
    pub fn bare(year: u32, [organization, committee, superior, place]: [&str; 4]) -> Self {
        Self {
            year,
            regime: None,
            organization: organization.to_owned(),
            committee: committee.to_owned(),
            superior: superior.to_owned(),
            recipient: String::new(),
            place: place.to_owned(),
            inbox: default_inbox(),
            output: default_output(),
            templates: None,
            settings: Settings::default(),
            limits: Raised::default(),
            quota_decision: Vec::new(),
            signature: Vec::new(),
            group: Vec::new(),
            severity: BTreeMap::new(),
            waive: Vec::new(),
            unit: Vec::new(),
            decides: BTreeMap::new(),
            small_collective: Vec::new(),
            previous: Vec::new(),
            same_person: Vec::new(),
            not_same: Vec::new(),
            commune: Vec::new(),
            branch: Vec::new(),
            earlier: Vec::new(),
            unfilled: Vec::new(),
            noted: Vec::new(),
            places: Places::default(),
        }
    }

    /// Parses and checks a workspace file. Branch codes are usable as names of
    /// files and unique, both folders lie inside the workspace and apart.
    ///
    /// # Errors
    /// What is wrong, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let is_said = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if !text.lines().any(is_said) {
            return Err(FileError::new(FILE_NAME, "", &EMPTY));
        }
        let mut workspace: Self = typed::from_str(text).map_err(|error| {
            vote_threshold(text)
                .unwrap_or_else(|| FileError::from_toml_as::<Self>(FILE_NAME, text, &error))
        })?;
        let mut codes = BTreeSet::new();
        for (place, branch) in workspace.branch.iter().enumerate() {
            let refuse = |problem| {
                unusable(text, &["branch", &place.to_string(), "code"], &branch.code, problem)
            };
            if !is_usable_code(&branch.code) {
                return Err(refuse("mistake-code"));
            }
            if !codes.insert(branch.code.to_ascii_uppercase()) {
                return Err(refuse("mistake-code-twice"));
            }
        }
        for (place, commune) in workspace.commune.iter().enumerate() {
            let refuse = |problem| {
                unusable(text, &["commune", &place.to_string(), "code"], &commune.code, problem)
            };
            if !is_usable_code(&commune.code) {
                return Err(refuse("mistake-code"));
            }
            if !codes.insert(commune.code.to_ascii_uppercase()) {
                return Err(refuse("mistake-code-twice"));
            }
        }
        for (key, value) in [("inbox", &workspace.inbox), ("output", &workspace.output)] {
            let is_plain = |part: &str| {
                !part.is_empty() && part != "." && part != ".." && !part.contains([':', '\\'])
            };
            if !value.split('/').all(is_plain) {
                return Err(unusable(text, &[key], value, "mistake-outside"));
            }
        }
        let (inbox, output) = (workspace.inbox.to_lowercase(), workspace.output.to_lowercase());
        let inside =
            |inner: &str, outer: &str| format!("{inner}/").starts_with(&format!("{outer}/"));
        if inside(&inbox, &output) || inside(&output, &inbox) {
            // One of them may be the default, which stands nowhere.
            let key = if locate(text, &["output"]).is_some() { "output" } else { "inbox" };
            let value = if key == "output" { &workspace.output } else { &workspace.inbox };
            return Err(unusable(text, &[key], value, "mistake-same-folder"));
        }
        workspace.check_decisions(text)?;
        workspace.check_units(text)?;
        workspace.check_signatures(text)?;
        workspace.check_groups(text)?;
        workspace.check_previous(text)?;
        workspace.note_unfilled();
        Ok(workspace)
    }

    /// Notes the entries that are as `init` writes them, and takes the dots out of those,
    /// so that they are printed nowhere.
    fn note_unfilled(&mut self) {
        let mut unfilled = Vec::new();
        let mut note = |key: String, value: &mut String, is_due: bool| {
            let bare = without_dots(value);
            if bare != value.trim() || (is_due && bare.is_empty()) {
                unfilled.push(Unfilled { key, written: std::mem::replace(value, bare) });
            }
        };
        for (key, value, is_due) in [
            ("organization", &mut self.organization, true),
            ("committee", &mut self.committee, true),
            ("superior", &mut self.superior, true),
            ("recipient", &mut self.recipient, false),
            ("place", &mut self.place, true),
        ] {
            note(key.to_owned(), value, is_due);
        }
        for unit in &mut self.unit {
            note(format!("unit {}: name", unit.code), &mut unit.name, true);
        }
        for branch in &mut self.branch {
            let branch = Arc::make_mut(branch);
            note(format!("branch {}: name", branch.code), &mut branch.name, true);
        }
        for waiver in &mut self.waive {
            note(format!("waive {}: reason", waiver.branch), &mut waiver.reason, true);
            note(format!("waive {}: by", waiver.branch), &mut waiver.by, true);
        }
        self.note_examples(&mut unfilled);
        self.unfilled = unfilled;
    }

    /// Notes what still is the example of a comment, and takes out those that would be printed.
    fn note_examples(&mut self, unfilled: &mut Vec<Unfilled>) {
        for branch in &mut self.branch {
            let is_example = |it: &mut String| examples::is_one("branch", "contact", it);
            if let Some(written) = Arc::make_mut(branch).contact.take_if(is_example) {
                unfilled
                    .push(Unfilled { key: format!("branch {}: contact", branch.code), written });
            }
        }
        for waiver in &mut self.waive {
            if examples::is_one("waive", "reason", &waiver.reason) {
                let key = format!("waive {}: reason", waiver.branch);
                unfilled.push(Unfilled { key, written: std::mem::take(&mut waiver.reason) });
            }
            let member = waiver.member.as_ref();
            // Without it the waiver would be for everybody.
            if let Some(written) = member.filter(|it| examples::is_one("waive", "member", it)) {
                let key = format!("waive {}: member", waiver.branch);
                unfilled.push(Unfilled { key, written: written.clone() });
            }
        }
        for signature in &mut self.signature {
            let is_example = |it: &mut String| examples::is_one("signature", "name", it);
            if let Some(written) = signature.name.take_if(is_example) {
                unfilled.push(Unfilled { key: "signature: name".to_owned(), written });
            }
        }
        let groups = self.group.iter().map(|it| ("group", &it.name));
        let small = self.small_collective.iter().map(|it| ("small-collective", &it.name));
        for (table, name) in groups.chain(small) {
            if examples::is_one(table, "name", name) {
                let key = format!("{table}: name");
                unfilled.push(Unfilled { key, written: name.clone() });
            }
        }
        for decision in &self.quota_decision {
            if examples::is_one("quota-decision", "group", &decision.group) {
                let key = "quota-decision: group".to_owned();
                unfilled.push(Unfilled { key, written: decision.group.clone() });
            }
        }
    }

    /// The branch with this code, whatever its case.
    pub fn branch(&self, code: &str) -> Option<&Branch> {
        self.places.of_code(&self.branch, code.trim()).map(|it| &*self.branch[it])
    }

    /// The branch of this whole name, and its place: the one that is written so, else the only one that differs in marks
    /// alone.
    pub fn branch_named(&self, name: &str) -> Option<(usize, &Branch)> {
        self.places.of_name(&self.branch, name).map(|it| (it, &*self.branch[it]))
    }
}

/// A text without the dots that stand for something not written yet.
fn without_dots(text: &str) -> String {
    const LINES: [&str; 4] = ["…", "...", "___", "---"];
    let is_open = text.contains('<') && text.contains('>');
    if !is_open && !LINES.iter().any(|it| text.contains(it)) {
        return text.trim().to_owned();
    }
    let mut bare = LINES.iter().fold(text.to_owned(), |bare, it| bare.replace(it, " "));
    while let Some((before, rest)) = bare.split_once('<')
        && let Some((_, after)) = rest.split_once('>')
    {
        bare = format!("{before} {after}");
    }
    let is_word = |it: &&str| it.chars().any(|it| !matches!(it, '.' | '_' | '-'));
    bare.split_whitespace().filter(is_word).collect::<Vec<_>>().join(" ")
}

/// A value that is of the right kind, but cannot be used.
fn unusable(text: &str, path: &[&str], value: &str, problem: &'static str) -> FileError {
    FileError::new(FILE_NAME, text, &UNUSABLE)
        .at(locate(text, path))
        .arg("value", format!("“{value}”"))
        .arg("problem", Arg::Word(problem))
        .arg("raw", "")
}

/// Whether outputs may be named after the code on every system.
fn is_usable_code(code: &str) -> bool {
    let is_plain = code.chars().all(|it| it.is_ascii_alphanumeric() || it == '-');
    let upper = code.to_ascii_uppercase();
    let is_device = ["CON", "PRN", "AUX", "NUL"].contains(&upper.as_str())
        || (upper.len() == 4
            && (upper.starts_with("COM") || upper.starts_with("LPT"))
            && upper.ends_with(|it: char| it.is_ascii_digit()));
    is_plain && (1..=20).contains(&code.len()) && !is_device
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "year = 2020\norganization = \"Đảng bộ xã\"\ncommittee = \"Đảng ủy xã\"\nsuperior = \"Đảng bộ huyện\"\n";

    /// The line of an unusable value, and why it is.
    pub(super) fn problem(text: &str) -> (usize, &'static str) {
        let mistake = Workspace::parse(text).unwrap_err();
        let why = mistake.finding.args.iter().find_map(|it| match it {
            ("problem", Arg::Word(word)) => Some(*word),
            _ => None,
        });
        (mistake.line(), why.unwrap_or_default())
    }

    fn branch(code: &str) -> String {
        format!("[[branch]]\ncode = \"{code}\"\nname = \"Chi bộ\"\nkind = \"Thôn bản\"\n")
    }

    #[test]
    fn defaults_are_the_plain_reading() {
        let workspace = Workspace::parse(&format!("{HEAD}{}", branch("TP"))).unwrap();
        assert_eq!((workspace.inbox.as_str(), workspace.output.as_str()), ("nop", "ket-qua"));
        assert_eq!(workspace.settings, Settings::default());
        assert_eq!(workspace.branch("tp ").unwrap().code, "TP");
    }

    #[test]
    fn an_unknown_key_shows_its_line() {
        let mistake = Workspace::parse(&format!("{HEAD}inboxx = \"nop\"\n")).unwrap_err();
        assert_eq!((mistake.line(), mistake.finding.code.id), (5, "B021"));
        assert_eq!(mistake.suggestion.as_deref(), Some("inbox"));
    }

    #[test]
    fn codes_that_are_no_file_names_are_refused() {
        for code in ["", "A B", "Đ1", "../x", "NUL", "com1", "A.B", "ABCDEFGHIJKLMNOPQRSTU"] {
            let text = format!("{HEAD}{}", branch(code));
            assert_eq!(problem(&text), (6, "mistake-code"), "{code:?}");
        }
        let twice = format!("{HEAD}{}{}", branch("TP"), branch("tp"));
        assert_eq!(problem(&twice), (10, "mistake-code-twice"));
    }

    #[test]
    fn folders_stay_inside_and_apart() {
        for line in ["inbox = \"../nop\"", "output = \"/tmp\"", "output = \"C:/x\"", "inbox = \"\""]
        {
            assert_eq!(problem(&format!("{HEAD}{line}\n")), (5, "mistake-outside"), "{line}");
        }
        for line in ["output = \"nop\"", "output = \"nop/ra\"", "inbox = \"ket-qua/nop\""] {
            assert_eq!(problem(&format!("{HEAD}{line}\n")), (5, "mistake-same-folder"), "{line}");
        }
    }

    #[test]
    fn a_vote_threshold_is_none_or_a_share() {
        let parse =
            |text: &str| VoteThreshold::try_from(text.to_owned()).map(VoteThreshold::fraction);
        assert_eq!(parse("none"), Ok(None));
        assert_eq!(parse("2/3"), Ok(Some((2, 3))));
        for text in ["", "3/2", "0/2", "half", "1/0"] {
            assert!(parse(text).is_err(), "{text}");
            let file = format!("{HEAD}[settings]\nvote-threshold = \"{text}\"\n");
            assert_eq!(problem(&file), (6, "mistake-threshold"), "{text}");
        }
    }

    #[test]
    fn lines_to_write_on_and_marks_of_a_template_are_nothing_filled_in() {
        for (typed, kept) in [
            ("____", None),
            ("xã ____", None),
            ("<tên xã>", None),
            ("Bình An", Some("Bình An")),
            ("Bình-An", Some("Bình-An")),
        ] {
            let workspace = Workspace::parse(&format!("{HEAD}place = \"{typed}\"\n")).unwrap();
            let keys: Vec<&str> = workspace.unfilled.iter().map(|it| it.key.as_str()).collect();
            if let Some(kept) = kept {
                assert_eq!((workspace.place.as_str(), keys.len()), (kept, 0));
            } else {
                assert_eq!(keys, ["place"], "{typed}");
                assert!(!workspace.place.contains(['_', '<']), "{typed}");
            }
        }
    }

    #[test]
    fn examples_of_comments_that_are_left_are_noted() {
        let waiver = |member: &str, reason: &str| {
            format!(
                "[[waive]]\nbranch = \"TP\"\ncode = \"X301\"\nmember = \"{member}\"\nreason = \"{reason}\"\nby = \"Bí thư Đảng ủy, 12/12/2020\"\n"
            )
        };
        let contact = |it: &str| format!("{}contact = \"{it}\"\n", branch("TP"));
        let signed = |it: &str| format!("[signature]\nrole = \"BÍ THƯ\"\nname = \"{it}\"\n");
        for (more, keys) in [
            (waiver("Ma Văn Hòa", "Lý do"), &["waive TP: reason"][..]),
            (waiver("Họ và tên", "Đã họp lại"), &["waive TP: member"]),
            (waiver("Ma Văn Hòa", "Lý do: đã họp lại"), &[]),
            (contact("0912 345 678"), &["branch TP: contact"]),
            (contact("0912 345 679"), &[]),
            (signed("Họ và tên"), &["signature: name"]),
            (signed("Lò Văn Ký"), &[]),
            ("[[group]]\nname = \"Tên nhóm in trong biểu\"\n".to_owned(), &["group: name"]),
        ] {
            let workspace =
                Workspace::parse(&format!("{HEAD}place = \"Bình An\"\n{more}")).unwrap();
            let found: Vec<&str> = workspace.unfilled.iter().map(|it| it.key.as_str()).collect();
            assert_eq!(found, keys, "{more}");
            assert!(workspace.waive.iter().all(|it| it.reason != "Lý do" && it.member.is_some()));
            assert!(workspace.signature.iter().all(|it| it.name.as_deref() != Some("Họ và tên")));
            assert!(
                workspace.branch.iter().all(|it| it.contact.as_deref() != Some("0912 345 678"))
            );
        }
    }
}
