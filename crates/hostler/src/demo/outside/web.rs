//! The portal as a browser and as a program see it.

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// Longest time for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

fn client() -> Result<Client> {
    Ok(Client::builder().cookie_store(true).no_proxy().timeout(PATIENCE).build()?)
}

/// A person with a browser that keeps its cookies and runs no scripts.
pub struct Browser {
    client: Client,
    portal: String,
}

impl Browser {
    pub fn at(portal: &str) -> Result<Browser> {
        Ok(Browser { client: client()?, portal: portal.to_string() })
    }

    /// Opens a page, fills its form in and sends it. Returns the path that this led to.
    pub async fn send_form(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let url = format!("{}{path}", self.portal);
        let page = self.client.get(&url).send().await?.error_for_status()?.text().await?;
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").context("the page has no form")?;
        let mut form = fields.to_vec();
        form.push(("csrf", csrf));
        let answer = self.client.post(&url).form(&form).send().await?;
        let (status, led_to) = (answer.status(), answer.url().path().to_string());
        if status.is_success() {
            return Ok(led_to);
        }
        let page = answer.text().await?;
        let why = between(&page, "class=\"error\"", "</").unwrap_or_default();
        bail!("{path} answered {status}: {}", why.rsplit('>').next().unwrap_or_default())
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

/// A program with a session's token.
pub struct Program {
    client: Client,
    portal: String,
    email: String,
    password: String,
    token: String,
}

impl Program {
    pub async fn sign_in(portal: &str, email: &str, password: &str) -> Result<Program> {
        let (portal, email, password) = (portal.to_string(), email.to_string(), password.to_string());
        let mut program = Program { client: client()?, portal, email, password, token: String::new() };
        program.sign_in_again().await?;
        Ok(program)
    }

    /// A session lasts twelve hours, also where the clock is moved.
    pub async fn sign_in_again(&mut self) -> Result<()> {
        let asked = serde_json::json!({ "email": self.email, "password": self.password });
        let answer: Value = self.post("/api/v1/sessions", &asked).await?;
        self.token = answer["token"].as_str().context("the portal gave no token")?.to_string();
        Ok(())
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        json(self.call(Method::GET, path, None).await?, path).await
    }

    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T> {
        json(self.call(Method::POST, path, Some(body)).await?, path).await
    }

    pub async fn delete(&self, path: &str) -> Result<()> {
        self.call(Method::DELETE, path, None).await.map(|_| ())
    }

    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        Ok(self.call(Method::GET, path, None).await?.bytes().await?.to_vec())
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Response> {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.portal));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.with_context(|| format!("{method} {path}"))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let problem: Value = answer.json().await.unwrap_or_default();
        bail!("{method} {path} answered {status}: {}", problem["detail"].as_str().unwrap_or_default())
    }
}

async fn json<T: DeserializeOwned>(answer: Response, path: &str) -> Result<T> {
    let text = answer.text().await?;
    serde_json::from_str(&text).with_context(|| format!("{path} answered `{text}`"))
}
