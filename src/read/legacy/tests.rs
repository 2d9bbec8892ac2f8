use crate::regime::Regime;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::syllables::is_syllable;
use super::tcvn3::tests::encode as tcvn3;
use super::*;
use crate::workbook::grid::{Cell, Format};

/// Names of persons of many peoples, and what stands beside them in forms.
const NAMES: &str = include_str!("tests/names.txt");

/// The codes of VNI, from a table that is not ours.
static VNI: LazyLock<BTreeMap<char, &str>> = LazyLock::new(|| {
    let mut table = BTreeMap::from([('ỷ', "yû"), ('ỹ', "yõ"), ('Ỷ', "YÛ"), ('Ỹ', "YÕ")]);
    let text = include_str!("tests/vni.txt").lines().filter(|it| !it.starts_with('#'));
    let words: Vec<&str> = text.flat_map(str::split_whitespace).collect();
    for pair in words.chunks(2) {
        table.insert(pair[0].chars().next().unwrap(), pair[1]);
    }
    table
});

fn vni(text: &str) -> String {
    text.chars()
        .map(|it| VNI.get(&it).map_or_else(|| it.to_string(), |it| (*it).to_owned()))
        .collect()
}

/// Every syllable that there can be, with every tone on the vowel that may bear it.
fn all_syllables() -> Vec<String> {
    let mut all = Vec::new();
    let beginnings = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
        .split_whitespace()
        .chain([""]);
    let endings: Vec<&str> = include_str!("syllables.rs")
        .split_once("\"a ac")
        .map(|(_, rest)| rest.split_once("\"\n").unwrap().0)
        .unwrap()
        .split(|it: char| it.is_whitespace() || it == '\\')
        .filter(|it| !it.is_empty())
        .chain(["a", "ac"])
        .collect();
    for beginning in beginnings {
        for ending in &endings {
            let letters: Vec<char> = ending.chars().collect();
            for at in 0..letters.len() {
                for tone in ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"] {
                    let (before, after) = letters.split_at(at + 1);
                    let word: String = before
                        .iter()
                        .chain(tone.chars().collect::<Vec<_>>().iter())
                        .chain(after)
                        .collect();
                    let word: String = format!("{beginning}{word}").nfc().collect();
                    if is_syllable(&word) {
                        all.push(word);
                    }
                }
            }
        }
    }
    all
}

#[test]
fn every_syllable_comes_back_from_both_encodings() {
    let all: BTreeSet<String> = all_syllables().into_iter().collect();
    assert!(all.len() > 15_000, "{}", all.len());
    for word in &all {
        assert_eq!(tcvn3::decode(&tcvn3(word)).as_ref(), Some(word));
        assert_eq!(vni::decode(&vni(word)).as_ref(), Some(word));
        let capitals = word.to_uppercase();
        assert_eq!(vni::decode(&vni(&capitals)).as_ref(), Some(&capitals));
        assert_eq!(
            tcvn3::decode(&tcvn3(&capitals)).map(|it| it.to_uppercase()).as_ref(),
            Some(&capitals)
        );
    }
}

#[test]
fn vni_is_as_an_independent_table_has_it() {
    assert_eq!(VNI.len(), 134);
    for (letter, code) in VNI.iter() {
        assert_eq!(vni::decode(code), Some(letter.to_string()), "{code}");
    }
    assert_eq!(vni::decode("Ñaûng boä xaõ Bình An").as_deref(), Some("Đảng bộ xã Bình An"));
    // A capital keeps the small mark; a mark without its letter means nothing.
    assert_eq!(vni::decode("Aùnh").as_deref(), Some("Ánh"));
    assert_eq!(vni::decode("kù"), None);
    assert_eq!(vni::decode("ùa"), None);
    assert_eq!(vni::decode("aùù"), None);
}

