//! H3: a server's certificate comes from an authority (Pebble, the one that Let's Encrypt tests with), and is renewed.

use crate::stage::{PASSWORD, Server, Stage, eventually, post, separate, shell};
use serde_json::json;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The authority, and a DNS in which every name leads to this machine.
struct Pebble {
    children: [Child; 2],
    /// Whom its own HTTPS is known by.
    own: String,
}

impl Pebble {
    fn start(folder: &Path) -> Pebble {
        for tool in ["pebble", "pebble-challtestsrv", "openssl", "curl"] {
            let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap();
            assert!(
                found.status.success(),
                "{tool} is not installed: ./test installs what the journeys need"
            );
        }
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
    fn root(&self) -> Result<String, String> {
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
fn seen(server: &Server, (port, root): (u16, &Path)) -> Result<String, String> {
    let starttls = if port == 25 { "-starttls smtp" } else { "" };
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

#[test]
fn h3_a_servers_certificate_comes_from_an_authority_and_is_renewed() {
    let folder = separate();
    let pebble = Pebble::start(folder.path());
    let told = ["--acme", "https://localhost:14000/dir", "--acme-contact", "beheer@hostler.test"];
    let listen = ["--acme-listen", "127.0.0.1:5002", "--acme-root", &pebble.own];
    let stage = Stage::open_demo_told(folder, &[told.as_slice(), &listen].concat());
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    let root = stage.folder.path().join("root.pem");
    std::fs::write(&root, pebble.root().unwrap()).unwrap();
    let [imap, smtp] = [993, 25]
        .map(|port| eventually("a certificate that the authority signed", || seen(&bakery, (port, &root))));
    assert_eq!(imap, smtp, "one certificate for both");
    eventually("the page that says until when", || {
        let page = anna.get(&format!("/servers/{}", bakery.id));
        if page.says("it is renewed by itself") { Ok(()) } else { Err(page.text) }
    });

    // A mail program that trusts this authority alone sends and reads, without a question.
    console.add_domain("bakkerij.example");
    console.create_mailbox("bram@bakkerij.example", PASSWORD);
    let bram = ("bram@bakkerij.example", PASSWORD);
    post::submit_trusting((&bakery, &root), bram, "Twee broden").unwrap();
    eventually("the message", || {
        let subjects = post::subjects_trusting((&bakery, &root), bram)?;
        if subjects.iter().any(|one| one == "Twee broden") { Ok(()) } else { Err(format!("{subjects:?}")) }
    });

    // Sixty-one days later less than a third of its life is left.
    let later = hostler_kit::time::Clock::System.now() + jiff::SignedDuration::from_hours(61 * 24);
    let (status, moved) =
        stage.staff.json("POST", "/api/v1/demo/clock", Some(&json!({ "to": later.to_string() })));
    assert_eq!(status, 200, "{moved}");
    eventually("another certificate", || match seen(&bakery, (993, &root))? {
        same if same == imap => Err(same),
        other => Ok(other),
    });
}
