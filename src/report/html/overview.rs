//! The top of the page: where things stand, whom to ring, the board of
//! branches, and who is not rated and why.

use crate::finding::Severity;
use crate::model::{BranchStatus, MemberBrief, phone};
use crate::regime::Keyed;
use crate::report::{BranchLine, FindingLine, phrase};
use crate::words::Catalogue;

use super::findings::{Findings, counts, status_class, status_word};
use super::{Page, ROWS_SHOWN, counted, is_open_error, rating_of_key};

/// A piece of what is written of whom to ring.
pub(super) struct Piece {
    pub text: String,
    /// The number to be dialled, if it is one.
    pub dial: Option<String>,
}

/// The telephone numbers of a text, which a telephone can dial, and what stands between them.
fn pieces(text: &str) -> Vec<Piece> {
    let plain = |text: &str| Piece { text: text.to_owned(), dial: None };
    let mut pieces = Vec::new();
    let mut from = 0;
    for (place, number) in phone::spans(text) {
        if from < place.start {
            pieces.push(plain(&text[from..place.start]));
        }
        from = place.end;
        // With the country a number can be dialled from anywhere.
        let dial = Some(format!("tel:+84{number}"));
        pieces.push(Piece { text: text[place].to_owned(), dial });
    }
    if from < text.len() {
        pieces.push(plain(&text[from..]));
    }
    pieces
}

/// A branch that is out.
pub(super) struct OutRow {
    pub code: String,
    pub name: String,
    pub status: &'static str,
    pub status_word: String,
    pub counts: String,
    pub contact: Vec<Piece>,
    /// Anchor of its findings.
    pub anchor: Option<String>,
    pub has_returned_copy: bool,
}

/// What the page says first.
pub(super) struct Statement {
    /// Whether nothing is left to be done before signing.
    pub is_good: bool,
    pub headline: String,
    pub sentence: String,
    /// Branches that are out, those that sent nothing first.
    pub out: Vec<OutRow>,
    /// How many more, in words.
    pub out_more: Option<String>,
    /// What is wrong and belongs to no branch of those: file, if any, and message.
    pub others: Vec<(Option<String>, String)>,
    /// How many more, in words.
    pub others_more: Option<String>,
}

impl Statement {
    pub(super) fn new(page: &Page, findings: &Findings, words: &Catalogue) -> Self {
        let report = page.report;
        let most = if page.is_large() { ROWS_SHOWN } else { usize::MAX };
        let is_others = |it: &&FindingLine| is_open_error(it) && it.branch.is_none();
        let all = report.findings.iter().filter(is_others).count();
        let mut others: Vec<_> = report
            .findings
            .iter()
            .filter(is_others)
            .take(most)
            .map(|it| (it.file.clone(), phrase::sentence(&it.message)))
            .collect();
        let others_more = page.shorten(&mut others, all, "page-more-others", words);
        let mut out = Vec::new();
        let mut are_out = 0;
        for status in [BranchStatus::Missing, BranchStatus::Returned] {
            let own = report.branches.iter().filter(|it| it.status == status);
            are_out += own.clone().count();
            let room = most.saturating_sub(out.len());
            out.extend(own.take(room).map(|branch| out_row(page, branch, findings, words)));
        }
        let out_more = page.shorten(&mut out, are_out, "page-more-out", words);
        let errors = report.findings.iter().filter(|it| is_open_error(it)).count();
        let Some(totals) = &report.totals else {
            let key = if errors == 0 { "page-loose-good" } else { "page-loose-bad" };
            return Self {
                is_good: errors == 0,
                headline: words
                    .ui(key, &[("files", report.files.len().into()), ("errors", errors.into())]),
                sentence: words.ui("page-loose-sentence", &[]),
                out,
                out_more,
                others,
                others_more,
            };
        };
        let args = [
            ("accepted", totals.accepted.into()),
            ("expected", totals.branches_expected.into()),
            ("out", are_out.into()),
            ("returned", totals.returned.into()),
            ("missing", totals.missing.into()),
            ("errors", errors.into()),
        ];
        let warnings = report.count(Severity::Warning);
        let (headline, sentence) = if !out.is_empty() {
            let key = if totals.accepted == 0 { "page-headline-none" } else { "page-headline-out" };
            (key, words.ui("page-sentence-out", &args))
        } else if errors > 0 {
            ("page-headline-errors", words.ui("page-sentence-errors", &args))
        } else if warnings > 0 {
            ("page-headline-good", counted(words, "page-sentence-warnings", warnings))
        } else {
            ("page-headline-good", words.ui("page-sentence-good", &args))
        };
        Self {
            is_good: out.is_empty() && errors == 0,
            headline: words.ui(headline, &args),
            sentence,
            out,
            out_more,
            others,
            others_more,
        }
    }
}

fn own_findings<'a>(page: &Page<'a>, code: &str) -> Vec<&'a FindingLine> {
    page.report.findings.iter().filter(|it| it.branch.as_deref() == Some(code)).collect()
}

