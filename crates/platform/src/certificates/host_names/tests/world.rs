//! A DNS that says what a test wants.

use mail_auth::hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use mail_auth::hickory_resolver::proto::rr::rdata::{A, CNAME};
use mail_auth::hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// What it says of each name: an IPv4 address, or the name that it is an alias of.
#[derive(Clone, Default)]
pub struct World(Arc<Mutex<HashMap<String, String>>>);

pub struct Dns {
    pub world: World,
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl World {
    pub fn says(&self, name: &str, record: &str) {
        self.0.lock().unwrap().insert(format!("{name}."), record.into());
    }

    pub fn forgets(&self, name: &str) {
        self.0.lock().unwrap().remove(&format!("{name}."));
    }

    fn answer(&self, asked: &Message) -> Message {
        let mut answer = asked.clone();
        answer.metadata.message_type = MessageType::Response;
        let query = asked.queries[0].clone();
        let (mut name, world) = (query.name().to_lowercase(), self.0.lock().unwrap());
        if !world.contains_key(&name.to_string()) {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        while let Some(record) = world.get(&name.to_string()) {
            if let Ok(address) = record.parse() {
                if query.query_type() == RecordType::A {
                    answer.answers.push(Record::from_rdata(name, 60, RData::A(A(address))));
                }
                break;
            }
            let target = Name::from_ascii(format!("{record}.")).unwrap();
            answer.answers.push(Record::from_rdata(name, 60, RData::CNAME(CNAME(target.clone()))));
            name = target;
        }
        answer
    }
}

pub async fn dns() -> Dns {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (address, world) = (socket.local_addr().unwrap(), World::default());
    let answers = world.clone();
    let task = tokio::spawn(async move {
        let mut bytes = [0; 4_096];
        while let Ok((n, from)) = socket.recv_from(&mut bytes).await {
            let answer = answers.answer(&Message::from_vec(&bytes[..n]).unwrap());
            socket.send_to(&answer.to_vec().unwrap(), from).await.unwrap();
        }
    });
    Dns { world, address, task }
}
