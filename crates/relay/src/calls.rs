//! Names that somebody called, each once, until somebody looks.

use std::collections::BTreeSet;
use std::sync::Mutex;
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub struct Calls {
    names: Mutex<BTreeSet<String>>,
    bell: Notify,
}

impl Calls {
    pub fn call<'a>(&self, called: impl IntoIterator<Item = &'a str>) {
        let mut names = self.names.lock().expect("nobody panics while holding it");
        for name in called {
            if !names.contains(name) {
                names.insert(name.to_string());
            }
        }
        drop(names);
        self.bell.notify_one();
    }

    /// Waits until somebody is called; gives everybody who was.
    pub async fn next(&self) -> Vec<String> {
        loop {
            let names = std::mem::take(&mut *self.names.lock().expect("nobody panics while holding it"));
            if !names.is_empty() {
                return names.into_iter().collect();
            }
            self.bell.notified().await;
        }
    }
}
