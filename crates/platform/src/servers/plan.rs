//! What to do next with a server, decided from what it shall be and what was seen: no I/O, no clock.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Desired {
    Running,
    Stopped,
    Gone,
}

/// What was seen of a server on its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Seen {
    /// Its product's image is ready.
    pub image: Flag,
    /// Its folders and layers are there.
    pub prepared: Flag,
    /// Its first process runs.
    pub running: Flag,
    /// Its engines answer.
    pub ready: Flag,
    /// It is to be started again, and has not been stopped for that yet.
    pub outlived: Flag,
    /// What it was last started with is not what it shall run.
    pub outdated: Flag,
    /// It ended by itself too often to be started again by itself for now; another build is another matter.
    pub left_alone: Flag,
}

/// Yes or no, with a name at the place of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Flag {
    #[default]
    No,
    Yes,
}

impl From<bool> for Flag {
    fn from(yes: bool) -> Flag {
        if yes { Flag::Yes } else { Flag::No }
    }
}

/// One thing to do. Each may be done twice without harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Step {
    BuildImage,
    /// Keeps the database as the build before left it.
    KeepData,
    Prepare,
    Start,
    AwaitReady,
    Stop,
    Remove,
}

/// The steps from what is to what shall be, in their order; none when it is so already.
pub fn plan(desired: Desired, seen: Seen) -> Vec<Step> {
    let yes = |flag| flag == Flag::Yes;
    let again = yes(seen.running) && (yes(seen.outlived) || yes(seen.outdated));
    let stays = yes(seen.running) && !again;
    let steps: &[(Step, bool)] = match desired {
        Desired::Running if yes(seen.left_alone) && !yes(seen.outdated) => &[],
        Desired::Running => &[
            // While it is built the server runs on.
            (Step::BuildImage, !yes(seen.image) && !stays),
            (Step::Stop, again),
            (Step::KeepData, yes(seen.outdated)),
            (Step::Prepare, !stays),
            (Step::Start, !stays),
            (Step::AwaitReady, !yes(seen.ready) || !stays),
        ],
        Desired::Stopped => &[(Step::Stop, yes(seen.running))],
        Desired::Gone => {
            &[(Step::Stop, yes(seen.running)), (Step::Remove, yes(seen.prepared) || yes(seen.running))]
        }
    };
    steps.iter().filter(|(_, needed)| *needed).map(|(step, _)| *step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_plan_from_each_state() {
        let mut text = String::new();
        for desired in [Desired::Running, Desired::Stopped, Desired::Gone] {
            for bits in 0..16u8 {
                let flag = |bit: u8| Flag::from(bits & (1 << bit) != 0);
                let seen = Seen {
                    image: flag(0),
                    prepared: flag(1),
                    running: flag(2),
                    ready: flag(3),
                    ..Seen::default()
                };
                let possible = (seen.running == Flag::Yes || seen.ready == Flag::No)
                    && (seen.prepared == Flag::Yes || seen.running == Flag::No);
                if possible {
                    let named = |name: &str, flag: Flag| {
                        if flag == Flag::Yes { format!("{name} ") } else { String::new() }
                    };
                    let is = [
                        named("image", seen.image),
                        named("prepared", seen.prepared),
                        named("running", seen.running),
                        named("ready", seen.ready),
                    ];
                    text += &format!("{desired:?} | {:<30}| {:?}\n", is.concat(), plan(desired, seen));
                }
            }
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_server_that_is_to_be_started_again_is_stopped_first() {
        let up = Seen {
            image: Flag::Yes,
            prepared: Flag::Yes,
            running: Flag::Yes,
            ready: Flag::Yes,
            outlived: Flag::Yes,
            outdated: Flag::No,
            left_alone: Flag::No,
        };
        use Step::{AwaitReady, Prepare, Remove, Start, Stop};
        for (desired, seen, steps) in [
            (Desired::Running, up, vec![Stop, Prepare, Start, AwaitReady]),
            (Desired::Running, Seen { ready: Flag::No, ..up }, vec![Stop, Prepare, Start, AwaitReady]),
            (
                Desired::Running,
                Seen { running: Flag::No, ready: Flag::No, ..up },
                vec![Prepare, Start, AwaitReady],
            ),
            (Desired::Stopped, up, vec![Stop]),
            (Desired::Gone, up, vec![Stop, Remove]),
        ] {
            assert_eq!(plan(desired, seen), steps, "{desired:?} {seen:?}");
        }
    }

    #[test]
    fn a_server_that_shall_run_another_build_is_stopped_and_its_database_kept() {
        let up = Seen {
            image: Flag::Yes,
            prepared: Flag::Yes,
            running: Flag::Yes,
            ready: Flag::Yes,
            outlived: Flag::No,
            outdated: Flag::Yes,
            left_alone: Flag::No,
        };
        let down = Seen { running: Flag::No, ready: Flag::No, ..up };
        use Step::{AwaitReady, BuildImage, KeepData, Prepare, Remove, Start, Stop};
        for (desired, seen, steps) in [
            (Desired::Running, up, vec![Stop, KeepData, Prepare, Start, AwaitReady]),
            (
                Desired::Running,
                Seen { image: Flag::No, ..up },
                vec![BuildImage, Stop, KeepData, Prepare, Start, AwaitReady],
            ),
            (Desired::Running, down, vec![KeepData, Prepare, Start, AwaitReady]),
            (Desired::Running, Seen { outdated: Flag::No, ..up }, vec![]),
            (Desired::Stopped, up, vec![Stop]),
            (Desired::Stopped, down, vec![]),
            (Desired::Gone, up, vec![Stop, Remove]),
        ] {
            assert_eq!(plan(desired, seen), steps, "{desired:?} {seen:?}");
        }
    }
    #[test]
    fn a_server_that_ended_too_often_is_left_alone_until_it_shall_run_another_build_or_nothing() {
        let down = Seen { image: Flag::Yes, prepared: Flag::Yes, left_alone: Flag::Yes, ..Seen::default() };
        use Step::{AwaitReady, KeepData, Prepare, Remove, Start};
        for (desired, seen, steps) in [
            (Desired::Running, down, vec![]),
            (
                Desired::Running,
                Seen { outdated: Flag::Yes, ..down },
                vec![KeepData, Prepare, Start, AwaitReady],
            ),
            (Desired::Stopped, down, vec![]),
            (Desired::Gone, down, vec![Remove]),
        ] {
            assert_eq!(plan(desired, seen), steps, "{desired:?} {seen:?}");
        }
    }
}
