//! `hostler signing-key`: the keys by which the provider signs licences and releases, on the installation's own machine.

use crate::client::prompt;
use crate::options::{Folders, to_the_end};
use clap::{Args, Subcommand};
use hostler_kit::http::Fault;
use hostler_platform::app::App;
use hostler_platform::events::Actor;
use hostler_platform::signing::{self, Keyholder, Purpose, SignKey, Signer};
use hostler_platform::up::{UpError, open_folder};
use hostler_platform::web::sentence;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The keys that sign licences and releases: list, rotate, revoke, move the root key into a safe
///
/// Works on the data folder, beside a platform that runs. Products know the root key; each change makes a keyring
/// with the next number, which they fetch with their next check.
#[derive(Args)]
#[command(after_help = "Examples:\n  hostler signing-key list\n  hostler signing-key rotate licence\n  \
    hostler signing-key revoke k0123456789abcdef --reason \"a copy was lost\"\n  \
    hostler signing-key move-root /media/stick/root-key.json\n  \
    hostler signing-key rotate licence --root /media/stick/root-key.json")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

/// The installation, and how to tell.
#[derive(Args)]
struct Place {
    #[command(flatten)]
    folders: Folders,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`; SQLite in the data folder unless given
    #[arg(long, env = "HOSTLER_DATABASE")]
    database: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Verb {
    /// Every key, oldest first
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Replace a key: what it signed stays good, and it signs nothing more
    Rotate {
        /// `licence` or `release`
        purpose: String,
        /// The root key's file, once it was moved out; its passphrase is asked for
        #[arg(long, value_name = "FILE")]
        root: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Withdraw a key that somebody else may have: nothing that it signed is good any more
    Revoke {
        /// The key's id, from `list`
        key: String,
        /// Why, for the event log
        #[arg(long)]
        reason: String,
        /// The root key's file, once it was moved out; its passphrase is asked for
        #[arg(long, value_name = "FILE")]
        root: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Move the root key out of the installation into a file, sealed with a passphrase, that can lie in a safe
    ///
    /// The passphrase is typed twice, or is the first line of standard input. From then on `rotate` and `revoke` want
    /// the file (--root FILE). Without the file or its passphrase no signing key can ever be replaced: keep two copies.
    /// Copies of the database from before still hold the key.
    MoveRoot {
        /// A file that does not exist yet
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// The root key's public half, which products are built with
    ExportRootPublic {
        #[command(flatten)]
        place: Place,
    },
}

impl Verb {
    fn place(&self) -> &Place {
        match self {
            Verb::List { place }
            | Verb::Rotate { place, .. }
            | Verb::Revoke { place, .. }
            | Verb::MoveRoot { place, .. }
            | Verb::ExportRootPublic { place } => place,
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Open(#[from] UpError),
    #[error("{0}")]
    Refused(String),
}

pub fn run(arguments: Arguments) -> ExitCode {
    to_the_end(async {
        let place = arguments.verb.place();
        let app = open_folder(&place.folders.data, place.database.as_deref()).await?;
        let told = match carry_out(&app, &arguments.verb).await {
            Ok(told) => told,
            Err(fault) => return Err(Failed::Refused(in_words(&app, &fault))),
        };
        tell(&told, place.json);
        app.db.close().await;
        Ok(())
    })
}

fn in_words(app: &App, fault: &Fault) -> String {
    match fault.code {
        "broken" => fault.detail.clone(),
        _ => sentence(&app.languages.of(hostler_kit::ui::words::Lang::En), fault),
    }
}

enum Told {
    Keys(Vec<SignKey>),
    Key(SignKey),
    Moved(SignKey),
    Root(String),
}

async fn carry_out(app: &App, verb: &Verb) -> Result<Told, Fault> {
    signing::ensure(app).await?;
    let by = Actor::new("root", "root, at the machine");
    Ok(match verb {
        Verb::List { .. } => Told::Keys(signing::keys(&app.db).await?),
        Verb::Rotate { purpose, root, .. } => {
            let purpose = Purpose::of(purpose).ok_or(signing::SigningRefused::Unknown)?;
            let root = brought(root.as_deref())?;
            Told::Key(signing::rotate(app, Keyholder { by: &by, root: root.as_ref() }, purpose).await?)
        }
        Verb::Revoke { key, reason, root, .. } => {
            let root = brought(root.as_deref())?;
            Told::Key(signing::revoke(app, Keyholder { by: &by, root: root.as_ref() }, key, reason).await?)
        }
        Verb::MoveRoot { file, .. } => {
            let passphrase = passphrase(Typed::Twice)?;
            Told::Moved(signing::move_root(app, &by, (file, &passphrase)).await?)
        }
        Verb::ExportRootPublic { .. } => Told::Root(signing::root_public(app).await?),
    })
}

/// The root key, if its file was named.
fn brought(file: Option<&Path>) -> Result<Option<Signer>, Fault> {
    file.map(|file| signing::bring_root(file, &passphrase(Typed::Once)?)).transpose()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Typed {
    Once,
    /// A mistake in a new passphrase would cost the key.
    Twice,
}

fn passphrase(typed: Typed) -> Result<String, Fault> {
    let ask = |question| prompt::password(question).map_err(|refusal| Fault::broken(refusal.detail()));
    let first = ask("Passphrase of the root key")?;
    if typed == Typed::Twice && std::io::stdin().is_terminal() && ask("The same once more")? != first {
        return Err(Fault::broken("The two passphrases are not the same. Nothing was changed."));
    }
    Ok(first)
}

fn tell(told: &Told, json: bool) {
    let value = match told {
        Told::Keys(keys) => serde_json::json!(keys),
        Told::Key(key) | Told::Moved(key) => serde_json::json!(key),
        Told::Root(public) => serde_json::json!({ "root_public": public }),
    };
    match told {
        _ if json => println!("{value}"),
        Told::Keys(keys) => keys.iter().for_each(|key| println!("{}", line(key))),
        Told::Key(key) => println!("{}", line(key)),
        Told::Moved(key) => println!("{}  is in the file, and in this installation no more", key.id),
        Told::Root(public) => println!("{public}"),
    }
}

fn line(key: &SignKey) -> String {
    let state = match (key.revoked_at_ms, key.retired_at_ms) {
        (Some(_), _) => format!("revoked: {}", key.reason),
        (None, Some(_)) => "retired".to_string(),
        (None, None) if key.is_away() => "current, in a file outside of this installation".to_string(),
        (None, None) => "current".to_string(),
    };
    format!("{}  {:<8} {state}", key.id, key.purpose)
}
