use crate::accounts::{self, *};
use crate::journal;
use crate::testing::{Server, each};
use hostler_wire::What;
use hostler_wire::journal::Entry;
use std::collections::BTreeMap;

fn refusal<T: std::fmt::Debug>(result: Result<T, AccountsError>) -> String {
    match result {
        Err(AccountsError::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

fn new(address: &str) -> NewMailbox {
    NewMailbox { address: address.into(), name: "Somebody".into(), ..NewMailbox::default() }
}

#[tokio::test]
async fn the_first_start_makes_the_administrator_and_later_ones_nothing() {
    each(|db| async move {
        let server = Server::new(db).await;
        accounts::ensure_administrator(&server.app).await.unwrap();
        let all = all_accounts(&server.app.db).await.unwrap();
        assert_eq!(all.len(), 1);
        assert!(all[0].is_administrator() && all[0].password_set_at_ms.is_none());
        assert_eq!(journal::last(&server.app.db).await.unwrap(), 1);
        let gone = delete_mailbox(&server.app, &Server::anna(), &all[0].id).await;
        assert_eq!(refusal(gone), "administrator-stays");
    })
    .await;
}

#[tokio::test]
async fn an_address_is_taken_once_by_a_mailbox_or_an_alias() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let (app, anna) = (&server.app, Server::anna());
        let bram = ["bram@bakery.test".to_string()];
        let taken = create_mailbox(app, &anna, &new("BRAM@bakery.test")).await;
        assert_eq!(refusal(taken), "mailbox-exists address=bram@bakery.test");
        let shadow = create_mailbox(app, &anna, &new("orders@bakery.test")).await;
        assert_eq!(refusal(shadow), "alias-exists address=orders@bakery.test");
        let shadow = create_alias(app, &anna, "chloe@bakery.test", &bram).await;
        assert_eq!(refusal(shadow), "mailbox-exists address=chloe@bakery.test");
        let strange = create_mailbox(app, &anna, &new("bram@flowers.test")).await;
        assert_eq!(refusal(strange), "domain-missing domain=flowers.test");
        assert_eq!(all_accounts(&app.db).await.unwrap().len(), 3);
        assert_eq!(journal::last(&app.db).await.unwrap(), 3, "what was refused left no entry");
    })
    .await;
}

#[tokio::test]
async fn a_thousand_tries_at_once_make_one_mailbox() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let tries = (0..20).map(|_| {
            let app = server.app.clone();
            tokio::spawn(async move {
                create_mailbox(&app, &Server::anna(), &new("dirk@bakery.test")).await.is_ok()
            })
        });
        let made = futures_util::future::join_all(tries).await;
        assert_eq!(made.into_iter().filter(|made| *made.as_ref().unwrap()).count(), 1);
        assert_eq!(journal::last(&server.app.db).await.unwrap(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_domain_goes_when_nothing_uses_it() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let (app, anna) = (&server.app, Server::anna());
        let used = delete_domain(app, &anna, "bakery.test").await;
        assert_eq!(refusal(used), "domain-in-use aliases=1 domain=bakery.test mailboxes=2");
        assert_eq!(
            refusal(delete_domain(app, &anna, "bakery.hostler.test").await),
            "domain-is-host domain=bakery.hostler.test"
        );
        assert_eq!(
            refusal(delete_domain(app, &anna, "flowers.test").await),
            "domain-missing domain=flowers.test"
        );
        assert_eq!(refusal(add_domain(app, &anna, "Bakery.test").await), "domain-taken domain=bakery.test");
        server.domain("flowers.test").await;
        delete_domain(app, &anna, "flowers.test").await.unwrap();
        assert_eq!(domains(&app.db).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn aliases_lead_somewhere_and_never_back() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let (app, anna) = (&server.app, Server::anna());
        let alias = |address: &'static str, targets: &'static [&'static str]| {
            let targets: Vec<String> = targets.iter().map(|target| target.to_string()).collect();
            let anna = anna.clone();
            async move { create_alias(app, &anna, address, &targets).await }
        };
        assert_eq!(
            refusal(alias("info@bakery.test", &["nobody@bakery.test"]).await),
            "target-unknown target=nobody@bakery.test"
        );
        alias("info@bakery.test", &["orders@bakery.test", "Dirk@Flowers.test", "BRAM+info@bakery.test"])
            .await
            .unwrap();
        let made = accounts::alias(&app.db, "info@bakery.test").await.unwrap().unwrap();
        assert_eq!(made.targets, ["Dirk@flowers.test", "bram@bakery.test", "orders@bakery.test"]);
        let looped = alias("self@bakery.test", &["self@bakery.test"]).await;
        assert_eq!(refusal(looped), "alias-loop alias=self@bakery.test through=self@bakery.test");
        assert!(accounts::alias(&app.db, "self@bakery.test").await.unwrap().is_none(), "nothing was kept");
        // With Bram go the alias that had only him and, where nothing else is left, those that led to it.
        let bram = mailbox_by_address(&app.db, "bram@bakery.test").await.unwrap().unwrap();
        delete_mailbox(app, &anna, &bram.id).await.unwrap();
        let (left, _) = accounts::aliases(&app.db, "", Page::ALL).await.unwrap();
        let left: Vec<_> =
            left.iter().map(|alias| (alias.address.as_str(), alias.targets.join(","))).collect();
        assert_eq!(left, [("info@bakery.test", "Dirk@flowers.test".to_string())]);
        assert_eq!(removals(&app.db).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn search_filter_sort_and_pages() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let (app, anna) = (&server.app, Server::anna());
        let bram = mailbox_by_address(&app.db, "bram@bakery.test").await.unwrap().unwrap();
        disable_mailbox(app, &anna, &bram.id).await.unwrap();
        let check = async |query: MailboxQuery, page: Page, expect: &[&str], all: i64| {
            let (found, total) = mailboxes(&app.db, &query, page).await.unwrap();
            let names: Vec<&str> = found.iter().map(|found| found.name.as_str()).collect();
            assert_eq!((names.as_slice(), total), (expect, all), "{query:?}");
        };
        let query = MailboxQuery::default;
        let two = Page { limit: 2, offset: 0 };
        check(query(), two, &["Anna de Vries", "Bram Visser"], 3).await;
        check(query(), Page { offset: 2, ..two }, &["Chloë Jansen"], 3).await;
        check(MailboxQuery { order: Order::NameDown, ..query() }, two, &["Chloë Jansen", "Bram Visser"], 3)
            .await;
        check(MailboxQuery { search: "CHLOË".into(), ..query() }, two, &["Chloë Jansen"], 1).await;
        check(MailboxQuery { search: "%".into(), ..query() }, two, &[], 0).await;
        check(MailboxQuery { search: "\\".into(), ..query() }, two, &[], 0).await;
        check(MailboxQuery { state: State::Disabled, ..query() }, two, &["Bram Visser"], 1).await;
        check(MailboxQuery { state: State::Active, ..query() }, two, &["Anna de Vries", "Chloë Jansen"], 2)
            .await;
        check(MailboxQuery { domain: "bakery.hostler.test".into(), ..query() }, two, &["Anna de Vries"], 1)
            .await;
    })
    .await;
}

/// The accounts that a journal leads to: address and whether it is disabled.
fn replayed(entries: &[Entry]) -> BTreeMap<String, (String, bool)> {
    let mut accounts = BTreeMap::new();
    for entry in entries {
        match entry.what.clone() {
            What::Created { account, address } => {
                assert!(accounts.insert(account, (address, false)).is_none())
            }
            What::Deleted { account } => assert!(accounts.remove(&account).is_some()),
            What::Disabled { account } => accounts.get_mut(&account).unwrap().1 = true,
            What::Enabled { account } => accounts.get_mut(&account).unwrap().1 = false,
            What::Storage { .. } => {}
        }
    }
    accounts
}

/// Numbers that look random and are the same each time.
fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |sides| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % sides
    }
}