fn out_row(page: &Page, branch: &BranchLine, findings: &Findings, words: &Catalogue) -> OutRow {
    let counts = match branch.status {
        BranchStatus::Missing => String::new(),
        BranchStatus::Returned | BranchStatus::Accepted => {
            counts(&own_findings(page, &branch.code), words)
        }
    };
    OutRow {
        code: branch.code.clone(),
        name: branch.name.clone(),
        status: status_class(branch.status),
        status_word: status_word(branch.status, words),
        counts,
        contact: match &branch.contact {
            Some(contact) => pieces(contact),
            None => vec![Piece { text: words.ui("page-no-contact", &[]), dial: None }],
        },
        anchor: findings.of(&branch.code).map(|it| it.id.clone()),
        has_returned_copy: page.returned.contains(&branch.code),
    }
}

/// A branch of the board.
pub(super) struct BoardRow<'a> {
    pub branch: &'a BranchLine,
    pub status: &'static str,
    pub status_word: String,
    pub counts: String,
    pub anchor: Option<String>,
    /// Empty where nobody is named.
    pub contact: Vec<Piece>,
    pub proposed: Option<String>,
    pub ceiling: Option<String>,
    /// Its own page, where one was sent along.
    pub page: Option<String>,
}

/// Every branch and its status.
pub(super) struct Board<'a> {
    pub rows: Vec<BoardRow<'a>>,
    /// How many are not shown, in words.
    pub more: Option<String>,
    /// The counts of the three statuses in words.
    pub summary: String,
    /// Whether what is proposed for the branches themselves is shown.
    pub has_ratings: bool,
}

impl<'a> Board<'a> {
    /// `None` without a workspace.
    pub(super) fn new(page: &Page<'a>, findings: &Findings, words: &Catalogue) -> Option<Self> {
        let totals = page.report.totals.as_ref()?;
        let row = |branch: &'a BranchLine| BoardRow {
            branch,
            status: status_class(branch.status),
            status_word: status_word(branch.status, words),
            counts: counts(&own_findings(page, &branch.code), words),
            anchor: findings.of(&branch.code).map(|it| it.id.clone()),
            contact: branch.contact.as_deref().map(pieces).unwrap_or_default(),
            proposed: rating_of_key(page, branch.proposed, words),
            ceiling: rating_of_key(page, branch.ceiling, words),
            page: page.pages.get(&branch.code).map(|it| super::address(it)),
        };
        let all = &page.report.branches;
        let is_shown = |it: &&BranchLine| !page.is_large() || it.status != BranchStatus::Accepted;
        let most = if page.is_large() { ROWS_SHOWN } else { usize::MAX };
        let mut rows = all.iter().filter(is_shown).take(most).map(row).collect();
        Some(Self {
            more: page.shorten(&mut rows, all.len(), "page-more-branches", words),
            rows,
            has_ratings: !page.is_above(),
            summary: words.ui(
                "page-board-summary",
                &[
                    ("expected", totals.branches_expected.into()),
                    ("accepted", totals.accepted.into()),
                    ("returned", totals.returned.into()),
                    ("missing", totals.missing.into()),
                ],
            ),
        })
    }
}

/// A member who is not rated.
pub(super) struct UnratedRow<'a> {
    pub branch: &'a str,
    pub name: &'a str,
    pub why: String,
    pub reason: &'a str,
}

/// Members of accepted branches who are not rated.
pub(super) struct Unrated<'a> {
    pub summary: String,
    pub rows: Vec<UnratedRow<'a>>,
    /// How many are not shown, in words.
    pub more: Option<String>,
}

impl<'a> Unrated<'a> {
    /// `None` without a workspace.
    pub(super) fn new(page: &Page<'a>, words: &Catalogue) -> Option<Self> {
        let totals = page.report.totals.as_ref()?;
        let most = if page.is_large() { ROWS_SHOWN } else { usize::MAX };
        let (mut rows, mut all) = (Vec::new(), 0);
        for result in page.results.iter().flat_map(|it| &it.branches) {
            let members = result.members();
            // A guest is counted, and rated, where the member officially belongs.
            let unrated = members.filter(|it| !it.is_rated() && !it.is_guest());
            let own: Vec<_> = unrated.collect();
            all += own.len();
            let room = most.saturating_sub(rows.len());
            rows.extend(own.into_iter().take(room).map(|member| UnratedRow {
                branch: &result.branch.name,
                name: member.name,
                why: why(page, &member),
                reason: member.reason,
            }));
        }
        let summary = words.ui(
            if totals.exempt + totals.unrated == 0 { "page-unrated-none" } else { "page-unrated" },
            &[("exempt", totals.exempt.into()), ("unrated", totals.unrated.into())],
        );
        let more = page.shorten(&mut rows, all, "page-more-unrated", words);
        Some(Self { summary, rows, more })
    }
}

/// The form's words for why a member is not rated.
fn why(page: &Page, member: &MemberBrief) -> String {
    let Some(eligibility) = member.eligibility else { return String::new() };
    let key = eligibility.key();
    page.context.map_or_else(|| key.to_owned(), |it| it.regime.label("eligibility", key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_dialled_is_and_every_letter_stays() {
        for (text, dialled) in [
            ("0912 345 678", &["tel:+84912345678"][..]),
            ("đ/c An: 0912 345 678, 0987.654.321", &["tel:+84912345678", "tel:+84987654321"]),
            ("Hỏi ông An", &[]),
            ("", &[]),
        ] {
            let pieces = pieces(text);
            assert_eq!(pieces.iter().map(|it| it.text.as_str()).collect::<String>(), text);
            let found: Vec<_> = pieces.iter().filter_map(|it| it.dial.as_deref()).collect();
            assert_eq!(found, dialled, "{text}");
        }
    }
}
