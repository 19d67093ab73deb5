use super::stage::{BASE, Bakery, keyring, owner, signer, typed};
use super::wizard::Browser;
use crate::accounts;
use crate::entrance::tests::stage::location;
use crate::testing::{Answer, Server, each};
use hostler_kit::db::Db;
use hostler_licence::signed::sign;
use serde_json::json;

const READ: [&str; 9] = [
    "/licence",
    "/licence/file",
    "/licence/move",
    "/licence/receipt",
    "/licence/register",
    "/licence/register/keys",
    "/licence/register/owner",
    "/licence/register/offline",
    "/licence/register/offline/request",
];
const FORMS: [&str; 8] = [
    "/licence/check",
    "/licence/file",
    "/licence/move",
    "/licence/receipt/send",
    "/licence/register",
    "/licence/register/keys",
    "/licence/register/keys/remove",
    "/licence/register/owner",
];
const CALLS: [(&str, &str); 5] = [
    ("GET", "/api/v1/licence"),
    ("PUT", "/api/v1/licence/file"),
    ("POST", "/api/v1/licence/request"),
    ("POST", "/api/v1/licence/registration"),
    ("POST", "/api/v1/licence/receipt"),
];

#[tokio::test]
async fn nobody_gets_at_the_licence_without_a_session() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let before = accounts::revision(&bakery.app().db).await.unwrap();
        let reads = READ.iter().map(|path| ("GET", *path));
        let forms = FORMS.iter().map(|path| ("POST", *path));
        for (method, path) in reads.chain(forms).chain(CALLS) {
            let sent = crate::entrance::tests::stage::Sent { body: Some("{}"), ..Default::default() };
            let answer = bakery.own.send(method, path, sent).await;
            let expect = if method == "GET" && !path.starts_with("/api/") { 303 } else { 401 };
            assert_eq!(answer.status, expect, "{method} {path}");
            assert!(!answer.body.contains("L-000042"), "{method} {path}");
        }
        assert_eq!(accounts::revision(&bakery.app().db).await.unwrap(), before);
        assert!(bakery.look().await.in_force().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_form_without_its_value_changes_nothing() {
    each(|db| async move {
        let bakery = Bakery::licensed(db).await;
        let anna = Browser::at(&bakery).await;
        for path in FORMS.iter().filter(|path| **path != "/licence/file") {
            let answer = anna.call("POST", path, &json!({})).await;
            assert!(answer.status.is_client_error(), "{path} {}", answer.status);
        }
        assert!(bakery.look().await.in_force().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_hosted_server_has_its_licence_included_and_no_page_of_it() {
    each(|db| async move {
        let server = Server::new(db).await;
        for path in READ.iter().copied().chain(["/api/v1/licence"]) {
            assert_eq!(server.get(path).await.status, 404, "{path}");
        }
        assert!(server.get("/").await.body.contains("Licence included"));
    })
    .await;
}

#[tokio::test]
async fn l14_the_same_for_programs() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let anna = Browser::at(&bakery).await;
        let trial = anna.get("/api/v1/licence").await.json();
        assert_eq!(
            (&trial["standing"], &trial["days_left"], &trial["limit"]),
            (&json!("trial"), &json!(30), &json!(null))
        );
        let wish = json!({ "base_key": typed(&BASE), "owner": owner() });
        let request = anna.call("POST", "/api/v1/licence/request", &wish).await.json();
        assert!(request["request"].as_str().unwrap().starts_with("hostler-request-1."));
        let away = anna.call("POST", "/api/v1/licence/registration", &wish).await;
        assert_eq!(away.refusal(), (503, "vendor-unreachable".into()));
        let text = format!("{}\n{}", sign(&bakery.licence(1), &signer()), keyring(1));
        let file = json!({ "text": text });
        for _ in 0..2 {
            let put = anna.call("PUT", "/api/v1/licence/file", &file).await.json();
            assert_eq!((&put["standing"], &put["limit"]), (&json!("licensed"), &json!(15)));
        }
        let wrong = anna.call("POST", "/api/v1/licence/receipt", &json!({ "confirm": "L-000041" })).await;
        assert_eq!(wrong.refusal(), (409, "licence-not-installed".into()));
        let receipt =
            anna.call("POST", "/api/v1/licence/receipt", &json!({ "confirm": "L-000042" })).await.json();
        assert!(receipt["text"].as_str().unwrap().starts_with("hostler-receipt-1."));
        assert_eq!(anna.get("/api/v1/licence").await.json()["why"]["why"], "given-up");
        let refused = anna.call("PUT", "/api/v1/licence/file", &file).await;
        assert_eq!(refused.refusal(), (409, "licence-given-up".into()));
    })
    .await;
}

fn main_of(answer: &Answer) -> String {
    let start = answer.body.find("<main").expect("a page");
    let end = answer.body.find("</main>").expect("a whole page");
    let text = answer.body[start..end].replace("><", ">\n<").replace(std::env::consts::ARCH, "ARCH");
    text.lines().filter(|line| !line.contains("name=\"csrf\"")).collect::<Vec<_>>().join("\n")
}

async fn shown(anna: &Browser<'_>, name: &str, path: &str) {
    insta::assert_snapshot!(format!("{name}_en"), main_of(&anna.get(path).await));
    insta::assert_snapshot!(format!("{name}_nl"), main_of(&anna.get_nl(path).await));
}

#[tokio::test]
async fn pages_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/t.sqlite", folder.path().display());
    let bakery = Bakery::alone(Db::open(&url, &crate::app::MIGRATOR).await.unwrap()).await;
    let anna = Browser::at(&bakery).await;
    shown(&anna, "trial", "/licence").await;
    shown(&anna, "step_base", "/licence/register").await;
    anna.post("/licence/register", &format!("key={}", typed(&BASE))).await;
    shown(&anna, "step_keys", "/licence/register/keys").await;
    shown(&anna, "step_owner", "/licence/register/owner").await;
    shown(&anna, "install", "/licence/file").await;
    bakery.install(&bakery.licence(1)).await.unwrap();
    shown(&anna, "licensed", "/licence").await;
    shown(&anna, "move", "/licence/move").await;
    let wrong = anna.post("/licence/move", "confirm=L-42").await;
    assert_eq!(wrong.status, 422);
    let gone = anna.post("/licence/move", "confirm=L-000042").await;
    assert_eq!(location(&gone), "/licence?done=licence-left", "{}", gone.body);
    shown(&anna, "given_up", "/licence").await;
    let receipt = anna.get("/licence/receipt").await;
    assert!(receipt.body.starts_with("hostler-receipt-1."));
    let again = anna.post("/licence/receipt/send", "").await;
    assert!(again.status == 422 && again.body.contains("cannot be reached"), "{}", again.body);
    assert!(anna.get("/").await.body.contains("Locked since"), "every page says it");
}
