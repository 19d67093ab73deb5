//! `hostler image`: what lies under every server of a product.

use crate::options::Folders;
use clap::{Args, Subcommand};
use hostler_platform::drivers::image::{Fresh, ImageError, Progress, Recipe, root};
use std::path::Path;
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
    Build {
        /// Build one with today's packages beside it; servers get it by `hostler update start`
        #[arg(long)]
        fresh: bool,
    },
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let What::Build { fresh } = arguments.what;
    let mut last = String::new();
    let progress = |progress: &Progress| {
        let line = progress.to_string();
        if line != last {
            eprintln!("image: {line}");
            last = line;
        }
    };
    let cache = &arguments.folders.cache;
    let built = match fresh {
        true => build_fresh(cache, progress),
        false => Recipe::connect().build(cache, progress).map(|path| path.display().to_string()),
    };
    match built {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("hostler: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build_fresh(cache: &Path, progress: impl FnMut(&Progress)) -> Result<String, ImageError> {
    let (name, said) = match Recipe::connect().build_fresh(cache, progress)? {
        Fresh::New(name) => (name, "a running platform finds it within a minute; see `hostler update list`"),
        Fresh::Same(name) => (name, "there are no newer packages; nothing was kept"),
    };
    eprintln!("image: {said}");
    Ok(root(cache, &name).display().to_string())
}
