//! The architecture as a test: a module uses only modules of lower layers, so
//! stages never see one another and no circle can arise.

use std::fs;
use std::path::{Path, PathBuf};

/// Layers, lowest first.
const LAYERS: &[&[&str]] = &[
    &["sorted"],
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
fn only_batch_knows_threads_and_nothing_knows_the_network() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("std::net"), "{}: no network code", path.display());
        if path != root.join("batch/threads.rs") {
            assert!(!text.contains("rayon"), "{}: only batch knows rayon", path.display());
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
