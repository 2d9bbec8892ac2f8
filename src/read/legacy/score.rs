//! Which encoding a text is in, judged by how much of it can be Vietnamese.
//!
//! é, ã, ì, ò, ó and others are letters of Vietnamese as well as codes of both
//! old encodings, so a text is read in all three ways. A way that gives
//! syllables throughout, where the others do not, is the right one. Where two
//! ways do, the text is open: what stands around it decides, or nobody does.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::syllables::is_syllable;
use super::{Font, Script, lookalikes, tcvn3, vni};
use crate::workbook::symbols::is_private;

/// What a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same in every way, or without sense in any: it stays, and tells nothing of others.
    Plain,
    /// Unicode, certainly.
    Unicode,
    /// An old encoding, certainly, and what is meant.
    Legacy(Script, String),
    /// Several may be right.
    Open(Open),
}

/// The ways in which a text may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    /// Whether it may be right as it stands.
    pub unicode: bool,
    /// What it would be in the old encodings.
    pub readings: Vec<(Script, String)>,
}

/// One way of reading a text.
struct Reading {
    script: Script,
    text: String,
    /// Whether every word is a syllable.
    is_spelt: bool,
    /// How many words are syllables this way that cannot be Unicode.
    evidence: usize,
}

/// Judges a text by its font, if that is of an old encoding, and by its words.
pub(crate) fn judge(text: &str, font: Option<Font>) -> Verdict {
    // A letter that neither encoding has, or a mark that combines: only Unicode has them.
    if is_beyond(text) {
        return mixed(text, font).map_or(Verdict::Unicode, Verdict::Open);
    }
    if !words(text).any(|it| it.chars().any(is_code) && (font.is_some() || !is_sign(it))) {
        return Verdict::Plain;
    }
    let is_unicode = words(text).all(is_unicode_word);
    let mut readings: Vec<Reading> =
        [Script::Tcvn3, Script::Vni].into_iter().filter_map(|it| reading(text, it)).collect();
    // The font goes first: another encoding is thought of only when its own makes no sense.
    if let Some(font) = font {
        let is_own = |it: &Reading| it.script == font.script;
        if readings.iter().any(|it| is_own(it) && it.is_spelt) {
            readings.retain(is_own);
        }
    }
    let spelt: Vec<&Reading> = readings.iter().filter(|it| it.is_spelt).collect();
    let open = |unicode, all: &[&Reading]| {
        let readings = all.iter().map(|it| (it.script, it.text.clone())).collect();
        Verdict::Open(Open { unicode, readings })
    };
    match (is_unicode, spelt.as_slice()) {
        (true, []) => Verdict::Unicode,
        (true, all) if all.iter().all(|it| it.text == text) => Verdict::Plain,
        (true, several) => open(true, several),
        (false, [one]) if one.evidence > 0 => Verdict::Legacy(one.script, one.text.clone()),
        (false, [_, ..]) => open(false, &spelt),
        (false, []) => {
            // No way makes sense of all of it: a name of another people, an abbreviation.
            let own = readings.iter().find(|it| font.is_some_and(|font| font.script == it.script));
            match own {
                Some(own) if words(text).any(has_sign) => {
                    Verdict::Legacy(own.script, own.text.clone())
                }
                Some(own) => open(true, &[own]),
                None => {
                    let likely: Vec<&Reading> =
                        readings.iter().filter(|it| it.evidence > 0).collect();
                    if likely.is_empty() { Verdict::Plain } else { open(false, &likely) }
                }
            }
        }
    }
}

/// A text in Unicode with words of an old encoding in it, as they come of pieces in
/// several fonts; nothing if it is all in Unicode.
fn mixed(text: &str, font: Option<Font>) -> Option<Open> {
    // Nearly every text of a form has none.
    if !text.chars().any(|it| is_code(it) && !is_letter(it)) {
        return None;
    }
    let is_of_word = |it: char| it.is_alphabetic() || is_code(it) || is_combining_mark(it);
    let mut readings = Vec::new();
    for script in [Script::Tcvn3, Script::Vni] {
        if font.is_some_and(|it| it.script != script) {
            continue;
        }
        let (mut meant, mut is_found) = (String::with_capacity(text.len()), false);
        for piece in text.split_inclusive(|it| !is_of_word(it)) {
            let word = piece.trim_end_matches(|it| !is_of_word(it));
            let read = Some(word)
                .filter(|it| has_sign(it) && !is_beyond(it) && !is_unicode_word(it))
                .and_then(|it| decoded(it, script))
                .filter(|it| is_syllable(it));
            is_found |= read.is_some();
            meant.push_str(read.as_deref().unwrap_or(word));
            meant.push_str(&piece[word.len()..]);
        }
        if is_found {
            readings.push((script, meant));
        }
    }
    (!readings.is_empty()).then_some(Open { unicode: false, readings })
}

