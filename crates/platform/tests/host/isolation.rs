//! Two servers on one machine, one of them hostile (H4): it can neither see, reach nor pretend to be the other.

use crate::rig::*;
use hostler_platform::drivers::host::{Host, ServerSpec, hardware_address};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::os::unix::fs::MetadataExt;
use tempfile::{TempDir, tempdir};

/// The port of the gateway that servers may reach.
const OPEN: u16 = 8443;

/// Sends three datagrams to the machine.
const SEND: &str = "for n in 1 2 3; do bash -c 'echo hello > /dev/udp/10.83.0.1/9'; done";

async fn two_servers(names: [&str; 2]) -> (Host, TempDir, ServerSpec, ServerSpec) {
    let (host, data) = (local().await, tempdir().unwrap());
    let [bakery, rival] = [spec(data.path(), names[0], 1), spec(data.path(), names[1], 2)];
    for server in [&bakery, &rival] {
        run_server(&host, server).await;
    }
    (host, data, bakery, rival)
}

/// Who a connection from the server to the gateway's open port comes from, as the gateway sees it.
fn seen_as(listener: &TcpListener, server: &ServerSpec) -> Option<IpAddr> {
    ask(server, &format!("timeout 2 bash -c 'exec 3<>/dev/tcp/{GATEWAY}/{OPEN}' && echo connected"));
    listener.accept().ok().map(|(_, peer)| peer.ip())
}

fn listen() -> TcpListener {
    let listener = TcpListener::bind((GATEWAY, OPEN)).unwrap();
    listener.set_nonblocking(true).unwrap();
    listener
}

/// How many datagrams with this sender's address have come to the machine since `count_datagrams`.
fn datagrams_from(address: Ipv4Addr) -> u64 {
    let listed = shell("nft list table ip watch");
    let line = listed.lines().find(|line| line.contains(&format!("saddr {address} "))).unwrap();
    line.split_once("packets ").unwrap().1.split(' ').next().unwrap().parse().unwrap()
}

fn count_datagrams(servers: [&ServerSpec; 2]) {
    let [one, other] = servers.map(|server| format!("ip saddr {} udp dport 9 counter;", server.address));
    shell(&format!(
        "echo 'table ip watch {{ chain arriving {{ type filter hook prerouting priority -400; {one} {other} }}; }}' | nft -f -"
    ));
}

/// Whether `from` gets the greeting of a mail server.
fn reaches(from: &ServerSpec, address: Ipv4Addr, port: u16) -> bool {
    let script = format!("timeout 3 bash -c 'exec 3<>/dev/tcp/{address}/{port}; head -c 3 <&3'");
    ask(from, &script).starts_with("220")
}

#[test]
fn files_processes_and_user_ids_are_apart() {
    on_a_machine_of_its_own(async || {
        let (host, _data, bakery, rival) = two_servers(["apart-a", "apart-b"]).await;
        ask(
            &bakery,
            "echo recipe > /root/recipe; echo recipe > /srv/hostler/recipe; echo recipe > /tmp/recipe",
        );
        assert_eq!(
            ask(&bakery, "cat /root/recipe /srv/hostler/recipe /tmp/recipe"),
            "recipe\nrecipe\nrecipe\n"
        );
        assert_eq!(
            ask(&rival, "find / -xdev -name recipe 2>/dev/null; ls /srv/hostler | grep recipe; ls /tmp"),
            ""
        );

        let numbers = ask(&rival, "ls /proc | grep -c '^[0-9]'").trim().parse::<u32>().unwrap();
        assert!(numbers < 10, "a server sees its own processes only, here {numbers}");
        assert_eq!(
            ask(&rival, "cat /proc/self/uid_map | tr -s ' '").trim(),
            format!("0 {} 65536", rival.uid_base)
        );

        for server in [&bakery, &rival] {
            let count = processes_of(server).len();
            assert!((2..20).contains(&count), "{count} processes on the host with ids of {}", server.machine);
            let owner = |path: &str| fs::metadata(server.folder.join(path)).unwrap().uid();
            assert_eq!(owner("data/bootstrap.json"), server.uid_base);
            assert_eq!(
                ask(server, "stat -c '%u %a' /srv/hostler/bootstrap.json /usr/sbin/postfix"),
                "0 600\n0 755\n"
            );
        }
        assert!(bakery.uid_base.abs_diff(rival.uid_base) >= 65_536);
        assert_eq!(fs::metadata(image().join("usr/sbin/postfix")).unwrap().uid(), 0);

        // Not even their own program, the image under them, or the host's settings can be written.
        let tries = "echo x >> /usr/local/bin/hostler; echo 1 > /proc/sys/kernel/panic; mount -t tmpfs none /mnt; \
                     mknod /root/disk b 254 0; echo 9999999999 > /sys/fs/cgroup/memory/memory.limit_in_bytes; \
                     echo max > /sys/fs/cgroup/memory.max";
        let said =
            ask(&rival, &format!("for n in 1; do {tries}; done; grep ' /mnt ' /proc/mounts; ls /root/disk"));
        assert!(said.lines().all(|line| !line.starts_with("none /mnt") && line != "/root/disk"), "{said}");
        assert_eq!(said.lines().count(), 7, "each of the six, and the last look, is refused: {said}");
        ask(&rival, "rm -rf /usr/lib/postfix");
        assert!(
            image().join("usr/lib/postfix/sbin/master").exists(),
            "what a server deletes is gone for it alone"
        );
        assert_eq!(ask(&bakery, "test -e /usr/lib/postfix/sbin/master && echo there").trim(), "there");
        for server in [&bakery, &rival] {
            host.remove(server).await.unwrap();
        }
    });
}