#[tokio::test]
async fn b7_the_journal_replayed_is_the_table_of_accounts() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let (app, anna) = (&server.app, Server::anna());
        let mut roll = dice(11);
        for _ in 0..120 {
            let address = format!("p{}@bakery.test", roll(12));
            let known = mailbox_by_address(&app.db, &address).await.unwrap();
            match (known, roll(4)) {
                (None, _) => drop(create_mailbox(app, &anna, &new(&address)).await.unwrap()),
                (Some(known), 0) => delete_mailbox(app, &anna, &known.id).await.unwrap(),
                (Some(known), 1) => drop(disable_mailbox(app, &anna, &known.id).await.unwrap()),
                (Some(known), 2) => drop(enable_mailbox(app, &anna, &known.id).await.unwrap()),
                (Some(_), _) => drop(create_mailbox(app, &anna, &new(&address)).await.unwrap_err()),
            }
        }
        let entries = journal::since(&app.db, 0).await.unwrap();
        let mut last = None;
        for entry in &entries {
            assert!(entry.is_intact() && entry.follows(last), "{entry:?}");
            last = Some(entry);
        }
        let table = all_accounts(&app.db).await.unwrap();
        let table =
            table.into_iter().map(|one| (one.id.to_string(), (one.address.clone(), one.is_disabled())));
        assert_eq!(replayed(&entries), table.collect());
    })
    .await;
}

#[tokio::test]
async fn the_engines_are_told_what_the_accounts_say() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let (app, anna) = (&server.app, Server::anna());
        let bram = mailbox_by_address(&app.db, "bram@bakery.test").await.unwrap().unwrap();
        disable_mailbox(app, &anna, &bram.id).await.unwrap();
        change_password(app, &anna, &bram.id, "drie broden en een taart").await.unwrap();
        let (setup, revision) = mail_setup(&app.db, &app.bootstrap.host).await.unwrap();
        assert_eq!(revision, accounts::revision(&app.db).await.unwrap());
        assert_eq!(setup.administrator, "admin@bakery.hostler.test");
        assert_eq!(setup.domains, ["bakery.hostler.test", "bakery.test"]);
        let told = setup.mailboxes.iter().find(|told| told.address == "bram@bakery.test").unwrap();
        assert!(told.disabled && told.password_hash.starts_with("$argon2id$"));
        assert!(hostler_kit::secret::verify_password("drie broden en een taart", &told.password_hash));
        assert_eq!(setup.aliases[0].targets, ["bram@bakery.test"]);
        assert!(
            crate::engines::rows::rows(&setup).is_ok(),
            "the engines take every address that the accounts take"
        );
    })
    .await;
}
