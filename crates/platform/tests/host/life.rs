//! A server's life on this machine: it starts, outlives its platform, is limited, ends cleanly and leaves nothing.

use crate::rig::*;
use hostler_kit::check::Verdict;
use hostler_platform::drivers::host::{
    Host, HostError, Local, Prepared, ServerSpec, checks, hardware_address,
};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use tempfile::tempdir;

#[test]
fn real_engines_answer_and_end_cleanly_and_nothing_stays() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let bakery = with_engines(spec(data.path(), "bakkerij", 1));
        run_server(&host, &bakery).await;
        for (port, word) in [(25, "220 mail.bakkerij.test ESMTP Postfix"), (143, "* OK")] {
            wait_for(&format!("port {port}"), || {
                greeting(bakery.address, port).is_some_and(|line| line.starts_with(word))
            });
        }
        let seen = see(&host, &bakery).await;
        let running = seen.running.expect("it runs");
        assert!(seen.leftovers.is_empty() && seen.last_exit.is_none(), "{:?}", seen.leftovers);
        assert!((10..PROCESSES).contains(&running.processes), "{running:?}");
        assert!((1_000_000..MEMORY).contains(&running.memory_bytes), "{running:?}");

        host.stop(&bakery).await.unwrap();
        assert_eq!(see(&host, &bakery).await.last_exit.expect("it ended").status, 0);
        let farewell = fs::read_to_string(bakery.folder.join("data/farewell")).unwrap();
        assert_eq!(farewell, "ended in peace\n");
        assert_eq!(processes_of(&bakery), Vec::<String>::new());

        host.remove(&bakery).await.unwrap();
        assert_eq!(traces(&bakery), "");
        assert!(image().join("usr/sbin/postfix").exists(), "the image stays");
    });
}

#[test]
fn a_server_outlives_a_killed_platform_and_is_found_again() {
    on_a_machine_of_its_own(async || {
        let data = tempdir().unwrap();
        let bakery = spec(data.path(), "outlives", 1);
        let mut platform = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "life::a_platform_that_starts_a_server_and_waits", "--ignored"])
            .env("HOSTLER_TEST_DATA", data.path())
            .spawn()
            .unwrap();
        wait_for("the server to be ready", || console(&bakery).contains("ready"));
        platform.kill().unwrap();
        assert_eq!(platform.wait().unwrap().signal(), Some(9));

        let host = local().await;
        let found = see(&host, &bakery).await.running.expect("it goes on running");
        assert_eq!(
            ask(&bakery, "cat /proc/2/cmdline | tr '\\0' ' '").trim(),
            "/bin/sh /usr/local/bin/hostler appliance"
        );
        host.prepare(&bakery).await.unwrap();
        host.start(&bakery).await.unwrap();
        assert_eq!(see(&host, &bakery).await.running.map(|running| running.pid), Some(found.pid));
        host.stop(&bakery).await.unwrap();
        let ended = see(&host, &bakery).await;
        assert_eq!((ended.running, ended.last_exit.map(|exit| exit.status)), (None, Some(0)));
        host.remove(&bakery).await.unwrap();
        assert_eq!(traces(&bakery), "");
    });
}

#[test]
#[ignore = "the killed platform of the test above, which starts it as a process of its own"]
fn a_platform_that_starts_a_server_and_waits() {
    let data = std::env::var("HOSTLER_TEST_DATA").expect("only the test above starts this");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let bakery = spec(data.as_ref(), "outlives", 1);
        run_server(&local().await, &bakery).await;
        std::future::pending::<()>().await;
    });
}

#[test]
fn the_memory_limit_ends_the_greedy_process_and_the_server_goes_on() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let bakery = spec(data.path(), "greedy", 1);
        run_server(&host, &bakery).await;
        // Fits, so what follows is the limit and nothing else.
        assert_eq!(ask(&bakery, "head -c 50000000 /dev/zero | tail | wc -c").trim(), "50000000");
        let said = ask(&bakery, "head -c 400000000 /dev/zero | tail | wc -c");
        assert_ne!(said.trim(), "400000000", "{said}");
        let running = see(&host, &bakery).await.running.expect("the server itself goes on");
        assert!(running.out_of_memory >= 1, "{running:?}");
        assert_eq!(ask(&bakery, "echo still here").trim(), "still here");
        host.remove(&bakery).await.unwrap();
    });
}

