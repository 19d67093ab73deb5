//! Rspamd, by its protocol over HTTP: `POST /checkv2` with the message, and who brought it in the header.

use super::Letter;
use super::at::At;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The longest answer.
const MOST_ANSWER: u64 = 1024 * 1024;

/// What it thinks of a message.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct Report {
    /// Such as `no action`, `add header`, `reject`.
    pub action: String,
    #[serde(default)]
    pub score: f64,
    #[serde(default)]
    pub required_score: f64,
    /// What was seen in it, by name.
    #[serde(default)]
    pub symbols: BTreeMap<String, serde_json::Value>,
}

/// # Errors
/// Why it cannot be said.
pub async fn ask(at: &At, letter: &Letter<'_>) -> Result<Report, String> {
    let mut stream = at.connect().await?;
    let sent = async {
        stream.write_all(head(letter).as_bytes()).await?;
        stream.write_all(letter.body).await?;
        stream.flush().await
    };
    let sent = sent.await;
    let mut answer = Vec::new();
    let read = (&mut stream).take(MOST_ANSWER).read_to_end(&mut answer).await;
    if answer.is_empty() {
        sent.and(read.map(drop)).map_err(|error| format!("the connection broke: {error}"))?;
    }
    understand(&answer)
}

fn head(letter: &Letter<'_>) -> String {
    let mut head = format!(
        "POST /checkv2 HTTP/1.1\r\nHost: rspamd\r\nConnection: close\r\nContent-Length: {}\r\n",
        letter.body.len()
    );
    let mut say = |name: &str, value: &str| {
        // What a stranger said stands on one line here and begins no other.
        let value: String = value.chars().filter(|sign| !sign.is_control()).collect();
        write!(head, "{name}: {value}\r\n").expect("writing to a string");
    };
    say("IP", &letter.client.to_string());
    say("Helo", letter.helo);
    say("From", letter.sender);
    letter.recipients.iter().for_each(|recipient| say("Rcpt", recipient));
    say("Queue-Id", &letter.id.to_string());
    say("MTA-Name", letter.host);
    if let Some(tls) = letter.tls {
        say("TLS-Version", tls.version);
        say("TLS-Cipher", tls.cipher);
    }
    head.push_str("\r\n");
    head
}

fn understand(answer: &[u8]) -> Result<Report, String> {
    let end = memchr::memmem::find(answer, b"\r\n\r\n").ok_or("it hung up without an answer")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        return Err(format!("it answered {status}"));
    }
    serde_json::from_slice(&answer[end + 4..])
        .map_err(|error| format!("its answer is not understood: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Encryption;
    use crate::queue::QueueId;

    #[test]
    fn the_client_is_named_as_it_was() {
        let letter = Letter {
            id: QueueId(7),
            host: "mx2.hostler.test",
            client: "2001:db8::7".parse().unwrap(),
            helo: "mx.cees.test\r\nIP: 127.0.0.1",
            tls: Some(Encryption { version: "TLSv1_3", cipher: "TLS13_AES_128_GCM_SHA256" }),
            sender: "cees@cees.test",
            recipients: &["anna@bakery.test", "bram@bakery.test"],
            body: b"Subject: x\r\n\r\n",
        };
        assert_eq!(
            head(&letter),
            "POST /checkv2 HTTP/1.1\r\nHost: rspamd\r\nConnection: close\r\nContent-Length: 14\r\nIP: 2001:db8::7\r\n\
             Helo: mx.cees.testIP: 127.0.0.1\r\nFrom: cees@cees.test\r\nRcpt: anna@bakery.test\r\n\
             Rcpt: bram@bakery.test\r\nQueue-Id: 0000000000000007\r\nMTA-Name: mx2.hostler.test\r\n\
             TLS-Version: TLSv1_3\r\nTLS-Cipher: TLS13_AES_128_GCM_SHA256\r\n\r\n"
        );
    }

    #[test]
    fn answers() {
        let good = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n\
                    {\"is_skipped\":false,\"score\":7.5,\"required_score\":15.0,\"action\":\"add header\",\
                    \"symbols\":{\"R_SPF_FAIL\":{\"name\":\"R_SPF_FAIL\",\"score\":1.0}}}";
        let report = understand(good.as_bytes()).unwrap();
        assert_eq!((report.action.as_str(), report.score), ("add header", 7.5));
        assert!(report.symbols.contains_key("R_SPF_FAIL"));
        for (answer, expect) in [
            ("", "it hung up without an answer"),
            ("HTTP/1.1 500 No\r\n\r\n", "it answered HTTP/1.1 500 No"),
            ("HTTP/1.1 200 OK\r\n\r\n{}", "its answer is not understood"),
        ] {
            assert!(understand(answer.as_bytes()).unwrap_err().contains(expect), "{answer}");
        }
    }
}
