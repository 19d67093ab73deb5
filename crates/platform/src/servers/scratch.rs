//! A server that is only tried out or looked at (K1): a backup in a place of its own on the host, from which neither mail
//! nor journal goes anywhere. It is no server of the platform's: nobody is billed for it, and the reconciler does not know it.

use super::{FIRST_UID, Server, address, bootstrap, host_name, spec};
use crate::app::App;
use crate::drivers::host::{ServerSpec, UIDS};
use hostler_kit::http::Fault;
use hostler_kit::secret::hash_password;
use hostler_wire::bootstrap::{CONSOLE_PORT, Drill, Holding};
use hostler_wire::report::Report;
use hostler_wire::sign_in::{self, SignIn};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

/// Where and as what a backup runs.
pub struct Scratch {
    pub spec: ServerSpec,
    pub address: Ipv4Addr,
    /// What is added to a user id of the server that was backed up.
    pub shift: i64,
    /// Opens every mailbox.
    pub password: String,
    server: String,
    sign_in_key: String,
}

/// A place on the host for a backup of a server, without the bootstrap with which it runs there.
pub fn scratch_spec(
    app: &App,
    server: &Server,
    (name, slot, folder): (&str, i64, PathBuf),
) -> Result<ServerSpec, Fault> {
    Ok(ServerSpec {
        machine: format!("d{}", &name[name.len().saturating_sub(10)..]),
        address: address(app, slot),
        uid_base: FIRST_UID + u32::try_from(slot).map_err(Fault::broken)? * UIDS,
        bootstrap: String::new(),
        folder,
        ..spec(app, server)?
    })
}

/// As what a backup of a server runs in such a place: with a password that opens every mailbox.
pub async fn scratch(
    app: &App,
    server: &Server,
    place: ServerSpec,
    password: String,
) -> Result<Scratch, Fault> {
    let sign_in_key = app.random.secret();
    let (mut boot, own, at) = (bootstrap(app, server)?, spec(app, server)?, place.address);
    if let Holding::Hosted(hosted) = &mut boot.holding {
        let leaf = app.authority.issue(&host_name(app, server), at).map_err(Fault::broken)?;
        hosted.address = at;
        hosted.credential = app.random.secret();
        hosted.sign_in_key.clone_from(&sign_in_key);
        (hosted.certificate, hosted.key) = (leaf.certificate, leaf.key);
        let (secret, random) = (password.clone(), app.random.clone());
        let password_hash = app.blocking(move || hash_password(&secret, &random)).await;
        hosted.drill = Some(Drill { password_hash });
    }
    let shift = i64::from(place.uid_base) - i64::from(own.uid_base);
    let spec = ServerSpec { bootstrap: serde_json::to_string_pretty(&boot).map_err(Fault::broken)?, ..place };
    Ok(Scratch { spec, address: at, shift, password, server: server.id.to_string(), sign_in_key })
}

impl Scratch {
    /// What it says about itself.
    pub async fn report(&self, app: &App) -> Result<Report, reqwest::Error> {
        let url = format!("https://{}:{CONSOLE_PORT}/api/v1/report", self.address);
        let sign_in = SignIn {
            server: self.server.clone(),
            person: "platform".into(),
            name: "platform".into(),
            language: "en".into(),
            csrf: String::new(),
            expires_ms: app.now_ms() + sign_in::VALID_MS,
        };
        let request = app.servers.get(url).timeout(Duration::from_secs(3));
        let request = request.header(sign_in::HEADER, sign_in.sign(self.sign_in_key.as_bytes()));
        request.send().await?.error_for_status()?.json().await
    }
}
