//! Staff in a customer's backups: they restore without looking, and look only when they have said why.

use super::made::{Bakery, MESSAGE, NAME};
use crate::accounts::{self, Role};
use crate::backup::{looks, restore};
use crate::events::{self, Whose};
use crate::portal;
use crate::testing::{Browser, Seen, go_to, on_each_engine, person};
use axum::Router;

/// The owner of the bakery and Sofie of the provider, both at their browsers.
async fn people(bakery: &Bakery) -> (Browser, Browser) {
    let app = &bakery.app;
    let customer = accounts::customer(&app.db, &bakery.server.customer_id).await.unwrap();
    let carla = person(app, customer.as_ref(), "carla", Role::Owner).await;
    let sofie = person(app, None, "sofie", Role::Staff).await;
    let routes = || Router::new().fallback_service(portal::router(app.clone()));
    (Browser::of(app, routes(), &carla).await, Browser::of(app, routes(), &sofie).await)
}

fn is_shown(seen: &Seen) -> bool {
    assert_eq!(seen.status.as_u16(), 200, "{}", seen.text());
    seen.text().contains("Twee broden")
}

#[tokio::test]
async fn k1_staff_say_why_before_they_see_messages_and_the_customer_reads_it() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 160).await;
        let backup = bakery.backed_up().await;
        let (carla, sofie) = people(&bakery).await;
        let at = format!("/servers/{}", bakery.server.id);
        let mail = format!("/backups/{}/mail?address=anna%40bakery.test", backup.id);
        assert!(is_shown(&carla.get(&format!("{at}{mail}")).await), "it is her own");
        let theirs = format!("/staff{at}{mail}");
        assert!(!is_shown(&sofie.get(&theirs).await));
        let searching = format!("/staff{at}/backups/search?address=anna%40bakery.test");
        assert!(sofie.get(&searching).await.text().contains("name=\"reason\""));
        let api = format!("/api/v1/staff{at}/backups/search?address=anna%40bakery.test");
        assert_eq!(sofie.api("GET", &api, &()).await.json()["code"], "look-closed");
        let looks = format!("/staff{at}/looks");
        let seen = sofie.post(&looks, &[("reason", "kijken"), ("back", &theirs)]).await;
        assert_eq!(seen.status.as_u16(), 422, "{}", seen.text());
        let why = "Carla vroeg telefonisch om een bericht van gisteren";
        let seen = sofie.post(&looks, &[("reason", why), ("back", &theirs)]).await;
        assert_eq!((seen.status.as_u16(), seen.location()), (303, theirs.as_str()));
        assert!(is_shown(&sofie.get(&theirs).await));
        assert_eq!(sofie.api("GET", &api, &()).await.status.as_u16(), 200);
        let page = carla.get(&format!("{at}/backups")).await.text();
        assert!(page.contains(why) && page.contains("sofie"), "{page}");
        let told = events::of_subject(
            &bakery.app.db,
            &Whose::Customer(bakery.server.customer_id.to_string()),
            bakery.server.id.as_str(),
        )
        .await
        .unwrap();
        assert!(told.iter().any(|event| event.kind == "backup.looked-into" && event.data.contains(why)));
        let ended = bakery.app.now_ms() + looks::HOLDS_MS;
        go_to(&bakery.app, &jiff::Timestamp::from_millisecond(ended).unwrap().to_string());
        assert!(!is_shown(&sofie.get(&theirs).await), "an hour is over");
    })
    .await;
}

#[tokio::test]
async fn k1_a_way_back_after_saying_why_leads_to_the_servers_own_pages() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 161).await;
        let (_, sofie) = people(&bakery).await;
        let at = format!("/staff/servers/{}", bakery.server.id);
        let fields = [("reason", "Carla vroeg erom"), ("back", "https://elsewhere.example/")];
        let seen = sofie.post(&format!("{at}/looks"), &fields).await;
        assert_eq!(seen.location(), format!("{at}/backups"));
    })
    .await;
}

