//! The architecture as a test: a module uses only modules of lower layers, so
//! stages never see one another, and no two files of a layer use one another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Layers, lowest first.
const LAYERS: &[&[&str]] = &[
    &["threads"],
    &["model", "typed"],
    &["finding"],
    &["file_errors", "words"],
    // Below what knows of a form: bytes, cells and patches.
    &["workbook"],
    &["regime", "workspace"],
    &["context", "schema"],
    // What each list says, between the sums and everything that is written of them.
    &["tables"],
    &[
        "discover",
        "read",
        "validate",
        "rate",
        "consolidate",
        "previous",
        "write",
        "report",
        "export",
    ],
    &["batch", "watch", "progress", "journal", "archive"],
    &["job"],
    &["cli"],
    &["app"],
];

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that reads the sources; order is sorted below"
)]
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

#[test]
fn modules_use_only_lower_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let relative = path.strip_prefix(&root).unwrap();
        let module = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if ["lib", "main"].contains(&module) {
            continue;
        }
        let own = layer_of(module).unwrap_or_else(|| panic!("{module} stands in no layer"));
        for (number, line) in (1..).zip(fs::read_to_string(&path).unwrap().lines()) {
            // A link in a comment is not a use.
            let code = line.split("//").next().unwrap_or_default();
            for rest in code.split("crate::").skip(1) {
                let place = format!("{}:{number}", relative.display());
                assert!(!rest.starts_with('{'), "{place}: one `use` a line");
                let import: String =
                    rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
                if layer_of(&import).is_some_and(|layer| import != module && layer >= own) {
                    wrong.push(format!("{place}: {module} uses {import}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The layers say it of regimes; nor does it name what a form becomes.
#[test]
fn the_workbook_knows_no_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("workbook.rs")];
    sources(&root.join("workbook"), &mut files);
    assert!(files.len() > 30, "bytes to cells and back lie in src/workbook");
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let code = line.split("//").next().unwrap_or_default();
            // Text made comparable knows no form either.
            let of_model = code.split("crate::model::").skip(1);
            for rest in of_model.filter(|it| !it.starts_with("text::")) {
                let names = rest.trim_matches(['{', '}', ';']).split(',').map(str::trim);
                let is_place = |it: &str| ["CellRef", "column_name"].contains(&it);
                assert!(names.clone().all(is_place), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn one_file_knows_rayon_and_nothing_knows_the_network() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("std::net"), "{}: no network code", path.display());
        if path != root.join("threads.rs") {
            assert!(!text.contains("rayon"), "{}: only threads.rs knows rayon", path.display());
        }
    }
}

/// What two commands need lies beside both; `door`, `watch` and `wizard` are made of commands.
#[test]
fn commands_do_not_use_commands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app");
    let file = |command: &str| root.join(format!("{command}.rs"));
    let all = xeploai::cli::COMMANDS.map(|it| it.0);
    let commands: Vec<&str> = all.into_iter().filter(|it| file(it).is_file()).collect();
    assert!(commands.len() > 8, "each command has a file of its name: {commands:?}");
    for command in commands.iter().filter(|it| **it != "watch") {
        let text = fs::read_to_string(file(command)).unwrap();
        for line in text.lines().filter(|it| it.starts_with("use super::")) {
            let mut words = line.split(|it: char| !it.is_alphanumeric() && it != '_');
            let used = words.find(|it| commands.contains(it) && it != command);
            assert_eq!(used, None, "{command}: {line}");
        }
    }
}

/// What two files share lies in a third. A file and those below it (`foo.rs`, `foo/`) are one room.
#[test]
fn no_two_files_use_one_another() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let is_test = |it: &str| it == "lib" || it == "main" || it.split("::").any(|it| it == "tests");
    let texts: BTreeMap<String, String> = files
        .iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().with_extension("");
            let name = name.iter().map(|it| it.to_str().unwrap()).collect::<Vec<_>>().join("::");
            let text = fs::read_to_string(path).unwrap();
            let end = text.find("\n#[cfg(test)]\nmod ").unwrap_or(text.len());
            (name, text[..end].to_owned())
        })
        .filter(|it| !is_test(&it.0))
        .collect();
    // What a file uses, and what it hands on by what name.
    let mut uses: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
    let mut handed: BTreeMap<(String, String), String> = BTreeMap::new();
    for (file, text) in &texts {
        for (is_handed, path) in used(text) {
            let Some((whose, name)) = resolved(file, &path, &texts) else { continue };
            if is_handed {
                handed.insert((file.clone(), name.clone()), whose.clone());
            }
            uses.entry(file).or_default().push((whose, name));
        }
    }
    let mut edges: BTreeSet<(String, String)> = BTreeSet::new();
    for (file, own) in &uses {
        for (whose, name) in own {
            let mut from = whose.clone();
            while let Some(next) = handed.get(&(from.clone(), name.clone())) {
                from.clone_from(next);
            }
            let is_below = |one: &str, other: &str| other.starts_with(&format!("{one}::"));
            if from != *file && !is_below(&from, file) && !is_below(file, &from) {
                edges.insert(((*file).to_owned(), from));
            }
        }
    }
    assert!(edges.len() > 1000, "the files are understood");
    loop {
        let (from, to): (BTreeSet<String>, BTreeSet<String>) = edges.iter().cloned().unzip();
        let before = edges.len();
        edges.retain(|it| to.contains(&it.0) && from.contains(&it.1));
        if edges.len() == before {
            break;
        }
    }
    // What only leads from one circle to another is none.
    let all = edges.clone();
    edges.retain(|it| reaches(&all, &it.1, &it.0));
    assert!(edges.is_empty(), "{edges:#?}");
}

