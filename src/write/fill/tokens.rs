//! The tokens of a formula, references among them.

use crate::model::column_name;
use crate::workbook::patch::grid::GRID;

/// A corner of a reference; a whole column has no row, a whole row no column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Corner {
    /// Column from 0, and whether `$` stands before it.
    pub(super) col: Option<(u32, bool)>,
    /// Row from 0, and whether `$` stands before it.
    pub(super) row: Option<(u32, bool)>,
}

impl Corner {
    pub(super) fn write(self, out: &mut String) {
        if let Some((col, is_fixed)) = self.col {
            out.push_str(if is_fixed { "$" } else { "" });
            out.push_str(&column_name(col));
        }
        if let Some((row, is_fixed)) = self.row {
            out.push_str(if is_fixed { "$" } else { "" });
            out.push_str(&(row + 1).to_string());
        }
    }
}

/// A reference to cells of the workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// What stands before the corners, with its `!`; empty for the formula's own sheet.
    pub(super) prefix: &'a str,
    /// The sheet's name, if it is named.
    pub(super) sheet: Option<String>,
    pub(super) from: Corner,
    /// The other corner, of a range.
    pub(super) to: Option<Corner>,
}

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Blank,
    Number(f64),
    Text(String),
    Reference(Reference<'a>),
    /// A name, `TRUE` and `FALSE` among them.
    Name(&'a str),
    /// A name before `(`.
    Function(&'a str),
    Operator(&'a str),
    Open,
    Close,
    Comma,
    /// Cells of several sheets at once.
    Several,
    /// Cells of another workbook.
    Elsewhere,
    /// Anything else: braces, brackets, error values.
    Other(&'a str),
}

/// The tokens of a formula with where each ends.
pub(super) fn tokens(text: &str) -> Vec<(Token<'_>, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    // Behind `[1]` comes a sheet of another workbook.
    let mut is_foreign = false;
    while at < text.len() {
        let (token, end) = next(text, at, &mut is_foreign);
        out.push((token, end));
        at = end;
    }
    out
}

fn next<'a>(text: &'a str, at: usize, is_foreign: &mut bool) -> (Token<'a>, usize) {
    let rest = &text[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let one = at + first.len_utf8();
    let foreign = std::mem::take(is_foreign);
    match first {
        it if it.is_whitespace() => {
            let end = rest.find(|it: char| !it.is_whitespace()).map_or(text.len(), |it| at + it);
            (Token::Blank, end)
        }
        '"' => {
            let end = quoted_end(text, at, '"');
            let inner = text.get(at + 1..end - 1).unwrap_or_default();
            (Token::Text(inner.replace("\"\"", "\"")), end)
        }
        '\'' => {
            let end = quoted_end(text, at, '\'');
            let name = text.get(at + 1..end - 1).unwrap_or_default().replace("''", "'");
            if text[end..].starts_with('!') {
                named(text, at, end + 1, name, foreign)
            } else {
                (Token::Other(&text[at..end]), end)
            }
        }
        '[' => {
            let end = bracket_end(text, at);
            *is_foreign = text[end..].starts_with(|it: char| it.is_alphanumeric() || it == '_');
            (Token::Other(&text[at..end]), end)
        }
        '#' => {
            let stop = |it: char| !(it.is_ascii_alphanumeric() || "/!?#".contains(it));
            let end = rest[1..].find(stop).map_or(text.len(), |it| at + 1 + it);
            (Token::Other(&text[at..end]), end)
        }
        '(' => (Token::Open, one),
        ')' => (Token::Close, one),
        ',' | ';' => (Token::Comma, one),
        '<' | '>' if rest[1..].starts_with(['=', '>']) => {
            (Token::Operator(&text[at..at + 2]), at + 2)
        }
        '+' | '-' | '*' | '/' | '^' | '&' | '=' | '<' | '>' | '%' | ':' | '@' => {
            (Token::Operator(&text[at..one]), one)
        }
        '0'..='9' | '.' => rows(text, at).unwrap_or_else(|| number(text, at)),
        it if is_of_name(it) => word(text, at, foreign),
        _ => (Token::Other(&text[at..one]), one),
    }
}

fn is_of_name(it: char) -> bool {
    // Marks over letters stand alone where a name was typed decomposed.
    it.is_alphanumeric() || matches!(it, '_' | '.' | '$' | '\\' | '?' | '\u{300}'..='\u{36f}')
}

/// The end of what is quoted from `at`; a doubled quote is one in the text.
fn quoted_end(text: &str, at: usize, quote: char) -> usize {
    let mut from = at + 1;
    while let Some(found) = text[from..].find(quote) {
        let end = from + found + 1;
        if !text[end..].starts_with(quote) {
            return end;
        }
        from = end + 1;
    }
    text.len()
}

fn bracket_end(text: &str, at: usize) -> usize {
    let mut depth = 0;
    for (place, it) in text[at..].char_indices() {
        match it {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + place + it.len_utf8();
        }
    }
    text.len()
}

fn number(text: &str, at: usize) -> (Token<'_>, usize) {
    let bytes = text.as_bytes();
    let digits = |mut from: usize| {
        while bytes.get(from).is_some_and(|it| it.is_ascii_digit() || *it == b'.') {
            from += 1;
        }
        from
    };
    let mut end = digits(at);
    if bytes.get(end).is_some_and(|it| matches!(it, b'e' | b'E')) {
        let sign = usize::from(bytes.get(end + 1).is_some_and(|it| matches!(it, b'+' | b'-')));
        let power = digits(end + 1 + sign);
        if power > end + 1 + sign {
            end = power;
        }
    }
    match text[at..end].parse() {
        Ok(number) => (Token::Number(number), end),
        Err(_) => (Token::Other(&text[at..end]), end),
    }
}

/// Whole rows, `8:12`.
fn rows(text: &str, at: usize) -> Option<(Token<'_>, usize)> {
    let (from, middle) = corner(text, at)?;
    let (to, end) = corner(text, text[middle..].strip_prefix(':').map(|_| middle + 1)?)?;
    let is_rows = from.col.is_none() && to.col.is_none();
    let reference = Reference { prefix: "", sheet: None, from, to: Some(to) };
    is_rows.then_some((Token::Reference(reference), end))
}

/// What begins with a letter, `$` or the like.
fn word(text: &str, at: usize, foreign: bool) -> (Token<'_>, usize) {
    let end_of = |from: usize| {
        text[from..].find(|it: char| !is_of_name(it)).map_or(text.len(), |it| from + it)
    };
    let end = end_of(at);
    if text[end..].starts_with('!') {
        return named(text, at, end + 1, text[at..end].to_owned(), foreign);
    }
    // `Sheet1:Sheet3!A1`
    if text[end..].starts_with(':') {
        let last = end_of(end + 1);
        if last > end + 1 && text[last..].starts_with('!') {
            let (_, end) = reference(text, at, last + 1, None).unwrap_or((Token::Blank, last + 1));
            return (if foreign { Token::Elsewhere } else { Token::Several }, end);
        }
    }
    if text[end..].starts_with('(') {
        return (Token::Function(&text[at..end]), end);
    }
    reference(text, at, at, None).unwrap_or((Token::Name(&text[at..end]), end))
}

/// What stands behind the name of a sheet.
fn named(text: &str, at: usize, from: usize, name: String, foreign: bool) -> (Token<'_>, usize) {
    let is_elsewhere = foreign || name.contains('[');
    let are_several = name.contains(':');
    match reference(text, at, from, Some(name)) {
        Some((_, end)) if is_elsewhere => (Token::Elsewhere, end),
        Some((_, end)) if are_several => (Token::Several, end),
        Some(found) => found,
        // A name of the sheet, or `#REF!`.
        None => (Token::Other(&text[at..from]), from),
    }
}

/// A reference whose corners begin at `from`; its sheet's name stands before them.
fn reference(
    text: &str,
    at: usize,
    from: usize,
    sheet: Option<String>,
) -> Option<(Token<'_>, usize)> {
    let (first, middle) = corner(text, from)?;
    let other = text[middle..].strip_prefix(':').and_then(|_| corner(text, middle + 1));
    let alike = |it: &(Corner, usize)| {
        (it.0.row.is_some(), it.0.col.is_some()) == (first.row.is_some(), first.col.is_some())
    };
    let (to, end) = match other.filter(alike) {
        Some((to, end)) => (Some(to), end),
        // A column or a row alone is a name or a number.
        None if first.row.is_none() || first.col.is_none() => return None,
        None => (None, middle),
    };
    let prefix = &text[at..from];
    Some((Token::Reference(Reference { prefix, sheet, from: first, to }), end))
}

/// `$A$1`, `A` or `1` at `at`, not followed by what makes it another word.
fn corner(text: &str, at: usize) -> Option<(Corner, usize)> {
    let bytes = text.as_bytes();
    let mut end = at;
    let dollar = |end: &mut usize| {
        let is_there = bytes.get(*end) == Some(&b'$');
        *end += usize::from(is_there);
        is_there
    };
    let first = dollar(&mut end);
    let letters = end;
    let mut col = 0_u32;
    while let Some(it) = bytes.get(end).filter(|it| it.is_ascii_alphabetic()) {
        if end - letters == 3 {
            return None;
        }
        col = col * 26 + u32::from(it.to_ascii_uppercase() - b'A') + 1;
        end += 1;
    }
    let has_col = end > letters;
    let row_fixed = if has_col { dollar(&mut end) } else { first };
    let digits = end;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) && end - digits < 8 {
        end += 1;
    }
    let row: Option<u32> = text[digits..end].parse().ok();
    if (has_col && col > GRID.1) || row.is_some_and(|it| it == 0 || it > GRID.0) {
        return None;
    }
    // `A$` is nothing.
    if !(has_col || row.is_some()) || (row.is_none() && row_fixed && has_col) {
        return None;
    }
    let tail = text[end..].chars().next();
    if tail.is_some_and(|it| is_of_name(it) || it == '(' || it == '!') {
        return None;
    }
    let corner =
        Corner { col: has_col.then(|| (col - 1, first)), row: row.map(|it| (it - 1, row_fixed)) };
    Some((corner, end))
}
