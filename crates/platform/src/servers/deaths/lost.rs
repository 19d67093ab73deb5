//! Servers whose data is not there: the machine is a new one after the old one was lost, or a disk is not mounted.

use crate::app::App;
use crate::drivers::host::Host;
use crate::servers::reconcile::set_phase;
use crate::servers::{Phase, Server};
use hostler_wire::backup::CONTINUATION;
use std::fs;
use std::io::ErrorKind;

const WHY: &str = "its data is not on this machine. Mount the disk that holds it and start the server; or restore it in \
                   its place from a backup";

/// Whether a server that ran before has no database, and none that it is to begin with.
pub fn is_without_data(app: &App, server: &Server) -> bool {
    !matches!(app.host, Host::Fake(_)) && server.running_at_ms.is_some() && has_no_database(app, server)
}

/// Whether there is no database in its data folder, and none that it is to begin with: a backup of that would be empty.
pub fn has_no_database(app: &App, server: &Server) -> bool {
    let data = app.settings.data.join("servers").join(server.id.as_str()).join("data");
    ["appliance.sqlite", CONTINUATION].iter().all(|name| {
        fs::symlink_metadata(data.join(name)).is_err_and(|error| error.kind() == ErrorKind::NotFound)
    })
}

/// It is not started, and people are asked.
pub async fn leave_alone(app: &App, server: &Server) -> Result<(), sqlx::Error> {
    if server.left_alone_at_ms.is_none() {
        super::leave_alone(app, server, WHY).await?;
        let mut tx = app.db.begin().await?;
        set_phase(app, &mut tx, server, Phase::Starting).await?;
        tx.commit().await?;
    }
    Ok(())
}
