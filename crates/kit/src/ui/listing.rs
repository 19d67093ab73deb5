//! Tables: a search, columns that sort, pages, and what to do when there is
//! nothing. Everything is a link or a GET form, so each view has an address.

use askama::Template;
use serde::Deserialize;

use super::{Html, Link, Page, html};

/// What the reader asked of a table, from the query of the address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ListQuery {
    /// What is searched for.
    pub q: String,
    /// The column's key; with `-` before it, highest first.
    pub sort: String,
    /// The page, from 1; kept as text so that nonsense is page 1 and no error.
    pub page: String,
}

/// Which way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Lowest first.
    Up,
    /// Highest first.
    Down,
}

impl Direction {
    fn aria(self) -> &'static str {
        match self {
            Direction::Up => "ascending",
            Direction::Down => "descending",
        }
    }

    fn arrow(self) -> char {
        match self {
            Direction::Up => '↑',
            Direction::Down => '↓',
        }
    }
}

impl ListQuery {
    /// What is searched for, without the spaces around it.
    pub fn term(&self) -> &str {
        self.q.trim()
    }

    /// The page, from 1.
    pub fn number(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// Rows to leave out before this page begins.
    pub fn offset(&self, per_page: u64) -> u64 {
        (self.number() - 1).saturating_mul(per_page)
    }

    /// The column and direction that were asked for, when it is one of the given; else the first.
    pub fn order<'a>(&self, columns: &[&'a str]) -> (&'a str, Direction) {
        let (key, direction) = self.sorted();
        match columns.iter().find(|column| **column == key) {
            Some(column) => (column, direction),
            None => (columns.first().copied().unwrap_or_default(), Direction::Up),
        }
    }

    fn sorted(&self) -> (&str, Direction) {
        match self.sort.strip_prefix('-') {
            Some(key) => (key, Direction::Down),
            None => (&self.sort, Direction::Up),
        }
    }
}

/// A column's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    label: String,
    key: Option<&'static str>,
    class: &'static str,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Column {
        Column { label: label.into(), key: None, class: "" }
    }

    /// A column of numbers, set right; give its cells `class="number"` too.
    pub fn number(label: impl Into<String>) -> Column {
        Column { class: "number", ..Column::text(label) }
    }

    /// The column of what can be done with a row; its head is only heard.
    pub fn actions(label: impl Into<String>) -> Column {
        Column { class: "actions", ..Column::text(label) }
    }

    /// The head becomes a link that sorts by this key.
    pub fn sorted_by(mut self, key: &'static str) -> Column {
        self.key = Some(key);
        self
    }
}

/// What an empty table says, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Empty {
    title: String,
    text: String,
    action: Option<Link>,
}

impl Empty {
    /// What is not there yet, and what it would be good for.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Empty {
        Empty { title: title.into(), text: text.into(), action: None }
    }

    /// The way to the first one: the verb and a path below the base.
    pub fn action(mut self, label: impl Into<String>, href: impl Into<String>) -> Empty {
        self.action = Some(Link::new(label, href));
        self
    }
}

/// A table around the rows that the page writes itself (`ui::table`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    path: String,
    caption: String,
    columns: Vec<Column>,
    query: ListQuery,
    total: u64,
    per_page: u64,
    search: Option<String>,
    narrowed: Vec<(&'static str, String)>,
    empty: Option<Empty>,
    class: &'static str,
}

impl Listing {
    /// A table at a path below the base, with a caption, and `total` rows over all pages.
    pub fn new(path: impl Into<String>, caption: impl Into<String>, total: u64) -> Listing {
        Listing {
            path: path.into(),
            caption: caption.into(),
            columns: Vec::new(),
            query: ListQuery::default(),
            total,
            per_page: u64::MAX,
            search: None,
            narrowed: Vec::new(),
            empty: None,
            class: "cards",
        }
    }

    /// One more column.
    pub fn column(mut self, column: Column) -> Listing {
        self.columns.push(column);
        self
    }

    /// What the reader asked for, and how many rows a page has.
    pub fn query(mut self, query: ListQuery, per_page: u64) -> Listing {
        (self.query, self.per_page) = (query, per_page.max(1));
        self
    }

