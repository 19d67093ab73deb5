//! Where randomness comes from: the machine, or a seed that makes a test repeatable.

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use std::sync::{Arc, Mutex};

#[derive(Clone, Debug)]
pub enum Random {
    /// The operating system's generator.
    System,
    /// Repeatable, for tests only.
    Seeded(Arc<Mutex<StdRng>>),
}

impl Random {
    pub fn seeded(seed: u64) -> Random {
        Random::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Random::System => SysRng.try_fill_bytes(&mut bytes).expect("the system's generator answers"),
            Random::Seeded(generator) => generator.lock().expect("never poisoned").fill_bytes(&mut bytes),
        }
        bytes
    }

    /// A secret of 256 bits as 64 hexadecimal digits: tokens in links, credentials, keys.
    pub fn secret(&self) -> String {
        hex(&self.bytes::<32>())
    }
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string");
        text
    })
}
