//! Faults of what a server stands on: its processes as a whole, memory, processor, disk, clock.

use super::Expect::{Borne, CalledAtOnce, Grown, LeftAlone, Mended};
use super::{Fault, Place};

const fn fault(
    name: &'static str,
    (inject, lift): (&'static str, &'static str),
    expect: super::Expect,
) -> Fault {
    Fault { name, place: Place::Usual, inject, lift, expect }
}

const fn on_small_disk(
    name: &'static str,
    (inject, lift): (&'static str, &'static str),
    expect: super::Expect,
) -> Fault {
    Fault { name, place: Place::SmallDisk, inject, lift, expect }
}

const SERVER: &str = "restarting-server";
const DIED: super::Expect = Mended { kind: "server-died", words: "ended by itself", by: "" };

pub const FAULTS: &[Fault] = &[
    fault("appliance killed", ("kill -9 $(first)", ""), DIED),
    fault("systemd-nspawn killed", ("kill -9 $(cat $FOLDER/pid)", ""), DIED),
    fault("every process killed at once", ("kill -9 $(every)", ""), DIED),
    fault(
        "the server ends at every start",
        (
            "(killed=; for number in 1 2 3; do while pid=$(cat $FOLDER/pid); [ \"$pid\" = \"$killed\" ] || \
             ! kill -9 $pid; do sleep 0.3; done; killed=$pid; done) >/dev/null 2>&1 &",
            // An hour later it is tried once more.
            "leap 3700",
        ),
        LeftAlone { words: "too often" },
    ),
    fault("who holds the server is killed", ("kill -9 $(ps -o ppid= -p $(cat $FOLDER/pid))", ""), Borne),
    fault(
        "appliance hangs",
        ("kill -STOP $(first)", ""),
        Mended { kind: "service-down", words: "https", by: SERVER },
    ),
    fault(
        "every process hangs",
        ("kill -STOP $(every)", ""),
        Mended { kind: "service-down", words: "smtp", by: SERVER },
    ),
    fault(
        "hardly any processor time",
        ("starve", "unstarve"),
        Mended { kind: "service-down", words: "", by: SERVER },
    ),
    fault(
        "something inside eats all memory",
        ("within 'tail /dev/zero' >/dev/null 2>&1 & sleep 1", ""),
        Grown,
    ),
    fault(
        "something inside starts too many processes",
        ("within 'i=0; while [ $i -lt 430 ]; do sleep 70 & i=$((i+1)); done' >/dev/null 2>&1", ""),
        Grown,
    ),
    on_small_disk(
        "disk full",
        ("dd if=/dev/zero of=$FOLDER/../ballast bs=1M 2>/dev/null; true", "rm $FOLDER/../ballast"),
        CalledAtOnce { words: "the disk of all servers is full" },
    ),
    on_small_disk(
        "no files can be made any more",
        (
            "mount -o remount,nr_inodes=$(df --output=iused $FOLDER | tail -1 | tr -d ' ') $FOLDER/..",
            "mount -o remount,nr_inodes=0 $FOLDER/..",
        ),
        CalledAtOnce { words: "no more files can be made" },
    ),
    fault("the clock leaps two hours ahead", ("leap 7200", ""), Borne),
];
