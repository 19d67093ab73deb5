//! The API's document: pinned, and about exactly the routes that are there.

use super::access;
use crate::accounts::tokens::AREAS;
use crate::portal::api::document;
use crate::testing::{Browser, on_each_engine};
use std::collections::BTreeSet;
use std::path::Path;

fn written() -> String {
    format!("{}\n", serde_json::to_string_pretty(document()).unwrap())
}

#[test]
#[allow(clippy::disallowed_methods, reason = "how the file is made anew")]
fn the_document_is_the_one_in_docs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var("UPDATE_OPENAPI").is_ok() {
        std::fs::write(&path, written()).unwrap();
    }
    let pinned = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        pinned == written(),
        "docs/openapi.json is not what the code says; look at the difference after\n  \
         UPDATE_OPENAPI=1 cargo nextest run -p hostler-platform the_document_is_the_one_in_docs"
    );
}

#[test]
fn every_route_is_described_and_every_description_has_its_route() {
    let routed: BTreeSet<(String, String)> =
        access::routes().into_iter().filter(|(_, path)| path.starts_with("/api/v1/")).collect();
    let mut described = BTreeSet::new();
    for (path, methods) in document()["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let none = Vec::<&(String, String)>::new();
    assert_eq!(
        routed.difference(&described).collect::<Vec<_>>(),
        none,
        "no part's `describe` tells of these"
    );
    assert_eq!(described.difference(&routed).collect::<Vec<_>>(), none, "these are routed nowhere");
}

#[test]
fn each_scope_is_of_an_area_that_tokens_can_have() {
    for (path, methods) in document()["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(scope) = operation["x-scope"].as_str() else { continue };
            let area = scope.split(':').next().unwrap();
            let known = area == "sessions" || AREAS.contains(&area);
            assert!(known, "{method} {path}: {area} is missing in accounts::tokens::AREAS");
        }
    }
}

#[test]
fn each_reference_leads_to_something() {
    let text = document().to_string();
    let references = text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next());
    let mut count = 0;
    for pointer in references {
        assert!(document().pointer(pointer).is_some(), "{pointer}");
        count += 1;
    }
    assert!(count > 50, "{count}");
}

#[tokio::test]
async fn it_is_served_and_shown() {
    on_each_engine(|app| async move {
        let visitor = Browser::visitor(&app, crate::portal::api::router());
        assert_eq!(&visitor.get("/api/v1/openapi.json").await.json(), document());
        let page = visitor.get("/api").await;
        let missing = hostler_kit::ui::words::check::missing_in(&page.text());
        assert_eq!((page.status.as_u16(), missing), (200, Vec::new()));
        assert!(page.text().contains("POST /api/v1/webhooks/{id}/rotate"));
    })
    .await;
}
