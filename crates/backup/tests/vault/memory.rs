//! A restore holds a part of the backup at a time, however large it is.

use crate::cast::{NIGHT_MS, Stage, write};
use crate::killed::program;
use std::fs;
use std::path::Path;
use std::process::Command;

const MIB: usize = 1 << 20;
/// What is in the backup, more than a restore may hold.
const FILES: u64 = 25;
const FILE: usize = 16 * MIB;
/// The most that a restore may hold, in MiB.
const MOST: usize = 256;

/// Bytes that no compression makes smaller, none of them twice.
fn bytes(file: u64) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ (file + 1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut all = vec![0; FILE];
    all.chunks_exact_mut(8).for_each(|word| word.copy_from_slice(&next()));
    all
}

#[test]
fn k1_a_restore_of_a_large_backup_holds_256_mb_at_most() {
    const { assert!(FILES as usize * FILE > (MOST + 128) * MIB) };
    let stage = Stage::new();
    for file in 0..FILES {
        write(&stage.server(), &format!("mail/{file}"), bytes(file));
    }
    stage.back_up(NIGHT_MS);
    let path = |name: &str| stage.temp.path().join(name);
    fs::write(path("key"), stage.key.to_text()).unwrap();
    let mut restore = Command::new(program());
    let ran = restore.arg("restore").args([path("repository"), path("key"), path("into")]).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let said = String::from_utf8(ran.stdout).unwrap();
    let held_kb: usize = said.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(held_kb < MOST * 1_024, "it held {held_kb} kB");
    let last = FILES - 1;
    assert!(fs::read(path("into").join(Path::new(&format!("mail/{last}")))).unwrap() == bytes(last));
}
