//! What a person is told of a profile that cannot be used.

use super::{RegimeError, Sources};
use crate::file_errors::{CONTRADICTION, FileError, locate_text};

/// The mistake behind an error, with its place in the profile's text.
pub(super) fn of(sources: &Sources, error: &RegimeError) -> Option<FileError> {
    match error {
        RegimeError::Malformed { regime, file, source } => {
            let text = sources.text(regime, file).unwrap_or_default();
            Some(FileError::from_toml(&shown(regime, file), text, source))
        }
        RegimeError::Inconsistent { regime, file, problem } => {
            let text = sources.text(regime, file).unwrap_or_default();
            Some(contradiction(&shown(regime, file), text, problem))
        }
        RegimeError::Overlay(mistake) => Some((**mistake).clone()),
        RegimeError::UnknownRegime(_)
        | RegimeError::UnknownYear(_)
        | RegimeError::SeveralOfYear { .. } => None,
    }
}

/// A file of a profile as the person knows it.
pub(super) fn shown(regime: &str, file: &str) -> String {
    format!("{regime}/{file}")
}

/// A contradiction is about a word of the text, which its sentence quotes.
pub(super) fn contradiction(file: &str, text: &str, problem: &str) -> FileError {
    let quoted = problem.split('"').skip(1).step_by(2);
    let head = problem.split(':').next().into_iter();
    let span = quoted.chain(head).find_map(|it| locate_text(text, it));
    FileError::new(file, text, &CONTRADICTION).at(span).arg("problem", problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contradiction_is_marked_where_the_word_stands() {
        let mut sources = Sources::builtin();
        let text = include_str!("../../templates/2019-hd21/rules.toml");
        let text = text.replace("bodies = [\"village\"]", "bodies = [\"vilage\"]");
        sources.lay_over("2019-hd21", "rules.toml", &text);
        let error = sources.regime("2019-hd21").unwrap_err();
        let mistake = sources.mistake(&error).unwrap();
        assert_eq!(mistake.finding.code.id, "B027");
        assert_eq!(&text[mistake.span.unwrap()], "vilage");
    }
}
