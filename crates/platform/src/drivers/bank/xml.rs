//! A bank's XML as a tree with its lines. Nothing in a file can make it large: no document type, so no entities of
//! its own; depth, elements and text are limited.

use super::refused::StatementRefused;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Real messages are about fifteen elements deep.
const DEEPEST: usize = 64;
/// Elements in a file: some 50,000 transactions with everything that a bank may say of one.
const MOST_ELEMENTS: usize = 3_000_000;
/// Bytes in one element's text; the longest that ISO 20022 knows is far below.
const LONGEST_TEXT: usize = 64 << 10;

/// An element by its local name, whatever prefix its namespace has.
#[derive(Debug, Default)]
pub struct Node {
    pub name: String,
    /// Without the spaces around it.
    pub text: String,
    /// The attribute `Ccy`.
    pub currency: String,
    /// The namespace that it declares.
    pub namespace: String,
    pub line: usize,
    children: Vec<Node>,
}

impl Node {
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The text at a path; empty where there is none.
    pub fn text_at(&self, path: &[&str]) -> &str {
        self.at(path).map_or("", |node| &node.text)
    }

    /// The first of several paths at which there is text.
    pub fn first_text(&self, paths: &[&[&str]]) -> String {
        let found = paths.iter().map(|path| self.text_at(path)).find(|text| !text.is_empty());
        found.unwrap_or_default().to_string()
    }

    pub fn first_child(&self) -> Option<&Node> {
        self.children.first()
    }
}

/// The tree of a file.
///
/// # Errors
/// The line at which it cannot be read on, and why.
pub fn tree(bytes: &[u8]) -> Result<Node, StatementRefused> {
    let text = text_of(bytes)?;
    let mut growing = Growing { text, open: Vec::new(), root: None, elements: 0, counted: 0, line: 1 };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        let event = reader.read_event();
        growing.come_to(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        let event = event.map_err(|error| growing.broken(&error.to_string()))?;
        if matches!(event, Event::Eof) {
            return growing.whole();
        }
        growing.take(event)?;
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, StatementRefused> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        StatementRefused::Charset { line: 1 + before.iter().filter(|byte| **byte == b'\n').count() }
    })
}

/// A tree while it is read.
struct Growing<'a> {
    text: &'a str,
    open: Vec<Node>,
    root: Option<Node>,
    elements: usize,
    /// How far lines were counted.
    counted: usize,
    line: usize,
}

impl Growing<'_> {
    fn come_to(&mut self, position: usize) {
        let position = position.min(self.text.len());
        if let Some(passed) = self.text.as_bytes().get(self.counted..position) {
            self.line += passed.iter().filter(|byte| **byte == b'\n').count();
            self.counted = position;
        }
    }

    fn broken(&self, why: &str) -> StatementRefused {
        let why = why.chars().filter(|c| !c.is_control()).take(200).collect();
        StatementRefused::Xml { line: self.line, why }
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), StatementRefused> {
        match event {
            Event::Start(start) => {
                let node = self.node(&start)?;
                self.open.push(node);
                if self.open.len() > DEEPEST { Err(self.broken("too deep")) } else { Ok(()) }
            }
            Event::Empty(start) => {
                let node = self.node(&start)?;
                self.close(node)
            }
            Event::End(_) => match self.open.pop() {
                Some(node) => self.close(node),
                None => Err(self.broken("an element ends that never began")),
            },
            Event::Text(text) => {
                let text = text.decode().map_err(|error| self.broken(&error.to_string()))?;
                self.say(&text)
            }
            Event::CData(text) => {
                let text = text.decode().map_err(|error| self.broken(&error.to_string()))?;
                self.say(&text)
            }
            Event::GeneralRef(entity) => {
                let said = match entity.resolve_char_ref() {
                    Ok(Some(sign)) if !sign.is_control() => sign.to_string(),
                    _ => {
                        let name = entity.decode().map_err(|error| self.broken(&error.to_string()))?;
                        let known = quick_xml::escape::resolve_predefined_entity(&name);
                        known.ok_or_else(|| self.broken("an entity that XML does not know"))?.to_string()
                    }
                };
                self.say(&said)
            }
            Event::DocType(_) => Err(StatementRefused::Doctype { line: self.line }),
            Event::Decl(declaration) => match declaration.encoding() {
                None => Ok(()),
                Some(Ok(name)) if name.eq_ignore_ascii_case(b"UTF-8") || self.text.is_ascii() => Ok(()),
                Some(_) => Err(StatementRefused::Charset { line: self.line }),
            },
            Event::PI(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn node(&mut self, start: &BytesStart<'_>) -> Result<Node, StatementRefused> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err(self.broken("too many elements"));
        }
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        let mut node = Node { name, line: self.line, ..Node::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.broken(&error.to_string()))?;
            let value = || String::from_utf8_lossy(&attribute.value).into_owned();
            match attribute.key.as_ref() {
                b"Ccy" => node.currency = value(),
                key if key.starts_with(b"xmlns") && value().contains("20022") => node.namespace = value(),
                _ => {}
            }
        }
        Ok(node)
    }

    fn say(&mut self, text: &str) -> Result<(), StatementRefused> {
        if text.contains(|c: char| c.is_control() && !c.is_ascii_whitespace()) {
            return Err(self.broken("a sign that XML does not allow"));
        }
        let longest = self.open.last().map_or(0, |node| node.text.len()) + text.len();
        match self.open.last_mut() {
            Some(_) if longest > LONGEST_TEXT => Err(self.broken("a text that is too long")),
            Some(node) => {
                node.text.push_str(text);
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err(self.broken("text outside of the document")),
        }
    }

    fn close(&mut self, mut node: Node) -> Result<(), StatementRefused> {
        let trimmed = node.text.trim();
        if trimmed.len() != node.text.len() {
            node.text = trimmed.to_string();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None if self.root.is_some() => return Err(self.broken("a second document")),
            None => self.root = Some(node),
        }
        Ok(())
    }

    fn whole(mut self) -> Result<Node, StatementRefused> {
        match self.open.last() {
            Some(open) => {
                let why = format!("the file ends inside of {}", open.name);
                Err(self.broken(&why))
            }
            None => self.root.take().ok_or_else(|| self.broken("there is no document in it")),
        }
    }
}
