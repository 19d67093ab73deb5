//! The end of the month: staff look at the preview and close it, the customers get their invoices, and every number
//! is compared with what the requirements say it must be.

use super::outside::customer::Server;
use super::paper::{Invoice, Line};
use super::story::{BAKERY, BICYCLES, BOOKKEEPING, Story};
use super::tell::amount;
use anyhow::{Context, Result, bail};
use hostler_platform::billing::pricing::Kind;
use serde::Deserialize;
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const WRITTEN_WITHIN: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);

/// A customer's bill, worked out by hand: prices of the catalogue (4.95 a user, 1.50 a GB), 21 % VAT rounded half
/// even.
struct Expected {
    company: &'static str,
    users: i64,
    gigabytes: i64,
    net_minor: i64,
    vat_minor: i64,
    total_minor: i64,
}

/// B1: 10, then 5 deleted, next day 6 created → 11. B1: 10, then 5 more, next day 6 deleted → 15. B3: 10 users with
/// 12 GB → 10 users and 2 GB.
const EXPECTED: [Expected; 3] = [
    Expected {
        company: BAKERY.company,
        users: 11,
        gigabytes: 0,
        net_minor: 5445,
        vat_minor: 1143,
        total_minor: 6588,
    },
    Expected {
        company: BICYCLES.company,
        users: 15,
        gigabytes: 0,
        net_minor: 7425,
        vat_minor: 1559,
        total_minor: 8984,
    },
    Expected {
        company: BOOKKEEPING.company,
        users: 10,
        gigabytes: 2,
        net_minor: 5250,
        vat_minor: 1102,
        total_minor: 6352,
    },
];

#[derive(Deserialize)]
struct MonthView {
    closed: Option<Closed>,
    #[serde(default)]
    drafts: Vec<Draft>,
}

#[derive(Deserialize)]
struct Closed {
    customers: i64,
    done: i64,
    invoices: i64,
}

#[derive(Deserialize)]
struct Draft {
    name: String,
    total_minor: i64,
    warnings: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Listed {
    invoices: Vec<InList>,
}

#[derive(Deserialize)]
struct InList {
    id: String,
}

/// What is not as it must be, a sentence each.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare<T: PartialEq + std::fmt::Display>(&mut self, what: &str, found: T, expected: T) {
        if found != expected {
            self.0.push(format!("{what}: {found}, expected {expected}"));
        }
    }
}

impl Story {
    /// From the preview to the proof that nothing was counted twice. An error names every number that is wrong.
    pub async fn is_billed(&mut self, folder: &Path) -> Result<()> {
        let mut differences = Differences::default();
        self.preview(&mut differences).await?;
        let written = self.close().await?;
        self.tell.step(&format!("Staff close {}: {written} invoices are written.", self.month));
        let mut invoices = self.invoices().await?;
        self.close().await?;
        let again = self.invoices().await?;
        let said = if again == invoices { "the same invoices stand" } else { "the invoices are others now" };
        self.tell.step(&format!("Staff close it once more: {said}."));
        differences.compare("invoices after closing twice", again == invoices, true);
        invoices.iter().for_each(|invoice| invoice.print(&self.tell));
        for expected in &EXPECTED {
            expected.check(&invoices, &mut differences);
        }
        let lines = invoices.iter_mut().flat_map(Invoice::take_lines).collect();
        self.replay(lines, folder, &mut differences).await?;
        self.summary(&differences);
        if differences.0.is_empty() { Ok(()) } else { bail!("{}", differences.0.join("; ")) }
    }

    fn month_path(&self) -> String {
        format!("/api/v1/staff/months/{}", self.month)
    }

    async fn preview(&mut self, differences: &mut Differences) -> Result<()> {
        let view: MonthView = self.staff.get(&self.month_path()).await?;
        let totals = view.drafts.iter().map(|draft| format!("{} {}", draft.name, amount(draft.total_minor)));
        let totals = totals.collect::<Vec<_>>().join(", ");
        self.tell.step(&format!("Staff look at the preview of {}: {totals}.", self.month));
        differences.compare("customers in the preview", view.drafts.len(), EXPECTED.len());
        for draft in &view.drafts {
            // Each is billed for the first time, which the preview says of every new customer.
            let odd = draft.warnings.iter().filter(|warning| warning["warning"] != "first");
            differences.compare(&format!("warnings about {}", draft.name), odd.count(), 0);
        }
        Ok(())
    }

