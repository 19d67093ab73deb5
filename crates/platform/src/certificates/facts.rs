//! The certificate for a server's own name in a sentence, for its page and for the doctor.

use super::store;
use crate::app::App;
use crate::servers::{self, Server};
use crate::web::Visit;
use hostler_kit::check::Check;
use hostler_kit::db::Db;
use hostler_kit::time::instant;

/// What a server's page says about its certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub sentence: String,
    /// Why it could not be renewed the last time; empty if it could.
    pub trouble: String,
    /// The page with all names.
    pub href: String,
}

/// Until when it is valid, that it is being got, or that it is the server's own.
pub async fn fact(visit: &Visit, server: &Server) -> Result<Fact, sqlx::Error> {
    let app: &App = &visit.app;
    let words = &visit.words;
    let certificate = store::find(&app.db, (&server.id, &servers::host_name(app, server))).await?;
    let until = certificate.as_ref().and_then(|one| one.installed_at_ms.and(one.until_ms));
    let sentence = match (until, app.acme.is_some()) {
        (Some(until), _) => {
            words.with("certificate-until", "until", words.instant(instant(until), app.zone()))
        }
        (None, true) => words.t("certificate-coming"),
        (None, false) => words.t("certificate-own"),
    };
    let trouble = certificate.map_or_else(String::new, |one| one.last_error);
    Ok(Fact { sentence, trouble, href: format!("/servers/{}/certificates", server.id) })
}

/// How certificates are doing; nothing is said where there are none.
pub async fn check(db: &Db) -> Option<Check> {
    let (all, failing) = store::counts(db).await.ok()?;
    match (all, failing) {
        (0, _) => None,
        (_, 0) => Some(Check::fine("certificates", format!("{all}, all in order"))),
        _ => Some(Check::warning(
            "certificates",
            format!("{failing} of {all} could not be renewed the last time"),
            "see `hostler certificate list` or /staff/certificates; port 80 of each name must lead to --acme-listen",
        )),
    }
}
