//! The first page: what is offered.

use crate::portal;
use crate::testing::{Browser, on_each_engine};
use axum::Router;

#[tokio::test]
async fn the_first_page_shows_what_licences_cost() {
    on_each_engine(|app| async move {
        let routes = Router::new().fallback_service(portal::router(app.clone()));
        let said = Browser::visitor(&app, routes).get("/").await.said();
        let lines: Vec<&str> = said.lines().collect();
        for expect in [
            ["Connect", "€410.00", "5", "€120.00", "5"],
            ["Control", "€240.00", "5", "€130.00", "5"],
            ["Operator", "€470.00", "5", "€140.00", "5"],
            ["Workspace", "€250.00", "5", "€100.00", "5"],
        ] {
            assert!(lines.windows(5).any(|window| window == expect), "{expect:?} in {said}");
        }
    })
    .await;
}
