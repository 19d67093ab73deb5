//! The page that asks before something that cannot be taken back.

use super::{Answer, page, refused};
use hostler_kit::ui::{Confirm, Page};

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct Asked {
    page: Page,
    confirm: Confirm,
}

/// The question.
pub fn asked(frame: Page, confirm: Confirm) -> Answer {
    page(&Asked { page: frame, confirm })
}

/// The question once more, with what is wrong (422).
pub fn asked_again(frame: Page, confirm: Confirm) -> Answer {
    refused(&Asked { page: frame, confirm })
}
