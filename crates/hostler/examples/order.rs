//! How long a customer waits: from the confirmed order to the first mail read by IMAP, and how much of that is the
//! engines' own start. `./bench/run order` builds and runs this.
//!
//! Arguments: the program `hostler`, and the script that starts the engines alone.

#[allow(dead_code, reason = "the demo uses more of it")]
#[path = "../src/demo/outside/mod.rs"]
mod outside;
#[allow(dead_code, reason = "the demo uses more of it")]
#[path = "../src/demo/stage.rs"]
mod stage;

use anyhow::{Context, Result, ensure};
use hostler_platform::drivers::host::{Config, Host, Local, ServerSpec};
use hostler_platform::servers;
use hostler_platform::up::Up;
use outside::customer::Customer;
use outside::mail::{Letter, Reader, submit};
use outside::web::{Browser, Program};
use stage::{Afterwards, Stage};
use std::future::Future;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

const ROUNDS: usize = 7;
const AIM: Duration = Duration::from_secs(5);
const KNOCK: Duration = Duration::from_millis(5);
const CONNECT_WITHIN: Duration = Duration::from_millis(50);
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
const STAFF: [(&str, &str); 3] =
    [("name", "Sanne Staff"), ("email", "sanne@hostler.test"), ("password", "stroopwafel met kaas")];

const ANNA: Customer = Customer {
    company: "Bakkerij de Vries",
    person: "Anna de Vries",
    email: "anna@bakkerijdevries.test",
    address: ("Dorpsstraat 1", "6711 AB", "Ede"),
    server: "bakkerij",
    domain: "bakkerijdevries.test",
};

/// One customer's wait, each part from the moment of confirming.
#[derive(Clone, Copy)]
struct Wait {
    running: Duration,
    mailbox: Duration,
    read: Duration,
}

/// One start of the engines without Hostler, each part from the moment of starting.
#[derive(Clone, Copy)]
struct Alone {
    container: Duration,
    engines: Duration,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let binary = arguments.next().context("the first argument is the program `hostler`")?.canonicalize()?;
    let script =
        arguments.next().context("the second argument is the script for the engines")?.canonicalize()?;
    rustls::crypto::ring::default_provider().install_default().ok();
    let cache =
        std::env::var_os("HOSTLER_CACHE").map_or_else(|| PathBuf::from("/var/cache/hostler"), PathBuf::from);
    let stage = Stage::set(&cache, binary)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(measured(&stage, &script));
    drop(runtime);
    stage.clear(Afterwards::Nothing)?;
    outcome
}

async fn measured(stage: &Stage, script: &Path) -> Result<()> {
    let (mut waits, mut alones) = (Vec::new(), Vec::new());
    for number in 1..=ROUNDS {
        let data = stage.data.join(number.to_string());
        let (wait, alone) = round(&Stage { data, ..stage.clone() }, script).await?;
        println!(
            "round {number}: runs after {:.2} s, mailbox made {:.2} s, first mail read {:.2} s; without Hostler: \
             container {:.2} s, engines greet {:.2} s",
            wait.running.as_secs_f64(),
            wait.mailbox.as_secs_f64(),
            wait.read.as_secs_f64(),
            alone.container.as_secs_f64(),
            alone.engines.as_secs_f64()
        );
        waits.push(wait);
        alones.push(alone);
    }
    conclude(&waits, &alones);
    Ok(())
}

/// A new platform and its first order; then the same server once more, without the platform and without ours in it.
async fn round(stage: &Stage, script: &Path) -> Result<(Wait, Alone)> {
    let up = stage.up().await?;
    let ordered = or_ctrl_c(async {
        let wait = ordered(&up).await?;
        anyhow::Ok((wait, spec(&up).await?))
    });
    let (wait, spec) = match ordered.await {
        Ok(ordered) => ordered,
        Err(error) => return Err(stage::end(up, Afterwards::Nothing).await.err().unwrap_or(error)),
    };
    stage::end(up, Afterwards::Kept).await?;
    // The script stands in for ours.
    let spec = ServerSpec { program: None, ..spec };
    let config = Config { open_ports: vec![8443], ..Config::new(script.to_path_buf()) };
    let bare = Host::Local(Local::open(config).await?);
    let alone = or_ctrl_c(start_alone(&bare, &spec)).await;
    bare.remove(&spec).await?;
    Ok((wait, alone?))
}

