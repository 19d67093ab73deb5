//! What this machine is: its system and hardware as a registration names them (L8).

use hostler_kit::random::hex;
use hostler_licence::registration::Machine;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// What it can be known again by, the best first: the board's own number, else the installation's.
const IDENTITIES: [&str; 2] = ["sys/class/dmi/id/product_uuid", "etc/machine-id"];

/// Looks at the machine whose root folder is `root`.
pub fn detect(root: &Path, host: &str, zone: &str) -> Machine {
    Machine {
        host: host.to_string(),
        system: system(&read(root, "etc/os-release")),
        hardware: hardware(&read(root, "proc/cpuinfo"), &read(root, "proc/meminfo")),
        fingerprint: fingerprint(root),
        zone: zone.to_string(),
    }
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap_or_default()
}

/// Such as `Debian GNU/Linux 12 (bookworm)`.
fn system(release: &str) -> String {
    let value = |name: &str| {
        let line = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(|value| value.trim().trim_matches('"').to_string()).filter(|value| !value.is_empty())
    };
    let plain = || value("NAME").unwrap_or_else(|| "Linux".to_string());
    value("PRETTY_NAME").unwrap_or_else(plain)
}

/// Such as `x86_64, 4 cores, 8 GB`.
fn hardware(cpuinfo: &str, meminfo: &str) -> String {
    let cores = cpuinfo.lines().filter(|line| line.starts_with("processor")).count().max(1);
    let kibibytes = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kibibytes = kibibytes.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    let gigabytes = kibibytes.unwrap_or(0).div_ceil(1 << 20);
    let cores = if cores == 1 { "1 core".to_string() } else { format!("{cores} cores") };
    format!("{}, {cores}, {gigabytes} GB", std::env::consts::ARCH)
}

/// 32 hexadecimal digits that tell the same hardware again and do not say what it is; of nothing, where it has no name.
fn fingerprint(root: &Path) -> String {
    let known = IDENTITIES.iter().map(|path| read(root, path)).find(|text| !text.trim().is_empty());
    let hash = Sha256::digest(format!("hostler machine {}", known.unwrap_or_default().trim()));
    hex(&hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l8_system_and_hardware_are_named() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("etc/os-release", "NAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"),
            ("proc/cpuinfo", "processor : 0\nmodel name : x\nprocessor : 1\n"),
            ("proc/meminfo", "MemTotal:        8039228 kB\nMemFree: 1 kB\n"),
            ("etc/machine-id", "abc\n"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let machine = detect(folder.path(), "mail.bakery.test", "Europe/Amsterdam");
        assert_eq!(machine.system, "Debian GNU/Linux 12 (bookworm)");
        assert_eq!(machine.hardware, format!("{}, 2 cores, 8 GB", std::env::consts::ARCH));
        assert_eq!((machine.fingerprint.len(), machine.host.as_str()), (32, "mail.bakery.test"));
        fs::write(folder.path().join("etc/machine-id"), "def\n").unwrap();
        assert_ne!(
            detect(folder.path(), "mail.bakery.test", "Europe/Amsterdam").fingerprint,
            machine.fingerprint
        );
    }

    #[test]
    fn a_machine_that_tells_nothing_is_still_one() {
        let folder = tempfile::tempdir().unwrap();
        let machine = detect(folder.path(), "mail.bakery.test", "Europe/Amsterdam");
        assert_eq!(machine.system, "Linux");
        assert!(machine.hardware.ends_with("1 core, 0 GB"), "{}", machine.hardware);
        assert_eq!(machine.fingerprint.len(), 32);
    }
}
