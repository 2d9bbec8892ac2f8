//! Profiles: what `templates/<regime>/*.toml` say, parsed and checked.
//!
//! No heading, label or limit of a regulation stands in Rust. A profile that
//! this module lets through is safe to use: keys are known, labels are unique,
//! references resolve. What it refuses it refuses with the place in the text.

pub mod consolidated;
pub mod decisions;
pub mod extends;
mod file_errors;
pub mod form;
mod known;
pub mod rules;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use crate::file_errors::FileError;
use crate::model::text::fold;
use crate::model::{Discipline, Eligibility, Gender, LeaderScope, MemberBrief};
use crate::typed;

pub use consolidated::Consolidated;
pub use decisions::DecisionSheets;
pub use form::{Choice, Form};
pub use known::Known;
pub use rules::Rules;

/// Everything that one regime says.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Its id, the name of its folder, e.g. `2019-hd21`.
    pub id: String,
    /// The form that branches fill.
    pub form: Form,
    /// Levels, conditions, quotas.
    pub rules: Rules,
    /// The workbook for the superior.
    pub consolidated: Consolidated,
    /// The sheets of decisions; a regime of [`Sources`] has them.
    pub decisions: Option<Arc<DecisionSheets>>,
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RegimeError {
    /// Not TOML, an unknown key, or a wrong type; the source shows line and caret.
    #[error("{file} of regime {regime} is malformed")]
    Malformed {
        /// The regime's id.
        regime: String,
        /// Which of its files.
        file: &'static str,
        /// Where and why.
        #[source]
        source: Box<typed::Error>,
    },
    /// Well-formed, but it contradicts itself.
    #[error("{file} of regime {regime}: {problem}")]
    Inconsistent {
        /// The regime's id.
        regime: String,
        /// Which of its files.
        file: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// An overlay that cannot be laid over its base.
    #[error("an overlay cannot be used")]
    Overlay(#[source] Box<FileError>),
    /// No regime has this id.
    #[error("no regime is called {0:?}")]
    UnknownRegime(String),
    /// No regime covers this year.
    #[error("no regime covers the rating year {0}")]
    UnknownYear(u32),
    /// Several overlays cover this year, and none is laid over another.
    #[error("several regimes cover the rating year {year}")]
    SeveralOfYear {
        /// The year.
        year: u32,
        /// Their ids.
        ids: Vec<String>,
    },
}

/// The texts of one profile: built in, or read from a folder laid over it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// By regime id, then by file name (`form.toml`, `rules.toml`, `consolidated.toml`;
    /// of an overlay `overlay.toml`).
    files: Arc<BTreeMap<String, BTreeMap<String, String>>>,
    /// Those that were parsed: what is asked for several times is parsed once.
    parsed: Arc<Mutex<BTreeMap<String, Regime>>>,
    /// The same of whole profiles as tables, which overlays are laid over.
    tables: Arc<Mutex<BTreeMap<String, extends::Documents>>>,
}

/// The three files of a profile.
pub const FILES: [&str; 3] = ["form.toml", "rules.toml", "consolidated.toml"];

/// The one file of a profile that is laid over another (see [`extends`]).
pub const OVERLAY: &str = "overlay.toml";

/// The sheets of decisions, which a profile may word its own way.
pub const DECISIONS: &str = "decisions.toml";

/// The sheets of a regime that says nothing of them, and counts its quota in groups …
const BY_GROUP: &str = include_str!("../templates/2025-hd43/decisions.toml");
/// … or over the commune.
const BY_COMMUNE: &str = include_str!("../templates/2019-hd21/decisions.toml");

/// The rules, one of [`FILES`]: they may also stand beside an overlay.
pub const RULES: &str = FILES[1];

/// A built-in profile: its id, and its files by name.
macro_rules! profile {
    ($regime:literal: $($file:literal),+) => {
        ($regime, &[$(($file, include_str!(concat!("../templates/", $regime, "/", $file)))),+])
    };
}

/// The profiles that the program carries in itself. One that asks for the same paper as
/// another is laid over it, with rules of its own.
const BUILTIN: [(&str, &[(&str, &str)]); 4] = [
    profile!("2018-hd16": "overlay.toml", "rules.toml"),
    profile!("2019-hd21": "form.toml", "rules.toml", "consolidated.toml", "decisions.toml"),
    profile!("2023-hd25": "overlay.toml", "rules.toml", "decisions.toml"),
    profile!("2025-hd43": "form.toml", "rules.toml", "consolidated.toml", "decisions.toml"),
];

/// Ids of the regimes that the program carries in itself, in order.
pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
    BUILTIN.iter().map(|it| it.0)
}

