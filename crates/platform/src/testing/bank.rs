//! Statements of the provider's bank for tests, in the shapes of several banks.

use crate::drivers::bank::decimal;
use jiff::civil::Date;
use std::fmt::Write;

/// The provider's account in [`crate::catalogue::Catalogue::standard`].
pub const OURS: &str = "NL00BANK0000000000";

/// A day's statement.
#[derive(Debug, Clone)]
pub struct Day {
    pub iban: String,
    pub sequence: i64,
    pub date: Date,
    pub opening_minor: i64,
    pub lines: Vec<Line>,
}

/// A booking of it.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub amount_minor: i64,
    pub charges_minor: i64,
    pub name: String,
    pub iban: String,
    pub words: String,
    /// Structured.
    pub reference: String,
    pub end_to_end_id: String,
    pub return_reason: String,
    pub bank_reference: String,
    pub payment_info_id: String,
    /// What it is a batch of.
    pub batch: Vec<Line>,
}

impl Line {
    pub fn of(amount_minor: i64, name: &str, words: &str) -> Line {
        Line { amount_minor, name: name.into(), words: words.into(), ..Line::default() }
    }

    pub fn from_account(self, iban: &str) -> Line {
        Line { iban: iban.into(), ..self }
    }
}

/// Whose MT940.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bank {
    Abn,
    Ing,
    Rabo,
    German,
}

impl Day {
    pub fn new(date: &str, sequence: i64, opening_minor: i64) -> Day {
        let date = date.parse().expect("a day");
        Day { iban: OURS.into(), sequence, date, opening_minor, lines: Vec::new() }
    }

    pub fn line(mut self, line: Line) -> Day {
        self.lines.push(line);
        self
    }

    pub fn closing_minor(&self) -> i64 {
        self.opening_minor + self.lines.iter().map(|line| line.amount_minor).sum::<i64>()
    }

    /// The next day, empty.
    pub fn next(&self) -> Day {
        Day {
            iban: self.iban.clone(),
            sequence: self.sequence + 1,
            date: self.date.tomorrow().expect("a day"),
            opening_minor: self.closing_minor(),
            lines: Vec::new(),
        }
    }

    /// camt.053 of this version: `001.02` or `001.08`.
    pub fn camt(&self, version: &str) -> String {
        camt(std::slice::from_ref(self), version)
    }

    pub fn mt940(&self, bank: Bank) -> String {
        let mut text = match bank {
            Bank::Abn => "ABNANL2A\r\n940\r\nABNANL2A\r\n".to_string(),
            Bank::Ing => "{1:F01INGBNL2ABXXX0000000000}\r\n{2:I940INGBNL2AXXXN}\r\n{4:\r\n".into(),
            Bank::Rabo => ":940:\r\n".into(),
            Bank::German => String::new(),
        };
        let currency = match bank {
            Bank::Ing => "EUR",
            Bank::Rabo => " EUR",
            Bank::Abn | Bank::German => "",
        };
        let sequence = if bank == Bank::Rabo { 0 } else { self.sequence };
        write!(text, ":20:940S{}\r\n:25:{}{currency}\r\n:28C:{sequence}/1\r\n", self.date, self.iban)
            .expect("writing to a string");
        text += &format!(":60F:{}\r\n", balance(self.date.yesterday().expect("a day"), self.opening_minor));
        for line in &self.lines {
            text += &line.mt940(self.date, bank);
        }
        text += &format!(":62F:{}\r\n", balance(self.date, self.closing_minor()));
        text + if bank == Bank::Ing { "-}\r\n" } else { "-\r\n" }
    }
}

fn balance(date: Date, minor: i64) -> String {
    let mark = if minor < 0 { "D" } else { "C" };
    format!("{mark}{}EUR{}", short(date), comma(minor))
}

fn short(date: Date) -> String {
    date.strftime("%y%m%d").to_string()
}

fn comma(minor: i64) -> String {
    decimal(minor.abs()).replace('.', ",")
}

