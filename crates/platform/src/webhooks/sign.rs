//! Signatures of Standard Webhooks 1.0.0 (symmetric, `v1`): HMAC-SHA256 over `id.timestamp.body`, in Base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use hostler_kit::random::Random;
use sha2::Sha256;

const MARK: &str = "whsec_";
/// The specification: "between 24 bytes (192 bits) and 64 bytes (512 bits)".
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing secret is `whsec_` and 24 to 64 bytes in Base64")]
pub struct BadSecret;

/// A new secret of 256 bits.
pub fn secret(random: &Random) -> String {
    format!("{MARK}{}", STANDARD.encode(random.bytes::<32>()))
}

/// One signature, `v1,…`. `at_s` is the attempt's time in seconds since 1970. A secret that is empty, or otherwise too
/// short to protect anything, is refused.
pub fn signature(secret: &str, id: &str, at_s: i64, body: &str) -> Result<String, BadSecret> {
    let key = secret.strip_prefix(MARK).and_then(|text| STANDARD.decode(text).ok()).ok_or(BadSecret)?;
    if !LENGTHS.contains(&key.len()) {
        return Err(BadSecret);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| BadSecret)?;
    mac.update(format!("{id}.{at_s}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// The header `webhook-signature`: one signature for each secret that is good, with spaces between, so that a receiver
/// that knows either of them can check it.
pub fn header(secrets: &[&str], id: &str, at_s: i64, body: &str) -> Result<String, BadSecret> {
    let signatures: Result<Vec<String>, BadSecret> =
        secrets.iter().map(|secret| signature(secret, id, at_s, body)).collect();
    signatures.map(|all| all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const EXPECT: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_vector_of_the_specification() {
        let signed = signature(SECRET, ID, 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed.as_deref(), Ok(EXPECT));
    }

    #[test]
    fn weak_secrets_are_refused() {
        let short = format!("{MARK}{}", STANDARD.encode([1; 23]));
        let long = format!("{MARK}{}", STANDARD.encode([1; 65]));
        for secret in ["", MARK, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!", &short, &long] {
            assert_eq!(signature(secret, ID, 1, "{}"), Err(BadSecret), "{secret}");
        }
    }

    #[test]
    fn while_a_secret_is_replaced_both_sign() {
        let new = secret(&Random::seeded(1));
        let both = header(&[&new, SECRET], ID, 1_614_265_330, r#"{"test": 2432232314}"#).unwrap();
        let parts: Vec<&str> = both.split(' ').collect();
        assert_eq!((parts.len(), parts[1]), (2, EXPECT));
    }
}
