//! `xeploai archive`: the sealed archive of a year, and how one is opened again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::archive::{self, ARCHIVE, Checked, NotArchive, Sealing};
use crate::cli::Common;
use crate::finding::{Arg, Finding};
use crate::job::{PAGE, REGISTRY};
use crate::journal::{NAME, OF_PAPERS, Read};
use crate::report::html;
use crate::words::Catalogue;

use super::terminal::{Stream, Terminal};
use super::verified::{self, Verified};
use super::workspace::{self, OpenWorkspace};
use super::{Failure, files, journal, outputs, sources};

/// More findings than these nobody reads on a terminal.
const TOLD_MAX: usize = 20;

/// Where the bytes of a file of the archive come from.
enum Source {
    File(PathBuf),
    Text(String),
    /// The page, without what is only in it while the program watches.
    Page(PathBuf),
    Bytes(Vec<u8>),
}

impl Source {
    fn bytes(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::File(path) => files::load(path, u64::MAX - 1),
            Self::Page(path) => files::load(path, u64::MAX - 1).map(html::plain),
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::Bytes(bytes) => Ok(bytes.clone()),
        }
    }
}

pub(super) fn run(
    dir: &Path,
    anyway: bool,
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let opened = workspace::open_alone(dir, common)?;
    let Verified { read, findings, .. } = verified::verified(&opened, false)?;
    let differ: Vec<&Finding> = findings.iter().filter(|it| it.is_error()).collect();
    if !differ.is_empty() {
        for finding in differ.iter().take(TOLD_MAX) {
            terminal.alarm(&verified::told(finding, words));
        }
        let key = if anyway { "archive-anyway" } else { "archive-refused" };
        terminal.alarm(&words.ui(key, &[("count", Arg::from(differ.len()))]));
        if !anyway {
            return Ok(1);
        }
    }
    let sources = sources(&opened, &read)?;
    let folder = opened.output();
    let path = folder.join(format!("{ARCHIVE}{}.zip", opened.workspace.year));
    let (ready, seal) = sealed(&folder, &sources)?;
    let hash = outputs::hash_of(ready.path()).map_err(|it| outputs::failed(&path, &it))?;
    // An archive proves what was: another one never takes its place, and none is there twice.
    let same =
        |it: &PathBuf| hash.is_some() && outputs::hash_of(it).is_ok_and(|there| there == hash);
    let numbered = (2_u32..)
        .map(|it| path.with_file_name(format!("{ARCHIVE}{} ({it}).zip", opened.workspace.year)));
    let mut there = std::iter::once(path.clone()).chain(numbered).take_while(|it| it.exists());
    let found = there.find(same);
    let is_there = found.is_some();
    let path = match found {
        Some(found) => found,
        None if path.exists() => outputs::free_name(&path, |number| (number + 1).to_string()),
        None => path,
    };
    if !is_there {
        ready.persist(&path).map_err(|it| outputs::failed(&path, &it.error))?;
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        let made = [(name.unwrap_or_default(), hash.unwrap_or_default())].into();
        journal::note_made("archive", &opened, made, words, terminal);
    }
    print((&path, sources.len(), &seal, is_there), common, words, terminal)?;
    Ok(u8::from(!differ.is_empty()))
}

fn print(
    (path, count, seal, is_there): (&Path, usize, &str, bool),
    common: &Common,
    words: &Catalogue,
    terminal: Terminal,
) -> Result<(), Failure> {
    if common.json {
        let text = serde_json::json!({
            "path": path.display().to_string(), "files": count, "seal": seal, "new": !is_there,
        });
        return terminal.print(&format!("{text:#}\n"));
    }
    let shown = Arg::from(path.display().to_string());
    let args = [("path", shown), ("count", Arg::from(count)), ("seal", Arg::from(seal))];
    let key = if is_there { "archive-same" } else { "archive-written" };
    let text = words.ui(key, &args) + "\n";
    terminal.print(&terminal.linked(&text, path, Stream::Stdout))
}

