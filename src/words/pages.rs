//! The pages of the catalogue: what each entry says is found by its name at once, and parsed when
//! somebody asks for it. A run says a tenth of what the program can say.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Both, ConditionEntry, Entry, Page, Placeholder};
use crate::typed;

/// An entry: where it stands on its page, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Lazy<T> {
    /// The heading that the texts stand below, if they have none of their own.
    heading: &'static str,
    texts: Vec<&'static str>,
    entry: OnceLock<T>,
}

/// Entries by their names.
pub(super) type Entries<T> = BTreeMap<&'static str, Lazy<T>>;

/// All pages.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    pub(super) finding: Entries<Both<Entry>>,
    pub(super) condition: Entries<Both<ConditionEntry>>,
    pub(super) ui: Entries<Both<String>>,
    pub(super) placeholder: Entries<Placeholder>,
}

impl Pages {
    /// Finds the entries of these pages: of findings and conditions below a heading for each language,
    /// the others below one of their own, or each on a line.
    pub(super) fn of(texts: &[&'static str]) -> Self {
        let mut pages = Self::default();
        for text in texts {
            let mut rest = *text;
            while let Some(start) = heading_at(rest) {
                let section = rest.get(start..).unwrap_or_default();
                let end = section.find('\n').unwrap_or(section.len());
                let (heading, body) = section.split_at(end);
                let len = heading_at(body).unwrap_or(body.len());
                let (own, below) = section.split_at(end + len);
                pages.add(heading, own, body.get(..len).unwrap_or_default());
                rest = below;
            }
        }
        pages
    }

    /// Adds a section of a page: its heading, the whole of it, and what stands below the heading.
    fn add(&mut self, heading: &'static str, own: &'static str, body: &'static str) {
        let names = heading.trim().trim_matches(['[', ']']);
        let (kind, name) = names.split_once('.').unwrap_or((names, ""));
        let name = name.strip_suffix(".vi").or(name.strip_suffix(".en")).unwrap_or(name);
        match (kind, name) {
            ("finding", name) => add(&mut self.finding, name, "", own),
            ("condition", name) => add(&mut self.condition, name, "", own),
            ("placeholder", "") => lines(body, |name, line| {
                add(&mut self.placeholder, name, "[placeholder]", line);
            }),
            (_, "") => lines(body, |name, line| add(&mut self.ui, name, "[ui]", line)),
            (_, name) => add(&mut self.ui, name, "", own),
        }
    }
}

/// Where the next line begins that is a heading.
fn heading_at(text: &str) -> Option<usize> {
    if text.starts_with('[') { Some(0) } else { text.find("\n[").map(|it| it + 1) }
}

/// Gives the lines that have an entry each, and its name.
fn lines(body: &'static str, mut each: impl FnMut(&'static str, &'static str)) {
    for line in body.lines().filter(|it| !it.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" = ") {
            each(name, line);
        }
    }
}

fn add<T>(entries: &mut Entries<T>, name: &'static str, heading: &'static str, text: &'static str) {
    let new = || Lazy { heading, texts: Vec::new(), entry: OnceLock::new() };
    entries.entry(name).or_insert_with(new).texts.push(text);
}

impl<T> Lazy<T> {
    /// What the entry says; `of` takes it out of the page that it makes alone.
    ///
    /// Panics when it is malformed: a test asks for every one.
    pub(super) fn get(&self, of: fn(Page) -> BTreeMap<String, T>) -> &T {
        self.entry.get_or_init(|| {
            let mut text = self.heading.to_owned();
            for it in &self.texts {
                text.push('\n');
                text.push_str(it);
            }
            let page: Page = typed::from_str(&text)
                .unwrap_or_else(|error| panic!("the catalogue is malformed: {error}"));
            let entry = of(page).into_iter().next();
            entry.unwrap_or_else(|| panic!("the catalogue is malformed: {text}")).1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;

    #[test]
    fn each_entry_by_itself_says_what_the_whole_pages_say() {
        let mut whole = Page::default();
        for text in super::super::PAGES {
            let mut more: Page = typed::from_str(text).unwrap();
            whole.finding.append(&mut more.finding);
            whole.condition.append(&mut more.condition);
            whole.ui.append(&mut more.ui);
            whole.placeholder.append(&mut more.placeholder);
        }
        let pages = Pages::of(super::super::PAGES);
        compare(&pages.finding, |it| it.finding, &whole.finding);
        compare(&pages.condition, |it| it.condition, &whole.condition);
        compare(&pages.ui, |it| it.ui, &whole.ui);
        compare(&pages.placeholder, |it| it.placeholder, &whole.placeholder);
        assert!(whole.finding.len() > 300 && whole.ui.len() > 300, "all of it was compared");
    }

    fn compare<T: Debug>(
        entries: &Entries<T>,
        of: fn(Page) -> BTreeMap<String, T>,
        whole: &BTreeMap<String, T>,
    ) {
        assert!(entries.keys().eq(whole.keys()));
        for (name, entry) in entries {
            assert_eq!(format!("{:?}", entry.get(of)), format!("{:?}", whole[*name]), "{name}");
        }
    }
}
