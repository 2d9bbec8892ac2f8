//! What the lines of a journal say together.

use std::collections::{BTreeMap, BTreeSet};

use super::{FileLine, GONE, IGNORED, OF_PAPERS, RunLine, Said, sha256};

/// What was noted last of every file and every output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Files by their paths.
    pub files: BTreeMap<String, FileLine>,
    /// SHA-256 of settings by their paths.
    pub settings: BTreeMap<String, String>,
    /// SHA-256 of what was read of earlier years, by their paths.
    pub previous: BTreeMap<String, String>,
    /// SHA-256 of outputs by their names.
    pub outputs: BTreeMap<String, String>,
    /// The digest of the inputs of the last main job.
    pub inputs_of_job: String,
    /// The same of the last papers.
    pub inputs_of_papers: String,
    /// The program of the last run.
    pub program: String,
    /// SHA-256 of what was made once, by its name.
    pub made: BTreeMap<String, String>,
}

impl State {
    /// Takes in what a line says.
    pub(super) fn take(&mut self, said: Said) {
        match said {
            Said::Run(run) => self.take_run(*run),
            Said::File(file) if file.status == GONE => {
                self.files.remove(&file.path);
            }
            Said::File(file) => {
                self.files.insert(file.path.clone(), file);
            }
            Said::Gap(_) => {}
        }
    }

    fn take_run(&mut self, run: RunLine) {
        self.program = run.program;
        self.made.extend(run.made);
        if !run.settings.is_empty() {
            self.settings = run.settings;
            self.previous = run.previous;
        }
        match run.action.as_str() {
            "papers" => self.inputs_of_papers = run.inputs,
            _ if run.inputs.is_empty() => {}
            _ => self.inputs_of_job = run.inputs,
        }
        for (name, hash) in run.outputs {
            match hash {
                Some(hash) => self.outputs.insert(name, hash),
                None => self.outputs.remove(&name),
            };
        }
    }

    /// The lines of a run: of each file whose state is another than was noted, then of the run itself.
    /// `outputs` are all that are there of its kind now. Where what was noted cannot be built upon
    /// everything is noted anew.
    pub fn lines(
        &self,
        files: Vec<FileLine>,
        mut run: RunLine,
        outputs: &BTreeMap<String, String>,
    ) -> Vec<Said> {
        let nothing = Self::default();
        let noted = if run.whole { &nothing } else { self };
        let there: BTreeSet<&str> = files.iter().map(|it| it.path.as_str()).collect();
        let gone = self.files.keys().filter(|it| !there.contains(it.as_str()));
        let gone = gone.map(|path| FileLine {
            path: path.clone(),
            status: GONE.to_owned(),
            ..FileLine::default()
        });
        let mut lines: Vec<Said> = gone.map(Said::File).collect();
        let changed = files.into_iter().filter(|it| noted.files.get(&it.path) != Some(it));
        lines.extend(changed.map(Said::File));
        let is_papers = run.action == "papers";
        let before = self.outputs.keys().filter(|it| it.starts_with(OF_PAPERS) == is_papers);
        let gone = before.filter(|it| !outputs.contains_key(*it)).map(|it| (it.clone(), None));
        let new = outputs.iter().filter(|it| noted.outputs.get(it.0) != Some(it.1));
        run.outputs = gone.chain(new.map(|it| (it.0.clone(), Some(it.1.clone())))).collect();
        lines.push(Said::Run(Box::new(run)));
        lines
    }
}

/// SHA-256 over all inputs of a run: files with what became of them aside, and settings without
/// the templates of papers where the run makes none; beside the settings what was read of earlier years.
pub fn digest<'a>(
    files: impl Iterator<Item = &'a FileLine>,
    [settings, previous]: [&BTreeMap<String, String>; 2],
    with_papers: bool,
) -> String {
    let mut all: BTreeMap<&str, &str> = settings
        .iter()
        .filter(|it| with_papers || !it.0.starts_with(OF_PAPERS))
        .map(|it| (it.0.as_str(), it.1.as_str()))
        .collect();
    all.extend(previous.iter().map(|it| (it.0.as_str(), it.1.as_str())));
    // What is left alone changes nothing.
    let files = files.filter(|it| it.status != IGNORED);
    all.extend(files.map(|it| (it.path.as_str(), it.sha256.as_deref().unwrap_or_default())));
    let text: String = all.iter().flat_map(|(path, hash)| [*hash, "  ", *path, "\n"]).collect();
    sha256(text.as_bytes())
}
