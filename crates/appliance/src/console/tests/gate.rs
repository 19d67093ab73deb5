use crate::testing::{Answer, CSRF, KEY, PREFIX, Server, each};
use axum::body::Body;
use axum::http::Request;
use hostler_wire::SignIn;
use hostler_wire::bootstrap::ClockKind;
use hostler_wire::sign_in::{HEADER, PREFIX_HEADER};

/// Every route, with a method that it answers.
pub const READ: [&str; 20] = [
    "/",
    "/domains",
    "/domains/bakery.test/delete",
    "/mailboxes",
    "/mailboxes/new",
    "/mailboxes/ID",
    "/mailboxes/ID/delete",
    "/aliases",
    "/aliases/new",
    "/aliases/orders@bakery.test/delete",
    "/import",
    "/export/accounts.csv",
    "/users",
    "/history",
    "/api/v1/report",
    "/api/v1/domains",
    "/api/v1/mailboxes/ID",
    "/api/v1/aliases",
    "/api/v1/users",
    "/api/v1/history",
];
pub const FORMS: [&str; 12] = [
    "/domains",
    "/domains/flowers.test/delete",
    "/mailboxes",
    "/mailboxes/ID/name",
    "/mailboxes/ID/password",
    "/mailboxes/ID/disable",
    "/mailboxes/ID/enable",
    "/mailboxes/ID/delete",
    "/aliases",
    "/aliases/orders@bakery.test/delete",
    "/import/confirm",
    "/import/passwords",
];
pub const CALLS: [(&str, &str); 13] = [
    ("POST", "domains"),
    ("DELETE", "domains/flowers.test"),
    ("GET", "mailboxes"),
    ("POST", "mailboxes"),
    ("PATCH", "mailboxes/ID"),
    ("DELETE", "mailboxes/ID"),
    ("PUT", "mailboxes/ID/password"),
    ("POST", "aliases"),
    ("DELETE", "aliases/orders@bakery.test"),
    ("POST", "import"),
    ("POST", "demo/clock"),
    ("GET", "queue"),
    ("GET", "export"),
];

async fn bram(server: &Server) -> String {
    let bram =
        crate::accounts::mailbox_by_address(&server.app.db, "bram@bakery.test").await.unwrap().unwrap();
    bram.id.to_string()
}

async fn everything(server: &Server) -> (i64, i64) {
    let db = &server.app.db;
    (crate::accounts::revision(db).await.unwrap(), crate::journal::last(db).await.unwrap())
}

async fn with_header(server: &Server, method: &str, path: &str, header: Option<String>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(PREFIX_HEADER, PREFIX);
    if let Some(header) = header {
        request = request.header(HEADER, header);
    }
    let form =
        if path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" };
    let body = if path.starts_with("/api/") { "{}".to_string() } else { format!("csrf={CSRF}") };
    server.send(request.header("content-type", form).body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn no_route_answers_without_a_good_assertion() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let before = everything(&server).await;
        let id = bram(&server).await;
        let good = server.assertion();
        let bad = [
            None,
            Some("nonsense".to_string()),
            Some(good.sign(b"another key")),
            Some(SignIn { server: "srv_flowers".into(), ..good.clone() }.sign(KEY.as_bytes())),
            Some(SignIn { expires_ms: server.app.clock.now_ms() - 1, ..good.clone() }.sign(KEY.as_bytes())),
        ];
        let reads = READ.iter().map(|path| ("GET", path.to_string()));
        let forms = FORMS.iter().chain(&["/import"]).map(|path| ("POST", path.to_string()));
        let calls = CALLS.iter().map(|(method, path)| (*method, format!("/api/v1/{path}")));
        let others = [("GET", "/nowhere".to_string()), ("GET", "/assets/x/hostler.css".to_string())];
        for (method, path) in reads.chain(forms).chain(calls).chain(others) {
            let path = path.replace("ID", &id);
            for header in &bad {
                let answer = with_header(&server, method, &path, header.clone()).await;
                assert_eq!(answer.status, 401, "{method} {path} {header:?}");
                match path.starts_with("/api/") {
                    true => assert_eq!(answer.code(), "console-sign-in", "{method} {path}"),
                    false => assert!(answer.body.contains("My servers"), "{method} {path}"),
                }
                assert!(!answer.body.contains("bram@"), "{method} {path}");
            }
        }
        assert_eq!(everything(&server).await, before);
    })
    .await;
}

