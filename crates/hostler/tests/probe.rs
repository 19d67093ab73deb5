//! `hostler probe` as a program: what it prints, and its exit code.

use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn probe(arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hostler"));
    let program = program.arg("probe").args(arguments).stdin(Stdio::piped());
    let mut running = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may have ended without reading.
    let _ = running.stdin.take().unwrap().write_all(input.as_bytes());
    running.wait_with_output().unwrap()
}

#[test]
fn k2_one_question_is_asked_and_the_exit_code_says_what_came_of_it() {
    let open = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = open.local_addr().unwrap().port();
    let protocol = format!("tcp:{port}");
    let asked = ["mail.bakery.test", "--address", "127.0.0.1", "--protocol", &protocol];

    let good = probe(&asked, "");
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    assert!(String::from_utf8_lossy(&good.stdout).starts_with(&format!("good     port {port} is open\n")));

    drop(open);
    let refused = probe(&[&asked[..], &["--json"]].concat(), "");
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let told: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!((&told["protocol"], &told["said"]), (&"tcp".into(), &serde_json::Value::Null));
    assert_eq!(
        (&told["trouble"]["stage"], &told["trouble"]["fault"]),
        (&"connect".into(), &"refused".into())
    );
}

#[test]
fn what_cannot_be_asked_is_told_with_exit_code_two() {
    let imap = ["mail.bakery.test", "--address", "127.0.0.1", "--protocol", "imaps"];
    for (more, words) in [
        (&["--user", "anna@bakery.test"][..], "no password came"),
        (&["--authority", "/nowhere.pem"], "/nowhere.pem"),
    ] {
        let refused = probe(&[&imap[..], more].concat(), "");
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains(words), "{refused:?}");
    }
    let unknown = probe(&["mail.bakery.test", "--protocol", "gopher"], "");
    assert_eq!(unknown.status.code(), Some(2), "{unknown:?}");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("`gopher` is no protocol"), "{unknown:?}");
}
