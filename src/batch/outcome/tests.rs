//! Nobody is counted by two branches, whatever is let through.

use proptest::prelude::*;

use crate::batch::{Content, FileStatus, Form, InboxFile, Run, Season, finish, judge};
use crate::context::fixture::World;
use crate::finding::Severity;
use crate::model::{Submission, fixture};
use crate::read::{Limits, Parsed};
use crate::regime::Known;
use crate::workspace::Waiver;

const BRANCHES: [(&str, &str, &str); 2] =
    [("TP", "Chi bộ thôn Tống Pu", "village"), ("TH", "Chi bộ Trường Tiểu học", "school")];

/// The right form of a branch, of people whom nobody else has.
fn form(branch: usize) -> Submission {
    let mut form = fixture::submission();
    let (code, name, kind) = BRANCHES[branch];
    form.info.branch_code.put(code);
    form.info.branch_name.put(name);
    form.info.branch_kind.put(kind);
    form.info.phone.put("");
    if branch == 1 {
        for (nth, member) in form.members.iter_mut().enumerate() {
            member.name.put(format!("Lý Thị {}", ["Hoa", "Lan", "Mai", "Nga", "Oanh"][nth]));
            member.birth.put(fixture::day(1971, 2, 3 + i8::try_from(nth).unwrap()));
            if member.card.value().is_some() {
                member.card.put(format!("11.11{nth:03}"));
            }
        }
        form.info.secretary.put("Lý Thị Hoa");
    }
    form
}

/// A form as if it had been read.
pub(crate) fn parsed(submission: &Submission) -> Parsed {
    Parsed {
        submission: submission.clone(),
        findings: Vec::new(),
        modified: None,
        corrects: Vec::new(),
        values: format!("{submission:?}"),
        is_native: true,
        has_list: false,
        unfilled: false,
    }
}

fn run(forms: &[Submission], change: impl FnOnce(&mut World)) -> Run {
    let mut world = World::new();
    change(&mut world);
    let limits = Limits::default();
    let regimes = Known::from(&world.regime);
    let season = Season {
        regimes: &regimes,
        workspace: Some((&world.workspace, &world.regime)),
        limits: &limits,
        apart: crate::read::foreign::here,
    };
    let opened = forms.iter().enumerate().map(|(place, submission)| {
        let mut form = Form::of(parsed(submission), None, Vec::new());
        form.extract_it(&season);
        let (path, sha256) = (format!("nop/{place}.xlsx"), Some(format!("sha {place}")));
        let mut file =
            InboxFile { path, real: None, sha256, content: Content::Form(Box::new(form)) };
        judge(&mut file, &season);
        file
    });
    finish(opened.collect(), &season, |_| None)
}

fn waive(world: &mut World, branch: usize, code: &str) {
    world.workspace.waive.push(Waiver {
        branch: BRANCHES[branch].0.to_owned(),
        code: code.to_owned(),
        member: None,
        reason: "Đã đối chiếu".to_owned(),
        by: "Văn phòng".to_owned(),
    });
}

/// TH's form after so many rows of TP's came over its own, from a row on.
fn with_rows(from: usize, count: usize) -> [Submission; 2] {
    let [own, mut other] = [form(0), form(1)];
    for nth in from..from + count {
        other.members[nth] = own.members[nth].clone();
    }
    other.recount();
    [own, other]
}

fn accepted(run: &Run) -> Vec<bool> {
    run.files.iter().map(|it| it.status == FileStatus::Accepted).collect()
}

fn told(run: &Run, code: &str) -> usize {
    run.findings.iter().filter(|it| it.code.id == code).count()
}