/// Words with marks in the texts that the program shows to people.
fn written_words() -> BTreeSet<String> {
    let pages = [
        include_str!("../../words/read.toml"),
        include_str!("../../words/validate.toml"),
        include_str!("../../words/commune.toml"),
        include_str!("../../../templates/2019-hd21/form.toml"),
        include_str!("../../../templates/2019-hd21/rules.toml"),
        NAMES,
    ];
    let words = pages.iter().flat_map(|it| it.split(|it: char| !it.is_alphabetic()));
    let is_marked = |it: &&str| {
        !it.is_ascii() && it.chars().count() > 1 && it.chars().all(|it| it != 'Т' && it != 'Ð')
    };
    words.filter(is_marked).map(str::to_owned).collect()
}

#[test]
fn what_people_write_is_spelt() {
    let words = written_words();
    assert!(words.len() > 500, "{}", words.len());
    // Abbreviations are none.
    let is_odd = |it: &&String| !(is_syllable(it) || it.chars().all(char::is_uppercase));
    assert_eq!(words.iter().filter(is_odd).collect::<Vec<_>>(), Vec::<&String>::new());
    for no in [
        "tôt",
        "bìên",
        "hưống",
        "qúôc",
        "hoàc",
        "bỡnh",
        "thã",
        "nguyôn",
        "ngẻ",
        "maó",
        "xẩt",
        "Söderberg",
        "café",
        "aa",
        "đ",
    ] {
        let is_it = is_syllable(no);
        assert_eq!(is_it, ["thã", "ngẻ"].contains(&no), "{no}");
    }
}

#[test]
fn words_alone_in_their_cells_are_told_apart_both_ways() {
    let words: Vec<String> = written_words().into_iter().collect();
    let as_they_are: Vec<_> = words.iter().map(|it| (it.clone(), None)).collect();
    assert_eq!(mended(&as_they_are), (words.clone(), vec![]));
    for encode in [tcvn3 as Encode, vni as Encode] {
        let typed: Vec<_> = words.iter().map(|it| (encode(it), None)).collect();
        let (texts, said) = mended(&typed);
        assert_eq!(said, ["legacy-text-converted"]);
        for (text, word) in texts.iter().zip(&words) {
            assert_eq!(text.to_lowercase(), word.to_lowercase());
        }
    }
}

/// A sheet of one column.
fn sheet(texts: &[(String, Option<Font>)]) -> Sheet {
    let mut sheet = Sheet::new("S", false);
    let cell = |text: &str| Cell { col: 1, raw: Raw::Text(text.into()), format: Format::Plain };
    sheet.fill((0..).zip(texts).map(|(row, it)| (row, cell(&it.0))).collect());
    for (row, (_, font)) in (0..).zip(texts) {
        if let Some(font) = font {
            sheet.old_fonts.insert((row, 1), *font);
        }
    }
    sheet
}

fn regime() -> &'static Regime {
    static REGIME: LazyLock<Regime> =
        LazyLock::new(|| crate::regime::Sources::builtin().regime("2019-hd21").unwrap());
    &REGIME
}

/// What becomes of texts below one another, and the findings by name.
fn mended(texts: &[(String, Option<Font>)]) -> (Vec<String>, Vec<&'static str>) {
    let mut book = Cow::Owned(Book { sheets: vec![sheet(texts)], ..Book::default() });
    let mut findings = Vec::new();
    mend(&mut book, &Wording::new(regime()), &mut findings);
    let text = |row: u32| book.sheets[0].get(row, 1).and_then(Cell::text).unwrap().to_owned();
    let texts = (0..).take(texts.len()).map(text).collect();
    (texts, findings.iter().map(|it| it.code.name).collect())
}

const TIME: Option<Font> = Some(Font { script: Script::Tcvn3, capitals: false });
const CAPITALS: Option<Font> = Some(Font { script: Script::Tcvn3, capitals: true });
const VNI_TIMES: Option<Font> = Some(Font { script: Script::Vni, capitals: false });

