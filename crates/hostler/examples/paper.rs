//! What an invoice on paper costs: October 2026 of some servers is closed, then each invoice is printed with its XML.
//!
//! `paper SERVERS FOLDER ROUNDS`: for `bench/paper`. FOLDER gets each invoice's PDF and, as JSON lines in `sheets`, what
//! stands on it, which is set by WeasyPrint there; the nanoseconds of each invoice are printed, a line for each round.

#[allow(dead_code, reason = "closing counts them")]
mod month;
#[allow(dead_code, reason = "the demo uses more of it")]
#[path = "../src/demo/stage.rs"]
mod stage;

use anyhow::{Context, Result, anyhow};
use hostler_kit::jobs;
use hostler_platform::accounts;
use hostler_platform::app::App;
use hostler_platform::billing::invoices::{self, Document};
use hostler_platform::billing::paper;
use stage::{Afterwards, Stage};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn main() -> Result<()> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [servers, folder, rounds] = arguments.as_slice() else {
        anyhow::bail!("paper SERVERS FOLDER ROUNDS")
    };
    let cache =
        std::env::var_os("HOSTLER_CACHE").map_or_else(|| PathBuf::from("/var/cache/hostler"), PathBuf::from);
    let stage = Stage::set(&cache, std::env::current_exe()?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let up = stage.up().await?;
        let app = up.app.clone();
        let outcome = printed(&app, servers.parse()?, Path::new(folder), rounds.parse()?).await;
        stage::end(up, Afterwards::Kept).await?;
        outcome
    });
    drop(runtime);
    stage.clear(Afterwards::Nothing)?;
    outcome
}

async fn printed(app: &App, servers: usize, folder: &Path, rounds: usize) -> Result<()> {
    let documents = documents(app, servers).await?;
    let sheets: Vec<String> = documents.iter().map(|document| paper::sheet(app, document)).collect();
    std::fs::write(folder.join("sheets"), sheets.join("\n"))?;
    for _ in 0..rounds {
        let mut times = Vec::new();
        for document in &documents {
            let began = Instant::now();
            let pdf = paper::pdf(app, document)?;
            times.push(began.elapsed().as_nanos().to_string());
            std::fs::write(folder.join(format!("{}.pdf", document.number)), pdf)?;
        }
        println!("{}", times.join(" "));
    }
    Ok(())
}

async fn documents(app: &App, servers: usize) -> Result<Vec<Document>> {
    month::fill(app, servers).await?;
    let sofie = accounts::person_by_email(&app.db, "sofie@provider.test").await?.context("staff")?;
    let october = "2026-10".parse().map_err(|error| anyhow!("{error}"))?;
    invoices::close(app, october, &sofie).await.map_err(|fault| anyhow!(fault.detail))?;
    while jobs::waiting(&app.db, app.now_ms()).await? > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let documents = invoices::store::documents_of(&app.db, october).await?;
    Ok(documents.into_iter().map(|(_, _, document)| document).collect())
}
