use super::*;
use crate::testing::bank::{Bank, camt};
use crate::testing::on_each_engine;
use hostler_kit::ui::Lang;

fn first_day() -> Day {
    Day::new("2026-11-03", 17, 100_000)
        .line(Line { bank_reference: "B1".into(), ..Line::of(2500, "Kaas & Zn", "zomaar") })
        .line(Line { bank_reference: "B2".into(), ..Line::of(-2500, "Gemeente Ede", "leges") })
        .line(Line { bank_reference: "B3".into(), ..Line::of(2500, "Kaas & Zn", "zomaar") })
}

async fn take_text(app: &App, text: String) -> Result<(usize, i64), &'static str> {
    let done = import(app, &Actor::platform(), "file", text.into_bytes()).await;
    done.map(|done| (done.statements.len(), done.payments)).map_err(|fault| fault.code)
}

#[tokio::test]
async fn b10_what_is_known_changes_nothing_whatever_file_says_it_again() {
    on_each_engine(|app| async move {
        let first = first_day();
        let second = first.next().line(Line { bank_reference: "B4".into(), ..Line::of(900, "Piet", "x") });
        assert_eq!(take_text(&app, first.camt("001.08")).await, Ok((1, 3)));
        check_books(&app).await;
        for again in [
            first.camt("001.08"),
            first.camt("001.02"),
            first.mt940(Bank::Ing),
            first.mt940(Bank::Rabo),
            first.mt940(Bank::Abn),
        ] {
            assert_eq!(take_text(&app, again).await, Ok((0, 0)));
        }
        assert_eq!(take_text(&app, camt(&[first.clone(), second.clone()], "001.08")).await, Ok((1, 1)));
        let longer = Day { lines: [first.lines.clone(), second.lines.clone()].concat(), ..first.clone() };
        // One statement over both days, whose bookings have their own dates.
        let text = longer.camt("001.02");
        assert_eq!(take_text(&app, last_on(&text, "2026-11-04")).await, Ok((0, 0)));
        assert_eq!(payments(&app).await.len(), 4);
        check_books(&app).await;
    })
    .await;
}

/// The same statement, with its last booking on another day.
fn last_on(text: &str, day: &str) -> String {
    let (head, tail) = text.rsplit_once("<BookgDt><Dt>2026-11-03").unwrap();
    format!("{head}<BookgDt><Dt>{day}{tail}")
}

#[tokio::test]
async fn equal_amounts_on_one_day_are_different_payments() {
    on_each_engine(|app| async move {
        let morning = first_day();
        let evening = Day { date: morning.date, sequence: 18, ..morning.next() };
        let evening =
            evening.line(Line { bank_reference: "B9".into(), ..Line::of(2500, "Kaas & Zn", "zomaar") });
        assert_eq!(take_text(&app, morning.camt("001.08")).await, Ok((1, 3)));
        assert_eq!(take_text(&app, evening.camt("001.08")).await, Ok((1, 1)));
        assert_eq!(take_text(&app, evening.mt940(Bank::Abn)).await, Ok((0, 0)));
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn b10_a_gap_or_another_account_is_refused_and_nothing_is_kept() {
    on_each_engine(|app| async move {
        let first = first_day();
        assert_eq!(take_text(&app, first.camt("001.08")).await, Ok((1, 3)));
        let missing = first.next().line(Line::of(100, "Piet", "x"));
        let third = missing.next().line(Line::of(200, "Piet", "y"));
        let fault = taken(&app, &third).await.unwrap_err();
        assert_eq!(fault.code, "statement-gap");
        let said = crate::web::sentence(&app.languages.of(Lang::En), &fault);
        assert!(said.contains("1025.00 on 2026-11-03") && said.contains("1026.00"), "{said}");
        assert_eq!(fault.args["missing"], "18");
        let before = Day::new("2026-10-01", 1, 5);
        assert_eq!(taken(&app, &before).await.unwrap_err().code, "statement-before-start");
        let elsewhere = Day { iban: ANNA.into(), ..first.next() };
        assert_eq!(taken(&app, &elsewhere).await.unwrap_err().code, "statement-other-account");
        let dollars = first.next().camt("001.08").replace("EUR", "USD");
        assert_eq!(take_text(&app, dollars).await, Err("statement-other-currency"));
        // A file whose second statement is refused is refused whole.
        let both = camt(&[missing.clone(), Day { opening_minor: 7, ..third.clone() }], "001.08");
        assert_eq!(take_text(&app, both).await, Err("statement-gap"));
        assert_eq!(payments(&app).await.len(), 3);
        assert_eq!(take_text(&app, camt(&[missing, third], "001.08")).await, Ok((2, 2)));
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn a_folder_takes_in_files_that_are_quiet_and_says_why_it_refused_one() {
    let folder = tempfile::tempdir().unwrap();
    on_each_engine(|app| {
        let path = folder.path().to_path_buf();
        async move {
            let mut watched = super::super::folder::Folder::new(&path);
            let text = first_day().camt("001.08");
            std::fs::write(path.join("half.xml"), &text[..text.len() / 2]).unwrap();
            assert_eq!(watched.look(&app).await.unwrap(), 0);
            std::fs::write(path.join("half.xml"), &text).unwrap();
            std::fs::write(path.join("list.csv"), "a;b").unwrap();
            std::fs::write(path.join(".partial"), "a").unwrap();
            assert_eq!(watched.look(&app).await.unwrap(), 0, "it has just changed");
            assert_eq!(watched.look(&app).await.unwrap(), 2);
            assert!(path.join("done/half.xml").exists() && path.join(".partial").exists());
            let why = std::fs::read_to_string(path.join("refused/list.csv.txt")).unwrap();
            assert!(why.contains("neither camt.053 nor MT940") && why.contains("geen camt.053"), "{why}");
            // Killed before it was moved: it is known, and moved at last.
            std::fs::write(path.join("half.xml"), &text).unwrap();
            watched.look(&app).await.unwrap();
            watched.look(&app).await.unwrap();
            assert!(path.join("done/2-half.xml").exists());
            assert_eq!(payments(&app).await.len(), 3);
            std::fs::remove_dir_all(path.join("done")).unwrap();
            std::fs::remove_dir_all(path.join("refused")).unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn accounts_of_others_are_sealed() {
    on_each_engine(|app| async move {
        let day = Day::new("2026-11-03", 1, 0).line(Line::of(100, "Anna", "x").from_account(ANNA));
        taken(&app, &day).await.unwrap();
        let payment = payments(&app).await.remove(0);
        assert_eq!(payment.party_shown, "NL91…4300");
        assert!(!payment.party_sealed.contains(ANNA) && !payment.party_key.contains(ANNA));
        for (text, found) in
            [(ANNA, 1), ("nl91 abna 0417 1643 00", 1), (BRAM, 0), ("1,00", 1), ("1.01", 0), ("ann", 1)]
        {
            let wanted = Wanted { q: text.into(), ..Wanted::default() };
            let total =
                super::super::found(&app, &wanted, &Paging { limit: 9, offset: 0 }).await.unwrap().total;
            assert_eq!(total, found, "{text}");
        }
    })
    .await;
}
