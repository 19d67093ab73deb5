//! A backup from the wish to the bytes: a data folder on disk, its repository in another, and the server's answers from
//! memory.

use crate::app::App;
use crate::backup::browse::{self, Search};
use crate::backup::{Depot, Wish, ask, jobs, keys, of_server, restore, store};
use crate::events::Actor;
use crate::monitoring;
use crate::servers::ending::tests::double::{Double, bakery};
use crate::servers::{self, Server};
use crate::testing::{go_to, on_each_engine};
use hostler_kit::jobs::Queue;
use hostler_wire::backup::{Folder, Manifest};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub const MESSAGE: &str = "From: Klant <klant@elsewhere.example>\r\nSubject: Twee broden\r\n\r\nGraag.\r\n";
pub const NAME: &str = "1790900000.M1P1.anna,S=70:2,S";

pub struct Bakery {
    pub app: Arc<App>,
    pub server: Server,
    pub double: Double,
    folder: tempfile::TempDir,
}

impl Bakery {
    pub async fn new(app: Arc<App>, net: u8) -> Bakery {
        let folder = tempfile::tempdir().unwrap();
        let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it yet");
        app.settings.data = folder.path().into();
        app.settings.backups = Depot::Folder(folder.path().join("backups"));
        let (app, server, double) = bakery(Arc::new(app), net).await;
        let made = Bakery { app, server, double, folder };
        made.put("mail/bakery.test/anna/Maildir/cur", NAME, MESSAGE);
        made.put(
            "mail/bakery.test/anna/Maildir/.Sent/new",
            "1790900100.M2P1.anna",
            "Subject: Re: Twee broden\r\n\r\n",
        );
        made.put("", "appliance.sqlite", "live");
        made.put("backup", "appliance.sqlite", "copy");
        made.put("postfix/spool/active", "ABC", "on its way");
        made.double.says.lock().unwrap().manifest = Some(made.manifest(2));
        made
    }

    /// The same with its backups in another place.
    pub fn kept_in(self, backups: &Path) -> Bakery {
        let Bakery { app, server, double, folder } = self;
        let mut app = Arc::try_unwrap(app).ok().expect("nobody else holds it");
        app.settings.backups = Depot::Folder(backups.into());
        Bakery { app: Arc::new(app), server, double, folder }
    }

    fn data(&self) -> PathBuf {
        servers::spec(&self.app, &self.server).unwrap().folder.join("data")
    }

    pub fn put(&self, folder: &str, name: &str, text: &str) {
        let folder = self.data().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }

    pub fn manifest(&self, messages: i64) -> Manifest {
        Manifest {
            server: self.server.id.to_string(),
            version: "0".into(),
            at_ms: self.app.now_ms(),
            last_number: 1,
            accounts: Vec::new(),
            folders: vec![Folder { address: "anna@bakery.test".into(), folder: "INBOX".into(), messages }],
        }
    }

    pub async fn work(&self) {
        let queue = Queue::new(self.app.db.clone(), self.app.clock.clone(), self.app.wake.clone());
        let queue = queue.register::<jobs::BackUpServer>().register::<jobs::RestoreBackup>();
        let queue = queue.register::<jobs::RemoveRestored>();
        while queue.work_one(self.app.clone()).await.unwrap() {}
    }

    pub async fn backed_up(&self) -> crate::backup::Backup {
        let wanted = ask(&self.app, &self.server, &Actor::platform()).await.unwrap();
        self.work().await;
        let made = store::find(&self.app.db, &wanted.id).await.unwrap().unwrap();
        assert_eq!((made.state.as_str(), made.error.as_str()), ("ready", ""));
        made
    }
}

fn search(term: &str) -> Search {
    Search {
        address: "anna@bakery.test".into(),
        folder: "INBOX".into(),
        term: term.into(),
        offset: 0,
        limit: 50,
    }
}

#[tokio::test]
async fn k1_a_backup_is_made_looked_into_and_a_message_of_it_put_back() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 153).await;
        let app = &bakery.app;
        let probe = servers::probe(app, &bakery.server).unwrap().address;
        let (name, domain) = probe.split_once('@').unwrap();
        bakery.put(&format!("mail/{domain}/{name}/Maildir/cur"), NAME, MESSAGE);
        let made = bakery.backed_up().await;
        assert_eq!(made.messages, 2);
        assert_eq!(store::newest_at_ms(&app.db, &bakery.server.id).await.unwrap(), Some(app.now_ms()));
        assert_eq!(browse::mailboxes(app, &made).await.unwrap(), ["anna@bakery.test"]);
        assert_eq!(browse::folders_of(app, &made, "anna@bakery.test").await.unwrap(), ["INBOX", "Sent"]);
        for (term, expect) in [("", 1), ("broden", 1), ("klant@", 1), ("taart", 0)] {
            let listed = browse::messages(app, &made, search(term)).await.unwrap();
            assert_eq!((listed.messages.len(), listed.total), (expect, expect as u64), "{term}");
        }
        let listed = browse::messages(app, &made, search("")).await.unwrap();
        assert_eq!(listed.messages[0].subject, "Twee broden");
        let wish = Wish {
            what: "message".into(),
            address: "anna@bakery.test".into(),
            message: NAME.into(),
            ..Wish::default()
        };
        restore::ask(app, (&bakery.server, &made), wish.clone(), &Actor::platform()).await.unwrap();
        let again = restore::ask(app, (&bakery.server, &made), wish, &Actor::platform()).await.unwrap_err();
        assert_eq!(again.code, "restore-under-way");
        bakery.work().await;
        let done = restore::of_server(app, &bakery.server.id).await.unwrap().remove(0);
        assert_eq!((done.state.as_str(), done.error.as_str()), ("ready", ""));
        let put = bakery.double.says.lock().unwrap().put_back.clone();
        assert_eq!(put.len(), 1);
        assert_eq!((put[0].0.folder.as_str(), put[0].0.name.as_str()), ("Restored 2026-10-01", NAME));
        assert_eq!(put[0].1, MESSAGE.as_bytes());
    })
    .await;
}

