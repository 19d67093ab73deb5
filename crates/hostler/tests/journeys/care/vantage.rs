//! A second place to watch from (K2): a service is down when it is down from everywhere; what only one place sees is a
//! broken way, about which nobody is started again; and a place that falls silent counts no more.

use super::watching::{did, hang, incident, is_over, watched, when, within};
use crate::stage::{Stage, shell};
use nix::sched::{CloneFlags, unshare};
use serde_json::{Value, json};
use std::io::copy;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// A machine of the provider's elsewhere: a network of its own, with a line to the servers', and the portal at its
/// loopback, as behind a tunnel.
struct Elsewhere {
    child: Child,
}

impl Elsewhere {
    fn open(stage: &Stage, token: &str) -> Elsewhere {
        let file = stage.folder.path().join("vantage.token");
        std::fs::write(&file, token).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        let log = std::fs::File::create(stage.folder.path().join("vantage.log")).unwrap();
        let (sends_thread, thread) = channel();
        let (go, may_go) = channel();
        let (came, coming) = channel::<TcpStream>();
        // Here, in the platform's network.
        std::thread::spawn(move || coming.iter().for_each(hand_on));
        let there = std::thread::spawn(move || {
            unshare(CloneFlags::CLONE_NEWNET).unwrap();
            shell("ip link set dev lo up");
            let listener = TcpListener::bind("127.0.0.1:8080").unwrap();
            sends_thread.send(nix::unistd::gettid()).unwrap();
            may_go.recv().unwrap();
            shell("ip address add 10.99.0.2/24 dev home && ip link set dev home up");
            shell("ip route add default via 10.99.0.1");
            let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
            command.args(["vantage", "run", "--portal", "http://127.0.0.1:8080", "--token-file"]).arg(file);
            let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
            std::thread::spawn(move || {
                listener.incoming().flatten().try_for_each(|connection| came.send(connection))
            });
            child
        });
        let thread = thread.recv().unwrap();
        shell(&format!("ip link add away type veth peer name home netns {thread}"));
        shell("ip address add 10.99.0.1/24 dev away && ip link set dev away up");
        go.send(()).unwrap();
        Elsewhere { child: there.join().unwrap() }
    }

    /// Runs a command with this machine's network.
    fn runs(&self, command: &str) {
        shell(&format!("nsenter --target {} --net {command}", self.child.id()));
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.end();
    }
}

fn hand_on(from: TcpStream) {
    let Ok(to) = TcpStream::connect(crate::stage::platform::LISTEN) else { return };
    for (mut from, mut to) in
        [(from.try_clone().unwrap(), to.try_clone().unwrap()), (to.try_clone().unwrap(), from)]
    {
        std::thread::spawn(move || {
            let _ = copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
    }
}

/// Puts the packets for a port of a server out of the way, until [`lift`].
const CUT: &str = "nft 'add table ip cut; add chain ip cut out { type filter hook output priority 0; }; \
                   add rule ip cut out ip daddr ADDRESS tcp dport PORT drop'";
const LIFT: &str = "nft delete table ip cut";

fn cut(address: impl ToString, port: u16) -> String {
    CUT.replace("ADDRESS", &address.to_string()).replace("PORT", &port.to_string())
}

fn incidents(stage: &Stage) -> Vec<Value> {
    let list = stage.staff.json("GET", "/api/v1/staff/incidents", None).1;
    list.as_array().cloned().unwrap_or_default()
}

#[test]
fn k2_what_one_place_sees_is_the_way_and_what_all_see_is_the_server() {
    let (stage, bakery) = watched();
    let (status, made) =
        stage.staff.json("POST", "/api/v1/staff/vantages", Some(&json!({ "name": "Frankfurt" })));
    assert_eq!(status, 201, "{made}");
    let mut frankfurt = Elsewhere::open(&stage, made["token"].as_str().unwrap());
    within("Frankfurt to see everything", || {
        let state = stage.staff.json("GET", "/api/v1/staff/monitoring", None).1[0].clone();
        let seen = state["elsewhere"].as_array().cloned().unwrap_or_default();
        let good = seen.iter().filter(|one| one["state"] == "good").count();
        if good == 6 { Ok(()) } else { Err(state.to_string()) }
    });

    shell(&cut(bakery.address, 993));
    let partly = incident(&stage, "partly-reachable", |_| true);
    let said = partly["detail"].as_str().unwrap();
    assert!(said.contains("imaps: not from here (") && said.ends_with("but from Frankfurt"), "{partly}");
    std::thread::sleep(Duration::from_secs(10));
    assert!(!incidents(&stage).iter().any(|one| one["kind"] == "service-down"), "nothing is started again");
    shell(LIFT);
    let first = incident(&stage, "partly-reachable", is_over);

    frankfurt.runs(&cut(bakery.address, 995));
    let from_there = |one: &Value| one["id"] != first["id"];
    let partly = incident(&stage, "partly-reachable", from_there);
    let said = partly["detail"].as_str().unwrap();
    assert!(said.contains("pop3s: not from Frankfurt (") && said.ends_with("but from here"), "{partly}");
    frankfurt.runs(LIFT);
    incident(&stage, "partly-reachable", |one| from_there(one) && is_over(one));

    hang(&bakery, "dovecot");
    let down = incident(&stage, "service-down", is_over);
    assert!(did(&down).iter().any(|(what, _)| what == "restarting-engine"), "{down}");
    assert!(when(&down, "over") - when(&down, "began") < 90_000, "{down}");

    frankfurt.end();
    let silent = incident(&stage, "vantage-silent", |_| true);
    assert!(silent["detail"].as_str().unwrap().contains("Frankfurt"), "{silent}");
    hang(&bakery, "dovecot");
    // It counts alone. The mail there and back has come and gone too often by now for a quick end.
    incident(&stage, "service-down", |one| {
        one["id"] != down["id"] && did(one).iter().any(|(what, _)| what == "restarting-engine")
    });
    let id = made["id"].as_str().unwrap();
    assert_eq!(stage.staff.json("DELETE", &format!("/api/v1/staff/vantages/{id}"), None).0, 200);
    incident(&stage, "vantage-silent", is_over);
}
