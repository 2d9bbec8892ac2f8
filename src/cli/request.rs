//! What a command line asks for.

use std::path::PathBuf;

/// A command.
#[derive(Clone, Debug)]
pub enum Request {
    /// A new workspace.
    Init {
        /// Its folder.
        dir: PathBuf,
        /// The rating year; else by the calendar.
        year: Option<u32>,
    },
    /// Blank forms.
    Form {
        /// The workspace.
        dir: PathBuf,
        /// Earlier workspaces, or filled forms, to take the members from.
        roster: Vec<PathBuf>,
        /// Code of the branch of which a supplement is wanted instead.
        supplement: Option<String>,
    },
    /// Checks, and writes nothing.
    Validate {
        /// A workspace, or files and folders.
        paths: Vec<PathBuf>,
    },
    /// The main job.
    Consolidate {
        /// The workspace.
        dir: PathBuf,
        /// Blanks of the superior, to be filled.
        fill: Vec<PathBuf>,
        /// Whether the workbook is wanted as PDF too.
        pdf: bool,
    },
    /// The sheets on which the committee decides.
    Decisions {
        /// The workspace.
        dir: PathBuf,
    },
    /// The main job, again whenever the inbox changes; the fields are those of
    /// [`Request::Consolidate`].
    Watch {
        /// The workspace.
        dir: PathBuf,
        /// Blanks of the superior, to be filled.
        fill: Vec<PathBuf>,
        /// Whether the workbook is wanted as PDF too.
        pdf: bool,
    },
    /// Papers in Word.
    Papers {
        /// The workspace.
        dir: PathBuf,
        /// Whether the built-in templates are wanted instead, to be changed.
        own: bool,
    },
    /// The consolidated workbooks of communes, put together.
    RollUp {
        /// The superior's workspace.
        dir: PathBuf,
        /// Workbooks and folders of them besides its inbox.
        paths: Vec<PathBuf>,
    },
    /// The data as tables for other programs.
    Export {
        /// The workspace.
        dir: PathBuf,
        /// What is wanted.
        wanted: ExportWanted,
    },
    /// Two consolidated workbooks or reports beside one another.
    Diff {
        /// The earlier.
        a: PathBuf,
        /// The later.
        b: PathBuf,
    },
    /// Whether everything is as the journal says.
    Verify {
        /// The workspace, or an archive.
        dir: PathBuf,
    },
    /// The sealed archive of the year.
    Archive {
        /// The workspace.
        dir: PathBuf,
        /// Whether it is wanted although something differs.
        anyway: bool,
    },
    /// What a finding means.
    Explain {
        /// Its code or name; else the list.
        code: Option<String>,
        /// Id of the regime whose clauses are told; else that of the workspace.
        regime: Option<String>,
    },
    /// The regimes: which there are, how they differ, whether a profile is sound.
    Regimes(Regimes),
    /// Completions of the command line.
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Manual pages.
    Manual {
        /// Where they are written.
        dir: PathBuf,
    },
}

/// What is to be exported, and where.
#[derive(Clone, Debug)]
pub struct ExportWanted {
    /// The folder.
    pub to: PathBuf,
    /// How.
    pub format: ExportFormat,
    /// The file of the secret by which names, births and cards are replaced.
    pub mask: Option<PathBuf>,
}

/// A format of exported tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Text with commas.
    Csv,
    /// Columns for engines, in folders by year, superior and commune.
    Parquet,
    /// One database.
    Sqlite,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Parquet, Self::Sqlite];

    /// What it is called on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
        }
    }
}

/// What is asked of the regimes.
#[derive(Clone, Debug)]
pub enum Regimes {
    /// Which there are.
    List,
    /// What changes from one to another.
    Diff {
        /// Id of the first.
        old: String,
        /// Id of the second.
        new: String,
    },
    /// JSON Schemas of the files that people write, for editors.
    Schema {
        /// Where they are written; else they are listed.
        dir: Option<PathBuf>,
    },
    /// Whether the profiles of a folder are sound and useful.
    Check {
        /// The folder: of one profile, or of several.
        dir: PathBuf,
    },
}
