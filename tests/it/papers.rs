//! Papers in Word: what is typed into a document is filled, repeated or left out, nothing else in it
//! changes, and what could only be guessed is refused.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "helpers of tests, which make and read their own files and name their own parts"
)]

mod made;
mod others;

use xeploai::finding::Finding;
use xeploai::model::{BranchStatus, CommuneResult, Slot};
use xeploai::workbook::Limits;
use xeploai::write::papers::{check, fill};

use crate::fill::world::{self, World, branch, totals};
use crate::returned::support::{packed, part, parts};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A document of this body, with more parts: their names, kinds and texts.
fn document(body: &str, more: &[(&str, &str, &str)]) -> Vec<u8> {
    let kind = |kind: &str| format!("{TYPES}.{kind}+xml");
    typed_document(&kind("document.main"), body, more)
}

fn typed_document(main: &str, body: &str, more: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"bin\" \
         ContentType=\"application/vnd.ms-office.vbaProject\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{main}\"/>"
    );
    let mut relations = String::new();
    for (number, (name, kind, _)) in (1..).zip(more) {
        if !name.ends_with(".bin") {
            types += &format!(
                "<Override PartName=\"/word/{name}\" ContentType=\"{TYPES}.{kind}+xml\"/>"
            );
        }
        relations += &format!(
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/{kind}\" Target=\"{name}\"/>"
        );
    }
    let relations_of = |inner: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), (types + "</Types>").into_bytes()),
        (
            "_rels/.rels".to_owned(),
            relations_of(&format!(
                "<Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>"
            ))
            .into_bytes(),
        ),
        (
            "word/document.xml".to_owned(),
            format!(
                "<w:document xmlns:w=\"{W}\" xmlns:w14=\"urn:w14\" xmlns:mc=\"urn:mc\" xmlns:wps=\"urn:wps\"><w:body>{body}</w:body></w:document>"
            )
            .into_bytes(),
        ),
        ("word/_rels/document.xml.rels".to_owned(), relations_of(&relations).into_bytes()),
    ];
    for (name, _, text) in more {
        all.push((format!("word/{name}"), text.replace("W:", W).into_bytes()));
    }
    packed(&all)
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|it| format!("<w:tc>{}</w:tc>", paragraph(it))).collect();
    format!("<w:tr>{cells}</w:tr>")
}

fn table(rows: &[String]) -> String {
    format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.concat())
}

/// Three branches: two members, one, and one that is out.
fn commune(world: &World) -> CommuneResult {
    let named = |code: &str, names: &[&str]| {
        world::branch_with(world, code, names.len(), |form| {
            for (member, name) in form.members.iter_mut().zip(names) {
                let cell = member.name.cell().unwrap().clone();
                let value = (*name).to_owned();
                member.name = Slot::Is(xeploai::model::At { value, at: cell });
            }
            form.collectives.clear();
        })
    };
    let branches = vec![
        named("TP", &["Ân & <b>", "Bình\tB\nhai"]),
        named("NM", &["Chi"]),
        branch(world, "KC", 0, BranchStatus::Missing),
    ];
    totals(world, branches)
}

/// The body of a document that is filled.
fn body(text: &str) -> String {
    let world = World::new();
    let bytes = fill(&document(text, &[]), &commune(&world), &world.context());
    let bytes = bytes.unwrap_or_else(|it| panic!("{it:?}"));
    let whole = part(&bytes, "word/document.xml");
    let (_, rest) = whole.split_once("<w:body>").unwrap();
    rest.strip_suffix("</w:body></w:document>").unwrap().to_owned()
}

/// The texts of paragraphs, a row of a table in one line with `|` between its cells.
fn lines(xml: &str) -> Vec<String> {
    let xml = xml.replace("</w:p></w:tc><w:tc>", "|").replace("<w:br/>", "\\n");
    let mut lines = Vec::new();
    for piece in xml.split("</w:p>") {
        if !piece.contains("<w:p>") && !piece.contains("<w:p ") && !piece.contains("<w:t") {
            continue;
        }
        let mut text = String::new();
        for it in piece.replace("<w:tab/>", "\\t").split('<') {
            text.push_str(it.split_once('>').map_or(it, |it| it.1));
        }
        lines.push(text);
    }
    lines
}

fn told(text: &str) -> Vec<Finding> {
    check(&document(text, &[]), &Limits::default())
}

