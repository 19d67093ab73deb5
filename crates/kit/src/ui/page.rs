//! What the layout needs to know of a page: who looks at it, in which language
//! and colours, where it is, and what it is called.

use std::sync::Arc;

use super::preferences::Theme;
use super::words::{Lang, Words};
use super::{Badge, Html, Steps, Tone};

/// Everything around the content of a page.
///
/// A program makes one per request (words, theme, base, CSRF token, sections,
/// who is signed in); a page adds its title and the like. Templates extend
/// `layout.html` and hold it in a field named `page`.
#[derive(Clone)]
pub struct Page {
    /// The reader's words.
    pub words: Arc<Words>,
    /// The reader's colours.
    pub theme: Theme,
    /// What every path of this program is shown under: empty, or `/servers/srv_…/console`.
    pub base: String,
    /// Whose installation this is.
    pub provider: String,
    /// Where in it the reader is, when that is a place of its own: a server's name.
    pub place: Option<String>,
    /// The token for every form of the page.
    pub csrf: String,
    /// This page's path and query as the browser knows them, base included.
    pub here: String,
    /// The sections of the program.
    pub nav: Vec<NavItem>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// For whom the reader acts, if not for themselves.
    pub acting: Option<Acting>,
    /// Where a visitor signs in (below the base); no link without it.
    pub sign_in: Option<String>,
    /// The page's one first-level heading, and the browser's title.
    pub title: String,
    /// One sentence below the title.
    pub lead: Option<String>,
    /// The state of what the page shows, beside the title.
    pub badge: Option<Badge>,
    /// The way from the first page to this one.
    pub crumbs: Vec<Link>,
    /// The one primary action.
    pub action: Option<Link>,
    /// What every page says until it is settled.
    pub notices: Vec<Notice>,
    /// What the last step did.
    pub flash: Option<Flash>,
    /// A form of this page was refused: the browser's title says so.
    pub refused: bool,
    /// Seconds after which a browser without JavaScript loads the page again.
    pub refresh: Option<u32>,
}

/// A link: its words and its path below the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it goes, below the base.
    pub href: String,
}

impl Link {
    /// A link to a path below the base.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Link {
        Link { label: label.into(), href: href.into() }
    }
}

/// A section of the program, for the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// Its name and path below the base.
    pub link: Link,
    /// A count beside the name that asks for attention: open cases, dead jobs.
    pub count: Option<String>,
}

impl NavItem {
    /// A section at a path below the base.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> NavItem {
        NavItem { link: Link::new(label, href), count: None }
    }

    /// Shows a count beside the name.
    pub fn count(mut self, count: impl Into<String>) -> NavItem {
        self.count = Some(count.into());
        self
    }
}

/// Who is signed in, for the menu at the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// Where the sign-out form posts to, below the base.
    pub sign_out: String,
    /// The person's own pages.
    pub links: Vec<Link>,
}

/// The reader acts for somebody else: each page says so first, and how to end it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// For whom, as a sentence.
    pub text: String,
    /// The button that ends it, and where it posts to, below the base.
    pub end: Link,
}

/// What the last step did, shown once at the top of the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// Good news or bad.
    pub tone: Tone,
    /// One sentence.
    pub text: String,
}

/// Something that stands on every page until it is settled: a trial's last days, a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How grave it is.
    pub tone: Tone,
    /// One or two sentences.
    pub text: String,
    /// Where it is settled.
    pub link: Option<Link>,
}

impl Account {
    /// The first letter of the name, for the menu.
    pub fn initial(&self) -> String {
        self.name.chars().take(1).flat_map(char::to_uppercase).collect()
    }
}

impl Flash {
    /// `alert` for bad news, `status` else.
    pub fn role(&self) -> &'static str {
        if self.tone == Tone::Bad { "alert" } else { "status" }
    }

    /// Something was done.
    pub fn done(text: impl Into<String>) -> Flash {
        Flash { tone: Tone::Good, text: text.into() }
    }

    /// Something was not done.
    pub fn refused(text: impl Into<String>) -> Flash {
        Flash { tone: Tone::Bad, text: text.into() }
    }
}

