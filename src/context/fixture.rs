//! A workspace for tests, to which the form of [`crate::model::fixture`] belongs.

use std::sync::LazyLock;

use super::Context;
use crate::regime::{Regime, Sources};
use crate::workspace::Workspace;

static REGIME: LazyLock<Regime> =
    LazyLock::new(|| Sources::builtin().regime("2019-hd21").expect("the profile is sound"));

const WORKSPACE: &str = r#"
year = 2020
organization = "Đảng bộ xã Bình An"
committee = "Đảng ủy xã Bình An"
superior = "Đảng bộ huyện Lâm Bình"
[[branch]]
code = "TP"
name = "Chi bộ thôn Tống Pu"
kind = "Thôn bản"
[[branch]]
code = "TH"
name = "Chi bộ Trường Tiểu học"
kind = "Trường học"
"#;

/// What a [`Context`] borrows from.
pub(crate) struct World {
    pub(crate) regime: Regime,
    pub(crate) workspace: Workspace,
    /// Whether the forms are checked outside a workspace.
    pub(crate) is_loose: bool,
}

impl World {
    pub(crate) fn new() -> Self {
        let workspace = Workspace::parse(WORKSPACE).expect("the fixture is sound");
        Self { regime: REGIME.clone(), workspace, is_loose: false }
    }

    /// The same commune under another regime that asks for grades.
    pub(crate) fn of(regime: &str) -> Self {
        let regime = Sources::builtin().regime(regime).expect("the profile is sound");
        let year = format!("year = {}", regime.rules.years[0]);
        let workspace = Workspace::parse(&WORKSPACE.replace("year = 2020", &year));
        Self { regime, workspace: workspace.expect("the fixture is sound"), is_loose: false }
    }

    /// The same commune under 2025-hd43; its form is
    /// [`crate::model::fixture::submission_with_points`].
    pub(crate) fn with_points() -> Self {
        static REGIME: LazyLock<Regime> =
            LazyLock::new(|| Sources::builtin().regime("2025-hd43").expect("it is sound"));
        let text = WORKSPACE.replace("year = 2020", "year = 2026");
        let workspace = Workspace::parse(&text).expect("the fixture is sound");
        Self { regime: REGIME.clone(), workspace, is_loose: false }
    }

    /// The commune of 2026 whose second branch stands under a đảng bộ cơ sở.
    pub(crate) fn with_unit() -> Self {
        let world = Self::with_points();
        let text = WORKSPACE.replace("year = 2020", "year = 2026");
        let unit =
            "[[unit]]\ncode = \"GD\"\nname = \"Đảng bộ Trường học\"\nkind = \"dang-bo-co-so\"\n";
        let workspace = Workspace::parse(&format!("{text}unit = \"GD\"\n{unit}"));
        Self { workspace: workspace.expect("the fixture is sound"), ..world }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            regime: &self.regime,
            settings: &self.workspace.settings,
            year: self.workspace.year,
            workspace: (!self.is_loose).then_some(&self.workspace),
        }
    }
}
