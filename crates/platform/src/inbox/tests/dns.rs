//! A DNS server on loopback that knows the names of the cast, and a mail server's signing key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::DkimSigner;
use mail_auth::hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use mail_auth::hickory_resolver::proto::rr::rdata::TXT;
use mail_auth::hickory_resolver::proto::rr::{RData, Record, RecordType};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

pub struct Dns {
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Dns {
    /// Answers with these TXT records: name without a dot at the end, text.
    pub async fn of(records: &[(&str, &str)]) -> Dns {
        let known: BTreeMap<String, String> =
            records.iter().map(|(name, text)| (format!("{name}."), text.to_string())).collect();
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut bytes = [0; 4_096];
            while let Ok((n, from)) = socket.recv_from(&mut bytes).await {
                let asked = Message::from_vec(&bytes[..n]).unwrap();
                let answer = answer(&asked, &known);
                socket.send_to(&answer.to_vec().unwrap(), from).await.unwrap();
            }
        });
        Dns { address, task }
    }
}

fn answer(asked: &Message, known: &BTreeMap<String, String>) -> Message {
    let mut answer = asked.clone();
    answer.metadata.message_type = MessageType::Response;
    let query = asked.queries[0].clone();
    let text = known.get(&query.name().to_lowercase().to_string());
    match text.filter(|_| query.query_type() == RecordType::TXT) {
        Some(text) => {
            let data = RData::TXT(TXT::new(vec![text.clone()]));
            answer.answers.push(Record::from_rdata(query.name().clone(), 60, data));
        }
        None => answer.metadata.response_code = ResponseCode::NXDomain,
    }
    answer
}

/// A domain's key: what signs, and the record that proves it.
pub struct Key {
    pkcs8: Vec<u8>,
    pub record: String,
}

impl Key {
    pub fn new() -> Key {
        let pkcs8 = Ed25519Key::generate_pkcs8().unwrap();
        let public = Ed25519Key::from_pkcs8_der(&pkcs8).unwrap().public_key();
        Key { pkcs8, record: format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(public)) }
    }

    /// The message with a signature of this domain over these headers.
    pub fn sign(&self, domain: &str, headers: &[&str], message: &str) -> String {
        let signer = DkimSigner::from_key(Ed25519Key::from_pkcs8_der(&self.pkcs8).unwrap())
            .domain(domain)
            .selector("post")
            .headers(headers.iter().copied());
        format!("{}{message}", signer.sign(message.as_bytes()).unwrap().to_header())
    }
}
