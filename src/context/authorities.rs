//! Who decides on whom (R-DECIDE): the bodies of a workspace, in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::text::{fold, starts_with_words};
use crate::model::{Branch, Certainty, CollectiveKind, Decided, Decider, LeaderScope};
use crate::regime::rules::{Body, Deciding};
use crate::workspace::{Unit, UnitKind, Workspace};

use super::Context;

/// The code of the only body where the profile says nothing of who decides.
const ONLY: &str = "1";

/// A body that decides on members, branches or collectives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Stable: of a unit or of a branch its own code, else the profile's. ASCII letters,
    /// digits and `-`; two authorities have never the same.
    pub code: String,
    /// What kind of body.
    pub kind: Decider,
    /// Its name as titles print it, e.g. `Ban Thường vụ Đảng ủy xã Bình An`.
    pub name: String,
    /// In whose name it is signed, e.g. `T/M BAN THƯỜNG VỤ`.
    pub on_behalf: String,
    /// Its place among the authorities, from 0: the highest first.
    pub order: usize,
}

/// Why somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground<'a> {
    /// The clause.
    pub clause: &'a str,
    /// How sure it is; a setting of the workspace is certain.
    pub sure: Certainty,
}

/// All that decide in a workspace. What nobody is decided by is not among them.
#[derive(Clone, Debug)]
pub struct Authorities<'a> {
    workspace: Option<&'a Workspace>,
    deciding: Option<&'a Deciding>,
    all: Vec<Authority>,
    /// Places by code in capitals.
    places: BTreeMap<String, usize>,
}

impl<'a> Context<'a> {
    /// Who decides on whom.
    pub fn authorities(&self) -> Authorities<'a> {
        let (workspace, deciding) = (self.workspace, self.regime.rules.deciding.as_ref());
        let mut all = Vec::new();
        if let Some(deciding) = deciding {
            for kind in [Decider::Superior, Decider::StandingCommittee, Decider::Committee] {
                all.extend(
                    deciding.body.get(&kind).map(|it| named(kind, it, &it.code, workspace, "")),
                );
            }
            let of = |kind| deciding.body.get(&kind);
            let units = workspace.map_or(&[][..], |it| &it.unit);
            for unit in units.iter().filter(|it| it.kind == UnitKind::DangBoCoSo) {
                let body = body_of(unit, deciding);
                all.extend(
                    of(Decider::Unit)
                        .map(|it| named(Decider::Unit, it, &unit.code, workspace, &body)),
                );
            }
            let may_branch = deciding.of.values().any(|it| it.by == Decider::Branch)
                || workspace.is_some_and(|it| it.decides.values().any(|it| *it == Decider::Branch));
            let branches = workspace.map_or(&[][..], |it| &it.branch);
            for branch in branches.iter().filter(|_| may_branch) {
                all.extend(
                    of(Decider::Branch).map(|it| {
                        named(Decider::Branch, it, &branch.code, workspace, &branch.name)
                    }),
                );
            }
        } else {
            all.push(Authority {
                code: ONLY.to_owned(),
                kind: Decider::Committee,
                name: workspace.map_or_else(String::new, |it| it.committee.clone()),
                on_behalf: String::new(),
                order: 0,
            });
        }
        let mut authorities = Authorities { workspace, deciding, all, places: BTreeMap::new() };
        authorities.number();
        authorities.keep_those_that_decide();
        authorities
    }
}

