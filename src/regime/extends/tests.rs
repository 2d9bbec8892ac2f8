use super::*;

const BASE: &str = "2019-hd21";

fn laid(overlay: &str) -> Result<Regime, FileError> {
    let mut sources = Sources::builtin();
    sources.lay_over("huyen", OVERLAY, overlay);
    sources.regime("huyen").map_err(|error| sources.mistake(&error).unwrap())
}

#[track_caller]
fn sound(rest: &str) -> Regime {
    let text = format!("extends = \"{BASE}\"\n{rest}");
    laid(&text).unwrap_or_else(|mistake| panic!("{mistake}: {mistake:?}"))
}

/// Code, marked text and suggestion of the mistake.
#[track_caller]
fn refused(rest: &str) -> (&'static str, String, Option<String>) {
    let text = format!("extends = \"{BASE}\"\n{rest}");
    let mistake = laid(&text).err().unwrap_or_else(|| panic!("not refused: {rest}"));
    assert_eq!(mistake.file, "huyen/overlay.toml");
    let marked = mistake.span.map(|it| text[it].to_owned()).unwrap_or_default();
    (mistake.finding.code.id, marked, mistake.suggestion)
}

fn headings(regime: &Regime) -> Vec<&str> {
    regime.form.members.column.iter().map(|it| it.heading.as_str()).collect()
}

#[test]
fn an_overlay_without_changes_is_its_base() {
    let base = Sources::builtin().regime(BASE).unwrap();
    let own = sound("name = \"Huyện Lâm Bình\"\n");
    assert_eq!((own.id.as_str(), own.rules.name.as_str()), ("huyen", "Huyện Lâm Bình"));
    assert_eq!(format!("{:?}", own.form), format!("{:?}", base.form));
    assert_eq!(format!("{:?}", own.consolidated), format!("{:?}", base.consolidated));
    assert_eq!(own.rules.years, base.rules.years);
}

#[test]
fn headings_order_and_columns_change() {
    let base = Sources::builtin().regime(BASE).unwrap();
    let own = sound(
        "[form.members]\norder = [\"number\", \"card\", \"name\"]\ndrop = [\"ethnicity\"]\n\
         [[form.members.column]]\nat = \"name\"\nheading = \"Họ, tên khai sinh\"\n\
         [[form.members.add]]\nafter = \"ethics\"\nfield = \"criterion\"\ncriterion = \"digital\"\n\
         heading = \"Chuyển đổi số\"\ntype = \"grade\"\nwidth = 8\nhow = \"Ghi mức.\"\n",
    );
    let (before, after) = (headings(&base), headings(&own));
    assert_eq!(after.len(), before.len());
    assert_eq!(after[2], "Họ, tên khai sinh");
    assert!(before.contains(&"Dân tộc") && !after.contains(&"Dân tộc"));
    let name = |own: &Regime, it: &str| {
        own.form.members.column.iter().position(|c| c.criterion.as_deref() == Some(it)).unwrap()
    };
    assert_eq!(name(&own, "digital"), name(&own, "ethics") + 1);
    // Forms with the heading of the base are still understood.
    assert!(own.form.members.column[2].aliases.contains(&"Họ và tên".to_owned()));
}