#[tokio::test]
async fn every_page_and_answer_opens_with_one() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let id = bram(&server).await;
        for path in READ {
            let answer = server.get(&path.replace("ID", &id)).await;
            assert_eq!(answer.status, 200, "{path} {}", answer.body);
            assert!(
                answer.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'")
            );
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_without_its_value_changes_nothing() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        server.domain("flowers.test").await;
        let id = bram(&server).await;
        let before = everything(&server).await;
        for path in FORMS {
            for body in ["", "csrf=", "csrf=another", "csrf=csrf-of-ann"] {
                let fields = "domain=x.test&address=e@bakery.test&name=Eva&password=vier+broden+en+taart&targets=bram@bakery.test&confirm=bram@bakery.test";
                let request = server.request("POST", &path.replace("ID", &id), &server.assertion());
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                let answer = server.send(request.body(format!("{fields}&{body}").into()).unwrap()).await;
                assert_eq!(answer.status, 403, "{path} {body}");
                assert!(answer.body.contains("form-expired"), "{path} {body}");
            }
        }
        let request = server.request("POST", "/import", &server.assertion());
        let part = "--b\r\ncontent-disposition: form-data; name=\"csv\"\r\n\r\neva@bakery.test,Eva\r\n--b--\r\n";
        let request = request.header("content-type", "multipart/form-data; boundary=b");
        assert_eq!(server.send(request.body(part.into()).unwrap()).await.status, 403);
        assert_eq!(everything(&server).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_form_of_another_site_cannot_speak_json() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let before = everything(&server).await;
        for (method, path) in CALLS.iter().filter(|(method, _)| *method == "POST") {
            let request = server.request(method, &format!("/api/v1/{path}"), &server.assertion());
            let body = r#"{"name":"x.test","address":"e@bakery.test"}"#;
            let answer =
                server.send(request.header("content-type", "text/plain").body(body.into()).unwrap()).await;
            assert_eq!(answer.refusal(), (422, "form-malformed".to_string()), "{path}");
        }
        assert_eq!(everything(&server).await, before);
    })
    .await;
}

#[tokio::test]
async fn only_a_plain_prefix_is_taken() {
    each(|db| async move {
        let server = Server::new(db).await;
        for (prefix, expect) in [
            ("/servers/srv_1/console", "href=\"/servers/srv_1/console/mailboxes\""),
            ("//evil.test", "href=\"/mailboxes\""),
            ("https://evil.test", "href=\"/mailboxes\""),
            ("/a\"><script>", "href=\"/mailboxes\""),
            ("", "href=\"/mailboxes\""),
        ] {
            let request = Request::get("/").header(HEADER, server.assertion().sign(KEY.as_bytes()));
            let answer =
                server.send(request.header(PREFIX_HEADER, prefix).body(Body::empty()).unwrap()).await;
            assert!(answer.body.contains(expect), "{prefix}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_clock_moves_in_the_demo_only_forward_and_is_kept() {
    each(|db| async move {
        let clock = hostler_kit::time::Clock::demo(0);
        let bootstrap = hostler_wire::Bootstrap { clock: ClockKind::Demo, ..crate::testing::bootstrap() };
        let server = Server::with(db, bootstrap, clock).await;
        let day = 86_400_000;
        let moved = server.call("POST", "/api/v1/demo/clock", &format!("{{\"offset_ms\":{day}}}")).await;
        assert_eq!((moved.status.as_u16(), moved.json()["offset_ms"].as_i64()), (200, Some(day)));
        assert_eq!(crate::console::clock::saved_offset_ms(&server.app.db).await.unwrap(), day);
        let entries = crate::journal::since(&server.app.db, 0).await.unwrap();
        assert!(matches!(entries.last().unwrap().what, hostler_wire::What::Storage { bytes: 0 }));
        assert!(entries[1].at_ms - entries[0].at_ms >= day, "the reading is of the new time");
        let back = server.call("POST", "/api/v1/demo/clock", "{\"offset_ms\":1}").await;
        assert_eq!(back.refusal(), (409, "clock-backward".to_string()));
    })
    .await;
}