/// One person, or a list, in two forms: who is accepted, by what is let through.
#[test]
fn what_is_let_through_counts_nobody_twice() {
    type Change = fn(&mut World);
    // From which row, how many; what is done; whose form is accepted, how often it was refused.
    #[rustfmt::skip]
    let table: &[(usize, usize, Change, [bool; 2], usize)] = &[
        (1, 1, |_| {}, [false, false], 0),
        (1, 1, |it| waive(it, 0, "V704"), [true, false], 0),
        (1, 1, |it| waive(it, 1, "V704"), [false, true], 0),
        (1, 1, |it| { waive(it, 0, "V704"); waive(it, 1, "V704"); }, [false, false], 2),
        (1, 1, |it| lower(it, "V704", Severity::Warning), [false, false], 2),
        (1, 1, |it| lower(it, "member-of-two-branches", Severity::Notice), [false, false], 2),
        (1, 1, |it| { lower(it, "V704", Severity::Notice); waive(it, 0, "V704"); }, [false, false], 2),
        // TP's secretary is among them.
        (0, 3, |_| {}, [true, false], 0),
        (0, 3, |it| waive(it, 0, "V711"), [true, false], 0),
        (0, 3, |it| waive(it, 1, "V711"), [false, true], 0),
        (0, 3, |it| { waive(it, 0, "V711"); waive(it, 1, "V711"); }, [false, false], 2),
        (0, 3, |it| lower(it, "V711", Severity::Warning), [true, false], 1),
    ];
    for (nth, (from, count, change, expected, refused)) in table.iter().enumerate() {
        let run = run(&with_rows(*from, *count), *change);
        assert_eq!(accepted(&run), expected, "line {nth}");
        assert_eq!(told(&run, "B036"), *refused, "line {nth}");
        let mistakes =
            run.files.iter().filter(|it| (it.errors > 0) != (it.status == FileStatus::Returned));
        assert_eq!(mistakes.count(), 0, "line {nth}");
    }
}

fn lower(world: &mut World, code: &str, severity: Severity) {
    world.workspace.severity.insert(code.to_owned(), severity);
}

/// Two people without card numbers may have one name and one day of birth: whoever says so by
/// name is believed, and a setting for all of them says nothing.
#[test]
fn two_people_of_one_name_and_day_are_let_through_by_name() {
    // On probation, without a card.
    let forms = with_rows(4, 1);
    let both = |it: &mut World| {
        waive(it, 0, "V704");
        waive(it, 1, "V704");
    };
    assert_eq!(accepted(&run(&forms, |_| {})), [false, false]);
    assert_eq!(accepted(&run(&forms, both)), [true, true]);
    assert_eq!(accepted(&run(&forms, |it| lower(it, "V704", Severity::Notice))), [false, false]);
}

proptest! {
    #[test]
    fn nobody_is_counted_twice(
        rows in prop::collection::vec((0..5_usize, 0..5_usize), 0..5),
        waived in prop::collection::vec((0..2_usize, prop::sample::select(vec!["V704", "V711", "V707"])), 0..5),
        lowered in prop::collection::vec(
            (prop::sample::select(vec!["V704", "V711"]), any::<bool>()), 0..3),
        is_first in any::<bool>(),
    ) {
        let [own, mut other] = [form(0), form(1)];
        for (from, to) in rows {
            other.members[to] = own.members[from].clone();
        }
        other.recount();
        let mut forms = vec![own, other];
        if is_first {
            forms.reverse();
        }
        let run = run(&forms, |world| {
            for (branch, code) in &waived {
                waive(world, *branch, code);
            }
            for (code, is_notice) in &lowered {
                lower(world, code, if *is_notice { Severity::Notice } else { Severity::Warning });
            }
        });
        let cards = |it: &Submission| -> Vec<String> {
            let cards = it.members.iter().filter_map(|it| it.card.value().cloned());
            // Noughts alone are no number.
            cards.filter(|it| it.contains(|it: char| ('1'..='9').contains(&it))).collect()
        };
        let (one, two) = (cards(&forms[0]), cards(&forms[1]));
        let share = one.iter().any(|it| two.contains(it));
        prop_assert!(!share || accepted(&run) != [true, true]);
        // And who has nobody in common with another is not touched.
        let names = |it: &Submission| -> Vec<String> {
            it.members.iter().map(|it| it.name.text().to_owned()).collect()
        };
        let (one, two) = (names(&forms[0]), names(&forms[1]));
        if one.iter().all(|it| !two.contains(it)) {
            prop_assert_eq!(told(&run, "B036"), 0);
        }
    }
}
