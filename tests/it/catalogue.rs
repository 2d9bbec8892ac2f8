//! Every code that the program reports has its words, in both languages.

use std::collections::BTreeSet;

use xeploai::finding::Finding;
use xeploai::words::{Catalogue, Lang};

#[test]
fn every_code_has_words_in_both_languages() {
    let mut missing = Vec::new();
    for lang in [Lang::Vi, Lang::En] {
        let words = Catalogue::new(lang);
        for code in xeploai::app::codes() {
            match words.entry(code.id) {
                Some(entry) => {
                    for text in [&entry.title, &entry.message, &entry.help, &entry.why] {
                        assert!(!text.trim().is_empty(), "{} {lang:?} has an empty text", code.id);
                    }
                    assert!(!words.render(&Finding::new(code)).help.is_empty());
                }
                None => missing.push(format!("{} {}", code.id, code.name)),
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn codes_and_names_are_unique_and_the_catalogue_has_no_others() {
    let codes = xeploai::app::codes();
    let ids: BTreeSet<_> = codes.iter().map(|it| it.id).collect();
    let names: BTreeSet<_> = codes.iter().map(|it| it.name).collect();
    assert_eq!(ids.len(), codes.len(), "a code is used twice");
    assert_eq!(names.len(), codes.len(), "a name is used twice");
    let words = Catalogue::new(Lang::Vi);
    for key in words.keys().filter(|it| words.entry(it).is_some()) {
        assert!(ids.contains(key), "the catalogue has {key}, which nothing reports");
    }
}

#[test]
fn every_rule_that_a_code_cites_has_its_clause() {
    let regimes = xeploai::regime::Sources::builtin().all().expect("built-in profiles are sound");
    let mut cited = 0;
    for code in xeploai::app::codes() {
        for rule in code.rules {
            // Each regime has rules of its own; one of them has this one.
            let has_clause = regimes.iter().any(|it| it.rules.clause(rule).is_some());
            assert!(has_clause, "{} cites {rule}, which no regime has", code.id);
            cited += 1;
        }
    }
    assert!(cited > 40);
}

/// Texts of the interface are asked for by key; a key that the catalogue lacks would stop the run.
#[test]
fn every_key_in_use_is_in_the_catalogue() {
    let words = Catalogue::new(Lang::Vi);
    let mut asked = 0;
    for text in sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for opening in [".ui(\"", "Arg::Word(\"", "Failure::Told(\""] {
            for rest in text.split(opening).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(words.has_ui(key), "the catalogue lacks ui.{key}");
                asked += 1;
            }
        }
    }
    assert!(asked > 50, "only {asked} keys were found in the sources");
}

#[expect(clippy::disallowed_methods, reason = "a test that reads the sources")]
fn sources(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(std::fs::read_to_string(path).expect("sources are UTF-8"));
        }
    }
    found
}
