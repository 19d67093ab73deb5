//! AWS Signature Version 4: who asks, and that nobody changed the request on the way.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

/// Who asks, and where.
#[derive(Clone)]
pub(crate) struct Signer {
    pub access_key: String,
    pub secret_key: String,
    pub region: String,
}

/// What is signed of a request.
pub(crate) struct Request<'a> {
    pub method: &'a str,
    /// As it is sent: percent-encoded, with the slash.
    pub path: &'a str,
    /// As it is sent: encoded and sorted by name.
    pub query: &'a str,
    /// In lower case and sorted by name, `host` and all that begin with `x-amz-` among them.
    pub headers: &'a [(&'a str, &'a str)],
    /// SHA-256 of the content, in hexadecimal digits.
    pub content_hash: &'a str,
}

impl Signer {
    /// The value of the header `Authorization`.
    pub fn authorization(&self, request: &Request<'_>, at: Timestamp) -> String {
        let (time, day) = (stamp(at), at.to_zoned(TimeZone::UTC).strftime("%Y%m%d").to_string());
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let signed: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
        let signed = signed.join(";");
        let headers: String =
            request.headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
        let Request { method, path, query, content_hash, .. } = request;
        let canonical = format!("{method}\n{path}\n{query}\n{headers}\n{signed}\n{content_hash}");
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hash(canonical.as_bytes()));
        let steps = [day.as_str(), &self.region, "s3", "aws4_request"];
        let key = format!("AWS4{}", self.secret_key).into_bytes();
        let key = steps.iter().fold(key, |key, step| mac(&key, step));
        let signature = hex(&mac(&key, &text));
        let who = format!("Credential={}/{scope}", self.access_key);
        format!("AWS4-HMAC-SHA256 {who}, SignedHeaders={signed}, Signature={signature}")
    }
}

/// The value of `x-amz-date`.
pub(crate) fn stamp(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

pub(crate) fn hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length fits");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Percent-encodes all but the unreserved characters of RFC 3986, and slashes where they separate.
pub(crate) fn encoded(text: &str, kept: &str) -> String {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte);
    let encode = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of Amazon's description of the signature.
    #[test]
    fn the_published_examples_are_signed_as_published() {
        let signer = Signer {
            access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            region: "us-east-1".to_owned(),
        };
        let at: Timestamp = "2013-05-24T00:00:00Z".parse().unwrap();
        let (empty, time) = (hash(b""), stamp(at));
        let host = ("host", "examplebucket.s3.amazonaws.com");
        let rest = [("x-amz-content-sha256", empty.as_str()), ("x-amz-date", time.as_str())];
        let part = [&[host, ("range", "bytes=0-9")], &rest[..]].concat();
        let whole = [&[host], &rest[..]].concat();
        for (path, query, headers, expect) in [
            ("/test.txt", "", &part, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
            (
                "/",
                "max-keys=2&prefix=J",
                &whole,
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            ),
        ] {
            let request = Request { method: "GET", path, query, headers, content_hash: &empty };
            let signed = signer.authorization(&request, at);
            assert!(signed.ends_with(expect), "{signed}");
        }
    }

    #[test]
    fn only_plain_characters_stay() {
        assert_eq!(encoded("a b/ü+~", "/"), "a%20b/%C3%BC%2B~");
        assert_eq!(encoded("a/b", ""), "a%2Fb");
    }
}
