//! What ends by itself, or is killed, comes back by itself, and says so.

use crate::stage::post::{arrives, comes_from_outside};
use crate::stage::{PASSWORD, Stage, eventually};

#[test]
fn killed_engines_come_back_and_say_why() {
    let stage = Stage::open();
    let (_, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox("anna@bakkerij.example", PASSWORD);
    for (name, command) in [("postfix", "/usr/lib/postfix/sbin/master"), ("dovecot", "/usr/sbin/dovecot")] {
        bakery.kill(command);
        let engine = eventually(&format!("{name} to be back"), || {
            let report = bakery.report();
            let engine = report.engines.iter().find(|engine| engine.name == name).cloned();
            engine.filter(|engine| engine.restarts == 1 && report.is_ready()).ok_or(format!("{report:?}"))
        });
        assert!(engine.reason.contains("signal 9"), "{}", engine.reason);
        assert!(console.page("/").says("signal 9"), "the console's first page says why");
        let staff = stage.staff.get(&format!("/staff/servers/{}", bakery.id));
        assert!(staff.says("signal 9"), "staff see it too");
    }
    comes_from_outside(&bakery, "anna@bakkerij.example", "after both");
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "after both");
}

#[test]
fn a_killed_server_is_started_again_and_keeps_its_mail() {
    let stage = Stage::open();
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox("anna@bakkerij.example", PASSWORD);
    comes_from_outside(&bakery, "anna@bakkerij.example", "before");
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "before");
    let holder = bakery.holder();
    bakery.kill_container();
    eventually("the server's return", || {
        let report = bakery.try_report()?;
        let back = report.is_ready() && bakery.holder() != holder;
        if back { Ok(()) } else { Err(format!("{report:?}")) }
    });
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "before");
    comes_from_outside(&bakery, "anna@bakkerij.example", "after");
    arrives(&bakery, ("anna@bakkerij.example", PASSWORD), "after");
    eventually("the platform to know it", || {
        let row = anna.server("bakkerij")?;
        if row["phase"] == "running" && row["last_error"] == "" { Ok(()) } else { Err(row.to_string()) }
    });
    assert_eq!(stage.containers().len(), 1);
    assert!(bakery.delivered() >= 2);
}
