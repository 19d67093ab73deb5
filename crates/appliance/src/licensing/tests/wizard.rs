use super::stage::{BASE, keyring, signer};
use super::stage::{Bakery, USERS, owner, typed};
use super::vendor::met;
use crate::entrance::tests::stage::{Sent, csrf, location};
use crate::testing::{Answer, each};
use hostler_licence::registration::{Request, open};
use hostler_licence::signed::sign;

/// Anna's browser, without scripts.
pub struct Browser<'a> {
    bakery: &'a Bakery,
    cookie: String,
}

impl<'a> Browser<'a> {
    pub async fn at(bakery: &'a Bakery) -> Browser<'a> {
        Browser { bakery, cookie: bakery.own.enter().await }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let answer = self.bakery.own.get(path, Some(&self.cookie)).await;
        assert_eq!(hostler_kit::ui::words::check::missing_in(&answer.body), Vec::<String>::new(), "{path}");
        answer
    }

    pub async fn get_nl(&self, path: &str) -> Answer {
        let headers = [("accept-language", "nl")];
        let sent = Sent { cookie: Some(&self.cookie), body: None, headers: &headers };
        self.bakery.own.send("GET", path, sent).await
    }

    pub async fn csrf(&self) -> String {
        csrf(&self.get("/mailboxes").await)
    }

    pub async fn post(&self, path: &str, fields: &str) -> Answer {
        let body = format!("csrf={}&{fields}", self.csrf().await);
        let sent = Sent { cookie: Some(&self.cookie), body: Some(&body), headers: &[] };
        self.bakery.own.send("POST", path, sent).await
    }

    pub async fn call(&self, method: &str, path: &str, body: &serde_json::Value) -> Answer {
        let body = body.to_string();
        let sent = Sent { cookie: Some(&self.cookie), body: Some(&body), headers: &[] };
        self.bakery.own.send(method, path, sent).await
    }

    /// Uploads a licence file, or pastes its text.
    pub async fn upload(&self, field: &str, text: &str) -> Answer {
        let part = |name: &str, text: &str| {
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let body = format!("{}{}--b--\r\n", part("csrf", &self.csrf().await), part(field, text));
        let request = axum::http::Request::post("/licence/file")
            .header("cookie", format!("__Host-console={}", self.cookie))
            .header("content-type", "multipart/form-data; boundary=b");
        self.bakery.own.server.send(request.body(body.into()).unwrap()).await
    }
}

fn who(how: &str) -> String {
    format!(
        "company=Bakkerij+de+Vries&name=Anna+de+Vries&email=anna%40bakery.test&country=nl&partner=&how={how}"
    )
}

/// The first step: mistyped, for something else, never sold; then the right one.
async fn base_key_typed(anna: &Browser<'_>) {
    let mistyped =
        typed(&BASE).replacen(&typed(&BASE)[6..7], if &typed(&BASE)[6..7] == "2" { "3" } else { "2" }, 1);
    let answer = anna.post("/licence/register", &format!("key={mistyped}")).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Something is mistyped at position"), "{}", answer.body);
    let meant = format!("name=\"key\" value=\"{}\"><button>Use {}", typed(&BASE), typed(&BASE));
    assert!(answer.body.contains(&meant), "the key that was meant is a button: {}", answer.body);
    let adds = anna.post("/licence/register", &format!("key={}", typed(&USERS))).await;
    assert!(adds.body.contains("adds to a licence"), "{}", adds.body);
    let unknown = anna.post("/licence/register", &format!("key={}", typed(&[13; 42]))).await;
    assert!(unknown.body.contains("The vendor says: This key was never sold."), "{}", unknown.body);
    let answer = anna.post("/licence/register", &format!("key={}", typed(&BASE).to_lowercase())).await;
    assert_eq!(location(&answer), "/licence/register/keys");
}

/// The second step: one more key, taken out and put in again.
async fn further_keys_typed(anna: &Browser<'_>) {
    for (key, says) in [
        (typed(&USERS), ""),
        (typed(&USERS), "is in the list already"),
        (typed(&BASE), "is in the list already"),
        (typed(&[13; 42]), "never sold"),
    ] {
        let answer = anna.post("/licence/register/keys", &format!("key={key}")).await;
        let expect = if says.is_empty() { 303 } else { 422 };
        assert_eq!(answer.status, expect, "{says}");
        assert!(answer.body.contains(says), "{}", answer.body);
    }
    let step = anna.get("/licence/register/keys").await.body;
    assert!(step.contains("a licence for 5 users") && step.contains("5 users more"), "{step}");
    let hint = typed(&USERS)[24..].to_string();
    anna.post("/licence/register/keys/remove", &format!("hint={hint}")).await;
    assert!(!anna.get("/licence/register/keys").await.body.contains("5 users more"));
    anna.post("/licence/register/keys", &format!("key={}", typed(&USERS))).await;
}

#[tokio::test]
async fn l6_l7_three_steps_without_a_script() {
    each(|db| async move {
        let (bakery, vendor) = met(db).await;
        let anna = Browser::at(&bakery).await;
        base_key_typed(&anna).await;
        further_keys_typed(&anna).await;
        assert!(
            anna.get("/licence/register").await.body.contains(&typed(&BASE)),
            "back shows what was typed"
        );
        let bad =
            anna.post("/licence/register/owner", "email=anna&country=nl&company=Bakkerij&how=online").await;
        assert!(bad.status == 422 && bad.body.contains("value=\"Bakkerij\""), "{}", bad.body);
        let held = anna.post("/licence/register/owner", &who("online")).await;
        assert!(held.body.contains("Another machine holds this licence."), "{}", held.body);
        vendor.lock().unwrap().licence = Some(bakery.licence(1));
        let done = anna.post("/licence/register/owner", &who("online")).await;
        assert_eq!(location(&done), "/licence?done=licence-installed", "{}", done.body);
        let page = anna.get(location(&done)).await.body;
        for says in
            ["0 of 15", "L-000042", "Anti-virus (15 users)", "the first year of maintenance runs until"]
        {
            assert!(
                page.contains(says) || (says.starts_with('0') && page.contains("1 of 15")),
                "{says}: {page}"
            );
        }
        let request = vendor.lock().unwrap().requests.last().unwrap().clone();
        assert_eq!(request.owner, hostler_licence::registration::Owner { language: "en".into(), ..owner() });
        assert_eq!((request.base_key, request.further_keys), (typed(&BASE), vec![typed(&USERS)]));
    })
    .await;
}

#[tokio::test]
async fn l7_without_internet_a_request_goes_out_and_a_file_comes_in() {
    each(|db| async move {
        let bakery = Bakery::alone(db).await;
        let anna = Browser::at(&bakery).await;
        let early = anna.get("/licence/register/offline").await;
        assert_eq!(location(&early), "/licence/register");
        let answer = anna.post("/licence/register", &format!("key={}", typed(&BASE))).await;
        assert_eq!(
            location(&answer),
            "/licence/register/keys",
            "nobody can be asked, and that stops nothing"
        );
        assert!(anna.get("/licence/register/keys").await.body.contains("could not be asked"));
        assert_eq!(location(&anna.get("/licence/register/offline").await), "/licence/register/owner");
        let online = anna.post("/licence/register/owner", &who("online")).await;
        assert!(online.status == 422 && online.body.contains("cannot be reached"), "{}", online.body);
        let answer = anna.post("/licence/register/owner", &who("offline")).await;
        assert_eq!(location(&answer), "/licence/register/offline");
        let page = anna.get("/licence/register/offline").await.body;
        assert!(page.contains("<svg class=\"qr\"") && page.contains("hostler-request-1."), "{page}");
        let file = anna.get("/licence/register/offline/request").await;
        assert!(
            file.headers["content-disposition"].to_str().unwrap().contains("request-mail.bakery.test.txt")
        );
        assert!(page.contains(file.body.trim()), "page, QR and file are the same request");
        assert_eq!(open::<Request>(&file.body).unwrap().base_key, typed(&BASE));
        let cut = anna.upload("text", &sign(&bakery.licence(1), &signer())[..90]).await;
        assert!(cut.status == 422 && cut.body.contains("The end of the file is missing"), "{}", cut.body);
        let text = format!("{}\n{}", keyring(1), sign(&bakery.licence(1), &signer()));
        let done = anna.upload("file", &text).await;
        assert_eq!(location(&done), "/licence?done=licence-installed", "{}", done.body);
        let page = anna.get("/licence").await.body;
        assert!(page.contains(&format!("…{}", &typed(&BASE)[24..])), "which key it was: {page}");
        assert!(!anna.get("/licence/register").await.body.contains(&typed(&BASE)), "and kept no longer");
    })
    .await;
}
