use super::{Bakery, licence};
use crate::console;
use crate::entrance;
use crate::testing::{Server, on_sqlite};
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use hostler_kit::ui::words::check::missing_in;
use std::net::SocketAddr;
use tower::ServiceExt;

/// Anna's browser, signed in.
struct Browser<'a> {
    bakery: &'a Bakery,
    cookie: String,
}

impl Browser<'_> {
    async fn signed_in(bakery: &Bakery) -> Browser<'_> {
        std::fs::create_dir(bakery.app.folders.mail()).unwrap();
        let link = entrance::make_link(&bakery.app).await.unwrap();
        let token = link.rsplit('/').next().unwrap();
        let anna = serde_json::json!({
            "name": "Anna de Vries", "address": "anna@mail.bakery.test", "password": "stroopwafel met kaas",
        });
        let anna = serde_json::from_value(anna).unwrap();
        let cookie = entrance::set_up(&bakery.app, token, &anna).await.unwrap();
        Browser { bakery, cookie }
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> (StatusCode, String) {
        let kind =
            if path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" };
        let request = Request::builder().method(method).uri(path).header("content-type", kind);
        let request = request.header("cookie", format!("__Host-console={}; lang=en", self.cookie));
        let router = console::router(self.bakery.app.clone());
        let answer = router.oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn csrf(&self) -> String {
        let (_, page) = self.ask("GET", "/updates", "").await;
        page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
    }
}

#[tokio::test]
async fn l3_the_page_says_what_may_be_installed_before_anything_happens() {
    let bakery = Bakery::new(licence(&["fstek"])).await;
    bakery.vendor.offer_two();
    let browser = Browser::signed_in(&bakery).await;
    let csrf = browser.csrf().await;
    let (status, _) = browser.ask("POST", "/updates/question", &format!("csrf={csrf}")).await;
    assert_eq!(status, 303);
    let (_, page) = browser.ask("GET", "/updates", "").await;
    assert_eq!(missing_in(&page), Vec::<String>::new());
    for said in [
        "Released 1 March 2027, maintenance ended 28 February 2027: renew to install it",
        "newest you may install: 10.0.1",
        "Not certified for FSTEK",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, release) = browser.ask("GET", "/updates/10.0.1", "").await;
    assert!(
        release.contains("name=\"accept_uncertified\"") && release.contains("Sorting is quicker."),
        "{release}"
    );
    let (_, release) = browser.ask("GET", "/updates/10.0.2", "").await;
    assert!(!release.contains("<button type=\"submit\" class=\"primary\">Install"), "{release}");
    assert_eq!(browser.ask("GET", "/updates/11", "").await.0, 404);
}

#[tokio::test]
async fn l11_the_page_asks_before_it_installs_what_is_not_certified() {
    let bakery = Bakery::new(licence(&["fstek"])).await;
    bakery.vendor.offer_two();
    let browser = Browser::signed_in(&bakery).await;
    let csrf = browser.csrf().await;
    crate::updates::check(&bakery.app).await.unwrap();
    let (status, page) =
        browser.ask("POST", "/updates/installation", &format!("csrf={csrf}&version=10.0.1")).await;
    assert_eq!(status, 422);
    assert!(page.contains("Nothing was changed. Confirm that you want it all the same"), "{page}");
    let fields = format!("csrf={csrf}&version=10.0.1&accept_uncertified=fstek");
    assert_eq!(browser.ask("POST", "/updates/installation", &fields).await.0, 303);
    let history = bakery.history().await;
    assert!(history.contains(&"Anna de Vries uncertified-accepted 10.0.1 FSTEK".to_string()), "{history:?}");
}

#[tokio::test]
async fn l3_programs_read_verdicts_and_install() {
    let bakery = Bakery::new(licence(&[])).await;
    bakery.vendor.offer_two();
    let browser = Browser::signed_in(&bakery).await;
    let read = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap();
    let (_, body) = browser.ask("POST", "/api/v1/updates/question", "{}").await;
    let said = read(&body);
    assert_eq!(said["installed"]["version"], "10.0.0");
    assert_eq!(said["releases"][0]["verdict"]["because"], "maintenance-ended");
    assert_eq!(said["releases"][1]["verdict"]["because"], "maintained");
    assert!(said["verdicts"]["10.0.2"].as_str().unwrap().contains("renew"), "{said}");
    for (wish, status, code) in [
        (r#"{"version":"10.0.2"}"#, 409, "update-maintenance-ended"),
        (r#"{"version":"10.0.0"}"#, 409, "update-not-newer"),
        (r#"{"version":"7"}"#, 404, "update-unknown"),
        (r#"{"versions":"7"}"#, 422, "form-malformed"),
    ] {
        let (got, body) = browser.ask("POST", "/api/v1/updates/installation", wish).await;
        assert_eq!((got.as_u16(), read(&body)["code"].as_str()), (status, Some(code)), "{wish}");
    }
    let (status, body) = browser.ask("POST", "/api/v1/updates/installation", "{}").await;
    assert_eq!((status.as_u16(), read(&body)["to"].as_str()), (202, Some("10.0.1")));
}

#[tokio::test]
async fn a_hosted_server_has_no_updates() {
    let server = on_sqlite().await;
    for path in ["/updates", "/updates/10.0.1", "/api/v1/updates", "/health"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
    assert!(!server.get("/").await.body.contains("/updates"));
    for path in ["/api/v1/updates/question", "/api/v1/updates/installation"] {
        assert_eq!(server.call("POST", path, "{}").await.status, 404, "{path}");
    }
    let anna = Server::anna();
    let refused = crate::updates::begin(&server.app, &anna, &Default::default()).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn nobody_sees_or_installs_versions_without_a_session() {
    let bakery = Bakery::new(licence(&[])).await;
    bakery.vendor.offer_two();
    let stranger = Browser { bakery: &bakery, cookie: "x".into() };
    for (method, path, expect) in [
        ("GET", "/updates", 303),
        ("GET", "/updates/10.0.1", 303),
        ("POST", "/updates/question", 401),
        ("POST", "/updates/installation", 401),
        ("GET", "/api/v1/updates", 401),
        ("POST", "/api/v1/updates/question", 401),
        ("POST", "/api/v1/updates/installation", 401),
    ] {
        assert_eq!(stranger.ask(method, path, "{}").await.0, expect, "{method} {path}");
    }
    assert_eq!(bakery.shelf(), Vec::<String>::new());
}

#[tokio::test]
async fn only_the_machine_itself_hears_how_it_is() {
    let bakery = Bakery::new(licence(&[])).await;
    for (from, expect) in [(Some("127.0.0.1:40000"), 200), (Some("203.0.113.9:40000"), 404), (None, 404)] {
        let mut request = Request::builder().uri("/health").body(Body::empty()).unwrap();
        if let Some(from) = from {
            request.extensions_mut().insert(ConnectInfo(from.parse::<SocketAddr>().unwrap()));
        }
        let answer = console::router(bakery.app.clone()).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), expect, "{from:?}");
        if expect == 200 {
            let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let health: crate::updates::Health = serde_json::from_slice(&body).unwrap();
            assert_eq!((health.version.as_str(), health.ready), ("10.0.0", false));
        }
    }
}