#[test]
fn nobody_speaks_with_anothers_ip_address() {
    on_a_machine_of_its_own(async || {
        let (host, _data, bakery, rival) = two_servers(["spoof-a", "spoof-b"]).await;
        let listener = listen();
        assert_eq!(seen_as(&listener, &rival), Some(rival.address.into()));
        assert_eq!(seen_as(&listener, &bakery), Some(bakery.address.into()));
        count_datagrams([&bakery, &rival]);

        let (own, victim) = (rival.address, bakery.address);
        let pretend = format!(
            "ip address add {victim}/32 dev host0; ip route replace {GATEWAY} dev host0 scope link src {victim}; \
             ip route replace default via {GATEWAY} dev host0 src {victim}; ip route get {GATEWAY}"
        );
        let said = ask(&rival, &pretend);
        assert!(said.contains(&format!("src {victim}")), "the attack is set up: {said}");
        assert_eq!(seen_as(&listener, &rival), None, "packets with the victim's address are dropped");
        // The same without any ARP of the rival's own: it knows the gateway's hardware address already.
        let gateway = hardware_address(GATEWAY);
        ask(&rival, &format!("ip neigh replace {GATEWAY} lladdr {gateway} dev host0 nud permanent; {SEND}"));
        assert_eq!(datagrams_from(victim), 0);

        // The victim is down: the machine asks for its hardware address, and only the rival would answer.
        host.stop(&bakery).await.unwrap();
        shell("ip neigh flush dev hostler0");
        assert_eq!(greeting(victim, 22), None);
        let neighbours = shell("ip neigh show dev hostler0");
        assert!(
            !neighbours.contains(&hardware_address(own)) || !neighbours.contains(&format!("{victim} lladdr")),
            "{neighbours}"
        );

        let honest = format!(
            "ip address delete {victim}/32 dev host0; ip route replace {GATEWAY} dev host0 scope link src {own}; \
             ip route replace default via {GATEWAY} dev host0 src {own}"
        );
        ask(&rival, &honest);
        assert_eq!(seen_as(&listener, &rival), Some(own.into()), "as itself it is heard again");
        ask(&rival, SEND);
        assert_eq!((datagrams_from(own), datagrams_from(victim)), (3, 0));
        host.start(&bakery).await.unwrap();
        wait_for("the victim", || seen_as(&listener, &bakery) == Some(victim.into()));
        for server in [&bakery, &rival] {
            host.remove(server).await.unwrap();
        }
    });
}

#[test]
fn nobody_speaks_with_anothers_hardware_address() {
    on_a_machine_of_its_own(async || {
        let (host, _data, bakery, rival) = two_servers(["hware-a", "hware-b"]).await;
        let listener = listen();
        assert_eq!(seen_as(&listener, &rival), Some(rival.address.into()));
        for stolen in
            [hardware_address(bakery.address), hardware_address(GATEWAY), "02:00:00:00:00:99".to_string()]
        {
            let said =
                ask(&rival, &format!("ip link set dev host0 address {stolen}; ip link show dev host0"));
            assert!(said.contains(&stolen), "the attack is set up: {said}");
            assert_eq!(seen_as(&listener, &rival), None, "{stolen}");
            let learnt = shell(&format!("bridge fdb show brport vb-{}", rival.machine));
            assert!(
                !learnt.contains(&format!("{stolen} master")),
                "the bridge believes no {stolen}: {learnt}"
            );
            assert_eq!(
                seen_as(&listener, &bakery),
                Some(bakery.address.into()),
                "the victim notices nothing"
            );
        }
        // Starting a server that runs puts its network right again.
        host.start(&rival).await.unwrap();
        assert_eq!(seen_as(&listener, &rival), Some(rival.address.into()));
        for server in [&bakery, &rival] {
            host.remove(server).await.unwrap();
        }
    });
}

