//! How a supplement is told, and that with it everybody stands where he was moved.

use proptest::prelude::*;

use super::*;
use crate::batch::outcome::tests::parsed;
use crate::batch::{Run, finish, judge};
use crate::context::fixture::World;
use crate::model::{BranchResult, Eligibility, Tally, fixture};
use crate::read::Limits;
use crate::regime::Known;

#[test]
fn a_supplement_is_called_so() {
    for (path, expected) in [
        ("nop/phieu-TP-BoSung.xlsx", true),
        ("nop/Phiếu TP bổ sung.xlsx", true),
        ("nop/TP (Bổ sung lần 2).ods", true),
        ("nop/TP_bo_sung2.xls", true),
        ("nop/TP-BOSUNG3.xlsx", true),
        ("nop/phieuTPBoSung.xlsx", true),
        ("nop/bo-sung/TP.xlsx", false),
        ("nop/TP.xlsx", false),
        ("nop/Chi bộ Bố Sung.xlsx", true),
        ("nop/TP bo di sung.xlsx", false),
        ("nop/bosungs.xlsx", false),
    ] {
        assert_eq!(is_called_so(path), expected, "{path}");
    }
}

#[test]
fn the_words_in_a_cell_are_taken_off_its_end() {
    for (text, expected) in [
        ("TP-BoSung", Some("TP")),
        ("TP - Bổ sung", Some("TP")),
        ("TP (bổ sung)", Some("TP")),
        ("TP_bo_sung_2", Some("TP")),
        ("TPBoSung", Some("TP")),
        ("XL-2025-HD43 (bổ sung)", Some("XL-2025-HD43")),
        ("Chi bộ thôn Tống Pu (phiếu bổ sung lần 2)", Some("Chi bộ thôn Tống Pu")),
        ("TP", None),
        ("BoSung", None),
        ("Chi bộ bổ sung cán bộ", None),
        ("", None),
    ] {
        assert_eq!(without_mark(text), expected, "{text}");
    }
}

/// The inbox through all stages after reading.
fn run(forms: &[(&str, Submission)]) -> Run {
    run_in(&World::new(), forms)
}

fn run_in(world: &World, forms: &[(&str, Submission)]) -> Run {
    let limits = Limits::default();
    let regimes = Known::from(&world.regime);
    let season = Season {
        regimes: &regimes,
        workspace: Some((&world.workspace, &world.regime)),
        limits: &limits,
        apart: crate::read::foreign::here,
    };
    let opened = forms.iter().map(|(path, submission)| {
        let mut form = Form::of(parsed(submission), None, Vec::new());
        form.mark(path, &season);
        form.extract_it(&season);
        let content = Content::Form(Box::new(form));
        let path = (*path).to_owned();
        let mut file = InboxFile { path: path.clone(), real: None, sha256: Some(path), content };
        judge(&mut file, &season);
        file
    });
    finish(opened.collect(), &season, |_| None)
}

fn form() -> Submission {
    let mut form = fixture::submission();
    form.info.branch_code.put("TP");
    form.info.branch_name.put("Chi bộ thôn Tống Pu");
    form.info.branch_kind.put("village");
    form.info.phone.put("");
    form
}

/// The form where those in these places were not rated.
fn without(places: &BTreeSet<usize>) -> Submission {
    let mut form = form();
    for &place in places {
        form.unrate(place, Eligibility::Other);
    }
    form
}

/// The supplement of these.
fn only(places: &BTreeSet<usize>) -> Submission {
    let mut form = form();
    let mut nth = 0;
    form.members.retain(|_| {
        nth += 1;
        places.contains(&(nth - 1))
    });
    form.recount();
    form
}

fn tally(run: &Run) -> &Tally {
    let errors: Vec<_> = run.findings.iter().filter(|it| it.is_error()).collect();
    let tally = run.results.as_ref().unwrap().branches[0].tally();
    tally.unwrap_or_else(|| panic!("{errors:#?}"))
}

proptest! {
    /// With its supplements the branch has the counts of a form on which these were rated at once; one
    /// supplement with somebody who was rated changes nothing.
    #[test]
    fn the_totals_are_those_of_the_form_with_these_people_moved(
        who in prop::collection::vec(0..4_u8, 5),
        is_wrong in any::<bool>(),
    ) {
        let of = |wanted: &[u8]| -> BTreeSet<usize> {
            (0..who.len()).filter(|it| wanted.contains(&who[*it])).collect()
        };
        // 0 was rated at the meeting, 1 is not rated at all, 2 and 3 stand on a supplement each.
        let (never, late) = (of(&[1]), of(&[1, 2, 3]));
        let mut forms = vec![("nop/tp.xlsx", without(&late))];
        let mut first = of(&[2]);
        let rated = of(&[0]);
        let is_wrong = is_wrong && !first.is_empty() && !rated.is_empty();
        if is_wrong {
            first.extend(rated.iter().take(1));
        }
        if !first.is_empty() {
            forms.push(("nop/tp BoSung.xlsx", only(&first)));
        }
        if who.contains(&3) {
            let mut other = only(&of(&[3]));
            other.info.branch_code.put("TP-BoSung");
            forms.push(("nop/khac.xlsx", other));
        }
        let done = run(&forms);
        let still = if is_wrong { of(&[1, 2]) } else { never };
        let expected = run(&[("nop/tp.xlsx", without(&still))]);
        prop_assert_eq!(tally(&done), tally(&expected));
        let status = |path: &str| done.files.iter().find(|it| it.path == path).map(|it| it.status);
        prop_assert_eq!(status("nop/tp.xlsx"), Some(FileStatus::Accepted));
        if !first.is_empty() {
            let wanted = if is_wrong { FileStatus::Returned } else { FileStatus::Accepted };
            prop_assert_eq!(status("nop/tp BoSung.xlsx"), Some(wanted));
        }
        // Each stands once, where he stood.
        let members = |run: &Run| -> Vec<(u32, String, Option<Rating>)> {
            let form = run.results.as_ref().unwrap().branches[0].extract().unwrap();
            form.members().map(|it| (it.row, it.name.to_owned(), it.proposal)).collect()
        };
        prop_assert_eq!(members(&done), members(&expected));
    }
}

