//! The same for people: pages of a customer, of a visitor who knows a key, and of staff.

use super::*;
use crate::accounts::Role;
use crate::licences;
use crate::portal;
use crate::testing::{Browser, customer, go_to, on_each_engine, person};
use axum::Router;
use hostler_kit::ui::words::check::missing_in;
use std::sync::Arc;

fn portal(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

async fn users(app: &App, licence: &Id<licences::Licence>) -> i64 {
    licences::find(&app.db, licence).await.unwrap().unwrap().users
}

#[tokio::test]
async fn l7_three_steps_at_the_web_site_add_keys_without_a_machine() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base(), wish(GrantKind::Users, 10, 0)]).await;
        let (base, more, licence) = (text(&keys[0]), text(&keys[1]), licence_of(&keys[0]));
        let visitor = Browser::visitor(&app, portal(&app));
        let post = async |pairs: &[(&str, &str)]| visitor.post("/licences/register", pairs).await;
        assert_eq!(visitor.get("/licences/register").await.status, 200);
        let wrong = post(&[("step", "base"), ("key", "7KMRW")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("A key has 25 characters"), "{}", wrong.said());
        let not_base = post(&[("step", "base"), ("key", &more)]).await;
        assert!(not_base.text().contains("The first key must be that of a licence"), "{}", not_base.said());

        let second = post(&[("step", "base"), ("key", &base)]).await;
        assert_eq!(second.status, 200);
        assert!(second.said().contains("L-000001"), "{}", second.said());
        let unknown = post(&[("step", "add"), ("key", &base), ("more", "x")]).await;
        assert_eq!(unknown.status, 422, "{}", unknown.said());
        let added = post(&[("step", "add"), ("key", &base), ("more", &more)]).await;
        assert!(added.said().contains("More users, 10 users"), "{}", added.said());
        assert_eq!(users(&app, &licence).await, 0, "looking changes nothing");
        let third = post(&[("step", "machine"), ("key", &base), ("keys", &more)]).await;
        assert!(third.said().contains("Without a request file"), "{}", third.said());
        let removed = post(&[("step", "remove"), ("key", &base), ("keys", &more), ("more", &more)]).await;
        assert!(!removed.said().contains("More users"), "{}", removed.said());

        let done = post(&[("step", "keys"), ("key", &base), ("keys", &more)]).await;
        assert_eq!(done.status, 200);
        assert!(done.said().contains("The keys are in licence L-000001"), "{}", done.said());
        assert_eq!(users(&app, &licence).await, 15);
        let again = post(&[("step", "keys"), ("key", &base), ("keys", &more)]).await;
        assert_eq!((again.status.as_u16(), users(&app, &licence).await), (200, 15), "twice changes nothing");
    })
    .await;
}

#[tokio::test]
async fn l7_l8_a_machine_without_a_network_is_registered_and_moved_by_hand() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base(), wish(GrantKind::Users, 5, 0), base()]).await;
        let (base, more, other) = (text(&keys[0]), text(&keys[1]), text(&keys[2]));
        let visitor = Browser::visitor(&app, portal(&app));
        let anna = Browser::of(&app, portal(&app), &anna).await;
        let mail = Box::new(1);
        let request = mail.signs(&mail.asks(&base, &[]));
        let sent = [("key", other.as_str()), ("text", &request)];
        let refused = visitor.upload("/licences/register/request", &sent, ("file", "", "")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("another base key"), "{}", refused.said());
        let sent = [("key", base.as_str()), ("keys", more.as_str())];
        let done =
            visitor.upload("/licences/register/request", &sent, ("file", "request.txt", &request)).await;
        assert_eq!(done.status, 200, "{}", done.said());
        for says in [
            "Licence L-000001 is registered",
            "mail1.bakkerij.test",
            "5 users, added on",
            "<svg class=\"qr\"",
        ] {
            assert!(done.text().contains(says), "{says}: {}", done.said());
        }
        let file = visitor.post("/licences/register/file", &[("request", &request)]).await;
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"L-000001.licence\"");
        let answer = register(&app, &request).await.unwrap();
        assert_eq!(opened(&app, &answer).await.users, 10);
        assert!(file.text().ends_with(&format!("{}\n", answer.licence_file.trim_end())), "{}", file.text());

        let licence = answer.licence.as_str();
        let path = format!("/licences/{licence}");
        assert!(anna.get("/licences").await.said().contains("mail1.bakkerij.test"));
        let shown = anna.get(&path).await;
        assert!(shown.said().contains("30 September 2027"), "{}", shown.said());
        assert!(!shown.text().contains(&base), "a key is shown when it is asked for");
        let key = anna.post(&format!("{path}/keys/{}", keys[0].id), &[]).await;
        assert!(key.text().contains(&base));
        let moved = anna.get(&format!("{path}/move")).await;
        assert!(moved.said().contains("mail1.bakkerij.test"), "{}", moved.said());

        let receipt = mail.receipt(licence, 1, 5_000);
        let freed = visitor.upload("/licences/receipts", &[("text", &receipt)], ("file", "", "")).await;
        assert!(freed.said().contains("Licence L-000001 is free"), "{}", freed.said());
        assert!(anna.get(&path).await.said().contains("moved"));
        assert!(anna.get(&format!("{path}/move")).await.said().contains("No machine holds this licence"));
        let nonsense = visitor.upload("/licences/receipts", &[("text", "hello")], ("file", "", "")).await;
        assert_eq!(nonsense.status, 422);
    })
    .await;
}