#[test]
fn servers_meet_only_as_hosts_on_the_internet_do() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let bakery = with_engines(spec(data.path(), "meet-a", 1));
        let rival = spec(data.path(), "meet-b", 2);
        for server in [&bakery, &rival] {
            run_server(&host, server).await;
        }
        wait_for("Postfix", || greeting(bakery.address, 25).is_some());
        assert!(reaches(&rival, bakery.address, 25), "through the gateway");

        // Past the gateway: the victim as a neighbour on the same wire, by IPv4 and by IPv6.
        let address = bakery.address;
        let said =
            ask(&rival, &format!("ip route add {address}/32 dev host0 scope link; ip route get {address}"));
        assert!(said.contains("dev host0") && !said.contains("via"), "the attack is set up: {said}");
        assert!(!reaches(&rival, address, 25));
        let mac = hardware_address(address);
        ask(&rival, &format!("ip neigh replace {address} lladdr {mac} dev host0 nud permanent"));
        assert!(!reaches(&rival, address, 25), "not with its hardware address known either");
        ask(&rival, &format!("ip neigh delete {address} dev host0; ip route delete {address}/32 dev host0"));
        assert!(reaches(&rival, address, 25), "through the gateway again");
        let link_local = ask(
            &bakery,
            "ip -6 -o address show dev host0 scope link | tr -s ' ' | cut -d' ' -f4 | cut -d/ -f1",
        );
        let link_local = link_local.trim();
        if !link_local.is_empty() {
            let said = ask(
                &rival,
                &format!("timeout 2 bash -c 'exec 3<>/dev/tcp/{link_local}%host0/25' && echo connected"),
            );
            assert!(!said.contains("connected"), "{said}");
        }

        // Of the machine, only the open port answers.
        let closed = TcpListener::bind((GATEWAY, 2525)).unwrap();
        closed.set_nonblocking(true).unwrap();
        ask(&rival, &format!("timeout 1 bash -c 'exec 3<>/dev/tcp/{GATEWAY}/2525'"));
        assert!(closed.accept().is_err(), "a port that is not opened to servers");
        assert_eq!(seen_as(&listen(), &rival), Some(rival.address.into()));
        for server in [&bakery, &rival] {
            host.remove(server).await.unwrap();
        }
    });
}

#[test]
fn what_leaves_the_machine_carries_the_machines_address() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let bakery = spec(data.path(), "outside", 1);
        run_server(&host, &bakery).await;
        // A second network namespace plays the internet; it knows no way back to the servers' network.
        let mut outside =
            std::process::Command::new("unshare").args(["--net", "sleep", "60"]).spawn().unwrap();
        let namespace = format!("/proc/{}/ns/net", outside.id());
        let ours = fs::read_link("/proc/thread-self/ns/net").unwrap();
        wait_for("the internet", || fs::read_link(&namespace).is_ok_and(|theirs| theirs != ours));
        shell(&format!(
            "ip link add uplink type veth peer name cable netns {0}; ip address add 198.51.100.2/24 dev uplink; \
             ip link set uplink up; nsenter --net={namespace} sh -c 'ip address add 198.51.100.1/24 dev cable; \
             ip link set cable up; ip link set lo up'",
            outside.id()
        ));
        let listener = std::thread::spawn(move || {
            nix::sched::setns(fs::File::open(namespace).unwrap(), nix::sched::CloneFlags::CLONE_NEWNET)
                .unwrap();
            TcpListener::bind("198.51.100.1:25").unwrap()
        });
        let listener = listener.join().unwrap();
        listener.set_nonblocking(true).unwrap();
        ask(&bakery, "timeout 3 bash -c 'exec 3<>/dev/tcp/198.51.100.1/25' && echo connected");
        let seen = listener.accept().map(|(_, peer)| peer.ip().to_string());
        outside.kill().unwrap();
        outside.wait().unwrap();
        assert_eq!(seen.unwrap(), "198.51.100.2");
        host.remove(&bakery).await.unwrap();
    });
}