fn decoded(text: &str, script: Script) -> Option<String> {
    match script {
        Script::Tcvn3 => tcvn3::decode(text),
        Script::Vni => vni::decode(text),
        Script::Signs(_) => None,
    }
}

/// Reads a text in one way; `None` if it cannot be.
fn reading(text: &str, script: Script) -> Option<Reading> {
    let meant = decoded(text, script)?;
    let (mut is_spelt, mut evidence) = (true, 0);
    for word in words(text).filter(|it| it.chars().any(is_code) && !is_sign(it)) {
        let is_right =
            decoded(word, script).is_some_and(|it| is_syllable(&it) || is_abbreviation(&it));
        is_spelt &= is_right;
        evidence += usize::from(is_right && !is_unicode_word(word));
    }
    Some(Reading { script, text: meant, is_spelt, evidence })
}

/// Runs of letters and of what the old encodings take for letters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !(it.is_ascii_alphabetic() || is_code(it))).filter(|it| !it.is_empty())
}

/// Whether the old encodings may have a letter there.
fn is_code(it: char) -> bool {
    ('\u{A1}'..='\u{FF}').contains(&it)
}

/// Whether it has a letter or a mark that the old encodings cannot have.
fn is_beyond(text: &str) -> bool {
    // The letters of Vietnamese, before it is looked up what a letter is.
    let is_known = |it| matches!(it, 'Ă' | 'ă' | 'Đ' | 'đ' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | 'Ạ'..='ỹ');
    text.chars().any(|it| {
        it > '\u{FF}'
            && (is_known(it)
                || it.is_alphabetic()
                || unicode_normalization::char::is_combining_mark(it))
    })
}

/// A sign that stands by itself, such as × or ·, means nothing.
fn is_sign(word: &str) -> bool {
    word.chars().count() == 1
}

/// Whether a word has what Vietnamese has no letter for.
fn has_sign(word: &str) -> bool {
    !is_sign(word) && word.chars().any(|it| is_code(it) && !is_letter(it))
}

/// Whether it is a Vietnamese letter, or the Icelandic one that looks like Đ.
fn is_letter(it: char) -> bool {
    matches!(
        it,
        'À'..='Ã' | 'È'..='Ê' | 'Ì' | 'Í' | 'Ò'..='Õ' | 'Ù' | 'Ú' | 'Ý' | 'Ð'
            | 'à'..='ã' | 'è'..='ê' | 'ì' | 'í' | 'ò'..='õ' | 'ù' | 'ú' | 'ý' | 'ð'
    )
}

/// Whether a word makes sense as it stands.
fn is_unicode_word(word: &str) -> bool {
    if word.is_ascii() || is_sign(word) {
        return true;
    }
    // Quotes hug words, and a soft hyphen is not seen.
    let word: String = word.trim_matches(['«', '»']).chars().filter(|it| *it != '\u{AD}').collect();
    word.chars().all(|it| it.is_ascii_alphabetic() || is_letter(it))
        && (is_abbreviation(&word)
            || (is_of_one_case(&word) && (is_syllable(&word) || is_toneless(&word))))
}

/// Whether a word lacks nothing but its tone, as typists leave it out before a stop: tôt.
fn is_toneless(word: &str) -> bool {
    let is_toned = word
        .nfd()
        .any(|it| matches!(it, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'));
    let stops = ["p", "t", "c", "ch"];
    let small = word.to_lowercase();
    if is_toned || !stops.iter().any(|it| small.ends_with(it)) {
        return false;
    }
    let letters = || small.char_indices().map(|(at, it)| at + it.len_utf8());
    letters().any(|at| {
        let (before, after) = small.split_at(at);
        is_syllable(&format!("{before}\u{301}{after}").nfc().collect::<String>())
    })
}

/// Initials of words, such as HĐND.
fn is_abbreviation(word: &str) -> bool {
    !is_sign(word) && word.chars().all(|it| it.is_ascii_uppercase() || matches!(it, 'Đ' | 'Ð'))
}

/// Whether it is all small, all capitals, or begins with a capital.
fn is_of_one_case(word: &str) -> bool {
    let rest = || word.chars().skip(1);
    rest().all(char::is_lowercase) || word.chars().all(char::is_uppercase)
}

/// Whether nothing of a text is to be put right on a sheet on which nothing is in an old encoding,
/// by its font or by its letters: there what can be Unicode is.
pub(crate) fn is_settled(text: &str, verdict: &Verdict) -> bool {
    let is_unicode = match verdict {
        Verdict::Plain | Verdict::Unicode => true,
        Verdict::Open(open) => open.unicode,
        Verdict::Legacy(..) => false,
    };
    is_unicode && !text.contains(is_private) && lookalikes::mend(text).is_none()
}