#[tokio::test]
async fn l8_a_machine_is_declared_offline_with_a_reason_and_the_number_typed() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base()]).await;
        let (first, second) = (Box::new(1), Box::new(2));
        let answer = first.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let anna = Browser::of(&app, portal(&app), &anna).await;
        let path = format!("/licences/{}/move", answer.licence);
        let unsure = anna.post(&path, &[("reason", "it burned"), ("confirm", "L-1")]).await;
        assert_eq!(unsure.status, 422);
        let silent = anna.post(&path, &[("confirm", "L-000001")]).await;
        assert!(silent.text().contains("Say why"), "{}", silent.said());
        assert_eq!(code(second.registers(&app, &text(&keys[0]), &[]).await), "licence-held");
        let done = anna.post(&path, &[("reason", "it burned"), ("confirm", "L-000001")]).await;
        assert_eq!(
            (done.status.as_u16(), done.location()),
            (303, format!("/licences/{}", answer.licence).as_str())
        );
        second.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let moved = anna.get(&path).await;
        assert!(moved.said().contains("1 were used") || moved.said().contains("; 1 "), "{}", moved.said());
        let history = anna.get(&format!("/licences/{}", answer.licence)).await.said();
        assert!(history.contains("it burned"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn l12_l13_staff_find_change_and_see_what_ends_when() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let (flowers, bram) = customer(&app, "bram").await;
        let staff = person(&app, None, "Sofie", Role::Staff).await;
        let sofie = Browser::of(&app, portal(&app), &staff).await;
        let keys = issued(&app, &bakery, &[base(), wish(GrantKind::Users, 5, 0)]).await;
        let answer = Box::new(1).registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let path = format!("/staff/licences/{}", answer.licence);

        for search in ["L-000001", "mail1", "Bakkerij%20Anna", "?state=valid", "?product=connect"] {
            let search = search.strip_prefix('?').map_or(format!("q={search}"), str::to_string);
            let found = sofie.get(&format!("/staff/licences?{search}")).await.said();
            assert!(found.contains("L-000001"), "{search}: {found}");
        }
        assert!(!sofie.get("/staff/licences?state=revoked").await.said().contains("L-000001"));
        let typed = sofie.get(&format!("/staff/licences?q={}", text(&keys[1]))).await;
        assert_eq!(typed.location(), format!("/staff/keys/{}", keys[1].id));
        let withdrawn = [("reason", "sold twice"), ("confirm", keys[1].hint.as_str())];
        assert_eq!(sofie.post(typed.location(), &withdrawn).await.status, 303);
        assert!(sofie.get(typed.location()).await.said().contains("sold twice"));

        go_to(&app, "2027-08-05T09:00:00+02:00");
        let sofie = Browser::of(&app, portal(&app), &staff).await;
        licences::warn::warn(&app).await.unwrap();
        let expiry = sofie.get("/staff/licences/expiry?month=2027-09").await.said();
        assert!(expiry.contains("L-000001") && expiry.contains("60 days before"), "{expiry}");
        let overview = sofie.get("/staff").await;
        assert!(overview.said().contains("Licences that end within 30 days\n0"), "{}", overview.said());

        let owner = [("customer", bram.email.as_str()), ("reason", "sold"), ("confirm", "L-000001")];
        let nobody = [("customer", "nobody@x.test"), ("reason", "sold"), ("confirm", "L-000001")];
        assert!(
            sofie
                .post(&format!("{path}/change/owner"), &nobody)
                .await
                .text()
                .contains("There is no customer")
        );
        assert_eq!(sofie.post(&format!("{path}/change/owner"), &owner).await.status, 303);
        let now = licences::by_number(&app.db, "L-000001").await.unwrap().unwrap();
        assert_eq!((now.customer_id, now.holder), (Some(flowers.id.clone()), flowers.name.clone()));
        let why = [("reason", "not paid"), ("confirm", "L-000001")];
        assert_eq!(
            sofie.post(&format!("{path}/change/revoke"), &[("confirm", "L-000001")]).await.status,
            422
        );
        assert_eq!(sofie.post(&format!("{path}/change/revoke"), &why).await.status, 303);
        assert!(sofie.get(&path).await.said().contains("This licence was withdrawn: not paid"));
    })
    .await;
}

