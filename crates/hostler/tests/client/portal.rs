//! A portal that knows no customers: each field of its answers holds the field's own name, so what is printed tells
//! which field stands where.

use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

const TEXTS: &str = "account actor_name add_on address because build_id by_name category class closing_date code \
    creditor_id customer_id customer_name date day desired detail difference domain due edition email \
    ended_why error event_id expiry failure file finding first_day folder format from hint holder host iban \
    iban_shown id image into_address invoice_number issuer item kind last_day last_error last_used last_used_from \
    left_by message_id month name number outcome party_shown person_email person_name place price_class \
    product program reason recipient reference register restored rule_name secret seen sender server \
    server_id server_name sha256 signed_from signed_on since stage standing subject system terms title token trouble \
    unit url verdict version what why words would_end zone held_because heard_from revoked_reason collect_on";
const NUMBERS: &str = "added aliases attempts bookings bytes created done \
    included_users left oldest_seconds payments quantity rejected replayed room_bytes sequence \
    settled suggested took_ms total unindexed unknown";
const LISTS: &str = "accounts add_ons backups bad balances batches builds certificates counted customers debits \
    deliveries differences domains drafts entries events free generated invitations invoices items keys lines log \
    machines mailboxes mandates matches messages notes payments people prices refunds rollouts rows servers \
    signatures statements suggestions test_servers warnings explanation";
const WORDS: &str = "found kinds names publish publish_addresses recipients scopes";

/// An object's own fields, of every name that a command may look for.
fn plain() -> Map<String, Value> {
    let mut all = Map::new();
    let moments = "at began begins begun created delivered ended expires given gone heard last_sign_in last_used \
        next over placed revoked running seen signed started undone withdrawn due";
    all.extend(TEXTS.split_whitespace().map(|name| (name.into(), json!(name))));
    all.extend(NUMBERS.split_whitespace().zip(41..).map(|(name, at)| (name.into(), json!(at))));
    let times = moments.split_whitespace().map(|name| format!("{name}_at_ms"));
    let times =
        times.chain(["from_ms", "until_ms", "since_ms", "next_try_ms", "valid_until_ms"].map(Into::into));
    all.extend(times.zip(0..).map(|(name, at)| (name, json!(1_793_707_200_000_i64 + at * 3_600_000))));
    let sums = "amount announced balance billed closing credit current debit gross ledger net ninety older open \
        opening overdue right sixty thirty total unsettled vat";
    let sums = sums.split_whitespace().map(|name| format!("{name}_minor"));
    all.extend(sums.zip(1..).map(|(name, at)| (name, json!(at * 1_111))));
    all.extend(["base", "pack", "unit_price"].map(|name| (format!("{name}_micro"), json!(5_860_000))));
    let fixed = json!({
        "currency": "EUR", "state": "ready", "phase": "running", "role": "staff", "rate_permyriad": 2_100,
        "security": true, "limit": null, "stopped": null, "until": "until", "next": "letter", "year": 2_026,
        "text": "a line\nand another", "body": "a line\nand another", "request": "a line", "answer": "a line",
        "known": false, "on": "2026-11-01", "users": 25, "years": 1, "key": "7KMRW-Q2XTE", "status": 200,
    });
    all.extend(fixed.as_object().unwrap().clone());
    all.extend(WORDS.split_whitespace().map(|name| (name.into(), json!([name, format!("more {name}")]))));
    all
}

/// The same with lists and objects in it.
fn with(lists: &str, objects: &str, below: &Map<String, Value>) -> Map<String, Value> {
    let mut all = plain();
    all.extend(lists.split_whitespace().map(|name| (name.into(), json!([below]))));
    all.extend(objects.split_whitespace().map(|name| (name.into(), json!(below))));
    all
}

/// An answer with all that it may hold, and what that holds in turn.
fn everything() -> Map<String, Value> {
    let line = with("", "line", &plain());
    let deep = with("lines notes items add_ons warnings", "last", &line);
    let mut all = with(LISTS, "account again closed credit_note dns drill grant held last licence", &plain());
    all.extend(["quote", "document"].map(|name| (name.into(), json!(deep))));
    all.extend(["drafts", "prices", "customers"].map(|name| (name.into(), json!([deep]))));
    all
}

/// What was asked, and how such a portal answers.
pub struct Portal {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
    /// What the next answers are like.
    pub like: Arc<Mutex<Like>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Like {
    Object,
    /// Where what is asked for is a list by itself.
    List,
    /// To a customer: the same, signed in as one.
    Customer,
    /// Nothing in any list.
    Empty,
}

impl Portal {
    pub fn open() -> Portal {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, like) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Like::Object)));
        let (noted, told) = (asked.clone(), like.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (noted, told) = (noted.clone(), told.clone());
                std::thread::spawn(move || talk(stream.unwrap(), &noted, &told));
            }
        });
        Portal { url, asked, like }
    }

    /// The requests since it was last asked for them.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn talk(stream: TcpStream, asked: &Mutex<Vec<String>>, like: &Mutex<Like>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let body = body(&head, &mut reader);
        let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_string();
        let answer = answer(&line, *like.lock().unwrap()).to_string();
        asked
            .lock()
            .unwrap()
            .push(format!("{line} {}", String::from_utf8_lossy(&body)).trim_end().to_string());
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{answer}", answer.len()).unwrap();
    }
}

/// As long as the head says, or the first of the pieces that come until an empty one.
fn body(head: &str, reader: &mut BufReader<TcpStream>) -> Vec<u8> {
    let head = head.to_lowercase();
    let mut read = |bytes: usize| {
        let mut part = vec![0; bytes];
        reader.read_exact(&mut part).unwrap();
        part
    };
    if !head.contains("transfer-encoding: chunked") {
        let long = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        return read(long.unwrap_or(0));
    }
    let mut whole = Vec::new();
    while !whole.ends_with(b"\r\n0\r\n\r\n") {
        whole.extend(read(1));
    }
    whole.split(|byte| *byte == b'\n').nth(1).unwrap_or_default().trim_ascii().to_vec()
}

fn answer(line: &str, like: Like) -> Value {
    let mut all = everything();
    if like == Like::Empty {
        LISTS.split_whitespace().for_each(|name| drop(all.insert(name.into(), json!([]))));
    }
    if like == Like::Customer {
        all.insert("role".into(), json!("owner"));
    }
    if line.contains("mandates") || line.contains("/payment") {
        let open = json!([{ "id": "id", "reference": "reference", "ended_at_ms": null }]);
        all.insert("mandates".into(), open);
    }
    if line.ends_with("/months/2026-10") {
        all.insert("closed".into(), Value::Null);
    }
    if line.ends_with("/ledger/debtors") {
        all.insert("total".into(), json!(plain()));
    }
    if line.ends_with("/ledger/check") {
        all = Map::from_iter([("finding".to_string(), json!("finding"))]);
    }
    if line.contains("/people") {
        all["people"][0]["expires_at_ms"] = Value::Null;
        all["invitations"][0]["name"] = Value::Null;
    }
    if line.ends_with("/import") {
        all.insert("bad".into(), json!([]));
    }
    let alone = line.contains("/sessions/") || line.ends_with("/servers/bakkerij");
    if like == Like::List && !alone { json!([all]) } else { Value::Object(all) }
}