impl Sources {
    /// The profiles that the program carries in itself.
    pub fn builtin() -> Self {
        let mut sources = Self::default();
        for (regime, files) in BUILTIN {
            for (file, text) in files {
                sources.lay_over(regime, file, text);
            }
        }
        sources
    }

    /// Lays one file over what is there. The mark that Notepad puts at the
    /// beginning of a file is dropped.
    pub fn lay_over(&mut self, regime: &str, file: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let files = Arc::make_mut(&mut self.files);
        files.entry(regime.to_owned()).or_default().insert(file.to_owned(), text.to_owned());
        // Another may be laid over this one.
        self.parsed = Arc::default();
        self.tables = Arc::default();
    }

    /// Ids of the regimes, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Parses and checks one regime.
    pub fn regime(&self, id: &str) -> Result<Regime, RegimeError> {
        // Whoever panicked left whole regimes.
        let parsed = || self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regime) = parsed().get(id) {
            return Ok(regime.clone());
        }
        let regime = self.parse(id)?;
        parsed().insert(id.to_owned(), regime.clone());
        Ok(regime)
    }

    fn parse(&self, id: &str) -> Result<Regime, RegimeError> {
        let mut regime = self.parse_bare(id)?;
        regime.decisions = Some(Arc::new(self.decisions(id, &regime.rules)?));
        Ok(regime)
    }

    /// What a profile says of decisions: its own file, else that of the profile it is laid over,
    /// else one that the program carries, by how its quota is counted.
    fn decisions(&self, id: &str, rules: &Rules) -> Result<DecisionSheets, RegimeError> {
        let mut whose = id.to_owned();
        let text = loop {
            if let Some(own) = self.text(&whose, DECISIONS) {
                break own;
            }
            match self.base(&whose)? {
                Some(base) => whose = base,
                None => break if rules.quota.is_by_group() { BY_GROUP } else { BY_COMMUNE },
            }
        };
        let read: DecisionSheets =
            typed::from_str(text).map_err(|source| RegimeError::Malformed {
                regime: whose.clone(),
                file: DECISIONS,
                source: Box::new(source),
            })?;
        read.check().map_err(|problem| RegimeError::Inconsistent {
            regime: whose,
            file: DECISIONS,
            problem,
        })?;
        Ok(read)
    }

    fn parse_bare(&self, id: &str) -> Result<Regime, RegimeError> {
        let files = self.files.get(id).ok_or_else(|| RegimeError::UnknownRegime(id.to_owned()))?;
        if files.contains_key(OVERLAY) {
            return extends::regime(self, id).map_err(RegimeError::Overlay);
        }
        let text = |file: &str| files.get(file).map_or("", String::as_str);
        let malformed = |file: &'static str| {
            move |source: typed::Error| RegimeError::Malformed {
                regime: id.to_owned(),
                file,
                source: Box::new(source),
            }
        };
        let inconsistent = |file: &'static str| {
            move |problem: String| RegimeError::Inconsistent {
                regime: id.to_owned(),
                file,
                problem,
            }
        };
        let form: Form = typed::from_str(text("form.toml")).map_err(malformed("form.toml"))?;
        form.check().map_err(inconsistent("form.toml"))?;
        let rules: Rules = typed::from_str(text("rules.toml")).map_err(malformed("rules.toml"))?;
        rules.check(id, &form).map_err(inconsistent("rules.toml"))?;
        let mut consolidated: Consolidated =
            typed::from_str(text("consolidated.toml")).map_err(malformed("consolidated.toml"))?;
        consolidated.check(&form, &rules).map_err(inconsistent("consolidated.toml"))?;
        consolidated.know_titles();
        Ok(Regime { id: id.to_owned(), form, rules, consolidated, decisions: None })
    }

    /// The regime whose years include `year`. One that is laid over another
    /// stands in its place.
    pub fn regime_of_year(&self, year: u32) -> Result<Regime, RegimeError> {
        let mut found = Vec::new();
        for id in self.files.keys() {
            // Carried profiles are sound: those of other years need not be parsed.
            if self.carried_years(id).is_none_or(|it| it.contains(&year)) {
                found.push((self.depth(id)?, self.regime(id)?));
            }
        }
        found.retain(|it| it.1.rules.years.contains(&year));
        found.sort_by_key(|(depth, it)| (it.rules.years.last().copied(), usize::MAX - depth));
        let mut found: Vec<Regime> = found.into_iter().map(|it| it.1).collect();
        let mut covered = Vec::new();
        for regime in &found {
            covered.extend(self.base(&regime.id)?);
        }
        found.retain(|it| !covered.contains(&it.id));
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                let ids = found.into_iter().chain([last]).map(|it| it.id).collect();
                Err(RegimeError::SeveralOfYear { year, ids })
            }
            (None, _) => Err(RegimeError::UnknownYear(year)),
        }
    }

    /// The years of a profile that is as the program carries it, and so is all that it is laid over: what its
    /// rules say before their first table.
    fn carried_years(&self, id: &str) -> Option<Vec<u32>> {
        #[derive(Deserialize)]
        struct Head {
            extends: Option<String>,
            years: Option<Vec<u32>>,
        }
        let head = |text: &str| -> Option<Head> {
            let end = text.find("\n[").unwrap_or(text.len());
            typed::from_str(text.get(..end)?).ok()
        };
        if self.laid_over().any(|it| it.0 == id) {
            return None;
        }
        if let Some(overlay) = self.text(id, OVERLAY) {
            self.carried_years(&head(overlay)?.extends?)?;
        }
        head(self.text(id, RULES)?)?.years
    }

    /// All regimes, by the years that they cover; one that is laid over another
    /// stands before it.
    pub fn all(&self) -> Result<Vec<Regime>, RegimeError> {
        let mut regimes = Vec::new();
        for id in self.files.keys() {
            regimes.push((self.depth(id)?, self.regime(id)?));
        }
        regimes.sort_by_key(|(depth, it)| (it.rules.years.last().copied(), usize::MAX - depth));
        Ok(regimes.into_iter().map(|it| it.1).collect())
    }

    /// On how many others it is laid.
    fn depth(&self, id: &str) -> Result<usize, RegimeError> {
        let (mut depth, mut id) = (0, id.to_owned());
        while let Some(base) = self.base(&id)?
            && depth < self.files.len()
        {
            (depth, id) = (depth + 1, base);
        }
        Ok(depth)
    }

    /// The regime that an overlay is laid over; `None` for a whole profile.
    pub fn base(&self, id: &str) -> Result<Option<String>, RegimeError> {
        extends::base(self, id).map_err(RegimeError::Overlay)
    }

    /// The files of a regime as tables, for what compares profiles.
    pub fn documents(&self, id: &str) -> Result<extends::Documents, RegimeError> {
        self.regime(id)?;
        extends::documents(self, id).map_err(RegimeError::Overlay)
    }

    /// The text of a file of a profile.
    pub fn text(&self, id: &str, file: &str) -> Option<&str> {
        self.files.get(id)?.get(file).map(String::as_str)
    }

    /// The files that are not as the program carries them: id, name and text of each.
    pub fn laid_over(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let carried = |id: &str, file: &str| {
            let profile = BUILTIN.iter().find(|it| it.0 == id);
            profile.and_then(|it| it.1.iter().find(|it| it.0 == file)).map(|it| it.1)
        };
        let all = self.files.iter().flat_map(|(id, files)| {
            files.iter().map(|(file, text)| (id.as_str(), file.as_str(), text.as_str()))
        });
        all.filter(move |(id, file, text)| carried(id, file) != Some(*text))
    }

    /// What a person is told of an error, with its place; `None` for an error
    /// that is not in a file.
    pub fn mistake(&self, error: &RegimeError) -> Option<FileError> {
        file_errors::of(self, error)
    }
}

