//! The pages in a real browser: `tests/browser/journey.js` goes the customer's and the provider's way through them.

use crate::billing::debits::collecting;
use crate::stage::{Platform, platform::LISTEN, separate};
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

/// From the price page to the second month's invoice, by mouse, by keyboard and without JavaScript; each page looked
/// at in two languages, two themes and two widths. The pictures stay in `screenshots/`.
#[test]
fn w1_the_pages_in_a_real_browser() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    assert!(script.join("node_modules").is_dir(), "run `npm ci` in {} (./test does)", script.display());
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../screenshots");
    let folder = separate();
    let offer = folder.path().join("offer.toml");
    std::fs::write(&offer, collecting()).unwrap();
    // As long as the test, like its platform.
    let offer: &'static str = offer.display().to_string().leak();
    let platform = Platform::start(Rc::new(folder), vec!["up", "--demo", "--catalogue", offer].leak());
    let setup = platform.link("/setup/").expect("a fresh installation prints where staff sign up");
    let mut node = Command::new("node");
    node.current_dir(&script).arg("journey.js").arg(format!("http://{LISTEN}{setup}")).arg(&pictures);
    let status = node.status().expect("node is installed (./test does)");
    assert!(status.success(), "the lines above say what was found; pictures are in {}", pictures.display());
}
