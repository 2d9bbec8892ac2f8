use super::*;

fn run(action: &str, outputs: &[(&str, &str)]) -> Said {
    let outputs = outputs.iter().map(|it| (it.0.to_owned(), Some(it.1.to_owned()))).collect();
    Said::Run(Box::new(RunLine { action: action.to_owned(), outputs, ..RunLine::default() }))
}

fn file(path: &str, hash: &str) -> FileLine {
    FileLine {
        path: path.to_owned(),
        status: "accepted".to_owned(),
        sha256: Some(hash.to_owned()),
        ..FileLine::default()
    }
}

/// A journal of three runs.
fn three() -> Vec<u8> {
    let mut bytes = Vec::new();
    for (day, hash) in [(1, "x"), (2, "y"), (3, "z")] {
        let said = vec![Said::File(file("nop/a.xlsx", hash)), run("consolidate", &[("a", hash)])];
        let more = read(&bytes).add(said, &format!("2026-12-0{day}T08:00:00+07:00"));
        bytes.extend(more);
    }
    bytes
}

#[test]
fn what_was_added_is_read_again() {
    let bytes = three();
    let whole = read(&bytes);
    assert_eq!((whole.lines, whole.runs, &whole.tail), (6, 3, &Tail::Whole));
    assert_eq!(whole.state.outputs["a"], "z");
    assert_eq!(whole.state.files["nop/a.xlsx"].sha256.as_deref(), Some("z"));
    assert!(!whole.begins_anew() && read(b"").begins_anew());
}

#[test]
fn wherever_the_power_fails_the_chain_goes_on_and_what_is_torn_is_kept() {
    let bytes = three();
    let lines: Vec<usize> = memchr::memchr_iter(b'\n', &bytes).map(|it| it + 1).collect();
    for cut in 1..bytes.len() {
        let torn = read(&bytes[..cut]);
        let whole = lines.iter().filter(|it| **it <= cut + 1).count();
        assert_eq!(torn.lines, whole, "cut at {cut}");
        let mut again = bytes[..cut].to_vec();
        again.extend(torn.add(vec![run("consolidate", &[("a", "new")])], "2026-12-04"));
        assert!(again.starts_with(&bytes[..cut]), "nothing is taken away");
        let mended = read(&again);
        assert_eq!(mended.tail, Tail::Whole, "cut at {cut}");
        assert_eq!(mended.state.outputs["a"], "new");
        let is_torn = !lines.contains(&cut) && !lines.contains(&(cut + 1));
        let gaps = if is_torn { vec![Gap { line: whole + 1, torn: true }] } else { Vec::new() };
        assert_eq!(mended.gaps, gaps, "cut at {cut}");
        // And what is torn may be rubbish of any kind.
        let mut rubbish = bytes[..cut].to_vec();
        rubbish.extend([0; 700]);
        rubbish.extend(b"\n\n{}");
        let mut again = rubbish.clone();
        again.extend(read(&rubbish).add(vec![run("consolidate", &[])], "2026-12-04"));
        assert_eq!(read(&again).tail, Tail::Whole);
    }
}