impl Page {
    /// A page without a title yet, for a visitor, at the root of the program.
    pub fn new(words: Arc<Words>, provider: impl Into<String>) -> Page {
        Page {
            words,
            theme: Theme::Auto,
            base: String::new(),
            provider: provider.into(),
            place: None,
            csrf: String::new(),
            here: "/".into(),
            nav: Vec::new(),
            account: None,
            acting: None,
            sign_in: None,
            title: String::new(),
            lead: None,
            badge: None,
            crumbs: Vec::new(),
            action: None,
            notices: Vec::new(),
            flash: None,
            refused: false,
            refresh: None,
        }
    }

    /// Names the page.
    pub fn titled(mut self, title: impl Into<String>) -> Page {
        self.title = title.into();
        self
    }

    /// One sentence below the title.
    pub fn lead(mut self, lead: impl Into<String>) -> Page {
        self.lead = Some(lead.into());
        self
    }

    /// The state of what the page shows.
    pub fn badge(mut self, badge: Badge) -> Page {
        self.badge = Some(badge);
        self
    }

    /// One more step of the way here: its words and its path below the base.
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Page {
        self.crumbs.push(Link::new(label, href));
        self
    }

    /// The one primary action: its words and its path below the base.
    pub fn action(mut self, label: impl Into<String>, href: impl Into<String>) -> Page {
        self.action = Some(Link::new(label, href));
        self
    }

    /// What the last step did.
    pub fn flash(mut self, flash: Option<Flash>) -> Page {
        self.flash = flash;
        self
    }

    /// One more thing that the page says at its top.
    pub fn notice(mut self, notice: Notice) -> Page {
        self.notices.push(notice);
        self
    }

    /// Marks the page as one with a refused form, when the form was refused.
    pub fn with_form(mut self, form: &super::Form) -> Page {
        self.refused = form.refused();
        self
    }

    /// Lets a browser without JavaScript follow the steps too.
    pub fn following(mut self, steps: &Steps) -> Page {
        self.refresh = steps.moving().then_some(5);
        self
    }

    /// A path of this program as the browser has to ask for it.
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The address of a file of the design system.
    pub fn asset(&self, name: &str) -> String {
        format!("{}/assets/{}/{name}", self.base, super::assets::version())
    }

    /// The sentence of a key: `page.words.t`.
    pub fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The sentence of a key with values: `page.words.tr`.
    pub fn tr(&self, key: &str, values: &[(&str, super::Arg)]) -> String {
        self.words.tr(key, values)
    }

    /// The sentence of a key with one value: `page.words.with`.
    pub fn with(&self, key: &str, name: &str, value: impl Into<super::Arg>) -> String {
        self.words.with(key, name, value)
    }

    /// The browser's title: the page, the place, the provider.
    pub fn full_title(&self) -> String {
        let title = match self.refused {
            true => self.with("ui-error-title", "title", &self.title),
            false => self.title.clone(),
        };
        let parts = [Some(title), self.place.clone(), Some(self.provider.clone())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – ")
    }

    /// What `aria-current` says of a section: the page itself, or a page below it.
    pub fn current(&self, item: &NavItem) -> Option<&'static str> {
        let path = self.path();
        let length = |href: &str| within(path, href).then_some(href.len());
        let best = self.nav.iter().filter_map(|other| length(&other.link.href)).max();
        match length(&item.link.href) {
            own if own.is_none() || own != best => None,
            _ if path == item.link.href => Some("page"),
            _ => Some("true"),
        }
    }

    /// The state beside the title.
    pub fn badge_html(&self) -> Option<Html> {
        self.badge.as_ref().map(Badge::html)
    }

    /// Whether a tab's address (its query too) is this page's.
    pub fn is_here(&self, item: &NavItem) -> bool {
        self.here.strip_prefix(&self.base).unwrap_or(&self.here) == item.link.href
    }

    /// The languages of the switch.
    pub fn languages(&self) -> [Lang; 2] {
        Lang::ALL
    }

    /// The colours of the switch.
    pub fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }

    fn path(&self) -> &str {
        let below = self.here.strip_prefix(&self.base).unwrap_or(&self.here);
        let path = below.split(['?', '#']).next().unwrap_or_default();
        if path.is_empty() { "/" } else { path }
    }
}

/// Whether a path is a section's own or one below it.
fn within(path: &str, section: &str) -> bool {
    path == section || (section != "/" && path.starts_with(&format!("{}/", section.trim_end_matches('/'))))
}
