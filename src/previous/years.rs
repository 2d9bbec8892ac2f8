//! The earlier years, the latest first, each with all that its workbooks say.

use super::people::Identity;
use crate::model::{BookMember, Rating, YearBook, YearLine, is_same_name};
use crate::workspace::Workspace;

/// The earlier years.
pub(super) struct Years<'a> {
    /// The latest first; never empty.
    pub(super) all: Vec<Year<'a>>,
}

/// A year, as all its workbooks tell it.
#[expect(clippy::struct_field_names, reason = "a year has a year")]
pub(super) struct Year<'a> {
    pub(super) year: u32,
    pub(super) books: Vec<&'a YearBook>,
    /// Everybody: the workbook and the place in it.
    members: Vec<(usize, usize)>,
    /// The branches of all workbooks: names and codes.
    pub(super) branch_names: Vec<(String, String)>,
    /// The branch of everybody.
    pub(super) branches: Vec<usize>,
    /// The branches of this year that go on from that of everybody.
    pub(super) lines: Vec<Vec<usize>>,
}

impl<'a> Years<'a> {
    /// Those of a workspace.
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        Self { all: workspace.earlier_years().map(|it| Year::of(workspace, it)).collect() }
    }

    /// Their ratings, the oldest first.
    pub(super) fn lines(&self) -> Vec<YearLine> {
        self.all.iter().rev().map(Year::line).collect()
    }
}

impl<'a> Year<'a> {
    fn of(workspace: &'a Workspace, year: u32) -> Self {
        let books: Vec<&YearBook> = workspace.earlier.iter().filter(|it| it.year == year).collect();
        let mut own = Self {
            year,
            books: books.clone(),
            members: Vec::new(),
            branch_names: Vec::new(),
            branches: Vec::new(),
            lines: Vec::new(),
        };
        for (nth, book) in books.into_iter().enumerate() {
            let lines = workspace.lines_of(book);
            let first = own.branch_names.len();
            let names = book.branches.iter().map(|it| (it.name.clone(), it.code.clone()));
            own.branch_names.extend(names);
            for (place, member) in book.members.iter().enumerate() {
                own.members.push((nth, place));
                own.branches.push(first + member.branch);
                own.lines.push(lines.get(member.branch).cloned().unwrap_or_default());
            }
        }
        own
    }

    /// Somebody.
    pub(super) fn member(&self, place: usize) -> &'a BookMember {
        let (book, own) = self.members[place];
        &self.books[book].members[own]
    }

    /// The workbook that somebody stands in.
    pub(super) fn source(&self, place: usize) -> &str {
        &self.books[self.members[place].0].path
    }

    /// The name of somebody's branch.
    pub(super) fn branch(&self, place: usize) -> &str {
        self.branch_names.get(self.branches[place]).map_or("", |it| &it.0)
    }

    /// The code of it.
    pub(super) fn code(&self, place: usize) -> &str {
        self.branch_names.get(self.branches[place]).map_or("", |it| &it.1)
    }

    /// A branch by its place, so that it can be told from another of its name.
    pub(super) fn label(&self, workspace: &Workspace, branch: usize) -> String {
        let all = workspace.was_in(self.year);
        let Some(was) = all.get(branch) else { return String::new() };
        let same = all.iter().filter(|it| is_same_name(&it.branch.name, &was.branch.name));
        if same.count() > 1 { was.label(&all) } else { was.branch.name.clone() }
    }

    /// How many they are.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// What tells who everybody is.
    pub(super) fn identities(&self) -> Vec<Identity> {
        let identity = |place: usize| {
            let it = self.member(place);
            Identity {
                name: it.name.clone(),
                birth: it.birth,
                admitted: it.admitted,
                card: it.card.clone(),
                lines: self.lines[place].clone(),
            }
        };
        (0..self.len()).map(identity).collect()
    }

    fn line(&self) -> YearLine {
        let mut ratings = [0; 4];
        for it in self.books.iter().flat_map(|it| &it.members) {
            if let Some(rating) = it.counted() {
                let rating: Rating = rating;
                ratings[rating.place()] += 1;
            }
        }
        YearLine {
            year: self.year,
            sources: self.books.iter().map(|it| it.path.clone()).collect(),
            members: u32::try_from(self.len()).unwrap_or(u32::MAX),
            ratings,
            is_final: self.books.iter().all(|it| it.is_final()),
        }
    }
}
