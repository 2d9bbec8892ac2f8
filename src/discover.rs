//! What lies in the inbox: files in path order, and why some are not read.
//!
//! Only names and sizes are looked at here. What a file *is* its content tells,
//! in [`crate::read`].

mod named;

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

pub use named::{Named, list_named};

use crate::finding::{Code, Finding, Severity, code};

/// How many folders deep below the inbox files are read.
const DEPTH_MAX: usize = 4;

/// More files than this are not an inbox, unless a setting says so; the run stops
/// rather than fill the memory.
pub const FILES_MAX: usize = 20_000;

static IGNORED_FILE: Code = code("B001", "ignored-file", Severity::Notice);
static OWNER_FILE: Code = code("B002", "owner-file", Severity::Notice);
static OPEN_BY: Code = code("B045", "open-in-excel", Severity::Notice);
static EMPTY_FILE: Code = code("B003", "empty-file", Severity::Notice);
static NOT_DOWNLOADED: Code = code("B046", "not-downloaded", Severity::Warning);
static EMPTY_FORM: Code = code("B047", "empty-form", Severity::Warning);
static APPLE_FOLDER: Code = code("B049", "apple-folder", Severity::Error);
static BROKEN_OFF: Code = code("B038", "download-broken-off", Severity::Notice);
static LINK_OUT: Code = code("B004", "link-out-of-inbox", Severity::Error);
static TOO_DEEP: Code = code("B005", "folder-too-deep", Severity::Error);
static CANNOT_OPEN: Code = code("B006", "cannot-open", Severity::Error);
static CLOSED_FOLDER: Code = code("B018", "folder-cannot-be-opened", Severity::Error);
static HIDDEN_FOLDER: Code = code("B019", "hidden-folder", Severity::Notice);

/// Kinds of findings of this stage.
pub static CODES: &[&Code] = &[
    &IGNORED_FILE,
    &OWNER_FILE,
    &OPEN_BY,
    &EMPTY_FILE,
    &NOT_DOWNLOADED,
    &EMPTY_FORM,
    &APPLE_FOLDER,
    &BROKEN_OFF,
    &LINK_OUT,
    &TOO_DEEP,
    &CANNOT_OPEN,
    &CLOSED_FOLDER,
    &HIDDEN_FOLDER,
];

/// What is to be done with an entry of the inbox.
#[derive(Clone, Debug)]
pub enum Action {
    /// Read it.
    Read(PathBuf),
    /// Leave it alone; the finding (a notice, or a warning at an empty form) says why.
    Ignore(Box<Finding>),
    /// It cannot or must not be read; the finding (an error, or a warning where a form may
    /// still come) says why.
    Refuse(Box<Finding>),
}

/// An entry of the inbox.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path as it is shown and reported: relative to the base, `/` on every system.
    pub path: String,
    /// What is to be done with it.
    pub task: Action,
    /// How long it was when it was listed; 0 if it is not to be read.
    pub bytes: u64,
}

impl Entry {
    /// Why it is left alone, if it is.
    pub fn ignored(&self) -> Option<&Finding> {
        match &self.task {
            Action::Ignore(finding) => Some(finding),
            Action::Read(_) | Action::Refuse(_) => None,
        }
    }
}

/// Lists a file, or a folder and its subfolders, in path order. Paths are
/// shown relative to `base`.
///
/// # Errors
/// When the folder itself cannot be read, or holds more than [`FILES_MAX`] files. A
/// subfolder that cannot be read is an entry with a finding.
pub fn list(base: &Path, start: &Path) -> io::Result<Vec<Entry>> {
    list_up_to(base, start, FILES_MAX)
}

/// As [`list`], with another number of files.
///
/// # Errors
/// As those of [`list`]; [`is_too_many`] tells them apart.
pub fn list_up_to(base: &Path, start: &Path, files_max: usize) -> io::Result<Vec<Entry>> {
    list_with(base, start, files_max, read_folder)
}

/// There are more files than a run takes.
#[derive(Debug, thiserror::Error)]
#[error("more than {0} files")]
struct TooMany(usize);

/// Whether a folder was not listed because it holds too many files.
pub fn is_too_many(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooMany>)
}