#[tokio::test]
async fn l12_staff_issue_a_licence_by_hand() {
    on_each_engine(|app| async move {
        let (_, bram) = customer(&app, "bram").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let sofie = Browser::of(&app, portal(&app), &sofie).await;
        let gift = [
            ("kind", "base"),
            ("product", "connect"),
            ("edition", "standard"),
            ("class", "standard"),
            ("users", "5"),
            ("customer", bram.email.as_str()),
            ("reason", "a gift"),
        ];
        let made = sofie.post("/staff/licences/issue", &gift).await;
        assert!(made.status == 200 && made.said().contains("L-000001"), "{}", made.said());
    })
    .await;
}

#[tokio::test]
async fn l12_staff_replace_and_withdraw_signing_keys() {
    on_each_engine(|app| async move {
        signing::ensure(&app).await.unwrap();
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let sofie = Browser::of(&app, portal(&app), &sofie).await;
        let rotate = "/staff/signing-keys/rotate/licence";
        assert_eq!(sofie.get(rotate).await.status, 200);
        assert_eq!(sofie.post(rotate, &[("confirm", "release")]).await.status, 422);
        assert_eq!(sofie.post(rotate, &[("confirm", "licence")]).await.status, 303);
        let old = signing::keys(&app.db)
            .await
            .unwrap()
            .into_iter()
            .find(|key| key.retired_at_ms.is_some())
            .unwrap();
        let revoke = format!("/staff/signing-keys/{}/revoke", old.id);
        assert!(sofie.post(&revoke, &[("confirm", &old.id)]).await.text().contains("Say why"));
        assert_eq!(
            sofie.post(&revoke, &[("confirm", &old.id), ("reason", "a copy was lost")]).await.status,
            303
        );
        let list = sofie.get("/staff/signing-keys").await.said();
        assert!(list.contains("Withdrawn") && list.contains("In use"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn every_page_has_its_words_in_both_languages() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let renewal = Wish { arrives: Arrives::InPlace, ..wish(GrantKind::Renewal, 0, 1) };
        let keys = issued(
            &app,
            &bakery,
            &[with_antivirus(base(), 5), with_antivirus(wish(GrantKind::Users, 5, 0), 5)],
        )
        .await;
        let answer = Box::new(1).registers(&app, &text(&keys[0]), &[&text(&keys[1])]).await.unwrap();
        issued(&app, &bakery, &[Wish { licence: Some(licence_of(&keys[0])), ..renewal }]).await;
        licences::leave(&app, &Box::new(1).receipt(&answer.licence, 1, 5_000)).await.unwrap();
        Box::new(2).registers_again(&app, &text(&keys[0]), "1f1f").await.unwrap();
        let (id, key) = (&answer.licence, &keys[0].id);
        let own = ["", "/move"].map(|end| format!("/licences/{id}{end}"));
        let ours = ["/licences", "/licences/receipts", "/licences/register", "/licences/register/request"];
        let staff = ["", "/change/revoke", "/change/offline", "/change/owner"]
            .map(|end| format!("/staff/licences/{id}{end}"));
        let lists = [
            "/staff",
            "/staff/licences",
            "/staff/licences/expiry",
            "/staff/licences/issue",
            "/staff/signing-keys",
            "/staff/signing-keys/rotate/licence",
        ];
        let key = format!("/staff/keys/{key}");
        for language in ["en", "nl"] {
            let cookie = format!("hostler_lang={language}");
            let anna = Browser::of(&app, portal(&app), &anna).await.sending("cookie", &cookie);
            let sofie = Browser::of(&app, portal(&app), &sofie).await.sending("cookie", &cookie);
            let paths = own.iter().map(String::as_str).chain(ours).map(|path| (&anna, path));
            let paths = paths.chain(
                staff
                    .iter()
                    .map(String::as_str)
                    .chain(lists)
                    .chain([key.as_str()])
                    .map(|path| (&sofie, path)),
            );
            for (who, path) in paths {
                let seen = who.get(path).await;
                assert_eq!(seen.status, 200, "{path}: {}", seen.text());
                assert_eq!(missing_in(&seen.text()), Vec::<String>::new(), "{path} {language}");
            }
        }
    })
    .await;
}
