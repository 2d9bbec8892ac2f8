//! `kiem-tra-phieu-<code>.html` beside each blank form: `xeploai.html` with that branch's settings inside.
//!
//! The program does not carry the page: that would be made by it and be part of it at once. The
//! page lies beside the program, as the release has it, or in the workspace.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::finding::Arg;
use crate::job::{ForBranch, NoPage};
use crate::words::Catalogue;

use super::outputs::save_atomically;
use super::{Failure, workspace};

/// The page for the commune, of which those for branches are made.
const PAGE: &str = "xeploai.html";

/// More than this is no page of ours.
const BYTES_MAX: u64 = 16 << 20;

/// Writes the page of each branch into `folder`; the sentence that says so, or why there is none.
pub(super) fn write(
    opened: &workspace::OpenWorkspace,
    folder: &Path,
    words: &Catalogue,
) -> Result<String, Failure> {
    let places = places(&opened.dir);
    let beside = places.first().map(|it| Arg::from(it.display().to_string()));
    let Some((path, page)) = places.iter().find_map(|it| Some((it, text(it)?))) else {
        let args = [("path", beside.unwrap_or_else(|| Arg::from(PAGE)))];
        return Ok(words.ui("form-no-page", &args));
    };
    for branch in &opened.workspace.branch {
        let own = ForBranch::new(opened, branch, &today(), words.lang());
        match own.page(&page) {
            Ok(page) => save_atomically(&folder.join(own.file_name()), page.as_bytes())?,
            Err(why) => {
                let shown = ("path", Arg::from(path.display().to_string()));
                return Ok(match why {
                    NoPage::NotOurs => words.ui("form-page-unknown", &[shown]),
                    NoPage::OtherVersion(version) => {
                        let own = ("own", Arg::from(crate::report::tool().version));
                        words.ui("form-page-version", &[shown, ("version", version.into()), own])
                    }
                });
            }
        }
    }
    Ok(words.ui("form-pages", &[]))
}

/// Where the page may lie: beside the program, where a package for servers puts it, in the
/// workspace.
fn places(workspace: &Path) -> Vec<PathBuf> {
    let program = std::env::current_exe().ok();
    let home = program.as_deref().and_then(Path::parent);
    let share = home.and_then(Path::parent).map(|it| it.join("share/xeploai"));
    let folders = home.map(Path::to_owned).into_iter().chain(share);
    folders.chain([workspace.to_owned()]).map(|it| it.join(PAGE)).collect()
}

fn text(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(BYTES_MAX).read_to_end(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

/// Today in Vietnam, which lies seven hours east of Greenwich, whatever the machine thinks.
fn today() -> String {
    let today = jiff::tz::offset(7).to_datetime(jiff::Timestamp::now()).date();
    format!("{:02}/{:02}/{}", today.day(), today.month(), today.year())
}
