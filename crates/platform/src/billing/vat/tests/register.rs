//! A stand-in for the register on this machine's loopback.

use crate::drivers::vies::{Answer, Registered, Vies};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How it answers now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Valid,
    Invalid,
    /// The member state's own register is down.
    Down,
    Garbage,
    /// About another number than the one asked.
    Another,
    Endless,
    Slow,
}

pub struct Register {
    mood: Mutex<Mood>,
    asked: Mutex<Vec<Value>>,
    url: String,
}

impl Register {
    pub async fn start(mood: Mood) -> Arc<Register> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let register = Arc::new(Register { mood: Mutex::new(mood), asked: Mutex::default(), url });
        let router =
            Router::new().route("/rest-api/check-vat-number", post(answer)).with_state(register.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        register
    }

    pub fn becomes(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }

    pub fn way(&self) -> Vies {
        Vies::within(&self.url, Duration::from_millis(400)).unwrap()
    }
}

async fn answer(State(register): State<Arc<Register>>, body: String) -> Response {
    let asked: Value = serde_json::from_str(&body).unwrap();
    register.asked.lock().unwrap().push(asked.clone());
    let mood = *register.mood.lock().unwrap();
    let about = |valid: bool| {
        json!({
            "countryCode": asked["countryCode"], "vatNumber": asked["vatNumber"], "valid": valid,
            "requestIdentifier": "WAPIAAAAY0vJ1", "name": "BÄCKEREI SCHMIDT GMBH", "address": "HAUPTSTR. 1\n10115 BERLIN",
        })
    };
    match mood {
        Mood::Valid => about(true).to_string().into_response(),
        Mood::Invalid => about(false).to_string().into_response(),
        Mood::Down => {
            let error = json!({ "actionSucceed": false, "errorWrappers": [{ "error": "MS_UNAVAILABLE" }] });
            (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
        }
        Mood::Garbage => (StatusCode::BAD_GATEWAY, "<html>Bad gateway</html>").into_response(),
        Mood::Another => {
            json!({ "countryCode": "DE", "vatNumber": "1", "valid": true }).to_string().into_response()
        }
        Mood::Endless => format!("{{\"name\":\"{}\"}}", "x".repeat(100_000)).into_response(),
        Mood::Slow => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            about(true).to_string().into_response()
        }
    }
}

#[tokio::test]
async fn b9_what_the_register_answers_is_believed_only_where_it_is_clear() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let register = Register::start(Mood::Valid).await;
    let nothing = |why: &str| Answer::Nothing(why.into());
    let valid = Registered {
        name: "BÄCKEREI SCHMIDT GMBH".into(),
        address: "HAUPTSTR. 1 10115 BERLIN".into(),
        consultation: "WAPIAAAAY0vJ1".into(),
    };
    for (mood, expect) in [
        (Mood::Valid, Answer::Valid(valid)),
        (Mood::Invalid, Answer::Invalid),
        (Mood::Down, nothing("MS_UNAVAILABLE")),
        (Mood::Garbage, nothing("the answer is unreadable")),
        (Mood::Another, nothing("the answer is about another number")),
        (Mood::Endless, nothing("the answer is too long")),
        (Mood::Slow, nothing("no answer in time")),
    ] {
        register.becomes(mood);
        assert_eq!(register.way().ask("DE136695976", "NL004495445B01").await, expect, "{mood:?}");
    }
    let expect = json!({
        "countryCode": "DE", "vatNumber": "136695976",
        "requesterMemberStateCode": "NL", "requesterNumber": "004495445B01",
    });
    assert!(register.asked().iter().all(|asked| *asked == expect));
    let nobody = Vies::within("http://127.0.0.1:9", Duration::from_millis(400)).unwrap();
    assert_eq!(nobody.ask("DE136695976", "").await, nothing("it cannot be reached"));
    for wrong in ["", "vies", "ftp://vies.test"] {
        assert!(Vies::at(wrong).is_err(), "{wrong}");
    }
}