/// The files of the archive by their names in it.
fn sources(opened: &OpenWorkspace, read: &Read) -> Result<BTreeMap<String, Source>, Failure> {
    let mut sources: BTreeMap<String, Source> = BTreeMap::new();
    let output = &opened.workspace.output;
    let settings = journal::setting_files(opened).into_iter();
    sources.extend(settings.map(|it| (it.0, Source::File(it.1))));
    let profiles = journal::own_profiles(opened).into_iter();
    sources.extend(profiles.map(|it| (it.0, Source::Text(it.1.to_owned()))));
    let counts =
        read.state.files.values().filter(|it| {
            it.sha256.is_some() && matches!(it.status.as_str(), "accepted" | "returned")
        });
    sources.extend(counts.map(|it| (it.path.clone(), Source::File(opened.dir.join(&it.path)))));
    for name in read.state.outputs.keys() {
        let path = opened.output().join(name);
        let source = if name == PAGE { Source::Page(path) } else { Source::File(path) };
        sources.insert(format!("{output}/{name}"), source);
    }
    // By which an unpacked archive knows its outputs as the program's own.
    for folder in [String::new(), OF_PAPERS.to_owned()] {
        let name = format!("{folder}{REGISTRY}");
        sources.insert(format!("{output}/{name}"), Source::File(opened.output().join(name)));
    }
    // What is told of archives themselves is no part of one, so that equal years give equal bytes.
    let folder = opened.output();
    let path = folder.join(NAME);
    let mut lines = journal::bytes(&folder).map_err(|it| sources::unreadable(&path, &it))?;
    if let Some(lines) = &mut lines {
        lines.truncate(read.before_archives);
    }
    sources.insert(format!("{output}/{NAME}"), Source::Bytes(lines.unwrap_or_default()));
    // With `--anyway` what is gone is not there.
    let is_there = |it: &Source| match it {
        Source::File(path) | Source::Page(path) => path.is_file(),
        Source::Text(_) | Source::Bytes(_) => true,
    };
    sources.retain(|_, it| is_there(it));
    match sources.keys().find(|it| !archive::is_safe(it) || it.starts_with('-')) {
        None => Ok(sources),
        Some(name) => Err(Failure::Told("archive-outside", vec![("path", Arg::from(name))])),
    }
}

/// The archive, ready beside its place, and its seal.
fn sealed(
    folder: &Path,
    sources: &BTreeMap<String, Source>,
) -> Result<(tempfile::NamedTempFile, String), Failure> {
    let failed = |error: &io::Error| outputs::failed(folder, error);
    let ready = tempfile::Builder::new().prefix(".xeploai-").suffix(".tmp").tempfile_in(folder);
    let ready = ready.map_err(|it| failed(&it))?;
    super::stop::staged(ready.path());
    let mut sealing = Sealing::new(BufWriter::new(ready.as_file()));
    for (name, source) in sources {
        let bytes = source.bytes().map_err(|it| sources::unreadable(Path::new(name), &it))?;
        sealing.add(name, &bytes).map_err(|it| not_made(folder, it))?;
    }
    let (out, seal) = sealing.finish().map_err(|it| not_made(folder, it))?;
    let flushed = out.into_inner().map_err(|it| failed(it.error()))?;
    flushed.sync_all().map_err(|it| failed(&it))?;
    Ok((ready, seal))
}

fn not_made(folder: &Path, error: NotArchive) -> Failure {
    match error {
        NotArchive::Disk(error) | NotArchive::Damaged(zip::result::ZipError::Io(error)) => {
            outputs::failed(folder, &error)
        }
        other => Failure::Other(other.into()),
    }
}

/// An archive that is named in the place of a folder, checked, and unpacked where it is whole; `None`
/// where something else is named.
pub(super) fn checked(path: &Path) -> Result<Option<(Checked, Option<TempDir>)>, Failure> {
    if !is_zip(path) {
        return Ok(None);
    }
    let refused = |key| Failure::Told(key, vec![("path", Arg::from(path.display().to_string()))]);
    let file = File::open(path).map_err(|it| sources::unreadable(path, &it))?;
    let folder = tempfile::Builder::new().prefix("xeploai-").tempdir();
    let folder = folder.map_err(|it| outputs::failed(&std::env::temp_dir(), &it))?;
    super::stop::staged(folder.path());
    let put = |name: &str, bytes: Vec<u8>| {
        let to = folder.path().join(name);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        io::Write::write_all(&mut options.open(to)?, &bytes)
    };
    match archive::check(BufReader::new(file), put) {
        Ok(checked) => {
            let unpacked = checked.is_whole().then_some(folder);
            Ok(Some((checked, unpacked)))
        }
        Err(NotArchive::Other) => Err(refused("archive-other")),
        Err(NotArchive::Damaged(_)) => Err(refused("archive-damaged")),
        Err(NotArchive::Unsafe) => Err(refused("archive-unsafe")),
        Err(NotArchive::Disk(error)) => Err(outputs::failed(&std::env::temp_dir(), &error)),
    }
}

/// The folder to which an archive that is named in the place of one is unpacked, until it is dropped;
/// `None` where something else is named, or another zip, of which the readers of forms tell what it is.
pub(super) fn unpacked(path: &Path) -> Result<Option<TempDir>, Failure> {
    match checked(path) {
        Ok(Some((_, Some(folder)))) => Ok(Some(folder)),
        Ok(Some((_, None))) => {
            let path = Arg::from(path.display().to_string());
            Err(Failure::Told("archive-not-whole", vec![("path", path)]))
        }
        Err(Failure::Told("archive-other" | "archive-damaged", _)) | Ok(None) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Why a command that writes does not open an archive, if one is named.
pub(super) fn is_read_only(path: &Path) -> Option<Failure> {
    let file = File::open(path).ok().filter(|_| is_zip(path))?;
    let named = zip::ZipArchive::new(BufReader::new(file)).ok()?;
    let is_one = named.index_for_name(archive::LIST).is_some();
    let path = Arg::from(path.display().to_string());
    is_one.then(|| Failure::Told("archive-read-only", vec![("path", path)]))
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip")) && path.is_file()
}
