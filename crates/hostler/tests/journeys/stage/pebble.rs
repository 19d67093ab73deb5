//! An authority for tests (Pebble, the one that Let's Encrypt tests with), and its DNS.

use super::{Server, eventually, shell};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The authority, and a DNS in which every name leads to this machine.
pub struct Pebble {
    children: [Child; 2],
    /// Whom its own HTTPS is known by.
    pub own: String,
}

impl Pebble {
    pub fn start(folder: &Path) -> Pebble {
        for tool in ["pebble", "pebble-challtestsrv", "openssl", "curl"] {
            let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap();
            assert!(
                found.status.success(),
                "{tool} is not installed: ./test installs what the journeys need"
            );
        }
        let (own, file) = settings(folder);
        let quiet =
            |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let names = quiet(Command::new("pebble-challtestsrv").args([
            "-defaultIPv4",
            "127.0.0.1",
            "-defaultIPv6",
            "",
            "-dns01",
            "127.0.0.1:8053",
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
            "-management",
            "127.0.0.1:8055",
        ]));
        let pebble = quiet(
            Command::new("pebble")
                .arg("-config")
                .arg(&file)
                .args(["-dnsserver", "127.0.0.1:8053"])
                .env("PEBBLE_VA_NOSLEEP", "1")
                .env("PEBBLE_WFE_NONCEREJECT", "2"),
        );
        let pebble = Pebble { children: [names, pebble], own: own.display().to_string() };
        eventually("Pebble", || pebble.root().map(|_| ()));
        pebble
    }

    /// The root of what it signs.
    pub fn root(&self) -> Result<String, String> {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--fail", "--cacert", &self.own])
            .arg("https://127.0.0.1:15000/roots/0")
            .output()
            .unwrap();
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// What DNS says of a name from now on; see the manual of pebble-challtestsrv: `set-cname`, `add-a`, `clear-a` …
    pub fn dns(&self, what: &str, record: &Value) {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--fail", "--data", &record.to_string()])
            .arg(format!("http://127.0.0.1:8055/{what}"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{what} {record}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Its certificate, and the file with its settings.
fn settings(folder: &Path) -> (PathBuf, PathBuf) {
    let (own, key) = (folder.join("pebble.pem"), folder.join("pebble-key.pem"));
    shell(&format!(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {} -out {} -days 2 -subj /CN=pebble \
         -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE 2>&1",
        key.display(),
        own.display()
    ));
    let settings = json!({ "pebble": {
        "listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000", "httpPort": 5002,
        "certificate": own, "privateKey": key, "tlsPort": 5001, "ocspResponderURL": "",
        "externalAccountBindingRequired": false, "certificateValidityPeriod": 90 * 86_400,
    }});
    let file = folder.join("pebble.json");
    std::fs::write(&file, settings.to_string()).unwrap();
    (own, file)
}

impl Drop for Pebble {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The serial number that a mail client sees at a port, when the chain leads to the authority's root and the name fits.
pub fn seen(server: &Server, (port, root): (u16, &Path)) -> Result<String, String> {
    let starttls = if [25, 587].contains(&port) { "-starttls smtp" } else { "" };
    let command = format!(
        "openssl s_client -connect {0}:{port} {starttls} -servername {1} -verify_hostname {1} -CAfile {2} -verify_return_error \
         </dev/null 2>&1 | openssl x509 -noout -serial 2>&1",
        server.address,
        server.host,
        root.display()
    );
    let output = Command::new("bash").args(["-o", "pipefail", "-c", &command]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() && text.starts_with("serial=") { Ok(text) } else { Err(text) }
}
