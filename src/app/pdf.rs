//! The consolidated workbook as PDF, by `LibreOffice` where it is installed.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use super::address;

/// A workbook of a commune takes a few seconds; of a province, a minute.
const PATIENCE: Duration = Duration::from_mins(5);
const PAUSE: Duration = Duration::from_millis(100);

/// Names of the program, and where it lies when it is not on the path.
const NAMES: [&str; 4] = ["soffice.com", "soffice.exe", "soffice", "libreoffice"];
const PLACES: [&str; 5] = [
    "C:/Program Files/LibreOffice/program",
    "C:/Program Files (x86)/LibreOffice/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
    "/usr/lib/libreoffice/program",
    "/opt/libreoffice/program",
];

/// An office program that can make PDF.
#[derive(Debug)]
pub(super) struct Office(PathBuf);

impl Office {
    /// The one on the path, else in the usual places; `None` where there is none.
    pub(super) fn find() -> Option<Self> {
        Self::find_in(std::env::var_os("PATH").as_deref(), &PLACES)
    }

    fn find_in(path: Option<&OsStr>, places: &[&str]) -> Option<Self> {
        let listed = path.map(|it| std::env::split_paths(it).collect::<Vec<_>>());
        let folders = listed.unwrap_or_default().into_iter();
        let mut folders = folders.chain(places.iter().map(PathBuf::from));
        folders
            .find_map(|it| NAMES.iter().map(|name| it.join(name)).find(|it| it.is_file()))
            .map(Self)
    }

    /// The workbook as PDF. It works in a folder of its own inside `folder`, since
    /// the data may not leave the workspace, with a profile of its own, so that an
    /// office that is open does not disturb it; both are removed after.
    pub(super) fn convert(&self, folder: &Path, workbook: &[u8]) -> anyhow::Result<Vec<u8>> {
        let work = tempfile::Builder::new().prefix(".xeploai-pdf-").tempdir_in(folder)?;
        super::stop::staged(work.path());
        let root = work.path().canonicalize()?;
        let (source, result) = (root.join("tong-hop.xlsx"), root.join("tong-hop.pdf"));
        super::outputs::save_atomically(&source, workbook)
            .map_err(|it| anyhow::anyhow!("the copy could not be written: {it}"))?;
        let mut child = Command::new(&self.0)
            .arg(format!("-env:UserInstallation={}", address::address(&root.join("profile"))))
            .args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"])
            .arg(&root)
            .arg(&source)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("it could not be started")?;
        wait(&mut child, PATIENCE)?;
        let pdf = fs::read(&result).context("it made no file")?;
        ensure!(pdf.starts_with(b"%PDF"), "what it made is no PDF");
        Ok(pdf)
    }
}

/// Waits for the end; what takes too long is ended.
fn wait(child: &mut Child, patience: Duration) -> anyhow::Result<()> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "it ended with {status}");
            return Ok(());
        }
        if started.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            bail!("it took longer than {} s", patience.as_secs());
        }
        std::thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_on_the_path_comes_first() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let place = [second.path().to_str().unwrap()];
        assert!(Office::find_in(Some(first.path().as_os_str()), &place).is_none());
        fs::File::create(second.path().join("soffice")).unwrap();
        let found = Office::find_in(Some(first.path().as_os_str()), &place).unwrap();
        assert_eq!(found.0, second.path().join("soffice"));
        fs::File::create(first.path().join("libreoffice")).unwrap();
        let found = Office::find_in(Some(first.path().as_os_str()), &place).unwrap();
        assert_eq!(found.0, first.path().join("libreoffice"));
        assert!(Office::find_in(None, &[]).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn an_office_that_fails_or_never_ends_is_told() {
        let fails = Office(PathBuf::from("/bin/false"));
        let folder = tempfile::tempdir().unwrap();
        assert!(fails.convert(folder.path(), b"x").is_err());
        let silent = Office(PathBuf::from("/bin/true"));
        assert!(silent.convert(folder.path(), b"x").is_err());
        let mut endless = Command::new("sleep").arg("30").spawn().unwrap();
        assert!(wait(&mut endless, Duration::from_millis(200)).is_err());
        let left = folder.path().read_dir().unwrap().count();
        assert_eq!(left, 0, "nothing is left behind");
    }
}