#[expect(clippy::disallowed_methods, reason = "the one place; entries are sorted by the caller")]
fn read_folder(folder: &Path) -> io::Result<fs::ReadDir> {
    fs::read_dir(folder)
}

type ReadFolder = fn(&Path) -> io::Result<fs::ReadDir>;

fn list_with(
    base: &Path,
    start: &Path,
    files_max: usize,
    read: ReadFolder,
) -> io::Result<Vec<Entry>> {
    let mut entries = if start.is_dir() {
        let root = real(start)?;
        let mut walk = Walk { base, root: &root, read, files_max, entries: Vec::new() };
        walk.folder(start, read(start)?, 0)?;
        walk.entries
    } else {
        vec![judge(base, start, None)]
    };
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// A walk through a folder and those below it.
struct Walk<'a> {
    base: &'a Path,
    /// Links may not lead out of it.
    root: &'a Path,
    read: ReadFolder,
    files_max: usize,
    entries: Vec<Entry>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, listed: fs::ReadDir, depth: usize) -> io::Result<()> {
        for item in listed {
            // A listing that breaks off half way leaves files unseen: never silently.
            let Ok(item) = item else {
                self.entries.push(refused(shown(self.base, folder), &CLOSED_FOLDER));
                return Ok(());
            };
            let path = item.path();
            if path.is_dir() {
                self.subfolder(&path, depth)?;
            } else {
                self.entries.push(judge(self.base, &path, Some(self.root)));
            }
            if self.entries.len() > self.files_max {
                return Err(io::Error::other(TooMany(self.files_max)));
            }
        }
        Ok(())
    }

    fn subfolder(&mut self, path: &Path, depth: usize) -> io::Result<()> {
        let shown = shown(self.base, path);
        let inside = real(path).is_ok_and(|it| it.starts_with(self.root));
        let entry = if let Some(entry) = closed_by_name(path, &shown, is_file) {
            entry
        } else if !inside {
            refused(shown, &LINK_OUT)
        } else if depth == DEPTH_MAX {
            refused(shown, &TOO_DEEP)
        } else {
            match (self.read)(path) {
                Ok(listed) => return self.folder(path, listed, depth + 1),
                Err(_) => refused(shown, &CLOSED_FOLDER),
            }
        };
        self.entries.push(entry);
        Ok(())
    }
}

/// A folder whose name says that it is not to be looked into.
fn closed_by_name(path: &Path, shown: &str, is_there: impl Fn(&Path) -> bool) -> Option<Entry> {
    let shown = || shown.to_owned();
    if is_unfinished(path, is_there) {
        Some(refused(shown(), &NOT_DOWNLOADED))
    } else if is_hidden(path) {
        Some(ignored(shown(), &HIDDEN_FOLDER))
    } else if ["numbers", "pages", "key"].contains(&extension(path).as_str()) {
        // Some ways of copying leave a folder of what is one document on a Mac.
        Some(refused(shown(), &APPLE_FOLDER))
    } else {
        None
    }
}

/// Whether a file lies there that is not empty.
fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() > 0)
}

/// Where a path leads, links resolved. Drives of some sync programs, and of memory, cannot say that:
/// there it is the path itself, unless it is a link.
fn real(path: &Path) -> io::Result<PathBuf> {
    let told = path.canonicalize().map(|it| without_prefix(&it));
    match told {
        Err(error) if cfg!(windows) && !is_about_the_file(&error) && !path.is_symlink() => {
            path.metadata()?;
            std::path::absolute(path)
        }
        told => told,
    }
}

fn is_about_the_file(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied)
}

