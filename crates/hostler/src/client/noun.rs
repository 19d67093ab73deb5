//! A client command as the command line knows it: its name, what it is for, how it is read.

use super::group::{Asks, Group};
use super::{Ask, NOUNS};
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Error, FromArgMatches, Subcommand};

pub struct Noun {
    name: &'static str,
    /// Where its arguments do not say it themselves.
    about: Option<&'static str>,
    more: Option<&'static str>,
    arguments: fn(clap::Command) -> clap::Command,
    read: fn(&ArgMatches) -> Result<Box<dyn Ask>, Error>,
}

impl Noun {
    /// A command whose arguments say what it is for.
    pub const fn new<Arguments: Args + Ask + 'static>(name: &'static str) -> Noun {
        Noun {
            name,
            about: None,
            more: None,
            arguments: Arguments::augment_args,
            read: |matches| Ok(Box::new(Arguments::from_arg_matches(matches)?)),
        }
    }

    /// What only the long help adds.
    pub const fn more(self, more: &'static str) -> Noun {
        Noun { more: Some(more), ..self }
    }

    fn command(&self) -> clap::Command {
        let command = (self.arguments)(clap::Command::new(self.name));
        match (self.about, self.more) {
            (None, _) => command,
            (Some(about), None) => command.about(about).long_about(None),
            (Some(about), Some(more)) => command.about(about).long_about(format!("{about}\n\n{more}")),
        }
    }
}

/// A command that is its verbs.
pub const fn group<What: Subcommand + Asks + 'static>(name: &'static str, about: &'static str) -> Noun {
    Noun { about: Some(about), ..Noun::new::<Group<What>>(name) }
}

/// One of them, as it was typed.
pub struct Command(pub(super) Box<dyn Ask>);

impl FromArgMatches for Command {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Command, Error> {
        let (name, below) = matches.subcommand().ok_or_else(|| Error::new(ErrorKind::MissingSubcommand))?;
        let noun = NOUNS.iter().find(|noun| noun.name == name);
        Ok(Command((noun.ok_or_else(|| Error::new(ErrorKind::InvalidSubcommand))?.read)(below)?))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Command::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Command {
    fn augment_subcommands(all: clap::Command) -> clap::Command {
        all.subcommands(NOUNS.iter().map(Noun::command))
    }

    fn augment_subcommands_for_update(all: clap::Command) -> clap::Command {
        Command::augment_subcommands(all)
    }

    fn has_subcommand(name: &str) -> bool {
        NOUNS.iter().any(|noun| noun.name == name)
    }
}