async fn or_ctrl_c<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        outcome = work => outcome,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("ended by Ctrl-C")),
    }
}

async fn spec(up: &Up) -> Result<ServerSpec> {
    let servers = servers::alive(&up.app.db).await?;
    let server = servers.first().context("the server is gone")?;
    servers::spec(&up.app, server).map_err(|fault| anyhow::anyhow!(fault.detail))
}

/// From the confirmation, with which the order is accepted, to the first mail read.
async fn ordered(up: &Up) -> Result<Wait> {
    let portal = &up.app.settings.portal_url;
    let setup = up.setup_link.as_deref().and_then(|link| link.strip_prefix(portal.as_str()));
    Browser::at(portal)?.send_form(setup.context("the platform is not new")?, &STAFF).await?;
    let staff = Program::sign_in(portal, STAFF[1].1, STAFF[2].1).await?;
    let browser = Browser::at(portal)?;
    ANNA.order(&browser).await?;
    let began = Instant::now();
    ANNA.confirm(&browser, &staff).await?;
    let mut server = ANNA.running(portal).await?;
    let running = began.elapsed();
    server.add_domain().await?;
    server.add_people(&["Carla"]).await?;
    let mailbox = began.elapsed();
    let address = server.people[0].address.clone();
    let letter =
        Letter { from: address.clone(), to: address, subject: "Welkom".into(), text: "Hallo".into() };
    submit(&server, &letter).await?;
    let mut reader = Reader::sign_in(&server, &letter.to).await?;
    ensure!(reader.await_mail(&letter.subject).await? == letter.text, "another mail was read");
    let read = began.elapsed();
    reader.sign_out().await?;
    Ok(Wait { running, mailbox, read })
}

/// The same container with the same settings, but Postfix and Dovecot are started by the script.
async fn start_alone(bare: &Host, spec: &ServerSpec) -> Result<Alone> {
    let began = Instant::now();
    bare.start(spec).await?;
    let container = began.elapsed();
    let greeted = async {
        tokio::join!(greets(spec.address, 25, b"220 "), greets(spec.address, 143, b"* OK"));
    };
    tokio::time::timeout(ANSWER_WITHIN, greeted).await.context("the engines do not answer")?;
    Ok(Alone { container, engines: began.elapsed() })
}

async fn greets(address: Ipv4Addr, port: u16, with: &[u8; 4]) {
    loop {
        // What is sent before the network is up is lost, and sent again by the kernel only after a second.
        if let Ok(Ok(mut stream)) =
            tokio::time::timeout(CONNECT_WITHIN, TcpStream::connect((address, port))).await
        {
            let mut first = [0; 4];
            if stream.read_exact(&mut first).await.is_ok() && first == *with {
                return;
            }
        }
        tokio::time::sleep(KNOCK).await;
    }
}

fn median(durations: impl Iterator<Item = Duration>) -> f64 {
    let mut sorted: Vec<Duration> = durations.collect();
    sorted.sort();
    sorted[sorted.len() / 2].as_secs_f64()
}

fn conclude(waits: &[Wait], alones: &[Alone]) {
    let read = median(waits.iter().map(|wait| wait.read));
    let container = median(alones.iter().map(|alone| alone.container));
    let engines = median(alones.iter().map(|alone| alone.engines));
    let sorted = |pick: fn(&Wait) -> Duration| {
        let least = waits.iter().map(pick).min().unwrap_or_default().as_secs_f64();
        let most = waits.iter().map(pick).max().unwrap_or_default().as_secs_f64();
        format!("{:.2} s ({least:.2} to {most:.2})", median(waits.iter().map(pick)))
    };
    println!();
    println!("median of {ROUNDS} rounds (fastest to slowest), from the confirmed order on");
    println!("  the server runs:     {}", sorted(|wait| wait.running));
    println!("  a mailbox is made:   {}", sorted(|wait| wait.mailbox));
    println!("  first mail read:     {}", sorted(|wait| wait.read));
    println!(
        "container and engines without Hostler: {engines:.2} s, of which the container {container:.2} s"
    );
    println!("that is {:.0} % of the wait", engines / read * 100.0);
    let verdict = if read < AIM.as_secs_f64() { "holds" } else { "falls short" };
    println!("order from order to first mail read by IMAP: {read:.2} s (aim under 5 s): {verdict}");
}
