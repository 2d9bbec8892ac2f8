//! The files of an inbox where there is no folder to look into: a page in a browser is handed names
//! and sizes. What is decided is decided as for a folder.

use std::path::{Path, PathBuf};

use super::{
    Action, DEPTH_MAX, Entry, TOO_DEEP, TooMany, closed_by_name, empty, judge_name, refused,
};
use crate::sorted::{BTreeMap, BTreeSet};

/// A file by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its path, with `/`, relative to the workspace.
    pub path: String,
    /// How long it is.
    pub bytes: u64,
}

/// Lists the files of `start` and its subfolders, in path order, as [`super::list`] does.
/// `begin` gives the first bytes of a file; the path of a file to read is its name.
///
/// # Errors
/// When there are more than `files_max`; [`super::is_too_many`] tells.
pub fn list_named(
    start: &str,
    files: &[Named],
    files_max: usize,
    begin: impl Fn(&str) -> Option<Vec<u8>>,
) -> std::io::Result<Vec<Entry>> {
    let sizes: BTreeMap<&Path, u64> =
        files.iter().map(|it| (Path::new(it.path.as_str()), it.bytes)).collect();
    let is_there = |path: &Path| sizes.get(path).is_some_and(|it| *it > 0);
    let mut entries = Vec::new();
    let mut closed = BTreeSet::new();
    for file in files {
        let inside = file.path.strip_prefix(start).and_then(|it| it.strip_prefix('/'));
        let Some(inside) = inside else { continue };
        let ends = inside.match_indices('/').map(|(at, _)| start.len() + 1 + at);
        let folders = ends.map(|end| &file.path[..end]).enumerate();
        let closing = folders.into_iter().find_map(|(depth, folder)| {
            let by_name = closed_by_name(Path::new(folder), folder, is_there);
            by_name.or_else(|| (depth == DEPTH_MAX).then(|| refused(folder.to_owned(), &TOO_DEEP)))
        });
        match closing {
            Some(entry) if closed.insert(entry.path.clone()) => entries.push(entry),
            Some(_) => {}
            None => entries.push(judge(file, &begin, is_there)),
        }
        if entries.len() > files_max {
            return Err(std::io::Error::other(TooMany(files_max)));
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

fn judge(
    file: &Named,
    begin: impl Fn(&str) -> Option<Vec<u8>>,
    is_there: impl Fn(&Path) -> bool,
) -> Entry {
    let (path, shown) = (Path::new(file.path.as_str()), file.path.clone());
    if let Some(entry) = judge_name(path, &shown, || begin(&shown), is_there) {
        return entry;
    }
    if file.bytes == 0 {
        return empty(path, shown);
    }
    Entry { task: Action::Read(PathBuf::from(path)), path: shown, bytes: file.bytes }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files")]
mod tests {
    use std::fs;

    use super::super::{is_too_many, list};
    use super::*;

    /// Path, what is to be done, and its code.
    fn told(entries: &[Entry]) -> Vec<String> {
        let one = |it: &Entry| match &it.task {
            Action::Read(_) => format!("{} {} read", it.path, it.bytes),
            Action::Ignore(finding) | Action::Refuse(finding) => {
                format!("{} {} {:?}", it.path, finding.code.id, finding.args)
            }
        };
        entries.iter().map(one).collect()
    }

    #[test]
    fn names_are_judged_as_a_folder_is() {
        let mut owner = vec![0_u8; 165];
        owner[55] = 2;
        owner[57] = b'A';
        owner[59] = b'n';
        let files: &[(&str, &[u8])] = &[
            ("nop/z.xlsx", b"x"),
            ("nop/a.xlsx", b"xy"),
            ("nop/~$a.xlsx", &owner),
            ("nop/~$z.xlsx", b"x"),
            ("nop/.hidden", b"x"),
            ("nop/.an/1.xlsx", b"x"),
            ("nop/.an/2.xlsx", b"x"),
            ("nop/Thumbs.db", b"x"),
            ("nop/rong.xlsx", b""),
            ("nop/rong.txt", b""),
            ("nop/.a.xlsx.icloud", b"x"),
            ("nop/.b.xlsx.icloud", b"x"),
            ("nop/a.xlsx.part", b"x"),
            ("nop/c.xlsx.part", b"x"),
            ("nop/g.xlsx.download/Info.plist", b"x"),
            ("nop/e.numbers/Index.zip", b"x"),
            ("nop/e.numbers/Data/1.jpg", b"x"),
            ("nop/b/c/d/e/3.xlsx", b"x"),
            ("nop/b/c/d/e/f/4.xlsx", b"x"),
            ("nop/b/c/d/e/f/g/5.xlsx", b"x"),
            ("nopx/1.xlsx", b"x"),
            ("xeploai.toml", b"x"),
        ];
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let named: Vec<Named> = files
            .iter()
            .map(|it| Named { path: it.0.to_owned(), bytes: it.1.len() as u64 })
            .collect();
        let begin = |path: &str| files.iter().find(|it| it.0 == path).map(|it| it.1.to_vec());
        let listed = list(folder.path(), &folder.path().join("nop")).unwrap();
        let wanted = told(&listed);
        assert_eq!(wanted.len(), 17, "{wanted:#?}");
        assert_eq!(told(&list_named("nop", &named, 100, begin).unwrap()), wanted);
        assert!(is_too_many(&list_named("nop", &named, 5, begin).unwrap_err()));
    }
}
