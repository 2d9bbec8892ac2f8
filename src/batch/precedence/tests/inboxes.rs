//! Small inboxes through all stages after reading, with each standing that a form can have.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use crate::batch::{Content, FileResult, FileStatus, Form, InboxFile, Run, Season, finish, judge};
use crate::context::fixture::World;
use crate::finding::{Arg, Finding};
use crate::model::{Submission, fixture};
use crate::read::{Limits, Parsed};
use crate::regime::Known;
use crate::workspace::{Duplicates, Waiver};

use super::{Fate, Mark, pair};

const CODES: [&str; 2] = ["TP", "TH"];
const NAMES: [&str; 2] = ["Chi bộ thôn Tống Pu", "Chi bộ Trường Tiểu học"];
const PHONES: [&str; 2] = ["0912 345 678", "0987 654 321"];

/// What becomes of a form that nothing else touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Accepted,
    Returned,
    /// Accepted since an error is waived.
    Waived,
}

const STANDINGS: [Standing; 3] = [Standing::Accepted, Standing::Returned, Standing::Waived];

/// A form that somebody sent.
#[derive(Clone, Debug)]
struct Sent {
    /// Whose people, secretary and telephone are on it.
    whose: usize,
    /// Whose code and name are.
    code: usize,
    name: usize,
    is_former: bool,
    standing: Standing,
    /// What else is typed.
    variant: u8,
    /// The file whose mark it carries.
    corrects: Option<usize>,
    has_list: bool,
    day: u8,
}

impl Sent {
    fn by(whose: usize) -> Self {
        Self {
            whose,
            code: whose,
            name: whose,
            is_former: false,
            standing: Standing::Accepted,
            variant: 0,
            corrects: None,
            has_list: false,
            day: 5,
        }
    }

    /// Whether it says whose it is, and is of this year.
    fn is_true(&self) -> bool {
        (self.whose, self.whose) == (self.code, self.name) && !self.is_former
    }

    fn submission(&self) -> Submission {
        let mut form = fixture::submission();
        if self.whose == 1 {
            for (nth, member) in form.members.iter_mut().enumerate() {
                member.name.put(format!("Lý Thị {}", ["Hoa", "Lan", "Mai", "Nga", "Oanh"][nth]));
                member.birth.put(fixture::day(1971, 2, 3 + i8::try_from(nth).unwrap()));
                if member.card.value().is_some() {
                    member.card.put(format!("11.11{nth:03}"));
                }
            }
            form.info.secretary.put("Lý Thị Hoa");
        }
        form.info.phone.put(PHONES[self.whose]);
        form.info.branch_code.put(CODES[self.code]);
        form.info.branch_name.put(NAMES[self.name]);
        form.info.branch_kind.put(["village", "school"][self.code]);
        form.info.deputy.put(format!("Người thứ {}", self.variant));
        if self.is_former {
            form.info.year.put(2019u32);
        }
        match self.standing {
            Standing::Accepted => {}
            Standing::Returned => form.members[1].gender.clear(),
            Standing::Waived => form.info.total.put(9u32),
        }
        form
    }
}

fn path(place: usize) -> String {
    format!("nop/{place}.xlsx")
}

/// What the program says of the inbox.
fn run(sent: &[Sent], duplicates: Duplicates) -> Run {
    run_changed(sent, duplicates, |_, _| {})
}

