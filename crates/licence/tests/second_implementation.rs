//! The test vectors, checked by an implementation in another language that shares nothing with this crate.

use std::path::Path;
use std::process::Command;

#[test]
fn another_language_counts_the_same() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/counting.py");
    let output = Command::new("python3").arg("-B").arg(program).output().expect("python3 is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains(" 0 wrong"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
