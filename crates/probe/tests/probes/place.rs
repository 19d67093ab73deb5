//! A network of one's own, with nothing in it but loopback.

use nix::sched::{CloneFlags, unshare};
use std::future::Future;
use std::process::Command;

/// Runs something in such a network: whatever is asked there reaches nobody outside.
pub fn alone<T: Send>(what: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            unshare(CloneFlags::CLONE_NEWNET).expect("a network of its own");
            let up = Command::new("ip").args(["link", "set", "lo", "up"]).status().unwrap();
            assert!(up.success(), "loopback comes up");
            // Threads of the runtime are in the network of the thread that makes them.
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.unwrap().block_on(what)
        });
        thread.join().unwrap()
    })
}
