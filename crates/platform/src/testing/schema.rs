//! Official schemas as judges of what is written: `./test` installs packages that carry them.

use std::io::Write;
use std::process::{Command, Stdio};

/// The document first, then the same spoilt: a schema that lets that pass judges nothing.
const JUDGE: &str = r#"
import importlib.metadata as metadata, sys
from lxml import etree
name, right, wrong = sys.argv[1:]
packages = ["camt053", "sepaxml", "odoo-addon-l10n-nl-xaf-auditfile-export"]
path = next(p for package in packages for p in metadata.files(package) if p.name == name)
schema = etree.XMLSchema(etree.parse(str(path.locate())))
text = sys.stdin.buffer.read()
schema.assertValid(etree.fromstring(text))
spoilt = text.replace(right.encode(), wrong.encode())
assert spoilt != text, right + " is not in it"
print("everything passes" if schema.validate(etree.fromstring(spoilt)) else "valid")
"#;

/// The text follows the schema of this file's name, and with `right` made `wrong` it would not.
pub fn follows(schema: &str, text: &str, (right, wrong): (&str, &str)) {
    let Some(python) = std::env::var_os("HOSTLER_TEST_PYTHON") else {
        assert!(std::env::var_os("CI").is_none(), "HOSTLER_TEST_PYTHON is not set: run this by ./test");
        eprintln!("NOT RUN: HOSTLER_TEST_PYTHON is not set; ./test installs the schemas and sets it");
        return;
    };
    let mut judge = Command::new(python)
        .args(["-c", JUDGE, schema, right, wrong])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    judge.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("the judge reads");
    let said = judge.wait_with_output().expect("the judge ends");
    let wrong = String::from_utf8_lossy(&said.stderr);
    assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "valid", "{schema}: {wrong}\n{text}");
}
