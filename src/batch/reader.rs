//! A file of the inbox from its bytes to a form that was judged by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::budget::{Budget, Room};
use super::wordings::Wordings;
use super::{
    Content, Form, INTERNAL, InboxFile, Keeper, Season, Understood, YEAR_WITHOUT_REGIME, decisions,
    own, precedence, sha256, supplement,
};
use crate::discover::{self, Action, Entry};
use crate::finding::Finding;
use crate::read::{self, Parsed, Wording};
use crate::regime::Regime;
use crate::workbook::{Limits, ours};

/// What files are opened with.
pub(super) struct Reader<'a, 's, L> {
    pub(super) season: &'a Season<'s>,
    pub(super) wordings: &'a Wordings<'a>,
    pub(super) budget: &'a Budget,
    pub(super) load: &'a L,
}

impl<L> Reader<'_, '_, L>
where
    L: Fn(&Path) -> std::io::Result<Vec<u8>>,
{
    /// Bytes to a form, whatever the bytes.
    pub(super) fn open(&self, entry: Entry, keeper: Option<&Keeper<'_>>) -> InboxFile {
        let Entry { path, task, bytes: size } = entry;
        let not_opened =
            |content| InboxFile { path: String::new(), real: None, sha256: None, content };
        let mut file = match task {
            Action::Read(real) => self.open_at(&path, real, size, keeper),
            Action::Ignore(finding) => not_opened(Content::Ignored(finding)),
            Action::Refuse(finding) => not_opened(Content::Unreadable(finding)),
        };
        file.path = path;
        file
    }

    fn open_at(
        &self,
        path: &str,
        real: PathBuf,
        size: u64,
        keeper: Option<&Keeper<'_>>,
    ) -> InboxFile {
        let season = self.season;
        let unopened = |finding| InboxFile {
            path: path.to_owned(),
            real: None,
            sha256: None,
            content: Content::Unreadable(finding),
        };
        let limits = &limits_of(path, season);
        // Too long a file is not even loaded; the others wait until there is room for them.
        if let Some(finding) = read::too_long(size, limits) {
            return unopened(finding);
        }
        let _loaded = self.budget.loaded.take(size);
        let bytes = match (self.load)(&real) {
            Ok(bytes) => bytes,
            Err(error) => return unopened(Box::new(discover::cannot_open(path, &error))),
        };
        let sha256 = Some(sha256(&bytes));
        // That a form is a supplement may hang on what its file is called.
        let is_by_bytes = !supplement::is_called_so(path);
        if let Some(content) =
            keeper.filter(|_| is_by_bytes).and_then(|it| it.content(sha256.as_deref()?))
        {
            return InboxFile { path: path.to_owned(), real: Some(real), sha256, content };
        }
        let parsed = catch_unwind(AssertUnwindSafe(|| {
            let _inflated = self.budget.inflated.take(read::weight(&bytes, limits));
            let mut said =
                parse(path, &bytes, (season, limits), self.wordings, &self.budget.shown)?;
            if let Understood::Form(form) = &mut said {
                form.mark(path, season);
                form.extract_it(season);
            }
            Ok::<_, Box<Finding>>(said)
        }));
        let content = match parsed {
            Ok(Ok(Understood::Form(form))) => Content::Form(form),
            Ok(Ok(Understood::Decisions(it))) => Content::Decisions(it),
            Ok(Err(finding))
                if finding.code == &own::OWN_OUTPUT || finding.code == &decisions::LOOSE =>
            {
                Content::Ignored(finding)
            }
            Ok(Err(finding)) => Content::Unreadable(read::by_name(finding, path)),
            Err(_) => Content::Unreadable(Box::new(Finding::new(&INTERNAL))),
        };
        InboxFile { path: path.to_owned(), real: Some(real), sha256, content }
    }

    /// The form of a file once more; `None` where the file has gone or changed.
    pub(super) fn read_again(&self, file: &InboxFile) -> Option<Box<Form>> {
        // Its length was judged the first time.
        let again = self.open_at(&file.path, file.real.clone()?, 0, None);
        match again.content {
            Content::Form(form) if again.sha256 == file.sha256 => Some(form),
            _ => None,
        }
    }
}

