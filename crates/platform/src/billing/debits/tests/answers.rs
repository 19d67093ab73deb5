use super::super::store::batches as batch_store;
use super::*;

/// An answer of the bank that refuses one debit.
fn answer(message: &str, end_to_end: &str, reason: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>ANSWER-{reason}</MsgId><CreDtTm>2026-11-19T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>
<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-RCUR</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>{end_to_end}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>"#
    )
}

/// An answer that refuses the whole file.
fn whole(message: &str) -> String {
    format!(
        r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>WHOLE</MsgId><CreDtTm>2026-11-19T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>
<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>
</CstmrPmtStsRpt></Document>"#
    )
}

async fn message_of(app: &App, debit: &Debit) -> String {
    let batch = debit.batch_id.as_ref().unwrap();
    batch_store::find(&app.db, batch).await.unwrap().unwrap().message_id
}

async fn upload(sofie: &Browser, text: &str) -> Seen {
    sofie.upload("/staff/debits/answers", &[], ("file", "answer.xml", text)).await
}

#[tokio::test]
async fn b10_what_the_bank_refuses_is_open_again_and_the_same_answer_twice_changes_nothing() {
    collecting("", |app| async move {
        let (invoice, debit) = sent(&app).await;
        let sofie = staff(&app).await;
        let text = answer(&message_of(&app, &debit).await, &debit.end_to_end_id, "AC04");
        assert_eq!(upload(&sofie, &text).await.status, 303);
        assert_eq!(states(&app, &invoice).await, ["returned AC04"]);
        assert_eq!(invoice_now(&app, &invoice).await, (5990, "issued".into()));
        assert_eq!(mandate_of(&app.db, &invoice.customer_id).await.unwrap(), None, "AC04 ends the mandate");
        let page = sofie.get("/staff/debits").await.said();
        assert!(page.contains("The account is closed (AC04)"), "{page}");
        let mails = crate::mail::count(&app.db, "").await.unwrap();
        let again = sofie.text("/api/v1/staff/debits/answers", &text).await;
        assert_eq!(
            (again.json()["known"].as_bool(), again.json()["rejected"].as_i64()),
            (Some(true), Some(0))
        );
        assert_eq!(crate::mail::count(&app.db, "").await.unwrap(), mails);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_refused_whole_comes_back_whole() {
    collecting("", |app| async move {
        let (invoice, debit) = sent(&app).await;
        let taken = staff(&app).await;
        let seen = taken.text("/api/v1/staff/debits/answers", &whole(&message_of(&app, &debit).await)).await;
        assert_eq!(
            (seen.status.as_u16(), seen.json()["rejected"].as_i64()),
            (200, Some(1)),
            "{}",
            seen.text()
        );
        assert_eq!(states(&app, &invoice).await, ["returned FF01"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_answer_is_refused_clearly_and_changes_nothing() {
    collecting("", |app| async move {
        let (invoice, debit) = sent(&app).await;
        let sofie = staff(&app).await;
        let message = message_of(&app, &debit).await;
        let good = answer(&message, &debit.end_to_end_id, "AC01");
        let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
        let bombed = good.replace("<Document", &format!("{bomb}<Document")).replace("AC01", "&b;");
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        for (text, says) in [
            (bombed, "document type"),
            (good[..good.len() / 2].to_string(), "not an answer of the bank that can be read"),
            (deep, "not an answer of the bank that can be read"),
            (String::from("Geachte klant"), "not an answer of the bank that can be read"),
            (good.replace("pain.008.001.08", "pain.001.001.09"), "pain.001"),
            (good.replace(&message, "DD-OTHER"), "DD-OTHER"),
        ] {
            let seen = upload(&sofie, &text).await;
            assert_eq!(seen.status, 422, "{}", &text[..60.min(text.len())]);
            assert!(seen.said().contains(says), "{says}: {}", seen.said());
        }
        assert_eq!(states(&app, &invoice).await, ["sent"]);
    })
    .await;
}

#[test]
fn text_in_another_charset_and_huge_files_are_refused() {
    use crate::drivers::bank::pain002::{CannotRead, read};
    let good = answer("DD-1", "deb1", "AC01").replace("ANSWER", "ANSWÉR");
    let latin: Vec<u8> = good.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    assert_eq!(read(&latin), Err(CannotRead::NotUtf8));
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(read(&wide).is_err());
    let huge = good.replace("<GrpSts>", &format!("<!--{}--><GrpSts>", "x".repeat(33 << 20)));
    assert!(matches!(read(huge.as_bytes()), Err(CannotRead::Malformed(_))));
}
