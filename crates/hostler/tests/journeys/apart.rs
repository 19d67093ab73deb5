//! H4: servers of different customers can neither see nor disturb each other.

use crate::stage::post::{send, subjects, submission};
use crate::stage::{PASSWORD, Stage, code, wire};
use hostler_wire::Entry;
use hostler_wire::What;
use serde_json::json;

#[test]
fn h4_two_customers_stay_apart() {
    let stage = Stage::open();
    let (anna, bakery, of_anna) = stage.customer_with_server("anna", "bakkerij");
    let (bram, flowers, of_bram) = stage.customer_with_server("bram", "bloemen");
    of_anna.add_domain("bakkerij.example");
    of_anna.create_mailbox("anna@bakkerij.example", PASSWORD);
    of_bram.add_domain("bloemen.example");
    of_bram.create_mailbox("bram@bloemen.example", "rode en gele tulpen");

    // Through the portal: as if the other's did not exist.
    for path in ["", "/console/", "/console/mailboxes"] {
        assert_eq!(bram.get(&format!("/servers/{}{path}", bakery.id)).status, 404, "{path}");
        assert_eq!(stage.visitor().get(&format!("/servers/{}{path}", bakery.id)).path, "/sign-in", "{path}");
    }
    let api = format!("/servers/{}/console/api/v1/users", bakery.id);
    assert_eq!(code(&bram.json("GET", &api, None)), (404, "not-found".into()));
    assert_eq!(code(&stage.visitor().json("GET", &api, None)), (401, "sign-in-needed".into()));
    assert_eq!(bram.json("GET", &format!("/api/v1/servers/{}", bakery.id), None).0, 404);
    assert_eq!(bram.server("bakkerij").is_err(), anna.server("bakkerij").is_ok());

    // At its address: nothing without an assertion, nor with one that another server's key signed.
    let (own, others) = (bakery.bootstrap(), flowers.bootstrap());
    let url = format!("https://{}:8443/api/v1/users", bakery.address);
    let nothing =
        wire::ask(&bakery, &own, wire::Request { method: "GET", url: &url, header: None, body: None })
            .unwrap();
    assert_eq!(code(&nothing), (401, "console-sign-in".into()));
    let foreign = wire::console(&bakery, &others, ("GET", "/api/v1/users"), None).unwrap();
    assert_eq!(code(&foreign), (401, "console-sign-in".into()), "signed by the other server");
    assert_eq!(wire::console(&bakery, &own, ("GET", "/api/v1/users"), None).unwrap().0, 200, "its own works");

    // From inside the other server, whose root is its customer's.
    let said = flowers.inside(&format!(
        "ls /srv/hostler/.. ; cat /proc/1/root/{0} 2>&1; \
         curl -sk -o /dev/null -w '%{{http_code}}' https://{1}:8443/ 2>&1 || :",
        bakery.folder.display(),
        bakery.address
    ));
    assert!(
        !said.contains(&own.hosted().unwrap().credential) && !said.contains("bakkerij.example"),
        "{said}"
    );
    assert!(!flowers.inside("ps -e -o args 2>/dev/null || cat /proc/[0-9]*/cmdline").contains(&bakery.id));

    // At the platform: a credential speaks for its own server only.
    let what = What::Created { account: "acc_ghost".into(), address: "ghost@bakkerij.example".into() };
    let forged = Entry::after(None, &bakery.id, 1, what);
    let answer = wire::deliver(&flowers, &others, &json!({ "entries": [forged] }));
    assert_eq!(code(&answer), (403, "journal-foreign".into()), "{answer:?}");

    // By mail: neither the sign-in nor the name of the other.
    assert!(submission(&flowers, ("anna@bakkerij.example", PASSWORD)).is_err());
    assert!(subjects(&flowers, 993, ("anna@bakkerij.example", PASSWORD)).is_err());
    let mut bram = submission(&flowers, ("bram@bloemen.example", "rode en gele tulpen"))
        .unwrap_or_else(|reply| panic!("{reply}"));
    let reply = send(&mut bram, "anna@bakkerij.example", "bram@bloemen.example", "in Anna's name");
    assert!(reply.starts_with("553 5.7.1"), "{reply}");
}
