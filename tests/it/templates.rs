//! `templates/<regime>/form.xlsx` is made from `form.toml`; here it is made
//! again and compared, so that it is never stale.

use std::fs;
use std::path::Path;

use xeploai::model::StoredValue;
use xeploai::read::{Limits, read};
use xeploai::regime::Sources;
use xeploai::regime::form::Kind;
use xeploai::write::blank::{self, BlankFor, Filled, Spot, filled};

const REFRESH: &str = "XEPLOAI_BLESS=1 cargo test --test it templates::";

#[test]
fn each_template_is_the_blank_form_of_its_profile() {
    let sources = Sources::builtin();
    for id in sources.ids() {
        let regime = sources.regime(id).unwrap();
        let open = BlankFor { year: None, committee: "", branch: None, roster: &[] };
        let made = blank::workbook(&regime, &open).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("templates/{id}/form.xlsx"));
        if std::env::var_os("XEPLOAI_BLESS").is_some() {
            #[expect(clippy::disallowed_methods, reason = "refreshes a file of the repository")]
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_default();
        assert!(
            kept == made,
            "templates/{id}/form.xlsx is not what form.toml makes; refresh it: {REFRESH}"
        );
    }
}

/// Whatever says more than who the branch and its members are makes a form a filled one:
/// here the shares, answers and days that regimes after the first brought. (A blank form
/// takes its time to write, so not all columns.)
#[test]
fn one_answer_makes_a_form_a_filled_one() {
    let sources = Sources::builtin();
    let first = sources.regime("2019-hd21").unwrap().form;
    let place = |it: usize| u32::try_from(it).unwrap();
    for id in ["2023-hd25", "2025-hd43"] {
        let regime = sources.regime(id).unwrap();
        let form = &regime.form;
        let mut spots = vec![(None, "the name alone", Kind::Text)];
        let facts = form.info.row.iter().enumerate();
        for (at, it) in facts.filter(|it| first.info_row(it.1.field).is_none()) {
            spots.push((Some(Spot::Info(place(at))), &it.label, it.kind));
        }
        let columns = form.members.column.iter().enumerate();
        for (at, it) in columns.filter(|it| first.member_column(it.1.field).is_none()) {
            spots.push((Some(Spot::Member(0, place(at))), &it.heading, it.kind));
        }
        let columns = form.collectives.column.iter().enumerate();
        for (at, it) in columns.filter(|it| first.collective_column(it.1.field).is_none()) {
            spots.push((Some(Spot::Collective(0, place(at))), &it.heading, it.kind));
        }
        for (spot, heading, kind) in spots {
            let value = match kind {
                Kind::Percent => "50",
                Kind::YesNo => "Không",
                Kind::Date => "01/12/2026",
                Kind::Text if spot.is_none() => "",
                _ => continue,
            };
            let mut typed = Filled::default();
            typed.put(Spot::Member(0, 1), StoredValue::Text("Ma Văn An".to_owned()));
            if let Some(spot) = spot {
                typed.put(spot, StoredValue::Text(value.to_owned()));
            }
            let blank =
                BlankFor { year: None, committee: "Đảng ủy xã", branch: None, roster: &[] };
            let bytes = filled(&regime, &blank, &typed).unwrap();
            let parsed = read(&bytes, &regime, &Limits::default()).unwrap();
            assert_eq!(parsed.unfilled, spot.is_none(), "{id}: {heading}");
        }
    }
}
