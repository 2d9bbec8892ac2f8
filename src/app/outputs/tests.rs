#![expect(clippy::disallowed_methods, reason = "tests make their own files")]

use super::*;

fn run(folder: &Path, files: &[(&str, &str)]) -> Vec<String> {
    let mut outputs = Outputs::open(folder).unwrap();
    for (name, text) in files {
        outputs.stage(name, text.as_bytes()).unwrap();
    }
    let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    let tell = |event: &Event| match event {
        Event::Written(path) => format!("written {}", name(path)),
        Event::Kept { kept, .. } => format!("kept {}", name(kept)),
        Event::Beside { beside, .. } => format!("beside {}", name(beside)),
        Event::Removed(path) => format!("removed {}", name(path)),
        Event::Outdated(path) => format!("outdated {}", name(path)),
        Event::Left(path) => format!("left {}", name(path)),
        Event::Open(path) => format!("open {}", name(path)),
    };
    outputs.finish().unwrap().events.iter().map(tell).collect()
}

#[test]
fn what_people_typed_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    assert_eq!(run(path, &[("a.xlsx", "1")]), ["written a.xlsx"]);
    assert_eq!(run(path, &[("a.xlsx", "2")]), ["written a.xlsx"], "ours is replaced");
    fs::write(path.join("a.xlsx"), "typed").unwrap();
    assert_eq!(run(path, &[("a.xlsx", "3")]), ["kept a (sửa tay 1).xlsx", "written a.xlsx"]);
    fs::write(path.join("a.xlsx"), "typed again").unwrap();
    assert_eq!(run(path, &[("a.xlsx", "3")]), ["kept a (sửa tay 2).xlsx", "written a.xlsx"]);
    assert_eq!(fs::read_to_string(path.join("a (sửa tay 1).xlsx")).unwrap(), "typed");
    assert_eq!(fs::read_to_string(path.join("a (sửa tay 2).xlsx")).unwrap(), "typed again");
    assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "3");
}

#[test]
fn a_file_that_was_there_before_us_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.xlsx"), "somebody's").unwrap();
    assert_eq!(
        run(folder.path(), &[("a.xlsx", "1")]),
        ["kept a (sửa tay 1).xlsx", "written a.xlsx"]
    );
}

#[test]
fn what_no_longer_applies_goes_only_if_it_is_ours() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    run(path, &[("tra-lai/TP.xlsx", "1"), ("tra-lai/KC.xlsx", "1"), ("b", "1")]);
    fs::write(path.join("tra-lai/KC.xlsx"), "typed").unwrap();
    assert_eq!(
        run(path, &[("b", "1")]),
        ["written b", "left tra-lai/KC.xlsx", "removed tra-lai/TP.xlsx"]
    );
    assert!(path.join("tra-lai/KC.xlsx").exists() && !path.join("tra-lai/TP.xlsx").exists());
}

#[test]
fn a_print_of_the_last_time_stays_as_long_as_its_workbook_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    run(path, &[("tong-hop-2026.xlsx", "1"), ("tong-hop-2026.pdf", "print of 1")]);
    let again = run(path, &[("tong-hop-2026.xlsx", "1")]);
    assert_eq!(again, ["written tong-hop-2026.xlsx"], "and once more, since it is known");
    assert_eq!(run(path, &[("tong-hop-2026.xlsx", "1")]), again);
    assert!(path.join("tong-hop-2026.pdf").exists());
    assert_eq!(
        run(path, &[("tong-hop-2026.xlsx", "2")]),
        ["written tong-hop-2026.xlsx", "outdated tong-hop-2026.pdf"]
    );
    assert!(!path.join("tong-hop-2026.pdf").exists(), "its numbers were others");
}

#[test]
fn a_run_that_was_stopped_half_way_leaves_nothing_that_looks_like_somebodys_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    run(path, &[("a.xlsx", "1"), ("b.xlsx", "1")]);
    let mut outputs = Outputs::open(path).unwrap();
    outputs.stage("a.xlsx", b"2").unwrap();
    outputs.stage("b.xlsx", b"2").unwrap();
    // The second has lost its place: the run stops between the two.
    fs::remove_file(path.join("b.xlsx")).unwrap();
    fs::create_dir(path.join("b.xlsx")).unwrap();
    assert!(outputs.finish().is_err());
    assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "2");
    fs::remove_dir(path.join("b.xlsx")).unwrap();
    fs::write(path.join("b.xlsx"), "1").unwrap();
    let told = run(path, &[("a.xlsx", "3"), ("b.xlsx", "3")]);
    assert_eq!(told, ["written a.xlsx", "written b.xlsx"]);
}

#[test]
fn when_one_output_has_no_place_none_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    run(path, &[("a.xlsx", "1"), ("tra-lai/TP.txt", "1")]);
    fs::create_dir(path.join("b.json")).unwrap();
    let mut outputs = Outputs::open(path).unwrap();
    outputs.stage("a.xlsx", b"2").unwrap();
    let refused = outputs.stage("b.json", b"2").unwrap_err();
    assert!(matches!(refused, Failure::Told("output-failed", _)), "{refused:?}");
    drop(outputs);
    assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "1");
    assert!(path.join("tra-lai/TP.txt").exists());
    #[expect(clippy::disallowed_methods, reason = "their order does not matter")]
    let names = fs::read_dir(path).unwrap().map(|it| it.unwrap().file_name());
    let left = names.filter(|it| it.to_string_lossy().ends_with(".tmp")).count();
    assert_eq!(left, 0, "no temporary file is left");
    // A file where a folder has to be.
    fs::write(path.join("c"), "x").unwrap();
    let mut outputs = Outputs::open(path).unwrap();
    assert!(outputs.stage("c/d.xlsx", b"2").is_err());
}

