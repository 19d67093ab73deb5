//! What stands in the way of a start is said in one sentence, with exit status 1.

use crate::stage::platform::{LISTEN, cache, command};
use crate::stage::{Stage, separate};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// What the program says when it does not start.
fn refusal(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said.lines().filter_map(|line| line.strip_prefix("hostler: ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_start_that_cannot_be_says_what_is_in_the_way() {
    let folder = separate();
    let data = folder.path().join("data");
    let taken = TcpListener::bind(LISTEN).unwrap();
    let said = refusal(&mut command(&data, LISTEN));
    assert!(said.contains(LISTEN) && said.contains("--listen"), "{said}");
    drop(taken);

    let mut wrong = command(&data, LISTEN);
    let said = refusal(wrong.args(["--database", "mysql://localhost/hostler"]));
    assert!(said.contains("sqlite:PATH"), "{said}");

    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let said = refusal(&mut command(&file, LISTEN));
    assert!(said.contains("--data"), "{said}");
}

#[test]
fn a_used_folder_is_not_used_twice_nor_as_a_demo() {
    let mut stage = Stage::open();
    let said = refusal(&mut command(&stage.data(), "127.0.0.1:8081"));
    assert!(said.contains("another hostler uses") && said.contains("--data"), "{said}");
    assert_eq!(stage.visitor().get("/order").status, 200, "the first goes on");
    assert!(stage.platform.end().success());
    let said = refusal(command(&stage.data(), LISTEN).arg("--demo"));
    assert!(said.contains("a real installation") && said.contains("a demo"), "{said}");
    stage.platform.start_again();
    assert_eq!(stage.staff.get("/staff").status, 200, "and is as it was");
}

#[test]
fn somebody_who_is_not_root_is_told_so() {
    let folder = separate();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::os::unix::fs::chown(folder.path(), Some(65_534), Some(65_534)).unwrap();
    std::os::unix::fs::chown(&data, Some(65_534), Some(65_534)).unwrap();
    let program = folder.path().join("hostler");
    std::fs::copy(env!("CARGO_BIN_EXE_hostler"), &program).unwrap();
    let mut command = Command::new(program);
    command.arg("up").arg("--data").arg(&data).args(["--cache", &cache(), "--listen", LISTEN]);
    let said = refusal(command.uid(65_534).gid(65_534));
    assert!(said.contains("root"), "{said}");
}