/// The same after `change` of the form in each place.
fn run_changed(
    sent: &[Sent],
    duplicates: Duplicates,
    change: impl Fn(usize, &mut Submission),
) -> Run {
    let mut world = World::new();
    world.workspace.settings.duplicates = duplicates;
    for (branch, phone) in world.workspace.branch.iter_mut().zip(PHONES) {
        let secretary = if branch.code == "TP" { "Ma Văn An" } else { "Lý Thị Hoa" };
        Arc::make_mut(branch).contact = Some(format!("đ/c {secretary}, {phone}"));
        world.workspace.waive.push(Waiver {
            branch: branch.code.clone(),
            code: "V501".to_owned(),
            member: None,
            reason: "Đã đối chiếu".to_owned(),
            by: "Văn phòng".to_owned(),
        });
    }
    let limits = Limits::default();
    let regimes = Known::from(&world.regime);
    let season = Season {
        regimes: &regimes,
        workspace: Some((&world.workspace, &world.regime)),
        limits: &limits,
        apart: crate::read::foreign::here,
    };
    let mut forms: Vec<Submission> = sent.iter().map(Sent::submission).collect();
    forms.iter_mut().enumerate().for_each(|(place, it)| change(place, it));
    let values: Vec<String> = forms.iter().map(|it| format!("{it:?}")).collect();
    let form_of = |place: usize| {
        let (it, submission) = (&sent[place], forms[place].clone());
        let corrects = it.corrects.iter().filter(|of| **of < sent.len());
        let parsed = Parsed {
            submission,
            findings: Vec::new(),
            modified: Some(format!("2020-12-{:02}T10:00:00", it.day)),
            corrects: corrects.flat_map(|&of| [format!("sha {of}"), values[of].clone()]).collect(),
            values: values[place].clone(),
            is_native: true,
            has_list: it.has_list || it.corrects.is_some(),
            unfilled: false,
        };
        let mut form = Form::of(parsed, None, Vec::new());
        form.extract_it(&season);
        Box::new(form)
    };
    let opened = (0..sent.len()).map(|place| {
        let sha256 = Some(format!("sha {place}"));
        let content = Content::Form(form_of(place));
        let mut file = InboxFile { path: path(place), real: None, sha256, content };
        judge(&mut file, &season);
        file
    });
    let place_of = |file: &InboxFile| (0..sent.len()).find(|it| path(*it) == file.path);
    finish(opened.collect(), &season, |file| place_of(file).map(form_of))
}

/// Whether the form is accepted where it lies alone.
fn is_right(it: &Sent) -> bool {
    let alone = Sent { corrects: None, ..it.clone() };
    run(&[alone], Duplicates::Error).files[0].status == FileStatus::Accepted
}

fn errors<'r>(run: &'r Run, file: &FileResult) -> Vec<&'r Finding> {
    let own = |it: &&Finding| it.file.as_ref() == Some(&file.path) && it.is_error();
    run.findings.iter().filter(own).collect()
}

#[test]
fn standings_are_what_they_are_called() {
    for whose in [0, 1] {
        for standing in STANDINGS {
            let it = Sent { standing, ..Sent::by(whose) };
            assert_eq!(is_right(&it), standing != Standing::Returned, "{it:?}");
        }
    }
}