#[test]
fn fonts_are_known_by_their_names() {
    for (name, font) in [
        (".VnTime", TIME),
        (" .vntime", TIME),
        (".VnTimeH", CAPITALS),
        (".VnArial NarrowH", CAPITALS),
        ("VNI-Times", VNI_TIMES),
        ("vni-helve", VNI_TIMES),
        ("VNI Times", VNI_TIMES),
        ("Times New Roman", None),
        ("VnTime", None),
        ("VNIceland", None),
        (".V", None),
        ("", None),
        ("ắ", None),
    ] {
        assert_eq!(Font::of_name(name), font, "{name}");
    }
}

type Encode = fn(&str) -> String;

#[test]
fn a_list_comes_back_from_every_encoding_with_and_without_its_font() {
    let names: Vec<&str> = NAMES.lines().collect();
    for (encode, font) in [
        (tcvn3 as Encode, TIME),
        (tcvn3 as Encode, None),
        (vni as Encode, VNI_TIMES),
        (vni as Encode, None),
    ] {
        let typed: Vec<_> = names.iter().map(|it| (encode(it), font)).collect();
        let (texts, said) = mended(&typed);
        let small = |it: &str| {
            if font == TIME || encode("Ể") == tcvn3("Ể") {
                it.to_lowercase()
            } else {
                it.to_owned()
            }
        };
        for (text, name) in texts.iter().zip(&names) {
            assert_eq!(small(text), small(name), "{font:?}");
        }
        assert_eq!(said, ["legacy-text-converted"], "{font:?}");
    }
}

#[test]
fn unicode_stays_whatever_its_font() {
    for font in [None, TIME, VNI_TIMES] {
        let names: Vec<_> = NAMES.lines().map(|it| (it.to_owned(), font)).collect();
        let (texts, said) = mended(&names);
        let expected: Vec<_> = names.iter().map(|it| it.0.clone()).collect();
        assert_eq!((texts, said), (expected, vec![]), "{font:?}");
    }
    // One by one, with nothing around: never another name, at worst a question.
    for name in NAMES.lines() {
        assert_eq!(mended(&[(name.to_owned(), None)]), (vec![name.to_owned()], vec![]));
        for font in [TIME, VNI_TIMES] {
            assert_eq!(mended(&[(name.to_owned(), font)]).0, [name]);
        }
    }
}

#[test]
fn a_single_name_is_right_or_asked_about() {
    let mut asked = 0;
    for name in NAMES.lines() {
        for (typed, font) in [(tcvn3(name), TIME), (vni(name), VNI_TIMES)] {
            let (texts, said) = mended(&[(typed.clone(), font)]);
            if said == ["legacy-text-doubtful"] {
                asked += 1;
                assert_eq!(texts, [typed]);
            } else {
                assert_eq!(texts[0].to_lowercase(), name.to_lowercase());
            }
        }
    }
    assert!(asked <= 12, "{asked} of {}", 2 * NAMES.lines().count());
}

#[test]
fn what_is_open_is_decided_by_what_stands_around_it_or_by_nobody() {
    // "Lò" in Unicode is "Lũ" in TCVN3; nothing else tells.
    let alone = [("Lò".to_owned(), TIME)];
    assert_eq!(mended(&alone), (vec!["Lò".to_owned()], vec!["legacy-text-doubtful"]));
    let list = [("Lò".to_owned(), TIME), (tcvn3("Đặng Thị"), TIME)];
    assert_eq!(mended(&list).0, ["Lũ", "Đặng Thị"]);
    let list = [("Lò".to_owned(), TIME), ("Đặng Thị".to_owned(), TIME)];
    assert_eq!(mended(&list), (vec!["Lò".to_owned(), "Đặng Thị".to_owned()], vec![]));
    let mixed = [("Lò".to_owned(), TIME), (tcvn3("Đặng"), TIME), ("Đặng".to_owned(), TIME)];
    let (texts, said) = mended(&mixed);
    assert_eq!(texts, ["Lò", "Đặng", "Đặng"]);
    assert_eq!(said, ["legacy-text-doubtful", "legacy-text-converted"]);
    // What a list offers was picked from it, whatever the font: "Có" would be "Cú" in TCVN3.
    let picked = [("Có".to_owned(), TIME), (tcvn3("Đặng"), TIME), (tcvn3("Có"), TIME)];
    assert_eq!(mended(&picked).0, ["Có", "Đặng", "Có"]);
    assert_eq!(mended(&[(tcvn3("Có"), TIME)]).0, ["Có"]);
    // Without a font: Unicode unless the sheet has text of an old encoding.
    let mixed = [("Lò".to_owned(), None), (tcvn3("Đặng"), None)];
    assert_eq!(mended(&mixed).0, ["Lũ", "Đặng"]);
}

