//! A mistake in a file of settings, as the terminal shows it: what is wrong, the
//! line with a mark below it, what may stand there, what to do.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::file_errors::FileError;
use crate::finding::Arg;
use crate::words::Catalogue;

use super::terminal::Terminal;

/// The mistake with its line; escape codes are in it, the terminal drops them
/// where no colour is wanted.
pub(super) fn snippet(mistake: &FileError, words: &Catalogue) -> String {
    let worded = words.render(&mistake.finding);
    let head = words.ui("severity-error", &[]);
    let suggestion = mistake
        .suggestion
        .as_ref()
        .map(|it| words.ui("mistake-suggestion", &[("word", Arg::from(it))]));
    let (expected, help) = (words.ui("label-expected", &[]), words.ui("label-help", &[]));
    let code = mistake.finding.code.id;
    let title =
        Level::ERROR.with_name(head.as_str()).primary_title(worded.message.as_str()).id(code);
    let mut group = if let Some(span) = &mistake.span {
        let label = suggestion.clone().unwrap_or_default();
        let mark = AnnotationKind::Primary.span(span.clone());
        let mark = if label.is_empty() { mark } else { mark.label(label) };
        let source = Snippet::source(&*mistake.text).path(mistake.file.as_str());
        title.element(source.annotation(mark))
    } else {
        title.element(Origin::path(mistake.file.as_str()))
    };
    if let Some(wanted) = &worded.expected {
        group = group.element(Level::NOTE.with_name(expected.as_str()).message(wanted.as_str()));
    }
    group = group.element(Level::HELP.with_name(help.as_str()).message(worded.help.as_str()));
    // Signs of the keyboard only: old Windows consoles lack the others.
    let renderer = Renderer::styled()
        .decor_style(DecorStyle::Ascii)
        .term_width(usize::from(Terminal::width()));
    renderer.render(&[group])
}
