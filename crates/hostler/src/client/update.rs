//! Updates of hosted servers, for staff: what there is, a rollout begun, followed, paused, resumed, abandoned.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::request::Request;
use super::table::{Table, instant, lines, made, rows, text, time, word};
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// Builds, rollouts, and the servers on which updates are tried first
    #[command(after_help = "Example:\n  hostler update list")]
    List,
    /// Begin to roll a build out, stage by stage; customers are told
    #[command(
        after_help = "Example:\n  hostler update start bld_0190f3c4a2b17d1e8f00aa11bb22cc33 --kind security \
                      --note-en 'Dovecot 2.3.21' --note-nl 'Dovecot 2.3.21'"
    )]
    Start {
        build: String,
        #[arg(long, default_value = "regular")]
        kind: Kind,
        /// What changes, in English; customers read it
        #[arg(long)]
        note_en: String,
        /// The same in Dutch
        #[arg(long)]
        note_nl: String,
        /// Begin with customers' servers, where no test server is named
        #[arg(long)]
        untested: bool,
    },
    /// A rollout: its stages and servers
    #[command(after_help = "Example:\n  hostler update show rol_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Show { rollout: String },
    /// Begin no other server until it is resumed
    #[command(after_help = "Example:\n  hostler update pause rol_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Pause { rollout: String },
    /// Go on; servers that were put back are tried again
    #[command(after_help = "Example:\n  hostler update resume rol_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Resume { rollout: String },
    /// End it: who has the build keeps it, nobody else gets it
    #[command(after_help = "Example:\n  hostler update abandon rol_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Abandon { rollout: String },
    /// Leave a server out of a rollout; its customer is mailed why
    #[command(
        after_help = "Example:\n  hostler update leave-out rol_0190f3c4a2b17d1e8f00aa11bb22cc33 bakkerij \
                      --because 'Your import is under way'"
    )]
    LeaveOut {
        rollout: String,
        /// Its name or id
        server: String,
        /// Why; the customer reads it
        #[arg(long)]
        because: String,
    },
    /// Let a server that you left out take part again
    #[command(
        after_help = "Example:\n  hostler update take-in rol_0190f3c4a2b17d1e8f00aa11bb22cc33 bakkerij"
    )]
    TakeIn {
        rollout: String,
        /// Its name or id
        server: String,
    },
    /// Try updates on this server first, which is your own
    #[command(
        after_help = "Example:\n  hostler update test-server proef\n  hostler update test-server proef --no-more"
    )]
    TestServer {
        /// Its name or id
        server: String,
        /// It is none any more
        #[arg(long)]
        no_more: bool,
    },
}

#[derive(ValueEnum, Debug, Clone, Copy)]
pub enum Kind {
    Regular,
    Security,
}

const PATH: &str = "/api/v1/staff/updates";
const TESTS: &str = "/api/v1/staff/test-servers";

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => portal.get(PATH).shown(listed),
            What::Start { build, kind, note_en, note_nl, untested } => {
                let kind = if matches!(kind, Kind::Security) { "security" } else { "regular" };
                let wish = json!({
                    "build": build, "kind": kind, "note_en": note_en, "note_nl": note_nl, "untested": untested,
                });
                portal.post(PATH, wish).shown(|made| format!("{} has begun.", text(&made["id"])))
            }
            What::Show { rollout } => portal.get(format!("{PATH}/{}", encoded(rollout))).shown(shown),
            What::Pause { rollout } => {
                act(portal, rollout, "pause").says("No other server is begun until it is resumed.")
            }
            What::Resume { rollout } => act(portal, rollout, "resume").says("The rollout goes on."),
            What::Abandon { rollout } => act(portal, rollout, "abandon").says("The rollout is ended."),
            What::LeaveOut { rollout, server, because } => {
                let asked = json!({ "server": server, "reason": because });
                portal.post(format!("{PATH}/{}/left-out", encoded(rollout)), asked).says("It is left out.")
            }
            What::TakeIn { rollout, server } => {
                let path = format!("{PATH}/{}/left-out/{}", encoded(rollout), encoded(server));
                let due =
                    |own: &Value| format!("It takes part again, not before {}.", instant(&own["due_at_ms"]));
                portal.delete(path).shown(due)
            }
            What::TestServer { server, no_more: true } => {
                portal.delete(format!("{TESTS}/{}", encoded(server))).says("It is no test server any more.")
            }
            What::TestServer { server, no_more: false } => {
                portal.post(TESTS, json!({ "server": server })).says("Updates are tried on it first.")
            }
        }
    }
}

fn act<'a>(portal: &'a Portal, rollout: &str, act: &str) -> Request<'a> {
    portal.post(format!("{PATH}/{}/{act}", encoded(rollout)), json!({}))
}

const BUILDS: Table = Table(
    "No builds.",
    &[
        word("BUILD", "id"),
        word("VERSION", "version"),
        word("IMAGE", "image"),
        word("PROGRAM", "program"),
        time("SEEN", "seen_at_ms"),
    ],
);

const ROLLOUTS: Table = Table(
    "No rollouts.",
    &[
        word("ROLLOUT", "id"),
        word("BUILD", "build_id"),
        word("KIND", "kind"),
        word("STATE", "state"),
        word("STAGE", "stage"),
        time("BEGUN", "started_at_ms"),
    ],
);

const SERVERS: Table = Table(
    "No servers.",
    &[
        word("SERVER", "server_id"),
        word("STAGE", "stage"),
        word("STATE", "state"),
        time("NOT BEFORE", "due_at_ms"),
        time("ENDED", "ended_at_ms"),
        made("ERROR", error),
    ],
);

/// What went wrong; or why it was left out by hand.
fn error(own: &Value) -> String {
    let because = text(&own["left_out_because"]);
    if because.is_empty() { text(&own["error"]) } else { because }
}

fn listed(all: &Value) -> String {
    let (builds, rollouts) = (BUILDS.of(&all["builds"]), ROLLOUTS.of(&all["rollouts"]));
    let tests: Vec<String> = rows(&all["test_servers"]).map(|own| text(&own["name"])).collect();
    let tests = if tests.is_empty() { "none".to_string() } else { tests.join(", ") };
    format!("{builds}\n{rollouts}\nTest servers: {tests}")
}

fn shown(rollout: &Value) -> String {
    let head = [
        word("Rollout", "id"),
        word("Build", "build_id"),
        word("Kind", "kind"),
        word("State", "state"),
        word("Stage", "stage"),
        word("Why", "why"),
    ];
    format!("{}\n{}", lines(&head, rollout), SERVERS.of(&rollout["servers"]))
}