/// Every pair of fates through the program: what becomes of two files is the same whether they
/// would be accepted, returned or waived, and each that stays is what it is alone.
#[test]
fn no_standing_changes_a_fate() {
    let mut tried = 0;
    for (is_branch, is_year, is_equal, mark) in cases() {
        let expected = pair(is_branch, is_year, is_equal, mark);
        for (one, other) in STANDINGS.iter().flat_map(|it| STANDINGS.map(|other| (*it, other))) {
            let is_twin = is_equal && is_branch && is_year;
            if is_twin && one != other {
                continue; // Equal values stand alike.
            }
            let first = Sent { standing: one, ..Sent::by(0) };
            let second = Sent {
                standing: other,
                is_former: !is_year,
                variant: u8::from(!is_twin),
                corrects: (mark == Mark::There).then_some(0),
                has_list: mark == Mark::Lost,
                ..Sent::by(usize::from(!is_branch))
            };
            let run = run(&[first.clone(), second.clone()], Duplicates::Error);
            for ((sent, fate), file) in [first, second].iter().zip(&expected).zip(&run.files) {
                let told = file.reason.as_ref().map(|it| it.code.id);
                let case = format!("{is_branch} {is_year} {is_equal} {mark:?} {one:?} {other:?}");
                let is_alone = sent.standing != Standing::Returned;
                let wanted = match fate {
                    Fate::Stands if is_alone => (FileStatus::Accepted, None),
                    Fate::Stands | Fate::Rival(..) | Fate::OtherSeason(None) => {
                        (FileStatus::Returned, None)
                    }
                    Fate::Copy(_) => (FileStatus::Ignored, Some("B007")),
                    Fate::Corrected(_) => (FileStatus::Ignored, Some("B009")),
                    Fate::CorrectedByList(_) => (FileStatus::Ignored, Some("B033")),
                    Fate::OtherSeason(Some(_)) => (FileStatus::Ignored, Some("B034")),
                    Fate::Blank(_) | Fate::Older(_) => unreachable!("{case}"),
                };
                assert_eq!((file.status, told), wanted, "{case}: {}", file.path);
                let is_rival = matches!(fate, Fate::Rival(..));
                let disputes = errors(&run, file).iter().filter(|it| it.code.id == "B008").count();
                assert_eq!(disputes, usize::from(is_rival), "{case}");
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 24 * 9 - 3 * 6);
}

/// The order of evidence for a form with the code of TP and the name of TH (V710). Everything
/// that is below what decides speaks for the other branch, where it can.
#[test]
fn the_strongest_evidence_says_whose_a_form_is() {
    let unclear = |whose: usize| Sent { name: 1, ..Sent { code: 0, ..Sent::by(whose) } };
    let former = |whose: usize| Sent { is_former: true, ..Sent::by(whose) };
    // People and secretary of the form; its telephone; its secretary; the other files; whose it is.
    #[rustfmt::skip]
    let table: [(usize, &str, &str, &[Sent], &str); 12] = [
        // The telephone, whatever the list says.
        (0, PHONES[1], "Ma Văn An", &[former(0), Sent::by(0)], "TH"),
        (1, PHONES[0], "Lý Thị Hoa", &[former(1), Sent::by(1)], "TP"),
        // A telephone of neither tells nothing; the list of last year does.
        (1, "0900 000 000", "Ma Văn An", &[former(1)], "TH"),
        (0, "", "Lý Thị Hoa", &[former(0), Sent::by(0)], "TP"),
        // The secretary in the workspace.
        (0, "", "Lý Thị Hoa", &[Sent::by(0)], "TH"),
        (1, "", "Ma Văn An", &[], "TP"),
        // The list of this year.
        (0, "", "Người Lạ", &[Sent::by(0)], "TP"),
        (1, "", "Người Lạ", &[Sent::by(0), Sent::by(1)], "TH"),
        // The branch of which there is no form.
        (1, "", "Người Lạ", &[Sent::by(0)], "TH"),
        (0, "", "Người Lạ", &[Sent::by(1)], "TP"),
        // Else the name, which is typed and not left.
        (0, "", "Người Lạ", &[], "TH"),
        (1, "", "Người Lạ", &[], "TH"),
    ];
    for (nth, (whose, phone, secretary, others, expected)) in table.into_iter().enumerate() {
        let mut sent = vec![unclear(whose)];
        sent.extend_from_slice(others);
        let run = run_changed(&sent, Duplicates::Error, |place, form| {
            if place == 0 {
                form.info.phone.put(phone);
                form.info.secretary.put(secretary);
            }
        });
        let case = format!("line {nth}");
        assert_eq!(run.files[0].branch.as_deref(), Some(expected), "{case}");
        assert_eq!(run.files[0].status, FileStatus::Returned, "{case}");
        let told: Vec<_> = errors(&run, &run.files[0]).iter().map(|it| it.code.id).collect();
        let code = if expected == "TH" { "V710" } else { "V103" };
        assert!(told.contains(&code) && !told.contains(&"B008"), "{case}: {told:?}");
        for (file, it) in run.files.iter().zip(&sent).skip(1).filter(|it| !it.1.is_former) {
            assert_eq!(file.status, FileStatus::Accepted, "{case}: {}", it.whose);
        }
    }
}

/// The same for a form of TH's people with code and name of TP beside TP's own form (V712).
#[test]
fn a_form_that_left_code_and_name_is_nobodys_rival_if_that_is_clear() {
    let left = Sent { code: 0, name: 0, ..Sent::by(1) };
    let former = |whose: usize| Sent { is_former: true, ..Sent::by(whose) };
    // The telephone and the secretary on it, the other files; why it is TH's.
    #[rustfmt::skip]
    let table: [(&str, &str, &[Sent], Option<&str>); 9] = [
        (PHONES[1], "Người Lạ", &[Sent::by(0)], Some("whose-phone")),
        (PHONES[1], "Người Lạ", &[Sent::by(0), Sent::by(1)], Some("whose-phone")),
        ("", "Người Lạ", &[Sent::by(0), former(1)], Some("whose-former")),
        ("", "Lý Thị Hoa", &[Sent::by(0)], Some("whose-secretary")),
        ("", "Người Lạ", &[Sent::by(0), Sent::by(1)], Some("whose-current")),
        ("", "Người Lạ", &[Sent::by(0)], Some("whose-missing")),
        // Something speaks for the branch that it says.
        (PHONES[0], "Lý Thị Hoa", &[Sent::by(0)], None),
        (PHONES[0], "Người Lạ", &[Sent::by(0), former(1)], None),
        ("", "Ma Văn An", &[Sent::by(0), Sent::by(1)], None),
    ];
    for (nth, (phone, secretary, others, expected)) in table.into_iter().enumerate() {
        let mut sent = vec![left.clone()];
        sent.extend_from_slice(others);
        for corrects in [None, Some(1)] {
            sent[0].corrects = corrects;
            let run = run_changed(&sent, Duplicates::Newest, |place, form| {
                if place == 0 {
                    form.info.phone.put(phone);
                    form.info.secretary.put(secretary);
                }
            });
            let told = errors(&run, &run.files[0]);
            let why = told.iter().find(|it| it.code.id == "V712").map(|it| &it.args);
            let why = why.and_then(|it| it.iter().find(|it| it.0 == "evidence")).map(|it| &it.1);
            assert_eq!(why, expected.map(Arg::Word).as_ref(), "line {nth}");
            let disputes = told.iter().filter(|it| ["B008", "B032"].contains(&it.code.id)).count();
            assert_eq!(disputes, usize::from(expected.is_none()), "line {nth}");
            let own = if expected.is_some() { FileStatus::Accepted } else { FileStatus::Returned };
            assert_eq!(run.files[1].status, own, "line {nth}");
        }
    }
}

/// The other side: forms of one branch with its own people are rivals, whatever their telephone,
/// and nothing is said of a form that lies alone unless another branch waits for one.
#[test]
fn forms_of_ones_own_people_are_not_anothers() {
    let sent = [Sent::by(0), Sent { variant: 1, ..Sent::by(0) }];
    let run = run_changed(&sent, Duplicates::Error, |place, form| {
        if place == 1 {
            form.info.phone.put(PHONES[1]);
        }
    });
    for file in &run.files {
        let told: Vec<_> = errors(&run, file).iter().map(|it| it.code.id).collect();
        assert_eq!(told, ["B008"]);
    }
    let told_alone = |sent: &[Sent], phone: &str, secretary: &str| {
        let run = run_changed(sent, Duplicates::Error, |place, form| {
            if place == 0 {
                form.info.phone.put(phone);
                form.info.secretary.put(secretary);
            }
        });
        assert_eq!(run.files[0].status, FileStatus::Accepted);
        run.findings.iter().any(|it| it.code.id == "V713")
    };
    let other = "Người Lạ";
    assert!(told_alone(&[Sent::by(0)], PHONES[1], other));
    assert!(!told_alone(&[Sent::by(0)], PHONES[1], "Ma Văn An"));
    assert!(!told_alone(&[Sent::by(0)], PHONES[0], other));
    assert!(!told_alone(&[Sent::by(0)], "0900 111 222", other));
    assert!(!told_alone(&[Sent::by(0), Sent::by(1)], PHONES[1], other));
}

/// Same branch or other, same year or other, values equal or different, mark.
fn cases() -> impl Iterator<Item = (bool, bool, bool, Mark)> {
    let both = [true, false];
    let marks = [Mark::None, Mark::There, Mark::Lost];
    let pairs = both.into_iter().flat_map(move |it| both.map(|other| (it, other)));
    let triples = pairs.flat_map(move |(one, other)| both.map(|it| (one, other, it)));
    triples.flat_map(move |(one, other, it)| marks.map(|mark| (one, other, it, mark)))
}

fn any_sent() -> impl Strategy<Value = Sent> {
    let standing = prop_oneof![
        3 => Just(Standing::Accepted),
        1 => Just(Standing::Returned),
        1 => Just(Standing::Waived),
    ];
    let branch = || 0..2_usize;
    let whose = prop_oneof![
        5 => branch().prop_map(|it| (it, it, it)),
        2 => branch().prop_map(|it| (it, 1 - it, 1 - it)),
        1 => branch().prop_map(|it| (it, 1 - it, it)),
        1 => branch().prop_map(|it| (it, it, 1 - it)),
    ];
    let rest = (prop::option::weighted(0.3, 0..6_usize), prop::bool::weighted(0.2), 5..8_u8);
    (whose, prop::bool::weighted(0.2), standing, 0..2_u8, rest).prop_map(
        |((whose, code, name), is_former, standing, variant, (corrects, has_list, day))| Sent {
            whose,
            code,
            name,
            is_former,
            standing,
            variant,
            corrects,
            has_list,
            day,
        },
    )
}

/// The files that a finding names.
fn named<'f>(finding: &'f Finding, places: &BTreeMap<String, usize>) -> Vec<usize> {
    let is_file = |key: &str| ["first", "by", "kept", "others"].contains(&key);
    let text = |arg: &'f Arg| match arg {
        Arg::Text(text) => text.split(", ").collect(),
        _ => Vec::new(),
    };
    let args = finding.args.iter().filter(|it| is_file(it.0));
    args.flat_map(|it| text(&it.1)).filter_map(|it| places.get(it).copied()).collect()
}

