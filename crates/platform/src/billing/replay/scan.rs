//! The common line of an events file, read in one pass without allocation.
//!
//! It takes an object of the known fields, each at most once, with strings free of escapes and whole numbers, on one
//! line. Whatever else a line may be, it says `None`, and [`super::line`] decides: so speed never decides what a
//! file means (a test compares the two).

use super::instant;
use super::line::{Record, What, event_named};
use std::borrow::Cow;

/// The fields seen so far; empty means not seen, which no accepted value is.
#[derive(Default)]
struct Fields<'a> {
    at: &'a str,
    customer: &'a str,
    server: &'a str,
    product: &'a str,
    event: &'a str,
    account: &'a str,
    bytes: Option<i64>,
}

/// Reads a line from the beginning of `text`: the record, and how many bytes it took, line feed included.
pub fn record(text: &str) -> Option<(Record<'_>, usize)> {
    let mut cursor = Cursor { text, at: 0 };
    let fields = cursor.object()?;
    cursor.end_of_line()?;
    Some((fields.into_record()?, cursor.at))
}

impl<'a> Fields<'a> {
    fn into_record(self) -> Option<Record<'a>> {
        let missing = [self.customer, self.server, self.product].iter().any(|value| value.is_empty());
        if missing {
            return None;
        }
        let what = match (self.event, self.bytes) {
            ("", Some(bytes)) => What::Storage { bytes },
            (event, None) if !self.account.is_empty() => {
                What::Account { event: event_named(event)?, account: Cow::Borrowed(self.account) }
            }
            _ => return None,
        };
        Some(Record {
            at: instant::parse(self.at)?,
            customer: Cow::Borrowed(self.customer),
            server: Cow::Borrowed(self.server),
            product: Cow::Borrowed(self.product),
            what,
        })
    }
}

#[derive(Clone, Copy)]
enum Field {
    At,
    Customer,
    Server,
    Product,
    Event,
    Account,
    Bytes,
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    fn object(&mut self) -> Option<Fields<'a>> {
        let mut fields = Fields::default();
        self.spaces();
        self.take(b'{')?;
        loop {
            self.spaces();
            let field = self.field()?;
            self.spaces();
            self.take(b':')?;
            self.spaces();
            self.value(field, &mut fields)?;
            self.spaces();
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(fields)
    }

    /// The name of a known field; its first two letters tell which it can be.
    fn field(&mut self) -> Option<Field> {
        let rest = &self.text.as_bytes()[self.at..];
        let (name, field): (&[u8], _) = match rest.get(1..3)? {
            b"at" => (b"\"at\"", Field::At),
            b"cu" => (b"\"customer\"", Field::Customer),
            b"se" => (b"\"server\"", Field::Server),
            b"pr" => (b"\"product\"", Field::Product),
            b"ev" => (b"\"event\"", Field::Event),
            b"ac" => (b"\"account\"", Field::Account),
            b"by" => (b"\"bytes\"", Field::Bytes),
            _ => return None,
        };
        rest.starts_with(name).then(|| self.at += name.len())?;
        Some(field)
    }

    fn value(&mut self, field: Field, fields: &mut Fields<'a>) -> Option<()> {
        let value = match field {
            Field::At => &mut fields.at,
            Field::Customer => &mut fields.customer,
            Field::Server => &mut fields.server,
            Field::Product => &mut fields.product,
            Field::Event => &mut fields.event,
            Field::Account => &mut fields.account,
            Field::Bytes if fields.bytes.is_none() => {
                fields.bytes = Some(self.number()?);
                return Some(());
            }
            Field::Bytes => return None,
        };
        if !value.is_empty() {
            return None;
        }
        *value = self.string()?;
        (!value.is_empty()).then_some(())
    }

    /// A string without escapes and control characters.
    fn string(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let begin = self.at;
        let length = plain_length(&self.text.as_bytes()[begin..])?;
        self.at = begin + length;
        self.take(b'"')?;
        self.text.get(begin..begin + length)
    }

    /// A whole number from 0, of at most 18 digits, without a leading zero.
    fn number(&mut self) -> Option<i64> {
        let begin = self.at;
        let mut number: i64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            if self.at - begin == 18 {
                return None;
            }
            number = number * 10 + i64::from(digit - b'0');
            self.at += 1;
        }
        let digits = &self.text.as_bytes()[begin..self.at];
        let is_plain = !digits.is_empty() && (digits == b"0" || digits[0] != b'0');
        let ends = matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b',' | b'}'));
        (is_plain && ends).then_some(number)
    }

    fn end_of_line(&mut self) -> Option<()> {
        self.spaces();
        match self.peek() {
            None => Some(()),
            Some(_) => self.take(b'\n'),
        }
    }
}

/// How many bytes stand before the first quote, backslash or control character (which JSON does not allow in strings);
/// eight at a time. `None` if there is no such byte.
fn plain_length(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let found = special(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let position = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    Some(words.len() * 8 + position)
}

/// The highest bit of each special byte. Bytes above the first special one may be marked wrongly; the lowest mark is right.
fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let zero_bytes = |word: u64| word.wrapping_sub(ONES) & !word;
    let quotes = zero_bytes(word ^ (ONES * b'"' as u64));
    let backslashes = zero_bytes(word ^ (ONES * b'\\' as u64));
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | backslashes | controls) & (ONES << 7)
}
