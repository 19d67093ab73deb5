//! MTA-STS (RFC 8461), pure: the record that says there is a policy, the policy itself, and what it says about the server
//! and the fallback.

use serde::Serialize;

/// The longest `max_age`, in seconds (section 3.2).
const LONGEST_S: u64 = 31_557_600;
/// The longest id of a record (section 3.1).
const LONGEST_ID: usize = 32;

/// What a domain's policy says about server and fallback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "MtaStsVerdict")]
pub enum Sts {
    /// There is no policy, so nobody is strict.
    None,
    /// It names both, or binds nobody (`mode: none`).
    Good,
    /// It names both, but the fallback's certificate is none that strict senders take.
    Certificate,
    /// It is enforced and does not name both: strict senders never use the one that is missing.
    Lacks,
    /// It does not name both, and is only tried out (`mode: testing`).
    LacksTesting,
    /// There are several records, or one that is none: senders take it as if there were no policy.
    Record,
    /// What is published as the policy is none.
    Malformed,
    /// The record says that there is a policy, but it cannot be fetched.
    Away,
    /// DNS did not answer.
    Unknown,
}

impl Sts {
    pub const ALL: [Sts; 9] = [
        Sts::None,
        Sts::Good,
        Sts::Certificate,
        Sts::Lacks,
        Sts::LacksTesting,
        Sts::Record,
        Sts::Malformed,
        Sts::Away,
        Sts::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Sts::None => "none",
            Sts::Good => "good",
            Sts::Certificate => "certificate",
            Sts::Lacks => "lacks",
            Sts::LacksTesting => "lacks-testing",
            Sts::Record => "record",
            Sts::Malformed => "malformed",
            Sts::Away => "away",
            Sts::Unknown => "unknown",
        }
    }

    pub fn of(text: &str) -> Option<Sts> {
        Sts::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }
}

/// What the TXT records of `_mta-sts.DOMAIN` come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announced {
    No,
    Yes,
    /// Several, or one without an id.
    Malformed,
}

/// Records that do not begin with the version are somebody else's (section 3.1).
pub fn announced(records: &[String]) -> Announced {
    let ours = records.iter().filter_map(|record| record.strip_prefix("v=STSv1"));
    let ours: Vec<&str> = ours.filter(|rest| rest.trim_start().starts_with(';')).collect();
    match ours.as_slice() {
        [] => Announced::No,
        [one] if has_id(one) => Announced::Yes,
        _ => Announced::Malformed,
    }
}

fn has_id(fields: &str) -> bool {
    let mut fields = fields.split(';').filter_map(|field| field.trim().split_once('='));
    fields.any(|(name, value)| {
        name.trim() == "id"
            && (1..=LONGEST_ID).contains(&value.trim().len())
            && value.trim().bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Enforce,
    Testing,
    Off,
}

/// A policy as it is published (section 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub mode: Mode,
    /// Names of mail servers in small letters; `*.` stands for one label.
    pub mx: Vec<String>,
}

/// Reads a policy; of fields that may stand there once, the first counts.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<Policy, &'static str> {
    let mut fields = Vec::new();
    for line in
        text.split('\n').map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty())
    {
        let (name, value) = line.split_once(':').ok_or("a line is no `name: value`")?;
        fields.push((name.trim(), value.trim()));
    }
    let first = |name: &str| fields.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    if first("version") != Some("STSv1") {
        return Err("`version: STSv1` is missing");
    }
    let mode = match first("mode") {
        Some("enforce") => Mode::Enforce,
        Some("testing") => Mode::Testing,
        Some("none") => Mode::Off,
        _ => return Err("`mode` is neither enforce, testing nor none"),
    };
    let age = first("max_age").and_then(|age| age.parse::<u64>().ok());
    if age.is_none_or(|age| age > LONGEST_S) {
        return Err("`max_age` is missing or no number of seconds up to 31557600");
    }
    let mx: Vec<String> = fields
        .iter()
        .filter(|(name, _)| *name == "mx")
        .map(|(_, host)| host.trim_end_matches('.').to_ascii_lowercase())
        .collect();
    match mx.is_empty() && mode != Mode::Off {
        true => Err("`mx` is missing"),
        false => Ok(Policy { mode, mx }),
    }
}

impl Policy {
    /// Whether it names a mail server (section 4.1): a star is exactly the first label.
    pub fn names(&self, host: &str) -> bool {
        let below = host.split_once('.').map(|(_, rest)| rest);
        self.mx.iter().any(|mx| match mx.strip_prefix("*.") {
            Some(rest) => below == Some(rest),
            None => mx == host,
        })
    }

    /// Those that it does not name.
    pub fn lacks<'a>(&self, hosts: &[&'a str]) -> Vec<&'a str> {
        hosts.iter().copied().filter(|host| !self.names(host)).collect()
    }
}

