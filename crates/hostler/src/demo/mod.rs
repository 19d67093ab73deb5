//! `hostler demo`: the worked examples of the requirements (B1, B3), on real servers, from the order to the bill.

mod outside;
mod paper;
mod reckon;
mod stage;
mod story;
mod tell;

use crate::options::log_from;
use anyhow::{Context, Result};
use clap::Args;
use hostler_platform::up::Up;
use stage::{Afterwards, Stage};
use std::path::PathBuf;
use std::process::ExitCode;
use story::Story;
use tell::Tell;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Tell the story of three customers and their bills, on real servers
///
/// Starts a platform and its servers in a network and a folder of their own, plays a month in some seconds, prints
/// the invoices and compares them with the numbers that the requirements give. Nothing of it stays.
///
/// Exit code 0: every number is right. 1: a number is wrong or something failed; standard error says what.
#[derive(Args)]
pub struct Arguments {
    /// What can be made again: images
    #[arg(long, env = "HOSTLER_CACHE", default_value = "/var/cache/hostler")]
    cache: PathBuf,
    /// Keep the data folder, and say how to look at it
    #[arg(long)]
    keep: bool,
}

pub fn run(arguments: &Arguments) -> ExitCode {
    log_from("error");
    rustls::crypto::ring::default_provider().install_default().ok();
    let afterwards = if arguments.keep { Afterwards::Kept } else { Afterwards::Nothing };
    match told(arguments, afterwards) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hostler demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn told(arguments: &Arguments, afterwards: Afterwards) -> Result<()> {
    let binary = std::env::current_exe().context("the program cannot find itself")?;
    let stage = Stage::set(&arguments.cache, binary)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(play(&stage, afterwards));
    drop(runtime);
    stage.clear(afterwards)?;
    outcome
}

/// Tells the story; whatever happens in it, the platform and its servers end.
async fn play(stage: &Stage, afterwards: Afterwards) -> Result<()> {
    let mut signals = Signals::listen()?;
    let up = stage.up().await?;
    let outcome = tokio::select! {
        outcome = story(stage, &up) => outcome,
        name = signals.next() => Err(anyhow::anyhow!("ended by {name}")),
    };
    let ended = stage::end(up, afterwards).await;
    outcome.and(ended)
}

async fn story(stage: &Stage, up: &Up) -> Result<()> {
    let link = up.setup_link.as_deref().context("the platform is not new")?;
    let tell = Tell::new(up.app.zone().clone());
    tell.plain("Hostler demo: three customers, a server each, a month of use, and the bills.");
    let mut story = Story::begin(tell, &up.app.settings.portal_url, link).await?;
    story.happens().await?;
    story.is_billed(&stage.data).await?;
    println!("\nAll of this took {:.1} seconds.", story.tell.seconds());
    Ok(())
}

/// Ctrl-C, a plain kill, or the terminal that goes away.
struct Signals([Signal; 3]);

impl Signals {
    fn listen() -> Result<Signals> {
        let on = |kind| signal(kind).context("signals cannot be received");
        Ok(Signals([on(SignalKind::interrupt())?, on(SignalKind::terminate())?, on(SignalKind::hangup())?]))
    }

    async fn next(&mut self) -> &'static str {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => "Ctrl-C",
            _ = terminate.recv() => "SIGTERM",
            _ = hangup.recv() => "SIGHUP",
        }
    }
}