    /// Returns how many invoices the month has, once they are written.
    async fn close(&self) -> Result<i64> {
        self.staff.post::<serde_json::Value>(&format!("{}/close", self.month_path()), &json!({})).await?;
        let done = async {
            loop {
                let view: MonthView = self.staff.get(&self.month_path()).await?;
                if let Some(closed) = view.closed.filter(|closed| closed.done == closed.customers) {
                    return anyhow::Ok(closed.invoices);
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        let waited = tokio::time::timeout(WRITTEN_WITHIN, done).await;
        waited.context("the invoices are not written")?
    }

    /// Each customer's invoices, as the customer gets them.
    async fn invoices(&self) -> Result<Vec<Invoice>> {
        let mut invoices = Vec::new();
        for Server { program, .. } in &self.servers {
            let listed: Listed = program.get("/api/v1/invoices").await?;
            for InList { id } in listed.invoices {
                let mut invoice: Invoice = program.get(&format!("/api/v1/invoices/{id}")).await?;
                invoice.pdf_bytes = program.bytes(&format!("/api/v1/invoices/{id}/pdf")).await?.len();
                invoices.push(invoice);
            }
        }
        Ok(invoices)
    }

    /// `hostler replay` on an export of the readings gives the same lines: each reading was counted once.
    async fn replay(
        &mut self,
        billed: Vec<Line>,
        folder: &Path,
        differences: &mut Differences,
    ) -> Result<()> {
        let export = self.staff.bytes(&format!("/api/v1/staff/readings?month={}", self.month)).await?;
        let file = folder.join("readings.jsonl");
        std::fs::write(&file, &export)?;
        let mut replay = Command::new(std::env::current_exe()?);
        replay.args(["replay", "--month", &self.month.to_string(), "--events"]).arg(&file);
        let output = replay.output()?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let replayed: Vec<Line> = printed.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let number = |lines: &[Line]| {
            let mut numbers: Vec<_> = lines.iter().map(super::paper::numbers).collect();
            numbers.sort();
            numbers
        };
        let same = number(&billed) == number(&replayed);
        let said = if same { "the very lines of the invoices" } else { "other lines than the invoices have" };
        self.tell.step(&format!(
            "`hostler replay` gets the {} readings that the servers sent, in a file, and nothing else. It finds {said}: \
             {} lines.",
            export.iter().filter(|&&byte| byte == b'\n').count(),
            replayed.len(),
        ));
        differences.compare("lines of the replay that are those of the invoices", same, true);
        Ok(())
    }

    fn summary(&self, differences: &Differences) {
        println!();
        for Expected { company, users, gigabytes, total_minor, .. } in &EXPECTED {
            let extra = if *gigabytes > 0 { format!(" and {gigabytes} GB extra") } else { String::new() };
            let wrong = differences.0.iter().any(|text| text.contains(company));
            let mark = if wrong { "WRONG" } else { "right" };
            println!("{mark}  {company}: {users} users{extra}, {} EUR", amount(*total_minor));
        }
    }
}

impl Expected {
    fn check(&self, invoices: &[Invoice], differences: &mut Differences) {
        let of = |what: &str| format!("{what} of {}", self.company);
        let own: Vec<_> = invoices.iter().filter(|invoice| invoice.customer() == self.company).collect();
        differences.compare(&of("invoices"), own.len(), 1);
        let [invoice] = own[..] else { return };
        differences.compare(&of("users"), invoice.quantity(Kind::Users), self.users);
        differences.compare(&of("accounts at the peak"), invoice.accounts_at_peak(), self.users);
        differences.compare(&of("extra GB"), invoice.quantity(Kind::Storage), self.gigabytes);
        differences.compare(&of("net cents"), invoice.net_minor, self.net_minor);
        differences.compare(&of("VAT cents"), invoice.vat_minor, self.vat_minor);
        differences.compare(&of("total cents"), invoice.total_minor, self.total_minor);
        differences.compare(&of("days until the payment is due"), invoice.payment_days(), 21);
    }
}
