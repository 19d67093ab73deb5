//! A mail transaction: from MAIL to the end of its data.

use crate::queue::{Addresses, MOST_RECIPIENTS, Parcel, Recipient, Wishes};
use smtp_proto::{
    MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_RET_FULL, MAIL_RET_HDRS, MAIL_SMTPUTF8, MailFrom,
    RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER, RCPT_NOTIFY_SUCCESS, RcptTo,
};
use std::borrow::Cow;

#[derive(Debug, Default)]
pub struct Transaction {
    pub sender: String,
    pub wishes: Wishes,
    pub parcels: Vec<Parcel>,
}

/// Parameters that are not offered (RFC 5321 4.1.1.11: 555).
const KNOWN: u64 = MAIL_BODY_7BIT | MAIL_BODY_8BITMIME | MAIL_RET_FULL | MAIL_RET_HDRS | MAIL_SMTPUTF8;

impl Transaction {
    pub fn begin(from: &MailFrom<Cow<'_, str>>) -> Result<Transaction, &'static str> {
        let strange = from.by != 0
            || from.hold_for != 0
            || from.hold_until != 0
            || from.mt_priority != 0
            || from.auth.is_some()
            || from.trans_id.is_some()
            || from.solicit.is_some()
            || from.mtrk.is_some();
        if strange || from.flags & !KNOWN != 0 {
            return Err("555 5.5.4 a parameter of MAIL that is not offered");
        }
        let wishes = wishes(from);
        check_address(&from.address, &wishes)?;
        Ok(Transaction { sender: from.address.to_string(), wishes, parcels: vec![] })
    }

    pub fn recipients(&self) -> usize {
        self.parcels.iter().map(|parcel| parcel.recipients.len()).sum()
    }

    /// Whether one more would be too many.
    pub fn is_full(&self) -> bool {
        self.recipients() >= MOST_RECIPIENTS
    }

    /// What may be said of a recipient, as parameters and signs go.
    pub fn check(&self, to: &RcptTo<Cow<'_, str>>) -> Result<(), &'static str> {
        const NOTIFY: u64 = RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY | RCPT_NOTIFY_NEVER;
        if to.rrvs != 0 || to.flags & !NOTIFY != 0 {
            return Err("555 5.5.4 a parameter of RCPT that is not offered");
        }
        check_address(&to.address, &self.wishes)
    }

    pub fn add(&mut self, to: &RcptTo<Cow<'_, str>>, domain: String) {
        let recipient = Recipient {
            address: to.address.to_string(),
            notify: notify(to.flags),
            orcpt: to.orcpt.as_ref().map(ToString::to_string),
        };
        match self.parcels.iter_mut().find(|parcel| parcel.domain == domain) {
            Some(parcel) => parcel.recipients.push(recipient),
            None => self.parcels.push(Parcel { domain, recipients: vec![recipient], ..Parcel::default() }),
        }
    }

    /// The only recipient, if there is one only.
    pub fn only_recipient(&self) -> Option<&str> {
        match self.parcels.as_slice() {
            [Parcel { recipients, .. }] if recipients.len() == 1 => Some(&recipients[0].address),
            _ => None,
        }
    }
}

fn check_address(address: &str, wishes: &Wishes) -> Result<(), &'static str> {
    if address.chars().any(char::is_control) {
        return Err("501 5.1.7 control characters in an address");
    }
    if !address.is_ascii() && wishes.addresses == Addresses::Ascii {
        return Err("553 5.6.7 an international address needs SMTPUTF8");
    }
    Ok(())
}

fn wishes(from: &MailFrom<Cow<'_, str>>) -> Wishes {
    let chosen = |flag: u64, text: &str| (from.flags & flag != 0).then(|| text.to_string());
    Wishes {
        body: chosen(MAIL_BODY_8BITMIME, "8BITMIME").or_else(|| chosen(MAIL_BODY_7BIT, "7BIT")),
        addresses: if from.flags & MAIL_SMTPUTF8 != 0 { Addresses::International } else { Addresses::Ascii },
        ret: chosen(MAIL_RET_FULL, "FULL").or_else(|| chosen(MAIL_RET_HDRS, "HDRS")),
        envid: from.env_id.as_ref().map(ToString::to_string),
    }
}

fn notify(flags: u64) -> Option<String> {
    let words = [
        (RCPT_NOTIFY_NEVER, "NEVER"),
        (RCPT_NOTIFY_SUCCESS, "SUCCESS"),
        (RCPT_NOTIFY_FAILURE, "FAILURE"),
        (RCPT_NOTIFY_DELAY, "DELAY"),
    ];
    let said: Vec<&str> = words.iter().filter(|(flag, _)| flags & flag != 0).map(|(_, word)| *word).collect();
    (!said.is_empty()).then(|| said.join(","))
}

/// An address as it stands between `<` and `>`: a local part that is no dot-atom is quoted again.
pub fn wire_address(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address.to_string() };
    let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    if !local.is_empty() && local.chars().all(plain) && !dots {
        return address.to_string();
    }
    let quoted = local.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{quoted}\"@{domain}")
}

#[cfg(test)]
mod tests {
    use super::wire_address;

    #[test]
    fn addresses_are_quoted_where_they_must_be() {
        for (address, expect) in [
            ("anna@bakery.test", "anna@bakery.test"),
            ("anna.de+v=x@bakery.test", "anna.de+v=x@bakery.test"),
            ("josé@bakery.test", "josé@bakery.test"),
            ("an na@bakery.test", "\"an na\"@bakery.test"),
            ("a\"b\\c@bakery.test", "\"a\\\"b\\\\c\"@bakery.test"),
            ("a@b@bakery.test", "\"a@b\"@bakery.test"),
            (".anna@bakery.test", "\".anna\"@bakery.test"),
            ("", ""),
        ] {
            assert_eq!(wire_address(address), expect);
        }
    }
}
