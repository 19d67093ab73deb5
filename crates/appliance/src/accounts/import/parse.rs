//! Reading the CSV: tolerant of what spreadsheets write, strict about what it says.

use crate::accounts::refusals::Refusal;

pub const MOST_LINES: i64 = 2_000;
pub const MOST_BYTES: usize = 1_000_000;

/// A line as it was written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// As a text editor counts, from 1.
    pub number: u64,
    pub address: String,
    pub name: String,
    /// Empty: one is to be made up.
    pub password: String,
    /// Further addresses of the person.
    pub aliases: Vec<String>,
}

/// Which column holds what.
struct Columns {
    address: usize,
    name: usize,
    password: Option<usize>,
    aliases: Option<usize>,
}

/// Reads `address,name,password[,aliases]`: `,` or `;` between columns, a header line in any order (or none), a byte
/// order mark and Windows line ends tolerated, empty lines left out. Several aliases stand in one column, parted by
/// spaces (or `|`).
pub fn parse(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::ImportTooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::ImportNotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = records(text)?.into_iter().peekable();
    let Some((_, first)) = records.peek() else { return Err(Refusal::ImportEmpty) };
    let columns = match header(first)? {
        Some(columns) => {
            records.next();
            columns
        }
        None => Columns { address: 0, name: 1, password: Some(2), aliases: Some(3) },
    };
    let lines: Vec<Line> = records.map(|(number, record)| columns.line(number, &record)).collect();
    match lines.len() as i64 {
        0 => Err(Refusal::ImportEmpty),
        count if count > MOST_LINES => Err(Refusal::ImportTooLong(MOST_LINES)),
        _ => Ok(lines),
    }
}

type Record = (u64, Vec<String>);

fn records(text: &str) -> Result<Vec<Record>, Refusal> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), seen: 0, number: 1 };
    for record in reader.records() {
        let record = record.map_err(|_| Refusal::ImportNotText)?;
        let number = lines.at(record.position().map_or(0, |position| position.byte() as usize));
        let cells: Vec<String> = record.iter().map(str::to_string).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            records.push((number, cells));
        }
        if records.len() as i64 > MOST_LINES + 1 {
            return Err(Refusal::ImportTooLong(MOST_LINES));
        }
    }
    Ok(records)
}

/// Counts lines as a text editor does: the reader's own count is one behind after Windows line ends and empty lines.
struct Lines<'a> {
    text: &'a [u8],
    seen: usize,
    number: u64,
}

impl Lines<'_> {
    /// The line of the first sign at or behind `start` that ends no line.
    fn at(&mut self, start: usize) -> u64 {
        let ends = self.text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.text[self.seen..start + ends];
        self.number += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.seen = start + ends;
        self.number
    }
}

/// The columns that a header names, in English or Dutch; none where the first line has an address in it.
fn header(first: &[String]) -> Result<Option<Columns>, Refusal> {
    if first.iter().any(|cell| cell.contains('@')) {
        return Ok(None);
    }
    let names: Vec<String> = first.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
    let address = find(&["address", "adres", "email", "e-mail", "mail", "e-mailadres", "mailbox"]);
    let name = find(&["name", "naam", "full name", "volledige naam"]);
    let (Some(address), Some(name)) = (address, name) else { return Err(Refusal::ImportColumns) };
    let password = find(&["password", "wachtwoord"]);
    let aliases = find(&["aliases", "alias", "aliassen"]);
    Ok(Some(Columns { address, name, password, aliases }))
}

impl Columns {
    fn line(&self, number: u64, record: &[String]) -> Line {
        let cell =
            |at: Option<usize>| at.and_then(|at| record.get(at)).map(String::as_str).unwrap_or_default();
        let aliases = cell(self.aliases).split([' ', '|', ',', ';']).filter(|alias| !alias.is_empty());
        Line {
            number,
            address: cell(Some(self.address)).trim().to_string(),
            name: cell(Some(self.name)).trim().to_string(),
            password: cell(self.password).to_string(),
            aliases: aliases.map(str::to_string).collect(),
        }
    }
}
