//! Faults of a whole server (K2): each is put into a real one (its container, its Postfix and Dovecot), the platform
//! watches as it does in earnest with shorter times, and what it saw, after how long, and what it did is a row of a table.
//!
//! `./bench/run faults servers` goes through the whole list; the test run takes a choice of it.

mod drive;
mod engines;
mod machine;
mod network;
mod table;

/// A fault as data: how it comes, how it goes, and what the platform makes of it.
pub struct Fault {
    pub name: &'static str,
    pub place: Place,
    /// Scripts of the host, with what [`drive::PRELUDE`] defines.
    pub inject: &'static str,
    /// Empty: the fault went with what was done about it.
    pub lift: &'static str,
    pub expect: Expect,
}

/// What the server stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Usual,
    /// The servers' folders have a small disk of their own.
    SmallDisk,
    /// A second server of the same customer stands beside it.
    TwoServers,
}

/// What comes of it. The words have to stand in what was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The server's own supervisor mends it before anybody is told.
    WithinTheServer,
    /// An incident, ended after this action: `restarting-engine`, `restarting-server`, or whatever it takes (empty), as
    /// where the server is started again because it ended.
    Mended { kind: &'static str, words: &'static str, by: &'static str },
    /// An incident; what the platform can do does not help, so people are asked. It is over when the fault is lifted.
    Called { words: &'static str },
    /// An incident with its cause, about which nothing can be done but to ask people: at once, and nothing is started
    /// again in vain.
    CalledAtOnce { words: &'static str },
    /// It ended by itself too often: it is not started again, and people are asked.
    LeftAlone { words: &'static str },
    /// An incident about which nothing is done but to tell people.
    Told { kind: &'static str, words: &'static str },
    /// Limits are raised, and nobody notices.
    Grown,
    /// It is borne: no incident, and nothing is done.
    Borne,
}

/// Every fault there is.
fn all() -> Vec<&'static Fault> {
    engines::FAULTS.iter().chain(network::FAULTS).chain(machine::FAULTS).collect()
}

/// Those of the test run: the quickest of each kind of end that is not called for people.
const CHOICE: [&str; 6] = [
    "Dovecot killed",
    "Dovecot's first process hangs",
    "network of the server cut",
    "appliance hangs",
    "systemd-nspawn killed",
    "1 % of packets are lost",
];

#[test]
fn k2_faults_of_a_server_are_seen_and_mended_or_people_are_asked() {
    let whole = std::env::var("HOSTLER_FAULTS").unwrap_or_default();
    let faults: Vec<&Fault> = match whole.as_str() {
        "all" => all(),
        "" => all().into_iter().filter(|fault| CHOICE.contains(&fault.name)).collect(),
        parts => {
            all().into_iter().filter(|fault| parts.split(';').any(|part| fault.name.contains(part))).collect()
        }
    };
    assert!(!whole.is_empty() || faults.len() == CHOICE.len(), "a name of the choice is nobody's");
    let rows = drive::run(&faults);
    println!("{}", table::of(&rows));
    let wrong: Vec<String> = rows.iter().filter_map(table::Row::wrong).collect();
    assert!(wrong.is_empty(), "{} of {} went otherwise:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn k2_there_are_at_least_forty_faults_each_under_its_own_name() {
    let names: std::collections::BTreeSet<&str> = all().iter().map(|fault| fault.name).collect();
    assert!(names.len() >= 40 && names.len() == all().len(), "{names:?}");
}
