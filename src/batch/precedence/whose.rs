//! Whose form each file is. The code says it; where the name is another branch's, or the list is not
//! that of the branch's other form, what else stands on the form decides, if it is clear:
//!
//! | order | what speaks for a branch |
//! |---|---|
//! | 1 | the telephone on the form is that of its line in the workspace, and of no other branch at stake |
//! | 2 | most of the people stand on its form of another year that lies in the inbox |
//! | 3 | the secretary is named in its line of the workspace |
//! | 4 | most of the people stand on its form of this year |
//! | 5 | it is the one branch of which there is no form |
//!
//! A form with code and name of one branch (V712) is another's only if nothing speaks for the
//! branch that it says, something speaks for one other, and a form with other people claims the same
//! branch. Where nothing else claims it, that is a warning (V713). What is not clear stays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::context::Context;
use crate::finding::Arg;
use crate::model::phone;
use crate::model::text::fold;
use crate::model::{Branch, Extract, Info};
use crate::validate;
use crate::workspace::Workspace;

use super::people::{Lists, People};
use crate::batch::Season;
use crate::batch::form::{Content, Given, InboxFile};

/// What speaks for a branch, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    Phone,
    Former,
    Secretary,
    Current,
    /// It alone has no form.
    Missing,
}

impl Evidence {
    /// The catalogue's key of its words.
    fn key(self) -> &'static str {
        match self {
            Self::Phone => "whose-phone",
            Self::Former => "whose-former",
            Self::Secretary => "whose-secretary",
            Self::Current => "whose-current",
            Self::Missing => "whose-missing",
        }
    }
}

/// Names the branch and the season of every form. Gives the people of those forms that are
/// not the only one of their branch.
pub(super) fn name_branches(opened: &mut [InboxFile], season: &Season) -> BTreeMap<usize, People> {
    let Some((workspace, regime)) = season.workspace else {
        for file in opened {
            if let Content::Form(form) = &mut file.content {
                let info = form.extract.as_deref().map(Extract::info);
                let code = info.as_ref().map_or("", |it| it.branch_code.text().trim());
                form.branch = (!code.is_empty()).then(|| code.to_ascii_uppercase());
            }
        }
        return BTreeMap::new();
    };
    let (settings, year) = (&workspace.settings, workspace.year);
    let context = Context { regime, settings, year, workspace: Some(workspace) };
    let mut whose = Whose::of(opened, &context);
    if whose.is_plain() {
        return BTreeMap::new();
    }
    let known = Known::of(opened, &whose, workspace);
    for (place, own, named) in std::mem::take(&mut whose.unclear) {
        whose.two_names(opened, &known, place, (own, named));
    }
    let people = whose.two_forms(opened, &known, workspace);
    whose.one_form(opened, &known, workspace);
    people
}

/// Whose the forms are, as far as it is known.
struct Whose<'c> {
    /// Filled forms of this season whose code and name are of one branch, by its code.
    own: BTreeMap<&'c str, Vec<usize>>,
    /// The same of other seasons.
    former: BTreeMap<&'c str, Vec<usize>>,
    /// Forms of this season with the code of one branch and the name of another.
    unclear: Vec<(usize, &'c Branch, &'c Branch)>,
    /// Branches of which an unclear form seems to be.
    claimed: BTreeSet<&'c str>,
}

impl<'c> Whose<'c> {
    fn of(opened: &mut [InboxFile], context: &Context<'c>) -> Self {
        let mut whose = Self {
            own: BTreeMap::new(),
            former: BTreeMap::new(),
            unclear: Vec::new(),
            claimed: BTreeSet::new(),
        };
        for (place, file) in opened.iter_mut().enumerate() {
            let Content::Form(form) = &mut file.content else { continue };
            let Some(read) = &form.extract else { continue };
            let info = read.info();
            let branch = context.branch_of(&info);
            form.branch = branch.map(|it| it.code.clone());
            form.other_season = form.stranger.as_ref().map(|_| label(&info));
            if form.supplement.is_some() {
                continue;
            }
            let named = validate::named_otherwise(&info, context);
            match (named, branch, form.other_season.is_some()) {
                (Some((own, named)), _, false) => whose.unclear.push((place, own, named)),
                (None, Some(branch), is_former) if !form.unfilled => {
                    let forms = if is_former { &mut whose.former } else { &mut whose.own };
                    forms.entry(branch.code.as_str()).or_default().push(place);
                }
                _ => {}
            }
        }
        whose
    }

