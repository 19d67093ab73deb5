//! L13: warnings before maintenance ends, each once.

use super::*;
use crate::licences::{For, redeem, warn::warn};
use crate::mail;
use crate::testing::{customer, go_to, on_each_engine};

async fn subjects(app: &App) -> Vec<String> {
    let mut mails = mail::list(&app.db, "L-0", 100, 0).await.unwrap();
    mails.reverse();
    mails.into_iter().map(|mail| mail.subject).collect()
}

#[tokio::test]
async fn l13_each_warning_is_given_once_and_after_a_standstill_only_the_nearest() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let keys = issued(&app, &bakery, &[base(), base()]).await;
        Box::new(1).registers(&app, &text(&keys[0]), &[]).await.unwrap();
        // Valid until the end of 30 September 2027 in Amsterdam.
        for (instant, expect) in [
            ("2027-07-31T12:00:00+02:00", 0),
            ("2027-08-01T00:30:00+02:00", 1),
            ("2027-08-01T12:00:00+02:00", 0),
            ("2027-08-30T12:00:00+02:00", 0),
            // 30 and 14 days before were slept through.
            ("2027-09-20T12:00:00+02:00", 1),
            ("2027-09-23T00:00:00+02:00", 1),
            ("2027-09-30T23:59:00+02:00", 1),
            ("2027-10-01T00:01:00+02:00", 0),
        ] {
            go_to(&app, instant);
            assert_eq!(warn(&app).await.unwrap(), expect, "{instant}");
            assert_eq!(warn(&app).await.unwrap(), 0, "twice at {instant}");
        }
        let told = subjects(&app).await;
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].starts_with("Maintenance of licence"), "{told:?}");
        // Renewed, the warnings of the next year are others.
        let renewal = Wish { licence: Some(licence_of(&keys[0])), ..wish(GrantKind::Renewal, 0, 1) };
        let renewal = text(&issued(&app, &bakery, &[renewal]).await[0]);
        let whose = For::Customer(&bakery.id);
        redeem(&app, &anna.actor(), whose, (&licence_of(&keys[0]), &[renewal])).await.unwrap();
        assert_eq!(warn(&app).await.unwrap(), 0);
        go_to(&app, "2028-08-01T12:00:00+02:00");
        assert_eq!(warn(&app).await.unwrap(), 1);
    })
    .await;
}
