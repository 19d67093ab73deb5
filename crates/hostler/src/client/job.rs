//! The job queue, for staff.

use super::Work;
use super::answer::Shown;
use super::group::{Asks, Group};
use super::portal::{Portal, encoded};
use super::table::{Column, instant, rows, table, text};
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

pub type Arguments = Group<What>;

#[derive(ValueEnum, Debug, Clone, Copy)]
pub enum State {
    Waiting,
    Leased,
    Dead,
    Done,
}

#[derive(Subcommand)]
pub enum What {
    /// Jobs in one state, newest first
    #[command(after_help = "Example:\n  hostler job list --state dead")]
    List {
        #[arg(long, default_value = "waiting")]
        state: State,
        /// Page, of 50 jobs each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Let a dead job run again, with all its attempts
    #[command(after_help = "Example:\n  hostler job retry job_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Retry { id: String },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { state, page } => Box::pin(async move {
                let state = state.to_possible_value().expect("every state has a name");
                let path = format!("/api/v1/staff/jobs?state={}&page={page}", state.get_name());
                let body = portal.get(&path).await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Retry { id } => Box::pin(async move {
                let path = format!("/api/v1/staff/jobs/{}/retry", encoded(id));
                let body = portal.post(&path, &json!({})).await?;
                Ok(Shown::new(&body, format!("{id} runs again.")))
            }),
        }
    }
}

fn listed(jobs: &Value) -> String {
    let columns = ["ID", "KIND", "ABOUT", "SINCE"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("ATTEMPTS"), Column::Text("LAST ERROR")]].concat();
    let row = |job: &Value| {
        let mut cells: Vec<String> = ["id", "kind", "subject"].map(|name| text(&job[name])).into();
        cells.extend([instant(&job["created_at_ms"]), text(&job["attempts"]), text(&job["last_error"])]);
        cells
    };
    table(&columns, &rows(jobs).map(row).collect::<Vec<_>>(), "No jobs.")
}
