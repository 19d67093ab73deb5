//! `ORCPT` with an international address (RFC 6533 section 3). It is told by its own letters or by `\x{…}`; the relay
//! writes the latter, which servers without `SMTPUTF8` take too.

use std::borrow::Cow;

const WORD: &[u8] = b" ORCPT=utf-8;";

/// The line of a command in which a `utf-8` address stands as if it were an `rfc822` one: so it is understood below.
pub fn as_rfc822(line: &[u8]) -> Cow<'_, [u8]> {
    changed(line).map_or(Cow::Borrowed(line), Cow::Owned)
}

fn changed(line: &[u8]) -> Option<Vec<u8>> {
    line.get(..5).filter(|word| word.eq_ignore_ascii_case(b"RCPT "))?;
    let behind = memchr::memrchr(b'>', line)?;
    let at = behind + line[behind..].windows(WORD.len()).position(|word| word.eq_ignore_ascii_case(WORD))?;
    let from = at + WORD.len();
    let until = from + line[from..].iter().position(|byte| b" \r\n".contains(byte))?;
    let address = decoded(std::str::from_utf8(&line[from..until]).ok()?)?;
    let one = |c: char| if c.is_ascii() { xtext(c.encode_utf8(&mut [0; 4])) } else { c.to_string() };
    let told: String = address.chars().map(one).collect();
    Some([&line[..at], b" ORCPT=rfc822;", told.as_bytes(), &line[until..]].concat())
}

/// `\x{…}` undone; none if it is not written as it should be.
fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split("\\x{");
    let mut told = parts.next()?.to_string();
    for part in parts {
        let (code, rest) = part.split_once('}')?;
        told.push(char::from_u32(u32::from_str_radix(code, 16).ok()?).filter(|c| !c.is_control())?);
        told.push_str(rest);
    }
    Some(told)
}

/// The parameter's value, with its type.
pub fn told(address: &str) -> String {
    if address.is_ascii() {
        return format!("rfc822;{}", xtext(address));
    }
    let plain = |c: char| ('!'..='~').contains(&c) && !"+=\\".contains(c);
    let one = |c: char| if plain(c) { c.to_string() } else { format!("\\x{{{:02X}}}", u32::from(c)) };
    format!("utf-8;{}", address.chars().map(one).collect::<String>())
}

/// RFC 3461 section 4.
pub fn xtext(text: &str) -> String {
    let plain = |c: char| ('!'..='~').contains(&c) && c != '+' && c != '=';
    let mut told = String::new();
    for c in text.chars() {
        if plain(c) {
            told.push(c);
        } else {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| told.push_str(&format!("+{byte:02X}")));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_international_address_is_understood_in_both_forms() {
        let read = |said: &str| {
            let line = format!("RCPT TO:<anna@bakery.test> NOTIFY=NEVER{said}\r\n");
            String::from_utf8(as_rfc822(line.as_bytes()).into_owned()).unwrap()
        };
        for (said, expect) in [
            (" ORCPT=utf-8;jos\u{e9}@bakery.test", " ORCPT=rfc822;jos\u{e9}@bakery.test"),
            (" orcpt=UTF-8;jos\\x{E9}\\x{2B}x@bakery.test", " ORCPT=rfc822;jos\u{e9}+2Bx@bakery.test"),
            (" ORCPT=utf-8;jos\\x{0A}@bakery.test", " ORCPT=utf-8;jos\\x{0A}@bakery.test"),
            (" ORCPT=utf-8;jos\\x{@bakery.test", " ORCPT=utf-8;jos\\x{@bakery.test"),
            (" ORCPT=rfc822;a+2Bb", " ORCPT=rfc822;a+2Bb"),
        ] {
            assert_eq!(read(said), format!("RCPT TO:<anna@bakery.test> NOTIFY=NEVER{expect}\r\n"));
        }
    }

    #[test]
    fn an_address_is_told_as_every_server_takes_it() {
        assert_eq!(told("a+b@bakery.test"), "rfc822;a+2Bb@bakery.test");
        assert_eq!(told("jos\u{e9}+x@bakery.test"), "utf-8;jos\\x{E9}\\x{2B}x@bakery.test");
    }

    #[test]
    fn parameters_are_escaped() {
        assert_eq!(xtext("a+b=c d"), "a+2Bb+3Dc+20d");
        assert_eq!(xtext("\u{e9}"), "+C3+A9");
    }
}
