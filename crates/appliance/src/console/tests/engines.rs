use crate::supervise::Order;
use crate::testing::{Server, each};
use axum::body::Body;
use hostler_wire::SignIn;
use tokio::sync::mpsc;

async fn asks(server: &Server, person: &str, engine: &str) -> u16 {
    let assertion = SignIn { person: person.into(), ..server.assertion() };
    let path = format!("/api/v1/engines/{engine}/restart");
    let answer = server.send(server.request("POST", &path, &assertion).body(Body::empty()).unwrap()).await;
    answer.status.as_u16()
}

#[tokio::test]
async fn only_the_platform_has_engines_started_again() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        assert_eq!(asks(&server, "platform", "dovecot").await, 503, "nobody supervises yet");
        let (orders, mut received) = mpsc::channel(8);
        server.app.signals.orders.set(orders).unwrap();
        assert_eq!(asks(&server, "per_anna", "dovecot").await, 403);
        assert_eq!(asks(&server, "platform", "oven").await, 404);
        assert!(received.try_recv().is_err(), "nothing was ordered");
        assert_eq!(asks(&server, "platform", "dovecot").await, 202);
        assert_eq!(received.try_recv().unwrap(), Order::Restart("dovecot"));
    })
    .await;
}
