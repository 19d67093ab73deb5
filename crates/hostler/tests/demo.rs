//! `hostler demo` on the real parts: the numbers of B1 and B3, and nothing that stays.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn demo() -> Command {
    assert!(nix::unistd::geteuid().is_root(), "the demo makes servers: run this as root");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
    command.arg("demo");
    command
}

/// What a demo with this process number would leave behind.
fn traces(pid: u32) -> Vec<String> {
    let folder = PathBuf::from(format!("/var/tmp/hostler-demo-{pid}"));
    let mut found = Vec::new();
    if folder.exists() {
        found.push(folder.display().to_string());
    }
    for process in std::fs::read_dir("/proc").unwrap().flatten() {
        let text = |file: &str| {
            String::from_utf8_lossy(&std::fs::read(process.path().join(file)).unwrap_or_default())
                .into_owned()
        };
        let (command, mounts) = (text("cmdline"), text("mountinfo"));
        if [&command, &mounts].iter().any(|text| text.contains(&*folder.to_string_lossy())) {
            found.push(command.replace('\0', " "));
        }
    }
    found
}

#[test]
fn b1_b3_the_worked_examples_are_billed_as_the_requirements_say() {
    let child = demo().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = child.id();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    for line in [
        "right  Bakkerij de Vries: 11 users, 65.88 EUR",
        "right  Fietsen Bram: 15 users, 89.84 EUR",
        "right  Administratie Claassen: 10 users and 2 GB extra, 63.52 EUR",
    ] {
        assert!(said.contains(line), "`{line}` is missing in:\n{said}");
    }
    assert_eq!(traces(pid), Vec::<String>::new());
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    let mut child = demo().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut servers = lines.filter(|line| line.contains(" runs at "));
    assert!(servers.next().is_some(), "no server ran");
    assert!(!traces(child.id()).is_empty(), "a running demo has its folder");
    kill(Pid::from_raw(child.id().try_into().unwrap()), Signal::SIGINT).unwrap();
    servers.for_each(drop);
    let pid = child.id();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ended by Ctrl-C"));
    assert_eq!(traces(pid), Vec::<String>::new());
}
