use crate::backup::copy;
use crate::testing::{Server, on_sqlite_file};
use hostler_wire::backup::{FOLDER, INDEX, IndexEnd, IndexLine, Indexed};
use std::fs;
use std::path::PathBuf;

fn message(server: &Server, path: &str, text: &str) {
    let path = server.app.folders.mail().join("bakery.test/bram/Maildir").join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn file(server: &Server) -> PathBuf {
    server.app.folders.root().join(FOLDER).join(INDEX).join("bakery.test/bram")
}

fn lines(server: &Server) -> Vec<IndexLine> {
    let text = fs::read_to_string(file(server)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn indexed(server: &Server) -> Vec<Indexed> {
    let messages = lines(server).into_iter();
    messages.filter_map(|line| if let IndexLine::Message(one) = line { Some(one) } else { None }).collect()
}

const HEAD: &str = "From: Sofie Jansen <sofie@elsewhere.example>\r\nTo: Bram <bram@bakery.test>, x@y.example\r\n\
    Subject: =?utf-8?q?De_factuur_van_Bakkerij_B=C3=A4cker?=\r\nMessage-ID: <1@elsewhere.example>\r\n\
    Date: Sat, 3 Oct 2026 09:30:00 +0200\r\n\r\nHierbij.\r\n";

#[tokio::test]
async fn k1_the_index_says_what_each_message_is_about() {
    let (server, _) = on_sqlite_file().await;
    message(&server, "cur/1791012700.M1P1.bram,S=400:2,S", HEAD);
    message(
        &server,
        ".Archive.2026/new/1791012800.M2P1.bram",
        "Date: Fri, 1 Jan 2038 00:00:00 +0000\r\n\r\n",
    );
    fs::create_dir_all(server.app.folders.mail().join("bakery.test/bram/Maildir/cur")).unwrap();
    copy(&server.app).await.unwrap();
    let expect = Indexed {
        name: "1791012700.M1P1.bram,S=400:2,S".into(),
        folder: "INBOX".into(),
        from: "Sofie Jansen <sofie@elsewhere.example>".into(),
        to: "Bram <bram@bakery.test>, <x@y.example>".into(),
        subject: "De factuur van Bakkerij Bäcker".into(),
        id: "1@elsewhere.example".into(),
        at_ms: 1_791_012_600_000,
        bytes: 400,
    };
    let found = indexed(&server);
    assert!(found.contains(&expect), "{found:?}");
    let other = found.iter().find(|one| one.folder == "Archive/2026").unwrap();
    assert_eq!(other.at_ms, 1_791_012_800_000, "nobody writes eleven years ahead");
    assert_eq!(lines(&server).last(), Some(&IndexLine::End(IndexEnd { left: 0 })));
}

#[tokio::test]
async fn k1_only_new_messages_are_read_and_gone_ones_are_forgotten() {
    let (server, _) = on_sqlite_file().await;
    let maildir = server.app.folders.mail().join("bakery.test/bram/Maildir");
    message(&server, "cur/1.M1P1.bram:2,", HEAD);
    message(&server, "cur/2.M2P1.bram:2,", "Subject: two\r\n\r\n");
    copy(&server.app).await.unwrap();
    // What it is about is known: the file is not opened again.
    fs::write(maildir.join("cur/1.M1P1.bram:2,"), "Subject: another\r\n\r\n").unwrap();
    fs::rename(maildir.join("cur/1.M1P1.bram:2,"), maildir.join("cur/1.M1P1.bram:2,S")).unwrap();
    fs::remove_file(maildir.join("cur/2.M2P1.bram:2,")).unwrap();
    copy(&server.app).await.unwrap();
    let found = indexed(&server);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].name.as_str(), found[0].id.as_str()), ("1.M1P1.bram:2,S", "1@elsewhere.example"));
}

#[tokio::test]
async fn links_and_pipes_in_a_mailbox_are_not_read() {
    let (server, _) = on_sqlite_file().await;
    message(&server, "cur/1.M1P1.bram:2,", "Subject: one\r\n\r\n");
    let cur = server.app.folders.mail().join("bakery.test/bram/Maildir/cur");
    let secret = server.app.folders.root().join("secret");
    fs::write(&secret, "Subject: secret\r\n\r\n").unwrap();
    std::os::unix::fs::symlink(&secret, cur.join("2.M2P1.bram:2,")).unwrap();
    nix::unistd::mkfifo(&cur.join("3.M3P1.bram:2,"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    copy(&server.app).await.unwrap();
    let subjects: Vec<String> = indexed(&server).into_iter().map(|one| one.subject).collect();
    assert_eq!(subjects, ["one"]);
}