/// A value that a drop-down of the form stands for.
pub trait Keyed: Sized {
    /// The value whose key is `key`, as profiles spell it.
    fn from_key(key: &str) -> Option<Self>;
    /// The key of the value.
    fn key(&self) -> &'static str;
}

macro_rules! keyed {
    ($type:ty { $($variant:ident = $key:literal),+ $(,)? }) => {
        impl Keyed for $type {
            fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
            fn key(&self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }
    };
}

keyed!(Gender { Male = "male", Female = "female" });
keyed!(LeaderScope { None = "none", Committee = "committee", Superior = "superior" });
keyed!(Eligibility {
    Rated = "rated",
    New = "new",
    Exempt = "exempt",
    Suspended = "suspended",
    Temporary = "temporary",
    Other = "other",
});
keyed!(Discipline {
    Reprimand = "reprimand",
    Warning = "warning",
    Dismissal = "dismissal",
    Expulsion = "expulsion",
});
keyed!(crate::model::Weaknesses {
    None = "none",
    Fixed = "fixed",
    Fixing = "fixing",
    Unfixed = "unfixed",
});
keyed!(crate::model::CollectiveKind {
    Branch = "branch",
    BranchCommittee = "branch-committee",
    Leadership = "leadership",
});

impl Regime {
    /// The paper's word for a value of a drop-down, e.g. "Khiển trách".
    pub fn label(&self, choice: &str, key: &str) -> String {
        let options = self.form.choice.get(choice).map_or(&[][..], Vec::as_slice);
        options
            .iter()
            .find(|it| it.key == key)
            .map_or_else(|| key.to_owned(), |it| it.label.clone())
    }

    /// The kinds of members' causes of failing, in the order of the form.
    pub fn causes(&self) -> &[Choice] {
        self.form.choice.get("cause").map_or(&[], Vec::as_slice)
    }

    /// The kinds of forms on which members rate themselves, leaders' first.
    pub fn self_forms(&self) -> &[Choice] {
        self.form.choice.get("self-form").map_or(&[], Vec::as_slice)
    }

    /// The group of similar role of a member as it is written: what the form says;
    /// where it says nothing, the member's own form. Groups are compared folded.
    pub fn group_of<'a>(&'a self, member: &MemberBrief<'a>) -> &'a str {
        if !member.group.is_empty() {
            return self.group_named(member.group);
        }
        let form = self.self_forms().iter().find(|it| it.key == member.self_form);
        form.map_or(&self.rules.quota.members.ungrouped, |it| &it.label)
    }

    /// The group that somebody calls so: "02A" is the same group as the blank cell of
    /// somebody with the form 02A.
    pub fn group_named<'a>(&'a self, written: &'a str) -> &'a str {
        let wanted = fold(written);
        let is_it = |it: &String| fold(it) == wanted;
        let form = self
            .self_forms()
            .iter()
            .find(|it| is_it(&it.key) || is_it(&it.label) || it.aliases.iter().any(is_it));
        form.map_or(written, |it| &it.label)
    }

    /// A kind of branch as the form words it; a kind that the form does not
    /// know stays as the workspace words it.
    pub fn branch_kind<'a>(&'a self, kind: &'a str) -> &'a str {
        let options = self.form.choice.get("branch-kind").map_or(&[][..], Vec::as_slice);
        let wanted = kind.trim().to_lowercase();
        let is_it = |it: &str| it.to_lowercase() == wanted;
        options
            .iter()
            .find(|it| {
                it.key == wanted || is_it(&it.label) || it.aliases.iter().any(|it| is_it(it))
            })
            .map_or(kind.trim(), |it| &it.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_profiles_are_sound() {
        let sources = Sources::builtin();
        for id in sources.ids() {
            let regime = sources.regime(id).unwrap_or_else(|error| panic!("{error}: {error:?}"));
            assert!(!regime.rules.years.is_empty());
        }
        let all = sources.all().unwrap();
        let (mut years, mut codes) = (BTreeMap::new(), BTreeMap::new());
        for regime in &all {
            for year in &regime.rules.years {
                // One that is laid over another would take the year from it without a word.
                let other = years.insert(year, &regime.id);
                assert_eq!(other, None, "{year} belongs to {} too", regime.id);
            }
            let other = codes.insert(&regime.form.code, &regime.id);
            assert_eq!(other, None, "{} has its form code too", regime.id);
        }
        for regime in &all {
            let early = sources.carried_years(&regime.id);
            assert_eq!(early.as_ref(), Some(&regime.rules.years), "{}", regime.id);
        }
        assert_eq!(sources.regime_of_year(2020).unwrap().id, "2019-hd21");
        assert!(matches!(sources.regime_of_year(1999), Err(RegimeError::UnknownYear(1999))));
    }

    #[test]
    fn a_misspelt_key_points_at_itself() {
        let mut sources = Sources::builtin();
        let text = include_str!("../templates/2019-hd21/rules.toml")
            .replace("percent = 20", "percnt = 20");
        sources.lay_over("2019-hd21", "rules.toml", &text);
        let Err(RegimeError::Malformed { source, .. }) = sources.regime("2019-hd21") else {
            panic!("a misspelt key must be refused");
        };
        assert!(source.to_string().contains("percnt"), "{source}");
    }
}
