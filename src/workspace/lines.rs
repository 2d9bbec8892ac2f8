//! Which branches of this year go on from which of an earlier one: by what somebody says, by name, by code.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Workspace;
use crate::model::text::{fold, spelling};
use crate::model::{BookBranch, Branch, YearBook, is_same_name};

/// A branch of an earlier year, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Was<'b> {
    /// The branch.
    pub branch: &'b BookBranch,
    /// The committee of its commune; empty where that is not known.
    pub committee: &'b str,
    /// The workbook or folder, as it is shown to people.
    pub from: &'b str,
}

/// A name that several branches of an earlier year have, or several of this year: it tells of none of the
/// former which of the latter goes on from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// The name.
    pub name: String,
    /// The branches of then, each as `previous-codes` may name it.
    pub was: Vec<String>,
    /// The branches of now: their codes.
    pub now: Vec<String>,
}

/// What the name of a branch of an earlier year says of this one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFit {
    /// One branch at most has it, then and now.
    Usual,
    /// Of several this one alone is left: of the others somebody says what they came of.
    Only(usize),
    /// Several may be meant.
    Unclear,
}

/// The names of the branches of an earlier year.
#[derive(Debug, Default)]
pub struct SameNames<'b> {
    /// By the name as it is written.
    names: BTreeMap<String, Same<'b>>,
}

/// The branches of one name.
#[derive(Debug, Default)]
struct Same<'b> {
    /// Those of then that nobody names.
    was: Vec<Was<'b>>,
    /// Those of now of which nobody says what they came of: their places.
    now: Vec<usize>,
    /// Whether several have the name, named or not.
    are_several: bool,
}