#[test]
fn a_torn_placeholder_has_the_look_of_its_first_run() {
    let torn = "<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Năm {</w:t></w:r>\
                <w:proofErr w:type=\"spellStart\"/><w:bookmarkStart w:id=\"0\" w:name=\"x\"/><w:r><w:rPr><w:i/><w:lang w:val=\"vi-VN\"/></w:rPr><w:t>{ye</w:t></w:r>\
                <w:hyperlink w:anchor=\"x\"><w:r><w:t>ar}</w:t></w:r></w:hyperlink><w:bookmarkEnd w:id=\"0\"/><w:r><w:t>}, x</w:t><w:br/><w:t>y</w:t></w:r></w:p>";
    let wanted = torn
        .replace(
            "<w:t xml:space=\"preserve\">Năm {</w:t>",
            "<w:t xml:space=\"preserve\">Năm 2020</w:t>",
        )
        .replace("<w:t>{ye</w:t>", "")
        .replace("<w:t>ar}</w:t>", "")
        .replace("<w:t>}, x</w:t>", "<w:t xml:space=\"preserve\">, x</w:t>");
    assert_eq!(body(torn), wanted);
    // Several in one run, one right behind the other.
    assert_eq!(lines(&body(&paragraph("{{year}}{{year}} {{ nam }}"))), ["20202020 2020"]);
}

#[test]
fn a_row_is_repeated_with_its_look_and_values_are_text() {
    let head = row(&["TT", "Họ tên"]);
    let own = row(&["{{member.number}}", "<![CDATA[{{member]]>.name}}"])
        .replace("<w:tr>", "<w:tr w14:paraId=\"01\"><w:trPr><w:cantSplit/></w:trPr>");
    let filled = body(&table(&[head, own, row(&["", "Cộng {{total.members}}"])]));
    assert_eq!(
        lines(&filled),
        ["TT|Họ tên", "1|Ân &amp; &lt;b&gt;", "2|Bình\\tB\\nhai", "3|Chi", "|Cộng 3"]
    );
    assert_eq!(filled.matches("<w:trPr><w:cantSplit/></w:trPr>").count(), 3);
    assert_eq!(filled.matches("paraId").count(), 1, "an id stands once");
    assert_eq!(filled.matches("<w:tr").count() - filled.matches("<w:trPr").count(), 5);
}

#[test]
fn a_table_in_a_row_has_the_people_of_that_row() {
    let inner = table(&[row(&["{{member.number}}. {{member.name}} {{branch.code}}"])]);
    let outer = format!(
        "<w:tr><w:tc>{}</w:tc><w:tc>{inner}{}</w:tc></w:tr>",
        paragraph("{{branch.name}}"),
        paragraph("hết")
    );
    // The row inside is of the list of people, the one round it gives the branch.
    let filled = body(&table(&[outer.replace(" {{branch.code}}", "")]));
    assert_eq!(
        lines(&filled),
        [
            "Chi bộ TP|1. Ân &amp; &lt;b&gt;",
            "2. Bình\\tB\\nhai",
            "hết",
            "Chi bộ NM|1. Chi",
            "hết",
            "Chi bộ KC|. ",
            "hết"
        ]
    );
    let findings = told(&table(&[outer]));
    assert_eq!(findings.iter().map(|it| it.code.id).collect::<Vec<_>>(), ["W112"]);
}

#[test]
fn paragraphs_outside_tables_are_repeated_too() {
    let section = "<w:p><w:pPr><w:sectPr><w:cols/></w:sectPr></w:pPr><w:bookmarkStart w:id=\"1\" w:name=\"a\"/><w:r><w:t>{{branch.number}}. {{branch.name}}: {{branch.members}}</w:t></w:r><w:bookmarkEnd w:id=\"1\"/></w:p>";
    let filled = body(&format!("{section}{}", paragraph("{{failing.name}}")));
    assert_eq!(lines(&filled), ["1. Chi bộ TP: 2", "2. Chi bộ NM: 1", "3. Chi bộ KC: "]);
    assert_eq!(filled.matches("<w:bookmarkStart").count(), 1);
    assert_eq!(filled.matches("<w:sectPr>").count(), 1);
    assert!(
        filled.rfind("<w:sectPr>") > filled.find("Chi bộ NM"),
        "the section ends with the last"
    );
}

