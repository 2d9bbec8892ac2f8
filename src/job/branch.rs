//! `kiem-tra-phieu-<code>.html`: the page with the settings of one branch inside, by which it checks its
//! form before it is sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::Settled;
use crate::model::Branch;
use crate::report;
use crate::typed;
use crate::words::Lang;

/// Where the page has the settings of a branch; those of a commune's page are `null`.
const PLACE: &str = "<script type=\"application/json\" id=\"chi-bo-nay\">null</script>";

/// How a page says of which version it is.
const VERSION: &str = "<meta name=\"xeploai-version\" content=\"";

/// Why a page cannot be made from another.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPage {
    /// It is no `xeploai.html`.
    #[error("no xeploai.html")]
    NotOurs,
    /// It is that of another version, which may judge otherwise; its version.
    #[error("xeploai.html is of version {0}")]
    OtherVersion(String),
}

/// What stands in the page of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForBranch {
    /// Code of the branch.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The committee that collects the forms.
    pub committee: String,
    /// The rating year.
    pub year: u32,
    /// When the page was made, for people.
    pub made: String,
    /// `vi` or `en`.
    pub lang: String,
    /// The text of its settings.
    pub settings: String,
    /// Texts of profiles, by `<id>/<file>`.
    pub profiles: BTreeMap<String, String>,
}

impl ForBranch {
    /// What a branch is given of a workspace: no telephone numbers, and of other branches what
    /// they are called, so that a wrong code is told as the commune would.
    pub fn new(settled: &Settled, branch: &Branch, made: &str, lang: Lang) -> Self {
        Self {
            code: branch.code.clone(),
            name: branch.name.clone(),
            committee: settled.workspace.committee.clone(),
            year: settled.workspace.year,
            made: made.to_owned(),
            lang: if lang == Lang::En { "en" } else { "vi" }.to_owned(),
            settings: settings(settled, branch),
            profiles: settled.own_profiles.clone(),
        }
    }

    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!("kiem-tra-phieu-{}.html", self.code)
    }

    /// The page of the branch, made from `page`, the text of `xeploai.html`.
    ///
    /// # Errors
    /// When that is no such page, or one of another version.
    pub fn page(&self, page: &str) -> Result<String, NoPage> {
        let version = page.split_once(VERSION).and_then(|(_, rest)| rest.split_once('"'));
        let (version, _) = version.ok_or(NoPage::NotOurs)?;
        if version != report::tool().version {
            return Err(NoPage::OtherVersion(version.to_owned()));
        }
        let (before, after) = page.split_once(PLACE).ok_or(NoPage::NotOurs)?;
        // Strings and numbers can be written; a text that ends the element must not.
        let own = serde_json::to_string(self).map_err(|_| NoPage::NotOurs)?.replace('<', "\\u003c");
        let (open, close) = PLACE.split_once("null").unwrap_or_default();
        Ok([before, open, &own, close, after].concat())
    }
}