impl Authorities<'_> {
    /// The bodies, the highest first.
    pub fn all(&self) -> &[Authority] {
        &self.all
    }

    /// The body with this code, whatever its case.
    pub fn of_code(&self, code: &str) -> Option<&Authority> {
        self.places.get(&code.trim().to_ascii_uppercase()).map(|it| &self.all[*it])
    }

    /// Who decides on a branch.
    pub fn of_branch(&self, branch: &Branch) -> &Authority {
        self.deciding_on(self.kind_of_branch(branch), Some(branch))
    }

    /// Who decides on a member of a branch, by who manages them.
    pub fn of_member(&self, branch: &Branch, leader: Option<LeaderScope>) -> &Authority {
        self.deciding_on(self.kind_of_member(branch, leader), Some(branch))
    }

    /// Who decides on a collective of a branch: who decides on the branch.
    pub fn of_collective(&self, branch: &Branch, _: Option<CollectiveKind>) -> &Authority {
        self.of_branch(branch)
    }

    /// Who decides on the unit with this code; where there is none the committee would.
    pub fn of_unit_of_code(&self, code: &str) -> &Authority {
        match self.workspace.and_then(|it| it.unit(code)) {
            Some(unit) => self.of_unit(unit),
            None => self.find(Decider::Committee, None),
        }
    }

    /// What a unit is to whoever decides on it.
    pub fn kind_of_unit(&self, unit: &Unit) -> Decided {
        match unit.kind {
            UnitKind::DangBoCoSo => Decided::BaseUnits,
            UnitKind::DangBoBoPhan => Decided::PartUnits,
        }
    }

    /// Who decides on a unit.
    pub fn of_unit(&self, unit: &Unit) -> &Authority {
        let decided = self.kind_of_unit(unit);
        let above = self.workspace.and_then(|it| {
            it.upwards(Some(unit)).skip(1).find(|it| it.kind == UnitKind::DangBoCoSo)
        });
        self.find(self.by(decided), above.map(|it| it.code.as_str()))
    }

    /// What a branch is to whoever decides on it.
    pub fn kind_of_branch(&self, branch: &Branch) -> Decided {
        match self.workspace {
            Some(it) if it.base_of(branch).is_some() => Decided::BranchesUnderUnit,
            Some(it) if it.has_base_units() => Decided::BaseBranches,
            _ => Decided::Branches,
        }
    }

    /// What a member is to whoever decides on them.
    pub fn kind_of_member(&self, branch: &Branch, leader: Option<LeaderScope>) -> Decided {
        match (leader, self.kind_of_branch(branch)) {
            (Some(LeaderScope::Superior), _) => Decided::LeadersOfSuperior,
            (Some(LeaderScope::Committee), _) => Decided::LeadersOfCommittee,
            (_, Decided::BranchesUnderUnit) => Decided::MembersUnderUnit,
            (_, Decided::BaseBranches) => Decided::MembersOfBaseBranch,
            _ => Decided::Members,
        }
    }

    /// Why that body decides, where the profile says it.
    pub fn ground(&self, decided: Decided) -> Option<Ground<'_>> {
        let own = self.deciding?.of.get(&decided)?;
        let is_set = self.workspace.is_some_and(|it| it.decides.contains_key(&decided));
        let sure = if is_set { Certainty::Certain } else { own.sure };
        Some(Ground { clause: &own.clause, sure })
    }

    fn by(&self, decided: Decided) -> Decider {
        let set = self.workspace.and_then(|it| it.decides.get(&decided)).copied();
        let said = || self.deciding.and_then(|it| it.of.get(&decided)).map(|it| it.by);
        set.or_else(said).unwrap_or(Decider::Committee)
    }

    fn deciding_on(&self, decided: Decided, branch: Option<&Branch>) -> &Authority {
        let by = self.by(decided);
        let own = match by {
            Decider::Branch => branch.map(|it| it.code.as_str()),
            Decider::Unit => {
                let base = self.workspace.zip(branch).and_then(|(all, it)| all.base_of(it));
                base.map(|it| it.code.as_str())
            }
            _ => None,
        };
        self.find(by, own)
    }

    /// The body of a kind, of units and branches the one with this code; where a unit should
    /// decide on what stands under none the committee does.
    fn find(&self, kind: Decider, code: Option<&str>) -> &Authority {
        let of_kind = |kind| self.all.iter().find(|it: &&Authority| it.kind == kind);
        let found = match kind {
            Decider::Unit | Decider::Branch => code.and_then(|it| self.of_code(it)),
            _ => of_kind(kind),
        };
        // A checked profile has a committee.
        found.or_else(|| of_kind(Decider::Committee)).unwrap_or_else(|| &self.all[0])
    }

    /// Leaves out the bodies by which nobody can be decided, and numbers the others.
    fn keep_those_that_decide(&mut self) {
        let leaders = [None, Some(LeaderScope::Superior), Some(LeaderScope::Committee)];
        let mut codes: BTreeSet<&str> = BTreeSet::new();
        for branch in self.workspace.map_or(&[][..], |it| &it.branch) {
            codes.insert(&self.of_branch(branch).code);
            for leader in leaders {
                codes.insert(&self.of_member(branch, leader).code);
            }
        }
        for unit in self.workspace.map_or(&[][..], |it| &it.unit) {
            codes.insert(&self.of_unit(unit).code);
        }
        if !codes.is_empty() {
            let codes: BTreeSet<String> = codes.into_iter().map(str::to_owned).collect();
            self.all.retain(|it| codes.contains(&it.code));
            self.number();
        }
    }

    fn number(&mut self) {
        self.places.clear();
        for (order, it) in self.all.iter_mut().enumerate() {
            it.order = order;
            self.places.insert(it.code.to_ascii_uppercase(), order);
        }
    }
}