#[test]
fn what_a_condition_is_not_true_of_is_left_out() {
    for (text, wanted) in [
        ("{{if total.good}}Có {{total.good}}", &["Có 3"][..]),
        ("{{if total.excellent}}Có", &[]),
        ("{{if not total.excellent}} Không có", &["Không có"]),
        ("{{nếu không có tong.htxsnv}} Không", &["Không"]),
        ("{{nếu member}}x", &["x"]),
        ("{{if failing}}x", &[]),
        ("{{if total.good}}{{if total.excellent}}x", &[]),
        ("{{if member.reason}}{{member.name}}", &[]),
        ("{{if not member.reason}}{{member.number}}", &["1", "2", "3"]),
    ] {
        let all = body(&format!("{}{}", paragraph(text), paragraph("q")));
        let (last, own) = lines(&all).split_last().map(|it| (it.0.clone(), it.1.to_vec())).unwrap();
        assert_eq!((own, last.as_str()), (wanted.iter().map(|it| (*it).to_owned()).collect(), "q"));
    }
    // A row goes as a whole, a paragraph in a cell alone; a cell keeps one.
    let rows = [
        row(&["{{row if total.excellent}}a", "b"]),
        row(&["{{dòng nếu tong.httnv}}c", "d"]),
        row(&["{{if total.excellent}}e", "f"]),
        row(&["{{row if member.excellent_years}}{{member.number}}", "x"]),
        row(&["{{row if member.reason}}{{member.number}}", "y"]),
    ];
    assert_eq!(lines(&body(&table(&rows))), ["c|d", "|f", "1|x", "2|x", "3|x"]);
    // A table without rows is none; the cell that it stood in keeps its paragraph.
    let gone = table(&[row(&["{{row if total.excellent}}a"])]);
    let kept = paragraph("{{if total.excellent}}z");
    assert_eq!(body(&format!("{gone}{}", paragraph("q"))), paragraph("q"));
    let cell = format!("<w:tbl><w:tr><w:tc>{gone}{kept}</w:tc></w:tr></w:tbl>");
    assert_eq!(body(&cell), "<w:tbl><w:tr><w:tc><w:p><w:r></w:r></w:p></w:tc></w:tr></w:tbl>");
    // A section of pages ends there whether anything is said or not.
    let section =
        "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>{{if total.excellent}}a</w:t></w:r></w:p>";
    let empty = "<w:p><w:pPr><w:sectPr/></w:pPr><w:r></w:r></w:p>";
    assert_eq!(body(section), empty);
    let after = paragraph("q");
    assert_eq!(body(&format!("{section}{after}")), format!("{empty}{after}"), "not as the last");
}

#[test]
fn a_list_of_nobody_keeps_an_empty_row() {
    let filled =
        body(&table(&[row(&["TT", "Tên"]), row(&["{{failing.number}}", "x {{failing.name}}"])]));
    assert_eq!(lines(&filled), ["TT|Tên", "|x "]);
}

#[test]
fn headers_footnotes_and_text_boxes_are_filled_as_well() {
    let held =
        |name: &str| format!("<w:{name} xmlns:w=\"W:\">{}</w:{name}>", paragraph("{{year}}"));
    let notes = format!(
        "<w:footnotes xmlns:w=\"W:\"><w:footnote w:id=\"1\">{}</w:footnote></w:footnotes>",
        paragraph("{{if total.excellent}}x")
    );
    let (header, footer) = (held("hdr"), held("ftr"));
    let boxed = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(text));
    let shape = format!(
        "<w:p><w:r><w:t>{{{{committee}}}}</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>{{{{year}}}}</w:t></w:r></w:p>",
        boxed("{{branch.code}}"),
        boxed("{{branch.code}}")
    );
    let more = [
        ("header1.xml", "header", header.as_str()),
        ("footer1.xml", "footer", &footer),
        ("footnotes.xml", "footnotes", &notes),
    ];
    let world = World::new();
    let blank = document(&shape, &more);
    let bytes = fill(&blank, &commune(&world), &world.context()).unwrap();
    for name in ["header1", "footer1"] {
        assert!(part(&bytes, &format!("word/{name}.xml")).contains(">2020</w:t>"), "{name}");
    }
    let notes = part(&bytes, "word/footnotes.xml");
    assert!(
        notes.contains("<w:footnote w:id=\"1\"><w:p><w:r></w:r></w:p></w:footnote>"),
        "{notes}"
    );
    let text = part(&bytes, "word/document.xml");
    for code in ["TP", "NM", "KC"] {
        let shown = format!("<w:t xml:space=\"preserve\">{code}</w:t>");
        assert_eq!(text.matches(&shown).count(), 2, "for newer and for older programs");
    }
    assert!(text.contains(">Đảng ủy xã Bình An</w:t>") && text.contains(">2020</w:t>"), "{text}");
    // A placeholder in a box that is wrong is told once.
    let wrong = shape.replace("{{branch.code}}", "{{branch.kode}}");
    assert_eq!(told(&wrong).len(), 1);
}

