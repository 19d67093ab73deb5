//! What follows from what was found.

use super::rspamd::Report;
use super::{CheckSettings, Doubt};
use std::fmt::Write;

/// What shall become of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Ruling {
    /// It is taken, with these lines in its header.
    Take(String),
    /// 5xx: the sender's own server tells him.
    Refuse(String),
    /// 4xx.
    PutOff(String),
}

/// Whether somebody looked.
#[derive(Debug, Clone, PartialEq)]
pub enum Look<T> {
    Seen(T),
    /// It should have looked, but could not; why.
    Away(String),
    /// Messages like this one are not looked at; why.
    Not(String),
}

/// Of those who were to look.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings {
    pub spam: Option<Look<Report>>,
    /// The virus's name, if there is one.
    pub virus: Option<Look<Option<String>>>,
}

impl Findings {
    pub fn has_virus(&self) -> bool {
        matches!(&self.virus, Some(Look::Seen(Some(_))))
    }

    pub fn is_spam(&self) -> bool {
        self.report().is_some_and(Report::is_spam)
    }

    /// Whether somebody who was to look did not.
    pub fn is_unsure(&self) -> bool {
        matches!(self.spam, Some(Look::Away(_) | Look::Not(_)))
            || matches!(self.virus, Some(Look::Away(_) | Look::Not(_)))
    }

    fn report(&self) -> Option<&Report> {
        match &self.spam {
            Some(Look::Seen(report)) => Some(report),
            _ => None,
        }
    }

    fn away(&self) -> Option<&str> {
        match (&self.spam, &self.virus) {
            (Some(Look::Away(why)), _) | (_, Some(Look::Away(why))) => Some(why),
            _ => None,
        }
    }
}

impl Report {
    pub fn is_spam(&self) -> bool {
        matches!(self.action.as_str(), "add header" | "rewrite subject" | "quarantine")
    }

    pub fn is_plainly_spam(&self) -> bool {
        matches!(self.action.as_str(), "reject" | "discard")
    }
}

/// A virus or plain spam is refused; where one cannot be sure, the settings decide.
pub fn rule(findings: &Findings, settings: &CheckSettings, host: &str) -> Ruling {
    if let Some(Look::Seen(Some(name))) = &findings.virus {
        return Ruling::Refuse(format!("554 5.7.1 a virus was found in it: {}", plain(name)));
    }
    let action = findings.report().map(|report| report.action.as_str()).unwrap_or_default();
    if findings.report().is_some_and(Report::is_plainly_spam) {
        return Ruling::Refuse("554 5.7.1 it was found to be spam".into());
    }
    let doubts = [
        (action == "soft reject", settings.soft_reject, "451 4.7.1 not now, please try again later"),
        (action == "greylist", settings.greylist, "451 4.7.1 greylisted, please try again later"),
        (
            findings.away().is_some(),
            settings.when_away,
            "451 4.7.1 it cannot be checked now, try again later",
        ),
    ];
    let put_off = doubts.iter().find(|(so, doubt, _)| *so && *doubt == Doubt::PutOff);
    match put_off {
        Some((_, _, reply)) => Ruling::PutOff((*reply).to_string()),
        None => Ruling::Take(stamp(findings, host)),
    }
}

/// The lines that say what was found.
fn stamp(findings: &Findings, host: &str) -> String {
    let mut lines = format!("X-Hostler-Checks: {host}");
    match &findings.spam {
        Some(Look::Seen(report)) => {
            let spam = if report.is_spam() { "yes" } else { "no" };
            let (score, required) = (report.score, report.required_score);
            write!(lines, "; spam={spam} score={score:.2}/{required:.2}").expect("writing to a string");
        }
        Some(Look::Away(why) | Look::Not(why)) => lines.push_str(&unchecked("spam", why)),
        None => {}
    }
    match &findings.virus {
        Some(Look::Seen(_)) => lines.push_str("; virus=none"),
        Some(Look::Away(why) | Look::Not(why)) => lines.push_str(&unchecked("virus", why)),
        None => {}
    }
    lines.push_str("\r\n");
    if findings.is_spam() {
        lines.push_str("X-Spam-Flag: YES\r\n");
    }
    if let Some(report) = findings.report() {
        write!(lines, "Authentication-Results: {host}{}\r\n", results(report)).expect("writing to a string");
    }
    lines
}

fn unchecked(what: &str, why: &str) -> String {
    format!(";\r\n\t{what}=unchecked ({})", plain(why))
}

/// What may stand in a comment of a header and in a reply.
fn plain(text: &str) -> String {
    let plain = |sign: char| sign.is_ascii_graphic() && !"()\\\"".contains(sign) || sign == ' ';
    text.chars().filter(|sign| plain(*sign)).take(120).collect()
}

