use super::{NAME, at, in_a_world};
use crate::accounts;
use crate::app::App;
use crate::portal;
use crate::servers::{self, Server};
use crate::testing::Browser;
use axum::Router;
use std::sync::Arc;

async fn owner(app: &Arc<App>, address: &str) -> Browser {
    let person = accounts::person_by_email(&app.db, address).await.unwrap().unwrap();
    let routes = Router::new().fallback_service(portal::router(app.clone()));
    Browser::of(app, routes, &person).await
}

#[tokio::test]
async fn an_owner_adds_a_name_sees_what_to_publish_and_removes_it() {
    in_a_world(|app, world| async move {
        let bakery: Server = at(&app, &world, ("anna", "192.0.2.1")).await;
        let anna = owner(&app, "anna@bakkerij-anna.test").await;
        let all = format!("/servers/{}/certificates", bakery.id);
        let wrong = anna.post(&all, &[("name", "https://mail")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        assert!(wrong.text().contains("This is not a host name"), "{}", wrong.main());

        let one = format!("/servers/{}/host-names/{NAME}", bakery.id);
        assert_eq!(anna.post(&all, &[("name", NAME)]).await.location(), one);
        let page = anna.get(&one).await.text();
        for said in
            ["mail.bakkerij.example. CNAME bakkerij-anna.hostler.test.", "No record yet", "A 192.0.2.1"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        world.says(NAME, &servers::host_name(&app, &bakery));
        anna.post(&format!("{all}/look-up"), &[]).await;
        let list = anna.get(&all).await.text();
        assert!(list.contains(NAME) && list.contains("Leads to the server"), "{list}");

        assert_eq!(anna.post(&one, &[("confirm", "mail")]).await.status.as_u16(), 422);
        assert_eq!(anna.post(&one, &[("confirm", NAME)]).await.location(), all);
        assert!(!anna.get(&all).await.text().contains(&one), "nothing leads to it any more");
    })
    .await;
}

#[tokio::test]
async fn programs_do_the_same() {
    in_a_world(|app, world| async move {
        let bakery: Server = at(&app, &world, ("anna", "192.0.2.1")).await;
        at(&app, &world, ("bram", "192.0.2.2")).await;
        let (anna, bram) =
            (owner(&app, "anna@bakkerij-anna.test").await, owner(&app, "bram@bakkerij-bram.test").await);
        let names = format!("/api/v1/servers/{}/host-names", bakery.name);
        let body = serde_json::json!({ "name": NAME });
        let added = anna.api("POST", &names, &body).await;
        assert_eq!((added.status.as_u16(), added.json()["dns"]["verdict"].as_str()), (201, Some("nothing")));
        assert_eq!(bram.api("POST", &names, &body).await.status.as_u16(), 404, "it is Anna's");
        world.says(NAME, "192.0.2.1");
        let looked = anna.api("POST", &format!("{names}/{NAME}/look-up"), &serde_json::json!({})).await;
        assert_eq!(looked.json()["dns"]["verdict"], "good");

        let list = anna.get(&format!("/api/v1/servers/{}/certificates", bakery.name)).await.json();
        let states: Vec<_> =
            list.as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["self-signed", "self-signed"], "there is no authority here");
        assert_eq!(list[0]["dns"], serde_json::Value::Null);
        let gone = anna.api("DELETE", &format!("{names}/{NAME}"), &serde_json::json!({})).await;
        assert_eq!(gone.status.as_u16(), 204);
    })
    .await;
}