/// A resolved path without the prefix that Windows gives it, so that it can be compared with one
/// that could not be resolved.
fn without_prefix(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    match (text.strip_prefix(r"\\?\UNC\"), text.strip_prefix(r"\\?\")) {
        (Some(share), _) => PathBuf::from(format!(r"\\{share}")),
        (None, Some(plain)) => PathBuf::from(plain),
        (None, None) => path.to_owned(),
    }
}

fn refused(path: String, code: &'static Code) -> Entry {
    let finding = Finding::new(code).arg("path", &path);
    Entry { path, task: Action::Refuse(Box::new(finding)), bytes: 0 }
}

fn ignored(path: String, code: &'static Code) -> Entry {
    let finding = Finding::new(code).arg("path", &path);
    Entry { path, task: Action::Ignore(Box::new(finding)), bytes: 0 }
}

/// Decides by name, size and place; `root` is the folder that links may not leave.
fn judge(base: &Path, path: &Path, root: Option<&Path>) -> Entry {
    let shown = shown(base, path);
    if let Some(entry) = judge_name(path, &shown, || beginning(path), is_file) {
        return entry;
    }
    let Ok(real) = real(path) else { return refused(shown, &CANNOT_OPEN) };
    if root.is_some_and(|root| !real.starts_with(root)) {
        return refused(shown, &LINK_OUT);
    }
    match fs::metadata(&real) {
        Ok(metadata) if !metadata.is_file() => ignored(shown, &IGNORED_FILE),
        // A file that somebody names is told what is wrong with it, whatever it is called.
        Ok(metadata) if metadata.len() == 0 && root.is_some() => empty(path, shown),
        Ok(metadata) => Entry { path: shown, task: Action::Read(real), bytes: metadata.len() },
        Err(_) => refused(shown, &CANNOT_OPEN),
    }
}

/// What the name of a file decides.
fn judge_name(
    path: &Path,
    shown: &str,
    begin: impl Fn() -> Option<Vec<u8>>,
    is_there: impl Fn(&Path) -> bool,
) -> Option<Entry> {
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    if name.starts_with("~$") {
        let mut entry = ignored(shown.to_owned(), &OWNER_FILE);
        let owner = begin().and_then(|it| owner(&it));
        if let (Some(owner), Action::Ignore(finding)) = (owner, &mut entry.task) {
            **finding = Finding::new(&OPEN_BY).arg("path", shown).arg("owner", owner);
        }
        return Some(entry);
    }
    if is_unfinished(path, is_there) {
        return Some(refused(shown.to_owned(), &NOT_DOWNLOADED));
    }
    let kind = extension(path);
    // Programs make `.tmp` of many things.
    if UNFINISHED.contains(&kind.as_str()) && kind != "tmp" {
        return Some(ignored(shown.to_owned(), &BROKEN_OFF));
    }
    let is_noise = is_hidden(path) || is_system_file(&name) || kind == "tmp";
    is_noise.then(|| ignored(shown.to_owned(), &IGNORED_FILE))
}

/// A file of the inbox with nothing in it.
fn empty(path: &Path, shown: String) -> Entry {
    let is_form = FORMS.contains(&extension(path).as_str());
    ignored(shown, if is_form { &EMPTY_FORM } else { &EMPTY_FILE })
}

/// The finding of a file that was there when the inbox was listed and could not be read after.
pub fn cannot_open(path: &str, why: &io::Error) -> Finding {
    let is_away = why.raw_os_error().is_some_and(|it| AWAY.contains(&it));
    Finding::new(if is_away { &NOT_DOWNLOADED } else { &CANNOT_OPEN }).arg("path", path)
}

/// So many bytes has the temporary file that Excel puts beside an open workbook.
const OWNER_BYTES: usize = 165;

/// The beginning of a file, by which an owner file is known: one byte more tells a file that only
/// has such a name.
fn beginning(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(OWNER_BYTES as u64 + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
/// What Windows says of a file that has its name and size here and its content on the net: the
/// sync program does not run, there is no network, it gave up, it ended, it took too long. No other
/// system has errors of these numbers.
const AWAY: [i32; 5] = [362, 388, 389, 404, 426];

/// Who has a workbook open, as Excel notes it in the temporary file beside it: a
/// length and 54 bytes, then a length and as many UTF-16 units.
fn owner(bytes: &[u8]) -> Option<String> {
    const NAME: usize = 55;
    if bytes.len() != OWNER_BYTES {
        return None;
    }
    let units = bytes[NAME..].chunks_exact(2).map(|it| u16::from_le_bytes([it[0], it[1]]));
    let mut units = units.collect::<Vec<_>>().into_iter();
    let length = usize::from(units.next()?);
    let name: String = char::decode_utf16(units.take(length)).collect::<Result<_, _>>().ok()?;
    let name = name.trim();
    (!name.is_empty() && !name.chars().any(char::is_control)).then(|| name.to_owned())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it.to_string_lossy().starts_with('.'))
}

/// Files that Windows and sync programs leave in folders.
fn is_system_file(name: &str) -> bool {
    ["thumbs.db", "desktop.ini", "ehthumbs.db"].contains(&name.to_lowercase().as_str())
}

/// Extensions of what a form may come in, packed or not.
const FORMS: [&str; 17] = [
    "xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "xlsb", "ods", "ots", "fods", "csv", "numbers",
    "gsheet", "zip", "rar", "7z", "tar",
];

/// Extensions of browsers and sync programs for what has not come down yet, or not all of it.
const UNFINISHED: [&str; 11] = [
    "icloud",
    "crdownload",
    "opdownload",
    "download",
    "part",
    "partial",
    "filepart",
    "drivedownload",
    "nextcloud",
    "owncloud",
    "tmp",
];

fn extension(path: &Path) -> String {
    path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Whether a name stands for a form that has not come down yet: one of a document of another
/// kind, or of a form that lies beside it whole, is none.
fn is_unfinished(path: &Path, is_there: impl Fn(&Path) -> bool) -> bool {
    let kind = extension(path);
    if !UNFINISHED.contains(&kind.as_str()) {
        return false;
    }
    let mut form = path.with_extension("");
    // `.phieu.xlsx.icloud` is `phieu.xlsx`; of `phieu.xlsx.tmp.drivedownload` two are to go.
    if kind == "icloud"
        && let Some(name) = form.file_name().and_then(|it| it.to_str()?.strip_prefix('.'))
    {
        form = form.with_file_name(name);
    }
    if kind == "drivedownload" && extension(&form) == "tmp" {
        form = form.with_extension("");
    }
    let is_beside = is_there(&form);
    let of_form = extension(&form);
    // Programs make `.tmp` of many things; browsers give a download no name of its own.
    let is_nameless = of_form.is_empty() && !matches!(kind.as_str(), "tmp" | "drivedownload");
    !is_beside && (FORMS.contains(&of_form.as_str()) || is_nameless)
}

/// The path as it is reported: relative to `base`, with `/`.
fn shown(base: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<_> =
        relative.components().map(|it| it.as_os_str().to_string_lossy().into_owned()).collect();
    let joined = parts.join("/");
    joined.strip_prefix("//").map_or(joined.clone(), |it| format!("/{it}"))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make their own files")]
mod tests {
    use super::*;

    fn told(entry: &Entry) -> String {
        match &entry.task {
            Action::Read(_) => format!("{} read", entry.path),
            Action::Ignore(finding) | Action::Refuse(finding) => {
                format!("{} {}", entry.path, finding.code.id)
            }
        }
    }

    fn statuses(base: &Path) -> Vec<String> {
        list(base, &base.join("nop")).unwrap().iter().map(told).collect()
    }

    #[test]
    fn files_come_in_path_order_and_noise_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("nop");
        fs::create_dir_all(inbox.join("b/c/d/e/f")).unwrap();
        fs::create_dir_all(inbox.join(".an")).unwrap();
        for (name, text) in [
            ("z.xlsx", "x"),
            ("a.xlsx", "x"),
            ("~$a.xlsx", "x"),
            (".hidden", "x"),
            ("Thumbs.db", "x"),
            ("rong.xlsx", ""),
            ("rong.txt", ""),
            ("b/1.xlsx", "x"),
            ("b/c/d/2.xlsx", "x"),
            ("b/c/d/e/3.xlsx", "x"),
            ("b/c/d/e/f/4.xlsx", "x"),
        ] {
            fs::write(inbox.join(name), text).unwrap();
        }
        assert_eq!(
            statuses(folder.path()),
            [
                "nop/.an B019",
                "nop/.hidden B001",
                "nop/Thumbs.db B001",
                "nop/a.xlsx read",
                "nop/b/1.xlsx read",
                "nop/b/c/d/2.xlsx read",
                "nop/b/c/d/e/3.xlsx read",
                "nop/b/c/d/e/f B005",
                "nop/rong.txt B003",
                "nop/rong.xlsx B047",
                "nop/z.xlsx read",
                "nop/~$a.xlsx B002",
            ]
        );
    }

    #[test]
    fn a_form_that_has_not_come_down_is_told_and_leftovers_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("nop");
        fs::create_dir_all(inbox.join("e.numbers")).unwrap();
        fs::create_dir_all(inbox.join("g.xlsx.download")).unwrap();
        for name in [
            ".a.xlsx.icloud",
            ".anh.jpg.icloud",
            "Unconfirmed 12.crdownload",
            "b.XLSX.part",
            "c.xlsx",
            "c.xlsx.part",
            "d.docx.crdownload",
            "f.xls.tmp",
            "f.tmp",
            "h.ods.tmp.drivedownload",
            "i.tmp.drivedownload",
            "k.xlsx.nextcloud",
        ] {
            fs::write(inbox.join(name), "x").unwrap();
        }
        assert_eq!(
            statuses(folder.path()),
            [
                "nop/.a.xlsx.icloud B046",
                "nop/.anh.jpg.icloud B038",
                "nop/Unconfirmed 12.crdownload B046",
                "nop/b.XLSX.part B046",
                "nop/c.xlsx read",
                "nop/c.xlsx.part B038",
                "nop/d.docx.crdownload B038",
                "nop/e.numbers B049",
                "nop/f.tmp B001",
                "nop/f.xls.tmp B046",
                "nop/g.xlsx.download B046",
                "nop/h.ods.tmp.drivedownload B046",
                "nop/i.tmp.drivedownload B038",
                "nop/k.xlsx.nextcloud B046",
            ]
        );
    }

    #[test]
    fn a_path_is_compared_without_what_windows_puts_before_it() {
        for (resolved, plain) in [
            (r"\\?\C:\Dang uy\nop", r"C:\Dang uy\nop"),
            (r"\\?\UNC\may-chu\chung", r"\\may-chu\chung"),
            ("/home/a/nop", "/home/a/nop"),
        ] {
            assert_eq!(without_prefix(Path::new(resolved)), PathBuf::from(plain));
        }
    }

    #[test]
    fn a_form_whose_content_is_on_the_net_is_not_called_locked() {
        for (error, id) in [(362, "B046"), (388, "B046"), (426, "B046"), (5, "B006"), (32, "B006")]
        {
            let why = io::Error::from_raw_os_error(error);
            assert_eq!(cannot_open("nop/a.xlsx", &why).code.id, id, "{error}");
        }
    }

    #[test]
    fn a_file_that_is_named_by_itself_is_read_though_it_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rong.xlsx");
        fs::write(&file, "").unwrap();
        let entries = list(folder.path(), &file).unwrap();
        assert_eq!(entries.iter().map(told).collect::<Vec<_>>(), ["rong.xlsx read"]);
    }

    #[test]
    fn a_folder_that_cannot_be_listed_stops_nobody() {
        fn locked(folder: &Path) -> io::Result<fs::ReadDir> {
            if folder.ends_with("khoa") {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            read_folder(folder)
        }
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("nop");
        fs::create_dir_all(inbox.join("khoa")).unwrap();
        fs::write(inbox.join("a.xlsx"), "x").unwrap();
        let entries = list_with(folder.path(), &inbox, FILES_MAX, locked).unwrap();
        assert_eq!(
            entries.iter().map(told).collect::<Vec<_>>(),
            ["nop/a.xlsx read", "nop/khoa B018"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_may_not_leave_the_inbox() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("nop");
        fs::create_dir_all(&inbox).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        fs::write(inbox.join("a.xlsx"), "x").unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret"), inbox.join("out.xlsx")).unwrap();
        std::os::unix::fs::symlink(folder.path(), inbox.join("up")).unwrap();
        std::os::unix::fs::symlink(inbox.join("a.xlsx"), inbox.join("same.xlsx")).unwrap();
        assert_eq!(
            statuses(folder.path()),
            ["nop/a.xlsx read", "nop/out.xlsx B004", "nop/same.xlsx read", "nop/up B004",]
        );
    }
}
