//! `hostler doctor`: what is all right, what is not, and what to do.

use crate::stage::{Stage, eventually};
use hostler_kit::check::{Check, Verdict};

fn look(stage: &Stage) -> (Vec<Check>, bool) {
    let output = stage.hostler(&["doctor", "--json"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")), output.status.success())
}

#[test]
fn the_doctor_tells_a_healthy_server_from_a_broken_one() {
    let stage = Stage::open();
    let anna = stage.customer("anna", "bakkerij");
    let bakery = stage.running(&anna, "bakkerij");
    let (checks, fine) = look(&stage);
    let bad: Vec<&Check> = checks.iter().filter(|check| check.verdict == Verdict::Bad).collect();
    assert!(fine && bad.is_empty(), "{bad:?}");
    let of_server =
        |checks: &[Check]| checks.iter().find(|check| check.name == "server bakkerij").cloned().unwrap();
    assert_eq!(of_server(&checks), Check::fine("server bakkerij", "running"));
    assert!(checks.iter().any(|check| check.name == "image of Connect" && check.verdict == Verdict::Fine));

    // Its data folder is no folder any more, so it cannot start.
    std::fs::rename(bakery.folder.join("upper"), bakery.folder.join("upper.away")).unwrap();
    std::fs::write(bakery.folder.join("upper"), "in the way").unwrap();
    bakery.kill_container();
    let broken = eventually("the doctor to see it", || {
        let (checks, fine) = look(&stage);
        let seen = of_server(&checks);
        if seen.verdict == Verdict::Bad && !fine { Ok(seen) } else { Err(format!("{seen:?}")) }
    });
    assert!(broken.seen.contains("upper"), "{}", broken.seen);
    assert!(broken.next_step.contains("/staff/servers"), "{}", broken.next_step);
    let text = stage.hostler(&["doctor"]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let line = text.lines().find(|line| line.contains("server bakkerij")).unwrap();
    assert!(line.starts_with("BAD") && text.contains(&broken.next_step), "{text}");
    assert!(stage.staff.get("/staff").says("bakkerij"), "the staff's first page names it");

    std::fs::remove_file(bakery.folder.join("upper")).unwrap();
    std::fs::rename(bakery.folder.join("upper.away"), bakery.folder.join("upper")).unwrap();
    eventually("the server to be mended", || {
        let seen = of_server(&look(&stage).0);
        if seen.verdict == Verdict::Fine { Ok(()) } else { Err(format!("{seen:?}")) }
    });
}