#[test]
fn whatever_the_disk_refuses_every_output_is_old_or_new_and_the_next_run_is_right() {
    const NEW: [(&str, &str); 3] = [("a.xlsx", "2"), ("b.xlsx", "2"), ("tra-lai/TP.txt", "2")];
    for kind in [
        io::ErrorKind::StorageFull,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::Other,
    ] {
        let mut operations = 0;
        loop {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path();
            run(path, &[("a.xlsx", "1"), ("b.xlsx", "1"), ("tra-lai/KC.txt", "1")]);
            fs::write(path.join("b.xlsx"), "typed").unwrap();
            faults::fail(Some((operations, kind)));
            let result = Outputs::open(path).and_then(|mut outputs| {
                for (name, text) in NEW {
                    outputs.stage(name, text.as_bytes())?;
                }
                outputs.finish()
            });
            let is_done = faults::is_waiting();
            faults::fail(None);
            assert_eq!(result.is_ok(), is_done, "{operations}: {result:?}");
            let read = |name: &str| fs::read_to_string(path.join(name)).ok();
            let (a, b) = (read("a.xlsx").unwrap(), read("b.xlsx"));
            assert!(["1", "2"].contains(&a.as_str()), "{operations}: {a}");
            // What was typed is never lost.
            let typed = [b.clone(), read("b (sửa tay 1).xlsx")];
            assert!(typed.contains(&Some("typed".to_owned())), "{operations}: {typed:?}");
            assert!(b.is_none_or(|it| ["typed", "2"].contains(&it.as_str())));
            let new = read("tra-lai/TP.txt");
            assert!(new.is_none_or(|it| it == "2"), "{operations}");
            let left = fs::read_dir(path).unwrap().flatten().map(|it| it.file_name());
            let left = left.filter(|it| it.to_string_lossy().ends_with(".tmp")).count();
            assert_eq!(left, 0, "{operations}");
            run(path, &NEW);
            assert!(NEW.iter().all(|it| read(it.0).as_deref() == Some("2")), "{operations}");
            assert_eq!(read("tra-lai/KC.txt"), None, "{operations}");
            let kept = read("b (sửa tay 1).xlsx");
            assert_eq!(kept.as_deref(), Some("typed"), "{operations}");
            assert_eq!(read("a (sửa tay 1).xlsx"), None, "{operations}: ours is nobody's own");
            if is_done {
                break;
            }
            operations += 1;
        }
        assert!(operations > 12, "only {operations} operations were refused");
    }
}

#[test]
fn what_an_interrupted_run_had_ready_goes_and_what_is_the_same_is_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    run(path, &[("a.xlsx", "1"), ("tra-lai/TP.txt", "1")]);
    for name in [".xeploai-ra-1.tmp", "tra-lai/.xeploai-ra-2.tmp"] {
        fs::write(path.join(name), "half").unwrap();
    }
    fs::write(path.join(".xeploai-khac.tmp"), "of another command").unwrap();
    let old = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options().write(true).open(path.join("a.xlsx")).unwrap().set_modified(old).unwrap();
    assert_eq!(
        run(path, &[("a.xlsx", "1"), ("tra-lai/TP.txt", "2")]),
        ["written a.xlsx", "written tra-lai/TP.txt"]
    );
    assert_eq!(path.join("a.xlsx").metadata().unwrap().modified().unwrap(), old);
    assert!(!path.join(".xeploai-ra-1.tmp").exists());
    assert!(!path.join("tra-lai/.xeploai-ra-2.tmp").exists());
    assert!(path.join(".xeploai-khac.tmp").exists());
    // Changed between the two.
    let mut outputs = Outputs::open(path).unwrap();
    outputs.stage("a.xlsx", b"1").unwrap();
    fs::write(path.join("a.xlsx"), "typed").unwrap();
    assert!(matches!(outputs.finish(), Err(Failure::Told("output-changed-meanwhile", _))));
    assert_eq!(fs::read_to_string(path.join("a.xlsx")).unwrap(), "typed");
}

#[test]
fn a_lock_that_is_let_go_in_a_moment_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let first = Outputs::open(folder.path()).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(2 * LOCK_PAUSE);
            drop(first);
        });
        assert!(Outputs::open(folder.path()).is_ok());
    });
}

#[test]
fn two_runs_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let first = Outputs::open(folder.path()).unwrap();
    assert!(matches!(Outputs::open(folder.path()), Err(Failure::Told("already-running", _))));
    drop(first);
    assert!(Outputs::open(folder.path()).is_ok());
}

#[cfg(unix)]
#[test]
fn outputs_are_private_to_the_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[("a.xlsx", "1")]);
    let mode = fs::metadata(folder.path().join("a.xlsx")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
