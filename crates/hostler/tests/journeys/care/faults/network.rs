//! Faults of the way to a server.

use super::Expect::{Borne, Called, Mended, Told};
use super::{Fault, Place};

const fn fault(
    name: &'static str,
    (inject, lift): (&'static str, &'static str),
    expect: super::Expect,
) -> Fault {
    Fault { name, place: Place::Usual, inject, lift, expect }
}

const SERVER: super::Expect = Mended { kind: "service-down", words: "", by: "restarting-server" };

pub const FAULTS: &[Fault] = &[
    fault("network of the server cut", ("ip link set vb-$MACHINE down", ""), SERVER),
    fault("the server's address is gone", ("inside 'ip address flush dev host0'", ""), SERVER),
    fault("the server's way out is gone", ("inside 'ip route flush table main'", ""), SERVER),
    fault("the server is not admitted to the network", ("nft flush set bridge hostler0 guard", ""), SERVER),
    fault("port 993 is blocked", ("rule out tcp dport 993 drop", "unrule"), Called { words: "imaps" }),
    fault(
        "port 587 is refused",
        ("rule out tcp dport 587 reject with tcp reset", "unrule"),
        Called { words: "submission" },
    ),
    fault("port 25 is blocked", ("rule out tcp dport 25 drop", "unrule"), Called { words: "smtp" }),
    fault(
        "the console's port is blocked",
        ("rule out tcp dport 8443 drop", "unrule"),
        Called { words: "https" },
    ),
    fault(
        "connections half open: nothing after the first packet",
        ("rule in 'tcp flags & syn == 0 drop'", "unrule"),
        Called { words: "greeting" },
    ),
    fault(
        "connections half open: large packets vanish",
        ("rule in 'ip length > 600 drop'", "unrule"),
        Called { words: "tls" },
    ),
    fault(
        "connections are cut in the middle",
        ("rule in 'tcp sport 993 ip length > 600 reject'", "unrule"),
        Called { words: "imaps" },
    ),
    fault("1 % of packets are lost", ("rule in 'numgen random mod 100 < 1 drop'", "unrule"), Borne),
    fault(
        "60 % of packets are lost",
        ("rule in 'numgen random mod 100 < 60 drop'; rule out numgen random mod 100 '<' 60 drop", "unrule"),
        Called { words: "" },
    ),
    fault(
        "no way to the server",
        ("ip route add blackhole $ADDRESS/32", "ip route del blackhole $ADDRESS/32"),
        Called { words: "" },
    ),
    fault(
        "somebody else has the server's address",
        ("ip address add $ADDRESS/32 dev lo", "ip address del $ADDRESS/32 dev lo"),
        Called { words: "nobody listens" },
    ),
    fault(
        "somebody else answers in the console's place",
        ("divert 8443 25", "undivert"),
        Called { words: "https" },
    ),
    fault("port 25 leads elsewhere", ("divert 25 993", "undivert"), Called { words: "smtp" }),
    fault(
        "a line of 16 kbit/s",
        ("tc qdisc add dev vb-$MACHINE root tbf rate 16kbit burst 1600 latency 60s", ""),
        Mended { kind: "service-down", words: "", by: "restarting-server" },
    ),
    fault(
        "strangers hold every connection to port 25",
        ("hold 25 60", "unhold"),
        Mended { kind: "service-down", words: "smtp", by: "restarting-engine" },
    ),
    Fault {
        name: "the bridge of all servers is down",
        place: Place::TwoServers,
        inject: "ip link set hostler0 down",
        lift: "ip link set hostler0 up",
        expect: Told { kind: "node-down", words: "none of 2" },
    },
    fault(
        "names cannot be looked up",
        ("inside 'echo nameserver 192.0.2.1 > /etc/resolv.conf'; rule forward udp dport 53 drop", "unrule"),
        Borne,
    ),
];