/// What a file may have at most. One that is called as our consolidated workbook or as sheets of decisions are is read for
/// what was typed into it, and has as many members as all forms together.
fn limits_of(path: &str, season: &Season) -> Limits {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let is_whole = [ours::CONSOLIDATED, ours::DECISIONS].iter().any(|it| name.starts_with(it));
    let has_decisions = is_whole && season.workspace.is_some();
    if has_decisions { season.limits.of_consolidated() } else { *season.limits }
}

fn parse(
    path: &str,
    bytes: &[u8],
    (season, limits): (&Season, &Limits),
    wordings: &Wordings<'_>,
    room: &Room,
) -> Result<Understood, Box<Finding>> {
    if let Some(finding) = own::text(path, bytes) {
        return Err(finding);
    }
    let opened = read::open(bytes, limits, season.apart)?;
    // As stored, as put right, as values.
    let _shown = room.take(opened.text_bytes().saturating_mul(3));
    if let Some(finding) =
        own::workbook(path, &opened, season.regimes, wordings.own().map(Wording::regime))
    {
        // Ratings that were typed into it are decisions, which only a workspace knows of.
        return match wordings.own().filter(|_| own::is_consolidated(&finding)) {
            Some(it) => Ok(Understood::Decisions(Box::new(opened.typed_decisions(it)))),
            None => Err(finding),
        };
    }
    if let Some(wording) = wordings.own() {
        if let Some(decisions) = opened.decisions(wording) {
            return Ok(Understood::Decisions(Box::new(decisions)));
        }
        let refused = match opened.parse(wording) {
            Ok(parsed) => {
                return Ok(Understood::Form(Box::new(Form::of(parsed, None, Vec::new()))));
            }
            Err(refused) if read::is_no_form(&refused) => refused,
            Err(refused) => return Err(refused),
        };
        // Perhaps the form of another season, whose sheets this regime does not know.
        let others = wordings.all().filter(|it| it.1.regime().id != wording.regime().id);
        let mut others = others.filter_map(|it| opened.parse(it.1).ok());
        let known = others
            .find(|it| precedence::of_other_season(&it.submission, season).is_some())
            .ok_or(refused)?;
        return Ok(Understood::Form(Box::new(Form::of(known, None, Vec::new()))));
    }
    if wordings.all().any(|it| opened.has_decisions(it.1)) {
        return Err(Box::new(Finding::new(&decisions::LOOSE).arg("path", path)));
    }
    let (mut chosen, mut parsed) = read_by_any(&opened, wordings)?;
    let mut findings = Vec::new();
    let info = &parsed.submission.info;
    let of_year = info.year.get().map(|year| {
        (year, season.regimes.all().iter().position(|it| it.rules.years.contains(&year)))
    });
    let code = info.form_code.text().trim();
    let of_code = || {
        let is_it = |it: &Regime| it.form.code.eq_ignore_ascii_case(code);
        season.regimes.all().iter().position(is_it)
    };
    let place = match of_year {
        Some((year, None)) => {
            findings.push(
                Finding::new(&YEAR_WITHOUT_REGIME)
                    .maybe_cell(info.year.cell())
                    .stored(year.to_string())
                    .arg("year", year),
            );
            None
        }
        Some((_, place)) => place,
        None => of_code(),
    };
    if let Some(place) = place.filter(|it| *it != chosen)
        && let Some((_, wording)) = wordings.all().nth(place)
    {
        parsed = opened.parse(wording)?;
        chosen = place;
    }
    Ok(Understood::Form(Box::new(Form::of(parsed, Some(chosen), findings))))
}

/// Reads a loose form by the newest regime, to learn its year and its code: the
/// rows of sheet 1 are alike in all. Where that finds no form, an older one may.
fn read_by_any(
    opened: &read::OpenedFile,
    wordings: &Wordings<'_>,
) -> Result<(usize, Parsed), Box<Finding>> {
    let mut refused = None;
    for (place, wording) in wordings.all().rev() {
        match opened.parse(wording) {
            Ok(parsed) => return Ok((place, parsed)),
            Err(finding) if read::is_no_form(&finding) => {
                refused.get_or_insert(finding);
            }
            Err(finding) => return Err(finding),
        }
    }
    Err(refused.unwrap_or_else(|| Box::new(Finding::new(&INTERNAL))))
}