#[test]
fn a_line_that_was_changed_taken_out_or_put_in_is_noticed_for_ever() {
    let bytes = three();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for at in 0..lines.len() - 1 {
        let mut changed: Vec<String> = lines.iter().map(|it| (*it).to_owned()).collect();
        changed[at] =
            changed[at].replace("consolidate", "validate").replace("accepted", "returned");
        let mut gone = lines.clone();
        gone.remove(at);
        let mut twice = lines.clone();
        twice.insert(at, lines[at]);
        // The line after one that was changed is the first that does not fit.
        for (text, line) in
            [(changed.join("\n"), at + 2), (gone.join("\n"), at + 1), (twice.join("\n"), at + 2)]
        {
            let text = text + "\n";
            let broken = read(text.as_bytes());
            assert!(
                matches!(broken.tail, Tail::Broken { line: it, .. } if it == line),
                "{at}: {:?} for {line}",
                broken.tail
            );
            assert!(broken.begins_anew());
            let mut again = text.into_bytes();
            again.extend(broken.add(vec![run("consolidate", &[("a", "new")])], "2026-12-04"));
            let mended = read(&again);
            assert_eq!(
                (&mended.tail, &mended.gaps[..]),
                (&Tail::Whole, &[Gap { line, torn: false }][..])
            );
            assert_eq!(mended.state.outputs["a"], "new");
        }
    }
    // Said to be torn by whoever changed it: what lies there are lines.
    let forged = text.replacen("accepted", "returned", 1);
    let rest = &forged.as_bytes()[lines[0].len() + 1..];
    let gap = GapLine { torn: true, bytes: rest.len() as u64, sha256: sha256(rest) };
    let line = Line {
        before: sha256(forged.lines().next().unwrap().as_bytes()),
        time: String::new(),
        said: Said::Gap(gap),
    };
    let forged = format!("{forged}{}\n", serde_json::to_string(&line).unwrap());
    assert_eq!(read(forged.as_bytes()).gaps, [Gap { line: 2, torn: false }]);
}

#[test]
fn only_what_changed_has_a_line() {
    let mut state = State::default();
    let outputs = |hash: &str| BTreeMap::from([("b".to_owned(), hash.to_owned())]);
    let files = |hash: &str| vec![file("nop/a.xlsx", "1"), file("nop/b.xlsx", hash)];
    let job = || RunLine { action: "consolidate".to_owned(), ..RunLine::default() };
    let said = state.lines(files("1"), job(), &outputs("1"));
    assert_eq!(said.len(), 3);
    for it in said {
        state.take(it);
    }
    assert_eq!(state.lines(files("1"), job(), &outputs("1")).len(), 1, "the run alone");
    let said = state.lines(files("2"), job(), &outputs("2"));
    assert!(matches!(&said[0], Said::File(it) if it.path == "nop/b.xlsx"));
    assert_eq!(said.len(), 2);
    let said = state.lines(files("1")[..1].to_vec(), job(), &BTreeMap::new());
    assert!(matches!(&said[0], Said::File(it) if it.status == GONE));
    assert!(matches!(&said[1], Said::Run(it) if it.outputs["b"].is_none()));
    // Papers have their own outputs, and take nothing of the main job's away.
    let papers = RunLine { action: "papers".to_owned(), ..RunLine::default() };
    let made = BTreeMap::from([("giay-to/x.docx".to_owned(), "1".to_owned())]);
    for it in state.lines(files("1"), papers, &made) {
        state.take(it);
    }
    assert_eq!(state.outputs.len(), 2);
    let said = state.lines(files("1"), job(), &outputs("1"));
    assert!(matches!(&said[0], Said::Run(it) if it.outputs.is_empty()));
    let anew = RunLine { whole: true, ..job() };
    assert_eq!(state.lines(files("1"), anew, &outputs("1")).len(), 3, "all of it");
}

