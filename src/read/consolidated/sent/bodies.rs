//! `Bieu04`: the collectives, and those who lead and manage.

use super::super::Line;
use super::super::Reader;
use super::super::list::Header;
use super::BRANCH_UNKNOWN;
use super::NOT_LISTED;
use super::Sending;
use super::UNREAD;
use super::own_sheets;
use super::slot;
use crate::finding::Finding;
use crate::model::CellRef;
use crate::model::Collective;
use crate::model::CollectiveKind;
use crate::model::LeaderScope;
use crate::model::text::fold;
use crate::read::grid::Book;
use crate::read::grid::Cell;
use crate::read::values::ratings;
use crate::regime::Keyed;
use crate::regime::consolidated::CollectiveSource;
use crate::regime::consolidated::PersonSource;

/// Rows among which the headings of a second table on a sheet are looked for: all of them.
const ANYWHERE: usize = usize::MAX;

impl Reader<'_> {
    /// Leaders and managers: by whom they are led.
    pub(super) fn led(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.leaders;
        let wanted = [PersonSource::Name, PersonSource::PostsAndBranch, PersonSource::StateRating];
        let scopes = [
            (heading_of(&profile.superior), LeaderScope::Superior),
            (heading_of(&profile.committee), LeaderScope::Committee),
        ];
        for sheet in own_sheets(book, &profile.sheet) {
            let header = Header::find_within(sheet, &profile.column, &wanted, ANYWHERE);
            let Some(header) = header else { continue };
            let mut scope = None;
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.0) {
                if let [only] = row.cells.as_slice()
                    && let Some(text) = only.text()
                {
                    let own = heading_of(text);
                    scope = scopes.iter().find(|it| it.0 == own).map(|it| it.1);
                    continue;
                }
                let name = row.get(header.name).and_then(Cell::text);
                let is_numbered =
                    row.cells.iter().any(|it| it.col < header.name && it.plain_number().is_some());
                let (Some(name), Some(scope), true) = (name, scope, is_numbered) else { continue };
                let line = Line { sheet, row, header: &header, name };
                let posts = self.text(&line, &[PersonSource::PostsAndBranch]);
                let state = self.rating(&line, PersonSource::StateRating);
                let at = CellRef::new(&sheet.name, row.index, header.name);
                match sending.leader(name, &posts) {
                    Some(place) => {
                        let told = &mut sending.told[place];
                        (told.leader, told.state_rating) = (Some(scope), state);
                        if told.posts.is_empty() {
                            // His branch stands behind them.
                            let own = posts.rsplit_once("; ").map_or("", |it| it.0);
                            own.clone_into(&mut told.posts);
                        }
                    }
                    None => self.findings.push(Finding::at(&NOT_LISTED, &at).member(name)),
                }
            }
        }
    }

    /// The collectives.
    pub(super) fn collectives(&mut self, book: &Book, sending: &mut Sending) {
        let profile = &self.regime.consolidated.leaders;
        let wanted = [
            CollectiveSource::Name,
            CollectiveSource::Kind,
            CollectiveSource::Branch,
            CollectiveSource::SelfRating,
            CollectiveSource::Proposal,
            CollectiveSource::Decision,
            CollectiveSource::Reason,
            CollectiveSource::Note,
        ];
        for sheet in own_sheets(book, &profile.sheet) {
            let columns = super::super::list::with_decision(
                &profile.collective,
                CollectiveSource::Decision,
                self.regime,
            );
            let Some(header) = Header::find(sheet, &columns, &wanted) else { continue };
            // The headings of the people below.
            let people =
                Header::find_within(sheet, &profile.column, &[PersonSource::Name], ANYWHERE);
            let end = people.map_or(u32::MAX, |it| it.rows.0);
            for row in sheet.rows.iter().filter(|it| it.index > header.rows.1) {
                let cell = |source| header.column(source).and_then(|it: u32| row.get(it));
                let shown = |source| cell(source).and_then(Cell::text).map_or("", str::trim);
                let is_numbered =
                    row.cells.iter().any(|it| it.col < header.name && it.plain_number().is_some());
                let name = shown(CollectiveSource::Name);
                if row.index >= end {
                    break;
                }
                if name.is_empty() || !is_numbered {
                    continue;
                }
                let at = CellRef::new(&sheet.name, row.index, header.name);
                let Some(branch) = sending.branch(shown(CollectiveSource::Branch)) else {
                    let table = &self.regime.consolidated.branches.sheet.name;
                    let finding = Finding::at(&BRANCH_UNKNOWN, &at).arg("table", table.as_str());
                    self.findings.push(finding.stored(shown(CollectiveSource::Branch)));
                    continue;
                };
                let mut rating = |source| {
                    let cell = cell(source)?;
                    if let Ok((rating, _)) = ratings::read(&self.words, cell) {
                        Some(rating)
                    } else {
                        let at = CellRef::new(&sheet.name, row.index, cell.col);
                        let finding =
                            Finding::at(&UNREAD, &at).stored(crate::read::values::stored(cell));
                        self.findings.push(finding.arg("heading", header.heading(source)));
                        None
                    }
                };
                let (own, proposal, decided) = (
                    rating(CollectiveSource::SelfRating),
                    rating(CollectiveSource::Proposal),
                    rating(CollectiveSource::Decision),
                );
                let kind = fold(shown(CollectiveSource::Kind));
                let is_it =
                    |it: &CollectiveKind| fold(&self.regime.label("collective", it.key())) == kind;
                let kinds = [CollectiveKind::BranchCommittee, CollectiveKind::Leadership];
                let text = |source| {
                    let text = shown(source);
                    slot((!text.is_empty()).then(|| text.to_owned()), &at)
                };
                let collective = Collective {
                    row: row.index,
                    name: text(CollectiveSource::Name),
                    kind: slot(kinds.into_iter().find(is_it), &at),
                    self_rating: slot(own, &at),
                    proposal: slot(proposal, &at),
                    reason: text(CollectiveSource::Reason),
                    note: text(CollectiveSource::Note),
                    ..Collective::default()
                };
                sending.collectives.entry(branch).or_default().push((collective, decided));
            }
        }
    }
}

impl Sending {
    /// The place of a leader, by his name and what stands behind his posts: his branch.
    fn leader(&self, name: &str, posts: &str) -> Option<usize> {
        let (name, posts) = (fold(name), fold(posts));
        let year = &self.year_book;
        let mut best: Option<(usize, usize)> = None;
        for (place, member) in year.members.iter().enumerate() {
            let branch = fold(year.branch_of(member));
            if fold(&member.name) != name || branch.is_empty() || !posts.ends_with(&branch) {
                continue;
            }
            let is_taken = self.told[place].leader.is_some();
            let own = fold(&member.posts);
            // Of namesakes in one branch the one with these posts, and nobody twice.
            let closeness = usize::from(!own.is_empty() && posts.starts_with(&own))
                + branch.len() * 2
                + usize::from(!is_taken);
            if !is_taken && best.is_none_or(|it| it.1 < closeness) {
                best = Some((place, closeness));
            }
        }
        best.map(|it| it.0)
    }
}

/// A heading without its number, folded.
fn heading_of(text: &str) -> String {
    fold(super::super::list::without_number(text))
}
