//! Somebody who takes webhooks: on a port of the loopback, answering as told.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

/// What arrived.
#[derive(Debug, Clone)]
pub struct Got {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
}

#[derive(Clone)]
pub struct Receiver {
    address: SocketAddr,
    got: Arc<Mutex<Vec<Got>>>,
    answers: Vec<u16>,
}

impl Receiver {
    /// Answers with these statuses in turn, and 200 after them.
    pub async fn answering(answers: &[u16]) -> Receiver {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let receiver = Receiver { address, got: Arc::default(), answers: answers.to_vec() };
        let router = Router::new().fallback(post(take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub fn url(&self) -> String {
        format!("http://{}/in", self.address)
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

async fn take(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, &'static str) {
    let header = |name: &str| headers[name].to_str().unwrap().to_string();
    let mut got = receiver.got.lock().unwrap();
    let status = receiver.answers.get(got.len()).copied().unwrap_or(200);
    got.push(Got {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body,
    });
    (StatusCode::from_u16(status).unwrap(), "thank you")
}