#[test]
fn what_differs_is_told_and_nothing_else() {
    let ours = BTreeMap::from([("a".to_owned(), vec!["z".to_owned()])]);
    let settings = BTreeMap::new();
    let verified = |bytes: &[u8], output: Seen, input: Seen, listed: &[String]| {
        let (output, input) = (|_: &str| output.clone(), |_: &str| input.clone());
        let disk = Disk {
            input: &input,
            output: &output,
            previous: &input,
            folder: "ket-qua",
            ours: &ours,
            listed,
            settings: &settings,
            program: "",
            is_archive: false,
        };
        let found = verify(&read(bytes), &disk);
        found.into_iter().map(|it| it.code.id).collect::<Vec<_>>()
    };
    let hash = |it: &str| Seen::Hash(it.to_owned());
    let listed = ["nop/a.xlsx".to_owned()];
    let more = ["nop/a.xlsx".to_owned(), "nop/b.xlsx".to_owned()];
    let bytes = three();
    let two_runs = 4;
    let end = memchr::memchr_iter(b'\n', &bytes).nth(two_runs - 1).unwrap() + 1;
    for (bytes, output, input, listed, wanted) in [
        (&bytes[..], hash("z"), hash("z"), &listed[..], &[][..]),
        (&bytes, hash("typed"), hash("z"), &listed, &["J001"]),
        (&bytes, Seen::Gone, hash("z"), &listed, &["J002"]),
        (&bytes, hash("z"), hash("other"), &listed, &["J003"]),
        (&bytes, hash("z"), Seen::Gone, &[], &["J004"]),
        (&bytes, hash("z"), hash("z"), &more, &["J005"]),
        (&bytes, Seen::Closed, hash("z"), &listed, &["J014"]),
        // Stopped after the outputs were in their places and before it was noted.
        (&bytes[..end], hash("z"), hash("y"), &listed, &["J012"]),
        (&bytes[..end + 9], hash("y"), hash("y"), &listed, &["J008"]),
    ] {
        assert_eq!(
            verified(bytes, output.clone(), input.clone(), listed),
            wanted,
            "{output:?} {input:?}"
        );
    }
    let text = String::from_utf8(bytes).unwrap().replacen("accepted", "returned", 1);
    assert!(verified(text.as_bytes(), hash("z"), hash("z"), &listed).contains(&"J007"));
}

#[test]
fn a_file_that_is_left_alone_makes_nothing_old() {
    let file = |path: &str, status: &str| FileLine {
        path: path.to_owned(),
        status: status.to_owned(),
        sha256: Some(path.to_owned()),
        ..FileLine::default()
    };
    let settings = BTreeMap::new();
    let of = |files: &[FileLine]| digest(files.iter(), [&settings, &BTreeMap::new()], true);
    let form = file("nop/a.xlsx", "accepted");
    let alone = of(std::slice::from_ref(&form));
    assert_eq!(of(&[form.clone(), file("nop/b.xlsx", "ignored")]), alone);
    assert_ne!(of(&[form, file("nop/b.xlsx", "returned")]), alone);
}

#[test]
fn what_was_read_of_earlier_years_is_compared_too() {
    let nothing = BTreeMap::new();
    let job = RunLine {
        action: "consolidate".to_owned(),
        settings: BTreeMap::from([("xeploai.toml".to_owned(), "s".to_owned())]),
        previous: BTreeMap::from([("../2025/tong-hop-2025.xlsx".to_owned(), "z".to_owned())]),
        ..RunLine::default()
    };
    let told = |job: &RunLine, seen: Seen, is_archive| {
        let start = read(b"");
        let bytes = start.add(start.state.lines(Vec::new(), job.clone(), &nothing), "2026");
        let (other, previous) = (|_: &str| Seen::Gone, |_: &str| seen.clone());
        let disk = Disk {
            input: &other,
            output: &other,
            previous: &previous,
            folder: "ket-qua",
            ours: &BTreeMap::new(),
            listed: &[],
            settings: &job.settings,
            program: "",
            is_archive,
        };
        let found = verify(&read(&bytes), &disk);
        found.into_iter().map(|it| it.code.id).collect::<Vec<_>>()
    };
    let hash = |it: &str| Seen::Hash(it.to_owned());
    assert_eq!(told(&job, hash("z"), false), [""; 0]);
    assert_eq!(told(&job, hash("y"), false), ["J019"]);
    assert_eq!(told(&job, Seen::Gone, false), ["J020"]);
    assert_eq!(told(&job, Seen::Closed, false), ["J014"]);
    assert_eq!(told(&job, Seen::Gone, true), [""; 0], "an archive has the year alone");
    // Of a journal from before it was noted nothing is said.
    let older = RunLine { previous: BTreeMap::new(), ..job };
    assert_eq!(told(&older, hash("y"), false), [""; 0]);
}
