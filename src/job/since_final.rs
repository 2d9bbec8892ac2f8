//! What changed since the last final workbook of the year, which lies among the outputs.

use super::compare::{Beside, Listed, beside, listed};
use crate::finding::{Code, Severity, code};
use crate::model::{
    BranchResult, ByName, Changed, CollectiveBrief, CommuneResult, MemberBrief, Rating, SinceFinal,
    Standing, Stood, Subject, YearBook,
};
use crate::tables::{self, Case};

/// A final workbook that was kept and cannot be read.
pub static FINAL_UNREADABLE: Code = code("W150", "final-unreadable", Severity::Warning);
/// A final workbook that was kept is not as it was written.
pub static FINAL_CHANGED: Code = code("W151", "final-changed", Severity::Warning);

/// A final workbook that was kept.
#[derive(Clone, Debug)]
pub struct Final {
    /// The name of its file.
    pub name: String,
    /// What it says.
    pub book: YearBook,
}

/// What is otherwise now than in the last final workbook that differs; `None` where there is none such.
/// `finals` stand in order, the last one first: that which is now the last is what was made of these very forms.
pub fn since_final(finals: &[Final], results: &CommuneResult) -> Option<SinceFinal> {
    // Everybody at once takes half a kilobyte each: not for nothing.
    if finals.is_empty() {
        return None;
    }
    let now: Vec<(&BranchResult, MemberBrief)> = results
        .branches
        .iter()
        .flat_map(|branch| {
            let members = branch.members().filter(|it| !it.is_guest());
            members.map(move |it| (branch, it))
        })
        .collect();
    finals.iter().find_map(|it| {
        let changed = changed(&it.book, &now, results);
        (!changed.is_empty()).then(|| SinceFinal { file: it.name.clone(), changed })
    })
}

fn changed(
    book: &YearBook,
    now: &[(&BranchResult, MemberBrief)],
    results: &CommuneResult,
) -> Vec<Changed> {
    let (before, after) = (listed(book), now.iter().map(|it| as_listed(it.0, &it.1)));
    let after: Vec<Listed> = after.collect();
    let stood = |it: Option<Rating>| it.map_or(Stood::Unrated, Stood::Rated);
    let places = by_name(results);
    let mut changed = Vec::new();
    for row in beside(&before, &after) {
        match row {
            Beside::Same(old, new) | Beside::Perhaps(old, new) => {
                let is_doubtful = matches!(row, Beside::Perhaps(..));
                if before[old].rating == after[new].rating && !is_doubtful {
                    continue;
                }
                let (old, new, member) = (&before[old], &after[new], &now[new]);
                let mut it = by_member(member.0, &member.1, results);
                (it.before, it.after, it.is_doubtful) =
                    (stood(old.rating), stood(new.rating), is_doubtful);
                changed.push(it);
            }
            Beside::Came(new) => {
                let mut it = by_member(now[new].0, &now[new].1, results);
                it.after = stood(after[new].rating);
                changed.push(it);
            }
            Beside::Gone(old) => {
                let old = &before[old];
                let branch = places.get(&old.branch).and_then(|it| results.branches.get(it));
                // Of a branch that is out nothing is known yet.
                if branch.is_some_and(|it| !it.is_accepted()) {
                    continue;
                }
                changed.push(Changed {
                    name: old.name.clone(),
                    birth: old.birth,
                    branch: old.branch.clone(),
                    before: stood(old.rating),
                    file: branch.map(path).unwrap_or_default(),
                    meeting: branch
                        .and_then(BranchResult::extract)
                        .and_then(|it| it.info().meeting.get()),
                    ..nobody()
                });
            }
        }
    }
    changed.extend(branches(book, results));
    changed.extend(units(book, results));
    changed
}

fn nobody() -> Changed {
    Changed {
        name: String::new(),
        birth: None,
        branch: String::new(),
        before: Stood::Absent,
        after: Stood::Absent,
        is_doubtful: false,
        is_supplement: false,
        file: String::new(),
        meeting: None,
        paper: None,
    }
}

fn as_listed(branch: &BranchResult, member: &MemberBrief) -> Listed {
    Listed {
        name: member.name.to_owned(),
        birth: member.birth,
        admitted: member.admitted,
        card: member.card.to_owned(),
        branch: branch.branch.name.clone(),
        rating: match member.standing() {
            Standing::Rated(rating) => Some(rating),
            Standing::Guest | Standing::Exempt | Standing::Unrated => None,
        },
    }
}

/// A member who changed, and by what: a supplement, a paper, else the branch's form.
fn by_member(branch: &BranchResult, member: &MemberBrief, results: &CommuneResult) -> Changed {
    let subject = Subject::Member(branch.branch.code.clone(), member.row);
    let ruling = results.decisions.as_ref().and_then(|it| it.of(&subject));
    let form = branch.extract().and_then(|it| it.info().meeting.get());
    let (file, meeting) = match (member.late, ruling) {
        (Some(late), _) => (late.file.clone(), late.meeting),
        (None, Some(_)) => (String::new(), None),
        (None, None) => (path(branch), form),
    };
    Changed {
        name: member.name.to_owned(),
        birth: member.birth,
        branch: branch.branch.name.clone(),
        is_supplement: member.late.is_some(),
        file,
        meeting,
        paper: ruling.map(|it| it.now.paper),
        ..nobody()
    }
}

/// Branches whose rating is otherwise than it was decided.
fn branches(book: &YearBook, results: &CommuneResult) -> Vec<Changed> {
    let places = ByName::of(book.branches.iter().map(|it| it.name.as_str()))
        .pair(results.branches.iter().map(|it| it.branch.name.as_str()));
    let mut changed = Vec::new();
    for (branch, place) in results.branches.iter().zip(places) {
        let before = place.and_then(|it| book.branches.get(it)?.decided);
        let Some(before) = before else { continue };
        let Some(form) = branch.extract() else { continue };
        let row = form.branch_row();
        let now = row.as_ref().and_then(CollectiveBrief::counted);
        if now == Some(before) {
            continue;
        }
        let subject = Subject::Branch(branch.branch.code.clone());
        let ruling = results.decisions.as_ref().and_then(|it| it.of(&subject));
        changed.push(Changed {
            name: branch.branch.name.clone(),
            before: Stood::Rated(before),
            after: now.map_or(Stood::Unrated, Stood::Rated),
            file: if ruling.is_none() { path(branch) } else { String::new() },
            paper: ruling.map(|it| it.now.paper),
            ..nobody()
        });
    }
    changed
}

/// Units whose rating is otherwise than it was decided; no form says anything of them.
fn units(book: &YearBook, results: &CommuneResult) -> Vec<Changed> {
    let mut changed = Vec::new();
    for case in tables::units(results).map(Case::of_unit) {
        let Some(&before) = book.decided.get(&case.identity()) else { continue };
        let now = case.decided.map(|it| it.now.rating);
        if now == Some(before) {
            continue;
        }
        changed.push(Changed {
            name: case.whom.name().to_owned(),
            before: Stood::Rated(before),
            after: now.map_or(Stood::Unrated, Stood::Rated),
            paper: case.decided.map(|it| it.now.paper),
            ..nobody()
        });
    }
    changed
}

/// Path of the form of a branch; empty where there is none.
fn path(branch: &BranchResult) -> String {
    branch.file().map(|it| it.path.clone()).unwrap_or_default()
}

/// The branches of a run by their names.
fn by_name(results: &CommuneResult) -> ByName {
    ByName::of(results.branches.iter().map(|it| it.branch.name.as_str()))
}
