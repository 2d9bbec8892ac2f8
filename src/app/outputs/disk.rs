//! Files on the disk: written whole or not at all, replaced with patience, and what is said where that fails.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tempfile::TempPath;

use super::shown;
use crate::app::Failure;
use crate::finding::Arg;
use crate::model::text::hex;
use crate::words::Catalogue;

/// Windows refuses to replace a file that another program has open.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(400);

pub(super) fn remove(path: &Path) -> io::Result<()> {
    faults::attempt()?;
    fs::remove_file(path)
}

/// SHA-256 of a file, or `None` when it is not there.
pub(crate) fn hash_of(path: &Path) -> io::Result<Option<String>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(Some(hex(&digest.finalize())));
        }
        digest.update(&buffer[..count]);
    }
}

/// Writes a whole file or none: a reader never sees half of it. Private to the
/// owner on Unix, since the data are.
pub(crate) fn save_atomically(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let temporary = write_beside(folder.unwrap_or(Path::new(".")), ".xeploai-", bytes)
        .map_err(|error| failed(path, &error))?;
    faults::attempt().map_err(|error| failed(path, &error))?;
    temporary.persist(path).map_err(|error| failed(path, &error.error))
}

/// A file of `bytes` in `folder` under a name of its own, closed: thousands of
/// them may wait, and no system lets a program hold as many open.
pub(super) fn write_beside(folder: &Path, prefix: &str, bytes: &[u8]) -> io::Result<TempPath> {
    faults::attempt()?;
    let mut file = tempfile::Builder::new().prefix(prefix).suffix(".tmp").tempfile_in(folder)?;
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    faults::attempt()?;
    file.write_all(rest)?;
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}

/// A file in a folder under a name of its own while it is written. What the disk refused is remembered.
pub(super) struct Ready {
    file: tempfile::NamedTempFile,
    failure: Option<io::Error>,
}

impl Ready {
    /// An empty one.
    pub(super) fn new(folder: &Path, prefix: &str) -> io::Result<Self> {
        faults::attempt()?;
        let file = tempfile::Builder::new().prefix(prefix).suffix(".tmp").tempfile_in(folder)?;
        Ok(Self { file, failure: None })
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// What the disk refused first.
    pub(super) fn failure(self) -> Option<io::Error> {
        self.failure
    }

    /// The file, whole and closed.
    pub(super) fn close(self) -> io::Result<TempPath> {
        faults::attempt()?;
        self.file.as_file().sync_all()?;
        Ok(self.file.into_temp_path())
    }

    fn remembered<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| {
            // Being interrupted is no failure: it is tried again.
            if error.kind() != io::ErrorKind::Interrupted && self.failure.is_none() {
                let told = match error.raw_os_error() {
                    Some(number) => io::Error::from_raw_os_error(number),
                    None => error.kind().into(),
                };
                self.failure = Some(told);
            }
        })
    }
}

impl io::Read for Ready {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let done = self.file.read(buffer);
        self.remembered(done)
    }
}

impl io::Write for Ready {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = faults::attempt().and_then(|()| self.file.write(bytes));
        self.remembered(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.file.flush();
        self.remembered(done)
    }
}

impl io::Seek for Ready {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let done = self.file.seek(to);
        self.remembered(done)
    }
}

/// Renames; when another program holds the place, tries again, then gives the file back.
pub(super) fn rename_patiently(
    mut temporary: TempPath,
    path: &Path,
) -> Result<Option<TempPath>, Failure> {
    for attempt in 1.. {
        faults::attempt().map_err(|error| failed(path, &error))?;
        match temporary.persist(path) {
            Ok(()) => return Ok(None),
            Err(refused) if is_held(&refused.error) => {
                temporary = refused.path;
                if attempt == TRIES {
                    break;
                }
                std::thread::sleep(PAUSE);
            }
            Err(refused) => return Err(failed(path, &refused.error)),
        }
    }
    Ok(Some(temporary))
}

/// The sentence for an output that could not be written, with the reason in the
/// person's language where it is a usual one.
pub(crate) fn failed(path: &Path, error: &io::Error) -> Failure {
    use io::ErrorKind;
    let shown = shown(path);
    let why = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Arg::Word("why-not-allowed"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Arg::Word("why-disk-full"),
        ErrorKind::IsADirectory => Arg::Word("why-folder-there"),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => Arg::Word("why-file-there"),
        _ if is_held(error) => Arg::Word("why-held"),
        _ => {
            let error = Arg::from(error.to_string());
            return Failure::Told("output-failed-system", vec![shown, ("error", error)]);
        }
    };
    Failure::Told("output-failed", vec![shown, ("why", why)])
}

/// The sentence for a failure of the system that belongs to no output and to no input.
pub(crate) fn of_system(error: &io::Error, words: &Catalogue) -> String {
    use io::ErrorKind;
    let key = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "system-not-allowed",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "why-disk-full",
        ErrorKind::IsADirectory => "why-folder-there",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "why-file-there",
        _ => "system-failed",
    };
    words.ui(key, &[("error", Arg::from(error.to_string()))])
}

/// Whether Windows says that another program has the file open (errors 5, 32 and 33).
pub(super) fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Failures of the disk, as a test wants them; outside tests nothing.
pub(super) mod faults {
    #[cfg(test)]
    thread_local! {
        /// How many operations succeed before one fails, and how.
        static NEXT: std::cell::Cell<Option<(u32, std::io::ErrorKind)>> =
            const { std::cell::Cell::new(None) };
    }

    /// From now on: the operation after `after` others fails so.
    #[cfg(test)]
    pub(crate) fn fail(after: Option<(u32, std::io::ErrorKind)>) {
        NEXT.set(after);
    }

    /// Whether the failure that a test wanted has not come yet.
    #[cfg(test)]
    pub(crate) fn is_waiting() -> bool {
        NEXT.get().is_some()
    }

    /// Asked before each operation that changes the disk.
    #[cfg_attr(not(test), expect(clippy::unnecessary_wraps, reason = "in tests it fails"))]
    pub(crate) fn attempt() -> std::io::Result<()> {
        #[cfg(test)]
        match NEXT.get() {
            Some((0, kind)) => {
                NEXT.set(None);
                return Err(kind.into());
            }
            Some((more, kind)) => NEXT.set(Some((more - 1, kind))),
            None => {}
        }
        Ok(())
    }
}
