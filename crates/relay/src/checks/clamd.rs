//! ClamAV's daemon, by `INSTREAM` (clamd(8)).

use super::at::At;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A piece of the stream.
const CHUNK: usize = 256 * 1024;
/// The longest answer.
const MOST_ANSWER: u64 = 4096;

/// The name of what was found; none: it is clean.
///
/// # Errors
/// Why it cannot be said.
pub async fn ask(at: &At, body: &[u8]) -> Result<Option<String>, String> {
    let mut stream = at.connect().await?;
    // It hangs up early on what is too long for it, and says so: then the answer counts, not the broken pipe.
    let sent = async {
        stream.write_all(b"zINSTREAM\0").await?;
        for chunk in body.chunks(CHUNK) {
            stream.write_all(&(chunk.len() as u32).to_be_bytes()).await?;
            stream.write_all(chunk).await?;
        }
        stream.write_all(&0_u32.to_be_bytes()).await?;
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

fn understand(answer: &[u8]) -> Result<Option<String>, String> {
    let text = String::from_utf8_lossy(answer);
    let text = text.trim_end_matches(['\0', '\n', '\r']);
    let said = text.strip_prefix("stream: ").unwrap_or(text);
    match said.strip_suffix(" FOUND") {
        Some(name) => Ok(Some(name.to_string())),
        None if said == "OK" => Ok(None),
        None if said.is_empty() => Err("it hung up without an answer".into()),
        None => Err(said.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::understand;

    #[test]
    fn answers() {
        for (answer, expect) in [
            ("stream: OK\0", Ok(None)),
            ("stream: Eicar-Test-Signature FOUND\0", Ok(Some("Eicar-Test-Signature"))),
            ("INSTREAM size limit exceeded. ERROR\0", Err("INSTREAM size limit exceeded. ERROR")),
            ("", Err("it hung up without an answer")),
        ] {
            let expect = expect.map(|name| name.map(String::from)).map_err(String::from);
            assert_eq!(understand(answer.as_bytes()), expect, "{answer}");
        }
    }
}
