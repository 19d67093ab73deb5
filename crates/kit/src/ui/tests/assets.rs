use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use tower::ServiceExt;

use super::own_sources;
use crate::ui::assets::{CSS, SCRIPT, version};
use crate::ui::{Lang, Preferences, Theme, assets, preferences};

async fn get(path: &str) -> Response {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let router: Router = assets();
    router.oneshot(request).await.expect("infallible")
}

async fn choose(form: &'static str) -> Response {
    let request = Request::post("/preferences").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let router: Router = preferences();
    router.oneshot(request.body(Body::from(form)).expect("a request")).await.expect("infallible")
}

fn header(response: &Response, name: axum::http::HeaderName) -> Vec<&str> {
    response.headers().get_all(name).iter().filter_map(|value| value.to_str().ok()).collect()
}

#[test]
fn the_style_sheet_and_the_script_stay_small() {
    assert!(CSS.len() < 25_000, "{} bytes of style", CSS.len());
    assert!(SCRIPT.len() <= 3_072, "{} bytes of script", SCRIPT.len());
}

#[test]
fn nothing_is_asked_from_elsewhere_and_nothing_is_inline() {
    for (name, text) in own_sources().iter().filter(|(name, _)| name.ends_with(".html")) {
        for banned in
            ["style=", "<style", "javascript:", " onclick", "hx-on", "http://", "https://", "<script>"]
        {
            assert!(!text.contains(banned), "{banned} in {name}");
        }
    }
    assert!(!CSS.contains("url(") && !CSS.contains("@import"));
}

#[tokio::test]
async fn files_are_kept_for_ever_under_their_version() {
    let now = get(&format!("/assets/{}/hostler.css", version())).await;
    assert_eq!(now.status(), StatusCode::OK);
    assert_eq!(header(&now, CONTENT_TYPE), ["text/css; charset=utf-8"]);
    assert_eq!(header(&now, CACHE_CONTROL), ["public, max-age=31536000, immutable"]);
    let body = to_bytes(now.into_body(), usize::MAX).await.expect("a body");
    assert_eq!(body, CSS.as_bytes());
    assert_eq!(header(&get("/assets/0000/htmx.min.js").await, CACHE_CONTROL), ["no-cache"]);
    assert_eq!(get(&format!("/assets/{}/secrets.toml", version())).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_choice_is_remembered_and_leads_back() {
    let answer = choose("theme=dark&back=%2Fservers%3Fq%3Danna").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&answer, LOCATION), ["/servers?q=anna"]);
    assert_eq!(
        header(&answer, SET_COOKIE),
        ["hostler_theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"]
    );
    assert_eq!(header(&choose("lang=xx&theme=pink&back=/").await, SET_COOKIE), Vec::<&str>::new());
}

#[tokio::test]
async fn a_choice_never_leads_to_another_host() {
    for back in ["https://evil.test/", "//evil.test", "/\\evil.test", "", "/a%0d%0ab", "/%C3%A9"] {
        let form: &'static str = format!("lang=nl&back={back}").leak();
        assert_eq!(header(&choose(form).await, LOCATION), ["/"], "{back}");
    }
}

#[test]
fn preferences_are_read_from_the_cookies() {
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, "session=1; hostler_theme=dark; hostler_lang=nl".parse().expect("a value"));
    let read = Preferences::read(&headers, Some(Lang::En));
    assert_eq!(read, Preferences { lang: Lang::Nl, theme: Theme::Dark });
    let none = Preferences::read(&HeaderMap::new(), Some(Lang::Nl));
    assert_eq!(none, Preferences { lang: Lang::Nl, theme: Theme::Auto });
}
