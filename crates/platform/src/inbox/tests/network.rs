//! The listener on a socket: what a mail server sees.

use crate::app::App;
use crate::inbox::{MOST_BYTES, listen, store};
use crate::testing::on_each_engine;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Listens until it is dropped.
struct Listening(SocketAddr, JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.1.abort();
    }
}

async fn listening(app: &Arc<App>) -> Listening {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    Listening(address, tokio::spawn(listen::serve(app.clone(), listener, None)))
}

/// Says all of it at once, and hears everything until the other side ends.
async fn says(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let (mut heard, mut piece) = (Vec::new(), [0; 1_024]);
    while let Ok(n @ 1..) = stream.read(&mut piece).await {
        heard.extend_from_slice(&piece[..n]);
    }
    String::from_utf8(heard).unwrap()
}

fn codes(heard: &str) -> Vec<&str> {
    let last = |line: &&str| line.as_bytes().get(3) == Some(&b' ');
    heard.lines().filter(last).map(|line| &line[..3]).collect()
}

const OPEN: &str =
    "EHLO post.test\r\nMAIL FROM:<anna@bakkerij.test>\r\nRCPT TO:<info@hostler.test>\r\nDATA\r\n";

#[tokio::test]
async fn a_message_is_kept_before_it_is_acknowledged() {
    on_each_engine(|app| async move {
        let listening = listening(&app).await;
        let address = listening.0;
        let message = "From: anna@bakkerij.test\r\nSubject: Brood\r\n\r\n..Twee.\r\n.\r\nQUIT\r\n";
        let heard = says(address, &format!("{OPEN}{message}")).await;
        assert_eq!(codes(&heard), ["220", "250", "250", "250", "354", "250", "221"], "{heard}");
        let kept = store::list(&app.db, "", 9, 0).await.unwrap();
        assert_eq!((kept.len(), kept[0].subject.as_str(), kept[0].peer.as_str()), (1, "Brood", "127.0.0.1"));
        let bytes = crate::inbox::bytes_of(&app, &kept[0]).unwrap();
        assert!(bytes.ends_with(b"\r\n.Twee.\r\n"), "{}", String::from_utf8_lossy(&bytes));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_passed_on_and_nothing_too_large_is_kept() {
    on_each_engine(|app| async move {
        let listening = listening(&app).await;
        let address = listening.0;
        let relay =
            "EHLO a.test\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<bram@elsewhere.test>\r\nDATA\r\nQUIT\r\n";
        assert_eq!(codes(&says(address, relay).await), ["220", "250", "250", "550", "503", "221"]);
        let huge = "x".repeat(76).repeat(MOST_BYTES / 60);
        let heard = says(address, &format!("{OPEN}Subject: x\r\n\r\n{huge}\r\n.\r\nQUIT\r\n")).await;
        assert_eq!(codes(&heard)[4..], ["354", "552", "221"], "{heard}");
        assert_eq!(codes(&says(address, &"x".repeat(5_000)).await), ["220", "500"]);
        // An end of line that is none must not begin a second message (SMTP smuggling).
        let smuggled = "Subject: one\r\n\r\nx\n.\nMAIL FROM:<b@b.test>\r\n.\r\nQUIT\r\n";
        assert_eq!(codes(&says(address, &format!("{OPEN}{smuggled}")).await).len(), 7);
        assert_eq!(store::count(&app.db, "").await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_breaks_off_is_not_kept() {
    on_each_engine(|app| async move {
        let listening = listening(&app).await;
        let address = listening.0;
        let stream = TcpStream::connect(address).await.unwrap();
        let mut stream = BufReader::new(stream);
        stream.get_mut().write_all(format!("{OPEN}Subject: half\r\n").as_bytes()).await.unwrap();
        let mut line = String::new();
        while !line.starts_with("354") {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
        }
        drop(stream);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        assert_eq!(store::count(&app.db, "").await.unwrap(), 0);
    })
    .await;
}

/// A certificate of its own in two files, and who trusts it.
fn certificate(folder: &std::path::Path) -> (tokio_rustls::TlsAcceptor, tokio_rustls::TlsConnector) {
    let own = rcgen::generate_simple_self_signed(["post.hostler.test".to_string()]).unwrap();
    let (certificate, key) = (folder.join("mail.pem"), folder.join("mail-key.pem"));
    std::fs::write(&certificate, own.cert.pem()).unwrap();
    std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(own.cert.der().clone()).unwrap();
    let trusting = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    (listen::tls(&certificate, &key).unwrap(), tokio_rustls::TlsConnector::from(Arc::new(trusting)))
}

/// Waits for an answer's last line.
async fn answer(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
    let (mut heard, mut byte) = (String::new(), [0]);
    loop {
        stream.read_exact(&mut byte).await.unwrap();
        heard.push(char::from(byte[0]));
        let last = heard.trim_end_matches("\r\n").lines().last().unwrap_or_default();
        if heard.ends_with("\r\n") && last.as_bytes().get(3) == Some(&b' ') {
            return heard;
        }
    }
}

#[tokio::test]
async fn a_connection_is_encrypted_by_starttls_and_nothing_said_before_it_counts() {
    on_each_engine(|app| async move {
        let folder = tempfile::tempdir().unwrap();
        let (acceptor, connector) = certificate(folder.path());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let _listening =
            Listening(address, tokio::spawn(listen::serve(app.clone(), listener, Some(acceptor))));
        // What is sent along with STARTTLS must not be taken for something said inside (CVE-2011-0411).
        let heard = says(address, "EHLO post.test\r\nSTARTTLS\r\nMAIL FROM:<eve@elsewhere.test>\r\n").await;
        assert_eq!(codes(&heard), ["220", "250"], "the connection ends: {heard}");
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(answer(&mut stream).await.starts_with("220"));
        stream.write_all(b"EHLO post.test\r\n").await.unwrap();
        assert!(answer(&mut stream).await.contains("STARTTLS"));
        stream.write_all(b"STARTTLS\r\n").await.unwrap();
        assert!(answer(&mut stream).await.starts_with("220"));
        let name = "post.hostler.test".try_into().unwrap();
        let mut stream = connector.connect(name, stream).await.unwrap();
        for (said, expect) in [
            ("RCPT TO:<info@hostler.test>\r\n", "503"),
            ("EHLO post.test\r\n", "250"),
            ("MAIL FROM:<anna@bakkerij.test>\r\n", "250"),
            ("RCPT TO:<info@hostler.test>\r\n", "250"),
            ("DATA\r\n", "354"),
            ("Subject: Brood\r\n\r\nTwee.\r\n.\r\n", "250"),
        ] {
            stream.write_all(said.as_bytes()).await.unwrap();
            let heard = answer(&mut stream).await;
            assert!(heard.starts_with(expect) && !heard.contains("STARTTLS"), "{said}: {heard}");
        }
        let kept = store::list(&app.db, "", 9, 0).await.unwrap();
        assert_eq!((kept.len(), kept[0].mail_from.as_str()), (1, "anna@bakkerij.test"));
    })
    .await;
}
