//! How fast the registration server answers what every machine asks each day, beside the same server's empty page.
//! `./bench/run licence` builds and runs this; `wrk` and `hey` ask.

#[allow(dead_code, reason = "the demo uses more of it")]
#[path = "../src/demo/stage.rs"]
mod stage;

use anyhow::{Context, Result, ensure};
use hostler_licence::ledger::GrantKind;
use hostler_licence::registration::{self, Machine, Owner, Request};
use hostler_licence::signed::{SigningKey, sign};
use hostler_platform::app::App;
use hostler_platform::events::Actor;
use hostler_platform::licences::{self, Arrives, Issue, Wish};
use hostler_wire::registration::{CHECKS, Check};
use stage::{Afterwards, Stage};
use std::path::{Path, PathBuf};
use std::process::Command;

const LICENCES: usize = 1_000;
const ROUNDS: usize = 5;
const SECONDS: &str = "6";
/// The aims: of the empty page's rate, and milliseconds at 2,000 a second.
const AIM_SHARE: f64 = 0.6;
const AIM_P99_MS: f64 = 10.0;

fn main() -> Result<()> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let cache =
        std::env::var_os("HOSTLER_CACHE").map_or_else(|| PathBuf::from("/var/cache/hostler"), PathBuf::from);
    let stage = Stage::set(&cache, std::env::current_exe()?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(measured(&stage));
    drop(runtime);
    stage.clear(Afterwards::Nothing)?;
    outcome
}

async fn measured(stage: &Stage) -> Result<()> {
    let up = stage.up().await?;
    let portal = up.app.settings.portal_url.clone();
    let checks = registered(&up.app).await?;
    let script = stage.data.join("checks.lua");
    std::fs::write(&script, lua(&checks))?;
    let body = stage.data.join("check.json");
    std::fs::write(&body, &checks[0])?;
    let asked = tokio::task::spawn_blocking(move || ask(&portal, &script, &body)).await?;
    stage::end(up, Afterwards::Kept).await?;
    asked
}

/// So many licences, each registered on a machine of its own: the body of each one's check.
async fn registered(app: &App) -> Result<Vec<String>> {
    let mut checks = Vec::new();
    for number in 0..LICENCES {
        let key = issued(app).await?;
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        let machine = SigningKey::from_bytes(&seed);
        let request = sign(&request(app, &machine, key), &machine);
        let registered =
            licences::register(app, &request).await.map_err(|fault| anyhow::anyhow!(fault.detail))?;
        checks.push(serde_json::to_string(&Check {
            licence: registered.licence,
            serial: registered.serial,
            machine: registration::identity(&machine).0,
            // What a machine knows after it was registered.
            revocations: 1,
            keyring: 1,
        })?);
    }
    Ok(checks)
}

async fn issued(app: &App) -> Result<String> {
    let wish = Wish {
        kind: GrantKind::Base,
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        users: 5,
        add_ons: [].into(),
        years: 0,
        licence: None,
        arrives: Arrives::AsKey,
    };
    let issue = Issue { customer: None, order: "", reason: "a benchmark", zone: None, wishes: &[wish] };
    let mut tx = app.db.begin().await?;
    let issued = licences::issue(app, &mut tx, &Actor::platform(), &issue).await;
    let issued = issued.map_err(|fault| anyhow::anyhow!(fault.detail))?;
    tx.commit().await?;
    issued.into_iter().next().and_then(|one| one.key).context("a licence has a key")
}

fn request(app: &App, machine: &SigningKey, key: String) -> Request {
    let (key_id, public_key) = registration::identity(machine);
    Request {
        nonce: key_id.clone(),
        key_id,
        issued_at_ms: app.now_ms(),
        public_key,
        product: "connect".into(),
        version: "1.0.0".into(),
        base_key: key,
        further_keys: vec![],
        owner: Owner { company: "Bakkerij de Vries".into(), ..Owner::default() },
        machine: Machine {
            host: "mail.bakkerij.test".into(),
            system: "Debian GNU/Linux 12 (bookworm)".into(),
            hardware: "x86_64, 2 cores, 4 GB".into(),
            fingerprint: "0".repeat(32),
            zone: "Europe/Amsterdam".into(),
        },
        partner: None,
    }
}

