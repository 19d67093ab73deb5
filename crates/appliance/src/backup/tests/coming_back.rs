use crate::accounts::{self, create_mailbox, delete_mailbox, disable_mailbox, mailbox_by_address};
use crate::app::{App, MIGRATOR};
use crate::backup::{adopt, copy, take_place};
use crate::journal;
use crate::server::Folders;
use crate::testing::{NOON, Server, bootstrap, on_sqlite_file};
use hostler_kit::db::Db;
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_wire::backup::{CONTINUATION, CameBack, Continuation};
use hostler_wire::journal::{Entry, What};
use std::collections::BTreeSet;
use std::path::Path;

/// A folder as the platform puts it back: the copy, and what it knows of the journal.
async fn put_back(server: &Server, continuation: &Continuation, before: Option<&Path>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["backup", "mail"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    let copy = server.app.folders.root().join("backup/appliance.sqlite");
    std::fs::copy(copy, folder.path().join("backup/appliance.sqlite")).unwrap();
    std::fs::write(folder.path().join(CONTINUATION), serde_json::to_vec(continuation).unwrap()).unwrap();
    if let Some(before) = before {
        std::fs::copy(before, folder.path().join("before.sqlite")).unwrap();
        let wal = format!("{}-wal", before.display());
        std::fs::copy(wal, folder.path().join("before.sqlite-wal")).unwrap();
    }
    folder
}

async fn start(folder: &Path) -> App {
    let folders = Folders::at(folder);
    take_place(&folders).unwrap();
    let database = folder.join("appliance.sqlite");
    let db = Db::open(&format!("sqlite:{}", database.display()), &MIGRATOR).await.unwrap();
    let clock = Clock::fixed(NOON.parse().unwrap());
    App::new(bootstrap(), db, clock, Random::seeded(8)).unwrap().in_folders(folders)
}

async fn id_of(app: &App, address: &str) -> hostler_kit::id::Id<accounts::Account> {
    mailbox_by_address(&app.db, address).await.unwrap().unwrap().id
}

async fn entries(app: &App) -> Vec<Entry> {
    journal::since(&app.db, 0).await.unwrap()
}

/// The most accounts at a time, and those at the end, by the journal alone.
fn counted(entries: &[Entry]) -> (usize, BTreeSet<String>) {
    let (mut now, mut most) = (BTreeSet::new(), 0);
    for entry in entries {
        match &entry.what {
            What::Created { account, .. } => drop(now.insert(account.clone())),
            What::Deleted { account } => drop(now.remove(account)),
            _ => {}
        }
        most = most.max(now.len());
    }
    (most, now)
}

fn chained(entries: &[Entry]) {
    let mut before = None;
    for entry in entries {
        assert!(entry.is_intact() && entry.follows(before), "{entry:?}");
        before = Some(entry);
    }
}

/// Backed up with Bram and Chloë; then Chloë goes, Daan comes, and Bram is disabled.
async fn changed_after_its_backup() -> (Server, std::path::PathBuf, Vec<Entry>) {
    let (server, file) = on_sqlite_file().await;
    let app = &server.app;
    copy(app).await.unwrap();
    delete_mailbox(app, &Server::anna(), &id_of(app, "chloe@bakery.test").await).await.unwrap();
    server.mailbox("daan@bakery.test", "Daan Bos").await;
    disable_mailbox(app, &Server::anna(), &id_of(app, "bram@bakery.test").await).await.unwrap();
    let written = entries(app).await;
    (server, file, written)
}

#[tokio::test]
async fn k1_accounts_come_back_and_the_journal_goes_on() {
    let (server, _, written) = changed_after_its_backup().await;
    let (most_before, _) = counted(&written);
    let continuation = Continuation {
        acknowledged: written.len() as i64,
        entries: written[3..].to_vec(),
        ..Continuation::default()
    };
    let folder = put_back(&server, &continuation, None).await;
    let app = start(folder.path()).await;
    adopt(&app).await.unwrap();
    let after = entries(&app).await;
    chained(&after);
    assert_eq!(after[..written.len()], written, "nothing that the platform knows has changed");
    let news: Vec<&What> = after[written.len()..].iter().map(|entry| &entry.what).collect();
    assert!(
        matches!(news[..], [What::Deleted { .. }, What::Created { .. }, What::Enabled { .. }]),
        "{news:?}"
    );
    let (most, now) = counted(&after);
    let here = accounts::all_accounts(&app.db).await.unwrap();
    assert_eq!(now, here.iter().map(|account| account.id.to_string()).collect());
    assert_eq!((most, now.len()), (most_before, 3), "at no time were there more than before or after");
    assert_eq!(journal::acknowledged(&app.db).await.unwrap(), written.len() as i64);
    assert!(!folder.path().join(CONTINUATION).exists());
    adopt(&app).await.unwrap();
    assert_eq!(entries(&app).await, after, "only once");
}

#[tokio::test]
async fn k1_what_the_platform_had_not_heard_yet_is_kept() {
    let (server, file, written) = changed_after_its_backup().await;
    let acknowledged = written.len() - 2;
    let continuation = Continuation {
        acknowledged: acknowledged as i64,
        entries: written[3..acknowledged].to_vec(),
        ..Continuation::default()
    };
    let folder = put_back(&server, &continuation, Some(&file)).await;
    let app = start(folder.path()).await;
    adopt(&app).await.unwrap();
    let after = entries(&app).await;
    chained(&after);
    assert_eq!(after[..written.len()], written, "the entries that were on their way too");
    assert_eq!(journal::acknowledged(&app.db).await.unwrap(), acknowledged as i64, "and they go out");
    assert!(!folder.path().join("before.sqlite").exists());
}

#[tokio::test]
async fn k1_a_broken_database_of_before_stands_in_nobodys_way() {
    let (server, file, written) = changed_after_its_backup().await;
    let continuation = Continuation {
        acknowledged: written.len() as i64,
        entries: written[3..].to_vec(),
        ..Continuation::default()
    };
    let folder = put_back(&server, &continuation, Some(&file)).await;
    std::fs::write(folder.path().join("before.sqlite"), vec![7; 9_000]).unwrap();
    let app = start(folder.path()).await;
    adopt(&app).await.unwrap();
    let after = entries(&app).await;
    chained(&after);
    assert_eq!(after[..written.len()], written);
}

#[tokio::test]
async fn k1_a_journal_that_does_not_follow_is_not_gone_on_from() {
    let (server, _, written) = changed_after_its_backup().await;
    let mut entries_ = written[3..].to_vec();
    entries_[0].at_ms += 1;
    let continuation =
        Continuation { acknowledged: written.len() as i64, entries: entries_, ..Continuation::default() };
    let folder = put_back(&server, &continuation, None).await;
    let app = start(folder.path()).await;
    let refused = adopt(&app).await.unwrap_err().to_string();
    assert!(refused.contains("does not follow"), "{refused}");
    assert!(folder.path().join(CONTINUATION).exists(), "and it is asked again at the next start");
}

#[tokio::test]
async fn nothing_happens_to_a_server_that_was_not_put_back() {
    let (server, _) = on_sqlite_file().await;
    let before = entries(&server.app).await;
    take_place(&server.app.folders).unwrap();
    adopt(&server.app).await.unwrap();
    assert_eq!(entries(&server.app).await, before);
    let new = accounts::NewMailbox {
        address: "daan@bakery.test".into(),
        name: "Daan Bos".into(),
        ..accounts::NewMailbox::default()
    };
    create_mailbox(&server.app, &Server::anna(), &new).await.unwrap();
}

#[tokio::test]
async fn k1_numbers_of_messages_are_forgotten_once_with_whichever_backup_came_back() {
    for (name, came_back, database, forgotten) in [
        ("of a server that ran", CameBack::Everything, None, true),
        ("of a server that was stopped", CameBack::Everything, Some("appliance.sqlite"), true),
        ("of an update, whose mail stayed", CameBack::Database, Some("appliance.sqlite"), false),
    ] {
        let (server, _) = on_sqlite_file().await;
        copy(&server.app).await.unwrap();
        let continuation = Continuation { came_back, ..Continuation::default() };
        let folder = put_back(&server, &continuation, None).await;
        if let Some(database) = database {
            let copied = folder.path().join("backup/appliance.sqlite");
            std::fs::rename(copied, folder.path().join(database)).unwrap();
        }
        let maildir = folder.path().join("mail/bakery.test/bram/Maildir");
        std::fs::create_dir_all(maildir.join("cur")).unwrap();
        let list = maildir.join("dovecot-uidlist");
        std::fs::write(&list, "3 V1 N9").unwrap();
        std::fs::write(maildir.join("cur/dovecot-uidlist"), "a message").unwrap();
        let app = start(folder.path()).await;
        assert_eq!(list.exists(), !forgotten, "{name}");
        assert!(maildir.join("cur/dovecot-uidlist").exists(), "{name}: messages stay");
        adopt(&app).await.unwrap();
        std::fs::write(&list, "3 V2 N1").unwrap();
        start(folder.path()).await;
        assert!(list.exists(), "{name}: only once");
    }
}
