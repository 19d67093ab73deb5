//! `hostler replay`: the lines of a month from a file of events alone (B11).

use clap::Args;
use hostler_kit::time::Month;
use hostler_platform::billing::pricing::Line;
use hostler_platform::billing::replay::{ReplayError, Source, replay};
use hostler_platform::catalogue::Catalogue;
use jiff::tz::TimeZone;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

/// Print a month's invoice lines as JSON, from a file of events alone
///
/// One JSON object per line on standard output, sorted by customer, server (discounts, which are about several
/// servers, last), kind (users, storage, combination-discount) and product. The same code bills.
///
/// Exit code 0: done. 2: an argument or a line of the file is wrong; standard error says which and why, and nothing
/// is printed.
#[derive(Args)]
pub struct Arguments {
    /// The month, such as 2026-10
    #[arg(long)]
    month: Month,
    /// Events and readings, one JSON object per line, in any order
    #[arg(long, value_name = "FILE")]
    events: PathBuf,
    /// Prices, discounts and counting rules (TOML) in place of the built-in ones
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// IANA time zone in which months and days begin, in place of the catalogue's
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    zone: Option<TimeZone>,
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| "this is not a time zone; write an IANA name, such as Europe/Amsterdam".into())
}

pub fn run(arguments: &Arguments) -> ExitCode {
    match lines(arguments) {
        Ok(lines) => print(&lines),
        Err(problem) => {
            eprintln!("hostler replay: {problem}");
            ExitCode::from(2)
        }
    }
}

fn lines(arguments: &Arguments) -> Result<Vec<Line>, String> {
    let mut catalogue = match &arguments.catalogue {
        Some(path) => Catalogue::load(path).map_err(|error| error.to_string())?,
        None => Catalogue::standard(),
    };
    if let Some(zone) = &arguments.zone {
        catalogue.provider.zone = zone.clone();
    }
    let file = arguments.events.display();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let events = Source::open(&arguments.events)
        .map_err(|error| format!("{file} cannot be read ({error}); give the path of an events file"))?;
    replay(&events, arguments.month, &catalogue, threads).map_err(|error| match error {
        ReplayError::BrokenLine { line, reason } => {
            format!("{file}, line {line}: {reason}; nothing was printed")
        }
        other => format!("{file}: {other}"),
    })
}

fn print(lines: &[Line]) -> ExitCode {
    let mut out = BufWriter::with_capacity(1 << 18, std::io::stdout().lock());
    let written = lines.iter().try_for_each(|line| {
        serde_json::to_writer(&mut out, line)?;
        out.write_all(b"\n")
    });
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hostler replay: the lines could not be written ({error})");
            ExitCode::FAILURE
        }
    }
}
