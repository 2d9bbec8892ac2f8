//! Numbers that look random and come again (`SplitMix64`), and changes of text and
//! bytes made with them.

/// A source of chance for one case.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64, case: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ case.rotate_left(32));
        chance.next();
        chance
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    /// A number below `end`; 0 when there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A range within `0..length`, short more often than long.
    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        let most = match self.below(3) {
            0 => 4,
            1 => 64,
            _ => length,
        };
        start..(start + 1 + self.below(most)).min(length)
    }
}

/// Numbers at the edges of types and of what a form may hold.
pub(crate) const EDGES: [&str; 24] = [
    "0",
    "-1",
    "1",
    "255",
    "65536",
    "1048576",
    "1048577",
    "16384",
    "4294967295",
    "4294967296",
    "-2147483648",
    "9223372036854775807",
    "18446744073709551615",
    "99999999999999999999999",
    "1e308",
    "1e309",
    "-1e308",
    "1e-308",
    "NaN",
    "inf",
    "0.1",
    "2958465.99",
    "60",
    "2958466",
];

/// Changes bytes: flips, cuts, repeats, moves, takes from another file.
pub(crate) fn bytes(chance: &mut Chance, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=chance.below(4) {
        if bytes.is_empty() {
            return;
        }
        let range = chance.range(bytes.len());
        match chance.below(9) {
            0 => bytes[range.start] ^= 1 << chance.below(8),
            1 => bytes[range.start] = u8::try_from(chance.below(256)).unwrap(),
            2 => bytes[range].fill(0),
            3 => bytes[range].fill(0xFF),
            4 => drop(bytes.drain(range)),
            5 => bytes.truncate(range.start),
            6 => {
                let again = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, again);
            }
            7 if !other.is_empty() => {
                let from = chance.range(other.len());
                bytes.splice(range, other[from].iter().copied());
            }
            _ => {
                let edges = [0_u32, 1, 0x7FFF_FFFF, 0xFFFF_FFFF, 0xFFFF, 0x1_0000];
                let edge = edges[chance.below(edges.len())].to_le_bytes();
                let end = (range.start + 4).min(bytes.len());
                bytes[range.start..end].copy_from_slice(&edge[..end - range.start]);
            }
        }
    }
}

/// Changes text piece by piece, where a piece ends with one of `ends`: lines of a
/// profile, elements of XML.
pub(crate) fn pieces(chance: &mut Chance, text: &str, other: &str, ends: &[char]) -> String {
    let split =
        |text: &str| -> Vec<String> { text.split_inclusive(ends).map(str::to_owned).collect() };
    let (mut all, others) = (split(text), split(other));
    for _ in 0..=chance.below(5) {
        if all.is_empty() {
            break;
        }
        let range = chance.range(all.len());
        match chance.below(8) {
            0 => drop(all.drain(range)),
            1 => {
                let again = all[range.clone()].to_vec();
                all.splice(range.start..range.start, again);
            }
            2 => {
                let to = chance.below(all.len());
                all.swap(range.start, to);
            }
            3 if !others.is_empty() => {
                let from = chance.range(others.len());
                all.splice(range.start..range.start, others[from].iter().cloned());
            }
            4 | 5 => all[range.start] = digits(chance, &all[range.start]),
            _ => all[range.start] = letters(chance, &all[range.start]),
        }
    }
    all.concat()
}

/// Puts a number of the edge in place of one in the text.
fn digits(chance: &mut Chance, text: &str) -> String {
    let places: Vec<usize> =
        text.char_indices().filter(|it| it.1.is_ascii_digit()).map(|it| it.0).collect();
    if places.is_empty() {
        return letters(chance, text);
    }
    let start = places[chance.below(places.len())];
    let end =
        text[start..].find(|it: char| !it.is_ascii_digit()).map_or(text.len(), |it| start + it);
    format!("{}{}{}", &text[..start], chance.pick(&EDGES), &text[end..])
}

/// Changes characters of a text.
pub(crate) fn letters(chance: &mut Chance, text: &str) -> String {
    let mut all: Vec<char> = text.chars().collect();
    for _ in 0..=chance.below(3) {
        let place = chance.below(all.len() + 1);
        let other = odd_char(chance);
        match chance.below(5) {
            0 if place < all.len() => drop(all.remove(place)),
            1 if place < all.len() => all[place] = other,
            2 if place < all.len() => {
                let to = chance.below(all.len());
                all.swap(place, to);
            }
            3 => all.truncate(place),
            _ => all.insert(place, other),
        }
    }
    all.into_iter().collect()
}

/// A character, the strange ones more often than among people.
pub(crate) fn odd_char(chance: &mut Chance) -> char {
    const ODD: [char; 36] = [
        '\0',
        '\u{1}',
        '\t',
        '\n',
        '\r',
        ' ',
        '\u{A0}',
        '\u{AD}',
        '\u{200B}',
        '\u{202E}',
        '\u{2066}',
        '\u{FEFF}',
        '\u{FFFD}',
        '\u{FFFF}',
        '\u{10FFFF}',
        '\u{301}',
        '\u{323}',
        '\u{302}',
        '\u{31B}',
        'ß',
        'İ',
        'ŉ',
        'ﬁ',
        'Đ',
        'Ð',
        'ự',
        '９',
        '٣',
        '½',
        '%',
        '/',
        '-',
        '.',
        ',',
        '"',
        '=',
    ];
    match chance.below(4) {
        0 => ODD[chance.below(ODD.len())],
        1 => char::from(u8::try_from(0x20 + chance.below(0x5F)).unwrap()),
        2 => char::from(u8::try_from(0xA0 + chance.below(0x60)).unwrap()),
        _ => char::from_u32(u32::try_from(chance.below(0x11_0000)).unwrap()).unwrap_or('\u{FFFD}'),
    }
}
