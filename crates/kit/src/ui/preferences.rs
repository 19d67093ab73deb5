//! The language and the colours that a reader chose on this device: two cookies,
//! set by the forms at the foot of each page, without JavaScript.

use axum::Router;
use axum::extract::Form;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;

use super::words::Lang;

const LANG_COOKIE: &str = "hostler_lang";
const THEME_COOKIE: &str = "hostler_theme";
const ONE_YEAR: u32 = 31_536_000;

/// Light, dark, or whatever the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them, in the order the switch shows them.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// The code in the cookie and the form: `auto`, `light`, `dark`.
    pub fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// What `data-theme` says; nothing when the device decides.
    pub fn forced(self) -> Option<&'static str> {
        (self != Theme::Auto).then(|| self.code())
    }

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Theme::Auto => "ui-theme-auto",
            Theme::Light => "ui-theme-light",
            Theme::Dark => "ui-theme-dark",
        }
    }

    fn parse(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// A reader's language and colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// The language to write the page in.
    pub lang: Lang,
    /// The colours to show it in.
    pub theme: Theme,
}

impl Preferences {
    /// Reads them from a request; `setting` is the signed-in person's own language.
    pub fn read(headers: &HeaderMap, setting: Option<Lang>) -> Preferences {
        let accept = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Preferences {
            lang: Lang::negotiate(cookie(headers, LANG_COOKIE), setting, accept),
            theme: cookie(headers, THEME_COOKIE).and_then(Theme::parse).unwrap_or_default(),
        }
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
}

/// The route `POST /preferences` that the forms of the layout use.
pub fn preferences<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/preferences", post(change))
}

#[derive(Deserialize)]
struct Change {
    lang: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    back: String,
}

async fn change(Form(change): Form<Change>) -> Response {
    let lang = change.lang.as_deref().and_then(Lang::parse).map(|lang| remember(LANG_COOKIE, lang.code()));
    let theme =
        change.theme.as_deref().and_then(Theme::parse).map(|theme| remember(THEME_COOKIE, theme.code()));
    let cookies: Vec<_> = lang.into_iter().chain(theme).map(|cookie| (SET_COOKIE, cookie)).collect();
    (StatusCode::SEE_OTHER, [(LOCATION, own_path(&change.back))], AppendHeaders(cookies)).into_response()
}

/// The path to go back to, when it is one of ours; never another host.
fn own_path(back: &str) -> String {
    let mut chars = back.chars();
    let local = chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\'));
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if local && plain { back.to_owned() } else { "/".to_owned() }
}

fn remember(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age={ONE_YEAR}; SameSite=Lax; HttpOnly")
}
