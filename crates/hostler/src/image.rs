//! `hostler image`: what lies under every server of a product.

use crate::options::Folders;
use clap::{Args, Subcommand};
use hostler_platform::drivers::image::Recipe;
use std::process::ExitCode;

/// The base system under all servers of a product
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    folders: Folders,
}

#[derive(Subcommand)]
enum What {
    /// Build it unless it is there; prints its path
    Build,
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let What::Build = arguments.what;
    let mut last = String::new();
    let built = Recipe::connect().build(&arguments.folders.cache, |progress| {
        let line = progress.to_string();
        if line != last {
            eprintln!("image: {line}");
            last = line;
        }
    });
    match built {
        Ok(path) => {
            println!("{}", path.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("hostler: {error}");
            ExitCode::FAILURE
        }
    }
}
