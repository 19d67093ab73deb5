//! Dedicated servers (H1, H2): one for each hosted product of a customer.
//!
//! The platform never commands a server. It writes down what a server shall be; the reconciler looks at what is,
//! plans ([`plan`]) and carries the steps out, again and again until they agree.

pub mod api;
pub mod builds;
pub mod console;
mod deaths;
pub mod ending;
pub mod exports;
pub mod history;
pub mod holds;
pub mod jobs;
pub mod kept;
mod limits;
mod model;
pub mod pages;
pub mod plan;
mod reconcile;
pub mod restarts;
pub mod routes;
mod scratch;
mod store;
pub mod suspension;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use deaths::{begin_anew, died_since, has_no_database};
pub use limits::{Limits, keep_limits, raise_limits};
pub use model::{Happening, Phase, Secrets, Server};
pub use reconcile::{reconcile, watch};
pub use routes::{any_named, named};
pub use scratch::{Scratch, scratch, scratch_spec};
pub use store::{
    alive, alive_after, by_credential, by_name, count_of, customers_before, deaths_since, drill_slot, find,
    first_created, gone_since, history_lines, next_slot, of_customer, set_test,
};

use crate::accounts::Person;
use crate::app::App;
use crate::drivers::host::{ServerSpec, UIDS};
use crate::events::{self, Actor, Happened};
use crate::orders::Order;
use hostler_kit::db::Tx;
use hostler_kit::http::{Fault, Kind, Refuse};
use hostler_kit::id::Id;
use hostler_kit::secret::token_hash;
use hostler_kit::time::Clock;
use hostler_wire::Bootstrap;
use hostler_wire::bootstrap::{Administrator, ClockKind, Holding, Hosted, Probe};
use std::net::Ipv4Addr;

/// Products that this version can run hosted.
pub const PRODUCTS: [&str; 1] = ["connect"];

/// First user id of the first server's range.
const FIRST_UID: u32 = 1_000_000;
/// The most memory, processes and hundredths of a processor that a server may use at first.
const MEMORY_BYTES: i64 = 1 << 30;
const PROCESSES: i64 = 512;
const CPU_PERCENT: i64 = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServerRefused {
    #[error("the server is gone, or on its way there")]
    Gone,
    #[error("the server does not run")]
    NotRunning,
    #[error("the server is suspended for unpaid bills")]
    Suspended,
}

impl Refuse for ServerRefused {
    fn kind(&self) -> Kind {
        match self {
            ServerRefused::Gone | ServerRefused::Suspended => Kind::Conflict,
            ServerRefused::NotRunning => Kind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            ServerRefused::Gone => "server-gone",
            ServerRefused::NotRunning => "server-not-running",
            ServerRefused::Suspended => "server-suspended",
        }
    }
}

/// Writes down that a server shall run, and the job that brings it about.
pub async fn create(app: &App, tx: &mut Tx, order: &Order, owner: &Person) -> Result<Server, Fault> {
    let now_ms = app.now_ms();
    let id = Id::<Server>::new(now_ms, &app.random);
    let slot = store::next_slot(tx).await?;
    let host = format!("{}.{}", order.server_name, app.catalogue.provider.domain);
    let leaf = app.authority.issue(&host, address(app, slot)).map_err(Fault::broken)?;
    let secrets = Secrets {
        credential: app.random.secret(),
        sign_in_key: app.random.secret(),
        certificate: leaf.certificate,
        key: leaf.key,
        administrator: owner.name.clone(),
        language: owner.language.clone(),
    };
    let text = serde_json::to_string(&secrets).map_err(Fault::broken)?;
    let build =
        builds::released(&app.db, &order.product).await?.map(|build| build.parts()).unwrap_or_default();
    let server = Server {
        sealed: app.vault.seal(&text, id.as_str(), &app.random),
        id,
        customer_id: order.customer_id.clone(),
        name: order.server_name.clone(),
        product: order.product.clone(),
        slot,
        desired: "running".into(),
        phase: Phase::Ordered.as_str().into(),
        last_error: String::new(),
        credential_hash: token_hash(&secrets.credential),
        created_at_ms: now_ms,
        running_at_ms: None,
        gone_at_ms: None,
        ended_at_ms: None,
        memory_bytes: MEMORY_BYTES,
        processes: PROCESSES,
        image: build.image,
        program: build.program,
        runs_image: String::new(),
        runs_program: String::new(),
        test_since_ms: None,
        cpu_percent: CPU_PERCENT,
        deaths_from_ms: 0,
        left_alone_at_ms: None,
    };
    store::insert(tx, &server).await?;
    note(app, tx, &server.id, Note("ordered", "")).await?;
    tell(app, tx, &owner.actor(), (&server, "server.ordered")).await?;
    hostler_kit::jobs::enqueue(tx, &jobs::ReconcileServer { server: server.id.clone() }, now_ms).await?;
    Ok(server)
}

