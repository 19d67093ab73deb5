//! A server's certificate in a sentence, for its page and for the doctor.

use super::store;
use crate::app::App;
use crate::servers::Server;
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
}

/// Until when it is valid, that it is being got, or that it is the server's own.
pub async fn fact(visit: &Visit, server: &Server) -> Result<Fact, sqlx::Error> {
    let app: &App = &visit.app;
    let words = &visit.words;
    let certificate = store::of(&app.db, &server.id).await?;
    let until = certificate.as_ref().and_then(|one| one.installed_at_ms.and(one.until_ms));
    let sentence = match (until, app.acme.is_some()) {
        (Some(until), _) => {
            words.with("certificate-until", "until", words.instant(instant(until), app.zone()))
        }
        (None, true) => words.t("certificate-coming"),
        (None, false) => words.t("certificate-own"),
    };
    Ok(Fact { sentence, trouble: certificate.map_or_else(String::new, |one| one.last_error) })
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
            "see each server's page; port 80 of its name must lead to --acme-listen",
        )),
    }
}
