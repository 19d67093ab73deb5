//! What both hosts keep to, the real one and the one in memory.

use crate::rig::{local, on_a_machine_of_its_own, see, spec, traces};
use hostler_platform::drivers::host::{Fake, Host, HostError, Prepared, ServerSpec};
use tempfile::tempdir;

async fn keeps_the_contract(host: &Host, spec: &ServerSpec) {
    assert!(see(host, spec).await.is_gone());
    let refused = host.start(spec).await.unwrap_err();
    assert!(matches!(refused, HostError::NotPrepared { .. }), "{refused}");
    host.stop(spec).await.unwrap();
    host.remove(spec).await.unwrap();
    assert!(see(host, spec).await.is_gone());

    host.prepare(spec).await.unwrap();
    host.prepare(spec).await.unwrap();
    let prepared = see(host, spec).await;
    assert_eq!((prepared.prepared, prepared.running, prepared.last_exit), (Prepared::Whole, None, None));

    host.start(spec).await.unwrap();
    assert_eq!(see(host, spec).await.build.as_deref(), Some("baseline"));
    let newer = ServerSpec { build: "newer".into(), ..spec.clone() };
    host.start(&newer).await.unwrap();
    assert_eq!(see(host, &newer).await.build.as_deref(), Some("baseline"), "what runs is not exchanged");
    let first = see(host, spec).await.running.expect("it was started");
    host.start(spec).await.unwrap();
    let second = see(host, spec).await.running.expect("it still runs");
    assert_eq!((first.pid, first.since), (second.pid, second.since), "a second start changes nothing");
    assert!(second.processes > 0 && second.memory_bytes > 0 && second.out_of_memory == 0);

    let renewed =
        ServerSpec { bootstrap: spec.bootstrap.replace('}', ",\"key\":\"renewed\"}"), ..spec.clone() };
    assert_eq!(see(host, &renewed).await.prepared, Prepared::Partly(vec!["bootstrap.json".to_string()]));
    host.prepare(&renewed).await.unwrap();
    assert_eq!(see(host, &renewed).await.prepared, Prepared::Whole);
    assert_eq!(see(host, &renewed).await.running.map(|running| running.pid), Some(first.pid));

    host.stop(&renewed).await.unwrap();
    host.stop(&renewed).await.unwrap();
    let stopped = see(host, &renewed).await;
    assert_eq!((stopped.prepared, stopped.running, stopped.leftovers.len()), (Prepared::Whole, None, 0));
    assert!(stopped.last_exit.is_some());
    assert_eq!(stopped.fell, None, "it was stopped, and did not end by itself");

    assert_eq!(stopped.build.as_deref(), Some("baseline"), "its data is as this build left it");

    host.start(&ServerSpec { build: "newer".into(), ..renewed.clone() }).await.unwrap();
    assert!(see(host, &renewed).await.running.is_some());
    assert_eq!(see(host, &renewed).await.build.as_deref(), Some("newer"));
    assert_eq!(see(host, &renewed).await.last_exit, None, "a new start forgets how the last one ended");
    host.remove(&renewed).await.unwrap();
    host.remove(&renewed).await.unwrap();
    assert!(see(host, &renewed).await.is_gone());

    for machine in ["", "-anna", "Anna", "anna.bakkerij", "twelveletter"] {
        let odd = ServerSpec { machine: machine.to_string(), ..spec.clone() };
        assert!(matches!(host.prepare(&odd).await, Err(HostError::Machine { .. })), "{machine}");
    }
}

#[test]
fn the_real_host_keeps_the_contract() {
    on_a_machine_of_its_own(async || {
        let data = tempdir().unwrap();
        let spec = spec(data.path(), "contract", 1);
        keeps_the_contract(&local().await, &spec).await;
        assert_eq!(traces(&spec), "");
    });
}

#[test]
fn the_host_in_memory_keeps_the_contract() {
    let data = tempdir().unwrap();
    let spec = spec(data.path(), "contract", 1);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(keeps_the_contract(&Host::Fake(Fake::default()), &spec));
}
