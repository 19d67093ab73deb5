//! The vendor's platform over its public address: what a key is, registering, the receipt, the daily check.
//!
//! Whoever answers there is not trusted: every document is verified by the keyring, and the keyring by the root key.

use hostler_kit::http::Problem;
use hostler_wire::bootstrap::Vendor;
use hostler_wire::registration::{
    CHECKS, Check, Checked, KEYS, KeyFound, KeyQuestion, RECEIPTS, REGISTER, Registered, Released,
};
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long the vendor may take for an answer that somebody waits for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest answer that is read, in bytes: three documents of the longest kind.
const LONGEST: usize = 1024 * 1024;
/// Most characters of a reason that are kept.
const SHOWN: usize = 300;

/// Why the vendor gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It refused, with a code of its own and a sentence in the language that was asked for.
    #[error("{sentence}")]
    Refused { code: String, sentence: String },
    #[error("its answer is not understood: {0}")]
    Nonsense(String),
}

pub struct Portal {
    client: Client,
    base: String,
    /// `en` or `nl`: the language of its sentences.
    language: &'static str,
}

impl Portal {
    pub fn of(vendor: &Vendor, language: &'static str) -> Result<Portal, NoAnswer> {
        // Somebody else in this process may have chosen it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        // Without HTTPS the portal is on this machine or in its network, behind no proxy.
        let client = if vendor.portal.starts_with("https:") { client } else { client.no_proxy() };
        let client = client.build().map_err(|error| NoAnswer::Unreachable(plain(&error)))?;
        Ok(Portal { client, base: vendor.portal.clone(), language })
    }

    /// What a key is.
    pub async fn key(&self, key: &str) -> Result<KeyFound, NoAnswer> {
        self.ask(self.post(KEYS).json(&KeyQuestion { key: key.to_string() })).await
    }

    pub async fn register(&self, request: &str) -> Result<Registered, NoAnswer> {
        self.ask(self.signed(REGISTER, request)).await
    }

    pub async fn receipt(&self, receipt: &str) -> Result<Released, NoAnswer> {
        self.ask(self.signed(RECEIPTS, receipt)).await
    }

    pub async fn check(&self, check: &Check) -> Result<Checked, NoAnswer> {
        self.ask(self.post(CHECKS).json(check)).await
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).header(ACCEPT_LANGUAGE, self.language)
    }

    /// A document of this machine, as the text that it is.
    fn signed(&self, path: &str, text: &str) -> RequestBuilder {
        self.post(path).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(text.to_string())
    }

    async fn ask<A: DeserializeOwned>(&self, request: RequestBuilder) -> Result<A, NoAnswer> {
        let answer = request.send().await.map_err(|error| NoAnswer::Unreachable(plain(&error)))?;
        let status = answer.status();
        let bytes = read(answer).await?;
        if status.is_success() {
            return serde_json::from_slice(&bytes).map_err(|error| NoAnswer::Nonsense(error.to_string()));
        }
        match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) if status.is_client_error() => {
                Err(NoAnswer::Refused { code: problem.code, sentence: problem.detail })
            }
            Ok(problem) => Err(NoAnswer::Unreachable(shortened(&problem.detail))),
            Err(_) if status.is_server_error() => Err(NoAnswer::Unreachable(status.to_string())),
            Err(_) => Err(NoAnswer::Nonsense(status.to_string())),
        }
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, NoAnswer> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|error| NoAnswer::Unreachable(plain(&error)))? {
        if bytes.len() + part.len() > LONGEST {
            return Err(NoAnswer::Nonsense(format!("it is longer than {LONGEST} bytes")));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// The innermost reason: `connection refused` rather than `error sending request for url`.
fn plain(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    shortened(&inner.to_string())
}

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
