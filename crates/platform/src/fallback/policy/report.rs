//! TLSRPT (RFC 8460), pure: the record by which a domain asks senders to tell it where encryption failed, so that a
//! policy that keeps mail from the fallback is heard of.

use serde::Serialize;

/// What a domain's record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TlsReportVerdict")]
pub enum Reports {
    /// Nobody is asked for reports.
    None,
    Good,
    /// There are several, or one that names nobody to write to: senders send nothing.
    Malformed,
    /// DNS did not answer.
    Unknown,
}

impl Reports {
    pub const ALL: [Reports; 4] = [Reports::None, Reports::Good, Reports::Malformed, Reports::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Reports::None => "none",
            Reports::Good => "good",
            Reports::Malformed => "malformed",
            Reports::Unknown => "unknown",
        }
    }

    pub fn of(text: &str) -> Option<Reports> {
        Reports::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// The records of `_smtp._tls.DOMAIN` that are meant (section 3).
pub fn meant(records: &[String]) -> Vec<&str> {
    let ours = |record: &&String| {
        record.strip_prefix("v=TLSRPTv1").is_some_and(|rest| rest.trim_start().starts_with(';'))
    };
    records.iter().filter(ours).map(String::as_str).collect()
}

pub fn judge(records: &[String]) -> Reports {
    match meant(records).as_slice() {
        [] => Reports::None,
        [one] if is_asked(one) => Reports::Good,
        _ => Reports::Malformed,
    }
}

fn is_asked(record: &str) -> bool {
    let mut fields = record.split(';').filter_map(|field| field.trim().split_once('='));
    let rua = fields.find(|(name, _)| name.trim() == "rua").map(|(_, value)| value.trim());
    let place = |place: &str| {
        let place = place.trim();
        place.strip_prefix("mailto:").is_some_and(|address| address.contains('@'))
            || place.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
    };
    rua.is_some_and(|rua| rua.split(',').all(place))
}

/// The record to publish for a domain, as a zone file has it.
pub fn publish(domain: &str) -> String {
    format!("_smtp._tls.{domain}. TXT \"v=TLSRPTv1; rua=mailto:postmaster@{domain}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k3_records_that_ask_for_reports() {
        for (records, expect) in [
            (&[][..], Reports::None),
            (&["v=spf1 -all"], Reports::None),
            (&["v=TLSRPTv1; rua=mailto:postmaster@bakkerij.example"], Reports::Good),
            (&["v=TLSRPTv1;rua=https://reports.example/in,mailto:a@b.example"], Reports::Good),
            (&["v=TLSRPTv1; rua=postmaster@bakkerij.example"], Reports::Malformed),
            (&["v=TLSRPTv1;"], Reports::Malformed),
            (
                &["v=TLSRPTv1; rua=mailto:a@b.example", "v=TLSRPTv1; rua=mailto:c@d.example"],
                Reports::Malformed,
            ),
        ] {
            let records: Vec<String> = records.iter().map(ToString::to_string).collect();
            assert_eq!(judge(&records), expect, "{records:?}");
        }
        let own = publish("bakkerij.example");
        let quoted = own.split('"').nth(1).unwrap().to_string();
        assert_eq!(judge(&[quoted]), Reports::Good, "{own}");
    }
}
