//! VNI for Windows: a plain letter and a character for its marks behind it, in
//! fonts whose names begin with `VNI-`.

use unicode_normalization::UnicodeNormalization;

const ACUTE: char = '\u{301}';
const GRAVE: char = '\u{300}';
const HOOK: char = '\u{309}';
const TILDE: char = '\u{303}';
const DOT: char = '\u{323}';
const CIRCUMFLEX: char = '\u{302}';
const BREVE: char = '\u{306}';

/// The text that is meant; `None` if a mark stands where none can be.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    // The letter that a mark would belong to.
    let mut last: Option<char> = None;
    for it in text.chars() {
        if let Some(letter) = whole(it) {
            out.push(letter);
            last = Some(letter);
        } else if let Some((shape, tone)) = marks(it) {
            let base = last.filter(|base| takes(*base, shape))?;
            let mut marked = [Some(base), shape, tone].into_iter().flatten().nfc();
            let (Some(marked), None) = (marked.next(), marked.next()) else { return None };
            out.pop();
            out.push(marked);
            last = None;
        } else if ('\u{C0}'..='\u{FF}').contains(&it) && it.is_alphabetic() {
            return None;
        } else {
            out.push(it);
            last = Some(it);
        }
    }
    Some(out)
}

/// Whether a letter is one that VNI writes with such a mark behind it.
fn takes(base: char, shape: Option<char>) -> bool {
    let base = base.to_lowercase().next().unwrap_or(base);
    match shape {
        Some(CIRCUMFLEX) => matches!(base, 'a' | 'e' | 'o'),
        Some(_) => base == 'a',
        // i has letters of its own.
        None => matches!(base, 'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư'),
    }
}

/// A code that is a letter by itself.
fn whole(code: char) -> Option<char> {
    Some(match code {
        'ñ' => 'đ',
        'Ñ' => 'Đ',
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        'í' => 'í',
        'Í' => 'Í',
        'ì' => 'ì',
        'Ì' => 'Ì',
        'æ' => 'ỉ',
        'Æ' => 'Ỉ',
        'ó' => 'ĩ',
        'Ó' => 'Ĩ',
        'ò' => 'ị',
        'Ò' => 'Ị',
        'î' => 'ỵ',
        'Î' => 'Ỵ',
        _ => return None,
    })
}

/// A code that is marks for the letter before it: of its shape, of its tone.
/// The code for a capital is another, but people mix the two.
fn marks(code: char) -> Option<(Option<char>, Option<char>)> {
    Some(match code {
        'ù' | 'Ù' => (None, Some(ACUTE)),
        'ø' | 'Ø' => (None, Some(GRAVE)),
        'û' | 'Û' => (None, Some(HOOK)),
        'õ' | 'Õ' => (None, Some(TILDE)),
        'ï' | 'Ï' => (None, Some(DOT)),
        'â' | 'Â' => (Some(CIRCUMFLEX), None),
        'á' | 'Á' => (Some(CIRCUMFLEX), Some(ACUTE)),
        'à' | 'À' => (Some(CIRCUMFLEX), Some(GRAVE)),
        'å' | 'Å' => (Some(CIRCUMFLEX), Some(HOOK)),
        'ã' | 'Ã' => (Some(CIRCUMFLEX), Some(TILDE)),
        'ä' | 'Ä' => (Some(CIRCUMFLEX), Some(DOT)),
        'ê' | 'Ê' => (Some(BREVE), None),
        'é' | 'É' => (Some(BREVE), Some(ACUTE)),
        'è' | 'È' => (Some(BREVE), Some(GRAVE)),
        'ú' | 'Ú' => (Some(BREVE), Some(HOOK)),
        'ü' | 'Ü' => (Some(BREVE), Some(TILDE)),
        'ë' | 'Ë' => (Some(BREVE), Some(DOT)),
        _ => return None,
    })
}
