//! What happens: three customers order a server each and use it over a month.

use super::outside::customer::{Customer, Server};
use super::outside::mail::{Letter, Reader, bring, submit};
use super::outside::web::{Browser, Program};
use super::tell::{Tell, grouped};
use anyhow::{Context, Result, ensure};
use hostler_kit::time::Month;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

pub const BAKERY: Customer = Customer {
    company: "Bakkerij de Vries",
    person: "Anna de Vries",
    email: "anna@bakkerijdevries.test",
    address: ("Dorpsstraat 1", "6711 AB", "Ede"),
    server: "bakkerij",
    domain: "bakkerijdevries.test",
};
pub const BICYCLES: Customer = Customer {
    company: "Fietsen Bram",
    person: "Bram Bakker",
    email: "bram@fietsenbram.test",
    address: ("Kanaalkade 12", "1811 LP", "Alkmaar"),
    server: "fietsen",
    domain: "fietsenbram.test",
};
pub const BOOKKEEPING: Customer = Customer {
    company: "Administratie Claassen",
    person: "Karin Claassen",
    email: "karin@claassen.test",
    address: ("Markt 7", "6211 CJ", "Maastricht"),
    server: "claassen",
    domain: "claassen.test",
};

/// Nine people: with the administrator, ten users (D2).
const NINE: [&str; 9] = ["Carla", "Daan", "Eva", "Fleur", "Gijs", "Hanna", "Ilse", "Joost", "Lars"];
const SIX_MORE: [&str; 6] = ["Maud", "Niels", "Olga", "Pim", "Roos", "Sem"];

/// What the bookkeepers store, and the size of most of the mails that it consists of.
pub const STORED: i64 = 12_000_000_000;
const DOSSIER: i64 = 10_000_000;
const ARCHIVE: &str = "Archive";

const STAFF: [(&str, &str); 3] =
    [("name", "Sanne Staff"), ("email", "sanne@hostler.test"), ("password", "stroopwafel met kaas")];

/// The demo under way.
pub struct Story {
    pub tell: Tell,
    pub portal: String,
    pub staff: Program,
    pub month: Month,
    pub servers: Vec<Server>,
}

#[derive(Deserialize)]
struct Now {
    now: Timestamp,
}

impl Story {
    /// Staff sign up by the link of the first start.
    pub async fn begin(tell: Tell, portal: &str, setup_link: &str) -> Result<Story> {
        let path = setup_link.strip_prefix(portal).context("the first link leads elsewhere")?;
        Browser::at(portal)?.send_form(path, &STAFF).await?;
        let staff = Program::sign_in(portal, STAFF[1].1, STAFF[2].1).await?;
        let month = Month::of(tell.now().as_millisecond(), tell.zone()).next();
        Ok(Story { tell, portal: portal.to_string(), staff, month, servers: Vec::new() })
    }

    /// Moves the demo's clock; everybody signs in again, for sessions end after twelve hours.
    pub async fn move_to(&mut self, day: Date, (hour, minute): (i8, i8)) -> Result<()> {
        let to = day.at(hour, minute, 0, 0).to_zoned(self.tell.zone().clone())?.timestamp();
        let answer: Now = self.staff.post("/api/v1/demo/clock", &json!({ "to": to })).await?;
        self.tell.clock_is(answer.now);
        self.staff.sign_in_again().await?;
        for server in &mut self.servers {
            server.program.sign_in_again().await?;
        }
        Ok(())
    }

    /// The whole month.
    pub async fn happens(&mut self) -> Result<()> {
        let first = self.month.first_day();
        self.move_to(first, (8, 0)).await?;
        for customer in [BAKERY, BICYCLES, BOOKKEEPING] {
            self.order(customer).await?;
        }
        for server in 0..self.servers.len() {
            self.ten_users(server).await?;
        }
        for server in 0..self.servers.len() {
            self.mail(server).await?;
        }
        self.move_to(first, (14, 0)).await?;
        self.remove(0, 5).await?;
        self.add(1, &SIX_MORE[..5]).await?;
        self.twelve_gigabytes(2).await?;
        self.move_to(first, (18, 0)).await?;
        self.storage(2).await?;
        self.move_to(first.tomorrow()?, (9, 0)).await?;
        self.add(0, &SIX_MORE).await?;
        self.remove(1, 6).await?;
        self.move_to(self.month.last_day(), (17, 0)).await?;
        self.storage(2).await?;
        self.move_to(self.month.next().first_day(), (6, 0)).await?;
        self.acknowledged().await
    }

