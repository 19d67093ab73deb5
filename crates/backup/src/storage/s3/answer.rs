//! What a store answers: a page of a listing, or why not.

use super::super::Trouble;
use quick_xml::Reader;
use quick_xml::events::Event;
use reqwest::StatusCode;

/// A page of a listing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// Whole names, and sizes in bytes.
    pub files: Vec<(String, u64)>,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl Page {
    /// # Errors
    /// If it is no listing.
    pub fn read(xml: &[u8]) -> Result<Page, Trouble> {
        let mut page = Page::default();
        let mut file = (String::new(), 0);
        let mut truncated = false;
        let read = texts(xml, &mut |path: &[String], text: &str| {
            let path: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
            match path[..] {
                ["Contents", "Key"] => file.0 = text.to_owned(),
                ["Contents", "Size"] => file.1 = text.parse().unwrap_or(0),
                ["Contents"] => page.files.push(std::mem::take(&mut file)),
                ["IsTruncated"] => truncated = text == "true",
                ["NextContinuationToken"] => page.next = Some(text.to_owned()),
                _ => {}
            }
        });
        read.map_err(|words| Trouble::Refused(format!("the store's listing cannot be read: {words}")))?;
        page.next = page.next.filter(|_| truncated);
        Ok(page)
    }
}

/// Why the store says no, in its own words if it has any.
pub(crate) fn refusal(status: StatusCode, xml: &[u8]) -> String {
    let (mut code, mut message) = (String::new(), String::new());
    let read = texts(xml, &mut |path: &[String], text: &str| match path {
        [_, name] if name == "Code" => code = text.to_owned(),
        [_, name] if name == "Message" => message = text.to_owned(),
        _ => {}
    });
    match (read, meaning(&code)) {
        (Ok(()), Some(meaning)) => format!("{meaning} ({code}: {message})"),
        (Ok(()), None) if !code.is_empty() => format!("{code}: {message}"),
        _ => status.to_string(),
    }
}

/// What somebody has to do about a refusal. Stores say it in many words or in none.
fn meaning(code: &str) -> Option<&'static str> {
    Some(match code {
        "NoSuchBucket" => "there is no such bucket; make it, or name another one",
        "InvalidAccessKeyId" | "NotSignedUp" => "the store does not know the access key",
        "SignatureDoesNotMatch" => "the secret key is not that of the access key",
        "AccessDenied" | "AllAccessDisabled" => "the keys may not do this in the bucket",
        "RequestTimeTooSkewed" => {
            "the clocks of this machine and of the store differ too much; set this machine's clock"
        }
        "AuthorizationHeaderMalformed" => "the bucket is in another region; name it with ?region=",
        _ => return None,
    })
}

/// Calls with the path and text of each element at its end.
fn texts(xml: &[u8], found: &mut dyn FnMut(&[String], &str)) -> Result<(), String> {
    let mut reader = Reader::from_reader(xml);
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                path.push(String::from_utf8_lossy(start.local_name().as_ref()).into_owned());
                text.clear();
            }
            Event::Text(piece) => text.push_str(&piece.decode().map_err(|error| error.to_string())?),
            Event::GeneralRef(entity) => text.push_str(&resolved(&entity)?),
            Event::End(_) => {
                found(&path, &text);
                path.pop();
                text.clear();
            }
            Event::Eof if path.is_empty() => return Ok(()),
            Event::Eof => return Err("it ends in the middle".to_owned()),
            _ => {}
        }
    }
}

fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    if let Some(character) = entity.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character.to_string());
    }
    let name = entity.decode().map_err(|error| error.to_string())?;
    let known = quick_xml::escape::resolve_predefined_entity(&name);
    known.map(str::to_owned).ok_or_else(|| format!("unknown entity {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_read() {
        let xml = br#"<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Name>b</Name><IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b=</NextContinuationToken>
            <Contents><Key>p/data/ab/abcd</Key><Size>12</Size><ETag>&quot;x&quot;</ETag></Contents>
            <Contents><Size>3</Size><Key>p/config</Key></Contents></ListBucketResult>"#;
        let files = vec![("p/data/ab/abcd".to_owned(), 12), ("p/config".to_owned(), 3)];
        assert_eq!(Page::read(xml), Ok(Page { files, next: Some("a&b=".to_owned()) }));
        assert!(matches!(Page::read(b"<html><body>"), Err(Trouble::Refused(_))));
    }

    #[test]
    fn a_refusal_says_what_to_do_where_that_is_known() {
        for (code, expect) in [
            ("NoSuchBucket", "there is no such bucket; make it, or name another one (NoSuchBucket: No)"),
            ("NotSignedUp", "the store does not know the access key (NotSignedUp: No)"),
            (
                "SignatureDoesNotMatch",
                "the secret key is not that of the access key (SignatureDoesNotMatch: No)",
            ),
        ] {
            let xml = format!("<Error><Code>{code}</Code><Message>No</Message></Error>");
            assert_eq!(refusal(StatusCode::FORBIDDEN, xml.as_bytes()), expect);
        }
    }

    #[test]
    fn a_refusal_is_in_the_stores_words() {
        let xml = b"<Error><Code>MalformedXML</Code><Message>Not so</Message></Error>";
        assert_eq!(refusal(StatusCode::BAD_REQUEST, xml), "MalformedXML: Not so");
        assert_eq!(refusal(StatusCode::FORBIDDEN, b""), "403 Forbidden");
    }
}
