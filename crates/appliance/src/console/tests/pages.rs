use crate::testing::{Answer, Server, on_sqlite};
use hostler_kit::ui::words::check::missing_in;

/// The part of a page that is its own, a tag per line, without the version in the assets' addresses.
fn main_of(answer: &Answer) -> String {
    assert_eq!(missing_in(&answer.body), Vec::<String>::new());
    let start = answer.body.find("<main").expect("a page");
    let end = answer.body.find("</main>").expect("a whole page");
    answer.body[start..end].replace("><", ">\n<")
}

async fn id(server: &Server, address: &str) -> String {
    crate::accounts::mailbox_by_address(&server.app.db, address).await.unwrap().unwrap().id.to_string()
}

#[tokio::test]
async fn pages_in_both_languages() {
    let server = on_sqlite().await;
    let bram = id(&server, "bram@bakery.test").await;
    let bram = format!("/mailboxes/{bram}");
    let pages = [
        ("overview", "/"),
        ("domains", "/domains"),
        ("mailboxes", "/mailboxes?sort=-name"),
        ("mailbox", &bram),
        ("mailbox_new", "/mailboxes/new"),
        ("aliases", "/aliases"),
        ("import", "/import"),
        ("users", "/users"),
        ("history", "/history"),
    ];
    for (name, path) in pages {
        insta::assert_snapshot!(format!("{name}_en"), main_of(&server.get(path).await));
        insta::assert_snapshot!(format!("{name}_nl"), main_of(&server.get_nl(path).await));
    }
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_but_no_password() {
    let server = on_sqlite().await;
    let answer =
        server.post("/mailboxes", "address=bram%40bakery.test&name=Bram+2&password=geheim-geheim").await;
    assert_eq!(answer.status, 422);
    assert!(!answer.body.contains("geheim-geheim"));
    insta::assert_snapshot!("mailbox_new_refused", main_of(&answer));
    let answer = server.post("/aliases", "address=a%40bakery.test&targets=nobody%40bakery.test").await;
    assert!(answer.body.contains("nobody@bakery.test"), "{}", answer.body);
    let answer = server.post("/domains", "domain=bakery").await;
    assert!(answer.status == 422 && answer.body.contains("value=\"bakery\""));
}

#[tokio::test]
async fn an_empty_search_and_an_empty_list_say_what_to_do() {
    let server = on_sqlite().await;
    assert!(server.get("/mailboxes?q=zzz").await.body.contains("Nothing matches “zzz”"));
    server.post("/aliases/orders@bakery.test/delete", "").await;
    assert!(server.get("/aliases").await.body.contains("No aliases"));
}

#[tokio::test]
async fn forms_do_what_they_say_and_lead_back_below_the_prefix() {
    let server = on_sqlite().await;
    let bram = id(&server, "bram@bakery.test").await;
    for (path, fields, to) in [
        ("/domains".to_string(), "domain=flowers.test", "/domains?done=domain-added"),
        ("/domains/flowers.test/delete".to_string(), "", "/domains?done=domain-deleted"),
        (
            "/aliases".to_string(),
            "address=info%40bakery.test&targets=bram%40bakery.test%0D%0Aeva%40y.test",
            "/aliases?done=alias-created",
        ),
        ("/aliases/info@bakery.test/delete".to_string(), "", "/aliases?done=alias-deleted"),
        (format!("/mailboxes/{bram}/name"), "name=Bram+Bos", "?done=mailbox-saved"),
        (format!("/mailboxes/{bram}/password"), "password=vier+broden+en+taart", "?done=password-changed"),
        (format!("/mailboxes/{bram}/disable"), "", "?done=mailbox-disabled"),
        (format!("/mailboxes/{bram}/enable"), "", "?done=mailbox-enabled"),
        (
            format!("/mailboxes/{bram}/delete"),
            "confirm=bram%40bakery.test",
            "/mailboxes?done=mailbox-deleted",
        ),
    ] {
        let answer = server.post(&path, fields).await;
        let location =
            answer.headers.get("location").map(|to| to.to_str().unwrap().to_string()).unwrap_or_default();
        assert_eq!(answer.status, 303, "{path} {}", answer.body);
        assert!(location.starts_with("/servers/srv_bakery/console/") && location.ends_with(to), "{location}");
        let next = location.strip_prefix("/servers/srv_bakery/console").unwrap();
        assert!(server.get(next).await.body.contains("class=\"notice good\""), "{next}");
    }
}

#[tokio::test]
async fn deleting_asks_for_the_address() {
    let server = on_sqlite().await;
    let bram = id(&server, "bram@bakery.test").await;
    let answer = server.post(&format!("/mailboxes/{bram}/delete"), "confirm=bram").await;
    assert_eq!(answer.status, 422);
    insta::assert_snapshot!("mailbox_delete_refused", main_of(&answer));
    let admin = id(&server, "admin@bakery.hostler.test").await;
    assert_eq!(server.get(&format!("/mailboxes/{admin}/delete")).await.status, 409);
    assert_eq!(server.post(&format!("/mailboxes/{admin}/delete"), "confirm=x").await.status, 422);
}

async fn upload(server: &Server, csv: &str) -> Answer {
    let part = |name: &str, text: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let file = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n";
    let body = format!("{}{file}{}--b--\r\n", part("csrf", crate::testing::CSRF), part("csv", csv));
    let request = server.request("POST", "/import", &server.assertion());
    server
        .send(request.header("content-type", "multipart/form-data; boundary=b").body(body.into()).unwrap())
        .await
}

#[tokio::test]
async fn an_import_by_pages() {
    let server = on_sqlite().await;
    let bad = upload(&server, "dirk@bakery.test,Dirk\nbram@bakery.test,Bram\n").await;
    assert_eq!(bad.status, 422);
    insta::assert_snapshot!("import_bad", main_of(&bad));
    let good =
        upload(&server, "dirk@bakery.test,Dirk,,baas@bakery.test\neva@bakery.test,Eva,vier broden en taart")
            .await;
    assert_eq!(good.status, 200);
    assert!(!good.body.contains("vier broden"), "passwords are not shown again");
    let token = good.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let done = server.post("/import/confirm", &format!("token={token}")).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let token = done.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let file = server.post("/import/passwords", &format!("token={token}")).await;
    assert!(file.body.starts_with("address,password\r\ndirk@bakery.test,"));
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(server.post("/import/passwords", &format!("token={token}")).await.status, 409);
    assert!(server.get("/mailboxes?q=dirk").await.body.contains("dirk@bakery.test"));
}

#[tokio::test]
async fn troubles_are_shown_in_plain_words() {
    let server = on_sqlite().await;
    let signals = &server.app.signals;
    let reason = "code 7, no such map".to_string();
    signals
        .delivery
        .send_replace(crate::app::Delivery::Stopped { code: "journal-fork".into(), reason: reason.clone() });
    signals.projection.send_replace(Some(crate::app::Projection { revision: 0, error: Some(reason) }));
    signals.lock.send_replace(crate::app::Lock::Locked { reason: "trial-over".into(), since_ms: 0 });
    let body = server.get("/").await.body;
    assert!(body.contains("This server has been locked since 1 January 1970"), "{body}");
    assert!(
        body.contains("refuses what this server reports for billing (journal-fork: code 7")
            && body.contains("not in force yet"),
        "{body}"
    );
}