impl<'b> SameNames<'b> {
    /// Of the branches of an earlier year and of this one.
    pub fn of(all: &[Was<'b>], branches: &[Arc<Branch>]) -> Self {
        let mut names: BTreeMap<String, Same<'b>> = BTreeMap::new();
        for was in all.iter().filter(|it| !it.branch.name.is_empty()) {
            names.entry(spelling(&was.branch.name)).or_default().was.push(*was);
        }
        for (place, it) in branches.iter().enumerate() {
            if let Some(own) = names.get_mut(&spelling(&it.name)) {
                own.now.push(place);
            }
        }
        let written = branches.iter().flat_map(|it| &it.previous_codes);
        let said: Vec<Was> = written.flat_map(|it| called(all, it)).collect();
        for own in names.values_mut() {
            own.are_several = own.was.len() > 1 || own.now.len() > 1;
            own.was.retain(|it| !said.iter().any(|said| std::ptr::eq(said.branch, it.branch)));
            own.now.retain(|it| branches[*it].previous_codes.is_empty());
        }
        Self { names }
    }

    /// What the name of a branch says.
    pub fn fit(&self, name: &str) -> NameFit {
        match self.names.get(&spelling(name)).filter(|it| it.are_several) {
            None => NameFit::Usual,
            Some(own) => match (&own.was[..], &own.now[..]) {
                ([_], [only]) => NameFit::Only(*only),
                _ => NameFit::Unclear,
            },
        }
    }

    /// Whether the codes of all branches of then are known that have a name: of one that is not, which only a
    /// workbook tells of, the code may be the same.
    fn has_codes(&self, name: &str) -> bool {
        let own = self.names.get(&spelling(name));
        own.is_none_or(|it| it.was.iter().all(|it| !it.branch.code.is_empty()))
    }

    /// The names that leave it open; `is_known` are branches of then of which something else says it.
    pub fn unclear(
        &self,
        all: &[Was],
        branches: &[Arc<Branch>],
        is_known: impl Fn(&BookBranch) -> bool,
    ) -> Vec<Unclear> {
        let mut found = Vec::new();
        for Same { was, now, .. } in self.names.values() {
            let Some(first) =
                was.first().filter(|it| self.fit(&it.branch.name) == NameFit::Unclear)
            else {
                continue;
            };
            if now.is_empty() || was.iter().all(|it| is_known(it.branch)) {
                continue;
            }
            found.push(Unclear {
                name: first.branch.name.clone(),
                was: was.iter().map(|it| it.label(all)).collect(),
                now: now.iter().map(|it| branches[*it].code.clone()).collect(),
            });
        }
        found
    }
}

impl Workspace {
    /// The branches of an earlier year, of all its workbooks.
    pub fn was_in<'s>(&'s self, year: u32) -> Vec<Was<'s>> {
        let books = self.earlier.iter().filter(|it| it.year == year);
        let of_book = |book: &'s YearBook| {
            let (committee, from) = (book.committee.as_str(), book.path.as_str());
            book.branches.iter().map(move |branch| Was { branch, committee, from })
        };
        books.flat_map(of_book).collect()
    }

    /// The names of which it is not known which branch of an earlier year is which of this one.
    pub fn unclear_in(&self, year: u32) -> Vec<Unclear> {
        let all = self.was_in(year);
        let known: Vec<&BookBranch> = self
            .earlier
            .iter()
            .filter(|it| it.year == year)
            .flat_map(|it| it.branches.iter().zip(self.lines_of(it)))
            .filter(|it| !it.1.is_empty())
            .map(|it| it.0)
            .collect();
        let is_known = |it: &BookBranch| known.iter().any(|known| std::ptr::eq(*known, it));
        SameNames::of(&all, &self.branch).unclear(&all, &self.branch, is_known)
    }

    /// The branches of this year that go on from each branch of an earlier workbook: those that
    /// name it, else the one of its name, else the one of its code. Where several have the name, then or
    /// now, only the code is left.
    pub fn lines_of(&self, book: &YearBook) -> Vec<Vec<usize>> {
        let year = self.was_in(book.year);
        let same_names = SameNames::of(&year, &self.branch);
        let is_alone = |code: &str| {
            year.iter().filter(|it| it.branch.code.eq_ignore_ascii_case(code)).count() == 1
        };
        // Those that are named, each with the branches that name it.
        let mut named: Vec<Vec<usize>> = vec![Vec::new(); book.branches.len()];
        for (place, branch) in self.branch.iter().enumerate() {
            for written in &branch.previous_codes {
                let found = called(&year, written);
                let is_it =
                    |it: &&BookBranch| found.iter().any(|was| std::ptr::eq(was.branch, *it));
                for (was, _) in book.branches.iter().enumerate().filter(|it| is_it(&it.1)) {
                    named[was].push(place);
                }
            }
        }
        let lines = |(was, mut named): (&BookBranch, Vec<usize>)| -> Vec<usize> {
            let now = || self.branch.iter().enumerate();
            named.dedup();
            if !named.is_empty() {
                return named;
            }
            let has_another =
                |name: &str| book.branches.iter().any(|it| is_same_name(&it.name, name));
            let fit = same_names.fit(&was.name);
            let by_name = match fit {
                NameFit::Only(place) => Some(place),
                NameFit::Unclear => None,
                NameFit::Usual => self
                    .branch_named(&was.name)
                    .filter(|it| is_same_name(&it.1.name, &was.name) || !has_another(&it.1.name))
                    .map(|it| it.0),
            };
            if let Some(place) = by_name {
                return vec![place];
            }
            if fit == NameFit::Unclear && !same_names.has_codes(&was.name) {
                return Vec::new();
            }
            // A code of two communes is that of two branches.
            let of_code = now().find(|it| {
                it.1.code.eq_ignore_ascii_case(&was.code) && it.1.previous_codes.is_empty()
            });
            let of_code = of_code.filter(|_| !was.code.is_empty() && is_alone(&was.code));
            of_code.map(|it| it.0).into_iter().collect()
        };
        book.branches.iter().zip(named).map(lines).collect()
    }
}

/// The branches of an earlier year that are called so: by code or by name as it is written, else by a name that differs
/// in marks alone; of several of one name that of the commune in brackets behind it.
pub fn called<'b>(all: &[Was<'b>], written: &str) -> Vec<Was<'b>> {
    let found = called_bare(all, written);
    if found.is_empty()
        && let Some((name, commune)) = without_commune(written)
    {
        let mut own = called_bare(all, name);
        own.retain(|it| it.is_of(commune));
        return own;
    }
    found
}

/// A name or a code without the commune in brackets behind it, and the commune.
pub fn without_commune(written: &str) -> Option<(&str, &str)> {
    let (name, commune) = written.trim().strip_suffix(')')?.rsplit_once('(')?;
    Some((name.trim_end(), commune))
}

