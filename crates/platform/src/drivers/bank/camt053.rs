//! camt.053 (ISO 20022, Bank-to-Customer Statement): the XML statement of European banks. What differs between its
//! versions — where a name or a status stands — is read wherever it stands.

use super::refused::StatementRefused;
use super::statement::{Balance, Batch, Booking, Format, Statement, Transaction};
use super::xml::{Node, tree};
use super::{minor, plain};
use jiff::civil::Date;

/// What stands below `Document` in messages that are sent in its place.
const OTHERS: [(&str, &str); 6] = [
    ("BkToCstmrAcctRpt", "camt.052"),
    ("BkToCstmrDbtCdtNtfctn", "camt.054"),
    ("CstmrPmtStsRpt", "pain.002"),
    ("CstmrDrctDbtInitn", "pain.008"),
    ("CstmrCdtTrfInitn", "pain.001"),
    ("RsltnOfInvstgtn", "camt.029"),
];

type Read<T> = Result<T, StatementRefused>;

pub fn read(bytes: &[u8]) -> Read<Vec<Statement>> {
    let document = tree(bytes)?;
    let message = document.first_child().filter(|_| document.name == "Document");
    let message = message.ok_or(StatementRefused::Unknown)?;
    if let Some((_, other)) = OTHERS.iter().find(|(name, _)| *name == message.name) {
        return Err(StatementRefused::OtherMessage { message: (*other).to_string() });
    }
    if message.name != "BkToCstmrStmt" || !document.namespace.contains(":camt.053.001.") {
        return Err(StatementRefused::Unknown);
    }
    let statements = message.all("Stmt").map(statement).collect::<Read<Vec<_>>>()?;
    if statements.is_empty() { Err(missing(message, "Stmt")) } else { Ok(statements) }
}

fn missing(node: &Node, field: &str) -> StatementRefused {
    StatementRefused::Field { line: node.line, field: field.to_string() }
}

fn statement(node: &Node) -> Read<Statement> {
    let account = node.child("Acct").ok_or_else(|| missing(node, "Acct"))?;
    let iban = plain(&account.first_text(&[&["Id", "IBAN"], &["Id", "Othr", "Id"]]));
    let opening = balance(node, &["OPBD", "PRCD"])?;
    let closing = balance(node, &["CLBD"])?;
    let closed = node.all("Bal").find(|balance| kind(balance) == "CLBD");
    let currency = closed.map(|balance| balance.at(&["Amt"]).map_or("", |amount| &amount.currency));
    let currency = currency.unwrap_or_default().to_string();
    let booked = node.all("Ntry").filter(|entry| is_booked(entry));
    let bookings = booked.map(|entry| booking(entry, &currency)).collect::<Read<Vec<_>>>()?;
    Ok(Statement {
        format: Format::Camt053,
        name: node.text_at(&["Id"]).to_string(),
        sequence: node.first_text(&[&["ElctrncSeqNb"], &["LglSeqNb"]]).parse().ok(),
        iban: if iban.is_empty() { return Err(missing(account, "Acct/Id/IBAN")) } else { iban },
        currency,
        opening,
        closing,
        bookings: bookings.into_iter().filter(|booking| booking.amount_minor != 0).collect(),
    })
}

fn kind(balance: &Node) -> &str {
    balance.text_at(&["Tp", "CdOrPrtry", "Cd"])
}

fn balance(node: &Node, kinds: &[&str]) -> Read<Balance> {
    let found = kinds.iter().find_map(|wanted| node.all("Bal").find(|balance| kind(balance) == *wanted));
    let found = found.ok_or_else(|| missing(node, &format!("Bal {}", kinds[0])))?;
    let currency = found.at(&["Amt"]).map_or("", |amount| &amount.currency);
    Ok(Balance { date: date(found, "Dt")?, minor: amount(found, currency)? })
}

/// Bookings that are only expected or told of are not on the account.
fn is_booked(entry: &Node) -> bool {
    entry.first_text(&[&["Sts", "Cd"], &["Sts"]]) == "BOOK"
}

/// `Amt` with the sign of `CdtDbtInd`.
fn amount(node: &Node, currency: &str) -> Read<i64> {
    let found = node.child("Amt").ok_or_else(|| missing(node, "Amt"))?;
    if found.currency != currency {
        return Err(missing(found, "Amt Ccy"));
    }
    let size = minor(&found.text, '.').ok_or_else(|| missing(found, "Amt"))?;
    signed(node, size).ok_or_else(|| missing(node, "CdtDbtInd"))
}

fn signed(node: &Node, size: i64) -> Option<i64> {
    match node.text_at(&["CdtDbtInd"]) {
        "CRDT" => Some(size),
        "DBIT" => Some(-size),
        _ => None,
    }
}

/// A day, which some banks write with its time.
fn date(node: &Node, name: &str) -> Read<Date> {
    let text = node.first_text(&[&[name, "Dt"], &[name, "DtTm"]]);
    text.get(..10).and_then(|day| day.parse().ok()).ok_or_else(|| missing(node, name))
}

