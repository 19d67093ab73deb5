use super::super::store::mandates as store;
use super::*;
use crate::billing::payments;
use crate::testing::bank::{Day, Line};

async fn only(app: &App, anna: &Person) -> Option<Mandate> {
    mandate_of(&app.db, anna.customer_id.as_ref().unwrap()).await.unwrap()
}

#[tokio::test]
async fn b5_an_owner_signs_in_the_portal_and_text_person_time_and_address_are_kept() {
    collecting("", |app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        let page = browser.get("/payment").await.said();
        assert!(page.contains("NL79ZZZ999999990000") && page.contains("recurrent"), "{page}");
        assert_eq!(sign(&browser, "NL91 ABNA 0417 1643 00").await.status, 303);
        let mandate = only(&app, &anna).await.unwrap();
        assert_eq!(
            (mandate.iban_shown.as_str(), mandate.signed_on.as_str()),
            ("NL91 •••• 4300", "2026-10-01")
        );
        let kept = store::signatures(&app.db, &mandate.id).await.unwrap().remove(0);
        assert_eq!((kept.person_id, kept.person_name.as_str()), (anna.id.clone(), "Anna"));
        assert_eq!((kept.signed_at_ms, kept.language.as_str()), (app.now_ms(), "en"));
        assert!(!kept.signed_from.is_empty());
        let said = ["you authorise Hostler to send", &mandate.reference, "NL91 •••• 4300", "within 8 weeks"];
        assert!(said.iter().all(|said| kept.text.contains(said)), "{}", kept.text);
        assert!(!kept.iban_sealed.contains("ABNA") && !kept.text.contains("ABNA"));
        let page = browser.get("/payment").await.text();
        assert!(page.contains(&mandate.reference) && !page.contains("ABNA0417"));
    })
    .await;
}

