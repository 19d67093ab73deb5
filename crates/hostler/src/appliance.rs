//! `hostler appliance`: the product itself, as the first process of a hosted server or on a customer's own machine.

mod licence;
mod update;

use crate::options::{log, to_the_end};
use clap::{Args, Subcommand};
use hostler_appliance::setup::{self, SetUp, Wish};
use hostler_appliance::{RunOptions, export, link, run as serve};
use std::path::PathBuf;
use std::process::ExitCode;
use update::{Manner, Update};

/// Where the package puts what it says of its vendor.
const VENDOR: &str = "/usr/share/hostler/vendor.json";

/// The mail server with its console; `run` unless said otherwise
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// The settings; those of this machine unless given
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The data folder; that of this machine unless given
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum What {
    /// Run console, accounts and mail engines until told to stop
    Run,
    /// Make this machine a server of yours, once; prints what was done
    Setup {
        /// The server's full name, such as mail.bakery.example; the machine's own unless given
        #[arg(long)]
        host: Option<String>,
        /// Who sells licences for it; comes with the package
        #[arg(long, default_value = VENDOR)]
        vendor: PathBuf,
    },
    /// Print a link to the console: to set it up, or to set a new password; good once, for a day
    Link,
    /// Write accounts, settings and all mail into one tar file
    Export {
        /// A file that does not exist yet
        file: PathBuf,
    },
    /// Give the licence back before the package is removed: the receipt stays in the data folder
    Leave,
    Licence(licence::Arguments),
    /// Say which newer versions may be installed and why, and install one
    Update(Update),
    /// Go back to the version before the last update
    Rollback(Manner),
    /// Carry out the installation that was begun; `update` and the console start it
    #[command(hide = true)]
    Installer,
}

pub fn run(arguments: Arguments) -> ExitCode {
    let mut options = RunOptions::of_this_machine();
    options.bootstrap = arguments.settings.unwrap_or(options.bootstrap);
    options.data = arguments.data.unwrap_or(options.data);
    match arguments.what.unwrap_or(What::Run) {
        What::Run => {
            log();
            options.notify = std::env::var_os("NOTIFY_SOCKET").map(PathBuf::from);
            to_the_end(serve(options))
        }
        What::Setup { host, vendor } => set_up(Wish { host, vendor, settings: options.bootstrap }),
        What::Link => to_the_end(async { link(options).await.map(|link| println!("{link}")) }),
        What::Export { file } => to_the_end(async move { export(options, &file).await }),
        What::Leave => licence::give_back(options),
        What::Licence(arguments) => licence::run(options, arguments),
        What::Update(wish) => update::run_update(options, wish),
        What::Rollback(manner) => update::roll_back(options, manner),
        What::Installer => update::run_installer(options),
    }
}

fn set_up(wish: Wish) -> ExitCode {
    let at = wish.settings.display().to_string();
    match setup::set_up(&wish) {
        Ok(SetUp::Made) => println!("Set up: {at}"),
        Ok(SetUp::Already) => println!("This machine is set up already ({at}); nothing was changed."),
        Err(error) => {
            eprintln!("hostler: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
