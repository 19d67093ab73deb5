use super::{bakery, domain, tells};
use crate::fallback::{Verdict, claims_of, look_up};
use crate::testing::platform;
use hostler_kit::db::testing::on_each_engine as databases;
use mail_auth::hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use mail_auth::hickory_resolver::proto::rr::rdata::MX;
use mail_auth::hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use std::net::SocketAddr;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// What the world's DNS says: the domain, and its records.
const WORLD: [(&str, &[(u16, &str)]); 2] = [
    ("good.test.", &[(10, "bakkerij-anna.hostler.test."), (20, "MX2.hostler.test.")]),
    ("alone.test.", &[(10, "bakkerij-anna.hostler.test.")]),
];

async fn dns() -> (SocketAddr, JoinHandle<()>) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let answers = async move {
        let mut bytes = [0; 4_096];
        while let Ok((n, from)) = socket.recv_from(&mut bytes).await {
            let answer = answer(&Message::from_vec(&bytes[..n]).unwrap());
            socket.send_to(&answer.to_vec().unwrap(), from).await.unwrap();
        }
    };
    (address, tokio::spawn(answers))
}

fn answer(asked: &Message) -> Message {
    let mut answer = asked.clone();
    answer.metadata.message_type = MessageType::Response;
    let query = asked.queries[0].clone();
    let name = query.name().to_lowercase().to_string();
    match WORLD.iter().find(|(own, _)| *own == name) {
        Some((_, records)) if query.query_type() == RecordType::MX => {
            for (preference, host) in *records {
                let data = RData::MX(MX::new(*preference, Name::from_ascii(host).unwrap()));
                answer.answers.push(Record::from_rdata(query.name().clone(), 60, data));
            }
        }
        _ => answer.metadata.response_code = ResponseCode::NXDomain,
    }
    answer
}

#[tokio::test]
async fn k3_mx_records_are_looked_up_and_judged() {
    databases(&crate::app::MIGRATIONS, |db| async move {
        let (address, task) = dns().await;
        let mut app = platform(db);
        app.settings.inbox_dns = Some(address);
        let server = bakery(&app, "anna").await;
        let names = ["alone.test", "good.test", "none.test"];
        tells(&app, &server, names.iter().map(|name| domain(name, &["anna"])).collect()).await;
        super::super::look_up::old_ones(&app).await.unwrap();
        let found = claims_of(&app.db, &server.id).await.unwrap();
        let verdicts: Vec<_> = found.iter().map(|claim| claim.verdict().unwrap()).collect();
        assert_eq!(verdicts, [Verdict::NoFallback, Verdict::Good, Verdict::Nothing]);
        assert_eq!(found[1].found, "10 bakkerij-anna.hostler.test\n20 mx2.hostler.test");
        task.abort();
        let _ = task.await;
        let gone = look_up(&app, found[1].clone()).await.unwrap();
        assert_eq!(gone.verdict(), Some(Verdict::Unknown));
        assert!(!gone.found.is_empty(), "why");
    })
    .await;
}