#[tokio::test]
async fn what_was_signed_cannot_be_altered() {
    collecting("", |app| async move {
        let (_, anna) = customer(&app, "anna").await;
        sign(&browser(&app, &anna).await, IBAN).await;
        for refused in [
            "UPDATE mandates SET reference = 'M-2'",
            "UPDATE mandate_signatures SET text = ''",
            "DELETE FROM mandate_signatures",
            "DELETE FROM mandates",
        ] {
            let mut tx = app.db.begin().await.unwrap();
            assert!(sqlx::query(refused).execute(&mut *tx).await.is_err(), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_nothing_is_signed() {
    collecting("", |app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        let seen = browser.post("/payment", &[("iban", "NL00"), ("reference", "M-1")]).await;
        assert_eq!(seen.status, 422);
        assert_eq!(seen.refused_fields(), ["holder", "iban", "agreed"]);
        let fields = [("holder", "Anna"), ("iban", IBAN), ("reference", "M-other"), ("agreed", "yes")];
        let seen = browser.post("/payment", &fields).await;
        assert!(seen.text().contains("nothing was signed"), "{}", seen.said());
        assert_eq!(only(&app, &anna).await, None);
    })
    .await;
}

#[tokio::test]
async fn an_accountant_sees_and_does_not_sign() {
    collecting("", |app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        sign(&browser(&app, &anna).await, IBAN).await;
        let carla = testing::person(&app, Some(&bakery), "Carla", Role::Accountant).await;
        let carla = browser(&app, &carla).await;
        let page = carla.get("/payment").await;
        assert!(page.text().contains("NL91 •••• 4300") && !page.text().contains("name=\"iban\""));
        assert_eq!(carla.post("/payment", &[]).await.status, 403);
        assert_eq!(carla.get("/payment/withdraw").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn another_account_keeps_the_reference_and_the_same_account_is_refused() {
    collecting("", |app| async move {
        let (_, anna) = customer(&app, "anna").await;
        let browser = browser(&app, &anna).await;
        sign(&browser, IBAN).await;
        let first = only(&app, &anna).await.unwrap();
        assert_eq!(sign(&browser, IBAN).await.refused_fields(), ["iban"]);
        assert_eq!(sign(&browser, OTHER_IBAN).await.status, 303);
        let moved = only(&app, &anna).await.unwrap();
        assert_eq!((moved.id, moved.reference), (first.id.clone(), first.reference));
        assert_eq!(moved.iban_shown, "NL20 •••• 4567");
        assert_eq!(store::signatures(&app.db, &first.id).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn withdrawn_it_collects_nothing_more_and_a_new_one_can_be_signed() {
    collecting("", |app| async move {
        let (anna, invoice) = october(&app).await;
        let browser = browser(&app, &anna).await;
        let mandate = only(&app, &anna).await.unwrap();
        assert_eq!(browser.post("/payment/withdraw", &[("confirm", "yes")]).await.status, 422);
        let typed = [("confirm", mandate.reference.as_str())];
        assert_eq!(browser.post("/payment/withdraw", &typed).await.status, 303);
        assert_eq!(only(&app, &anna).await, None);
        assert_eq!(states(&app, &invoice).await, ["cancelled mandate-ended"]);
        let mails = crate::mail::list(&app.db, "has ended", 10, 0).await.unwrap();
        assert!(mails[0].body.contains(&invoice.number), "{}", mails[0].body);
        assert_eq!(browser.post("/payment/withdraw", &typed).await.status, 409);
        sign(&browser, IBAN).await;
        assert!(only(&app, &anna).await.unwrap().reference.ends_with("-2"));
    })
    .await;
}

#[tokio::test]
async fn a_mandate_lapses_after_36_months_without_use() {
    collecting("", |app| async move {
        let (_, anna) = customer(&app, "anna").await;
        sign(&browser(&app, &anna).await, IBAN).await;
        go_to(&app, "2029-10-01T12:00:00+02:00");
        assert_eq!(crate::billing::debits::mandates::lapse(&app).await.unwrap(), 0);
        go_to(&app, "2029-10-02T12:00:00+02:00");
        assert_eq!(crate::billing::debits::mandates::lapse(&app).await.unwrap(), 1);
        assert_eq!(only(&app, &anna).await, None);
    })
    .await;
}

#[tokio::test]
async fn staff_see_every_mandate_and_withdraw_one() {
    collecting("", |app| async move {
        let (_, anna) = customer(&app, "anna").await;
        sign(&browser(&app, &anna).await, IBAN).await;
        let mandate = only(&app, &anna).await.unwrap();
        let sofie = staff(&app).await;
        assert!(sofie.get("/staff/debits/mandates").await.text().contains(&mandate.reference));
        let path = format!("/staff/debits/mandates/{}", mandate.id);
        let page = sofie.get(&path).await.text();
        assert!(page.contains("you authorise Hostler") && page.contains("anna@bakkerij-anna.test"), "{page}");
        let seen = sofie.api("DELETE", &format!("/api/v1/staff/mandates/{}", mandate.id), &()).await;
        assert_eq!((seen.status.as_u16(), seen.json()["ended_why"].as_str()), (200, Some("withdrawn")));
        assert_eq!(only(&app, &anna).await, None);
    })
    .await;
}

#[tokio::test]
async fn b10_a_transfer_from_the_mandates_account_is_known() {
    collecting("", |app| async move {
        let (_, invoice) = october(&app).await;
        let ours = "NL44RABO0123456789";
        let paid = |iban: &str, amount: i64| {
            let line = Line::of(amount, "A. de Vries", "brood").from_account(iban);
            Day { iban: ours.into(), ..Day::new("2026-11-09", 1, 0) }.line(line)
        };
        let known = |iban: &str| {
            let iban = sepa::validate_iban(iban).unwrap();
            let app = app.clone();
            async move {
                let mut connection = app.db.read().acquire().await.unwrap();
                customers_of_account(&app, &mut connection, &iban).await.unwrap()
            }
        };
        assert_eq!(known(IBAN).await, std::slice::from_ref(&invoice.customer_id));
        assert!(known(OTHER_IBAN).await.is_empty());
        let bytes = paid(IBAN, 5990).camt("001.08").into_bytes();
        payments::import(&app, &Actor::platform(), "day.xml", bytes).await.unwrap();
        assert_eq!(invoice_now(&app, &invoice).await, (0, "paid".into()), "by account and amount");
        let mandate = mandate_of(&app.db, &invoice.customer_id).await.unwrap().unwrap();
        super::super::mandates::withdraw(&app, &mandate.id, &Actor::platform()).await.unwrap();
        assert!(known(IBAN).await.is_empty(), "what was withdrawn says nothing");
    })
    .await;
}
