//! A repository from the command line, for tests that kill it and for the benchmark.
//!
//! A restore prints the most memory that it held.
//!
//! `vault create|back-up|restore|forget-first|prune|prune-at-once|check REPOSITORY KEY-FILE [FOLDER AT-MS]`

use hostler_backup::{Depth, Key, Place, Repository, Source};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    if let Err(words) = run(&words) {
        eprintln!("{words}");
        process::exit(1);
    }
}

fn run(words: &[String]) -> Result<(), String> {
    let [verb, place, key_file, rest @ ..] = words else { return Err("too few words".to_owned()) };
    let place = Place::Folder(PathBuf::from(place));
    if verb == "create" {
        let key = Key::new();
        fs::write(key_file, key.to_text()).map_err(|error| error.to_string())?;
        let repository = Repository::create(&place, &key).map_err(|fault| fault.to_string())?;
        return rest
            .first()
            .map_or(Ok(()), |password| repository.add_password(password))
            .map_err(|fault| fault.to_string());
    }
    let key = fs::read_to_string(key_file).map_err(|error| error.to_string())?;
    let key = Key::from_text(&key).map_err(|error| error.to_string())?;
    let repository = Repository::open(&place, &key).map_err(|fault| fault.to_string())?;
    act(&repository, verb, rest).map_err(|fault| fault.to_string())
}

fn act(repository: &Repository, verb: &str, rest: &[String]) -> Result<(), hostler_backup::Fault> {
    let folder = rest.first().map(PathBuf::from).unwrap_or_default();
    match verb {
        "back-up" => {
            let at_ms = rest.get(1).and_then(|at| at.parse().ok()).unwrap_or(0);
            let (host, labels) = ("bench".to_owned(), Vec::new());
            let done =
                repository.back_up(&Source { folder, host, at_ms, exclude: Vec::new(), labels }, &())?;
            println!("{}", done.id);
            Ok(())
        }
        "restore" => {
            if let Some(last) = repository.backups()?.last() {
                repository.restore(&last.id, Path::new(""), &folder, &())?;
            }
            println!("{}", most_memory().unwrap_or_default());
            Ok(())
        }
        "forget-first" => match repository.backups()?.first() {
            Some(first) => repository.forget(std::slice::from_ref(&first.id)),
            None => Ok(()),
        },
        "prune" => repository.prune(),
        "prune-at-once" => repository.prune_at_once(),
        _ => repository.check(Depth::Data),
    }
}

/// The most memory that this process held so far, as the kernel counts it (`VmHWM: 1234 kB`).
fn most_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    Some(status.lines().find(|line| line.starts_with("VmHWM:"))?.to_owned())
}
