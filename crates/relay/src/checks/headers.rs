//! Lines that only this relay may write: who sends them himself wants to be taken for something else (RFC 8601 5).

use memchr::memchr;

/// Fields of ours.
const OURS: [&[u8]; 2] = [b"x-hostler-checks", b"x-spam-flag"];
/// Ours where it begins with our name.
const RESULTS: &[u8] = b"authentication-results";

/// A message without the lines of its header that claim to be ours.
pub fn purge(body: Vec<u8>, host: &str) -> Vec<u8> {
    let mut kept = Vec::new();
    let (mut at, mut from) = (0, 0);
    while let Some(end) = field(&body[at..]) {
        if is_ours(&body[at..at + end], host) {
            kept.extend_from_slice(&body[from..at]);
            from = at + end;
        }
        at += end;
    }
    if from == 0 {
        return body;
    }
    kept.extend_from_slice(&body[from..]);
    kept
}

/// The length of the field that begins here, with its folded lines; none where the header ends.
fn field(bytes: &[u8]) -> Option<usize> {
    if bytes.is_empty() || bytes.starts_with(b"\r\n") {
        return None;
    }
    let mut end = 0;
    loop {
        end += memchr(b'\n', &bytes[end..])? + 1;
        if !matches!(bytes.get(end), Some(b' ' | b'\t')) {
            return Some(end);
        }
    }
}

fn is_ours(field: &[u8], host: &str) -> bool {
    let Some(colon) = memchr(b':', field) else { return false };
    let name = field[..colon].trim_ascii_end();
    OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours))
        || (name.eq_ignore_ascii_case(RESULTS) && authority(&field[colon + 1..]).eq_ignore_ascii_case(host))
}

/// The first word: who is said to have looked. Comments before it are passed over.
fn authority(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let (mut word, mut depth, mut quoted) = (String::new(), 0_usize, false);
    for sign in text.chars() {
        match sign {
            '"' if depth == 0 => quoted = !quoted,
            _ if quoted => word.push(sign),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if sign.is_whitespace() && word.is_empty() => {}
            _ if sign.is_whitespace() || sign == ';' => break,
            _ => word.push(sign),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str) {
        let purged = purge(before.as_bytes().to_vec(), "mx2.hostler.test");
        assert_eq!(String::from_utf8(purged).unwrap(), after, "{before}");
    }

    #[test]
    fn lines_that_claim_to_be_ours_go() {
        check("Subject: x\r\n\r\nhello\r\n", "Subject: x\r\n\r\nhello\r\n");
        check("X-Spam-Flag: NO\r\nSubject: x\r\n\r\n", "Subject: x\r\n\r\n");
        check(
            "Subject: x\r\nx-hostler-checks : mx2;\r\n\tspam=no\r\nTo: a\r\n\r\n",
            "Subject: x\r\nTo: a\r\n\r\n",
        );
        check("X-Spam-Flag: NO\r\nX-Spam-Flag: NO\r\n", "");
        let others =
            "Authentication-Results: mx.cees.test; spf=pass\r\nX-Spam-Flagged: no\r\n\r\nX-Spam-Flag: NO\r\n";
        check(others, others);
        for forged in [
            " mx2.hostler.test; spf=pass",
            "MX2.Hostler.Test 1; spf=pass",
            "\r\n\t(so (they) say) mx2.hostler.test; spf=pass",
            " \"mx2.hostler.test\"; spf=pass",
        ] {
            check(&format!("Authentication-Results:{forged}\r\nTo: a\r\n\r\n"), "To: a\r\n\r\n");
        }
        check("", "");
        check("no header at all\r\n", "no header at all\r\n");
    }
}