/// Writes down what a server shall be from now on.
pub async fn set_desired(
    app: &App,
    id: &Id<Server>,
    desired: plan::Desired,
    by: &Actor,
) -> Result<(), Fault> {
    let (text, what) = match desired {
        plan::Desired::Running => ("running", "wanted-running"),
        plan::Desired::Stopped => ("stopped", "wanted-stopped"),
        plan::Desired::Gone => ("gone", "wanted-gone"),
    };
    let mut tx = app.db.begin().await?;
    if !store::set_desired(&mut tx, id, text).await? {
        return Err(ServerRefused::Gone.into());
    }
    if desired == plan::Desired::Running {
        deaths::begin_anew(app, &mut tx, id).await?;
        suspension::refuse_start(&mut tx, id).await?;
    }
    let server = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    tell(app, &mut tx, by, (&Server { desired: text.into(), ..server }, "server.wanted")).await?;
    note(app, &mut tx, id, Note(what, "")).await?;
    hostler_kit::jobs::enqueue(&mut tx, &jobs::ReconcileServer { server: id.clone() }, app.now_ms()).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// What a line of a server's history says: a word, and what was seen.
#[derive(Clone, Copy)]
pub struct Note<'a>(pub &'a str, pub &'a str);

/// Adds a line to a server's history.
pub async fn note(app: &App, tx: &mut Tx, id: &Id<Server>, note: Note<'_>) -> Result<(), sqlx::Error> {
    let happening = Happening {
        id: Id::new(app.now_ms(), &app.random),
        server_id: id.clone(),
        at_ms: app.now_ms(),
        what: note.0.into(),
        detail: note.1.chars().take(2_000).collect(),
    };
    store::add_history(tx, &happening).await
}

/// Writes down in the event log what became of a server.
async fn tell(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (server, kind): (&Server, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: Some(server.customer_id.as_str()),
        subject: server.id.as_str(),
        data: serde_json::json!({
            "host": host_name(app, server), "product": server.product, "desired": server.desired,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}

/// The full host name of a server.
pub fn host_name(app: &App, server: &Server) -> String {
    format!("{}.{}", server.name, app.catalogue.provider.domain)
}

/// Address of the server in a slot: the network's gateway is its first address, slot 1 the one after it.
pub fn address(app: &App, slot: i64) -> Ipv4Addr {
    let first = u32::from(app.settings.network.0);
    Ipv4Addr::from(first + 1 + u32::try_from(slot).unwrap_or(0))
}

/// The network's first address: the platform's own, as servers see it.
pub fn gateway(app: &App) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(app.settings.network.0) + 1)
}

pub fn secrets(app: &App, server: &Server) -> Result<Secrets, Fault> {
    let text = app.vault.open(&server.sealed, server.id.as_str()).map_err(Fault::broken)?;
    serde_json::from_str(&text).map_err(Fault::broken)
}

/// The mailbox with which the platform asks whether the server's mail works. It follows from the server's key, so that
/// servers of before have one as soon as they are started again, and whoever reads it knows nothing of the key.
pub fn probe(app: &App, server: &Server) -> Result<Probe, Fault> {
    let key = secrets(app, server)?.sign_in_key;
    let name = token_hash(&format!("probe address {key}"));
    Ok(Probe {
        address: format!("probe-{}@{}", &name[..16], host_name(app, server)),
        password: token_hash(&format!("probe password {key}")),
    })
}

/// What the host driver needs to know of a server.
pub fn spec(app: &App, server: &Server) -> Result<ServerSpec, Fault> {
    let bootstrap = bootstrap(app, server)?;
    let slot = u32::try_from(server.slot).map_err(Fault::broken)?;
    Ok(ServerSpec {
        machine: machine(&server.id),
        address: address(app, server.slot),
        uid_base: FIRST_UID + slot * UIDS,
        image: server.wanted_build().root(app),
        program: server.wanted_build().program(app),
        build: server.wanted_build().label(),
        memory_bytes: u64::try_from(server.memory_bytes).map_err(Fault::broken)?,
        processes: u32::try_from(server.processes).map_err(Fault::broken)?,
        cpu_percent: u32::try_from(server.cpu_percent).map_err(Fault::broken)?,
        bootstrap: serde_json::to_string_pretty(&bootstrap).map_err(Fault::broken)?,
        folder: app.settings.data.join("servers").join(server.id.as_str()),
    })
}

/// The server's name on its host: a letter and the last ten digits of its id.
fn machine(id: &Id<Server>) -> String {
    let text = id.as_str();
    format!("h{}", &text[text.len().saturating_sub(10)..])
}

/// Stops every server on its host, without changing what it shall be: for a platform that ends with its machine.
pub async fn stop_all(app: &App) {
    let servers = store::alive(&app.db).await.unwrap_or_default();
    let stopping = servers.iter().map(|server| async move {
        let Ok(spec) = spec(app, server) else { return };
        if let Err(error) = app.host.stop(&spec).await {
            tracing::warn!(server = server.name, %error, "the server could not be stopped");
        }
    });
    futures_util::future::join_all(stopping).await;
}

fn bootstrap(app: &App, server: &Server) -> Result<Bootstrap, Fault> {
    let secrets = secrets(app, server)?;
    let host = host_name(app, server);
    let probe = Some(probe(app, server)?);
    let hosted = Hosted {
        address: address(app, server.slot),
        gateway: gateway(app),
        platform: app.settings.servers_url.clone(),
        credential: secrets.credential,
        sign_in_key: secrets.sign_in_key,
        authority: app.authority.certificate().to_string(),
        certificate: secrets.certificate,
        key: secrets.key,
        administrator: Administrator {
            address: format!("admin@{host}"),
            name: secrets.administrator,
            language: secrets.language,
        },
        probe,
        drill: None,
    };
    Ok(Bootstrap {
        server: server.id.to_string(),
        product: server.product.clone(),
        host,
        zone: app.zone().iana_name().unwrap_or("UTC").to_string(),
        clock: if matches!(app.clock, Clock::Demo(_)) { ClockKind::Demo } else { ClockKind::System },
        clock_offset_ms: app.clock.offset_ms(),
        holding: Holding::Hosted(hosted),
    })
}