    /// Whether there is no form to ask about.
    fn is_plain(&self) -> bool {
        self.unclear.is_empty() && self.own.is_empty()
    }

    fn has(&self, branch: &str) -> bool {
        self.own.contains_key(branch) || self.claimed.contains(branch)
    }

    /// A form with the code of one branch and the name of another.
    fn two_names(
        &mut self,
        opened: &mut [InboxFile],
        known: &Known<'c>,
        place: usize,
        (own, named): (&'c Branch, &'c Branch),
    ) {
        let Content::Form(form) = &mut opened[place].content else { return };
        let Some(read) = &mut form.extract else { return };
        let is_named = known.is_named(read, own, named, |it| self.own.contains_key(it));
        if is_named {
            // What it says is judged as the branch's whose it seems to be.
            form.told.push(validate::miscoded(&read.info(), own, named));
            let given = Given { code: named.code.clone(), name: None };
            Arc::make_mut(read).change_info(|info| given.write(info));
            form.given = Some(given);
        }
        let (seems, other) = if is_named { (named, own) } else { (own, named) };
        self.claimed.insert(&seems.code);
        form.branch = Some(seems.code.clone());
        form.miscoded = Some(other.code.clone());
    }

    /// Forms that claim one branch with different people: some may be another's by all that is not
    /// code and name. Gives the people of forms that are compared.
    fn two_forms(
        &mut self,
        opened: &mut [InboxFile],
        known: &Known<'c>,
        workspace: &'c Workspace,
    ) -> BTreeMap<usize, People> {
        let mut people = BTreeMap::new();
        let mut clear: Vec<Stranger> = Vec::new();
        let mut without: Vec<(usize, &'c str)> = Vec::new();
        for (&branch, places) in self.own.iter().filter(|it| it.1.len() > 1) {
            let facts: Vec<Facts> =
                places.iter().filter_map(|&it| Facts::of(opened, it, known)).collect();
            let mut strangers: Vec<Stranger> = Vec::new();
            for it in &facts {
                let claims = it.claims(branch);
                let others = facts.iter().take(COMPARED_MAX);
                let mut others = others.filter(|other| other.people.are_others_than(&it.people));
                let Some(other) = others.next() else { continue };
                if claims.contains_key(branch) {
                    continue;
                }
                match claims.into_iter().collect::<Vec<_>>()[..] {
                    [(other, evidence)] => strangers.push((it.place, branch, other, evidence)),
                    [] if other.is_at_home(branch) || others.any(|it| it.is_at_home(branch)) => {
                        without.push((it.place, branch));
                    }
                    _ => {}
                }
            }
            // A branch keeps a form of its own: where all are strangers nothing is clear.
            if strangers.len() < places.len() {
                clear.extend(strangers);
            }
            for it in facts {
                let are_anothers = it.has_list_of_another(branch);
                people.insert(it.place, it.people.of_another(are_anothers));
            }
        }
        self.claimed.extend(clear.iter().map(|it| it.2));
        let missing = workspace.branch.iter().map(|it| it.code.as_str());
        let missing: Vec<&str> = missing.filter(|it| !self.has(it)).take(2).collect();
        // Copies of one file are one.
        without.dedup_by_key(|it| values(&opened[it.0]).map(str::to_owned));
        let by_missing = match (&without[..], &missing[..]) {
            (&[(place, branch)], &[missing]) => Some((place, branch, missing, Evidence::Missing)),
            _ => None,
        };
        for (place, own, other, evidence) in clear.into_iter().chain(by_missing) {
            let (Some(own), Some(other)) = (workspace.branch(own), workspace.branch(other)) else {
                continue;
            };
            people.remove(&place);
            self.claimed.insert(&other.code);
            give_to(opened, place, own, other, evidence);
        }
        people
    }

    /// The only form of a branch that has nothing of the branch but code and name, while there is none
    /// of the branch that all the rest speaks for.
    fn one_form(&self, opened: &mut [InboxFile], known: &Known<'c>, workspace: &'c Workspace) {
        for (&branch, places) in self.own.iter().filter(|it| it.1.len() == 1) {
            if !known.may_be_anothers(&opened[places[0]], self) {
                continue;
            }
            let Some(facts) = Facts::of(opened, places[0], known) else { continue };
            let claims = facts.claims(branch);
            let [(other, evidence)] = claims.iter().collect::<Vec<_>>()[..] else { continue };
            if self.has(other) || !matches!(evidence, Evidence::Phone | Evidence::Former) {
                continue;
            }
            let (Some(own), Some(other)) = (workspace.branch(branch), workspace.branch(other))
            else {
                continue;
            };
            let Content::Form(form) = &mut opened[places[0]].content else { continue };
            let Some(read) = &form.extract else { continue };
            let finding = validate::perhaps_anothers(&read.info(), own, other);
            form.told.push(finding.arg("evidence", Arg::Word(evidence.key())));
        }
    }
}

/// A form, the branch that it says, the one whose it seems to be, and why.
type Stranger<'c> = (usize, &'c str, &'c str, Evidence);

/// So many other forms of its branch a form is compared with, where somebody sent thousands.
const COMPARED_MAX: usize = 20;

/// The form is judged as that of the branch whose it seems to be.
fn give_to(opened: &mut [InboxFile], place: usize, own: &Branch, other: &Branch, why: Evidence) {
    let Content::Form(form) = &mut opened[place].content else { return };
    let Some(read) = &mut form.extract else { return };
    let finding = validate::mistaken(&read.info(), own, other);
    form.told.push(finding.arg("evidence", Arg::Word(why.key())));
    let given = Given { code: other.code.clone(), name: Some(other.name.clone()) };
    Arc::make_mut(read).change_info(|info| given.write(info));
    form.given = Some(given);
    form.branch = Some(other.code.clone());
    form.miscoded = Some(own.code.clone());
}

/// What speaks for which branch.
struct Known<'c> {
    phones: BTreeMap<String, BTreeSet<&'c str>>,
    secretaries: BTreeMap<String, BTreeSet<&'c str>>,
    former: Lists<'c>,
    current: Lists<'c>,
}

