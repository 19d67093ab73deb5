//! The provider's bank: what it books, on statements of the newer kind (camt.053.001.08).

use jiff::civil::Date;

/// The account, and how far its statements are.
#[derive(Default)]
pub struct Bank {
    number: i64,
    balance_minor: i64,
}

/// One booking of a day.
#[derive(Default, Clone)]
pub struct Booking {
    /// Below zero: it left the account.
    pub amount_minor: i64,
    pub name: String,
    pub iban: String,
    /// ISO 11649.
    pub reference: String,
    /// Of a debit.
    pub end_to_end_id: String,
    /// Why a debit came back.
    pub return_reason: String,
    /// The group of debits that it is, booked as one amount without saying which.
    pub group: String,
}

impl Bank {
    /// The statement of a day about the account `iban`.
    pub fn statement(&mut self, iban: &str, day: Date, bookings: &[Booking]) -> String {
        let before = self.balance_minor;
        self.number += 1;
        self.balance_minor += bookings.iter().map(|booking| booking.amount_minor).sum::<i64>();
        let number = self.number;
        let entries: String =
            bookings.iter().enumerate().map(|(at, one)| one.entry(day, (number, at))).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt>\n\
             <GrpHdr><MsgId>S{number}</MsgId><CreDtTm>{day}T23:59:00</CreDtTm></GrpHdr>\n\
             <Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{day}T23:59:00</CreDtTm>\n\
             <Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{}{}{entries}</Stmt>\n\
             </BkToCstmrStmt>\n</Document>\n",
            balance("OPBD", day.yesterday().unwrap(), before),
            balance("CLBD", day, self.balance_minor),
        )
    }
}

fn amount(minor: i64) -> String {
    let (size, side) = (minor.abs(), if minor < 0 { "DBIT" } else { "CRDT" });
    format!("<Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>{side}</CdtDbtInd>", size / 100, size % 100)
}

fn balance(kind: &str, day: Date, minor: i64) -> String {
    let kind = format!("<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>");
    format!("<Bal>{kind}{}<Dt><Dt>{day}</Dt></Dt></Bal>\n", amount(minor))
}

impl Booking {
    fn entry(&self, day: Date, (statement, at): (i64, usize)) -> String {
        let details = match self.group.is_empty() {
            true => self.details(),
            false => format!("<Btch><PmtInfId>{}</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>", self.group),
        };
        format!(
            "<Ntry>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
             <AcctSvcrRef>S{statement}-{at}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>\
             <SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>{details}</NtryDtls></Ntry>\n",
            amount(self.amount_minor)
        )
    }

    fn details(&self) -> String {
        let end_to_end = if self.end_to_end_id.is_empty() { "NOTPROVIDED" } else { &self.end_to_end_id };
        let refs = format!("<Refs><EndToEndId>{end_to_end}</EndToEndId></Refs>");
        let (name, iban) = (&self.name, &self.iban);
        let parties = format!(
            "<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr>\
             <DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"
        );
        let reference = match self.reference.is_empty() {
            true => String::new(),
            false => format!(
                "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{}</Ref>\
                 </CdtrRefInf></Strd></RmtInf>",
                self.reference
            ),
        };
        let returned = match self.return_reason.is_empty() {
            true => String::new(),
            false => format!("<RtrInf><Rsn><Cd>{}</Cd></Rsn></RtrInf>", self.return_reason),
        };
        format!("<TxDtls>{refs}{}{parties}{reference}{returned}</TxDtls>", amount(self.amount_minor))
    }
}
