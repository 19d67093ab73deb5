//! A repository in an S3-compatible store: the five requests that it takes, signed, and tried again when the store is
//! busy or the way to it breaks.

mod answer;
mod sign;

use super::Trouble;
use answer::{Page, refusal};
use bytes::Bytes;
use hostler_kit::time::Clock;
use reqwest::{Client, Method, Response, StatusCode, Url};
pub(crate) use sign::Signer;
use sign::{Request, encoded, hash, stamp};
use std::sync::{LazyLock, Once};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

const CONNECTED_WITHIN: Duration = Duration::from_secs(10);
/// How long the store may be silent within a request.
const SILENT_AT_MOST: Duration = Duration::from_secs(60);
/// How often a request is tried, with 0.2, 0.4, 0.8 and 1.6 seconds between.
const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Where requests run. It lives as long as the program: a runtime of a repository's own could not be dropped anywhere.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let built = Builder::new_multi_thread().worker_threads(2).thread_name("s3").enable_all().build();
    built.expect("the system has threads left")
});

pub(crate) struct S3 {
    client: Client,
    clock: Clock,
    signer: Signer,
    endpoint: Url,
    /// Path of the bucket, and what comes before each name in it.
    bucket: String,
    prefix: String,
}

impl std::fmt::Debug for S3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3({}/{})", self.endpoint, self.bucket)
    }
}

/// One request.
struct Asked<'a> {
    method: Method,
    name: &'a str,
    query: String,
    range: Option<(u64, usize)>,
    content: Bytes,
}

impl Asked<'_> {
    fn new(method: Method, name: &str) -> Asked<'_> {
        Asked { method, name, query: String::new(), range: None, content: Bytes::new() }
    }
}