impl Line {
    fn mt940(&self, date: Date, bank: Bank) -> String {
        let mark = if self.amount_minor < 0 { "D" } else { "C" };
        let head = format!(":61:{}{}{mark}{}", short(date), date.strftime("%m%d"), comma(self.amount_minor));
        let own = &self.bank_reference;
        let or = |text: &str| if text.is_empty() { "NOTPROVIDED".into() } else { text.to_string() };
        let end_to_end = or(&self.end_to_end_id);
        let (name, words) = (&self.name, &self.words);
        let returned = match self.return_reason.is_empty() {
            true => String::new(),
            false => format!("/RTRN/{}", self.return_reason),
        };
        let remittance = match self.reference.is_empty() {
            true => format!("USTD//{words}"),
            false => format!("STRD/CUR/{}", self.reference),
        };
        match bank {
            Bank::Abn => {
                let said =
                    format!("/TRTP/SEPA OVERBOEKING/IBAN/{}/BIC/BANKNL2A/NAME/{name}{returned}", self.iban);
                let said = format!("{said}/REMI/{words}{}/EREF/{end_to_end}", self.reference);
                format!("{head}N247NONREF//{own}\r\n:86:{}\r\n", wrapped(&said))
            }
            Bank::Ing => {
                let said = format!("/EREF/{end_to_end}{returned}//CNTP/{}/BANKNL2A/{name}///", self.iban);
                let said = format!("{said}REMI/{remittance}/");
                format!("{head}NTRFEREF//{own}\r\n/TRCD/00100/\r\n:86:{}\r\n", wrapped(&said))
            }
            Bank::Rabo => {
                let said = format!(
                    "/EREF/{end_to_end}/ORDP//NAME/{name}{returned}/REMI/{words}{}/ISDT/{date}",
                    self.reference
                );
                format!("{head}N541EREF//{own}\r\n{}\r\n:86:{}\r\n", self.iban, wrapped(&said))
            }
            Bank::German => {
                let said = format!("EREF+{end_to_end}SVWZ+{words} {}", self.reference);
                let parts: Vec<String> = said
                    .as_bytes()
                    .chunks(27)
                    .enumerate()
                    .map(|(at, part)| format!("?{}{}", 20 + at, String::from_utf8_lossy(part)))
                    .collect();
                format!(
                    "{head}NTRFNONREF//{own}\r\n:86:166?00GUTSCHRIFT{}?30BANKDEFF?31{}?32{name}\r\n",
                    parts.concat(),
                    self.iban
                )
            }
        }
    }

    fn camt(&self, date: Date, version: &str) -> String {
        let newer = version != "001.02";
        let status = if newer { "<Sts><Cd>BOOK</Cd></Sts>" } else { "<Sts>BOOK</Sts>" };
        let mut xml = format!(
            "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}</CdtDbtInd>{status}<BookgDt><Dt>{date}</Dt></BookgDt>\n\
             <ValDt><Dt>{date}</Dt></ValDt>",
            decimal(self.amount_minor.abs()),
            direction(self.amount_minor),
        );
        if !self.bank_reference.is_empty() {
            xml += &format!("<AcctSvcrRef>{}</AcctSvcrRef>", self.bank_reference);
        }
        xml += "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>";
        if self.charges_minor > 0 && newer {
            xml += &format!("<Chrgs>{}</Chrgs>", self.charge());
        }
        xml += "<NtryDtls>";
        if !self.batch.is_empty() || !self.payment_info_id.is_empty() {
            let number = self.batch.len().max(2);
            xml += &format!(
                "<Btch><PmtInfId>{}</PmtInfId><NbOfTxs>{number}</NbOfTxs></Btch>",
                self.payment_info_id
            );
        }
        for line in &self.batch {
            xml += &line.details(version, Some(line.amount_minor));
        }
        if self.batch.is_empty() && self.payment_info_id.is_empty() {
            xml += &self.details(version, None);
        }
        xml + "</NtryDtls></Ntry>\n"
    }