#[tokio::test]
async fn k1_a_mailbox_is_put_back_with_its_folders_and_the_whole_becomes_a_file() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 154).await;
        let made = bakery.backed_up().await;
        for what in ["mailbox", "file"] {
            let wish = Wish { what: what.into(), address: "anna@bakery.test".into(), ..Wish::default() };
            restore::ask(&bakery.app, (&bakery.server, &made), wish, &Actor::platform()).await.unwrap();
            bakery.work().await;
            let done = restore::of_server(&bakery.app, &bakery.server.id).await.unwrap().remove(0);
            assert_eq!((done.state.as_str(), done.error.as_str()), ("ready", ""), "{what}");
        }
        let put = bakery.double.says.lock().unwrap().put_back.clone();
        let folders: Vec<&str> = put.iter().map(|(to, _)| to.folder.as_str()).collect();
        assert_eq!(folders, ["Restored 2026-10-01", "Restored 2026-10-01/Sent"]);
        let file = restore::of_server(&bakery.app, &bakery.server.id).await.unwrap().remove(0);
        let listed = std::process::Command::new("tar")
            .arg("-tf")
            .arg(restore::path(&bakery.app, &file.id))
            .output()
            .unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        assert!(listed.contains("backup/appliance.sqlite") && listed.contains(NAME), "{listed}");
        assert!(!listed.contains("./appliance.sqlite\n") && !listed.contains("postfix"), "{listed}");
        go_to(&bakery.app, "2026-10-09T00:00:00+02:00");
        bakery.work().await;
        assert!(!restore::path(&bakery.app, &file.id).exists(), "its time is over");
        assert!(no_scratch(bakery.folder.path()));
    })
    .await;
}

fn no_scratch(data: &Path) -> bool {
    std::fs::read_dir(data.join("restores")).unwrap().next().is_none()
}

#[tokio::test]
async fn k1_old_days_go_and_a_backup_that_fails_is_an_incident_until_one_is_made() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 155).await;
        let first = bakery.backed_up().await;
        go_to(&bakery.app, "2026-11-20T12:00:00+01:00");
        bakery.double.says.lock().unwrap().manifest = None;
        let wanted = ask(&bakery.app, &bakery.server, &Actor::platform()).await.unwrap();
        bakery.work().await;
        let failed = store::find(&bakery.app.db, &wanted.id).await.unwrap().unwrap();
        assert_eq!(failed.state, "failed");
        let running = monitoring::running_of_server(&bakery.app.db, &bakery.server.id).await.unwrap();
        assert!(running.iter().any(|incident| incident.kind == "backup-failed"), "{running:?}");
        bakery.double.says.lock().unwrap().manifest = Some(bakery.manifest(2));
        bakery.backed_up().await;
        let running = monitoring::running_of_server(&bakery.app.db, &bakery.server.id).await.unwrap();
        assert!(running.is_empty(), "{running:?}");
        let left = of_server(&bakery.app, &bakery.server.id).await.unwrap();
        assert!(left.iter().all(|backup| backup.id != first.id), "its month is over");
        let gone = store::find(&bakery.app.db, &first.id).await.unwrap().unwrap();
        assert_eq!(gone.state, "forgotten");
        assert!(browse::mailboxes(&bakery.app, &gone).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn k1_keys_are_exported_and_open_with_their_passphrase_alone() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 156).await;
        bakery.backed_up().await;
        let checked = async || keys::checked(&bakery.app.db).await.seen;
        assert!(checked().await.contains("never exported"));
        let file = bakery.folder.path().join("keys.json");
        let short = keys::export(&bakery.app, (&file, "kort")).await.unwrap_err();
        assert_eq!((short.code, file.exists()), ("backup-passphrase-short", false));
        let phrase = "stroopwafel met kaas en thee";
        assert_eq!(keys::export(&bakery.app, (&file, phrase)).await.unwrap(), 1);
        assert_eq!(checked().await, "exported");
        assert!(keys::export(&bakery.app, (&file, phrase)).await.is_err(), "nothing is overwritten");
        assert_eq!(keys::open(&file, "another one altogether").unwrap_err().code, "backup-other-passphrase");
        let open = keys::open(&file, phrase).unwrap();
        assert_eq!(open[0].server, bakery.server.id.to_string());
        let key = hostler_backup::Key::from_text(&open[0].key).unwrap();
        let place = bakery.app.settings.backups.place(bakery.server.id.as_str());
        let repository = tokio::task::spawn_blocking(move || {
            hostler_backup::Repository::open(&place, &key).and_then(|repository| repository.backups())
        });
        assert_eq!(repository.await.unwrap().unwrap().len(), 1, "without the platform");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("\"mac\""), "no key lies there open");
    })
    .await;
}
