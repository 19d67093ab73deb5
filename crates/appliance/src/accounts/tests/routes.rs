use crate::testing::{Server, each};

#[tokio::test]
async fn the_whole_life_of_a_mailbox_by_the_api() {
    each(|db| async move {
        let server = Server::new(db).await;
        let made = server.call("POST", "/api/v1/domains", r#"{"name":"Bakery.test"}"#).await;
        assert_eq!((made.status.as_u16(), made.json()["name"].as_str()), (201, Some("bakery.test")));
        let new = r#"{"address":"Dirk@bakery.test","name":"Dirk","password":"drie broden en een taart","quota_bytes":1000}"#;
        let made = server.call("POST", "/api/v1/mailboxes", new).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert!(!made.body.contains("argon2"), "the hash stays here");
        let path = format!("/api/v1/mailboxes/{}", made.json()["id"].as_str().unwrap());
        assert_eq!(server.get(&path).await.json()["address"], "dirk@bakery.test");
        let edited = server.call("PATCH", &path, r#"{"disabled":true,"name":"Dirk Bos","quota_bytes":0}"#).await;
        assert_eq!((edited.json()["name"].as_str(), edited.json()["quota_bytes"].is_null()), (Some("Dirk Bos"), true));
        assert!(edited.json()["disabled_at_ms"].is_i64());
        let found = server.get("/api/v1/mailboxes?q=bos&state=disabled").await.json();
        assert_eq!((found["total"].as_i64(), found["items"][0]["name"].as_str()), (Some(1), Some("Dirk Bos")));
        let password = server.call("PUT", &format!("{path}/password"), r#"{"password":"vier broden en een taart"}"#).await;
        assert_eq!(password.status, 204);
        let alias = r#"{"address":"baas@bakery.test","targets":["dirk@bakery.test"]}"#;
        assert_eq!(server.call("POST", "/api/v1/aliases", alias).await.status, 201);
        assert_eq!(server.get("/api/v1/aliases").await.json()["items"][0]["targets"][0], "dirk@bakery.test");
        assert_eq!(server.call("DELETE", "/api/v1/aliases/baas@bakery.test", "").await.status, 204);
        assert_eq!(server.call("DELETE", &path, "").await.status, 204);
        assert_eq!(server.get(&path).await.refusal(), (404, "mailbox-missing".to_string()));
        assert_eq!(server.call("DELETE", "/api/v1/domains/bakery.test", "").await.status, 204);
        let history = server.get("/api/v1/history?limit=3").await.json();
        let actions: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
        assert_eq!(actions.len(), 3);
        assert_eq!(history["total"], 11);
        assert!(server.get("/api/v1/users").await.json()["number"] == 1);
    })
    .await;
}

#[tokio::test]
async fn refusals_say_code_field_and_sentence() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        for (method, path, body, status, code) in [
            ("POST", "domains", r#"{"name":"bakery"}"#, 422, "domain-invalid"),
            ("POST", "domains", r#"{"name":"bakery.test"}"#, 409, "domain-taken"),
            ("DELETE", "domains/bakery.test", "", 409, "domain-in-use"),
            ("POST", "mailboxes", r#"{"address":"bram@bakery.test","name":"B"}"#, 409, "mailbox-exists"),
            (
                "POST",
                "mailboxes",
                r#"{"address":"b@bakery.test","name":"B","password":"kort"}"#,
                422,
                "password-short",
            ),
            ("POST", "mailboxes", r#"{"address":"b@bakery.test"}"#, 422, "form-malformed"),
            ("POST", "mailboxes", "{", 422, "form-malformed"),
            ("GET", "mailboxes/acc_1", "", 404, "mailbox-missing"),
            ("DELETE", "mailboxes/acc_0193aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", 404, "mailbox-missing"),
            ("POST", "aliases", r#"{"address":"x@bakery.test","targets":[]}"#, 422, "targets-missing"),
            ("DELETE", "aliases/x@bakery.test", "", 404, "alias-missing"),
            ("POST", "import", r#"{"csv":""}"#, 422, "import-empty"),
            ("POST", "import", r#"{"token":"0"}"#, 409, "import-expired"),
            ("POST", "import", "{}", 422, "csv-missing"),
            ("POST", "demo/clock", r#"{"offset_ms":1}"#, 403, "clock-not-movable"),
            ("GET", "export", "", 403, "export-by-platform"),
            ("GET", "nothing", "", 404, "not-found"),
            ("PATCH", "report", "", 404, "not-found"),
        ] {
            let answer = server.call(method, &format!("/api/v1/{path}"), body).await;
            assert_eq!(answer.refusal(), (status, code.to_string()), "{method} {path} {}", answer.body);
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            let detail = answer.json()["detail"].as_str().unwrap().to_string();
            assert!(!detail.contains('⟨') && detail.len() > 15, "{detail}");
        }
        let taken = server
            .call("POST", "/api/v1/mailboxes", r#"{"address":"bram@bakery.test","name":"B"}"#)
            .await
            .json();
        assert_eq!(
            (taken["field"].as_str(), taken["args"]["address"].as_str()),
            (Some("address"), Some("bram@bakery.test"))
        );
        let large = format!(r#"{{"csv":"{}"}}"#, "x".repeat(1_200_000));
        assert_eq!(
            server.call("POST", "/api/v1/import", &large).await.refusal(),
            (413, "too-large".to_string())
        );
    })
    .await;
}

#[tokio::test]
async fn an_import_by_the_api() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let preview = server
            .call("POST", "/api/v1/import", r#"{"csv":"dirk@bakery.test,Dirk\nnobody,N"}"#)
            .await
            .json();
        assert_eq!((preview["token"].is_null(), preview["bad"][0]["line"].as_i64()), (true, Some(2)));
        let preview =
            server.call("POST", "/api/v1/import", r#"{"csv":"dirk@bakery.test,Dirk"}"#).await.json();
        assert_eq!(preview["mailboxes"][0]["password"], "generated");
        let done = server
            .call("POST", "/api/v1/import", &format!(r#"{{"token":{}}}"#, preview["token"]))
            .await
            .json();
        assert_eq!(
            (done["created"].as_i64(), done["generated"][0]["address"].as_str()),
            (Some(1), Some("dirk@bakery.test"))
        );
    })
    .await;
}
