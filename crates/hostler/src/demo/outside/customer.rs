//! A customer: orders a server, signs in to its console, adds and removes people.

use super::web::{Browser, Program};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::time::Duration;

/// What everybody in the story signs in with.
pub const PASSWORD: &str = "stroopwafel met kaas";
const RUNS_WITHIN: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(20);

/// Who orders.
#[derive(Debug, Clone, Copy)]
pub struct Customer {
    pub company: &'static str,
    pub person: &'static str,
    pub email: &'static str,
    /// `(street, postcode, city)`.
    pub address: (&'static str, &'static str, &'static str),
    /// First label of the server's name.
    pub server: &'static str,
    /// The customer's own domain.
    pub domain: &'static str,
}

/// A customer's running server, as the customer knows it.
pub struct Server {
    pub customer: Customer,
    pub program: Program,
    pub id: String,
    pub host: String,
    pub address: Ipv4Addr,
    /// The people's mailboxes: ids and addresses, in the order in which they were made.
    pub people: Vec<Mailbox>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Mailbox {
    pub id: String,
    pub address: String,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    host: String,
    address: Ipv4Addr,
    phase: String,
}

/// What a server says of itself, as far as it is of use here.
#[derive(Debug, Deserialize)]
pub struct Report {
    pub users: i64,
    pub bytes: i64,
    written: i64,
    acknowledged: i64,
}

impl Customer {
    /// Fills the order page in: company, person and password, the server's name, the terms.
    pub async fn order(&self, browser: &Browser) -> Result<()> {
        let (street, postcode, city) = self.address;
        let fields = [
            ("server_name", self.server),
            ("company", self.company),
            ("street", street),
            ("postcode", postcode),
            ("city", city),
            ("country", "NL"),
            ("name", self.person),
            ("email", self.email),
            ("password", PASSWORD),
            ("terms", "yes"),
        ];
        browser
            .send_form("/order", &fields)
            .await
            .with_context(|| format!("{} orders", self.person))
            .map(|_| ())
    }

    /// Opens the link of the mail that the order sent, which staff can see, and confirms: the order is accepted.
    pub async fn confirm(&self, browser: &Browser, staff: &Program) -> Result<()> {
        let mails: Vec<Value> = staff.get("/api/v1/staff/mail").await?;
        let mail =
            mails.iter().find(|mail| mail["recipient"] == self.email).context("no mail came of the order")?;
        let body = mail["body"].as_str().unwrap_or_default();
        let token = body.split_once("/verify/").context("the mail has no link")?.1;
        let token = token.split_whitespace().next().unwrap_or_default();
        browser.send_form(&format!("/verify/{token}"), &[]).await?;
        Ok(())
    }

    /// Signs in and waits until the ordered server runs.
    pub async fn running(&self, portal: &str) -> Result<Server> {
        let program = Program::sign_in(portal, self.email, PASSWORD).await?;
        let running = async {
            loop {
                let servers: Vec<Listed> = program.get("/api/v1/servers").await?;
                if let Some(server) = servers.into_iter().find(|server| server.phase == "running") {
                    return anyhow::Ok(server);
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        let waited = tokio::time::timeout(RUNS_WITHIN, running).await;
        let Listed { id, host, address, .. } =
            waited.with_context(|| format!("{} does not run", self.server))??;
        Ok(Server { customer: *self, program, id, host, address, people: Vec::new() })
    }
}

impl Server {
    fn console(&self, path: &str) -> String {
        format!("/servers/{}/console/api/v1/{path}", self.id)
    }

    /// The customer's own domain comes to the server.
    pub async fn add_domain(&self) -> Result<()> {
        let asked = json!({ "name": self.customer.domain });
        self.program.post::<Value>(&self.console("domains"), &asked).await.map(|_| ())
    }

    /// A mailbox for each person, `first name@the customer's domain`.
    pub async fn add_people(&mut self, names: &[&str]) -> Result<()> {
        for name in names {
            let address = format!("{}@{}", name.to_lowercase(), self.customer.domain);
            let asked = json!({ "address": address, "name": name, "password": PASSWORD });
            let made = self.program.post(&self.console("mailboxes"), &asked).await?;
            self.people.push(made);
        }
        Ok(())
    }

    /// Deletes the mailboxes of the last `number` people.
    pub async fn remove_people(&mut self, number: usize) -> Result<()> {
        for person in self.people.split_off(self.people.len().saturating_sub(number)) {
            self.program.delete(&self.console(&format!("mailboxes/{}", person.id))).await?;
        }
        Ok(())
    }

    pub async fn report(&self) -> Result<Report> {
        self.program.get(&self.console("report")).await
    }

    /// Waits until the platform has acknowledged everything that the server has written down.
    pub async fn acknowledged(&self) -> Result<Report> {
        for _ in 0..1_500 {
            let report = self.report().await?;
            if report.acknowledged == report.written {
                return Ok(report);
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("the platform does not acknowledge the journal of {}", self.host)
    }
}
