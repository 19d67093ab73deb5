//! A message in all backups of a mailbox, by the index that each backup brings along.

use super::made::Bakery;
use crate::backup::search::{Found, Sought, search};
use crate::testing::{go_to, on_each_engine};
use hostler_wire::backup::{IndexEnd, IndexLine, Indexed};

fn invoice() -> Indexed {
    Indexed {
        name: "1790900000.M1P1.anna,S=70:2,S".into(),
        folder: "INBOX".into(),
        from: "Sofie Jansen <sofie@elsewhere.example>".into(),
        to: "Anna <anna@bakery.test>".into(),
        subject: "De factuur".into(),
        id: "1@elsewhere.example".into(),
        at_ms: 1_790_900_000_000,
        bytes: 70,
    }
}

fn bread() -> Indexed {
    let name = "1790900500.M2P1.anna,S=80:2,".into();
    Indexed { name, subject: "Twee broden".into(), id: String::new(), ..invoice() }
}

impl Bakery {
    /// What the server writes right before its backup.
    fn index(&self, messages: &[Indexed], left: u64) {
        let lines = messages.iter().cloned().map(IndexLine::Message);
        let lines = lines.chain([IndexLine::End(IndexEnd { left })]);
        let text: String = lines.map(|line| serde_json::to_string(&line).unwrap() + "\n").collect();
        self.put("backup/mail/bakery.test", "anna", &text);
    }

    async fn search(&self, sought: Sought) -> Found {
        let sought = Sought { address: "anna@bakery.test".into(), ..sought };
        search(&self.app, &self.server, &sought).await.unwrap()
    }
}

/// Four days: no index yet; the invoice; the invoice as read; the invoice deleted.
async fn four_days(bakery: &Bakery) -> Vec<crate::backup::Backup> {
    let mut made = vec![bakery.backed_up().await];
    let read = Indexed { name: "1790900000.M1P1.anna,S=70:2,RS".into(), ..invoice() };
    for (day, messages, left) in [(2, vec![invoice()], 3), (3, vec![read, bread()], 0), (4, vec![bread()], 1)]
    {
        go_to(&bakery.app, &format!("2026-10-0{day}T12:00:00+02:00"));
        bakery.index(&messages, left);
        made.push(bakery.backed_up().await);
    }
    made
}

#[tokio::test]
async fn k1_a_message_is_found_once_with_the_days_that_it_was_there() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 158).await;
        let made = four_days(&bakery).await;
        let found =
            bakery.search(Sought { from: "SOFIE".into(), subject: "factuur".into(), ..Sought::default() });
        let found = found.await;
        assert_eq!((found.total, found.backups, found.unindexed, found.left), (1, 4, 1, 1), "{found:?}");
        let hit = &found.messages[0];
        assert_eq!((hit.first_day.as_str(), hit.last_day.as_str()), ("2026-10-02", "2026-10-03"));
        assert_eq!((&hit.backup, hit.gone), (&made[2].id, true), "it is restored from the last that has it");
        assert_eq!(hit.name, "1790900000.M1P1.anna,S=70:2,RS");
        let all = bakery.search(Sought::default()).await;
        assert_eq!(all.messages.iter().map(|hit| hit.gone).collect::<Vec<_>>(), [false, true]);
        let gone = bakery.search(Sought { gone: true, ..Sought::default() }).await;
        assert_eq!(gone.total, 1, "the bread is still there");
        let later = Sought { since: "2026-10-03".parse().ok(), ..Sought::default() };
        assert_eq!(bakery.search(later).await.total, 0);
    })
    .await;
}

#[tokio::test]
async fn k1_an_index_that_did_not_change_counts_for_each_of_its_backups() {
    on_each_engine(|app| async move {
        let bakery = Bakery::new(app, 159).await;
        bakery.index(&[invoice()], 0);
        for day in 1..=4 {
            go_to(&bakery.app, &format!("2026-10-0{day}T18:00:00+02:00"));
            bakery.backed_up().await;
        }
        let found = bakery.search(Sought::default()).await;
        let hit = &found.messages[0];
        assert_eq!((hit.first_day.as_str(), hit.last_day.as_str()), ("2026-10-01", "2026-10-04"));
        assert!(!hit.gone);
        let elsewhere = Sought { address: "../anna@bakery.test".into(), ..Sought::default() };
        assert_eq!(
            search(&bakery.app, &bakery.server, &elsewhere).await.unwrap_err().code,
            "backup-no-mailbox"
        );
    })
    .await;
}