    fn charge(&self) -> String {
        let amount = decimal(self.charges_minor);
        format!(
            "<Rcrd><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd>"
        )
    }

    fn details(&self, version: &str, amount: Option<i64>) -> String {
        let newer = version != "001.02";
        let end_to_end = if self.end_to_end_id.is_empty() { "NOTPROVIDED" } else { &self.end_to_end_id };
        let mut xml = format!("<TxDtls><Refs><EndToEndId>{end_to_end}</EndToEndId></Refs>");
        if let Some(minor) = amount {
            let size = decimal(minor.abs());
            xml += &match newer {
                true => format!("<Amt Ccy=\"EUR\">{size}</Amt><CdtDbtInd>{}</CdtDbtInd>", direction(minor)),
                false => format!("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">{size}</Amt></TxAmt></AmtDtls>"),
            };
        }
        let came = (self.amount_minor > 0) == self.return_reason.is_empty();
        let side = if came { "Dbtr" } else { "Cdtr" };
        let name = escaped(&self.name);
        let party = if newer { format!("<Pty><Nm>{name}</Nm></Pty>") } else { format!("<Nm>{name}</Nm>") };
        xml += &format!("<RltdPties><{side}>{party}</{side}>");
        if !self.iban.is_empty() {
            xml += &format!("<{side}Acct><Id><IBAN>{}</IBAN></Id></{side}Acct>", self.iban);
        }
        xml += "</RltdPties>";
        if !self.reference.is_empty() {
            let kind = "<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>ISO</Issr></Tp>";
            let reference = &self.reference;
            xml += &format!(
                "<RmtInf><Strd><CdtrRefInf>{kind}<Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf>"
            );
        } else if !self.words.is_empty() {
            let parts =
                self.words.as_bytes().chunks(140).map(|part| String::from_utf8_lossy(part).into_owned());
            let parts: Vec<String> = parts.map(|part| format!("<Ustrd>{}</Ustrd>", escaped(&part))).collect();
            xml += &format!("<RmtInf>{}</RmtInf>", parts.concat());
        }
        if !self.return_reason.is_empty() {
            xml += &format!("<RtrInf><Rsn><Cd>{}</Cd></Rsn></RtrInf>", self.return_reason);
        }
        xml + "</TxDtls>\n"
    }
}

fn direction(minor: i64) -> &'static str {
    if minor < 0 { "DBIT" } else { "CRDT" }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Field 86 in lines of 65 signs, as Dutch banks break it.
fn wrapped(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let lines = signs.chunks(65).map(|line| line.iter().collect::<String>());
    lines.collect::<Vec<_>>().join("\r\n")
}

/// Several days in one camt.053.
pub fn camt(days: &[Day], version: &str) -> String {
    let message = format!("S{}", days.first().map_or(0, |day| day.sequence));
    let statements: String = days.iter().map(|day| statement(day, version)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.{version}\">\n<BkToCstmrStmt>\n\
         <GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-11-03T05:00:00</CreDtTm></GrpHdr>\n{statements}\
         </BkToCstmrStmt>\n</Document>\n"
    )
}

fn statement(day: &Day, version: &str) -> String {
    let (date, sequence) = (day.date, day.sequence);
    let balance = |kind: &str, date: Date, minor: i64| {
        let (size, side) = (decimal(minor.abs()), direction(minor));
        let kind = format!("<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>");
        format!(
            "<Bal>{kind}<Amt Ccy=\"EUR\">{size}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{date}</Dt></Dt></Bal>\n"
        )
    };
    let entries: String = day.lines.iter().map(|line| line.camt(date, version)).collect();
    format!(
        "<Stmt><Id>{date}-{sequence}</Id><ElctrncSeqNb>{sequence}</ElctrncSeqNb>\
         <CreDtTm>{date}T23:59:00</CreDtTm>\n<Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{}{}{entries}</Stmt>\n",
        day.iban,
        balance("OPBD", date.yesterday().expect("a day"), day.opening_minor),
        balance("CLBD", date, day.closing_minor()),
    )
}
