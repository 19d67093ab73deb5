//! The bakery's own machine, and somebody with a browser before it.

use crate::entrance::make_link;
use crate::testing::{Answer, NOON, Server, licensed};
use axum::body::Body;
use axum::http::Request;
use hostler_kit::db::Db;
use hostler_kit::time::Clock;
use hostler_wire::Bootstrap;
use hostler_wire::bootstrap::ClockKind;

pub const ADDRESS: &str = "anna@mail.bakery.test";
pub const PASSWORD: &str = "stroopwafel met kaas";

pub struct Own {
    pub server: Server,
    pub clock: Clock,
}

/// What a browser sends along, or an attacker.
#[derive(Default, Clone)]
pub struct Sent<'a> {
    pub cookie: Option<&'a str>,
    pub body: Option<&'a str>,
    pub headers: &'a [(&'a str, &'a str)],
}

impl Own {
    pub async fn new(db: Db) -> Own {
        let ahead = NOON.parse::<jiff::Timestamp>().unwrap().as_millisecond() - Clock::System.now_ms();
        let clock = Clock::demo(ahead);
        let bootstrap = Bootstrap { clock: ClockKind::Demo, ..licensed() };
        Own { server: Server::with(db, bootstrap, clock.clone()).await, clock }
    }

    /// Set up by Anna, who is signed in: the cookie.
    pub async fn set_up(db: Db) -> (Own, String) {
        let own = Own::new(db).await;
        let cookie = own.enter().await;
        (own, cookie)
    }

    /// Anna sets it up and is signed in: the cookie.
    pub async fn enter(&self) -> String {
        let path = self.link().await;
        let answer = self.post(&path, &form(ADDRESS, PASSWORD)).await;
        assert_eq!((answer.status.as_u16(), location(&answer)), (303, "/"), "{}", answer.body);
        cookie(&answer)
    }

    /// The path of a new link.
    pub async fn link(&self) -> String {
        let link = make_link(&self.server.app).await.unwrap();
        link.strip_prefix("https://mail.bakery.test:8443").expect("it names this server").to_string()
    }

    pub async fn send(&self, method: &str, path: &str, sent: Sent<'_>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = sent.cookie {
            request = request.header("cookie", format!("theme=dark; __Host-console={cookie}; x=y"));
        }
        let kind =
            if path.starts_with("/api/") { "application/json" } else { "application/x-www-form-urlencoded" };
        request = request.header("content-type", kind);
        for (name, value) in sent.headers {
            request = request.header(*name, *value);
        }
        let body = Body::from(sent.body.unwrap_or_default().to_string());
        self.server.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        self.send("GET", path, Sent { cookie, ..Sent::default() }).await
    }

    /// A form of somebody who is not signed in.
    pub async fn post(&self, path: &str, fields: &str) -> Answer {
        self.send("POST", path, Sent { body: Some(fields), ..Sent::default() }).await
    }

    pub async fn sign_in(&self, address: &str, password: &str) -> Answer {
        self.post("/sign-in", &form(address, password)).await
    }
}

pub fn form(address: &str, password: &str) -> String {
    format!(
        "name=Anna+de+Vries&address={}&password={}",
        address.replace('@', "%40"),
        password.replace(' ', "+")
    )
}

pub fn location(answer: &Answer) -> &str {
    answer.headers.get("location").map(|to| to.to_str().unwrap()).unwrap_or_default()
}

/// The token that an answer sets, whose cookie must be kept to this host, HTTPS and the server.
pub fn cookie(answer: &Answer) -> String {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    for needed in ["__Host-console=", "; Path=/;", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(set.contains(needed), "{set}");
    }
    set.trim_start_matches("__Host-console=").split(';').next().unwrap().to_string()
}

/// The value against cross-site requests that a page carries.
pub fn csrf(answer: &Answer) -> String {
    let value = answer.body.split("name=\"csrf\" value=\"").nth(1).expect("a form");
    value.split('"').next().unwrap().to_string()
}