/// Rspamd's symbols as results of RFC 8601.
const RESULTS: [(&str, &[(&str, &str)]); 3] = [
    (
        "spf",
        &[
            ("R_SPF_ALLOW", "pass"),
            ("R_SPF_FAIL", "fail"),
            ("R_SPF_SOFTFAIL", "softfail"),
            ("R_SPF_NEUTRAL", "neutral"),
            ("R_SPF_DNSFAIL", "temperror"),
            ("R_SPF_PERMFAIL", "permerror"),
            ("R_SPF_NA", "none"),
        ],
    ),
    (
        "dkim",
        &[
            ("R_DKIM_ALLOW", "pass"),
            ("R_DKIM_REJECT", "fail"),
            ("R_DKIM_TEMPFAIL", "temperror"),
            ("R_DKIM_PERMFAIL", "permerror"),
            ("R_DKIM_NA", "none"),
        ],
    ),
    (
        "dmarc",
        &[
            ("DMARC_POLICY_ALLOW", "pass"),
            ("DMARC_POLICY_REJECT", "fail"),
            ("DMARC_POLICY_QUARANTINE", "fail"),
            ("DMARC_POLICY_SOFTFAIL", "fail"),
            ("DMARC_DNSFAIL", "temperror"),
            ("DMARC_BAD_POLICY", "permerror"),
            ("DMARC_NA", "none"),
        ],
    ),
];

fn results(report: &Report) -> String {
    let mut told = String::new();
    for (method, symbols) in RESULTS {
        let seen = symbols.iter().find(|(symbol, _)| report.symbols.contains_key(*symbol));
        if let Some((_, result)) = seen {
            write!(told, "; {method}={result}").expect("writing to a string");
        }
    }
    if told.is_empty() { "; none".into() } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(action: &str, symbols: &[&str]) -> Option<Look<Report>> {
        let symbols = symbols.iter().map(|name| (name.to_string(), serde_json::Value::Null)).collect();
        Some(Look::Seen(Report { action: action.into(), score: 6.0, required_score: 15.0, symbols }))
    }

    fn ruled(findings: &Findings, settings: &CheckSettings) -> String {
        match rule(findings, settings, "mx2.hostler.test") {
            Ruling::Take(lines) => lines,
            Ruling::Refuse(reply) | Ruling::PutOff(reply) => reply[..9].to_string(),
        }
    }

    #[test]
    fn what_is_plainly_bad_is_refused_and_what_is_doubtful_is_marked() {
        let usual = CheckSettings::default();
        let strict = CheckSettings {
            when_away: Doubt::PutOff,
            greylist: Doubt::PutOff,
            soft_reject: Doubt::Take,
            ..usual.clone()
        };
        let flagged = "X-Hostler-Checks: mx2.hostler.test; spam=yes score=6.00/15.00\r\nX-Spam-Flag: YES\r\n\
                       Authentication-Results: mx2.hostler.test; none\r\n";
        let fine = "X-Hostler-Checks: mx2.hostler.test; spam=no score=6.00/15.00\r\n\
                    Authentication-Results: mx2.hostler.test; none\r\n";
        for (action, expect, expect_strict) in [
            ("no action", fine, fine),
            ("greylist", fine, "451 4.7.1"),
            ("add header", flagged, flagged),
            ("rewrite subject", flagged, flagged),
            ("soft reject", "451 4.7.1", fine),
            ("reject", "554 5.7.1", "554 5.7.1"),
            ("discard", "554 5.7.1", "554 5.7.1"),
        ] {
            let findings = Findings { spam: report(action, &[]), virus: None };
            assert_eq!(ruled(&findings, &usual), expect, "{action}");
            assert_eq!(ruled(&findings, &strict), expect_strict, "{action}");
        }
        let away = Findings { spam: Some(Look::Away("Rspamd: no answer".into())), virus: None };
        assert_eq!(ruled(&away, &strict), "451 4.7.1");
        assert!(ruled(&away, &usual).contains("spam=unchecked (Rspamd: no answer)"));
        let long = Findings { spam: Some(Look::Not("it is too long".into())), virus: None };
        assert!(
            ruled(&long, &strict).contains("spam=unchecked (it is too long)"),
            "nobody is put off for that"
        );
    }

    #[test]
    fn a_virus_is_refused_whatever_else_is_said() {
        let virus = Some(Look::Seen(Some("Eicar(Test)\r\nX".into())));
        let findings = Findings { spam: report("no action", &[]), virus };
        let Ruling::Refuse(reply) = rule(&findings, &CheckSettings::default(), "mx2.hostler.test") else {
            panic!("it is taken")
        };
        assert_eq!(reply, "554 5.7.1 a virus was found in it: EicarTestX");
        let clean = Findings { spam: None, virus: Some(Look::Seen(None)) };
        assert_eq!(
            ruled(&clean, &CheckSettings::default()),
            "X-Hostler-Checks: mx2.hostler.test; virus=none\r\n"
        );
    }

    #[test]
    fn what_is_known_of_the_sender_is_passed_on() {
        let spam = report("no action", &["R_SPF_ALLOW", "R_DKIM_NA", "DMARC_POLICY_SOFTFAIL", "OTHER"]);
        let lines = ruled(&Findings { spam, virus: None }, &CheckSettings::default());
        let expect = "Authentication-Results: mx2.hostler.test; spf=pass; dkim=none; dmarc=fail\r\n";
        assert!(lines.ends_with(expect), "{lines}");
    }
}
