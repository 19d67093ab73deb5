//! One request of a command: where to, with what, and how its answer is shown.
//!
//! A verb is such a value: `portal.post(path, asked).meant(yes, question).shown(said)`. Nothing is sent before it is
//! awaited. A verb of several requests awaits each, and has the answer's [`Body`].

use super::answer::{Body, Refusal, Shown};
use super::files;
use super::portal::{Portal, encoded};
use super::{Work, prompt};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use std::fmt::Display;
use std::future::{Future, IntoFuture};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

/// For a package of 2 GiB over a slow line.
const FOR_A_FILE: Duration = Duration::from_secs(4 * 3_600);

pub struct Request<'a> {
    portal: &'a Portal,
    method: Method,
    below: Below,
    path: String,
    content: Content,
    /// What is asked first at a terminal, unless it was said already.
    meant: Option<(bool, String)>,
}

/// What a path stands below.
enum Below {
    Portal,
    /// `/api/v1` of a customer, `/api/v1/staff` of staff.
    Area,
    /// The API of a server, by its name or id.
    Server(String),
}

enum Content {
    None,
    Json(Value),
    /// A file's text, such as a machine's request.
    Text(PathBuf),
    /// A file as it is, piece by piece; it may take as long as it takes.
    File(PathBuf),
}

impl<'a> Request<'a> {
    pub fn new(portal: &'a Portal, method: Method, path: impl Into<String>) -> Request<'a> {
        Request {
            portal,
            method,
            below: Below::Portal,
            path: path.into(),
            content: Content::None,
            meant: None,
        }
    }

    /// Of whoever is signed in: the path stands below a customer's routes, or below those of staff.
    pub fn own(self) -> Request<'a> {
        Request { below: Below::Area, ..self }
    }

    /// Of a server's own API.
    pub fn on(self, server: &str) -> Request<'a> {
        Request { below: Below::Server(server.to_string()), ..self }
    }

    /// A field of the query.
    pub fn with(mut self, name: &str, value: impl Display) -> Request<'a> {
        let and = if self.path.contains('?') { '&' } else { '?' };
        self.path += &format!("{and}{name}={}", encoded(&value.to_string()));
        self
    }

    /// The same where there is something to say.
    pub fn maybe(self, name: &str, value: Option<impl Display>) -> Request<'a> {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub fn json(self, asked: Value) -> Request<'a> {
        Request { content: Content::Json(asked), ..self }
    }

    pub fn text_of(self, file: &Path) -> Request<'a> {
        Request { content: Content::Text(file.into()), ..self }
    }

    pub fn file(self, file: &Path) -> Request<'a> {
        Request { content: Content::File(file.into()), ..self }
    }

    /// Asked first whether it is meant.
    pub fn meant(self, yes: bool, question: impl Into<String>) -> Request<'a> {
        Request { meant: Some((yes, question.into())), ..self }
    }

    /// Done, with the answer laid out for people.
    pub fn shown(self, said: impl FnOnce(&Value) -> String + 'a) -> Work<'a> {
        Box::pin(async move { Ok(self.await?.shown(said)) })
    }

    /// Done, with one sentence.
    pub fn says(self, said: impl Into<String> + 'a) -> Work<'a> {
        Box::pin(async move { Ok(Shown::new(&self.await?, said)) })
    }

    /// Done, with what came in a file, as it comes; `-` is standard output.
    pub fn saved(self, file: &'a Path) -> Work<'a> {
        Box::pin(async move {
            let portal = self.portal;
            let mut answer = self.sent(Some(FOR_A_FILE)).await?;
            let mut out = files::Out::create(file)?;
            while let Some(part) = answer.chunk().await.map_err(|error| portal.unreachable(&error))? {
                out.write(&part)?;
            }
            Ok(Shown::new(&Body::default(), out.said()))
        })
    }

    /// What came, as it is.
    pub async fn bytes(self) -> Result<Vec<u8>, Refusal> {
        let portal = self.portal;
        let answer = self.sent(None).await?;
        Ok(answer.bytes().await.map_err(|error| portal.unreachable(&error))?.to_vec())
    }

    async fn path(&self) -> Result<String, Refusal> {
        Ok(match &self.below {
            Below::Portal => self.path.clone(),
            Below::Area => format!("{}{}", self.portal.area().await?, self.path),
            Below::Server(name) => {
                let server = self.portal.get(format!("/api/v1/servers/{}", encoded(name))).await?;
                let id = encoded(server.json["id"].as_str().unwrap_or_default());
                format!("/servers/{id}/console/api/v1{}", self.path)
            }
        })
    }

    async fn sent(self, within: Option<Duration>) -> Result<Response, Refusal> {
        if let Some((yes, question)) = &self.meant {
            prompt::meant(*yes, question)?;
        }
        let request = self.portal.request(&self.method, &self.path().await?);
        let request = within.into_iter().fold(request, RequestBuilder::timeout);
        let whole = match self.content {
            Content::None => request.header("content-type", "application/json"),
            Content::Json(asked) => request.json(&asked),
            Content::Text(file) => {
                request.header("content-type", "text/plain; charset=utf-8").body(files::read(&file)?)
            }
            Content::File(file) => {
                let file =
                    tokio::fs::File::open(&file).await.map_err(|error| files::unreadable(&file, &error))?;
                let request = request.header("content-type", "application/octet-stream").timeout(FOR_A_FILE);
                request.body(reqwest::Body::from(file))
            }
        };
        let answer = whole.send().await.map_err(|error| self.portal.unreachable(&error))?;
        match answer.status() {
            status if status.is_success() => Ok(answer),
            status => Err(Refusal::of_status(status.as_u16(), answer.text().await.unwrap_or_default())),
        }
    }

    async fn body(self) -> Result<Body, Refusal> {
        let text = String::from_utf8_lossy(&self.bytes().await?).into_owned();
        match serde_json::from_str(&text) {
            _ if text.is_empty() => Ok(Body::default()),
            Ok(json) => Ok(Body { text, json }),
            Err(_) => Err(Refusal::of_status(200, text)),
        }
    }
}

impl<'a> IntoFuture for Request<'a> {
    type Output = Result<Body, Refusal>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.body())
    }
}