    async fn order(&mut self, customer: Customer) -> Result<()> {
        let Customer { company, person, server, .. } = customer;
        self.tell
            .step(&format!("{person} orders the server `{server}` for {company}, on the portal's page."));
        let browser = Browser::at(&self.portal)?;
        customer.order(&browser).await?;
        customer.confirm(&browser, &self.staff).await?;
        let confirmed = self.tell.seconds();
        let server = customer.running(&self.portal).await?;
        let took = self.tell.seconds() - confirmed;
        self.tell.step(&format!(
            "{} runs at {}, {took:.1} s after the confirmation.",
            server.host, server.address
        ));
        self.servers.push(server);
        Ok(())
    }

    async fn ten_users(&mut self, server: usize) -> Result<()> {
        let server = &mut self.servers[server];
        server.add_domain().await?;
        server.add_people(&NINE).await?;
        let users = server.report().await?.users;
        self.tell.step(&format!(
            "{} makes mailboxes for nine people in the console. With the administrator, whom every server has from its \
             first start, that is {users} users.",
            server.customer.company
        ));
        Ok(())
    }

    async fn add(&mut self, server: usize, names: &[&str]) -> Result<()> {
        let server = &mut self.servers[server];
        server.add_people(names).await?;
        let users = server.report().await?.users;
        let text =
            format!("{} makes {} more mailboxes: {users} users.", server.customer.company, names.len());
        self.tell.step(&text);
        Ok(())
    }

    async fn remove(&mut self, server: usize, number: usize) -> Result<()> {
        let server = &mut self.servers[server];
        server.remove_people(number).await?;
        let users = server.report().await?.users;
        self.tell.step(&format!("{} deletes {number} mailboxes: {users} users.", server.customer.company));
        Ok(())
    }

    /// A mail between colleagues and one from a customer outside, both read.
    async fn mail(&mut self, server: usize) -> Result<()> {
        let server = &self.servers[server];
        let (from, to) = (&server.people[0].address, &server.people[1].address);
        let began = self.tell.seconds();
        let inside = Letter {
            from: from.clone(),
            to: to.clone(),
            subject: "Rooster".into(),
            text: format!("Hoi Daan, het rooster van {} hangt klaar. Groet, Carla", server.customer.company),
        };
        let outside = Letter {
            from: "mevrouw.jansen@klant.example".into(),
            subject: "Vraag".into(),
            text: "Bent u zaterdag open? Met vriendelijke groet, mevrouw Jansen".into(),
            ..inside.clone()
        };
        submit(server, &inside).await?;
        bring(server, &outside).await?;
        let mut reader = Reader::sign_in(server, to).await?;
        for letter in [&inside, &outside] {
            let read = reader.await_mail(&letter.subject).await?;
            ensure!(read == letter.text, "{to} was sent `{}` and reads `{read}`", letter.text);
        }
        reader.sign_out().await?;
        let took = self.tell.seconds() - began;
        self.tell.step(&format!(
            "{from} sends {to} a mail (port 587, signed in), and a customer writes from outside (port 25). Both are \
             read by IMAP, {took:.1} s after the first was sent."
        ));
        Ok(())
    }

    /// Fills a mailbox up until the server stores exactly 12 GB.
    async fn twelve_gigabytes(&mut self, server: usize) -> Result<()> {
        let server = &self.servers[server];
        let before = server.report().await?.bytes;
        let missing = STORED - before;
        let (dossiers, rest) = (missing / DOSSIER - 1, missing % DOSSIER + DOSSIER);
        let mut reader = Reader::sign_in(server, &server.people[0].address).await?;
        reader.file(ARCHIVE, usize::try_from(DOSSIER)?).await?;
        reader.copy_until(ARCHIVE, u32::try_from(dossiers)?).await?;
        reader.file(ARCHIVE, usize::try_from(rest)?).await?;
        reader.sign_out().await?;
        self.tell.step(&format!(
            "{} stores {} bytes so far. By IMAP, {} files a mail of {} bytes in `{ARCHIVE}`, copies it until there are \
             {dossiers}, and files one of {} bytes. (Each copy is a mail that counts; Dovecot keeps equal content once \
             on the disk, so this takes seconds.)",
            server.customer.company,
            grouped(before),
            server.people[0].address,
            grouped(DOSSIER),
            grouped(rest),
        ));
        Ok(())
    }

    async fn storage(&mut self, server: usize) -> Result<()> {
        let report = self.servers[server].acknowledged().await?;
        let company = self.servers[server].customer.company;
        self.tell.step(&format!("The server of {company} measures {} bytes of mail.", grouped(report.bytes)));
        ensure!(report.bytes == STORED, "{company} stores {} bytes, expected {STORED}", report.bytes);
        Ok(())
    }

    async fn acknowledged(&mut self) -> Result<()> {
        for server in &self.servers {
            server.acknowledged().await?;
        }
        self.tell.step("The month is over. Every server's journal has arrived, whole and in order.");
        Ok(())
    }
}