#[test]
fn nothing_else_changes_and_macros_stay() {
    let body = format!(
        "{}<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/><w:dataBinding w:xpath=\"a\"/><w:tag w:val=\"t\"/></w:sdtPr><w:sdtContent><w:r><w:t>{{{{year}}}}</w:t></w:r></w:sdtContent></w:sdt></w:p>\
         <w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>chọn</w:t></w:r></w:sdtContent></w:sdt><w:moveFrom><w:r><w:t>{{{{cũ</w:t></w:r></w:moveFrom></w:p>",
        "<w:p><w:r><w:t>a &amp;  b</w:t></w:r></w:p><!-- x -->",
    );
    let main = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml";
    let untouched = format!("<w:hdr xmlns:w=\"W:\">{}</w:hdr>", paragraph("cũ"));
    let more = [("vbaProject.bin", "vbaProject", "macros"), ("header1.xml", "header", &*untouched)];
    let blank = typed_document(main, &body, &more);
    let world = World::new();
    let results = commune(&world);
    let bytes = fill(&blank, &results, &world.context()).unwrap();
    assert_eq!(bytes, fill(&blank, &results, &world.context()).unwrap(), "equal bytes");
    let (before, after) = (parts(&blank), parts(&bytes));
    assert_eq!(before.len(), after.len());
    for ((name, old), (same, new)) in before.iter().zip(&after) {
        assert_eq!(name, same);
        match name.as_str() {
            // A template becomes a document.
            "[Content_Types].xml" => assert!(
                String::from_utf8_lossy(new).contains("ms-word.document.macroEnabled.main+xml")
            ),
            "word/document.xml" => {
                let old = String::from_utf8_lossy(old)
                    .replacen("<w:showingPlcHdr/><w:dataBinding w:xpath=\"a\"/>", "", 1)
                    .replace("<w:t>{{year}}</w:t>", "<w:t xml:space=\"preserve\">2020</w:t>");
                assert_eq!(String::from_utf8_lossy(new), old);
            }
            _ => assert_eq!(old, new, "{name}"),
        }
    }
}

#[test]
fn what_could_only_be_guessed_is_refused() {
    let ids = |text: &str| told(text).iter().map(|it| it.code.id).collect::<Vec<_>>();
    let wrong = told(&paragraph("Họ tên: {{member.nmae}} và {{yeer}}"));
    assert_eq!(wrong.len(), 2);
    assert_eq!(wrong[0].stored.as_deref(), Some("Họ tên: {{member.nmae}} và {{yeer}}"));
    assert!(format!("{:?}", wrong[0].args).contains("{{member.name}}"), "{:?}", wrong[0].args);
    assert_eq!(ids(&paragraph("{{year}")), ["W116"]);
    assert_eq!(ids(&paragraph("{{branch.name}} {{member.name}}")), ["W112"]);
    assert_eq!(ids(&paragraph("không có gì")), ["W117"]);
    // Torn by a line it is no accident of Word's.
    assert_eq!(ids("<w:p><w:r><w:t>{{ye</w:t><w:br/><w:t>ar}}</w:t></w:r></w:p>"), ["W111"]);
    let limits = Limits::default();
    let comments = format!(
        "<w:comments xmlns:w=\"W:\"><w:comment>{}</w:comment></w:comments>",
        paragraph("{{year}}")
    );
    let noted = document(&paragraph("{{year}}"), &[("comments.xml", "comments", &comments)]);
    assert_eq!(check(&noted, &limits)[0].code.id, "W131");
    let mut doctype = parts(&document(&paragraph("{{year}}"), &[]));
    doctype[2].1.splice(0..0, b"<!DOCTYPE x>".iter().copied());
    let doctype = packed(&doctype);
    for (bytes, reason) in [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "word-refused-ole"),
        (b"{\\rtf1}".to_vec(), "word-refused-not-word"),
        (crate::fill::blank(&[("A1", "{{year}}")]), "word-refused-not-word"),
        (document("<w:p>", &[]), "returned-refused-damaged"),
        (doctype, "returned-refused-dtd"),
    ] {
        let findings = check(&bytes, &limits);
        assert_eq!(findings.len(), 1, "{reason}");
        assert_eq!(findings[0].code.id, "W130");
        assert!(format!("{:?}", findings[0].args).contains(reason), "{:?}", findings[0].args);
    }
}

#[test]
fn hostile_packages_are_judged_before_they_are_inflated() {
    let limits = Limits::default();
    let good = document(&paragraph("{{year}}"), &[]);
    let mut twice = parts(&good);
    twice.push(("WORD/document.xml".to_owned(), b"x".to_vec()));
    assert_eq!(check(&packed(&twice), &limits)[0].code.id, "F018");
    let mut bomb = parts(&good);
    bomb.push(("word/bomb.xml".to_owned(), vec![b' '; 80 << 20]));
    assert_eq!(check(&packed(&bomb), &limits)[0].code.id, "F013");
    // Tables in tables in tables.
    let deep =
        format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(500), "</w:tc></w:tr></w:tbl>".repeat(500));
    let deep = deep.replace("</w:tc>", "<w:p/></w:tc>");
    assert_eq!(check(&document(&deep, &[]), &limits)[0].code.id, "W130");
}