/// The name of the body that decides in a unit.
fn body_of(unit: &Unit, deciding: &Deciding) -> String {
    if let Some(own) = unit.body.as_ref().filter(|it| !it.trim().is_empty()) {
        return own.trim().to_owned();
    }
    let name = unit.name.trim();
    let words = fold(&deciding.organization).split(' ').count();
    let rest: Vec<&str> = name.split_whitespace().skip(words).collect();
    if starts_with_words(name, &deciding.organization) {
        format!("{} {}", deciding.committee, rest.join(" ")).trim().to_owned()
    } else {
        format!("{} {name}", deciding.committee)
    }
}

fn named(
    kind: Decider,
    body: &Body,
    code: &str,
    workspace: Option<&Workspace>,
    own: &str,
) -> Authority {
    let of = |it: fn(&Workspace) -> &String| workspace.map_or("", |own| it(own).as_str());
    let name = body
        .name
        .replace("{committee}", of(|it| &it.committee))
        .replace("{superior}", of(|it| &it.superior))
        .replace("{body}", own)
        .replace("{branch}", own);
    Authority { code: code.to_owned(), kind, name, on_behalf: body.on_behalf.clone(), order: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regime::{Regime, Sources};

    const HEAD: &str = "organization = \"Đảng bộ xã A\"\ncommittee = \"Đảng ủy xã A\"\nsuperior = \"Đảng bộ tỉnh B\"\n";
    const UNITS: &str = "[[unit]]\ncode = \"CA\"\nname = \"Đảng bộ Công an xã\"\nkind = \"dang-bo-co-so\"\n[[unit]]\ncode = \"P\"\nname = \"Đảng bộ khu\"\nkind = \"dang-bo-bo-phan\"\nunder = \"CA\"\n";
    const BRANCHES: &str = "[[branch]]\ncode = \"A\"\nname = \"Chi bộ A\"\nkind = \"Thôn bản\"\n[[branch]]\ncode = \"B\"\nname = \"Chi bộ B\"\nkind = \"Thôn bản\"\nunit = \"P\"\n";
    const LEADERS: [Option<LeaderScope>; 3] =
        [None, Some(LeaderScope::Committee), Some(LeaderScope::Superior)];

    fn world(year: u32, more: &str) -> (Workspace, Regime) {
        let units = if more.contains("no units") { "" } else { UNITS };
        let branches = if units.is_empty() {
            BRANCHES.replace("unit = \"P\"\n", "")
        } else {
            BRANCHES.to_owned()
        };
        let text = format!("year = {year}\n{HEAD}{more}\n{units}{branches}");
        (Workspace::parse(&text).unwrap(), Sources::builtin().regime_of_year(year).unwrap())
    }

    /// Codes of who decides on branch and members of A and of B, and of all bodies.
    fn told(year: u32, more: &str) -> [String; 3] {
        let (workspace, regime) = world(year, more);
        let settings = workspace.settings.clone();
        let context =
            Context { regime: &regime, settings: &settings, year, workspace: Some(&workspace) };
        let all = context.authorities();
        let of = |code: &str| {
            let branch = workspace.branch(code).unwrap();
            let members = LEADERS.map(|it| all.of_member(branch, it).code.clone());
            format!("{}: {}", all.of_branch(branch).code, members.join(" "))
        };
        let codes: Vec<_> = all.all().iter().map(|it| it.code.as_str()).collect();
        assert!(all.all().iter().enumerate().all(|(place, it)| it.order == place));
        [of("A"), of("B"), codes.join(" ")]
    }

    #[test]
    fn who_decides_by_regime_units_and_settings() {
        for (year, more, wanted) in [
            (2026, "# no units", ["DU: DU DU CT", "DU: DU DU CT", "CT DU"]),
            (2026, "", ["BTV: BTV DU CT", "CA: CA DU CT", "CT BTV DU CA"]),
            (
                2026,
                "[decides]\nmembers-of-base-branch = \"branch\"\nleaders-of-committee = \"unit\"",
                ["BTV: A DU CT", "CA: CA CA CT", "CT BTV DU CA A"],
            ),
            (
                2026,
                "[decides]\nbranches-under-unit = \"standing-committee\"",
                ["BTV: BTV DU CT", "BTV: CA DU CT", "CT BTV DU CA"],
            ),
            (2020, "# no units", ["DU: DU DU CT", "DU: DU DU CT", "CT DU"]),
            (2020, "", ["BTV: A DU CT", "CA: CA DU CT", "CT BTV DU CA A"]),
        ] {
            assert_eq!(told(year, more), wanted, "{year} {more}");
        }
    }

    #[test]
    fn bodies_are_called_as_titles_print_them() {
        let (workspace, regime) = world(2026, "");
        let settings = workspace.settings.clone();
        let context = Context {
            regime: &regime,
            settings: &settings,
            year: 2026,
            workspace: Some(&workspace),
        };
        let all = context.authorities();
        let name =
            |code: &str| all.of_code(code).map(|it| (it.name.as_str(), it.on_behalf.as_str()));
        assert_eq!(name("ca"), Some(("Đảng ủy Công an xã", "T/M ĐẢNG ỦY")));
        assert_eq!(name("BTV"), Some(("Ban Thường vụ Đảng ủy xã A", "T/M BAN THƯỜNG VỤ")));
        assert_eq!(name("DU"), Some(("Đảng ủy xã A", "T/M ĐẢNG ỦY")));
        assert_eq!(name("A"), None, "nobody is decided by it");
        let units: Vec<_> = workspace.unit.iter().map(|it| all.of_unit(it).code.as_str()).collect();
        assert_eq!(units, ["BTV", "BTV"]);
        for (unit, body) in [
            ("Đảng bộ  Công an", "Đảng ủy Công an"),
            ("DANG BO cong an", "Đảng ủy cong an"),
            ("Công an", "Đảng ủy Công an"),
        ] {
            let mut unit_of = workspace.unit[0].clone();
            unit.clone_into(&mut unit_of.name);
            assert_eq!(body_of(&unit_of, regime.rules.deciding.as_ref().unwrap()), body);
            unit_of.body = Some("Đảng ủy Quân sự".to_owned());
            assert_eq!(
                body_of(&unit_of, regime.rules.deciding.as_ref().unwrap()),
                "Đảng ủy Quân sự"
            );
        }
    }
}
