//! Somebody at a browser: keeps cookies, follows redirections, sends forms that they were shown.

use super::PASSWORD;
use super::platform::LISTEN;
use reqwest::header::{ACCEPT_LANGUAGE, HeaderValue};
use reqwest::{Client, Method, Response};
use serde_json::Value;
use std::rc::Rc;
use std::time::Duration;
use tokio::runtime::Runtime;

#[derive(Clone)]
pub struct Browser {
    client: Client,
    runtime: Rc<Runtime>,
}

/// What they see.
#[derive(Debug, Clone)]
pub struct Seen {
    pub status: u16,
    /// Where they ended up, without host and query.
    pub path: String,
    pub text: String,
}

impl Seen {
    /// The sentence of a problem page or of errors in a form, without the marks around them.
    pub fn says(&self, sentence: &str) -> bool {
        self.text.replace("&#39;", "'").replace("&#x27;", "'").contains(sentence)
    }

    /// What a field of a form is refused for contains these words.
    pub fn refuses(&self, field: &str, words: &str) -> bool {
        let error = between(&self.text, &format!("id=\"field-{field}-error\">"), "</p>");
        error.is_some_and(|error| error.contains(words))
    }
}

impl Browser {
    pub fn new(runtime: &Rc<Runtime>) -> Browser {
        Browser::speaking(runtime, "en")
    }

    pub fn in_dutch(runtime: &Rc<Runtime>) -> Browser {
        Browser::speaking(runtime, "nl")
    }

    fn speaking(runtime: &Rc<Runtime>, language: &'static str) -> Browser {
        // A connection for each request: none is left over from a platform that was killed.
        let client = Client::builder().cookie_store(true).no_proxy().pool_max_idle_per_host(0);
        let language = [(ACCEPT_LANGUAGE, HeaderValue::from_static(language))];
        let client = client.default_headers(language.into_iter().collect());
        let client = client.timeout(Duration::from_secs(90)).build().unwrap();
        Browser { client, runtime: runtime.clone() }
    }

    pub fn get(&self, path: &str) -> Seen {
        self.try_get(path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn try_get(&self, path: &str) -> Result<Seen, reqwest::Error> {
        self.runtime.block_on(async { seen(self.client.get(url(path)).send().await?).await })
    }

    /// Opens a page and sends its form with these fields.
    pub fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Seen {
        let form = self.get(page);
        let csrf = between(&form.text, "name=\"csrf\" value=\"", "\"").unwrap_or_default();
        self.post(action, &[fields, &[("csrf", csrf)]].concat())
    }

    /// Sends fields as they are.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let request = self.client.post(url(path)).form(fields);
        let answer = self.runtime.block_on(async { seen(request.send().await?).await });
        answer.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Asks the API; status and JSON (the text where it is none).
    pub fn json(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let mut request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url(path));
        request = request.header("content-type", "application/json");
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = self.runtime.block_on(async { seen(request.send().await?).await });
        let answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        (answer.status, serde_json::from_str(&answer.text).unwrap_or(Value::String(answer.text)))
    }

    /// Sends a text as it is; status and JSON.
    pub fn text(&self, path: &str, text: &str) -> (u16, Value) {
        let request = self.client.post(url(path)).header("content-type", "text/plain; charset=utf-8");
        let answer =
            self.runtime.block_on(async { seen(request.body(text.to_string()).send().await?).await });
        let answer = answer.unwrap_or_else(|error| panic!("{path}: {error}"));
        (answer.status, serde_json::from_str(&answer.text).unwrap_or(Value::String(answer.text)))
    }

    /// A visitor's order with everything in order: `anna` is Anna of Bakkerij Anna.
    pub fn sign_up(&self, name: &str, server: &str) -> Seen {
        let (company, email) = (format!("Bakkerij {name}"), format!("{name}@{name}.example"));
        let fields = [
            ("server_name", server),
            ("company", &company),
            ("street", "Dorpsstraat 1"),
            ("postcode", "1234 AB"),
            ("city", "Ede"),
            ("country", "NL"),
            ("name", name),
            ("email", &email),
            ("password", PASSWORD),
            ("terms", "yes"),
        ];
        self.submit("/order", "/order", &fields)
    }

    /// The next server of a customer who is signed in.
    pub fn order(&self, server: &str) -> Seen {
        self.submit("/order", "/order", &[("server_name", server), ("terms", "yes")])
    }

    /// The customer's server of this name.
    pub fn server(&self, name: &str) -> Result<Value, String> {
        let (status, rows) = self.json("GET", "/api/v1/servers", None);
        let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["name"] == name)).cloned();
        row.ok_or_else(|| format!("{status}: {rows}"))
    }
}

fn url(path: &str) -> String {
    format!("http://{LISTEN}{path}")
}

async fn seen(answer: Response) -> Result<Seen, reqwest::Error> {
    let (status, path) = (answer.status().as_u16(), answer.url().path().to_string());
    Ok(Seen { status, path, text: answer.text().await? })
}

pub fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let from = text.find(begin)? + begin.len();
    Some(&text[from..from + text[from..].find(end)?])
}