impl<'c> Known<'c> {
    fn of(opened: &[InboxFile], whose: &Whose<'c>, workspace: &'c Workspace) -> Self {
        let mut known = Self {
            phones: BTreeMap::new(),
            secretaries: BTreeMap::new(),
            former: Lists::default(),
            current: Lists::default(),
        };
        for branch in &workspace.branch {
            let contact = branch.contact.as_deref().unwrap_or_default();
            for phone in phone::numbers(contact) {
                known.phones.entry(phone).or_default().insert(&branch.code);
            }
            for name in phone::names(contact) {
                known.secretaries.entry(name).or_default().insert(&branch.code);
            }
        }
        known.former = known.lists(opened, &whose.former);
        let asks = |places: &[usize]| match places {
            [only] => known.may_be_anothers(&opened[*only], whose),
            _ => true,
        };
        // In most seasons nobody asks: every branch has sent one form, with its telephone or none.
        if !whose.unclear.is_empty() || whose.own.values().any(|it| asks(it)) {
            known.current = known.lists(opened, &whose.own);
        }
        known
    }

    /// Whether the only form of a branch may turn out to be that of another, of which there is none: else it need not be
    /// looked at.
    fn may_be_anothers(&self, file: &InboxFile, whose: &Whose<'c>) -> bool {
        !self.former.is_empty()
            || extract(file).is_some_and(|it| self.of_phone(it).iter().any(|it| !whose.has(it)))
    }

