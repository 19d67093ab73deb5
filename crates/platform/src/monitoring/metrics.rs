//! What was seen, for Prometheus (text format 0.0.4): `GET /api/v1/staff/metrics`, with an API token of staff whose scope
//! is `staff:read`. Nobody else is answered, also not from the machine itself, since a proxy beside the portal would make
//! everybody one of the machine.

use super::model::Standing;
use super::store::{incidents, standings, targets};
use crate::servers::Server;
use crate::web::Staff;
use crate::{backup, fallback, servers};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::collections::BTreeMap;
use std::fmt::Write;

const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

pub async fn metrics(staff: Staff) -> Result<impl IntoResponse, Fault> {
    let app = &staff.visit.app;
    let alive = servers::alive(&app.db).await?;
    let names: BTreeMap<_, _> = alive.iter().map(|server| (&server.id, server.name.as_str())).collect();
    let mut text = Metrics::default();
    text.begin("hostler_server_up", "gauge", "Whether a server takes mail: 1 it does, 0 it does not.");
    for (id, standing) in standings::standings(&app.db).await? {
        if let (Some(name), true) = (names.get(&id), standing != Standing::Unwatched) {
            text.value("hostler_server_up", &[("server", name)], i64::from(standing == Standing::Up));
        }
    }
    let seen = targets::all(&app.db).await?;
    let seen = || seen.iter().filter_map(|row| Some((*names.get(&row.server_id)?, row)));
    text.begin("hostler_probe_good", "gauge", "Whether a protocol's last answer was good.");
    for (name, row) in seen() {
        let labels = [("server", name), ("protocol", row.protocol.as_str())];
        text.value("hostler_probe_good", &labels, i64::from(row.trouble.is_empty()));
    }
    text.begin("hostler_probe_duration_milliseconds", "gauge", "What a protocol's last answer took.");
    for (name, row) in seen() {
        let labels = [("server", name), ("protocol", row.protocol.as_str())];
        text.value("hostler_probe_duration_milliseconds", &labels, row.total_ms);
    }
    text.begin(
        "hostler_certificate_ends_seconds",
        "gauge",
        "When a certificate ends, in seconds since 1970 UTC.",
    );
    for (name, row) in seen() {
        if let Some(until) = row.certificate_until_ms {
            let labels = [("server", name), ("protocol", row.protocol.as_str())];
            text.value("hostler_certificate_ends_seconds", &labels, until / 1_000);
        }
    }
    text.begin("hostler_incidents", "gauge", "Incidents that last, by kind.");
    let mut kinds: BTreeMap<String, i64> = BTreeMap::new();
    for incident in incidents::running(&app.db).await? {
        *kinds.entry(incident.kind).or_default() += 1;
    }
    for (kind, number) in &kinds {
        text.value("hostler_incidents", &[("kind", kind)], *number);
    }
    backups(&backup::newest_of_all(&app.db).await?, &names, &mut text);
    fallback::metrics(app, &alive, &mut text).await;
    Ok(([(CONTENT_TYPE, FORMAT)], text.0))
}

fn backups(newest: &[(Id<Server>, i64)], names: &BTreeMap<&Id<Server>, &str>, text: &mut Metrics) {
    let name = "hostler_backup_newest_seconds";
    text.begin(
        name,
        "gauge",
        "When a server's newest backup that can be restored was begun, in seconds since 1970 UTC.",
    );
    for (id, at_ms) in newest {
        if let Some(server) = names.get(id) {
            text.value(name, &[("server", server)], at_ms / 1_000);
        }
    }
}

/// The page as it grows.
#[derive(Default)]
pub struct Metrics(String);

impl Metrics {
    /// Begins a metric: its values follow.
    pub fn begin(&mut self, name: &str, kind: &str, help: &str) {
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}").expect("writing to a string");
    }

    /// Names of servers, protocols and kinds hold nothing that would have to be escaped.
    pub fn value(&mut self, name: &str, labels: &[(&str, &str)], value: i64) {
        self.line(name, labels, &value.to_string());
    }

    /// What is written so far.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// A value of so many millionths.
    pub fn millionths(&mut self, name: &str, labels: &[(&str, &str)], millionths: u64) {
        let value = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        self.line(name, labels, &value);
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: &str) {
        let labels: Vec<String> = labels.iter().map(|(label, of)| format!("{label}=\"{of}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        writeln!(self.0, "{name}{labels} {value}").expect("writing to a string");
    }
}
