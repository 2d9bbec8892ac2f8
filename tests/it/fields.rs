//! Each field of each sheet, typed alone into a form that is blank otherwise: nothing about it
//! may be forgotten, wherever the fields of a form are gone through.

use xeploai::model::{Field, SlotRef, StoredValue, Submission, Value};
use xeploai::read::{Limits, Parsed, read_with_cells};
use xeploai::regime::form::{CollectiveField, Column, Kind, MemberField, ScoreField};
use xeploai::regime::{OVERLAY, Regime, Sources};
use xeploai::words::{Catalogue, Lang};
use xeploai::write::blank::{BlankFor, Filled, Spot, filled};
use xeploai::write::returned::{Fresh, Refusal, fresh};

/// What the office may have filled in beforehand: a form with nothing else is blank.
const WHO: &[&str] = &[
    "FormCode",
    "BranchCode",
    "BranchName",
    "BranchKind",
    "Year",
    "Secretary",
    "Deputy",
    "Preparer",
    "Phone",
    "Founded",
    "Number",
    "Name",
    "Birth",
    "Gender",
    "Ethnicity",
    "PartyPost",
    "OtherPost",
    "Admitted",
    "Card",
    "Leader",
    "SelfForm",
    "Group",
    "Kind",
];

/// One place of a form.
struct Case {
    /// The field, with the criterion if it is one.
    name: String,
    spot: Spot,
    /// Where the name stands by which its row is one.
    beside: Option<Spot>,
    kind: Kind,
    choice: Option<String>,
    slot: Look,
}

/// Where the field stands in what was read.
type Look = Box<dyn Fn(&Submission) -> Option<SlotRef<'_>>>;

fn as_u32(place: usize) -> u32 {
    u32::try_from(place).expect("a form has few columns")
}

fn case<F: Field + std::fmt::Debug>(
    column: &Column<F>,
    spot: Spot,
    beside: Spot,
    look: Look,
) -> Case {
    Case {
        name: format!("{:?} {}", column.field, column.criterion.as_deref().unwrap_or("")),
        spot,
        beside: (spot != beside).then_some(beside),
        kind: column.kind,
        choice: column.choice.clone(),
        slot: look,
    }
}

fn cases(regime: &Regime) -> Vec<Case> {
    let form = &regime.form;
    let mut all = Vec::new();
    for (place, row) in form.info.row.iter().enumerate() {
        let table = form.info.clone();
        all.push(Case {
            name: format!("{:?}", row.field),
            spot: Spot::Info(as_u32(place)),
            beside: None,
            kind: row.kind,
            choice: row.choice.clone(),
            slot: Box::new(move |it| {
                let field = table.row[place].field;
                Some(xeploai::model::Record::slot(&it.info, field, None))
            }),
        });
    }
    macro_rules! table {
        ($table:expr, $list:ident, $spot:path, $name:expr) => {
            let name = $table.column.iter().position(|it| it.field == $name);
            let beside = $spot(0, as_u32(name.expect("the table has names")));
            for (place, column) in $table.column.iter().enumerate() {
                let (field, criterion) = (column.field, column.criterion.clone());
                // Not by way of a variable: the slot borrows from the submission alone.
                all.push(case(
                    column,
                    $spot(0, as_u32(place)),
                    beside,
                    Box::new(move |it| {
                        let row = it.$list.first()?;
                        Some(xeploai::model::Record::slot(row, field, criterion.as_deref()))
                    }),
                ));
            }
        };
    }
    table!(form.members, members, Spot::Member, MemberField::Name);
    table!(form.collectives, collectives, Spot::Collective, CollectiveField::Name);
    if let Some(scoring) = &form.scoring {
        table!(scoring, scores, Spot::Score, ScoreField::Name);
    }
    all
}

/// Something that such a cell may hold.
fn typed(case: &Case, regime: &Regime) -> StoredValue {
    let rules = &regime.rules;
    let text = |text: &str| StoredValue::Text(text.to_owned());
    match case.kind {
        Kind::Text if case.name.starts_with("FormCode") => text(&regime.form.code),
        Kind::Text => text("Ma Văn An"),
        Kind::Card => text("12 345678"),
        Kind::Ethnicity => text("Tày"),
        Kind::Date => text(&format!("03/02/{}", rules.years[0])),
        Kind::Year => StoredValue::Number(f64::from(rules.years[0])),
        Kind::Count | Kind::Points | Kind::Months => StoredValue::Number(1.0),
        // One might be a hundred percent.
        Kind::Percent => StoredValue::Number(50.0),
        Kind::Rating => text(&rules.rating[1].name),
        Kind::Grade => text(&rules.grade[1].name),
        Kind::YesNo => text(&rules.words.yes[0]),
        Kind::Choice => {
            let list = case.choice.as_ref().and_then(|it| regime.form.choice.get(it));
            text(&list.and_then(|it| it.last()).expect("there is a list").label)
        }
    }
}

/// Whether a value has the type that the kind of its column promises.
fn is_of(value: Value<'_>, kind: Kind) -> bool {
    match kind {
        Kind::Text | Kind::Card | Kind::Ethnicity => matches!(value, Value::Text(_)),
        Kind::Date => matches!(value, Value::Date(_)),
        Kind::Year | Kind::Count => matches!(value, Value::Count(_)),
        Kind::Percent | Kind::Points | Kind::Months => matches!(value, Value::Decimal(_)),
        Kind::Rating => matches!(value, Value::Rating(_)),
        Kind::Grade => matches!(value, Value::Grade(_)),
        Kind::YesNo => matches!(value, Value::YesNo(_)),
        Kind::Choice => !matches!(value, Value::Count(_) | Value::Decimal(_) | Value::Date(_)),
    }
}

