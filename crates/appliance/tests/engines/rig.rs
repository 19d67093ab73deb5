//! Runs the engines inside a test's server, as the appliance does: set-up, maps, settings, supervision.
//!
//! Reads `bootstrap.json` and `setup.json` in `/srv/hostler`, prints each state of the engines as a line of JSON.
//! SIGHUP: `setup.json` is read again. SIGUSR1: says what the queue holds. SIGUSR2: another administrator's address
//! and the names that have a certificate in the settings, and the engines read them again. SIGTERM: the engines stop.

use hostler_appliance::engines::{self, MailSetup, Maps, Site, files, queue, sni};
use hostler_appliance::server::{self, Folders, hosts};
use hostler_appliance::supervise::{self, Order, Watch};
use hostler_wire::{Bootstrap, bootstrap};
use std::error::Error;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn setup(folders: &Folders) -> Outcome<MailSetup> {
    Ok(serde_json::from_slice(&std::fs::read(folders.root().join("setup.json"))?)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let folders = Folders::default();
    let bootstrap: Bootstrap = serde_json::from_slice(&std::fs::read(bootstrap::PATH)?)?;
    server::prepare(&bootstrap, &folders).await?;
    let mut maps = Maps::open(&folders).await?;
    maps.write(&setup(&folders)?).await?;
    let hosted = bootstrap.hosted().ok_or("this rig is hosted")?;
    let mut site = Site {
        host: bootstrap.host.clone(),
        administrator: hosted.administrator.address.clone(),
        folders: folders.clone(),
        hosts: hosts::names(&folders),
        fallback: Some(hosted.gateway),
    };
    files::write(&engines::settings(&site, engines::Intake::Open))?;
    sni::write(&site)?;

    let (state, mut states) = watch::channel(Vec::new());
    let (orders, received) = mpsc::channel(8);
    let now = Arc::new(|| hostler_kit::time::Clock::System.now_ms());
    let programs = engines::programs(&site, None);
    let watch = Watch { log_folder: folders.log(), now, state };
    let mut run = std::pin::pin!(supervise::run(programs, watch, received));
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut user = signal(SignalKind::user_defined1())?;
    let mut other = signal(SignalKind::user_defined2())?;
    let mut terminate = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            () = &mut run => return Ok(()),
            Ok(()) = states.changed() => println!("{}", serde_json::to_string(&*states.borrow_and_update())?),
            _ = hang_up.recv() => {
                let revision = maps.write(&setup(&folders)?).await?;
                println!("{{\"revision\":{revision}}}");
            }
            _ = user.recv() => println!("{}", serde_json::to_string(&queue::measure(&site).await?)?),
            _ = other.recv() => {
                site.administrator = "chef@bakery.test".into();
                site.hosts = hosts::names(&folders);
                sni::write(&site)?;
                let written = files::write(&engines::settings(&site, engines::Intake::Open))?;
                for engine in ["postfix", "dovecot"] {
                    orders.send(Order::Reload(engine)).await?;
                }
                println!("{{\"written\":\"{written:?}\"}}");
            }
            _ = terminate.recv() => orders.send(Order::Stop).await?,
        }
    }
}