#[test]
fn the_limit_on_processes_holds_and_the_server_can_still_be_stopped() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let bakery = spec(data.path(), "forking", 1);
        run_server(&host, &bakery).await;
        let said = ask(&bakery, "for n in $(seq 400); do sleep 60 & done; echo all 400");
        assert!(said.contains("annot fork") && !said.contains("all 400"), "{said}");
        let count = processes_of(&bakery).len();
        assert!((80..=PROCESSES as usize).contains(&count), "{count}");
        host.stop(&bakery).await.unwrap();
        assert_eq!(processes_of(&bakery).len(), 0);
        host.remove(&bakery).await.unwrap();
    });
}

#[test]
fn half_done_states_are_seen_and_put_right() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let bakery = spec(data.path(), "halfway", 1);
        // Killed while it prepared: a folder without its bootstrap file.
        fs::create_dir_all(bakery.folder.join("upper")).unwrap();
        let Prepared::Partly(missing) = see(&host, &bakery).await.prepared else { panic!("half a folder") };
        assert!(missing.contains(&"bootstrap.json".to_string()), "{missing:?}");
        // Killed while it started: an interface of that name and a control group with a process in it.
        shell("ip link add vb-halfway type veth peer name astray");
        let group = ["/sys/fs/cgroup/memory/hostler/halfway", "/sys/fs/cgroup/hostler/halfway"]
            .into_iter()
            .find(|path| {
                std::path::Path::new(path)
                    .ancestors()
                    .nth(2)
                    .is_some_and(|root| root.join("cgroup.procs").exists())
            })
            .unwrap();
        fs::create_dir_all(group).unwrap();
        let mut stray = Command::new("sleep").arg("60").spawn().unwrap();
        fs::write(format!("{group}/cgroup.procs"), stray.id().to_string()).unwrap();
        let leftovers = see(&host, &bakery).await.leftovers;
        assert_eq!(leftovers, ["control group halfway with 1 processes", "interface vb-halfway"]);

        run_server(&host, &bakery).await;
        assert_eq!(stray.wait().unwrap().signal(), Some(9));
        assert!(see(&host, &bakery).await.leftovers.is_empty());

        // The server's holder is killed: everything of it ends, and the next start works.
        let pid = see(&host, &bakery).await.running.unwrap().pid;
        shell(&format!("kill -9 {pid}"));
        wait_for("its end", || processes_of(&bakery).is_empty());
        wait_for("the note of its end", || bakery.folder.join("exit").exists());
        let ended = see(&host, &bakery).await;
        assert_eq!((ended.running, ended.last_exit.map(|exit| exit.status)), (None, Some(137)));
        let fell = ended.fell.expect("nobody stopped it");
        assert_eq!((fell.status, Some(&fell)), (Some(137), see(&host, &bakery).await.fell.as_ref()));
        host.start(&bakery).await.unwrap();
        assert!(see(&host, &bakery).await.running.is_some());
        host.remove(&bakery).await.unwrap();
        assert_eq!(traces(&bakery), "");
    });
}

