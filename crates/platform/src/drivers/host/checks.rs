//! Whether this machine can carry servers, for `hostler doctor`.

use super::Config;
use super::local::{Groups, clash, forwarding_barrier};
use hostler_kit::check::Check;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Tool, its option that prints a version, and the Debian package that brings it.
const TOOLS: [(&str, &str, &str); 5] = [
    ("systemd-nspawn", "--version", "systemd-container"),
    ("mmdebstrap", "--version", "mmdebstrap"),
    ("ip", "-Version", "iproute2"),
    ("nft", "--version", "nftables"),
    ("nsenter", "--version", "util-linux"),
];

/// Looks at this machine; changes nothing. `data` is the folder with the servers' data (or where it will be).
pub fn checks(config: &Config, data: &Path) -> Vec<Check> {
    let mut found = vec![root()];
    found.extend(TOOLS.map(tool));
    found.extend([
        file_system(),
        user_namespaces(),
        kernel(),
        control_groups(),
        disk(data),
        memory(),
        network(config),
        forwarding(),
    ]);
    found
}

fn root() -> Check {
    match rustix::process::geteuid().is_root() {
        true => Check::fine("rights", "runs as root"),
        false => Check::bad("rights", "does not run as root", "start hostler as root (sudo)"),
    }
}

fn tool((tool, option, package): (&str, &str, &str)) -> Check {
    let missing = || Check::bad(tool, "not installed", &format!("apt-get install {package}"));
    let Ok(output) = Command::new(tool).arg(option).env("LC_ALL", "C").output() else { return missing() };
    let text =
        String::from_utf8_lossy(if output.stdout.is_empty() { &output.stderr } else { &output.stdout });
    Check::fine(tool, text.lines().next().unwrap_or_default().trim())
}

fn file_system() -> Check {
    let known = fs::read_to_string("/proc/filesystems").unwrap_or_default();
    if known.lines().any(|line| line.trim_start_matches("nodev").trim() == "overlay") {
        return Check::fine("overlayfs", "known to the kernel");
    }
    Check::bad("overlayfs", "not known to the kernel", "modprobe overlay")
}

fn user_namespaces() -> Check {
    let most = fs::read_to_string("/proc/sys/user/max_user_namespaces").unwrap_or_default();
    match most.trim().parse::<u64>() {
        Ok(most) if most > 0 => Check::fine("user namespaces", format!("up to {most}")),
        _ => Check::bad("user namespaces", "switched off", "sysctl -w user.max_user_namespaces=10000"),
    }
}

/// Overlays over id-mapped mounts came with Linux 5.19.
fn kernel() -> Check {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_string();
    let mut numbers = release.split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version >= (5, 19) {
        return Check::fine("id-mapped mounts", format!("Linux {release}"));
    }
    Check::bad(
        "id-mapped mounts",
        format!("Linux {release} is too old"),
        "boot Linux 5.19 or newer (Debian 12 has 6.1)",
    )
}

fn control_groups() -> Check {
    match Groups::detect(Path::new("/sys/fs/cgroup")) {
        Ok(groups) => Check::fine("control groups", format!("version {}, memory and pids", groups.version)),
        Err(failure) => Check::bad(
            "control groups",
            failure.to_string(),
            "boot with the memory and pids controllers enabled",
        ),
    }
}

fn disk(data: &Path) -> Check {
    let there = data.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let Ok(found) = rustix::fs::statvfs(there) else {
        return Check::bad("free disk", format!("{} cannot be read", there.display()), "look at the disk");
    };
    let gigabytes = |blocks: u64| blocks.saturating_mul(found.f_frsize) / 1_000_000_000;
    let (free, all) = (gigabytes(found.f_bavail), gigabytes(found.f_blocks));
    let seen = format!("{free} GB free of {all} GB at {}", there.display());
    match free {
        0..2 => {
            Check::bad("free disk", seen, "free some space: an image takes 0.3 GB, and mail comes on top")
        }
        2..10 => Check::warning("free disk", seen, "make room soon"),
        _ => Check::fine("free disk", seen),
    }
}

fn memory() -> Check {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:")).unwrap_or_default();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(0);
    let megabytes = kilobytes * 1024 / 1_000_000;
    let seen = format!("{megabytes} MB available");
    match megabytes {
        0..200 => Check::bad("free memory", seen, "end other programs, or give the machine more memory"),
        200..1000 => Check::warning(
            "free memory",
            seen,
            "a server takes about 60 MB; more memory lets more of them run",
        ),
        _ => Check::fine("free memory", seen),
    }
}

fn network(config: &Config) -> Check {
    let seen = format!("{}/{} on {}", config.gateway, config.prefix, config.bridge);
    match clash(config) {
        Ok(None) => Check::fine("servers' network", seen),
        Ok(Some((interface, address))) => {
            let seen = format!("{seen} is taken: {interface} has {address}");
            Check::bad("servers' network", seen, "choose another network for the servers")
        }
        Err(failure) => Check::bad("servers' network", failure.to_string(), "install iproute2"),
    }
}

/// Some firewalls, and Docker, drop what is forwarded; nothing that Hostler allows overrules a drop elsewhere.
fn forwarding() -> Check {
    match forwarding_barrier() {
        Ok(None) => Check::fine("servers' way out", "no packet filter drops what is forwarded"),
        Ok(Some(chain)) => {
            let seen = format!("the chain {chain} drops what it does not know");
            Check::warning(
                "servers' way out",
                seen,
                "let it accept what comes from and goes to the servers' bridge",
            )
        }
        Err(failure) => {
            Check::bad("servers' way out", failure.to_string(), "start hostler as root, install nftables")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hostler_kit::check::Verdict;

    #[test]
    fn each_check_says_what_was_seen_and_bad_ones_what_to_do() {
        let found = checks(&Config::new("/bin/true".into()), Path::new("/nowhere/yet"));
        assert_eq!(found.len(), 14);
        for check in found {
            assert!(!check.name.is_empty() && !check.seen.is_empty(), "{check:?}");
            assert_eq!(check.next_step.is_empty(), check.verdict == Verdict::Fine, "{check:?}");
        }
    }

    #[test]
    fn a_missing_tool_names_its_package() {
        let check = tool(("systemd-nspawn-of-nowhere", "--version", "systemd-container"));
        assert_eq!(
            (check.verdict, check.next_step.as_str()),
            (Verdict::Bad, "apt-get install systemd-container")
        );
    }
}