proptest! {
    /// A form that is right and says whose it is leaves for a form of its own branch and year only,
    /// and for none that goes back since it may be another's.
    #[test]
    fn an_accepted_form_leaves_only_for_one_of_its_own_branch_and_year(
        sent in prop::collection::vec(any_sent(), 1..6),
        is_newest in any::<bool>(),
    ) {
        let duplicates = if is_newest { Duplicates::Newest } else { Duplicates::Error };
        let run = run(&sent, duplicates);
        let places: BTreeMap<String, usize> = (0..sent.len()).map(|it| (path(it), it)).collect();
        for (it, file) in sent.iter().zip(&run.files).filter(|(it, _)| it.is_true()) {
            if file.status == FileStatus::Accepted || !is_right(it) {
                continue;
            }
            let why: Vec<&Finding> = match file.status {
                FileStatus::Ignored => file.reason.as_deref().into_iter().collect(),
                _ => errors(&run, file),
            };
            prop_assert!(!why.is_empty());
            for finding in why {
                let others = named(finding, &places);
                prop_assert!(!others.is_empty(), "left for nobody: {finding:?}");
                for other in others {
                    let by = &sent[other];
                    prop_assert!(
                        by.is_true() && by.whose == it.whose,
                        "{it:?} left for {by:?}: {}", finding.code.id
                    );
                    let doubts = errors(&run, &run.files[other]);
                    let is_doubted = doubts.iter()
                        .any(|it| ["V103", "V710", "V712", "V105"].contains(&it.code.id));
                    prop_assert!(!is_doubted, "{it:?} left for what is nobody's");
                }
            }
        }
        // A branch that sent a right form is in, or is asked which of its own counts.
        for (branch, code) in CODES.iter().enumerate() {
            let own = || sent.iter().zip(&run.files).filter(move |it| it.0.whose == branch);
            let sent_right = own().any(|it| it.0.is_true() && is_right(it.0));
            let is_in = own().any(|it| it.0.is_true() && it.1.status == FileStatus::Accepted);
            let goes_back = own().any(|it| it.0.is_true() && it.1.status == FileStatus::Returned);
            prop_assert!(!sent_right || is_in || goes_back, "nothing is left of {code}");
        }
    }
}