#[test]
fn the_row_goes_before_the_column_and_the_column_before_the_sheet() {
    let unicode = "Đặng Thị".to_owned();
    let old = tcvn3(&unicode);
    let (open, name) = ("Lò".to_owned(), "Ma A".to_owned());
    for (cells, expected) in [
        // Each in its own row.
        ([[&unicode, &open], [&old, &open]], vec!["Lò", "Lũ"]),
        // Nothing in its row: each in its own column.
        ([[&unicode, &old], [&open, &open]], vec!["Lò", "Lũ"]),
        // Nothing in either: as the rest of the sheet.
        ([[&unicode, &name], [&name, &open]], vec!["Lò"]),
        ([[&old, &name], [&name, &open]], vec!["Lũ"]),
        // The row speaks against the column.
        ([[&old, &unicode], [&open, &unicode]], vec!["Lò"]),
        ([[&unicode, &old], [&open, &old]], vec!["Lũ"]),
    ] {
        let mut sheet = Sheet::new("S", false);
        let cell =
            |col, text: &str| Cell { col, raw: Raw::Text(text.into()), format: Format::Plain };
        let cells = (0..).zip(cells).flat_map(|(row, texts)| {
            (0..).zip(texts).map(move |(col, text)| (row, cell(col, text)))
        });
        sheet.fill(cells.collect());
        let mut book = Cow::Owned(Book { sheets: vec![sheet], ..Book::default() });
        mend(&mut book, &Wording::new(regime()), &mut Vec::new());
        let cells = book.sheets[0].rows.iter().flat_map(|it| &it.cells);
        let texts: Vec<_> = cells.filter_map(Cell::text).filter(|it| it.starts_with('L')).collect();
        assert_eq!(texts, expected);
    }
}

#[test]
fn a_text_of_pieces_in_both_is_asked_about_or_follows_its_row() {
    let mixed = ("L· Thị Mai".to_owned(), None);
    assert_eq!(
        mended(std::slice::from_ref(&mixed)),
        (vec![mixed.0.clone()], vec!["legacy-text-doubtful"])
    );
    let list = [mixed, (tcvn3("Đặng Thị"), None)];
    assert_eq!(mended(&list).0, ["Lã Thị Mai", "Đặng Thị"]);
    for whole in ["Đặng Văn Khởi · Tày", "Trần Êñuôl", "Nguyễn «Tày»", "Đảng ủy xã × 2", "µ Lợi"]
    {
        assert_eq!(mended(&[(whole.to_owned(), TIME)]), (vec![whole.to_owned()], vec![]));
    }
}

#[test]
fn capitals_are_as_they_were_shown() {
    for (typed, font, read) in [
        (tcvn3("nông thị sắn"), CAPITALS, "NÔNG THỊ SẮN"),
        ("ma a pao".to_owned(), CAPITALS, "MA A PAO"),
        ("Nông Thị Sắn".to_owned(), CAPITALS, "Nông Thị Sắn"),
        (tcvn3("NÔNG THỊ SẮN"), None, "NÔNG THỊ SẮN"),
        (tcvn3("NÔNG THỊ SẮN"), TIME, "NÔNG THỊ SẮN"),
        (tcvn3("Nông Thị Sắn"), TIME, "Nông Thị Sắn"),
        (tcvn3("Ủy ban"), TIME, "ủy ban"),
        (vni("NÔNG THỊ SẮN"), None, "NÔNG THỊ SẮN"),
    ] {
        assert_eq!(mended(&[(typed, font)]).0, [read]);
    }
}

