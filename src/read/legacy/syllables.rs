//! Whether letters can be a Vietnamese syllable: how it begins, how it ends,
//! and where its tone stands.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

use crate::sorted::BTreeSet;

/// What may stand before the vowels; the second line is of names of the peoples
/// of the Central Highlands and of the Hmong.
static BEGINNINGS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x \
     bl br dl dr đr gl gr hl hm hr kl km kn kp kr ks ml mn pl pr tl xt"
        .split_whitespace()
        .collect()
});

/// Vowels with what follows them, the tone off.
static ENDINGS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "a ac ach ai ak am an ang anh ao ap at au ay \
     ă ăc ăk ăm ăn ăng ăp ăt \
     âc âm ân âng âp ât âu ây \
     e ec em en eng eo ep et \
     ê êch êk êm ên êng ênh êp êt êu \
     i ia ich iê iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
     o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo \
     oet oi ok om on ong ooc oong op ot \
     ô ôc ôi ôk ôm ôn ông ôp ôt \
     ơ ơi ơm ơn ơng ơp ơt \
     u ua uân uâng uât uây uc uê uêch uênh ui uk um un ung uơ uôc uôi uôm uôn uông uôt up ut \
     uy uya uych uyên uyêt uynh uyp uyt uyu \
     ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
     y yê yêm yên yêng yêt yêu ynh"
        .split_whitespace()
        .collect()
});

/// Letters of a syllable at most: `nghiêng`.
const LETTERS_MAX: usize = 8;

/// Whether the word can be a Vietnamese syllable, in any case.
pub(super) fn is_syllable(word: &str) -> bool {
    let Some((letters, tone)) = without_tone(word) else { return false };
    (0..=3.min(letters.len())).any(|split| {
        let (beginning, ending) = letters.split_at(split);
        let text = |part: &[char]| part.iter().collect::<String>();
        let (beginning, rest) = (text(beginning), text(ending));
        let begins = beginning.is_empty() || BEGINNINGS.contains(beginning.as_str());
        let fits = match beginning.as_str() {
            "q" => rest.starts_with('u'),
            "qu" => !rest.starts_with('u'),
            _ => true,
        };
        begins
            && fits
            && ENDINGS.contains(rest.as_str())
            && tone.is_none_or(|(at, tone)| {
                at.checked_sub(split).is_some_and(|at| may_bear(ending, at))
                    && (!is_stopped(&rest) || matches!(tone, '\u{301}' | '\u{323}'))
            })
            // A stop at the end has one of two tones, unless no marks were typed at all.
            && (tone.is_some() || !is_stopped(&rest) || rest.is_ascii())
    })
}

/// Where a tone stands and which it is.
type Tone = (usize, char);

/// The letters with their marks of shape, and the tone.
fn without_tone(word: &str) -> Option<(Vec<char>, Option<Tone>)> {
    let mut letters: Vec<char> = Vec::with_capacity(LETTERS_MAX);
    let mut tone = None;
    for it in word.nfd().flat_map(char::to_lowercase) {
        match it {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
                if tone.is_some() {
                    return None;
                }
                tone = Some((letters.len().checked_sub(1)?, it));
            }
            mark if is_combining_mark(mark) => {
                let base = letters.pop()?;
                letters.push(compose(base, mark)?);
            }
            'ð' => letters.push('đ'),
            letter => letters.push(letter),
        }
        if letters.len() > LETTERS_MAX {
            return None;
        }
    }
    Some((letters, tone))
}

fn is_stopped(ending: &str) -> bool {
    ending.ends_with(['c', 'k', 'p', 't']) || ending.ends_with("ch")
}

/// Whether the tone may stand on this letter of the ending: on a vowel with a
/// mark of its shape if there is one; `òa` and `oà`, `ủy` and `uỷ` are both written.
fn may_bear(ending: &[char], at: usize) -> bool {
    let is_vowel = |it: &&char| !it.is_ascii() || matches!(it, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let vowels: Vec<char> = ending.iter().take_while(is_vowel).copied().collect();
    if let Some(shaped) = vowels.iter().rposition(|it| !it.is_ascii()) {
        return at == shaped;
    }
    match vowels.as_slice() {
        ['o', 'a' | 'e'] | ['u', 'y'] => at < 2,
        [_, _] if ending.len() == 2 => at == 0,
        [_, _, _] => at == 1,
        all => at + 1 == all.len(),
    }
}