fn reaches(edges: &BTreeSet<(String, String)>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        let next = edges.iter().filter(|it| it.0 == at).map(|it| it.1.as_str());
        open.extend(next.filter(|it| seen.insert(it)));
    }
    seen.contains(to)
}

/// Each path that a text uses, and whether it hands it on.
fn used(text: &str) -> Vec<(bool, Vec<String>)> {
    let mut all = Vec::new();
    for statement in text.split(';') {
        let line = statement.trim_start().lines().skip_while(|it| {
            let is_use = it.starts_with("use ");
            !is_use && (!it.starts_with("pub") || !it.contains("use "))
        });
        let lines = line.collect::<Vec<_>>().join(" ");
        let Some((before, tree)) = lines.split_once("use ") else { continue };
        let words = tree.replace('{', " { ").replace('}', " } ").replace(',', " , ");
        let words = words.replace("::", " ");
        let mut open: Vec<usize> = Vec::new();
        let mut path: Vec<String> = Vec::new();
        let mut words = words.split_whitespace().peekable();
        while let Some(word) = words.next() {
            match word {
                "{" => open.push(path.len()),
                "," | "}" => {
                    if word == "}" {
                        open.pop();
                    }
                    path.truncate(open.last().copied().unwrap_or_default());
                    continue;
                }
                "as" => {
                    words.next();
                }
                word => path.push(word.to_owned()),
            }
            if words.peek().is_none_or(|it| [",", "}"].contains(it)) && !path.is_empty() {
                all.push((before.starts_with("pub"), path.clone()));
            }
        }
    }
    all
}

/// The file that a path of another leads to, and what it takes from there.
fn resolved(
    file: &str,
    path: &[String],
    files: &BTreeMap<String, String>,
) -> Option<(String, String)> {
    let mut whole: Vec<&str> = file.split("::").collect();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            whole.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|it| it == "super") {
                whole.pop();
                rest = &rest[1..];
            }
        }
        child if files.contains_key(&format!("{file}::{child}")) => {}
        _ => return None,
    }
    whole.extend(rest.iter().map(String::as_str));
    let name = path.last()?.clone();
    (1..=whole.len())
        .rev()
        .map(|it| whole[..it].join("::"))
        .find(|it| files.contains_key(it))
        .map(|it| (it, name))
}

#[test]
fn every_file_of_tests_is_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let main = fs::read_to_string(root.join("it/main.rs")).unwrap();
    let mut files = Vec::new();
    sources(&root, &mut files);
    for path in files {
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.parent() == Some(&root) {
            let alone = ["costs", "fuzz"].contains(&name);
            assert!(alone, "tests/{name}.rs: a file of tests/it, named in its main.rs");
        } else if path.parent() == Some(&root.join("it")) && name != "main" {
            let named = main.contains(&format!("\nmod {name};"));
            assert!(named, "tests/it/main.rs does not name {name}");
        }
    }
}

#[test]
fn the_tests_beside_the_code_are_made_of_what_the_program_is_made_of() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [program, unit] = ["Cargo.toml", "tests/unit/Cargo.toml"].map(|it| {
        let text = fs::read_to_string(root.join(it)).unwrap();
        toml::from_str::<toml::Table>(&text).unwrap()
    });
    for list in ["features", "dependencies", "dev-dependencies"] {
        assert_eq!(program[list], unit[list], "tests/unit/Cargo.toml: {list}");
    }
    for key in ["version", "edition", "rust-version"] {
        assert_eq!(program["package"][key], unit["package"][key], "tests/unit/Cargo.toml: {key}");
    }
}
