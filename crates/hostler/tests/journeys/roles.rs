//! Portal and jobs as two processes over one data folder, and the version of its database.

use crate::stage::platform::role;
use crate::stage::{Console, Stage, shell};

#[test]
fn a_server_is_ordered_through_one_process_and_made_by_the_other() {
    let mut stage = Stage::in_two_roles();
    for (second, uses) in [("serve", "for the portal"), ("work", "for the jobs"), ("up", "for the portal")] {
        let output = role(second, &stage.data(), "127.0.0.1:8081").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("another hostler uses") && said.contains(uses), "{second}: {said}");
    }
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");

    assert!(stage.platform.end().success(), "the portal ends alone");
    assert!(bakery.report().is_ready(), "and the server runs on");
    let up = role("up", &stage.data(), "127.0.0.1:8081").output().unwrap();
    assert!(String::from_utf8_lossy(&up.stderr).contains("for the jobs"), "up is both: {up:?}");
    stage.platform.start_again();
    assert_eq!(Console::of(&anna, &bakery).users()["number"], 1);

    let work = stage.work.as_mut().unwrap();
    assert!(work.end().success(), "the jobs end, and the servers with them");
    assert_eq!(anna.order("winkel").status, 200, "an order is taken meanwhile");
    stage.work.as_mut().unwrap().start_again();
    stage.running(&anna, "winkel");
    assert!(stage.running(&anna, "bakkerij").report().is_ready());
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let mut stage = Stage::open();
    let migrate = |arguments: &[&str]| {
        let output = stage.hostler(&[&["migrate"], arguments].concat());
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    let (code, said) = migrate(&["--check"]);
    assert!(code == Some(0) && said.starts_with("The database is at version "), "{said}");
    let (code, said) = migrate(&[]);
    assert!(code == Some(1) && said.contains("another hostler uses"), "{said}");
    assert!(stage.platform.end().success());
    let file = stage.data().join("platform.sqlite");
    let newer = "INSERT INTO _sqlx_migrations SELECT 9000, 'newer', installed_on, success, checksum, execution_time \
                 FROM _sqlx_migrations WHERE version = 1";
    let sql = |statement: &str| {
        let path = file.display();
        shell(&format!(
            "python3 -c \"import sqlite3; c = sqlite3.connect('{path}'); c.execute(\\\"{statement}\\\"); c.commit()\""
        ));
    };
    sql(newer);
    for name in ["up", "serve", "work"] {
        let output = role(name, &stage.data(), "127.0.0.1:8080").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("at version 9000") && said.contains("Start that newer hostler"),
            "{name}: {said}"
        );
    }
    sql("DELETE FROM _sqlx_migrations WHERE version = 9000");
    let migrate = stage.hostler(&["migrate"]);
    assert!(migrate.status.success(), "nothing was changed: {migrate:?}");
    stage.platform.start_again();
    assert_eq!(stage.staff.get("/staff").status, 200);
}