/// The settings with what concerns a branch.
fn settings(settled: &Settled, branch: &Branch) -> String {
    let workspace = &settled.workspace;
    let mut table: Table = typed::from_str(&settled.text).unwrap_or_default();
    let is_own = |code: &str| code.trim().eq_ignore_ascii_case(&branch.code);
    // Of what is said of single branches the own.
    let own = ["waive", "small-collective"];
    for key in own {
        if let Some(Value::Array(all)) = table.get_mut(key) {
            all.retain(|it| it.get("branch").and_then(Value::as_str).is_some_and(is_own));
        }
    }
    table.retain(|key, value| {
        let key: &str = key;
        !own.contains(&key) || value.as_array().is_some_and(|it| !it.is_empty())
    });
    // Its profiles go along; there is no folder to look into. Who decides and signs is the
    // commune's affair.
    for key in [
        "templates",
        "unit",
        "decides",
        "signature",
        "group",
        "previous",
        "same-person",
        "not-same",
    ] {
        table.remove(key);
    }
    let one = |it: &Arc<Branch>| {
        let mut one = Table::new();
        for (key, value) in [("code", &it.code), ("name", &it.name), ("kind", &it.kind)] {
            one.insert(key.to_owned(), Value::String(value.clone()));
        }
        if let Some(members) = it.members.filter(|_| it.code == branch.code) {
            one.insert("members".to_owned(), Value::Integer(members.into()));
        }
        Value::Table(one)
    };
    let branches = workspace.branch.iter().map(one).collect();
    table.insert("branch".to_owned(), Value::Array(branches));
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::super::{regime_of, settle};
    use super::*;
    use crate::regime::Sources;
    use crate::workspace::Workspace;

    const TEXT: &str = r#"
year = 2020
organization = "Đảng bộ xã Bình An"
committee = "Đảng ủy xã <Bình An> </script>"
superior = "Đảng bộ huyện"
place = "Bình An"
templates = "bieu-mau"
[settings]
vote-threshold = "1/2"
[severity]
X302 = "notice"
[[waive]]
branch = "tp"
code = "X301"
member = "Lò Văn Một"
reason = "lý do"
by = "Bí thư"
[[waive]]
branch = "KC"
code = "X301"
member = "Lò Văn Hai"
reason = "lý do"
by = "Bí thư"
[[branch]]
code = "TP"
name = "Chi bộ thôn Tân Phong"
kind = "Thôn bản"
members = 21
contact = "0912 345 678"
[[branch]]
code = "KC"
name = "Chi bộ thôn Khuổi Cảng"
kind = "Thôn bản"
members = 12
contact = "0987 654 321"
"#;

    fn settled() -> Settled {
        let (workspace, sources) = (Workspace::parse(TEXT).unwrap(), Sources::builtin());
        let regime = regime_of(TEXT, &workspace, &sources).unwrap();
        settle(TEXT, workspace, regime, &sources).unwrap()
    }

    fn page(version: &str) -> String {
        format!("<head>{VERSION}{version}\"></head><body>{PLACE}<p>x</p>")
    }

    #[test]
    fn a_branch_is_given_its_own_and_no_telephone_number() {
        let settled = settled();
        let of = ForBranch::new(&settled, &settled.workspace.branch[0], "05/12/2020", Lang::Vi);
        for gone in ["0912", "0987", "Lò Văn Hai", "12\n", "bieu-mau"] {
            assert!(!of.settings.contains(gone), "{gone}: {}", of.settings);
        }
        let again = Workspace::parse(&of.settings).unwrap();
        assert_eq!(again.settings, settled.workspace.settings);
        assert_eq!(again.severity, settled.workspace.severity);
        assert_eq!((again.waive.len(), again.branch.len()), (1, 2));
        assert_eq!((again.branch[0].members, again.branch[1].members), (Some(21), None));
        assert_eq!(again.committee, settled.workspace.committee);
    }

    #[test]
    fn nothing_of_the_settings_ends_their_place_in_the_page() {
        let settled = settled();
        let of = ForBranch::new(&settled, &settled.workspace.branch[0], "05/12/2020", Lang::Vi);
        let made = of.page(&page(report::tool().version)).unwrap();
        assert_eq!(made.matches("</script>").count(), 1);
        let (_, inside) = made.split_once("id=\"chi-bo-nay\">").unwrap();
        let (inside, after) = inside.split_once("</script>").unwrap();
        assert_eq!(serde_json::from_str::<ForBranch>(inside).unwrap(), of);
        assert_eq!(after, "<p>x</p>");
        assert_eq!(of.page(&page("0.0.1")), Err(NoPage::OtherVersion("0.0.1".to_owned())));
        assert_eq!(of.page("<html>"), Err(NoPage::NotOurs));
        // One that was made for a branch is none to make others of.
        assert_eq!(of.page(&made), Err(NoPage::NotOurs));
    }
}
