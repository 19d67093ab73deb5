//! Whatever happens in whatever order, ledger, invoices and credits say the same.

use super::super::{Finding, check, trial_balance};
use super::*;
use crate::billing::invoices::{Invoice, store as invoices};
use crate::billing::settlement;
use crate::billing::write_offs::{Wish, write_off};
use crate::testing::bills::{Billed, close, newest, october, pay, session};
use crate::testing::{go_to, person};
use hostler_kit::random::Random;
use hostler_kit::time::Month;

/// Things that happen to each cast.
const HAPPENINGS: u64 = 60;

/// A number below another.
fn below(random: &Random, end: u64) -> u64 {
    u64::from_le_bytes(random.bytes::<8>()) % end.max(1)
}

struct Books {
    app: Arc<App>,
    random: Random,
    session: crate::accounts::Session,
    billed: Vec<Billed>,
    invoices: Vec<Invoice>,
    month: Month,
    happened: u64,
}

impl Books {
    /// One of the invoices as it is now.
    async fn any(&self) -> Invoice {
        let at = below(&self.random, self.invoices.len() as u64) as usize;
        invoices::find(&self.app.db, &self.invoices[at].id).await.unwrap().unwrap()
    }

    fn part_of(&self, minor: i64) -> i64 {
        1 + below(&self.random, minor.unsigned_abs()) as i64
    }

    async fn next(&mut self) {
        self.happened += 1;
        let id = format!("pay_{}", self.happened);
        let invoice = self.any().await;
        match below(&self.random, 7) {
            0 => self.issue().await,
            1 => self.overpay(&invoice, &id).await,
            2 => self.spend(invoice).await,
            3 => self.write_off(&invoice).await,
            4 => {
                let paid = invoice.total_minor - invoice.open_minor;
                pay(&self.app, &invoice, -self.part_of(paid.max(1)), &id).await.ok();
            }
            _ => {
                pay(&self.app, &invoice, self.part_of(invoice.total_minor), &id).await.ok();
            }
        }
    }

    /// The next month is over and closed.
    async fn issue(&mut self) {
        self.month = self.month.next();
        if self.month.to_string().as_str() > "2027-04" {
            return;
        }
        let next = self.month.next().first_day();
        go_to(&self.app, &format!("{next}T10:00:00+02:00"));
        close(&self.app, &self.month.to_string(), &self.session.person).await;
        for billed in &self.billed {
            self.invoices.push(newest(&self.app, &billed.customer).await);
        }
    }

    async fn overpay(&self, invoice: &Invoice, id: &str) {
        let amount = self.part_of(5_000);
        let mut tx = self.app.db.begin().await.unwrap();
        let date = invoice.date.parse().unwrap();
        let given = (&invoice.customer_id, amount, Account::Suspense);
        settlement::give_credit(&self.app, &mut tx, given, (date, "overpaid", id, "")).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn spend(&self, invoice: Invoice) {
        let mut tx = self.app.db.begin().await.unwrap();
        let date = invoice.date.parse().unwrap();
        settlement::use_credit(&self.app, &mut tx, invoice, date).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn write_off(&self, invoice: &Invoice) {
        let amount_minor = Some(self.part_of(invoice.open_minor.max(1)));
        let wish = Wish { invoice: &invoice.id, amount_minor, reason: "Gone away" };
        write_off(&self.app, &self.session, &wish).await.ok();
    }
}

#[tokio::test]
async fn b8_whatever_happens_in_whatever_order_the_books_agree() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10), ("bram", 4), ("cees", 2)]).await;
        let invoices = billed.iter().map(|billed| billed.invoice.clone()).collect();
        let month = "2026-10".parse().unwrap();
        let mut books = Books {
            random: Random::seeded(7),
            session,
            billed,
            invoices,
            month,
            happened: 0,
            app: app.clone(),
        };
        for _ in 0..HAPPENINGS {
            books.next().await;
            assert_eq!(check(&app.db).await.unwrap(), [], "after {}", books.happened);
        }
        assert!(books.invoices.len() > 3, "months were closed");
        let span = Span::asked(month.into(), "2027-12".parse().ok(), month).unwrap();
        let balance = trial_balance(&app, span).await.unwrap();
        assert_eq!((balance.closing_minor, balance.debit_minor), (0, balance.credit_minor));
    })
    .await;
}

#[tokio::test]
async fn what_does_not_agree_is_named() {
    on_each_engine(|app| async move {
        let (_, billed) = october(&app, &[("anna", 10)]).await;
        let sofie = person(&app, None, "Tess", crate::accounts::Role::Staff).await;
        session(&app, &sofie).await;
        let mut tx = app.db.begin().await.unwrap();
        sqlx::query("UPDATE invoices SET open_minor = 5000").execute(&mut *tx).await.unwrap();
        sqlx::query("UPDATE series SET last_number = 9 WHERE name = 'ledger-2026'")
            .execute(&mut *tx)
            .await
            .unwrap();
        sqlx::query("INSERT INTO customer_credits (customer_id, balance_minor) VALUES ($1, 7)")
            .bind(&billed[0].customer.id)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let customer = billed[0].customer.id.to_string();
        let expect = [
            Finding::Debt { customer: customer.clone(), ledger_minor: 5990, invoices_minor: 5000 },
            Finding::Credit { customer, ledger_minor: 0, kept_minor: 7 },
            Finding::Open { invoice: "2026-0001".into(), open_minor: 5000, right_minor: 5990 },
            Finding::Gap { year: "2026".into(), entries: 1, highest: 1, last_given: 9 },
        ];
        assert_eq!(check(&app.db).await.unwrap(), expect);
    })
    .await;
}
