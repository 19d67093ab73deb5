//! Everybody as a file that can be imported again.

use crate::accounts::store;
use crate::app::App;
use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hostler_kit::http::Fault;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new().route("/export/accounts.csv", get(accounts))
}

/// `address,name,password,aliases`, as the import reads them; passwords are not known to anybody.
async fn accounts(State(app): State<Arc<App>>) -> Result<Response, Fault> {
    let (mail, _) = store::mail_setup(&app.db, &app.bootstrap.host).await?;
    let mut aliases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for alias in &mail.aliases {
        for target in &alias.targets {
            aliases.entry(target).or_default().push(&alias.address);
        }
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["address", "name", "password", "aliases"]).map_err(Fault::broken)?;
    for account in store::all_accounts(&app.db).await? {
        let own = aliases.get(account.address.as_str()).map(|own| own.join(" ")).unwrap_or_default();
        csv.write_record([account.address.as_str(), &account.name, "", &own]).map_err(Fault::broken)?;
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"accounts.csv\""),
    ];
    Ok((headers, csv.into_inner().map_err(Fault::broken)?).into_response())
}
