//! Who may come in by which door: each route, asked by everybody. A route that is not in the table fails the test.

mod backups;
mod certificates;
mod money;
mod monitoring;
mod table;

use super::cast::cast;
use crate::testing::{at, on_each_engine};
use std::collections::BTreeSet;
use std::path::Path;
pub(super) use table::table;

const WHO: [&str; 5] = ["visitor", "another customer's owner", "administrator", "owner", "staff"];

#[tokio::test]
async fn each_route_lets_in_whom_it_should() {
    on_each_engine(|app| async move {
        assert_eq!(app.now_ms(), at(crate::testing::BEGIN));
        let cast = cast(app).await;
        let mut wrong = Vec::new();
        for (method, route, doors) in table() {
            for (who, expect) in doors.iter().enumerate() {
                let status = cast.asks(who, method, route).await;
                if status != *expect {
                    wrong.push(format!("{method} {route} as {}: {status}, not {expect}", WHO[who]));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[test]
fn no_route_is_forgotten() {
    let found = routes();
    let known: BTreeSet<(String, String)> =
        table().map(|(method, route, _)| (method.to_string(), route.to_string())).collect();
    assert!(found.len() > 40, "the sources were read");
    assert_eq!(
        found.difference(&known).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "not in the table"
    );
    assert_eq!(known.difference(&found).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "in no source");
}

/// Method and path of every route of the platform, from the sources.
pub(super) fn routes() -> BTreeSet<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for folder in ["src", "../kit/src/ui"] {
        routes_in(&root.join(folder), &mut found);
    }
    found
}

fn routes_in(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            routes_in(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            text.split(".route(").skip(1).filter_map(route).for_each(|routes| found.extend(routes));
        }
    }
}

/// Path and methods of a route's two arguments.
fn route(text: &str) -> Option<Vec<(String, String)>> {
    let (path, handlers) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let mut open = 1;
    let end = handlers.find(|sign| {
        open += match sign {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open == 0
    })?;
    let handlers = &handlers[..end];
    let methods =
        [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("patch(", "PATCH"), ("delete(", "DELETE")];
    let named = methods.iter().filter(|(call, _)| handlers.contains(call)).map(|(_, method)| *method);
    let any = if handlers.contains("any(") { vec!["GET", "POST"] } else { Vec::new() };
    Some(named.chain(any).map(|method| (method.to_string(), path.to_string())).collect())
}