#[test]
fn other_text_is_left_alone() {
    for text in [
        "25 °C, 5 m², ½, 3 × 4, ±5%",
        "§ 3",
        "«Tày» – “Nùng”",
        "Söderberg Café Zürich",
        "Hà\u{AD} Nam",
        "Ma\u{AD} Lan",
        "µ",
        "H'Bô Niê Mlô",
        "Êñuôl",
        "Cà phê",
        "Bình 12/2020 · ký",
        "HTXSNV",
        "3 × 4",
        "Ho\u{300}a",
    ] {
        assert_eq!(mended(&[(text.to_owned(), None)]), (vec![text.to_owned()], vec![]), "{text}");
    }
    // What is certain of itself tells of others.
    for text in ["«Tày»", "HÐND"] {
        assert_eq!(judge(text, None), Verdict::Unicode, "{text}");
    }
    // A tone left out makes no other encoding: "tôt" would be "tụt" in TCVN3.
    for text in ["Tôt", "Dân tôc", "Hoàng Văn Côt", "Xuât sac"] {
        assert_eq!(mended(&[(text.to_owned(), None)]), (vec![text.to_owned()], vec![]), "{text}");
    }
    // With the font of an old encoding its signs are letters, and ư is a soft hyphen.
    assert_eq!(mended(&[("Th\u{AD} ký".to_owned(), None)]).0, ["Thư ký"]);
    for (typed, name) in [("Kp¨", "Kpă"), ("Kr«ng", "Krông"), ("H'Bl¨m", "H'Blăm")] {
        let converted = (vec![name.to_owned()], vec!["legacy-text-converted"]);
        assert_eq!(mended(&[(typed.to_owned(), TIME)]), converted);
    }
    assert_eq!(mended(&[("CT H§ND".to_owned(), None)]).0, ["CT HĐND"]);
    assert_eq!(mended(&[("CT HÑND".to_owned(), None)]).0, ["CT HĐND"]);
    assert_eq!(mended(&[("CT HÐND".to_owned(), None)]).1, ["look-alike-letters"]);
}

#[test]
fn findings_show_values_as_they_are_stored() {
    let sheets = vec![sheet(&[(tcvn3("Mức bốn"), TIME)])];
    let mut book = Cow::Owned(Book { sheets, ..Book::default() });
    let mut said = Vec::new();
    let originals = mend(&mut book, &Wording::new(regime()), &mut said);
    let cell = CellRef::new(&book.sheets[0].name, 0, 1);
    let mut findings = [
        Finding::at(&DOUBTFUL, &cell).stored("\"Mức bốn\"".to_owned()),
        Finding::at(&DOUBTFUL, &cell).stored("5".to_owned()),
    ];
    originals.restore(&mut findings);
    assert_eq!(findings[0].stored.as_deref(), Some("\"Møc bèn\""));
    assert_eq!(findings[1].stored.as_deref(), Some("5"));
    assert_eq!(said[0].stored.as_deref(), Some("\"Møc bèn\""));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_stumble(
        texts in proptest::collection::vec("[a-zA-Z \u{A1}-\u{FF}]{0,12}|\\PC{0,12}", 1..6),
        font in proptest::sample::select(vec![None, TIME, CAPITALS, VNI_TIMES]),
    ) {
        let typed: Vec<_> =
            texts.iter().map(|it| (format!("x{it}"), font)).collect();
        let (once, said) = mended(&typed);
        // What changed was said, and nothing was lost.
        let is_changed = typed.iter().zip(&once).any(|it| it.0.0 != *it.1);
        proptest::prop_assert!(!is_changed || !said.is_empty());
        proptest::prop_assert!(once.iter().all(|it| !it.is_empty()));
    }
}
