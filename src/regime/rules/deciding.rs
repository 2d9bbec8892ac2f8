//! Who decides on whom (R-DECIDE), each with its clause.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{Certainty, Decided, Decider};
use crate::sorted::BTreeMap;

/// Who decides, and what the bodies are called.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Deciding {
    /// Whether the commune's đảng bộ is a đảng bộ cơ sở itself, so that a đảng bộ bộ phận may
    /// stand right under it.
    #[serde(default)]
    pub commune_is_base: bool,
    /// How the name of an organization begins …
    pub organization: String,
    /// … where that of its committee begins so.
    pub committee: String,
    /// The bodies.
    pub body: BTreeMap<Decider, Body>,
    /// Who decides on whom.
    pub of: BTreeMap<Decided, Deciders>,
}

/// A body that decides.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Body {
    /// Its code; of units and branches their own.
    #[serde(default)]
    pub code: String,
    /// Its name; `{committee}`, `{superior}`, of a unit `{body}`, of a branch `{branch}`.
    pub name: String,
    /// In whose name it is signed.
    pub on_behalf: String,
}

/// Who decides on some subjects.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Deciders {
    /// Who does, where the workspace says nothing else.
    pub by: Decider,
    /// Who else may, by `[decides]` of the workspace.
    #[serde(default)]
    pub or: Vec<Decider>,
    /// The clause.
    pub clause: String,
    /// How sure it is.
    pub sure: Certainty,
}

impl Deciding {
    /// The name of the body that has this code.
    pub fn body_of_code(&self, code: &str) -> Option<&str> {
        let is_it = |it: &&Body| !it.code.is_empty() && it.code.eq_ignore_ascii_case(code);
        self.body.values().find(is_it).map(|it| it.on_behalf.as_str())
    }

    /// Refuses what leaves a subject without a body.
    pub(super) fn check(&self) -> Result<(), String> {
        for decided in Decided::ALL {
            let key = decided.key();
            let Some(own) = self.of.get(&decided) else {
                return Err(format!("deciding: nobody decides on {key}"));
            };
            for by in std::iter::once(&own.by).chain(&own.or) {
                if !self.body.contains_key(by) {
                    return Err(format!("deciding: {key}: there is no body {:?}", by.key()));
                }
            }
        }
        if !self.body.contains_key(&Decider::Committee) {
            return Err("deciding: there is no body \"committee\"".to_owned());
        }
        for (kind, body) in &self.body {
            let has_own = matches!(kind, Decider::Unit | Decider::Branch);
            if body.code.is_empty() != has_own {
                let key = kind.key();
                return Err(format!("deciding: {key}: a code, but of unit and branch their own"));
            }
        }
        Ok(())
    }
}
