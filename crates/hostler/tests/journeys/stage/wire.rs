//! Going past the portal: straight to a server's address, and to the platform's endpoint for servers.

use super::Server;
use hostler_kit::time::Clock;
use hostler_wire::sign_in::{HEADER, VALID_MS};
use hostler_wire::{Bootstrap, SignIn};
use reqwest::{Certificate, Client, Method};
use serde_json::Value;
use std::time::Duration;

/// Status, and code of the problem where there is one.
pub type Code = (u16, String);

pub fn code((status, body): &(u16, Value)) -> Code {
    (*status, body["code"].as_str().unwrap_or_default().to_string())
}

fn client(trusting: &Bootstrap) -> Client {
    let authority = Certificate::from_pem(trusting.hosted().unwrap().authority.as_bytes()).unwrap();
    Client::builder().tls_certs_only([authority]).no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

/// An assertion for a server, made with what `bootstrap` knows.
pub fn assertion(server: &Server, bootstrap: &Bootstrap) -> String {
    let sign_in = SignIn {
        server: server.id.clone(),
        person: "per_anna".into(),
        name: "Anna".into(),
        language: "en".into(),
        csrf: "c".repeat(64),
        expires_ms: Clock::System.now_ms() + VALID_MS,
    };
    sign_in.sign(bootstrap.hosted().unwrap().sign_in_key.as_bytes())
}

/// Asks a server's console at its own address with an assertion signed by the key of `bootstrap`.
pub fn console(
    server: &Server,
    bootstrap: &Bootstrap,
    (method, path): (&str, &str),
    body: Option<&Value>,
) -> Result<(u16, Value), String> {
    let signed = assertion(server, bootstrap);
    let url = format!("https://{}:8443{path}", server.address);
    ask(server, bootstrap, Request { method, url: &url, header: Some((HEADER, &signed)), body })
}

/// Delivers to the platform with the credential of `bootstrap`.
pub fn deliver(server: &Server, bootstrap: &Bootstrap, body: &Value) -> (u16, Value) {
    let bearer = format!("Bearer {}", bootstrap.hosted().unwrap().credential);
    let url = format!("{}/internal/v1/journal", bootstrap.hosted().unwrap().platform);
    let header = Some(("authorization", bearer.as_str()));
    ask(server, bootstrap, Request { method: "POST", url: &url, header, body: Some(body) }).unwrap()
}

pub struct Request<'a> {
    pub method: &'a str,
    pub url: &'a str,
    /// Who asks.
    pub header: Option<(&'a str, &'a str)>,
    pub body: Option<&'a Value>,
}

pub fn ask(server: &Server, trusting: &Bootstrap, asked: Request<'_>) -> Result<(u16, Value), String> {
    let Request { method, url, header, body } = asked;
    let mut request = client(trusting).request(Method::from_bytes(method.as_bytes()).unwrap(), url);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    server.runtime.block_on(async {
        let answer = request.send().await.map_err(|error| format!("{error:?}"))?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(|error| error.to_string())?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    })
}
