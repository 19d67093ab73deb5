//! The job queue, for staff.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, number, time, word};
use clap::{Subcommand, ValueEnum};
use serde_json::json;

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

#[derive(ValueEnum, Debug, Clone, Copy)]
pub enum State {
    Waiting,
    Leased,
    Dead,
    Done,
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { state, page } => {
                let state = state.to_possible_value().expect("every state has a name");
                let jobs =
                    portal.get("/api/v1/staff/jobs").with("state", state.get_name()).with("page", page);
                jobs.shown(|all| JOBS.of(all))
            }
            What::Retry { id } => portal
                .post(format!("/api/v1/staff/jobs/{}/retry", encoded(id)), json!({}))
                .says(format!("{id} runs again.")),
        }
    }
}

const JOBS: Table = Table(
    "No jobs.",
    &[
        word("ID", "id"),
        word("KIND", "kind"),
        word("ABOUT", "subject"),
        time("SINCE", "created_at_ms"),
        number("ATTEMPTS", "attempts"),
        word("LAST ERROR", "last_error"),
    ],
);