impl S3 {
    /// # Errors
    /// If the endpoint is no address.
    pub fn new(endpoint: &str, signer: Signer, (bucket, prefix): (&str, &str)) -> Result<S3, Trouble> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Fails if the program has chosen one already: then that one serves.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let refused = |words: String| Trouble::Refused(words);
        let endpoint =
            Url::parse(endpoint).map_err(|error| refused(format!("{endpoint} is no address: {error}")))?;
        let client = Client::builder()
            .connect_timeout(CONNECTED_WITHIN)
            .read_timeout(SILENT_AT_MOST)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| refused(error.to_string()))?;
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(S3 { client, clock: Clock::System, signer, endpoint, bucket: bucket.to_owned(), prefix })
    }

    /// Names and sizes of all files below a folder.
    pub fn list(&self, folder: &str) -> Result<Vec<(String, u64)>, Trouble> {
        self.beginning_with(&format!("{folder}/"))
    }

    fn beginning_with(&self, start: &str) -> Result<Vec<(String, u64)>, Trouble> {
        let prefix = format!("{}{start}", self.prefix);
        let mut found = Vec::new();
        let mut next = None;
        loop {
            let page = self.page(&prefix, next.as_deref())?;
            let named = |(key, bytes): (String, u64)| Some((key.rsplit('/').next()?.to_owned(), bytes));
            found.extend(page.files.into_iter().filter_map(named));
            match page.next {
                Some(more) => next = Some(more),
                None => return Ok(found),
            }
        }
    }

    fn page(&self, prefix: &str, next: Option<&str>) -> Result<Page, Trouble> {
        let mut asked = Asked::new(Method::GET, "");
        let next = next.map(|next| format!("continuation-token={}&", encoded(next, ""))).unwrap_or_default();
        asked.query = format!("{next}list-type=2&prefix={}", encoded(prefix, ""));
        Page::read(&self.ask(&asked)?)
    }

    /// By a listing: it says so if there is no such bucket.
    pub fn bytes(&self, name: &str) -> Result<u64, Trouble> {
        let wanted = name.rsplit('/').next().unwrap_or(name);
        let found = self.beginning_with(name)?.into_iter().find(|(found, _)| found == wanted);
        found.map(|(_, bytes)| bytes).ok_or_else(|| Trouble::NotThere(name.to_owned()))
    }

    pub fn read(&self, name: &str) -> Result<Bytes, Trouble> {
        self.ask(&Asked::new(Method::GET, name))
    }

    pub fn read_part(&self, name: &str, offset: u64, length: usize) -> Result<Bytes, Trouble> {
        if length == 0 {
            return Ok(Bytes::new());
        }
        let mut asked = Asked::new(Method::GET, name);
        asked.range = Some((offset, length));
        let part = self.ask(&asked)?;
        if part.len() == length { Ok(part) } else { Err(Trouble::Short(name.to_owned())) }
    }

    pub fn write(&self, name: &str, content: &[Bytes]) -> Result<(), Trouble> {
        let mut asked = Asked::new(Method::PUT, name);
        asked.content = content.concat().into();
        self.ask(&asked).map(drop)
    }

    pub fn remove(&self, name: &str) -> Result<(), Trouble> {
        match self.ask(&Asked::new(Method::DELETE, name)) {
            Ok(_) | Err(Trouble::NotThere(_)) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Asks until there is an answer that another try would not change.
    fn ask(&self, asked: &Asked<'_>) -> Result<Bytes, Trouble> {
        let hash = hash(&asked.content);
        RUNTIME.block_on(async {
            let mut pause = FIRST_PAUSE;
            for _ in 1..TRIES {
                match self.ask_once(asked, &hash).await {
                    Err(Trouble::Unreachable(words)) => tracing::debug!(words, "asking the store once more"),
                    answered => return answered,
                }
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            self.ask_once(asked, &hash).await
        })
    }

    async fn ask_once(&self, asked: &Asked<'_>, hash: &str) -> Result<Bytes, Trouble> {
        let response = self.send(asked, hash).await.map_err(broken)?;
        let status = response.status();
        let content = response.bytes().await.map_err(broken)?;
        match status {
            _ if status.is_success() => Ok(content),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
                Err(Trouble::Unreachable(status.to_string()))
            }
            StatusCode::INSUFFICIENT_STORAGE => Err(Trouble::Full),
            _ if refusal(status, &content).starts_with("QuotaExceeded") => Err(Trouble::Full),
            _ if status.is_server_error() => Err(Trouble::Unreachable(refusal(status, &content))),
            StatusCode::NOT_FOUND if !refusal(status, &content).contains("NoSuchBucket") => {
                Err(Trouble::NotThere(asked.name.to_owned()))
            }
            StatusCode::RANGE_NOT_SATISFIABLE => Err(Trouble::Short(asked.name.to_owned())),
            _ => Err(Trouble::Refused(refusal(status, &content))),
        }
    }

    async fn send(&self, asked: &Asked<'_>, hash: &str) -> reqwest::Result<Response> {
        let name =
            if asked.name.is_empty() { String::new() } else { format!("/{}{}", self.prefix, asked.name) };
        let path = format!("{}/{}{name}", self.endpoint.path().trim_end_matches('/'), self.bucket);
        let path = encoded(&path, "/");
        let mut url = self.endpoint.clone();
        url.set_path(&path);
        url.set_query((!asked.query.is_empty()).then_some(&asked.query));
        let at = self.clock.now();
        let (time, host) = (stamp(at), host(&url));
        let headers = [("host", host.as_str()), ("x-amz-content-sha256", hash), ("x-amz-date", &time)];
        let method = asked.method.as_str();
        let signed =
            Request { method, path: &path, query: &asked.query, headers: &headers, content_hash: hash };
        let mut request = self.client.request(asked.method.clone(), url).body(asked.content.clone());
        request = request.header("authorization", self.signer.authorization(&signed, at));
        request = headers[1..].iter().fold(request, |request, (name, value)| request.header(*name, *value));
        if let Some((offset, length)) = asked.range {
            request = request.header("range", format!("bytes={offset}-{}", offset + length as u64 - 1));
        }
        request.send().await
    }
}

/// As the client sends it: without the port that goes without saying.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// With its causes: what the client says first is only that it failed.
fn broken(error: reqwest::Error) -> Trouble {
    let error = error.without_url();
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    Trouble::Unreachable(words)
}
