//! The rows of the corpus: what is wanted of each file, and the table made of them.

use std::fmt::Write as _;
use std::fs;

use serde::Deserialize;

use super::judge::{Outcome, folder};

/// Folders of the corpus and what their files are about.
const FOLDERS: [(&str, &str); 7] = [
    ("layout", "Sheets, rows and columns that stand elsewhere"),
    ("values", "Values typed in other ways"),
    ("text", "Letters, blanks and encodings"),
    ("people", "Forms that contradict themselves, or are another's"),
    ("package", "What lies in the package of the workbook"),
    ("other-formats", "The same in the older format of Excel, and in OpenDocument"),
    ("impostors", "Files that are no form"),
];

const HEAD: &str = "\
# Files that people really send

Each file is the same valid form with one mishap, which its name tells; it gives exactly what its row says.
The rows stand in `expected.toml` of each folder and are held to by `cargo test --test it corpus::`, which also
makes this table (`XEPLOAI_BLESS=1 cargo test --test it corpus::`). The branch has eight people: seven are rated
(one excellent, five good, one satisfactory), the eighth was admitted too lately. *Ratings* are counted best
first, as they were read, whether the form counts or goes back.

`make/make.py` makes the files; every form in them is filled with invented people. `formats/` has one form in
every format.
";

/// A file of the corpus.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Row {
    /// Its path in the corpus; in the folder, as stored.
    pub(crate) file: String,
    /// Why it has to be so, where its name does not tell.
    #[serde(default)]
    pub(crate) note: String,
    /// Which program wrote it.
    pub(crate) made: String,
    /// What has to become of it.
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

#[derive(Deserialize)]
struct Folder {
    file: Vec<Row>,
}

/// Every row, by folder.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, _) in FOLDERS {
        let path = folder().join(name).join("expected.toml");
        let text = fs::read_to_string(&path).unwrap();
        let read: Folder = toml::from_str(&text).unwrap_or_else(|it| panic!("{name}: {it}"));
        rows.extend(
            read.file.into_iter().map(|it| Row { file: format!("{name}/{}", it.file), ..it }),
        );
    }
    rows
}

/// The rows as a page.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut page = HEAD.to_owned();
    let mut line = |text: String| writeln!(page, "{text}").unwrap();
    for (folder, title) in FOLDERS {
        let prefix = format!("{folder}/");
        let own: Vec<&Row> = rows.iter().filter(|it| it.file.starts_with(&prefix)).collect();
        line(format!("\n## `{folder}/` ({}): {title}\n", own.len()));
        line("| file | saved by | status | people | ratings | findings | why |".to_owned());
        line("|---|---|---|---|---|---|---|".to_owned());
        for row in own {
            let Outcome { status, members, ratings, findings } = &row.outcome;
            let members = members.map_or("–".to_owned(), |it| it.to_string());
            let ratings =
                ratings.map_or("–".to_owned(), |it| it.map(|it| it.to_string()).join(" "));
            let findings: Vec<String> = findings.iter().map(|it| named(it)).collect();
            line(format!(
                "| {} | {} | {status} | {members} | {ratings} | {} | {} |",
                row.file.trim_start_matches(&prefix),
                row.made,
                findings.join("<br>"),
                row.note,
            ));
        }
    }
    page
}

/// A finding with its kind's name: `R120 rows-hidden 2_DangVien`.
fn named(finding: &str) -> String {
    let (id, place) = finding.split_once(' ').unwrap_or((finding, ""));
    let name = xeploai::app::codes().into_iter().find(|it| it.id == id).map_or("", |it| it.name);
    format!("{id} {name} {place}").trim_end().to_owned()
}

/// The row of a file as it has to stand in its folder's `expected.toml`.
pub(crate) fn toml(file: &str, is: &Outcome) -> String {
    let (_, name) = file.split_once('/').unwrap_or(("", file));
    let mut row = format!("\n[[file]]\nfile = {name:?}\nmade = \"\"\nstatus = {:?}\n", is.status);
    if let (Some(members), Some(ratings)) = (is.members, is.ratings) {
        writeln!(row, "members = {members}\nratings = {ratings:?}").unwrap();
    }
    writeln!(row, "findings = {:?}", is.findings).unwrap();
    row
}
