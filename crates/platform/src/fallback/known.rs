//! What the fallback knows of a server: all that it needs while the server, or the database, is away.

use super::model::Recipients;
use super::{rules, store};
use crate::app::App;
use crate::monitoring::{self, Standing};
use crate::servers::{self, Server, host_name};
use hostler_kit::id::Id;
use hostler_wire::recipients::{Domain, HandOver};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::net::Ipv4Addr;

type Result<T> = std::result::Result<T, sqlx::Error>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub server: Id<Server>,
    /// Its name, which its certificate says.
    pub host: String,
    pub address: Ipv4Addr,
    pub standing: Standing,
    /// Whether somebody outside cannot reach its SMTP.
    #[serde(default)]
    pub missed: bool,
    /// Of its list of recipients.
    pub version: i64,
    /// How it takes what is handed over, as it says itself.
    #[serde(default)]
    pub hand_over: Option<HandOver>,
    /// Those that are its own.
    pub domains: Vec<Domain>,
}

/// Every server that said for whom it takes mail and is not gone.
pub async fn all(app: &App) -> Result<Vec<Known>> {
    let (standings, missed) = (monitoring::standings(&app.db).await?, monitoring::missed(app).await?);
    let servers: HashMap<Id<Server>, Server> =
        servers::alive(&app.db).await?.into_iter().map(|server| (server.id.clone(), server)).collect();
    let mut claims: HashMap<Id<Server>, Vec<String>> = HashMap::new();
    for claim in store::claims(&app.db).await? {
        claims.entry(claim.server_id).or_default().push(claim.name);
    }
    let mut known = Vec::new();
    for list in store::all(&app.db).await? {
        let own = claims.remove(&list.server_id).unwrap_or_default();
        match servers.get(&list.server_id) {
            Some(server) => {
                let standing = standings.get(&server.id).copied().unwrap_or(Standing::Unwatched);
                let known_one = known_of(app, server, (list, own, standing));
                known.push(Known { missed: missed.contains(&server.id), ..known_one });
            }
            None => forget(app, &list.server_id).await?,
        }
    }
    Ok(known)
}

/// One of them, with the rows that had to be read for it. `missed` are those whom somebody outside cannot reach.
pub async fn one(app: &App, id: &Id<Server>, missed: &BTreeSet<Id<Server>>) -> Result<(Option<Known>, u64)> {
    let Some(list) = store::of_server(&app.db, id).await? else { return Ok((None, 0)) };
    let server = servers::find(&app.db, id).await?.filter(|server| server.gone_at_ms.is_none());
    let Some(server) = server else {
        forget(app, id).await?;
        return Ok((None, 2));
    };
    let own: Vec<String> = store::claims_of(&app.db, id).await?.into_iter().map(|claim| claim.name).collect();
    let rows = 3 + own.len() as u64;
    let standing = monitoring::standing(&app.db, id).await?;
    let known = known_of(app, &server, (list, own, standing));
    Ok((Some(Known { missed: missed.contains(id), ..known }), rows))
}

fn known_of(app: &App, server: &Server, (list, own, standing): (Recipients, Vec<String>, Standing)) -> Known {
    let mut domains: Vec<Domain> = serde_json::from_str(&list.domains).unwrap_or_default();
    // A list of before may name what is taken no more.
    domains.retain(|domain| own.contains(&domain.name) && rules::is_domain(&domain.name));
    Known {
        server: server.id.clone(),
        host: host_name(app, server),
        address: servers::address(app, server.slot),
        standing,
        missed: false,
        version: list.version,
        hand_over: list.hand_over(),
        domains,
    }
}

async fn forget(app: &App, server: &Id<Server>) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::forget(&mut tx, server, app.now_ms()).await?;
    tx.commit().await
}

/// As the relay is told of them.
pub fn primaries(app: &App, known: &[Known]) -> Vec<hostler_relay::table::PrimarySettings> {
    let authority = super::keeper::authority(app);
    known.iter().map(|one| rules::primary(one, &app.catalogue.fallback, &authority)).collect()
}