#[tokio::test]
async fn k1_staff_restore_for_a_customer_who_reads_who_it_was() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 162).await;
        let backup = bakery.backed_up().await;
        let (carla, sofie) = people(&bakery).await;
        let at = format!("/servers/{}", bakery.server.id);
        let page = sofie.get(&format!("/staff{at}/backups/{}", backup.id)).await.text();
        assert!(page.contains("anna@bakery.test") && !page.contains("value=\"file\""), "{page}");
        let restores = format!("/staff{at}/backups/{}/restores", backup.id);
        let wrong = sofie.post(&restores, &[("confirm", "winkel")]).await;
        assert_eq!(wrong.status.as_u16(), 422, "its name was not typed");
        let fields =
            [("what", "message"), ("address", "anna@bakery.test"), ("folder", "INBOX"), ("message", NAME)];
        let seen = sofie.post(&restores, &fields).await;
        assert!(seen.location().starts_with(&format!("/staff{at}/restores/rst_")), "{}", seen.location());
        let progress = seen.location().to_string();
        bakery.work().await;
        assert!(sofie.get(&progress).await.text().contains("sofie"));
        let done = restore::of_server(&bakery.app, &bakery.server.id).await.unwrap().remove(0);
        assert_eq!((done.state.as_str(), done.error.as_str()), ("ready", ""));
        assert_eq!(bakery.double.says.lock().unwrap().put_back[0].1, MESSAGE.as_bytes());
        let page = carla.get(&format!("{at}/backups")).await.text();
        assert!(page.contains("asked for by sofie"), "{page}");
        let told = events::of_subject(
            &bakery.app.db,
            &Whose::Customer(bakery.server.customer_id.to_string()),
            bakery.server.id.as_str(),
        )
        .await
        .unwrap();
        let told = told.iter().find(|event| event.kind == "backup.restored").unwrap();
        assert!(told.actor_name == "sofie" && told.data.contains("anna@bakery.test"), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn k1_programs_of_staff_look_into_one_backup_when_they_have_said_why() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 163).await;
        let backup = bakery.backed_up().await;
        let (carla, sofie) = people(&bakery).await;
        let at = format!("/api/v1/staff/servers/{}", bakery.server.name);
        let messages = format!("{at}/backups/{}/messages?address=anna%40bakery.test", backup.id);
        let closed = sofie.api("GET", &messages, &()).await;
        assert_eq!((closed.status.as_u16(), &closed.json()["code"]), (403, &"look-closed".into()));
        let why = "Carla vroeg telefonisch om een bericht van gisteren";
        let said = sofie.api("POST", &format!("{at}/looks"), &serde_json::json!({ "reason": why })).await;
        assert_eq!(said.status.as_u16(), 201, "{}", said.text());
        let seen = sofie.api("GET", &messages, &()).await.json();
        assert_eq!(seen["messages"][0]["subject"], "Twee broden", "{seen}");
        let wish = serde_json::json!({
            "what": "message", "address": "anna@bakery.test", "folder": "INBOX",
            "message": seen["messages"][0]["name"],
        });
        let wanted = sofie.api("POST", &format!("{at}/backups/{}/restores", backup.id), &wish).await;
        assert_eq!(wanted.status.as_u16(), 202, "{}", wanted.text());
        let page = carla.get(&format!("/servers/{}/backups", bakery.server.id)).await.text();
        assert!(page.contains(why) && page.contains("asked for by sofie"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn k1_what_was_typed_is_still_there_when_a_search_or_a_reason_is_refused() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 164).await;
        bakery.backed_up().await;
        let (carla, sofie) = people(&bakery).await;
        let at = format!("/servers/{}", bakery.server.id);
        for (asked, why) in [
            ("address=anna%40bakery.test&subject=factuur&since=2026-13-01", "This is no day"),
            ("address=anna&subject=factuur", "This is no mailbox"),
            ("address=..%2Fanna%40bakery.test&subject=factuur", "This is no mailbox"),
        ] {
            let seen = carla.get(&format!("{at}/backups/search?{asked}")).await;
            let text = seen.text();
            assert_eq!(seen.status.as_u16(), 422, "{asked}");
            assert!(text.contains(why) && text.contains("value=\"factuur\""), "{asked}: {text}");
        }
        let back = format!("/staff{at}/backups/search?subject=factuur");
        let fields = [("reason", "kijken"), ("back", back.as_str())];
        let seen = sofie.post(&format!("/staff{at}/looks"), &fields).await;
        let text = seen.text();
        assert_eq!(seen.status.as_u16(), 422);
        assert!(
            text.contains("kijken") && text.contains("10 to 500") && text.contains("subject=factuur"),
            "{text}"
        );
    })
    .await;
}
