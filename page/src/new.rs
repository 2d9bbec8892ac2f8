//! A workspace file made of answers, for who has none.

use serde::{Deserialize, Serialize};
use xeploai::job;
use xeploai::regime::Sources;
use xeploai::words::Catalogue;
use xeploai::workspace::Workspace;

use crate::tasks::{Told, told};

/// The commented workspace file that `xeploai init` writes.
const TEMPLATE: &str = include_str!("../../templates/workspace.toml");

/// What was answered.
#[derive(Debug, Deserialize)]
pub(crate) struct Answers {
    year: u32,
    organization: String,
    committee: String,
    superior: String,
    place: String,
    branches: Vec<Row>,
}

/// A branch as typed or pasted.
#[derive(Debug, Deserialize)]
struct Row {
    code: String,
    name: String,
    kind: String,
    members: String,
    contact: String,
}

/// The file, or what is wrong with the answers.
#[derive(Debug, Serialize)]
pub(crate) struct Settings {
    text: String,
    mistakes: Vec<Wrong>,
}

/// A mistake and the answer that it is about.
#[derive(Debug, Serialize)]
struct Wrong {
    /// The branch's place; none where it is about the commune.
    row: Option<usize>,
    key: String,
    told: Told,
}

pub(crate) fn settings(answers: &Answers, words: &Catalogue) -> Settings {
    let (text, lines) = text(answers);
    let mistakes = match settled(&text) {
        Ok(_) => Vec::new(),
        Err(refused) => {
            let told = told(&refused, words);
            told.into_iter()
                .map(|told| {
                    let of = lines.iter().find(|it| Some(it.0) == told.line);
                    let (row, key) = of.map_or((None, ""), |it| (Some(it.1), it.2));
                    Wrong { row, key: key.to_owned(), told }
                })
                .collect()
        }
    };
    Settings { text, mistakes }
}

/// What settings of the page's own making say.
pub(crate) fn settled(text: &str) -> Result<job::Settled, job::Refused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (workspace, sources) = (Workspace::parse(text)?, Sources::builtin());
    let regime = job::regime_of(text, &workspace, &sources)?;
    job::settle(text, workspace, regime, &sources)
}

/// The text, and for each line of a branch the branch's place and the key.
fn text(answers: &Answers) -> (String, Vec<(usize, usize, &'static str)>) {
    let sources = Sources::builtin();
    let regime = sources.regime_of_year(answers.year).ok();
    let kinds = regime.as_ref().and_then(|it| it.form.choice.get("branch-kind"));
    let kinds: Vec<&str> = kinds.into_iter().flatten().map(|it| it.label.as_str()).collect();
    let level = regime.as_ref().map_or("", |it| it.rules.words.superior_level.as_str());
    let mut text = TEMPLATE
        .replace("{year}", &answers.year.to_string())
        .replace("{kinds}", &kinds.join(", "))
        .replace("{superior-level}", level);
    for (key, value) in [
        ("organization", &answers.organization),
        ("committee", &answers.committee),
        ("superior", &answers.superior),
        ("place", &answers.place),
    ] {
        let lines = text.lines().map(|line| {
            let is_it = line.split(" = ").next() == Some(key);
            if is_it { format!("{key} = {}", quoted(value)) } else { line.to_owned() }
        });
        text = lines.collect::<Vec<_>>().join("\n") + "\n";
    }
    let mut places = Vec::new();
    for (row, branch) in answers.branches.iter().enumerate() {
        text.push_str("\n[[branch]]\n");
        let members = branch.members.trim();
        let is_count = !members.is_empty() && members.bytes().all(|it| it.is_ascii_digit());
        let count = if is_count { members.to_owned() } else { quoted(members) };
        for (key, value) in [
            ("code", Some(quoted(&branch.code))),
            ("name", Some(quoted(&branch.name))),
            ("kind", Some(quoted(&branch.kind))),
            ("members", Some(count).filter(|_| !members.is_empty())),
            (
                "contact",
                Some(quoted(&branch.contact)).filter(|_| !branch.contact.trim().is_empty()),
            ),
        ] {
            let Some(value) = value else { continue };
            places.push((text.lines().count() + 1, row, key));
            text = text + key + " = " + &value + "\n";
        }
    }
    // Notepad of old Windows knows UTF-8 by its mark and wants both line ends.
    (format!("\u{feff}{}", text.replace('\n', "\r\n")), places)
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    let plain: String = text.trim().chars().filter(|it| !it.is_control()).collect();
    serde_json::to_string(&plain).unwrap_or_default()
}
