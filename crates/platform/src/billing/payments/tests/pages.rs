use super::*;
use crate::billing::routes::portal;
use crate::testing::{Browser, on_each_engine};
use hostler_kit::ui::words::check::missing_in;

#[tokio::test]
async fn staff_take_a_statement_in_settle_what_is_left_and_take_it_back() {
    on_each_engine(|app| async move {
        let (companies, sofie) = billed(&app, &["anna", "bram"]).await;
        let browser = Browser::of(&app, portal(), &sofie).await;
        let day = Day::new("2026-11-09", 1, 0).line(Line::of(5990, "Onbekend <b>", "abonnement").from_account(ANNA));
        let text = day.camt("001.08");
        let sent = |content: String| {
            let browser = &browser;
            async move { browser.upload("/staff/payments/statements", &[], ("file", "day.xml", &content)).await }
        };
        let seen = sent(text.clone()).await;
        assert!(seen.said().contains("1 payment"), "{}", seen.said());
        assert!(sent(text).await.said().contains("Everything in this file was known"));
        let refused = sent(day.next().next().line(Line::of(1, "x", "y")).camt("001.08").replace("59.90", "1.00")).await;
        assert_eq!((refused.status.as_u16(), refused.refused_fields()), (422, vec!["file".to_string()]));
        let payment = payments(&app).await.remove(0);
        let path = format!("/staff/payments/{}", payment.id);
        for page in ["/staff/payments", "/staff/payments?show=unsettled&q=onbekend", "/staff/payments/statements",
            "/staff/payments/refunds", &path] {
            let seen = browser.get(page).await;
            assert_eq!(seen.status.as_u16(), 200, "{page}");
            assert_eq!(missing_in(&seen.text()), Vec::<String>::new(), "{page}");
            assert!(!seen.text().contains("<b>"), "{page}");
        }
        let number = invoice_of(&app, &companies[0]).await.number;
        let typed = format!("{number} 10,00\n{} \n", invoice_of(&app, &companies[1]).await.number);
        let wrong = browser.post(&format!("{path}/invoices"), &[("invoice", "2026-9999")]).await;
        assert_eq!(wrong.refused_fields(), ["invoice"]);
        let done = browser.post(&format!("{path}/invoices"), &[("invoice", &typed)]).await;
        assert_eq!(done.status.as_u16(), 303, "{}", done.text());
        let page = browser.get(&path).await;
        assert!(page.said().contains(&format!("Invoice: {number}")), "{}", page.said());
        let one = matches_of(&app, &payment).await.remove(0);
        let undone = browser.post(&format!("/staff/payments/matches/{}/undo", one.id), &[]).await;
        assert_eq!(undone.status.as_u16(), 303);
        assert!(browser.get(&path).await.said().contains("Taken back"));
        let wrong = browser.post(&format!("{path}/credit"), &[("customer", "Bakkerij")]).await;
        assert_eq!(wrong.refused_fields(), ["customer"]);
        let done = browser.post(&format!("{path}/credit"), &[("customer", "Bakkerij Anna")]).await;
        assert_eq!(done.status.as_u16(), 303, "{}", done.text());
        check_books(&app).await;
    })
    .await;
}

#[tokio::test]
async fn a_customer_sees_what_came_and_its_credit_without_the_whole_account() {
    on_each_engine(|app| async move {
        let (anna, owner) = customer(&app, "anna").await;
        let day = Day::new("2026-10-02", 1, 0).line(Line::of(2500, "Onbekend", "?").from_account(ANNA));
        taken(&app, &day).await.unwrap();
        let payment = payments(&app).await.remove(0);
        let parts = vec![Part::Credit { customer: anna.id.clone(), amount_minor: 2500 }];
        settle_by_hand(&app, &Actor::platform(), &payment.id, parts).await.unwrap();
        let browser = Browser::of(&app, portal(), &owner).await;
        let page = browser.get("/invoices").await;
        assert_eq!(missing_in(&page.text()), Vec::<String>::new());
        assert!(page.said().contains("NL91…4300") && !page.text().contains(ANNA), "{}", page.said());
        let json = browser.get("/api/v1/invoices/payments").await.json();
        assert_eq!(
            (json["credit_minor"].as_i64(), json["payments"][0]["for"].as_str()),
            (Some(2500), Some("credit"))
        );
    })
    .await;
}
