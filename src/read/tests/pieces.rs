//! Text whose pieces have fonts of their own, in the shared texts and in cells.

use super::made::{Made, parts, patched};
use super::{parse, regime, said};
use crate::read::legacy::tcvn3_of;

/// A piece as a workbook stores it, without a font in the cell's.
fn run(font: &str, text: &str) -> String {
    let face = match font {
        "" => String::new(),
        name => format!("<rPr><b/><rFont val=\"{name}\"/></rPr>"),
    };
    format!("<r>{face}<t xml:space=\"preserve\">{text}</t></r>")
}

/// The name of the second member and what is said, with these pieces for it.
fn read(pieces: &str, is_inline: bool) -> (String, Vec<String>) {
    let bytes = Made::form(regime()).bytes();
    let bytes = if is_inline {
        patched(&bytes, "xl/worksheets/sheet2.xml", |xml| {
            let start = xml.find("<c r=\"B7\"").unwrap();
            let end = start + xml[start..].find("</c>").unwrap();
            let cell = format!("<c r=\"B7\" t=\"inlineStr\"><is>{pieces}</is>");
            format!("{}{cell}{}", &xml[..start], &xml[end..])
        })
    } else {
        patched(&bytes, "xl/sharedStrings.xml", |xml| {
            // The form has the name a second time, in sheet 1: as a text of its own.
            let place = xml[..xml.find("<t>Chẩu Thị Nga</t>").unwrap()].matches("<si>").count() - 1;
            let mut all: Vec<String> = xml.split("</si>").map(str::to_owned).collect();
            all[place] = format!("<si>{pieces}<rPh sb=\"0\" eb=\"1\"><t>x</t></rPh>");
            let head = &xml[..xml.find("<si>").unwrap()];
            let texts = all.join("</si>");
            if texts.starts_with("<?xml") { texts } else { format!("{head}{texts}") }
        })
    };
    assert!(parts(&bytes).len() > 5);
    let parsed = parse(&bytes);
    (parsed.submission.members[1].name.text().to_owned(), said(&parsed.findings))
}

#[test]
fn each_piece_is_read_in_its_own_font() {
    let old = tcvn3_of;
    for is_inline in [false, true] {
        for (pieces, name) in [
            // One piece; the whole text in two of the old font.
            (run(".VnTime", &old("Chẩu Thị Nga")), "Chẩu Thị Nga"),
            (run(".VnTime", &old("Chẩu ")) + &run(".VnArial", &old("Thị Nga")), "Chẩu Thị Nga"),
            // Old and new side by side, neither told by its letters alone.
            (run("Times New Roman", "Chẩu ") + &run(".VnTime", &old("Thị Sắn")), "Chẩu Thị Sắn"),
            (run(".VnTime", &old("Đặng Thị ")) + &run("", "Sắn"), "Đặng Thị Sắn"),
            // A font of capitals shows small letters so, but only its own.
            (run(".VnTimeH", &old("chẩu thị")) + &run("Arial", " Nga"), "CHẨU THỊ Nga"),
            (run(".VnTimeH", "nga") + &run("Arial", " Thị"), "NGA Thị"),
            (run("VNI-Times", "Chaåu Thò ") + &run("Arial", "Sắn"), "Chẩu Thị Sắn"),
        ] {
            let (read, said) = read(&pieces, is_inline);
            assert_eq!(read, name, "{pieces}");
            let sheet2 = said.iter().filter(|it| it.ends_with("2_DangVien"));
            assert_eq!(sheet2.count(), 1, "{pieces}: {said:?}");
        }
        // Unicode in pieces stays as it is, in whatever font.
        for font in ["Times New Roman", "", ".VnTime"] {
            let (name, said) = read(&(run(font, "Chẩu ") + &run("Arial", "Thị Nga")), is_inline);
            assert_eq!(name, "Chẩu Thị Nga");
            assert_eq!(said, Vec::<String>::new());
        }
    }
}