fn called_bare<'b>(all: &[Was<'b>], written: &str) -> Vec<Was<'b>> {
    let of = |is: &dyn Fn(&BookBranch) -> bool| -> Vec<Was<'b>> {
        all.iter().filter(|it| is(it.branch)).copied().collect()
    };
    let is_code =
        |it: &BookBranch| !it.code.is_empty() && it.code.eq_ignore_ascii_case(written.trim());
    let so = of(&|it| is_code(it) || is_same_name(&it.name, written));
    if so.is_empty() { of(&|it| fold(&it.name) == fold(written)) } else { so }
}

/// What stands before the name of a commune, folded.
const BEFORE: [&str; 6] = ["dang uy ", "dang bo ", "xa ", "phuong ", "thi tran ", "dac khu "];

impl Was<'_> {
    /// Whether it is of a commune that is called so, whatever of its kind is told, or from this workbook.
    fn is_of(self, commune: &str) -> bool {
        let key = |text: &str| {
            let folded = fold(text);
            let bare = BEFORE
                .iter()
                .fold(folded.as_str(), |it, before| it.strip_prefix(before).unwrap_or(it));
            bare.strip_suffix(" cu").unwrap_or(bare).to_owned()
        };
        let asked = key(commune);
        !asked.is_empty() && (asked == key(self.committee) || fold(commune) == fold(self.from))
    }

    /// The commune as its committee names it, without what every committee is called.
    fn commune(self) -> String {
        let words: Vec<&str> = self.committee.split_whitespace().collect();
        let folded = fold(self.committee);
        let are_common = folded.starts_with("dang uy ") || folded.starts_with("dang bo ");
        words.into_iter().skip(if are_common { 2 } else { 0 }).collect::<Vec<_>>().join(" ")
    }

    /// What means this branch and no other of its year: its name with that of its commune, else its code, else
    /// its name with that of its workbook.
    pub fn label(self, all: &[Was]) -> String {
        let is_it = |it: &String| matches!(called(all, it)[..], [only] if std::ptr::eq(only.branch, self.branch));
        let BookBranch { name, code, .. } = self.branch;
        let of_commune = format!("{name} ({})", self.commune());
        let of_workbook = format!("{name} ({})", self.from);
        [of_commune, code.clone(), of_workbook]
            .into_iter()
            .find(is_it)
            .unwrap_or_else(|| name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(code: &str, name: &str, before: &[&str]) -> Arc<Branch> {
        Arc::new(Branch {
            code: code.to_owned(),
            name: name.to_owned(),
            kind: "Thôn".to_owned(),
            members: None,
            contact: None,
            unit: None,
            previous_codes: before.iter().map(|it| (*it).to_owned()).collect(),
        })
    }

    /// This year's branches beside last year's of two communes: code, name and codes that it came of; code and name.
    fn workspace(now: &[(&str, &str, &[&str])], was: [&[(&str, &str)]; 2]) -> Workspace {
        let mut workspace = Workspace::bare(2026, ["a", "b", "c", "d"]);
        workspace.branch = now.iter().map(|it| branch(it.0, it.1, it.2)).collect();
        let book = |(commune, branches): (&str, &[(&str, &str)])| YearBook {
            year: 2025,
            committee: format!("Đảng ủy xã {commune}"),
            path: format!("../{commune}/tong-hop-2025.xlsx"),
            branches: branches
                .iter()
                .map(|it| BookBranch {
                    code: it.0.to_owned(),
                    name: it.1.to_owned(),
                    ..BookBranch::default()
                })
                .collect(),
            ..YearBook::default()
        };
        workspace.earlier = ["Ea Kao", "Hòa Thắng"].into_iter().zip(was).map(book).collect();
        workspace
    }

    fn lines(workspace: &Workspace) -> Vec<Vec<usize>> {
        workspace.earlier.iter().flat_map(|it| workspace.lines_of(it)).collect()
    }

    const ONE: &str = "Chi bộ thôn 1";
    const EA_KAO: &str = "Chi bộ thôn 1 (xã Ea Kao)";
    const HOA_THANG: &str = "Chi bộ thôn 1 (xã Hòa Thắng)";

    #[test]
    fn a_name_of_two_is_nobodys_until_somebody_says_whose() {
        let none = [0_usize; 0];
        let was: [&[(&str, &str)]; 2] = [&[("T1", ONE)], &[("T1", ONE)]];
        for (now, expected, unclear) in [
            // One of now, or one each: neither is taken.
            (&[("T1", ONE, &[][..])][..], [&none[..], &none], true),
            (&[("T1", ONE, &[]), ("T2", ONE, &[])], [&none, &none], true),
            // Both became one; one is meant; the other is left for the other.
            (&[("T1", ONE, &[EA_KAO, HOA_THANG])], [&[0], &[0]], false),
            (&[("T1", ONE, &["chi bo thon 1 (Ea Kao cũ)"])], [&[0], &none], false),
            (&[("T1", ONE, &[EA_KAO]), ("T2", ONE, &[])], [&[0], &[1]], false),
            (&[("A", ONE, &["T1 (xã Hòa Thắng)"])], [&none, &[0]], false),
            // Nobody has the name any more.
            (&[("A", "Chi bộ thôn 2", &[])], [&none, &none], false),
        ] {
            let workspace = workspace(now, was);
            assert_eq!(lines(&workspace), expected, "{now:?}");
            assert_eq!(!workspace.unclear_in(2025).is_empty(), unclear, "{now:?}");
            assert_eq!(workspace.check_previous_codes("").len(), 0, "{now:?}");
        }
    }

    #[test]
    fn codes_that_one_has_tell_branches_of_one_name_apart() {
        let was: [&[(&str, &str)]; 2] = [&[("EK1", ONE)], &[("HT1", ONE)]];
        let both = workspace(&[("EK1", ONE, &[]), ("HT1", ONE, &[])], was);
        assert_eq!(lines(&both), [[0], [1]]);
        assert_eq!(both.unclear_in(2025), []);
        // Of a workbook alone nobody knows the codes.
        let bare = workspace(&[("EK1", ONE, &[]), ("HT1", ONE, &[])], [was[0], &[("", ONE)]]);
        assert_eq!(lines(&bare), [[0_usize; 0], []]);
        let one = workspace(&[("EK1", ONE, &[]), ("T", ONE, &[])], was);
        assert_eq!(lines(&one), [vec![0], vec![]]);
        let unclear = Unclear {
            name: ONE.to_owned(),
            was: vec![EA_KAO.to_owned(), HOA_THANG.to_owned()],
            now: vec!["EK1".to_owned(), "T".to_owned()],
        };
        assert_eq!(one.unclear_in(2025), [unclear]);
    }

    #[test]
    fn one_branch_of_then_and_two_of_its_name_now_is_nobodys_either() {
        let was: [&[(&str, &str)]; 2] = [&[("T1", ONE)], &[("T9", "Chi bộ thôn 9")]];
        let two = workspace(&[("A", ONE, &[]), ("B", ONE, &[]), ("C", "Chi bộ thôn 9", &[])], was);
        assert_eq!(lines(&two), [vec![], vec![2]]);
        assert_eq!(two.unclear_in(2025)[0].was, [EA_KAO]);
    }

    #[test]
    fn an_entry_that_means_two_is_told_with_what_to_write() {
        let was: [&[(&str, &str)]; 2] =
            [&[("T1", ONE)], &[("T1", ONE), ("T2", "Chi bộ thôn 2 (mới)")]];
        for written in [ONE, "T1", "Chi bo thon 1"] {
            let workspace = workspace(&[("A", ONE, &[written])], was);
            let told = workspace.check_previous_codes("");
            assert_eq!(told.len(), 1, "{written}");
            let worded =
                crate::words::Catalogue::new(crate::words::Lang::Vi).render(&told[0].finding);
            assert!(
                worded.message.contains(EA_KAO) && worded.message.contains(HOA_THANG),
                "{worded:?}"
            );
        }
        let other = |written: &str| {
            let workspace = workspace(&[("A", ONE, &[written])], was);
            workspace.check_previous_codes("").len()
        };
        assert_eq!(other("Chi bộ thôn 1 (xã Bình An)"), 1);
        // Brackets that are the name's own.
        assert_eq!(other("Chi bộ thôn 2 (mới)"), 0);
    }

    #[test]
    fn of_communes_of_one_name_the_workbook_is_named() {
        let was: [&[(&str, &str)]; 2] = [&[("T1", ONE)], &[("T1", ONE)]];
        let mut workspace = workspace(&[("A", ONE, &[])], was);
        workspace.earlier[1].committee = "ĐẢNG ỦY XÃ EA KAO".to_owned();
        let label = "Chi bộ thôn 1 (../Hòa Thắng/tong-hop-2025.xlsx)";
        assert_eq!(workspace.unclear_in(2025)[0].was[1], label);
        assert_eq!(called(&workspace.was_in(2025), label).len(), 1);
    }
}
