use super::*;
use std::net::Ipv4Addr;

fn bakery() -> ServerSpec {
    ServerSpec {
        machine: "bakery".into(),
        address: Ipv4Addr::new(10, 83, 0, 5),
        uid_base: 1_000_000,
        image: PathBuf::new(),
        program: None,
        build: String::new(),
        memory_bytes: 268_435_456,
        processes: 200,
        cpu_percent: 150,
        bootstrap: String::new(),
        folder: PathBuf::new(),
    }
}

/// The files of a machine of either version; the kernel makes them on a real one.
fn machine(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

#[test]
fn a_version_2_machine_gets_its_limits_in_one_group() {
    let root = machine(&[
        ("cgroup.controllers", "cpuset cpu io memory hugetlb pids\n"),
        ("hostler/bakery/memory.swap.max", "max"),
        ("hostler/bakery/memory.current", "5000\n"),
        ("hostler/bakery/memory.stat", "anon 3000\ninactive_file 1500\n"),
        ("hostler/bakery/memory.events", "oom 2\noom_kill 1\n"),
        ("hostler/bakery/pids.current", "7\n"),
        ("hostler/bakery/cpu.stat", "usage_usec 9\nnr_periods 40\nnr_throttled 4\n"),
        ("hostler/bakery/cgroup.procs", ""),
        ("hostler/bakery/payload/cgroup.procs", "31\n32\n"),
        ("hostler/bakery/supervisor/cgroup.procs", "30\n"),
    ]);
    let groups = Groups::detect(root.path()).unwrap();
    groups.create(&bakery()).unwrap();
    let text = |path: &str| fs::read_to_string(root.path().join(path)).unwrap();
    assert_eq!(text("hostler/bakery/memory.max"), "268435456");
    assert_eq!(text("hostler/bakery/memory.swap.max"), "0");
    assert_eq!(text("hostler/bakery/pids.max"), "200");
    assert_eq!(text("hostler/cgroup.subtree_control"), "+memory +pids +cpu");
    assert_eq!(text("hostler/bakery/cpu.max"), "150000 100000");
    assert_eq!(groups.processes("bakery"), [30, 31, 32]);
    let expected = Usage {
        memory_bytes: 3_500,
        processes: 7,
        memory_limit_bytes: 268_435_456,
        processes_limit: 200,
        out_of_memory: 1,
        cpu: Some(Cpu { limit_percent: 150, periods: 40, throttled: 4 }),
    };
    assert_eq!((groups.version, groups.usage("bakery")), (Version::Two, expected));
}

#[test]
fn a_version_1_machine_gets_its_limits_in_two_groups() {
    let root = machine(&[
        ("unified/cgroup.controllers", "hugetlb\n"),
        ("memory/cgroup.procs", ""),
        ("pids/cgroup.procs", ""),
        ("memory/hostler/bakery/memory.usage_in_bytes", "900"),
        ("memory/hostler/bakery/memory.stat", "total_inactive_file 100\n"),
        ("memory/hostler/bakery/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"),
        ("pids/hostler/bakery/pids.current", "4"),
    ]);
    let groups = Groups::detect(root.path()).unwrap();
    groups.create(&bakery()).unwrap();
    let text = |path: &str| fs::read_to_string(root.path().join(path)).unwrap();
    assert_eq!(text("memory/hostler/bakery/memory.limit_in_bytes"), "268435456");
    assert_eq!(text("pids/hostler/bakery/pids.max"), "200");
    let expected = Usage {
        memory_bytes: 800,
        processes: 4,
        memory_limit_bytes: 268_435_456,
        processes_limit: 200,
        out_of_memory: 3,
        cpu: None,
    };
    assert_eq!((groups.version, groups.usage("bakery")), (Version::One, expected));
    groups.limit(&ServerSpec { memory_bytes: 536_870_912, processes: 300, ..bakery() }).unwrap();
    assert_eq!(text("memory/hostler/bakery/memory.limit_in_bytes"), "536870912");
    assert_eq!(text("pids/hostler/bakery/pids.max"), "300");
}

#[test]
fn a_version_1_machine_that_can_limits_processor_time() {
    let root = machine(&[
        ("memory/cgroup.procs", ""),
        ("pids/cgroup.procs", ""),
        ("cpu/cgroup.procs", ""),
        ("cpu/hostler/bakery/cpu.stat", "nr_periods 9\nnr_throttled 2\n"),
    ]);
    let groups = Groups::detect(root.path()).unwrap();
    groups.create(&bakery()).unwrap();
    let quota = || fs::read_to_string(root.path().join("cpu/hostler/bakery/cpu.cfs_quota_us")).unwrap();
    assert_eq!((quota().as_str(), groups.doors("bakery").len()), ("150000", 3));
    assert_eq!(groups.usage("bakery").cpu, Some(Cpu { limit_percent: 150, periods: 9, throttled: 2 }));
    groups.limit(&ServerSpec { cpu_percent: 400, ..bakery() }).unwrap();
    assert_eq!(quota(), "400000");
}

#[test]
fn a_machine_without_limits_is_refused_in_words() {
    let root = machine(&[("cgroup.controllers", "hugetlb\n")]);
    let refused = Groups::detect(root.path()).unwrap_err().to_string();
    assert!(refused.contains("cannot limit a server's memory"), "{refused}");
}