fn blank() -> BlankFor<'static> {
    BlankFor { year: None, committee: "Đảng ủy xã Bình An", branch: None, roster: &[] }
}

/// Types the values and reads the workbook; then the same of the fresh form made of it.
fn forms(regime: &Regime, values: &[(Spot, StoredValue)]) -> [Parsed; 2] {
    let mut form = Filled::default();
    for (spot, value) in values {
        form.put(*spot, value.clone());
    }
    let apart = xeploai::read::foreign::here;
    let parse = |bytes: &[u8]| {
        read_with_cells(bytes, regime, &Limits::default(), apart).expect("it is a form")
    };
    let bytes = filled(regime, &blank(), &form).expect("it can be written");
    let (first, cells) = parse(&bytes);
    let again = Fresh {
        regime,
        blank: blank(),
        submission: &first.submission,
        cells: &cells,
        original_sha256: "",
        refusal: Refusal::Signed,
    };
    let bytes = fresh(&again, &[], &Catalogue::new(Lang::Vi)).expect("it can be made");
    let (second, cells) = parse(&bytes);
    // As typed, and where it was typed.
    for (spot, value) in values {
        let (sheet, row, col) = spot.place(&regime.form);
        let is_it = |it: &&xeploai::model::StoredCell| {
            it.at.sheet.as_ref() == sheet && (it.at.row, it.at.col) == (row, col)
        };
        let found = cells.iter().find(is_it).map(|it| &it.value);
        assert!(found == Some(value) || is_counted_anew(*spot, regime), "{spot:?}: {found:?}");
    }
    [first, second]
}

/// Places in the list of collectives are given anew.
fn is_counted_anew(spot: Spot, regime: &Regime) -> bool {
    let columns = &regime.form.collectives.column;
    let number = columns.iter().position(|it| it.field == CollectiveField::Number);
    number.is_some_and(|it| spot == Spot::Collective(0, as_u32(it)))
}

fn check(regime: &mut Regime) {
    (regime.form.spare_rows, regime.form.spare_collectives) = (1, 1);
    for case in cases(regime) {
        let name = format!("{} {}", case.spot.place(&regime.form).0, case.name);
        let beside = case.beside.map(|it| (it, StoredValue::Text("Ma Văn Bình".to_owned())));
        // "Official" is a count of sheet 1 and a day of sheet 2.
        let is_day = matches!(case.spot, Spot::Member(..)) && case.name.starts_with("Official");
        let field = case.name.split(' ').next().unwrap_or_default();
        let says_who = is_day || WHO.contains(&field);
        let has_slot = !is_counted_anew(case.spot, regime);
        let may_be_odd = !matches!(case.kind, Kind::Text | Kind::Card | Kind::Ethnicity);
        let odd = may_be_odd.then(|| StoredValue::Text("?? xem lại".to_owned()));
        for (value, is_odd) in [(Some(typed(&case, regime)), false), (odd, true)] {
            let Some(value) = value else { continue };
            let values: Vec<_> = beside.clone().into_iter().chain([(case.spot, value)]).collect();
            for parsed in forms(regime, &values) {
                let told: Vec<_> = parsed.findings.iter().map(|it| it.code.id).collect();
                assert_eq!(parsed.unfilled, says_who, "{name} {is_odd}: {told:?}");
                let slot = (case.slot)(&parsed.submission).unwrap_or(SlotRef::Absent);
                if !has_slot {
                    assert_eq!(slot, SlotRef::Absent, "{name}");
                    continue;
                }
                let (sheet, row, col) = case.spot.place(&regime.form);
                let cell = slot.cell().unwrap_or_else(|| panic!("{name}: {slot:?} {told:?}"));
                assert_eq!((&*cell.sheet, cell.row, cell.col), (sheet, row, col), "{name}");
                match slot.value() {
                    Some(value) => assert!(!is_odd && is_of(value, case.kind), "{name}: {value:?}"),
                    None => assert!(is_odd && slot.is_unread(), "{name}: {slot:?} {told:?}"),
                }
            }
        }
    }
}

#[test]
fn each_field_of_2019_alone_is_seen() {
    check(&mut Sources::builtin().regime("2019-hd21").expect("it is sound"));
}

#[test]
fn each_field_of_2025_and_each_sub_criterion_alone_is_seen() {
    let mut sources = Sources::builtin();
    let split = include_str!("../../src/validate/tests/scores.toml");
    sources.lay_over("tinh", OVERLAY, split);
    check(&mut sources.regime("tinh").expect("it is sound"));
}

#[test]
fn a_form_with_the_eligibility_that_is_prefilled_is_blank() {
    let regime = Sources::builtin().regime("2019-hd21").expect("it is sound");
    let columns = &regime.form.members.column;
    let place = |field| columns.iter().position(|it| it.field == field).map_or(0, as_u32);
    let label = regime.label("eligibility", "rated");
    let values = [
        (Spot::Member(0, place(MemberField::Name)), StoredValue::Text("Ma Văn An".to_owned())),
        (Spot::Member(0, place(MemberField::Eligibility)), StoredValue::Text(label)),
    ];
    assert!(forms(&regime, &values).iter().all(|it| it.unfilled));
}
