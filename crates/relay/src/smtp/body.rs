//! A message's body as it arrives after DATA (RFC 5321 4.5.2). It ends at CRLF . CRLF and at nothing else; a line that
//! ends otherwise is refused, because two programs may disagree about where such a message ends.

use memchr::memchr;

/// The longest line of a body. RFC 5321 asks for 1000; many send longer ones and servers take them.
const MOST_LINE: usize = 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    TooBig,
    LineTooLong,
    /// A CR or LF by itself.
    BareLineEnd,
    NoMemory,
}

#[derive(Debug, Default)]
pub struct Body {
    bytes: Vec<u8>,
    /// Where the line that is arriving begins.
    line: usize,
    /// The line before ended otherwise than with CRLF.
    torn: Option<Fault>,
    pub fault: Option<Fault>,
    most: usize,
}

/// Where the end is.
#[derive(Debug, PartialEq)]
pub enum Fed {
    More,
    /// It ended after so many of the bytes.
    Ended(usize),
}

impl Body {
    pub fn new(most: usize) -> Body {
        Body { most, ..Body::default() }
    }

    /// Takes more of it in.
    pub fn feed(&mut self, bytes: &[u8]) -> Fed {
        let mut at = 0;
        while let Some(end) = memchr(b'\n', &bytes[at..]) {
            self.bytes.extend_from_slice(&bytes[at..=at + end]);
            at += end + 1;
            if self.line_ended() {
                return Fed::Ended(at);
            }
        }
        self.bytes.extend_from_slice(&bytes[at..]);
        self.check_length();
        Fed::More
    }

    fn line_ended(&mut self) -> bool {
        let line = &self.bytes[self.line..];
        let clean = line.ends_with(b"\r\n");
        let content = &line[..line.len() - if clean { 2 } else { 1 }];
        if !clean || memchr(b'\r', content).is_some() {
            self.fault.get_or_insert(Fault::BareLineEnd);
        }
        if content == b"." {
            // Somebody who means this as the end, after a torn line or by one, waits for the answer.
            let ended = (clean && self.torn.is_none()) || self.fault == Some(Fault::BareLineEnd);
            if ended {
                self.bytes.truncate(self.line);
                return true;
            }
        }
        if content.first() == Some(&b'.') {
            self.bytes.remove(self.line);
        }
        self.torn = (!clean).then_some(Fault::BareLineEnd);
        self.check_length();
        self.line = self.bytes.len();
        false
    }

    fn check_length(&mut self) {
        if self.bytes.len() - self.line > MOST_LINE {
            self.fault.get_or_insert(Fault::LineTooLong);
        }
        if self.bytes.len() > self.most {
            self.fault.get_or_insert(Fault::TooBig);
        }
        self.forget_if_refused();
    }

    /// Of a message that is refused only the line's last bytes are needed, to see its end.
    pub fn forget_if_refused(&mut self) {
        if self.fault.is_some() {
            let keep = self.bytes.len() - self.line;
            self.bytes.drain(..self.line);
            self.line = 0;
            if keep > MOST_LINE {
                self.bytes.drain(1..keep - 2);
            }
        }
    }

    /// Bytes that are kept of it now.
    pub fn kept(&self) -> usize {
        self.bytes.len()
    }

    /// What was sent, dots undone.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Whether every line ends with CRLF, as a body that came in chunks must too.
pub fn is_torn(bytes: &[u8]) -> bool {
    let mut before = 0;
    for at in memchr::memchr2_iter(b'\r', b'\n', bytes) {
        let torn = match bytes[at] {
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => at == 0 || before + 1 != at || bytes[at - 1] != b'\r',
        };
        if torn {
            return true;
        }
        before = at;
    }
    false
}

/// What the lines of a header say.
#[derive(Debug, Default, PartialEq)]
pub struct Header {
    pub lines: usize,
    pub hops: usize,
}

pub fn header(body: &[u8]) -> Header {
    let mut found = Header::default();
    let mut from = 0;
    while let Some(end) = memchr(b'\n', &body[from..]) {
        let line = &body[from..from + end];
        if line.is_empty() || line == b"\r" {
            break;
        }
        found.lines += 1;
        let name = b"received:";
        found.hops += usize::from(line.len() >= name.len() && line[..name.len()].eq_ignore_ascii_case(name));
        from += end + 1;
    }
    found
}

#[cfg(test)]
mod tests;
