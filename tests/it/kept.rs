//! What is kept of files that were read before never changes an output: any sequence of changes gives
//! the same bytes with it and without.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read their own files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use xeploai::batch::{self, Keeper};
use xeploai::discover::Named;
use xeploai::job::{self, Beside, NotMade};
use xeploai::read;
use xeploai::words::{Catalogue, Lang};

use crate::common::source;

/// How many changes are made; `XEPLOAI_KEPT` says another number.
const CHANGES: u32 = 14;

type Files = BTreeMap<String, Vec<u8>>;
type Store = Mutex<BTreeMap<String, Vec<u8>>>;

/// Numbers that look like chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

fn files_of(folder: &Path, prefix: &str, found: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() && name != "ket-qua" {
            files_of(&path, &format!("{name}/"), found);
        } else if path.is_file() {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// All outputs, and how often a file had to be read. The store hands out what it has.
fn outputs(files: &Files, store: Option<&Store>) -> (Files, usize) {
    let names: Vec<&String> = files.keys().collect();
    let listed: Vec<Named> =
        files.iter().map(|it| Named { path: it.0.clone(), bytes: it.1.len() as u64 }).collect();
    let load = |place: usize| Ok(files[names[place]].clone());
    let opened = job::open(&listed, Beside::default(), &[], load).unwrap();
    let season = opened.settled.season(read::foreign::here);
    let by_path = |path: &Path| {
        let place = opened.places[&*path.to_string_lossy()];
        Ok(files[names[place]].clone())
    };
    let puts = Mutex::new(0);
    let get = |key: &str| store?.lock().unwrap().get(key).cloned();
    let put = |key: &str, found: Vec<u8>| {
        *puts.lock().unwrap() += 1;
        store.unwrap().lock().unwrap().insert(key.to_owned(), found);
    };
    let keeper = store.map(|_| Keeper::new(&season, "test", &job::codes(), &get, &put));
    let entries = opened.entries.clone();
    let mut run = batch::run_keeping(entries, &season, 2, keeper.as_ref(), by_path, || ());
    let words = Catalogue::new(Lang::Vi);
    let mut made = Files::new();
    let mut stage = |name: &str, bytes: Vec<u8>| {
        made.insert(name.to_owned(), bytes);
        Ok::<_, NotMade>(())
    };
    let again = |path: &str| by_path(Path::new(path)).ok();
    job::make(&opened.settled, &mut run, again, read::foreign::here, 2, &words, &mut stage)
        .unwrap();
    let read = *puts.lock().unwrap();
    (made, read)
}

/// Changes the inbox somehow.
fn change(files: &mut Files, all: &Files, chance: &mut Chance, step: u32) {
    let own: Vec<String> = files.keys().filter(|it| it.starts_with("nop/")).cloned().collect();
    let one = own[chance.below(own.len())].clone();
    let forms: Vec<&Vec<u8>> =
        all.iter().filter(|it| it.0.starts_with("nop/")).map(|it| it.1).collect();
    let other = forms[chance.below(forms.len())].clone();
    match chance.below(7) {
        0 => drop(files.insert(format!("nop/them {step}.xlsx"), other)),
        1 => drop(files.insert(one, other)),
        2 if own.len() > 3 => drop(files.remove(&one)),
        3 => {
            let bytes = files.remove(&one).unwrap();
            files.insert(format!("nop/doi ten {step}.xlsx"), bytes);
        }
        // Half of it, and whole again.
        4 => {
            let bytes = files.get_mut(&one).unwrap();
            bytes.truncate(bytes.len() / 2);
        }
        5 => {
            let text = String::from_utf8(files["xeploai.toml"].clone()).unwrap();
            let with = format!("{text}\n# {step}\n");
            files.insert("xeploai.toml".to_owned(), with.into_bytes());
        }
        _ => {
            files.retain(|it, _| !it.starts_with("nop/doi ten"));
            files.extend(all.iter().map(|it| (it.0.clone(), it.1.clone())));
        }
    }
}

/// Damages what is kept somehow.
fn damage(store: &Store, chance: &mut Chance) {
    let mut store = store.lock().unwrap();
    let keys: Vec<String> = store.keys().cloned().collect();
    for key in keys {
        match chance.below(6) {
            0 => drop(store.remove(&key)),
            1 => {
                let bytes = store.get_mut(&key).unwrap();
                bytes.truncate(bytes.len() / 3);
            }
            2 => store.get_mut(&key).unwrap().push(0),
            _ => {}
        }
    }
}

#[test]
fn what_is_kept_changes_no_output_whatever_happens_to_the_inbox() {
    let changes = std::env::var("XEPLOAI_KEPT").map_or(CHANGES, |it| it.parse().unwrap());
    let mut all = Files::new();
    files_of(&source("samples/binh-an-2020-loi"), "", &mut all);
    // A form of another season, and one in another format, which are read in other ways.
    let other = source("samples/binh-an-2023/nop/tram_y_te.xlsx");
    all.insert("nop/nam khac.xlsx".to_owned(), fs::read(other).unwrap());
    let mut files = all.clone();
    let (store, mut chance) = (Store::default(), Chance(2026));
    let first = outputs(&files, Some(&store));
    assert!(first.1 > 10, "each form was read");
    let again = outputs(&files, Some(&store));
    assert!(first.0 == again.0 && again.1 == 0, "none was read again");
    let mut kept_at_all = 0;
    for step in 0..changes {
        change(&mut files, &all, &mut chance, step);
        if chance.below(4) == 0 {
            damage(&store, &mut chance);
        }
        let (without, _) = outputs(&files, None);
        let (with, read) = outputs(&files, Some(&store));
        kept_at_all += usize::from(read < 5);
        assert!(without.keys().eq(with.keys()), "step {step}");
        for (name, bytes) in &without {
            assert!(*bytes == with[name], "step {step}: {name} has other bytes");
        }
    }
    assert!(kept_at_all > 0, "something was kept");
}

#[test]
fn what_another_program_or_other_settings_kept_is_not_taken() {
    let mut files = Files::new();
    files_of(&source("samples/binh-an-2023"), "", &mut files);
    let store = Store::default();
    let count = outputs(&files, Some(&store)).1;
    assert_eq!(outputs(&files, Some(&store)).1, 0);
    let text = String::from_utf8(files["xeploai.toml"].clone()).unwrap();
    let with = text + "\n[severity]\nV309 = \"notice\"\n";
    files.insert("xeploai.toml".to_owned(), with.into_bytes());
    assert_eq!(outputs(&files, Some(&store)).1, count, "settings decide");
}
