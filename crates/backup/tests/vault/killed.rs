//! SIGKILL in the middle of a backup, a prune, a restore: what was kept before is whole, and the next run goes on.
//! `HOSTLER_BENCH_KILLS` says how often; 12 times if it says nothing.

use crate::cast::{DAY_MS, NIGHT_MS, Stage, furnish, noise, seen, write};
use crate::restic::{Restic, shared};
use hostler_backup::Repository;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

type Seen = BTreeMap<PathBuf, String>;

/// The verbs that are killed in turn, and how many backups are forgotten before.
const VERBS: [&str; 4] = ["back-up", "prune", "restore", "prune-at-once"];

struct Rounds {
    stage: Stage,
    restic: Restic,
    /// What each backup has to restore, by its ID.
    kept: BTreeMap<String, Seen>,
    /// How long each verb takes when nobody kills it.
    takes: BTreeMap<&'static str, Duration>,
    changes: u64,
    killed: u64,
}

impl Rounds {
    fn new() -> Rounds {
        let mut stage = Stage::new();
        let path = stage.temp.path().join("repository");
        fs::remove_dir_all(&path).unwrap();
        let (restic, key) = shared(&path);
        stage.repository = Repository::open(&stage.place(), &key).unwrap();
        furnish(&stage.server());
        fs::remove_dir_all(stage.server().join("mail")).unwrap();
        fs::write(stage.temp.path().join("key"), key.to_text()).unwrap();
        Rounds { stage, restic, kept: BTreeMap::new(), takes: BTreeMap::new(), changes: 0, killed: 0 }
    }

    /// A part of the folder changes, so that there is something to write, and something to prune.
    fn change(&mut self) {
        self.changes += 1;
        let number = self.changes;
        write(&self.stage.server(), &format!("data/{}", number % 5), noise(number, 150_000));
        write(&self.stage.server(), &format!("etc/{}.toml", number % 7), format!("number = {number}\n"));
    }

    fn start(&self, verb: &str) -> Child {
        let path = |name: &str| self.stage.temp.path().join(name);
        let folder = if verb == "restore" { path("into") } else { self.stage.server() };
        let at_ms = NIGHT_MS + DAY_MS * i64::try_from(self.changes).unwrap();
        let mut command = Command::new(program());
        command.arg(verb).args([path("repository"), path("key"), folder]).arg(at_ms.to_string());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// To its end.
    fn whole(&mut self, verb: &'static str) {
        let from = Instant::now();
        assert!(self.start(verb).wait().unwrap().success(), "{verb}");
        self.takes.insert(verb, from.elapsed());
        self.learn();
    }

    /// What a backup restores is what the folder was: nobody changed it meanwhile.
    fn learn(&mut self) {
        let listed = self.stage.repository.backups().unwrap();
        let now = seen(&self.stage.server());
        for backup in &listed {
            self.kept.entry(backup.id.clone()).or_insert_with(|| now.clone());
        }
        self.kept.retain(|id, _| listed.iter().any(|backup| backup.id == *id));
    }

    fn kill(&mut self, verb: &'static str, part: u64) {
        let mut child = self.start(verb);
        thread::sleep(self.takes[verb] * u32::try_from(part % 100).unwrap() / 100);
        match child.try_wait().unwrap() {
            None => self.killed += 1,
            // It took less than it once did: next time the end is looked for earlier.
            Some(_) => {
                self.takes.insert(verb, self.takes[verb] * 3 / 4);
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        self.learn();
    }

    fn all_is_whole(&self) {
        self.restic.check();
        for backup in self.stage.repository.backups().unwrap() {
            let into = self.stage.restored(&backup, "");
            assert_eq!(seen(&into), self.kept[&backup.id], "{}", backup.at_ms);
            fs::remove_dir_all(into).unwrap();
        }
    }

    /// Two backups stay, so that there is always something to prune and something to restore.
    fn forget(&self) {
        let listed = self.stage.repository.backups().unwrap();
        let old: Vec<String> = listed.iter().rev().skip(2).map(|backup| backup.id.clone()).collect();
        self.stage.repository.forget(&old).unwrap();
    }
}

/// The example `vault`.
pub fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().and_then(Path::parent).unwrap().join("examples/vault");
    assert!(program.is_file(), "{}: cargo build -p hostler-backup --examples", program.display());
    program
}

#[test]
fn k1_killed_at_any_point_a_repository_is_whole() {
    let kills: u64 = std::env::var("HOSTLER_BENCH_KILLS").map_or(12, |kills| kills.parse().unwrap());
    let mut rounds = Rounds::new();
    for verb in VERBS {
        rounds.change();
        rounds.whole("back-up");
        rounds.whole(verb);
    }
    for round in 0..kills {
        rounds.change();
        rounds.forget();
        // Spread over the whole run, the end more often: that is where indexes and snapshots are written.
        rounds.kill(VERBS[usize::try_from(round).unwrap() % VERBS.len()], 30 + round * 37 % 69);
        rounds.all_is_whole();
        rounds.whole("back-up");
    }
    rounds.forget();
    rounds.whole("prune-at-once");
    rounds.all_is_whole();
    assert!(rounds.killed * 4 > kills, "many were killed in the middle: {} of {kills}", rounds.killed);
    println!("{kills} kills, {} in the middle; every check clean, every backup identical", rounds.killed);
}