/// Each request is another machine's.
fn lua(checks: &[String]) -> String {
    let bodies: Vec<String> = checks.iter().map(|body| format!("[=[{body}]=]")).collect();
    format!(
        "wrk.method = \"POST\"\nwrk.headers[\"content-type\"] = \"application/json\"\nlocal bodies = {{\n{}\n}}\n\
         local at = 0\nfunction request()\n  at = at % #bodies + 1\n  return wrk.format(nil, nil, nil, bodies[at])\nend\n",
        bodies.join(",\n")
    )
}

fn ask(portal: &str, script: &Path, body: &Path) -> Result<()> {
    let (checks, empty) = (format!("{portal}{CHECKS}"), format!("{portal}/health"));
    let (mut shares, mut rates, mut empties) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1..=ROUNDS {
        let page = rate(Command::new("wrk").args(["-t1", "-c32", "-d", SECONDS]).arg(&empty))?;
        let check =
            rate(Command::new("wrk").args(["-t1", "-c32", "-d", SECONDS, "-s"]).arg(script).arg(&checks))?;
        println!("round {number}: {check:.0} checks a second, {page:.0} empty pages: {:.2}", check / page);
        shares.push(check / page);
        rates.push(check);
        empties.push(page);
    }
    let p99 = p99_ms(&checks, body)?;
    println!("checks a second, median:        {:.0}", median(&mut rates));
    println!("empty pages a second, median:   {:.0}", median(&mut empties));
    let share = median(&mut shares);
    println!(
        "checks / empty pages, median:   {share:.2} (aim at least {AIM_SHARE}: {})",
        told(share >= AIM_SHARE)
    );
    println!(
        "99 % at 2,000 a second within:  {p99:.1} ms (aim under {AIM_P99_MS} ms: {})",
        told(p99 < AIM_P99_MS)
    );
    Ok(())
}

fn told(holds: bool) -> &'static str {
    if holds { "holds" } else { "MISSED" }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Requests a second, all of them answered as they should be.
fn rate(wrk: &mut Command) -> Result<f64> {
    let out = wrk.output().context("wrk is needed: apt-get install wrk")?;
    let text = String::from_utf8_lossy(&out.stdout);
    ensure!(out.status.success() && !text.contains("Non-2xx"), "wrk: {text}");
    let line =
        text.lines().find_map(|line| line.strip_prefix("Requests/sec:")).context("wrk says no rate")?;
    Ok(line.trim().parse()?)
}

/// 40 callers of 50 requests a second each.
fn p99_ms(url: &str, body: &Path) -> Result<f64> {
    let mut hey = Command::new("hey");
    hey.args(["-z", "15s", "-c", "40", "-q", "50", "-m", "POST", "-T", "application/json", "-D"]);
    let out = hey.arg(body).arg(url).output().context("hey is needed: apt-get install hey")?;
    let text = String::from_utf8_lossy(&out.stdout);
    let line = |name: &str| text.lines().find_map(|line| line.trim().strip_prefix(name).map(str::trim));
    let asked: f64 = line("Requests/sec:").context("hey says no rate")?.parse()?;
    ensure!(asked > 1_800.0, "only {asked:.0} checks a second were asked");
    ensure!(text.contains("[200]") && !text.contains("Error distribution"), "hey: {text}");
    let line = text.lines().find(|line| line.trim_start().starts_with("99%")).context("hey says no 99 %")?;
    let seconds: f64 =
        line.split_whitespace().rev().nth(1).context("hey writes `99% in 0.0042 secs`")?.parse()?;
    Ok(seconds * 1_000.0)
}