/// What follows from a policy.
pub fn judge(policy: &Policy, (server, fallback): (&str, &str), certificate: &str) -> Sts {
    let lacks = !policy.lacks(&[server, fallback]).is_empty();
    match policy.mode {
        Mode::Off => Sts::Good,
        Mode::Enforce if lacks => Sts::Lacks,
        Mode::Testing if lacks => Sts::LacksTesting,
        Mode::Enforce if !certificate.is_empty() => Sts::Certificate,
        Mode::Enforce | Mode::Testing => Sts::Good,
    }
}

/// What a policy as it was kept does not name; nothing if it is none.
pub fn lacking<'a>(text: &str, hosts: &[&'a str]) -> Vec<&'a str> {
    read(text).map(|policy| policy.lacks(hosts)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTS: (&str, &str) = ("bakkerij.hostler.test", "mx2.hostler.test");

    fn policy(mode: &str, mx: &[&str]) -> String {
        let mx: String = mx.iter().map(|mx| format!("mx: {mx}\r\n")).collect();
        format!("version: STSv1\r\nmode: {mode}\r\n{mx}max_age: 604800\r\n")
    }

    #[test]
    fn k3_a_policy_has_to_name_server_and_fallback() {
        for (mode, mx, expect) in [
            ("enforce", &[HOSTS.0, HOSTS.1][..], Sts::Good),
            ("enforce", &["*.hostler.test"], Sts::Good),
            ("enforce", &["BAKKERIJ.hostler.test.", "MX2.Hostler.test"], Sts::Good),
            ("enforce", &[HOSTS.0], Sts::Lacks),
            ("enforce", &[HOSTS.1], Sts::Lacks),
            ("enforce", &["*.test"], Sts::Lacks),
            ("enforce", &["hostler.test"], Sts::Lacks),
            ("testing", &[HOSTS.0], Sts::LacksTesting),
            ("testing", &[HOSTS.0, HOSTS.1], Sts::Good),
            ("none", &[], Sts::Good),
        ] {
            let text = policy(mode, mx);
            assert_eq!(judge(&read(&text).unwrap(), HOSTS, ""), expect, "{text}");
        }
        assert_eq!(lacking(&policy("enforce", &[HOSTS.0]), &[HOSTS.0, HOSTS.1]), [HOSTS.1]);
    }

    #[test]
    fn k3_an_enforced_policy_needs_a_certificate_that_strict_senders_take() {
        let both = [HOSTS.0, HOSTS.1];
        for (mode, expect) in [("enforce", Sts::Certificate), ("testing", Sts::Good), ("none", Sts::Good)] {
            let policy = read(&policy(mode, &both)).unwrap();
            assert_eq!(judge(&policy, HOSTS, "nobody who is trusted signed it"), expect, "{mode}");
        }
    }

    #[test]
    fn policies_as_they_are_written() {
        let good =
            ["version: STSv1\nmode: testing\nmx: a.test\nmax_age: 0\n", &policy("enforce", &["a.test"])];
        for text in good {
            assert!(read(text).is_ok(), "{text}");
        }
        // RFC 8461, 3.2: of what may stand there once, the first counts; what nobody knows is passed over.
        let twice = "version: STSv1\nmode: enforce\nmode: none\nmx: a.test\nmax_age: 5\ncolour: blue\n";
        assert_eq!(read(twice).unwrap().mode, Mode::Enforce);
        for (text, expect) in [
            ("", "`version: STSv1` is missing"),
            ("<html>\n", "a line is no `name: value`"),
            ("version: STSv2\nmode: enforce\nmx: a.test\nmax_age: 1\n", "`version: STSv1` is missing"),
            (
                "version: STSv1\nmode: on\nmx: a.test\nmax_age: 1\n",
                "`mode` is neither enforce, testing nor none",
            ),
            ("version: STSv1\nmode: enforce\nmax_age: 1\n", "`mx` is missing"),
            (
                "version: STSv1\nmode: enforce\nmx: a.test\n",
                "`max_age` is missing or no number of seconds up to 31557600",
            ),
            (
                "version: STSv1\nmode: enforce\nmx: a.test\nmax_age: 31557601\n",
                "`max_age` is missing or no number of seconds up to 31557600",
            ),
        ] {
            assert_eq!(read(text), Err(expect), "{text}");
        }
    }

    #[test]
    fn records_that_announce_a_policy() {
        for (records, expect) in [
            (&[][..], Announced::No),
            (&["v=spf1 -all"], Announced::No),
            (&["v=STSv10; id=1"], Announced::No),
            (&["v=STSv1; id=20160831085700Z;"], Announced::Yes),
            (&["v=STSv1;id=1"], Announced::Yes),
            (&["v=spf1 -all", "v=STSv1; id=1; more=x"], Announced::Yes),
            (&["v=STSv1; id=1", "v=STSv1; id=2"], Announced::Malformed),
            (&["v=STSv1;"], Announced::Malformed),
            (&["v=STSv1; id=2026-10-01"], Announced::Malformed),
            (&["v=STSv1; id=123456789012345678901234567890123"], Announced::Malformed),
        ] {
            let records: Vec<String> = records.iter().map(ToString::to_string).collect();
            assert_eq!(announced(&records), expect, "{records:?}");
        }
    }
}