    /// A search above the table; the label says what it looks through.
    pub fn search(mut self, label: impl Into<String>) -> Listing {
        self.search = Some(label.into());
        self
    }

    /// What the list is narrowed to besides the search: searching, sorting and paging keep it.
    pub fn narrowed(mut self, name: &'static str, value: impl Into<String>) -> Listing {
        self.narrowed.push((name, value.into()));
        self
    }

    /// What it says while there is nothing at all.
    pub fn empty(mut self, empty: Empty) -> Listing {
        self.empty = Some(empty);
        self
    }

    /// Stays a table on a narrow screen and scrolls in a box of its own, instead
    /// of turning its rows into cards: for tables whose columns are compared.
    pub fn scrolling(mut self) -> Listing {
        self.class = "scroll";
        self
    }

    /// A column's words, for `data-label` of its cells (shown when rows are cards).
    pub fn label(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| &column.label)
    }

    /// Whether there are rows to show.
    pub fn any(&self) -> bool {
        self.total > 0
    }

    /// `cards` or `scroll`.
    pub fn class(&self) -> &str {
        self.class
    }

    /// The caption.
    pub fn caption(&self) -> &str {
        &self.caption
    }

    /// What is above the table: the search.
    pub fn top(&self, page: &Page) -> Html {
        html(&TopPart { list: self, page })
    }

    /// The heads of the columns.
    pub fn heads(&self, page: &Page) -> Html {
        html(&HeadsPart { list: self, page })
    }

    /// What is below the table: the pages.
    pub fn pages(&self, page: &Page) -> Html {
        html(&PagesPart { list: self, page })
    }

    /// What stands there instead of an empty table.
    pub fn nothing(&self, page: &Page) -> Html {
        html(&NothingPart { list: self, page })
    }

    /// A name for ids, made of the path's letters.
    fn id(&self) -> String {
        self.path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
    }

    fn direction(&self, column: &Column) -> Option<Direction> {
        let (key, direction) = self.query.sorted();
        (column.key == Some(key)).then_some(direction)
    }

    /// The address of the same table sorted by a column: a second time turns it round.
    fn sort_href(&self, page: &Page, column: &Column) -> Option<String> {
        let minus = if self.direction(column) == Some(Direction::Up) { "-" } else { "" };
        let key = column.key?;
        Some(self.href(page, &format!("{minus}{key}"), 1))
    }

    fn page_href(&self, page: &Page, number: u64) -> String {
        self.href(page, &self.query.sort, number)
    }

    fn href(&self, page: &Page, sort: &str, number: u64) -> String {
        let number = if number > 1 { number.to_string() } else { String::new() };
        let narrowed = self.narrowed.iter().map(|(name, value)| (*name, value.as_str()));
        let query: Vec<String> = narrowed
            .chain([("q", self.query.term()), ("sort", sort), ("page", &number)])
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", page.to(&self.path), query.join("&"))
    }

    fn last_page(&self) -> u64 {
        self.total.div_ceil(self.per_page).max(1)
    }

    fn previous(&self, page: &Page) -> Option<String> {
        let number = self.query.number();
        (number > 1).then(|| self.page_href(page, (number - 1).min(self.last_page())))
    }

    fn next(&self, page: &Page) -> Option<String> {
        let number = self.query.number();
        (number < self.last_page()).then(|| self.page_href(page, number + 1))
    }

    fn range(&self, page: &Page) -> String {
        let first = self.query.offset(self.per_page).min(self.total.saturating_sub(1)) + 1;
        let last = (first - 1).saturating_add(self.per_page).min(self.total);
        page.tr("ui-range", &[("first", first.into()), ("last", last.into()), ("total", self.total.into())])
    }
}

/// A value in a query (RFC 3986 section 2.1).
fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(byte as char),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[derive(Template)]
#[template(path = "parts/list-top.html")]
struct TopPart<'a> {
    list: &'a Listing,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "parts/list-heads.html")]
struct HeadsPart<'a> {
    list: &'a Listing,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "parts/list-pages.html")]
struct PagesPart<'a> {
    list: &'a Listing,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "parts/list-nothing.html")]
struct NothingPart<'a> {
    list: &'a Listing,
    page: &'a Page,
}
