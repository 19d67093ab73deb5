//! Folders whose owner means harm, disks that are full.

use crate::cast::{NIGHT_MS, Stage, furnish, noise, source, write};
use hostler_backup::{Fault, Key, Place, Repository};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn no_link_leads_out_of_the_folder_that_is_restored_into() {
    let stage = Stage::new();
    furnish(&stage.server());
    let backup = stage.back_up(NIGHT_MS);
    let (into, outside) = (stage.temp.path().join("into"), stage.temp.path().join("outside"));
    write(&outside, "server.toml", "the provider's");
    write(&into, "data/mine", "stays");
    fs::create_dir_all(into.join("mail")).unwrap();
    symlink(&outside, into.join("etc")).unwrap();
    symlink(&outside, into.join("mail/anna")).unwrap();
    symlink(outside.join("server.toml"), into.join("data/Größe \"x\".bin")).unwrap();
    stage.repository.restore(&backup.id, Path::new(""), &into, &()).unwrap();
    assert_eq!(fs::read_to_string(outside.join("server.toml")).unwrap(), "the provider's");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(into.join("data/mine")).unwrap(), "stays");
    assert!(!into.join("etc").is_symlink() && into.join("etc/server.toml").is_file());
    assert_eq!(fs::read(into.join("data/Größe \"x\".bin")).unwrap(), noise(1, 700_000));
}

#[test]
fn a_link_is_kept_as_a_link() {
    let stage = Stage::new();
    write(&stage.temp.path().join("secret"), "shadow", "the provider's");
    symlink(stage.temp.path().join("secret"), stage.server().join("mine")).unwrap();
    let backup = stage.back_up(NIGHT_MS);
    assert_eq!((backup.files, backup.bytes), (1, 0));
    assert!(stage.restored(&backup, "").join("mine").is_symlink());
}

#[test]
fn a_folder_in_a_files_place_is_not_taken_away() {
    let stage = Stage::new();
    write(&stage.server(), "a", "a file");
    let backup = stage.back_up(NIGHT_MS);
    let into = stage.temp.path().join("into");
    write(&into, "a/b", "stays");
    let fault = stage.repository.restore(&backup.id, Path::new(""), &into, &()).unwrap_err();
    assert!(matches!(fault, Fault::Target { .. }), "{fault:?}");
    assert_eq!(fs::read_to_string(into.join("a/b")).unwrap(), "stays");
}

#[test]
fn what_shall_be_left_out_is() {
    let stage = Stage::new();
    furnish(&stage.server());
    let mut source = source(&stage.server(), NIGHT_MS);
    source.exclude = vec![PathBuf::from("data"), PathBuf::from("/mail/anna/cur")];
    let backup = stage.repository.back_up(&source, &()).unwrap();
    let names = |path| stage.repository.list(&backup.id, Path::new(path)).unwrap();
    assert_eq!(names("").iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["etc", "mail"]);
    assert_eq!(names("mail/anna").iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["new", "tmp"]);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let stage = Stage::new();
    let fault = stage.repository.back_up(&source(Path::new("/nothing/here"), NIGHT_MS), &()).unwrap_err();
    assert!(matches!(fault, Fault::Source { .. }), "{fault:?}");
    assert_eq!(stage.repository.backups().unwrap(), []);
}

#[test]
fn a_file_that_cannot_be_read_is_counted() {
    let stage = Stage::new();
    write(&stage.server(), "a", "a file");
    let _broken = Mounted::broken(stage.server().join("broken"));
    let backup = stage.back_up(NIGHT_MS);
    assert_eq!(
        (backup.unread, backup.files, backup.labels.as_slice()),
        (1, 1, ["nightly".to_owned()].as_slice())
    );
    assert_eq!(stage.repository.backups().unwrap(), [backup]);
}

/// Something mounted for a test.
struct Mounted(PathBuf);

impl Mounted {
    /// A file system of two megabytes in memory.
    fn small(path: PathBuf) -> Mounted {
        fs::create_dir_all(&path).unwrap();
        Mounted::over(&path, &["-t", "tmpfs", "-o", "size=2m", "small"])
    }

    /// A file of which every read fails: one of the system's that can only be written.
    fn broken(path: PathBuf) -> Mounted {
        fs::write(&path, "").unwrap();
        Mounted::over(&path, &["--bind", "/sys/bus/cpu/drivers_probe"])
    }

    fn over(path: &Path, words: &[&str]) -> Mounted {
        let done = Command::new("mount").args(words).arg(path).status().unwrap();
        assert!(done.success(), "mounting takes root");
        Mounted(path.to_owned())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().unwrap();
    }
}

#[test]
fn a_full_disk_is_told_and_what_was_there_stays_whole() {
    let stage = Stage::new();
    let small = Mounted::small(stage.temp.path().join("small"));
    let repository = Repository::create(&Place::Folder(small.0.join("repository")), &stage.key).unwrap();
    write(&stage.server(), "a", noise(1, 400_000));
    let first = repository.back_up(&stage.source(NIGHT_MS), &()).unwrap();
    write(&stage.server(), "b", noise(2, 3_000_000));
    let fault = repository.back_up(&stage.source(NIGHT_MS), &()).unwrap_err();
    assert!(matches!(fault, Fault::Full(_)), "{fault:?}");
    assert_eq!(repository.backups().unwrap(), std::slice::from_ref(&first));
    repository.check(hostler_backup::Depth::Data).unwrap();
    let fault = stage
        .repository
        .back_up(&stage.source(NIGHT_MS), &())
        .and_then(|backup| stage.repository.restore(&backup.id, Path::new(""), &small.0.join("into"), &()));
    assert!(matches!(fault, Err(Fault::Full(_))), "{fault:?}");
}

#[test]
fn a_store_that_does_not_answer_is_told() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let place = Place::S3 {
        endpoint: format!("http://127.0.0.1:{port}"),
        region: "eu-west-1".to_owned(),
        bucket: "backups".to_owned(),
        prefix: "bakkerij".to_owned(),
        access_key: "anna".to_owned(),
        secret_key: "secret".to_owned(),
    };
    let fault = Repository::open(&place, &Key::new()).unwrap_err();
    assert!(matches!(fault, Fault::Unreachable { .. }), "{fault:?}");
    assert!(!format!("{place:?} {fault}").contains("secret"));
}
