//! The answers.

use super::{Desk, Question};
use crate::checks::Looked;
use crate::queue::{Became, Entry, Envelope, Mark, QueueId, Standing as Where, bits, whole};
use crate::table::{Seen, Table};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// So many messages are listed unless asked otherwise, and at most.
const PAGE: usize = 100;
const MOST_PAGE: usize = 10_000;
/// Of a message's text, so many bytes are shown.
const MOST_TEXT: usize = 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    Status(Standing),
    Messages {
        messages: Vec<Message>,
    },
    Page {
        messages: Vec<Message>,
        total: u64,
    },
    Waiting(Waiting),
    /// Of those that are in the table.
    Primaries {
        primaries: Vec<PrimaryStanding>,
    },
    /// The text is the message's own bytes, those that are no UTF-8 replaced.
    Show {
        message: Message,
        envelope: Box<Envelope>,
        text: String,
    },
    /// It was done to so many.
    Done {
        count: usize,
    },
    Refused {
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// None: mail is taken. Otherwise why not.
    pub stopped: Option<String>,
    pub messages: u64,
    pub bytes: u64,
    pub held: u64,
    pub disk_bytes: u64,
    /// Writes with a sync since the start.
    pub batches: u64,
    /// What came of the looks for spam and viruses; none: nobody looks.
    pub checks: Option<Looked>,
    pub primaries: Vec<PrimaryStanding>,
    /// What waits for domains that are in the table no more.
    pub homeless: Vec<DomainStanding>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// None: mail is taken. Otherwise why not.
    pub stopped: Option<String>,
    pub messages: u64,
    pub bytes: u64,
    pub disk_bytes: u64,
    /// What came of the looks for spam and viruses; none: nobody looks.
    pub checks: Option<Looked>,
    /// Oldest first.
    pub domains: Vec<DomainStanding>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrimaryStanding {
    pub name: String,
    /// As the relay itself sees it: `up`, `down` or `not-yet`.
    pub seen: String,
    pub trouble: Option<String>,
    pub connections: usize,
    /// Since the start.
    pub delivered: u64,
    pub domains: Vec<DomainStanding>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DomainStanding {
    pub domain: String,
    pub messages: u64,
    pub bytes: u64,
    pub held: u64,
    pub deferred: u64,
    /// How long the oldest message has waited.
    pub oldest_seconds: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: String,
    pub domain: String,
    pub sender: String,
    /// Those that still want it.
    pub recipients: Vec<String>,
    pub bytes: u64,
    pub since_ms: i64,
    /// `waiting`, `delivering`, `deferred` or `held`.
    pub standing: String,
    pub held_because: Option<String>,
}

impl Answer {
    pub fn refused(reason: impl Into<String>) -> Answer {
        Answer::Refused { reason: reason.into() }
    }
}

impl Desk {
    pub async fn answer(&self, question: Question) -> Answer {
        match question {
            Question::Status => Answer::Status(self.standing()),
            Question::Messages { domain, after, limit } => {
                let after = after.and_then(|after| after.parse().ok()).unwrap_or(QueueId(0));
                self.messages(&domain, after, limit.unwrap_or(PAGE).min(MOST_PAGE)).await
            }
            Question::Page { domains, offset, limit } => {
                self.page(&domains, offset, limit.min(MOST_PAGE)).await
            }
            Question::Waiting => Answer::Waiting(self.waiting()),
            Question::Primaries { names } => {
                let table = self.table.borrow().clone();
                let known = names.iter().filter_map(|name| table.primary(name));
                Answer::Primaries { primaries: known.map(|one| self.primary(&table, &one.name)).collect() }
            }
            Question::Show { id } => self.show(&id).await,
            Question::Hold { what } => self.mark(&what, Became::Held("somebody holds it".into())).await,
            Question::Release { what } => self.mark(&what, Became::Released).await,
            Question::Discard { id } => match id.parse::<QueueId>() {
                Ok(_) => self.mark(&id, Became::Discarded).await,
                Err(_) => Answer::refused(format!("{id} is no message's id")),
            },
            Question::Flush { domain } => self.flush(domain),
        }
    }

    fn standing(&self) -> Standing {
        let depths = self.queue.depths();
        let table = self.table.borrow().clone();
        let mut primaries: Vec<PrimaryStanding> =
            table.primaries().map(|primary| self.primary(&table, &primary.name)).collect();
        primaries.sort_by(|one, other| one.name.cmp(&other.name));
        let homeless = depths.iter().filter(|depth| table.primary_of(&depth.domain).is_none());
        Standing {
            stopped: self.queue.stopped().borrow().clone(),
            messages: depths.iter().map(|depth| depth.messages).sum(),
            bytes: depths.iter().map(|depth| depth.bytes).sum(),
            held: depths.iter().map(|depth| depth.held).sum(),
            disk_bytes: self.queue.disk_bytes(),
            batches: self.queue.batches(),
            checks: self.checks.looked(),
            primaries,
            homeless: homeless.map(|depth| self.domain(depth)).collect(),
        }
    }

    fn waiting(&self) -> Waiting {
        let depths = self.queue.depths();
        let mut domains: Vec<DomainStanding> = depths.iter().map(|depth| self.domain(depth)).collect();
        domains.sort_by_key(|domain| std::cmp::Reverse(domain.oldest_seconds));
        Waiting {
            stopped: self.queue.stopped().borrow().clone(),
            messages: depths.iter().map(|depth| depth.messages).sum(),
            bytes: depths.iter().map(|depth| depth.bytes).sum(),
            disk_bytes: self.queue.disk_bytes(),
            checks: self.checks.looked(),
            domains,
        }
    }

    fn primary(&self, table: &Table, name: &str) -> PrimaryStanding {
        let view = self.sight.of(name);
        let mine = table.domains_of(name).iter();
        PrimaryStanding {
            name: name.into(),
            seen: seen(view.seen()).into(),
            trouble: view.trouble(),
            connections: view.connections.load(Ordering::Relaxed),
            delivered: view.delivered.load(Ordering::Relaxed),
            domains: mine.map(|domain| self.domain(&self.queue.depth(domain))).collect(),
        }
    }

    fn domain(&self, depth: &crate::queue::Depth) -> DomainStanding {
        let oldest = depth
            .oldest
            .and_then(|id| self.queue.index().entry_of(QueueId(id)).map(|entry| entry.received_s));
        DomainStanding {
            domain: depth.domain.clone(),
            messages: depth.messages,
            bytes: depth.bytes,
            held: depth.held,
            deferred: depth.deferred,
            oldest_seconds: oldest.map(|since| self.clock.now_ms() / 1000 - i64::from(since)),
        }
    }

    async fn messages(&self, domain: &str, after: QueueId, limit: usize) -> Answer {
        let page: Vec<(QueueId, Entry)> = {
            let index = self.queue.index();
            index.of_domain(domain, after.0).take(limit).map(|(id, entry)| (id, *entry)).collect()
        };
        Answer::Messages { messages: self.told(page).await }
    }

    /// Ids grow with time, so the oldest come first.
    async fn page(&self, domains: &[String], offset: usize, limit: usize) -> Answer {
        let most = offset.saturating_add(limit);
        let total = self.queue.waiting(domains).0;
        let page: Vec<(QueueId, Entry)> = {
            let index = self.queue.index();
            let mut all: Vec<(QueueId, Entry)> = Vec::new();
            for domain in domains {
                all.extend(index.of_domain(domain, 0).take(most).map(|(id, entry)| (id, *entry)));
            }
            all.sort_unstable_by_key(|(id, _)| *id);
            all.into_iter().skip(offset).take(limit).collect()
        };
        Answer::Page { messages: self.told(page).await, total }
    }

    async fn told(&self, page: Vec<(QueueId, Entry)>) -> Vec<Message> {
        let envelopes = self.queue.envelopes(page.iter().map(|(id, _)| *id).collect()).await;
        let entries: HashMap<QueueId, Entry> = page.into_iter().collect();
        envelopes.iter().map(|(id, envelope)| self.message((*id, entries[id]), envelope)).collect()
    }

    fn message(&self, (id, entry): (QueueId, Entry), envelope: &Envelope) -> Message {
        let index = self.queue.index();
        let parcel = envelope.parcels.get(usize::from(entry.parcel));
        let wants = whole(entry.recipients) & !index.done_of(id);
        let recipients = parcel.into_iter().flat_map(|parcel| parcel.recipients.iter().enumerate());
        let left = recipients.filter(|(place, _)| bits(&[*place as u8]) & wants != 0);
        Message {
            id: id.to_string(),
            domain: index.domain_of(&entry).into(),
            sender: envelope.sender.clone(),
            recipients: left.map(|(_, recipient)| recipient.address.clone()).collect(),
            bytes: u64::from(entry.size),
            since_ms: envelope.received_at_ms,
            standing: standing(entry.standing).into(),
            held_because: index.held_of(id).map(|held| held.reason.clone()),
        }
    }

    async fn show(&self, id: &str) -> Answer {
        let Ok(id) = id.parse::<QueueId>() else {
            return Answer::refused(format!("{id} is no message's id"));
        };
        let entry = self.queue.index().entry_of(id).copied();
        let Some(entry) = entry else { return Answer::refused(format!("there is no message {id} any more")) };
        match self.queue.fetch(id).await {
            Ok(Some((envelope, body))) => {
                let text = String::from_utf8_lossy(&body[..body.len().min(MOST_TEXT)]).into_owned();
                Answer::Show {
                    message: self.message((id, entry), &envelope),
                    envelope: Box::new(envelope),
                    text,
                }
            }
            Ok(None) => Answer::refused(format!("there is no message {id} any more")),
            Err(error) => Answer::refused(format!("{id} cannot be read: {error}")),
        }
    }

    /// Marks one message, or all of a domain.
    async fn mark(&self, what: &str, became: Became) -> Answer {
        let ids: Vec<QueueId> = match what.parse::<QueueId>() {
            Ok(id) => self.queue.index().entry_of(id).map(|_| id).into_iter().collect(),
            Err(_) => self.queue.index().of_domain(what, 0).map(|(id, _)| id).collect(),
        };
        let at_ms = self.clock.now_ms();
        let count = ids.len();
        tracing::info!(what, ?became, count, "somebody asked for it");
        for some in ids.chunks(PAGE) {
            let marks =
                some.iter().map(|id| Mark { id: *id, to: vec![], became: became.clone(), at_ms }).collect();
            if let Err(error) = self.queue.mark_now(marks).await {
                return Answer::refused(error.to_string());
            }
        }
        if count == 0 {
            Answer::refused(format!("nothing waits under {what}"))
        } else {
            Answer::Done { count }
        }
    }

    fn flush(&self, domain: Option<String>) -> Answer {
        let table = self.table.borrow().clone();
        let primaries: Vec<_> = match domain {
            None => table.primaries().collect(),
            Some(domain) => match table.primary_of(&domain) {
                None => return Answer::refused(format!("{domain} is in the table no more")),
                Some(primary) => vec![primary],
            },
        };
        primaries.iter().for_each(|primary| self.sight.of(&primary.name).bell.notify_one());
        Answer::Done { count: primaries.len() }
    }
}

fn seen(seen: Seen) -> &'static str {
    match seen {
        Seen::NotYet => "not-yet",
        Seen::Up => "up",
        Seen::Down => "down",
    }
}

fn standing(standing: Where) -> &'static str {
    match standing {
        Where::Waiting | Where::Again => "waiting",
        Where::Taken => "delivering",
        Where::Deferred => "deferred",
        Where::Held => "held",
    }
}