#[test]
fn the_workbook_is_worded_otherwise() {
    let own = sound(
        "[consolidated.foot]\nright = [\"T/M BAN THƯỜNG VỤ\", \"PHÓ BÍ THƯ\"]\n\
         [consolidated.sheet.totals]\nlabel = \"Mẫu 1\"\ndrop = [\"excellent/good\"]\n\
         text = { \"quota.within\" = \"Trong mức\" }\n\
         column = [{ at = \"exempt\", heading = \"Miễn\", width = 7 }]\n\
         [consolidated.sheet.members]\norder = [\"number\", \"card\"]\n\
         [consolidated.sheet.reviews]\nleave-out = true\n\
         row = [{ at = \"Trong đó:\", label = \"Gồm:\" }]\n",
    );
    let book = &own.consolidated;
    assert_eq!(book.foot.right, ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"]);
    assert_eq!((book.totals.sheet.label.as_str(), book.totals.column.len()), ("Mẫu 1", 21));
    assert_eq!(book.totals.column[3].heading, "Miễn");
    assert_eq!(book.totals.quota.within, "Trong mức");
    assert_eq!(book.members.column[1].heading, "Số thẻ");
    assert_eq!(book.reviews.row[3].label, "Gồm:");
    assert_eq!(book.without, ["reviews"]);
}

#[test]
fn a_sheet_that_the_base_goes_without_can_be_brought_back() {
    let reviews = "[consolidated.sheet.reviews]\nleave-out = ";
    let mut sources = Sources::builtin();
    sources.lay_over("tinh", OVERLAY, &format!("extends = \"{BASE}\"\n{reviews}true\n"));
    sources.lay_over("xa", OVERLAY, &format!("extends = \"tinh\"\n{reviews}false\n"));
    assert_eq!(sources.regime("tinh").unwrap().consolidated.without, ["reviews"]);
    assert!(sources.regime("xa").unwrap().consolidated.without.is_empty());
}

#[test]
fn unknown_targets_are_marked_and_the_likely_one_is_named() {
    let s = |it: &str| Some(it.to_owned());
    for (rest, code, marked, suggestion) in [
        ("nam = \"x\"\n", "B021", "nam", s("name")),
        ("[form.members]\ndrop = [\"ethnicty\"]\n", "B024", "\"ethnicty\"", s("ethnicity")),
        ("[form.members]\norder = [\"name\", \"crd\"]\n", "B024", "\"crd\"", s("card")),
        ("[form.members]\ndrop = [\"name\"]\n", "B028", "\"name\"", None),
        ("[form.members]\norder = [\"name\", \"name\"]\n", "B028", "\"name\"", None),
        (
            "[form.info]\nrow = [{ at = \"secretry\", label = \"x\" }]\n",
            "B024",
            "\"secretry\"",
            s("secretary"),
        ),
        ("[consolidated.head]\nmrk = \"x\"\n", "B024", "mrk", s("mark")),
        ("[consolidated.foot]\nleft = \"x\"\n", "B022", "left", None),
        ("[consolidated.sheet.member]\nname = \"x\"\n", "B024", "member", s("members")),
        ("[consolidated.sheet.members]\nnam = \"x\"\n", "B021", "nam", s("name")),
        ("[consolidated.sheet.members]\ndrop = [\"proposal\"]\n", "B027", "\"proposal\"", None),
        ("[consolidated.sheet.members]\nleave-out = true\n", "B027", "members", None),
        ("[consolidated.sheet.members]\ntitle = \"NĂM {yeer}\"\n", "B027", "members", None),
        ("[rules]\n", "B021", "rules", None),
        ("years = [1999]\n", "B024", "[1999]", None),
    ] {
        assert_eq!(refused(rest), (code, marked.to_owned(), suggestion), "{rest}");
    }
}

#[test]
fn a_wrong_added_column_is_marked() {
    let add = "[[form.members.add]]\nfield = \"criterion\"\ncriterion = \"digital\"\nheadng = \"x\"\n\
               type = \"grade\"\nwidth = 8\nhow = \"Ghi mức.\"\n";
    assert_eq!(refused(add), ("B021", "headng".to_owned(), Some("heading".to_owned())));
    let twice = "[[form.members.add]]\nfield = \"card\"\nheading = \"x\"\ntype = \"card\"\nwidth = 8\nhow = \"\"\n";
    assert_eq!(refused(twice).0, "B028");
}

#[test]
fn an_unknown_base_and_a_circle_are_refused() {
    let mistake = laid("extends = \"2019-hd12\"\n").unwrap_err();
    assert_eq!(mistake.suggestion.as_deref(), Some(BASE));
    let mut sources = Sources::builtin();
    sources.lay_over("a", OVERLAY, "extends = \"b\"\n");
    sources.lay_over("b", OVERLAY, "extends = \"a\"\n");
    let error = sources.regime("a").unwrap_err();
    assert_eq!(sources.mistake(&error).unwrap().finding.code.id, "B028");
}

#[test]
fn an_overlay_stands_in_the_place_of_its_base() {
    let mut sources = Sources::builtin();
    sources.lay_over("huyen", OVERLAY, &format!("extends = \"{BASE}\"\nyears = [2020]\n"));
    assert_eq!(sources.regime_of_year(2020).unwrap().id, "huyen");
    assert_eq!(sources.regime_of_year(2021).unwrap().id, BASE);
    sources.lay_over("xa", OVERLAY, "extends = \"huyen\"\n");
    assert_eq!(sources.regime_of_year(2020).unwrap().id, "xa");
    sources.lay_over("xa", OVERLAY, &format!("extends = \"{BASE}\"\n"));
    assert!(matches!(
        sources.regime_of_year(2020),
        Err(crate::regime::RegimeError::SeveralOfYear { .. })
    ));
}

#[test]
fn entries_of_a_list_are_dropped_reworded_and_added() {
    let own = sound(
        "[form.choice.cause]\noption = [{ at = \"other\", label = \"Lý do khác\" }]\n\
         [form.choice.eligibility]\ndrop = [\"suspended\"]\n\
         [[form.choice.self-form.add]]\nkey = \"a\"\nlabel = \"Mẫu A\"\n",
    );
    assert!(own.form.choice["eligibility"].iter().all(|it| it.key != "suspended"));
    let other = own.form.choice["cause"].iter().find(|it| it.key == "other").unwrap();
    assert_eq!(
        (other.label.as_str(), &other.aliases[..]),
        ("Lý do khác", &["Khác".to_owned()][..])
    );
    assert_eq!(own.form.choice["self-form"][0].label, "Mẫu A");
    let (code, marked, _) = refused("[form.choice.cause]\ndrop = [\"degeneration\"]\n");
    assert_eq!((code, marked.as_str()), ("B027", "\"degeneration\""), "a rule asks for it");
    let (code, marked, _) = refused("[form.choice.eligibility]\ndrop = [\"rated\"]\n");
    assert_eq!((code, marked.as_str()), ("B027", "\"rated\""));
    let (code, ..) = refused("[form.choice.nothing]\ndrop = [\"x\"]\n");
    assert_eq!(code, "B024");
}

/// The regime that an overlay makes with rules of its own beside it.
fn with_rules(change: impl Fn(&str) -> String, file: &str) -> Result<Regime, FileError> {
    let mut sources = Sources::builtin();
    let rules = sources.text(BASE, RULES).unwrap();
    let rules = change(&rules.replace("regime = \"2019-hd21\"", "regime = \"huyen\""));
    sources.lay_over("huyen", OVERLAY, &format!("extends = \"{BASE}\"\n"));
    sources.lay_over("huyen", file, &rules);
    sources.regime("huyen").map_err(|error| sources.mistake(&error).unwrap())
}

#[test]
fn rules_beside_an_overlay_take_the_place_of_the_bases() {
    let other = |text: &str| {
        text.replace("years = [2019, 2020, 2021, 2022]", "years = [1999]")
            .replace("XL-2019-HD21", "XL-1999")
    };
    let own = with_rules(other, RULES).unwrap();
    assert_eq!((own.rules.years.as_slice(), own.form.code.as_str()), (&[1999][..], "XL-1999"));
    assert_eq!(own.form.info.sheet, "1_ThongTinChiBo");
    let misspelt = with_rules(|it| it.replace("months = 6", "moths = 6"), RULES).unwrap_err();
    assert_eq!((misspelt.file.as_str(), misspelt.finding.code.id), ("huyen/rules.toml", "B021"));
    let unknown =
        with_rules(|it| it.replace("cause = \"degeneration\"", "cause = \"dege\""), RULES);
    let unknown = unknown.unwrap_err();
    assert_eq!((unknown.file.as_str(), unknown.finding.code.id), ("huyen/rules.toml", "B027"));
    // A whole form beside an overlay: which of the two should count?
    let beside = with_rules(str::to_owned, "form.toml").unwrap_err();
    assert_eq!((beside.file.as_str(), beside.finding.code.id), ("huyen/overlay.toml", "B028"));
}
