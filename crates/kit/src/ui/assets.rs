//! The files of the design system, inside the binary: one style sheet, htmx, a
//! little script of our own, the mark. They are served under a folder named
//! after their content, so a browser may keep them for ever.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// The policy that every page keeps: nothing from elsewhere, nothing inline, no evaluation.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) const CSS: &str = include_str!("assets/hostler.css");
pub(super) const SCRIPT: &str = include_str!("assets/hostler.js");

const SCRIPT_TYPE: &str = "text/javascript; charset=utf-8";

struct File {
    name: &'static str,
    content_type: &'static str,
    text: &'static str,
}

const FILES: [File; 5] = [
    File { name: "hostler.css", content_type: "text/css; charset=utf-8", text: CSS },
    File { name: "hostler.js", content_type: SCRIPT_TYPE, text: SCRIPT },
    File { name: "htmx.min.js", content_type: SCRIPT_TYPE, text: include_str!("assets/htmx.min.js") },
    File {
        name: "htmx.LICENCE.txt",
        content_type: "text/plain; charset=utf-8",
        text: include_str!("assets/htmx.LICENCE.txt"),
    },
    File { name: "mark.svg", content_type: "image/svg+xml", text: include_str!("assets/mark.svg") },
];

/// Twelve hex digits of the SHA-256 over all files.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for file in &FILES {
        hash.update(file.text.as_bytes());
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

pub(super) fn version() -> &'static str {
    &VERSION
}

/// The route `GET /assets/{version}/{name}`. Another version's address (a page
/// from before an upgrade) gets today's file, not to be kept.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{name}", get(file))
}

async fn file(Path((asked, name)): Path<(String, String)>) -> Response {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let keep = match asked == version() {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let headers =
        [(CONTENT_TYPE, file.content_type), (CACHE_CONTROL, keep), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, file.text).into_response()
}