#[test]
fn a_server_that_ends_at_once_is_reported_with_its_last_lines() {
    on_a_machine_of_its_own(async || {
        let data = tempdir().unwrap();
        let program = data.path().join("broken.sh");
        fs::write(&program, "#!/bin/sh\necho the oven is cold\nexit 7\n").unwrap();
        shell(&format!("chmod 755 {}", program.display()));
        let host = Host::Local(
            Local::open(hostler_platform::drivers::host::Config { program, ..config() }).await.unwrap(),
        );
        let bakery = spec(data.path(), "broken", 1);
        host.prepare(&bakery).await.unwrap();
        if let Err(refused) = host.start(&bakery).await {
            assert!(refused.to_string().contains("the oven is cold"), "{refused}");
        }
        wait_for("its end", || processes_of(&bakery).is_empty());
        wait_for("the note of its end", || bakery.folder.join("exit").exists());
        let ended = see(&host, &bakery).await;
        assert_eq!((ended.running, ended.last_exit.map(|exit| exit.status)), (None, Some(7)));
        assert_eq!(ended.fell.and_then(|fell| fell.status), Some(7));
        assert!(console(&bakery).contains("the oven is cold"));
        host.remove(&bakery).await.unwrap();
        assert_eq!(traces(&bakery), "");
    });
}

#[test]
fn a_full_disk_and_a_missing_image_are_said_in_words() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let lost = ServerSpec { image: data.path().join("no/image"), ..spec(data.path(), "lost", 1) };
        host.prepare(&lost).await.unwrap();
        let refused = host.start(&lost).await.unwrap_err();
        assert!(matches!(refused, HostError::NoImage { .. }), "{refused}");
        host.remove(&lost).await.unwrap();

        let small = data.path().join("small");
        fs::create_dir(&small).unwrap();
        shell(&format!("mount -t tmpfs -o size=64k,mode=700 tmpfs {}", small.display()));
        let mut full = spec(&small, "full", 2);
        full.bootstrap = format!("{{\"key\":\"{}\"}}", "k".repeat(200_000));
        let refused = host.prepare(&full).await.unwrap_err();
        shell(&format!("umount {}", small.display()));
        assert!(matches!(refused, HostError::DiskFull { .. }), "{refused}");
        assert!(refused.to_string().contains("free some space"), "{refused}");
    });
}

#[test]
fn opening_again_changes_nothing_and_a_taken_network_is_refused() {
    on_a_machine_of_its_own(async || {
        let (host, data) = (local().await, tempdir().unwrap());
        let bakery = spec(data.path(), "reopened", 1);
        run_server(&host, &bakery).await;
        let rules = shell("nft list ruleset");
        let again = local().await;
        assert_eq!(shell("nft list ruleset"), rules);
        let link = shell("ip link show dev hostler0");
        assert!(link.contains(&hardware_address(GATEWAY)), "{link}");
        assert!(shell(&format!("ip -d link show dev vb-{}", bakery.machine)).contains("isolated on"));
        again.remove(&bakery).await.unwrap();
        Local::open(config()).await.unwrap().close().await.unwrap();
        assert_eq!(shell("nft list ruleset") + &shell("ip link show | grep hostler || :"), "");

        shell("ip link add office type bridge && ip address add 10.83.7.1/24 dev office");
        let refused = Local::open(config()).await.unwrap_err();
        assert!(refused.to_string().contains("office has 10.83.7.1/24"), "{refused}");
    });
}

#[test]
fn the_doctor_finds_this_machine_fit_and_sees_what_is_in_the_way() {
    on_a_machine_of_its_own(async || {
        let look = || checks(&config(), "/var/lib".as_ref());
        let of = |name: &str| look().into_iter().find(|check| check.name == name).unwrap();
        let bad: Vec<_> = look().into_iter().filter(|check| check.verdict == Verdict::Bad).collect();
        assert!(bad.is_empty(), "{bad:?}");
        assert_eq!(of("servers' way out").verdict, Verdict::Fine);
        shell(
            "nft add table ip office && nft 'add chain ip office doors { type filter hook forward priority 0; policy drop; }'",
        );
        let way_out = of("servers' way out");
        assert_eq!(
            (way_out.verdict, way_out.seen.contains("ip office doors")),
            (Verdict::Warning, true),
            "{way_out:?}"
        );
        shell("ip link add office type bridge && ip address add 10.83.7.1/24 dev office");
        let network = of("servers' network");
        assert_eq!(
            (network.verdict, network.seen.contains("office has 10.83.7.1/24")),
            (Verdict::Bad, true),
            "{network:?}"
        );
    });
}