/// A head who is rated late is held to what the branch's own form proposes for the branch.
#[test]
fn a_head_who_is_rated_late_is_capped_by_his_branch() {
    let told = |branch: Rating, own: Rating, head_cap: bool, who: usize| {
        let mut world = World::new();
        world.workspace.settings.head_cap = Some(head_cap);
        let mut main = without(&BTreeSet::from([who]));
        main.collectives[0].proposal.put(branch);
        let mut late = only(&BTreeSet::from([who]));
        late.members[0].proposal.put(own);
        // What stands on its own sheet 3 is not the branch's rating.
        late.collectives[0].proposal.put(Rating::Excellent);
        let done = run_in(&world, &[("nop/tp.xlsx", main), ("nop/tp BoSung.xlsx", late)]);
        let is_its = |it: &&Finding| it.file.as_deref() == Some("nop/tp BoSung.xlsx");
        let own = done.findings.iter().filter(is_its).filter(|it| rate::is_of_ceiling(it));
        own.flat_map(|it| it.reasons.iter().map(|it| it.rule.clone())).collect::<Vec<_>>()
    };
    let (good, satisfactory) = (Rating::Good, Rating::Satisfactory);
    assert_eq!(told(satisfactory, good, true, 0), ["R-HEAD-CAP"]);
    assert_eq!(told(satisfactory, satisfactory, true, 0), [""; 0]);
    assert_eq!(told(good, good, true, 0), [""; 0]);
    assert_eq!(told(satisfactory, good, false, 0), [""; 0], "where no head is capped");
    assert_eq!(told(satisfactory, good, true, 1), [""; 0], "somebody else");
    // Rated at the meeting he is told the same.
    let mut world = World::new();
    world.workspace.settings.head_cap = Some(true);
    let mut main = form();
    main.collectives[0].proposal.put(satisfactory);
    let done = run_in(&world, &[("nop/tp.xlsx", main)]);
    assert!(done.findings.iter().any(rate::is_of_ceiling));
}

/// People are still to come: what is counted is provisional, as where a form goes back.
#[test]
fn a_supplement_that_goes_back_makes_the_numbers_provisional() {
    let late = BTreeSet::from([2]);
    let provisional = |who: &BTreeSet<usize>| {
        let other = form_of_the_other();
        let forms = [
            ("nop/tp.xlsx", without(&late)),
            ("nop/bo sung.xlsx", only(who)),
            ("nop/th.xlsx", other),
        ];
        let results = run(&forms).results.unwrap();
        assert!(results.branches.iter().all(BranchResult::is_accepted));
        results.provisional
    };
    assert!(!provisional(&late));
    assert!(provisional(&BTreeSet::from([1, 2])), "somebody on it was rated at the meeting");
}

/// The form of the second branch, of other people.
fn form_of_the_other() -> Submission {
    let mut other = form();
    other.info.branch_code.put("TH");
    other.info.branch_name.put("Chi bộ Trường Tiểu học");
    other.info.branch_kind.put("school");
    other.info.secretary.put("Người Khác 0");
    for (place, it) in other.members.iter_mut().enumerate() {
        it.name.put(format!("Người Khác {place}"));
        if !it.card.is_blank() {
            it.card.put(format!("{:08}", 7_700_000 + place));
        }
    }
    other
}

/// Whoever was ill in December is rated in January: under every regulation that is possible.
#[test]
fn a_supplement_may_be_of_the_new_year() {
    for id in ["2018-hd16", "2019-hd21", "2023-hd25", "2025-hd43"] {
        let world = if id == "2025-hd43" { World::with_points() } else { World::of(id) };
        let context = world.context();
        let year = i16::try_from(world.workspace.year).unwrap();
        let told = |year: i16, month: i8| {
            let mut late = only(&BTreeSet::from([0]));
            late.info.year.put(world.workspace.year);
            late.info.meeting.put(fixture::day(year, month, 9));
            let mut found = validate::validate_supplement(&late, &context);
            meet_late(&mut found, &late, &context);
            let cell = late.info.meeting.cell();
            let own = found.iter().filter(|it| it.cell.is_some() && it.cell.as_ref() == cell);
            let own = own.filter(|it| it.code.id != "V405");
            own.map(|it| (it.code.id, it.severity)).collect::<Vec<_>>()
        };
        let late = if id == "2025-hd43" { "V821" } else { "B115" };
        assert_eq!(told(year + 1, 1), [(late, Severity::Warning)], "{id}");
        assert_eq!(told(year, 12), [], "{id}");
        assert_eq!(told(year + 2, 1), [("V404", Severity::Error)], "{id}: that is a slip");
    }
}
