//! The client's commands, each run once: what it asks of the portal, and how it lays the answer out.

#![allow(clippy::unwrap_used)]

mod portal;

use portal::{Like, Portal};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Each with what the portal's answer is like.
const COMMANDS: &[(Like, &str)] = include!("commands.in");

/// Of a line no more than this is compared.
const LONGEST: usize = 300;

fn run(portal: &Portal, home: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
    command
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("HOSTLER_PORTAL", &portal.url)
        .current_dir(home);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"stroopwafel met kaas\n").ok();
    let ran = child.wait_with_output().unwrap();
    let mut seen = format!("$ hostler {}\n", arguments.join(" "));
    let cut = |line: &str| line.chars().take(LONGEST).collect::<String>();
    portal.asked().iter().for_each(|line| writeln!(seen, "> {}", cut(line)).unwrap());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&portal.url, "PORTAL");
    text(&ran.stdout).lines().for_each(|line| writeln!(seen, "{}", cut(line)).unwrap());
    text(&ran.stderr).lines().for_each(|line| writeln!(seen, "! {}", cut(line)).unwrap());
    writeln!(seen, "[{}]\n", ran.status.code().unwrap()).unwrap();
    seen
}

#[test]
fn every_command_asks_and_shows_what_it_did() {
    let (portal, home) = (Portal::open(), tempfile::tempdir().unwrap());
    std::fs::write(home.path().join("a file"), "what stands in it").unwrap();
    let mut seen = String::new();
    for (like, line) in COMMANDS {
        *portal.like.lock().unwrap() = *like;
        let arguments: Vec<&str> =
            line.split(' ').map(|word| if word == "FILE" { "a file" } else { word }).collect();
        seen += &run(&portal, home.path(), &arguments);
    }
    insta::assert_snapshot!(seen);
}

/// Every noun and verb with its line of help.
#[test]
fn every_command_says_what_it_is_for() {
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_hostler")).args(arguments).arg("-h").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let commands = |text: &str| -> Vec<String> {
        let Some((_, listed)) = text.split_once("Commands:\n") else { return Vec::new() };
        listed.lines().take_while(|line| !line.is_empty()).map(str::to_string).collect()
    };
    let mut seen = String::new();
    for noun in commands(&help(&[])) {
        writeln!(seen, "{noun}").unwrap();
        let name = noun.split_whitespace().next().unwrap();
        commands(&help(&[name])).iter().for_each(|verb| writeln!(seen, "  {verb}").unwrap());
    }
    insta::assert_snapshot!(seen);
}
