//! Updates of hosted servers, for staff: what there is, a rollout begun, followed, paused, resumed, abandoned.

use super::answer::{Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

/// Staff: updates of hosted servers: what there is, start, show, pause, resume, abandon, test servers
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
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
enum Kind {
    Regular,
    Security,
}

const PATH: &str = "/api/v1/staff/updates";
const TESTS: &str = "/api/v1/staff/test-servers";

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        Box::pin(self.answer(portal))
    }
}

impl Arguments {
    async fn answer(&self, portal: &Portal) -> Result<Shown, Refusal> {
        let (rollout, act, said) = match &self.what {
            What::List => {
                let body = portal.get(PATH).await?;
                let said = listed(&body.json);
                return Ok(Shown::new(&body, said));
            }
            What::Start { build, kind, note_en, note_nl, untested } => {
                let kind = if matches!(kind, Kind::Security) { "security" } else { "regular" };
                let wish = json!({
                    "build": build, "kind": kind, "note_en": note_en, "note_nl": note_nl, "untested": untested,
                });
                let body = portal.post(PATH, &wish).await?;
                let said = format!("{} has begun.", text(&body.json["id"]));
                return Ok(Shown::new(&body, said));
            }
            What::Show { rollout } => {
                let body = portal.get(&format!("{PATH}/{}", encoded(rollout))).await?;
                let said = shown(&body.json);
                return Ok(Shown::new(&body, said));
            }
            What::LeaveOut { rollout, server, because } => {
                let asked = json!({ "server": server, "reason": because });
                let body = portal.post(&format!("{PATH}/{}/left-out", encoded(rollout)), &asked).await?;
                return Ok(Shown::new(&body, "It is left out.".to_string()));
            }
            What::TakeIn { rollout, server } => {
                let path = format!("{PATH}/{}/left-out/{}", encoded(rollout), encoded(server));
                let body = portal.delete(&path).await?;
                let said = format!("It takes part again, not before {}.", instant(&body.json["due_at_ms"]));
                return Ok(Shown::new(&body, said));
            }
            What::TestServer { server, no_more: true } => {
                let body = portal.delete(&format!("{TESTS}/{}", encoded(server))).await?;
                return Ok(Shown::new(&body, "It is no test server any more.".to_string()));
            }
            What::TestServer { server, no_more: false } => {
                let body = portal.post(TESTS, &json!({ "server": server })).await?;
                return Ok(Shown::new(&body, "Updates are tried on it first.".to_string()));
            }
            What::Pause { rollout } => (rollout, "pause", "No other server is begun until it is resumed."),
            What::Resume { rollout } => (rollout, "resume", "The rollout goes on."),
            What::Abandon { rollout } => (rollout, "abandon", "The rollout is ended."),
        };
        let body = portal.post(&format!("{PATH}/{}/{act}", encoded(rollout)), &json!({})).await?;
        Ok(Shown::new(&body, said.to_string()))
    }
}

fn listed(all: &Value) -> String {
    let columns = [
        Column::Text("BUILD"),
        Column::Text("VERSION"),
        Column::Text("IMAGE"),
        Column::Text("PROGRAM"),
        Column::Text("SEEN"),
    ];
    let row = |own: &Value| {
        vec![
            text(&own["id"]),
            text(&own["version"]),
            text(&own["image"]),
            text(&own["program"]),
            instant(&own["seen_at_ms"]),
        ]
    };
    let builds = table(&columns, &rows(&all["builds"]).map(row).collect::<Vec<_>>(), "No builds.");
    let columns = [
        Column::Text("ROLLOUT"),
        Column::Text("BUILD"),
        Column::Text("KIND"),
        Column::Text("STATE"),
        Column::Text("STAGE"),
        Column::Text("BEGUN"),
    ];
    let row = |own: &Value| {
        vec![
            text(&own["id"]),
            text(&own["build_id"]),
            text(&own["kind"]),
            text(&own["state"]),
            text(&own["stage"]),
            instant(&own["started_at_ms"]),
        ]
    };
    let rollouts = table(&columns, &rows(&all["rollouts"]).map(row).collect::<Vec<_>>(), "No rollouts.");
    let tests: Vec<String> = rows(&all["test_servers"]).map(|own| text(&own["name"])).collect();
    let tests = if tests.is_empty() { "none".to_string() } else { tests.join(", ") };
    format!("{builds}\n{rollouts}\nTest servers: {tests}")
}

fn shown(rollout: &Value) -> String {
    let head = facts(&[
        ("Rollout", text(&rollout["id"])),
        ("Build", text(&rollout["build_id"])),
        ("Kind", text(&rollout["kind"])),
        ("State", text(&rollout["state"])),
        ("Stage", text(&rollout["stage"])),
        ("Why", text(&rollout["why"])),
    ]);
    let columns = [
        Column::Text("SERVER"),
        Column::Text("STAGE"),
        Column::Text("STATE"),
        Column::Text("NOT BEFORE"),
        Column::Text("ENDED"),
        Column::Text("ERROR"),
    ];
    let row = |own: &Value| {
        vec![
            text(&own["server_id"]),
            text(&own["stage"]),
            text(&own["state"]),
            instant(&own["due_at_ms"]),
            instant(&own["ended_at_ms"]),
            if text(&own["left_out_because"]).is_empty() {
                text(&own["error"])
            } else {
                text(&own["left_out_because"])
            },
        ]
    };
    let servers = table(&columns, &rows(&rollout["servers"]).map(row).collect::<Vec<_>>(), "No servers.");
    format!("{head}\n{servers}")
}
