//! A complete platform for a while: in a network and a folder of its own, of which nothing stays.

use anyhow::{Context, Result, bail};
use hostler_platform::app::App;
use hostler_platform::backup::restore;
use hostler_platform::drivers::image::Recipe;
use hostler_platform::servers;
use hostler_platform::up::{Kind, Options, Up, up};
use hostler_platform::webhooks::Reach;
use nix::sched::{CloneFlags, unshare};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the platform's data folder is made: on a disk, for servers store mail in it.
const BELOW: &str = "/var/tmp";

/// What the platform stands on.
#[derive(Debug, Clone)]
pub struct Stage {
    pub data: PathBuf,
    pub cache: PathBuf,
    /// The program that runs inside the servers.
    pub binary: PathBuf,
}

impl Stage {
    /// Sees to the image and takes a network and a folder. Call it before any thread is started: the network is that
    /// of the calling thread and of what it starts afterwards.
    pub fn set(cache: &Path, binary: PathBuf) -> Result<Stage> {
        if !nix::unistd::geteuid().is_root() {
            bail!("servers are made as root; start this as root");
        }
        Recipe::connect().build(cache, |progress| eprintln!("image: {progress}"))?;
        unshare(CloneFlags::CLONE_NEWNET).context("a network of its own cannot be made")?;
        let lo = Command::new("ip")
            .args(["link", "set", "dev", "lo", "up"])
            .status()
            .context("`ip` is missing")?;
        if !lo.success() {
            bail!("the loopback of the new network does not come up");
        }
        let data = Path::new(BELOW).join(format!("hostler-demo-{}", std::process::id()));
        std::fs::DirBuilder::new().mode(0o711).create(&data).with_context(|| data.display().to_string())?;
        Ok(Stage { data, cache: cache.to_path_buf(), binary })
    }

    /// Starts the platform.
    pub async fn up(&self) -> Result<Up> {
        let options = Options {
            data: self.data.clone(),
            cache: self.cache.clone(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            url: None,
            smtp: None,
            mail_from: None,
            acme: None,
            vies: None,
            database: None,
            catalogue: None,
            bridge: "hostler0".into(),
            network: (Ipv4Addr::new(10, 83, 0, 0), 16),
            binary: self.binary.clone(),
            kind: Kind::Demo,
            webhooks: Reach::Public,
            inbox: None,
            fallback: None,
            statements: None,
            backups: None,
        };
        Ok(up(options).await?)
    }

    /// Removes the folder, or says how to look at it.
    pub fn clear(&self, afterwards: Afterwards) -> Result<()> {
        let data = self.data.display();
        match afterwards {
            Afterwards::Nothing => {
                std::fs::remove_dir_all(&self.data).with_context(|| format!("removing {data}"))
            }
            Afterwards::Kept => {
                println!("Kept in {data}. To look at it: {} up --demo --data {data}", self.binary.display());
                Ok(())
            }
        }
    }
}

/// What becomes of the servers and their data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    Nothing,
    /// Servers are stopped, everything else stays.
    Kept,
}

/// Ends the platform and its servers.
pub async fn end(up: Up, afterwards: Afterwards) -> Result<()> {
    let app = up.app.clone();
    up.until(async {}).await;
    restore::stop_all(&app).await;
    match afterwards {
        Afterwards::Kept => servers::stop_all(&app).await,
        Afterwards::Nothing => remove_all(&app).await?,
    }
    app.db.close().await;
    Ok(())
}

async fn remove_all(app: &App) -> Result<()> {
    let servers = servers::alive(&app.db).await?;
    let removing = servers.iter().map(|server| async move {
        let spec = servers::spec(app, server).map_err(|fault| anyhow::anyhow!(fault.detail))?;
        app.host.remove(&spec).await.with_context(|| format!("removing {}", server.name))
    });
    let outcomes = futures_util::future::join_all(removing).await;
    outcomes.into_iter().collect()
}
