//! What closing a month costs: a platform with so many servers closes October 2026, by the jobs that do it in earnest.
//! `./bench/run close` builds and runs this for several numbers of servers; the last line is JSON.

mod month;
#[allow(dead_code, reason = "the demo uses more of it")]
#[path = "../src/demo/stage.rs"]
mod stage;

use anyhow::{Context, Result, ensure};
use hostler_kit::jobs;
use hostler_kit::time::Month;
use hostler_platform::accounts;
use hostler_platform::app::App;
use hostler_platform::billing::invoices;
use stage::{Afterwards, Stage};
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn main() -> Result<()> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let servers: usize = std::env::args().nth(1).context("how many servers?")?.parse()?;
    let cache =
        std::env::var_os("HOSTLER_CACHE").map_or_else(|| PathBuf::from("/var/cache/hostler"), PathBuf::from);
    let stage = Stage::set(&cache, std::env::current_exe()?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(measured(&stage, servers));
    drop(runtime);
    stage.clear(Afterwards::Nothing)?;
    outcome
}

async fn measured(stage: &Stage, servers: usize) -> Result<()> {
    let up = stage.up().await?;
    let app = up.app.clone();
    let outcome = closed(&app, servers).await;
    stage::end(up, Afterwards::Kept).await?;
    outcome
}

async fn closed(app: &App, servers: usize) -> Result<()> {
    let began = Instant::now();
    month::fill(app, servers).await?;
    eprintln!(
        "{servers} servers, {} readings: made in {:.1} s",
        servers * month::READINGS,
        began.elapsed().as_secs_f64()
    );
    let month: Month = "2026-10".parse().map_err(|error| anyhow::anyhow!("{error}"))?;
    let sofie = accounts::person_by_email(&app.db, "sofie@provider.test").await?.context("staff")?;
    let (began, before) = (Instant::now(), cpu_seconds()?);
    invoices::close(app, month, &sofie).await.map_err(|fault| anyhow::anyhow!(fault.detail))?;
    while jobs::waiting(&app.db, app.now_ms()).await? > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let seconds = began.elapsed().as_secs_f64();
    let state = invoices::store::month(&app.db, month).await?.context("the month")?;
    ensure!(state.is_done() && state.invoices == servers as i64, "{} invoices of {servers}", state.invoices);
    println!(
        "{{\"servers\": {servers}, \"seconds\": {seconds:.3}, \"cpu_seconds\": {:.3}, \"peak_memory_mb\": {:.1}}}",
        cpu_seconds()? - before,
        peak_memory_mb()?
    );
    Ok(())
}

fn cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after = stat.rsplit_once(')').context("a name")?.1;
    let ticks: Vec<f64> =
        after.split_whitespace().skip(11).take(2).filter_map(|text| text.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() / 100.0)
}

fn peak_memory_mb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).context("VmHWM")?;
    let kb: f64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
    Ok(kb / 1024.0)
}