fn booking(entry: &Node, currency: &str) -> Read<Booking> {
    let amount_minor = amount(entry, currency)?;
    let details: Vec<&Node> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    let batch = entry.all("NtryDtls").find_map(|details| details.child("Btch")).map(batch);
    let is_whole = batch.as_ref().and_then(|batch| batch.transactions).is_none_or(|count| count == 1);
    let transactions = match details.as_slice() {
        [one] if is_whole => vec![transaction(entry, one, amount_minor)],
        several => split(entry, several, amount_minor),
    };
    Ok(Booking {
        date: date(entry, "BookgDt").or_else(|_| date(entry, "ValDt"))?,
        amount_minor,
        bank_reference: entry.first_text(&[&["AcctSvcrRef"], &["NtryRef"]]),
        batch: batch.or((details.len() > 1).then(Batch::default)),
        transactions,
    })
}

fn batch(node: &Node) -> Batch {
    Batch {
        payment_info_id: node.first_text(&[&["PmtInfId"], &["MsgId"]]),
        transactions: node.text_at(&["NbOfTxs"]).parse().ok(),
    }
}

/// The transactions of a batch, if their amounts are told and come to the booking's. Otherwise it stays one amount,
/// with everything that is said of it, for somebody to settle.
fn split(entry: &Node, details: &[&Node], amount_minor: i64) -> Vec<Transaction> {
    let amounts: Option<Vec<i64>> = details.iter().map(|detail| detail_amount(entry, detail)).collect();
    match amounts {
        Some(amounts) if !amounts.is_empty() && amounts.iter().sum::<i64>() == amount_minor => {
            details.iter().zip(amounts).map(|(detail, minor)| transaction(entry, detail, minor)).collect()
        }
        _ => {
            let mut words: Vec<String> = details.iter().map(|detail| words(detail)).collect();
            words.push(entry.text_at(&["AddtlNtryInf"]).to_string());
            words.retain(|words| !words.is_empty());
            let charges_minor = charges(entry);
            vec![Transaction {
                amount_minor,
                charges_minor,
                words: words.join(" "),
                ..Transaction::default()
            }]
        }
    }
}

/// A detail's own amount, which stands in one of two places and may have no sign of its own.
fn detail_amount(entry: &Node, detail: &Node) -> Option<i64> {
    let found = detail.child("Amt").or_else(|| detail.at(&["AmtDtls", "TxAmt", "Amt"]))?;
    if found.currency != entry.child("Amt")?.currency {
        return None;
    }
    let size = minor(&found.text, '.')?;
    signed(detail, size).or_else(|| signed(entry, size))
}

fn transaction(entry: &Node, detail: &Node, amount_minor: i64) -> Transaction {
    let given = |text: String| if text == "NOTPROVIDED" { String::new() } else { text };
    let return_reason = detail.first_text(&[&["RtrInf", "Rsn", "Cd"], &["RtrInf", "Rsn", "Prtry"]]);
    // Of what came back, payer and payee are those of the payment that it was.
    let payer = (amount_minor > 0) == return_reason.is_empty();
    let sides = if payer { ["Dbtr", "Cdtr"] } else { ["Cdtr", "Dbtr"] };
    let parties = detail.child("RltdPties");
    let name = |side: &str| parties.map(|node| node.first_text(&[&[side, "Nm"], &[side, "Pty", "Nm"]]));
    let account = |side: &str| {
        let account = format!("{side}Acct");
        parties.map(|node| plain(node.text_at(&[&account, "Id", "IBAN"])))
    };
    let said = words(detail);
    let own = charges(detail);
    Transaction {
        amount_minor,
        charges_minor: if own > 0 { own } else { charges(entry) },
        name: name(sides[0]).unwrap_or_default(),
        iban: account(sides[0]).unwrap_or_default(),
        end_to_end_id: given(detail.text_at(&["Refs", "EndToEndId"]).to_string()),
        mandate: given(detail.text_at(&["Refs", "MndtId"]).to_string()),
        reference: detail.text_at(&["RmtInf", "Strd", "CdtrRefInf", "Ref"]).to_string(),
        words: if said.is_empty() { entry.text_at(&["AddtlNtryInf"]).to_string() } else { said },
        return_reason,
    }
}

/// Everything that was written for the payee: free words, further references, the numbers of documents.
fn words(detail: &Node) -> String {
    let mut said = Vec::new();
    for remittance in detail.all("RmtInf") {
        said.extend(remittance.all("Ustrd").map(|words| words.text.clone()));
        for structured in remittance.all("Strd") {
            said.extend(structured.all("RfrdDocInf").map(|document| document.text_at(&["Nb"]).to_string()));
            said.extend(structured.all("AddtlRmtInf").map(|words| words.text.clone()));
        }
        let references = remittance.all("Strd").skip(1);
        said.extend(references.map(|one| one.text_at(&["CdtrRefInf", "Ref"]).to_string()));
    }
    if said.iter().all(String::is_empty) {
        said.push(detail.text_at(&["AddtlTxInf"]).to_string());
    }
    said.retain(|words| !words.is_empty());
    said.join(" ")
}

/// What the bank kept of the amount: charges that are said to be included in it.
fn charges(node: &Node) -> i64 {
    let Some(charges) = node.child("Chrgs") else { return 0 };
    let records = charges.all("Rcrd").chain(charges.child("Amt").map(|_| charges));
    let included = records.filter(|record| matches!(record.text_at(&["ChrgInclInd"]), "true" | "1"));
    let kept = included.filter(|record| record.text_at(&["CdtDbtInd"]) != "CRDT");
    kept.filter_map(|record| minor(record.text_at(&["Amt"]), '.')).sum()
}
