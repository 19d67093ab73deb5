//! The world's DNS, as a test wants it.

use mail_auth::hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use mail_auth::hickory_resolver::proto::rr::rdata::{A, TXT};
use mail_auth::hickory_resolver::proto::rr::{RData, Record};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// A record: its name without a dot at the end, and what it says.
pub type Entry = (&'static str, RData);

pub fn txt(text: &str) -> RData {
    RData::TXT(TXT::new(vec![text.to_string()]))
}

pub fn a(address: Ipv4Addr) -> RData {
    RData::A(A(address))
}

/// A DNS server that knows these records, and nothing else.
pub async fn dns(world: Vec<Entry>) -> (SocketAddr, JoinHandle<()>) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let answers = async move {
        let mut bytes = [0; 4_096];
        while let Ok((n, from)) = socket.recv_from(&mut bytes).await {
            let answer = answer(&world, &Message::from_vec(&bytes[..n]).unwrap());
            socket.send_to(&answer.to_vec().unwrap(), from).await.unwrap();
        }
    };
    (address, tokio::spawn(answers))
}

fn answer(world: &[Entry], asked: &Message) -> Message {
    let mut answer = asked.clone();
    answer.metadata.message_type = MessageType::Response;
    let query = asked.queries[0].clone();
    let name = query.name().to_lowercase().to_string();
    for (own, data) in world {
        if name == format!("{own}.") && data.record_type() == query.query_type() {
            answer.answers.push(Record::from_rdata(query.name().clone(), 60, data.clone()));
        }
    }
    if answer.answers.is_empty() {
        answer.metadata.response_code = ResponseCode::NXDomain;
    }
    answer
}
