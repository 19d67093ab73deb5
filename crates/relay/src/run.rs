//! The relay as a whole: queue, way in, way on, and what people may ask it.

use crate::admin;
use crate::calls::Calls;
use crate::checks::Checks;
use crate::deliver::{self, Around};
use crate::queue::{self, Disk, Found, Queue, Unreadable};
use crate::settings::{Settings, Tls, WrongSettings};
use crate::smtp::{self, Budget, Guests, Reception, Stage};
use crate::table::{Change, LeftOut, NotAll, Sight, Table};
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    #[error(transparent)]
    Settings(#[from] WrongSettings),
    #[error(transparent)]
    Queue(#[from] Unreadable),
    #[error("{0} cannot be listened at: {1}")]
    Listen(String, #[source] io::Error),
    #[error("the relay's work ended in the middle")]
    Broken,
}

/// A running relay. [`Relay::stop`] ends it in good order; a kill loses nothing that was promised either.
pub struct Relay {
    pub queue: Arc<Queue>,
    pub sight: Arc<Sight>,
    pub checks: Arc<Checks>,
    pub found: Found,
    /// What of the settings' table could not be used.
    pub left_out: Vec<LeftOut>,
    /// Where it takes mail.
    pub addresses: Vec<SocketAddr>,
    table: watch::Sender<Arc<Table>>,
    calls: Arc<Calls>,
    tls: watch::Sender<Option<Arc<rustls::ServerConfig>>>,
    stage: watch::Sender<Stage>,
    work: JoinSet<()>,
}

impl Relay {
    /// Starts with as much of the table as can be used: a server that cannot keeps the others' mail from nobody.
    /// [`Settings::table`] is for who wants all of it or nothing.
    pub async fn start(settings: &Settings, clock: Clock) -> Result<Relay, NotStarted> {
        settings.check()?;
        let (table, left_out) = Table::usable(&settings.primaries);
        left_out.iter().for_each(|one| tracing::error!(%one, "the table cannot be used as a whole"));
        let table = watch::Sender::new(Arc::new(table));
        let tls = watch::Sender::new(settings.acceptor()?);
        let (queue, found) = open(settings, &clock).await?;
        let stage = watch::Sender::new(Stage::Open);
        let mut relay = Relay {
            queue: Arc::new(queue),
            sight: Arc::default(),
            checks: Arc::new(Checks::new(settings.checks.clone())),
            found,
            left_out,
            addresses: vec![],
            table,
            calls: Arc::default(),
            tls,
            stage,
            work: JoinSet::new(),
        };
        relay.let_in(settings, &clock).await?;
        relay.carry_on(settings, &clock);
        relay.let_ask(settings, &clock)?;
        Ok(relay)
    }

    async fn let_in(&mut self, settings: &Settings, clock: &Clock) -> Result<(), NotStarted> {
        let reception = Arc::new(Reception {
            host: settings.host.clone(),
            smtputf8: settings.smtputf8,
            postmaster: settings.postmaster.clone(),
            limits: settings.limits.clone(),
            queue: self.queue.clone(),
            table: self.table.subscribe(),
            sight: self.sight.clone(),
            tls: self.tls.subscribe(),
            stage: self.stage.subscribe(),
            guests: Arc::new(Guests::default()),
            budget: Arc::new(Budget::new(settings.limits.arriving_bytes)),
            checks: self.checks.clone(),
            clock: clock.clone(),
        });
        for address in &settings.listen {
            let wrong = |error| NotStarted::Listen(address.to_string(), error);
            let listener = TcpListener::bind(address).await.map_err(wrong)?;
            self.addresses.push(listener.local_addr().map_err(wrong)?);
            self.work.spawn(smtp::listen(reception.clone(), listener));
        }
        Ok(())
    }

    fn carry_on(&mut self, settings: &Settings, clock: &Clock) {
        let around = Arc::new(Around {
            host: settings.host.clone(),
            queue: self.queue.clone(),
            table: self.table.subscribe(),
            sight: self.sight.clone(),
            stage: self.stage.subscribe(),
            clock: clock.clone(),
            later: Mutex::default(),
            calls: self.calls.clone(),
        });
        self.work.spawn(deliver::run(around.clone()));
        self.work.spawn(deliver::watch_ages(around));
    }

    fn let_ask(&mut self, settings: &Settings, clock: &Clock) -> Result<(), NotStarted> {
        let path = settings.socket();
        let desk = admin::Desk {
            queue: self.queue.clone(),
            table: self.table.subscribe(),
            sight: self.sight.clone(),
            checks: self.checks.clone(),
            clock: clock.clone(),
        };
        let wrong = |error| NotStarted::Listen(path.display().to_string(), error);
        let listener = admin::listen(&path).map_err(wrong)?;
        self.work.spawn(admin::serve(Arc::new(desk), listener, self.stage.subscribe()));
        Ok(())
    }

    /// From now on this table is in force; mail that is on its way goes on.
    pub fn replace_table(&self, table: Table) {
        let before = self.table.send_replace(Arc::new(table));
        let now = self.table.borrow().clone();
        for table in [before, now] {
            self.calls.call(deliver::with_work(&self.queue, &table).iter().map(String::as_str));
        }
    }

    /// Changes the table where it has to be changed. A primary of which something is wrong stays as it was, and is told;
    /// all others are changed.
    pub fn change_table(&self, changes: &[Change]) -> Result<(), NotAll> {
        let (table, left_out) = self.table.borrow().changed(changes);
        self.table.send_replace(Arc::new(table));
        self.calls.call(changes.iter().map(Change::name));
        if left_out.is_empty() { Ok(()) } else { Err(NotAll(left_out)) }
    }

    /// Takes table and certificate of the settings anew. If something is wrong, all stays as it was.
    pub fn reload(&self, settings: &Settings) -> Result<(), WrongSettings> {
        let (table, tls) = (settings.table()?, settings.acceptor()?);
        self.replace_table(table);
        self.tls.send_replace(tls);
        Ok(())
    }

    /// Shows this certificate from the next handshake on. If it cannot be shown, the one of before stays.
    pub fn show(&self, tls: &Tls) -> Result<(), WrongSettings> {
        self.tls.send_replace(Some(tls.acceptor()?));
        Ok(())
    }

    /// Ends in good order: messages on their way in or on are finished, everything is written.
    pub async fn stop(mut self) -> Result<(), NotStarted> {
        self.stage.send_replace(Stage::Closing);
        while self.work.join_next().await.is_some() {}
        let queue = self.queue;
        let closed: JoinHandle<()> = tokio::task::spawn_blocking(move || queue.close());
        closed.await.map_err(|_| NotStarted::Broken)
    }
}

async fn open(settings: &Settings, clock: &Clock) -> Result<(Queue, Found), NotStarted> {
    let wish = queue::Settings {
        segment_bytes: settings.segment_bytes,
        reserve_bytes: settings.reserve_bytes,
        clock: clock.clone(),
        random: Random::System,
    };
    let folder = settings.folder.clone();
    let opened = tokio::task::spawn_blocking(move || {
        Queue::open(Disk::folder(&folder).map_err(Unreadable::Folder)?, wish)
    });
    let (queue, found) = opened.await.map_err(|_| NotStarted::Broken)??;
    if found.damaged_bytes > 0 {
        tracing::error!(
            bytes = found.damaged_bytes,
            "the disk changed or lost part of the queue; the rest was read"
        );
    }
    Ok((queue, found))
}