    /// Who stands on the forms of each branch. A form with the telephone of another branch may be that one's.
    fn lists(&self, opened: &[InboxFile], forms: &BTreeMap<&'c str, Vec<usize>>) -> Lists<'c> {
        let of_branch = forms.iter().flat_map(|(branch, places)| {
            let read = places.iter().filter_map(|&it| extract(&opened[it]));
            let sure = read.filter(|it| {
                let of_phone = self.of_phone(it);
                of_phone.is_empty() || of_phone.contains(branch)
            });
            sure.map(|it| (People::of(it), *branch))
        });
        Lists::of(of_branch)
    }

    /// Whether a form is the branch's that its name is, not the one's whose code it has.
    fn is_named(
        &self,
        read: &Extract,
        own: &Branch,
        named: &Branch,
        is_there: impl Fn(&str) -> bool,
    ) -> bool {
        let people = People::of(read);
        let decides = |for_whom: &BTreeSet<&str>| {
            let is_of = |it: &Branch| for_whom.contains(it.code.as_str());
            (is_of(own) != is_of(named)).then(|| is_of(named))
        };
        let current: BTreeSet<&str> = self.current.holding(&people).into_iter().collect();
        decides(&self.of_phone(read))
            .or_else(|| decides(&self.former.holding(&people).into_iter().collect()))
            .or_else(|| decides(&self.of_secretary(read)))
            // The branch whose form is there sent this one too only if its people are on it.
            .or_else(|| decides(&current))
            .unwrap_or_else(|| is_there(&own.code) || !is_there(&named.code))
    }

    fn of_phone(&self, read: &Extract) -> BTreeSet<&'c str> {
        let phones = phone::numbers(read.info().phone.text());
        phones.iter().filter_map(|it| self.phones.get(it)).flatten().copied().collect()
    }

    fn of_secretary(&self, read: &Extract) -> BTreeSet<&'c str> {
        let name = fold(read.info().secretary.text());
        self.secretaries.get(&name).into_iter().flatten().copied().collect()
    }
}

/// What a form says besides its code and name, and for whom that speaks.
struct Facts<'c> {
    place: usize,
    people: People,
    /// The strongest evidence for each branch.
    speaks_for: BTreeMap<&'c str, Evidence>,
    /// Branches whose form of this year has most of these people, its own perhaps among them.
    listed_by: Vec<&'c str>,
}

impl<'c> Facts<'c> {
    fn of(opened: &[InboxFile], place: usize, known: &Known<'c>) -> Option<Self> {
        let read = extract(&opened[place])?;
        let people = People::of(read);
        let mut speaks_for = BTreeMap::new();
        for (evidence, branches) in [
            (Evidence::Phone, known.of_phone(read)),
            (Evidence::Former, known.former.holding(&people).into_iter().collect()),
            (Evidence::Secretary, known.of_secretary(read)),
        ] {
            for branch in branches {
                speaks_for.entry(branch).or_insert(evidence);
            }
        }
        let listed_by = known.current.holding(&people);
        Some(Self { place, people, speaks_for, listed_by })
    }

    /// The strongest evidence for each branch, where the form says that it is `own`'s, which has
    /// it on its list of this year anyhow.
    fn claims(&self, own: &str) -> BTreeMap<&'c str, Evidence> {
        let mut claims = self.speaks_for.clone();
        for branch in self.listed_by.iter().filter(|it| **it != own) {
            claims.entry(branch).or_insert(Evidence::Current);
        }
        claims
    }

    fn has_list_of_another(&self, own: &str) -> bool {
        self.listed_by.iter().any(|it| *it != own)
    }

    /// Whether it is surely the form of the branch that it says.
    fn is_at_home(&self, own: &str) -> bool {
        self.speaks_for.contains_key(own) && !self.has_list_of_another(own)
    }
}

fn extract(file: &InboxFile) -> Option<&Extract> {
    match &file.content {
        Content::Form(form) => form.extract.as_deref(),
        _ => None,
    }
}

fn values(file: &InboxFile) -> Option<&str> {
    match &file.content {
        Content::Form(form) => Some(&form.values),
        _ => None,
    }
}

/// What season it is of, to be compared with another's: the year and the form's code.
fn label(info: &Info) -> String {
    let year = info.year.get().map_or_else(|| "-".to_owned(), |it| it.to_string());
    format!("{year}, {}", info.form_code.text().trim().to_uppercase())
}
