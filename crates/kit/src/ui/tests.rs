mod assets;
mod contrast;
mod layout;
mod listing;
mod parts;
mod plot;

use std::path::Path;

use super::{Lang, Page, Words};

/// A page of the console of Bakkerij de Vries, shown under a prefix.
fn page(lang: Lang) -> Page {
    let words = Words::load(&[]).expect("the common words load").of(lang);
    let mut page = Page::new(words, "Noordzee Hosting");
    page.base = "/servers/srv_1/console".into();
    page.here = "/servers/srv_1/console/people?q=anna".into();
    page.csrf = "the-token".into();
    page
}

/// Every template and source of the design system: `(name, text)`.
pub(crate) fn own_sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("templates"), root.join("src/ui")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("an entry of it").path();
            let source = path.extension().is_some_and(|kind| kind == "html" || kind == "rs");
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if source && !path.ends_with("tests.rs") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    found
}
