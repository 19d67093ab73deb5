//! Servers are suspended after notice, by staff, and run again when everything overdue is paid.

use super::*;
use crate::servers::{self, suspension as servers_suspension};
use crate::testing::go_to;

async fn desired(app: &App, billed: &Billed) -> String {
    servers::find(&app.db, &billed.server.id).await.unwrap().unwrap().desired
}

async fn suspended(app: &App, session: &Session, billed: &Billed) -> Result<(), &'static str> {
    suspend(app, session, (&billed.server.id, "Unpaid since November")).await.map_err(|fault| fault.code)
}

#[tokio::test]
async fn b10_suspension_needs_notice_and_its_days_and_ends_with_the_last_payment() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let anna = &billed[0];
        assert_eq!(suspended(&app, &session, anna).await, Err("remind-nothing-overdue"));
        day_begins(&app, "2026-11-30").await;
        assert_eq!(suspended(&app, &session, anna).await, Err("suspend-no-notice"));
        skip(&app, &session, &anna.customer.id).await.unwrap();
        day_begins(&app, "2026-12-28").await;
        assert_eq!(suspended(&app, &session, anna).await, Err("suspend-notice-runs"));
        morning(&app, "2027-01-04");
        suspended(&app, &session, anna).await.unwrap();
        assert_eq!(desired(&app, anna).await, "stopped");
        assert_eq!(suspended(&app, &session, anna).await, Err("server-suspended"));
        let (running, actor) = (servers::plan::Desired::Running, session.actor());
        let start = servers::set_desired(&app, &anna.server.id, running, &actor);
        assert_eq!(start.await.unwrap_err().code, "server-suspended");
        pay(&app, &anna.invoice, 5000, "pay_1").await.unwrap();
        assert_eq!(desired(&app, anna).await, "stopped");
        pay(&app, &anna.invoice, 990, "pay_2").await.unwrap();
        assert_eq!(desired(&app, anna).await, "running");
        assert_eq!(servers_suspension::of(&app.db, &anna.server.id).await.unwrap(), None);
        let history = servers::history_lines(&app.db, &anna.server.id, (2, 0)).await.unwrap();
        let mut said: Vec<_> =
            history.iter().map(|line| (line.what.as_str(), line.detail.as_str())).collect();
        said.sort_unstable();
        assert_eq!(said, [("resumed", "everything overdue is paid"), ("suspended", "Unpaid since November")]);
        assert_eq!(
            mailed(&app, "anna.hostler.test is suspended").await,
            std::slice::from_ref(&anna.owner.email)
        );
        assert_eq!(
            mailed(&app, "anna.hostler.test runs again").await,
            std::slice::from_ref(&anna.owner.email)
        );
    })
    .await;
}

#[tokio::test]
async fn a_server_that_was_stopped_stays_so_and_a_write_off_brings_nothing_back() {
    on_each_engine(|app| async move {
        let (session, billed) = october(&app, &[("anna", 10)]).await;
        let anna = &billed[0];
        let stopped = servers::plan::Desired::Stopped;
        servers::set_desired(&app, &anna.server.id, stopped, &session.actor()).await.unwrap();
        for day in ["2026-11-30", "2026-12-14", "2026-12-28"] {
            day_begins(&app, day).await;
        }
        go_to(&app, "2027-01-05T09:00:00+01:00");
        suspended(&app, &session, anna).await.unwrap();
        let wish = crate::billing::write_offs::Wish {
            invoice: &anna.invoice.id,
            amount_minor: None,
            reason: "Gone",
        };
        crate::billing::write_offs::write_off(&app, &session, &wish).await.unwrap();
        assert!(servers_suspension::of(&app.db, &anna.server.id).await.unwrap().is_some());
        resume(&app, &session, &anna.server.id).await.unwrap();
        assert_eq!(desired(&app, anna).await, "stopped");
        assert_eq!(resume(&app, &session, &anna.server.id).await.unwrap_err().code, "suspend-not-suspended");
    })
    .await;
}
