//! The image seen through a server's own user ids: an id-mapped mount, so that one copy on the disk serves all servers.
//!
//! Debian 12's `mount` cannot make one (`X-mount.idmap` came with util-linux 2.39), and neither `rustix` nor `nix`
//! wraps `mount_setattr(2)`, so that one call is made by number here.

use super::super::error::io_error;
use super::super::{HostError, UIDS};
use rustix::fs::CWD;
use rustix::mount::{MoveMountFlags, OpenTreeFlags, move_mount, open_tree};
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Mounts the folder `from` at `to` (in the calling thread's mount namespace) with user id 0 shown as `uid_base`,
/// 1 as `uid_base + 1` and so on, and read-only.
pub(super) fn mount(from: &Path, to: &Path, uid_base: u32) -> Result<(), HostError> {
    let users = user_namespace(uid_base)?;
    let tree = open_tree(CWD, from, OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC)
        .map_err(|errno| io_error("opening the image", from)(errno.into()))?;
    set_mapping(tree.as_fd(), users.as_fd()).map_err(io_error("mapping the user ids of", from))?;
    move_mount(tree.as_fd(), "", CWD, to, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
        .map_err(|errno| io_error("mounting the image at", to)(errno.into()))
}

/// A user namespace that maps 0.. to `uid_base`..: a process makes it and waits until it has been opened.
fn user_namespace(uid_base: u32) -> Result<File, HostError> {
    let mut command = Command::new("unshare");
    command.args(["--user", "cat"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| HostError::ToolMissing { tool: "unshare".to_string() })?;
    let opened = map_and_open(&child, uid_base);
    drop(child.stdin.take());
    let proc = Path::new("/proc");
    child.wait().map_err(io_error("waiting for a process in", proc))?;
    opened.map_err(io_error("making a user namespace in", proc))
}

fn map_and_open(child: &Child, uid_base: u32) -> io::Result<File> {
    let proc = Path::new("/proc").join(child.id().to_string());
    let ours = fs::read_link("/proc/self/ns/user")?;
    for _ in 0..1_000 {
        if fs::read_link(proc.join("ns/user"))? != ours {
            let map = format!("0 {uid_base} {UIDS}\n");
            fs::write(proc.join("uid_map"), &map)?;
            fs::write(proc.join("gid_map"), &map)?;
            return File::open(proc.join("ns/user"));
        }
        sleep(Duration::from_millis(2));
    }
    Err(io::Error::other("the kernel does not let this machine make user namespaces"))
}

#[allow(unsafe_code)]
fn set_mapping(tree: BorrowedFd<'_>, users: BorrowedFd<'_>) -> io::Result<()> {
    use nix::libc;
    use std::os::fd::AsRawFd;
    let attributes = libc::mount_attr {
        attr_set: libc::MOUNT_ATTR_IDMAP | libc::MOUNT_ATTR_RDONLY,
        attr_clr: 0,
        propagation: 0,
        userns_fd: users.as_raw_fd() as u64,
    };
    // SAFETY: both descriptors are open for the whole call (they are borrowed), the path is an empty C string, and
    // `attributes` is a whole `struct mount_attr` (MOUNT_ATTR_SIZE_VER0) whose exact size is passed with it; the
    // kernel only reads from these.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            tree.as_raw_fd(),
            c"".as_ptr(),
            libc::AT_EMPTY_PATH,
            &raw const attributes,
            size_of_val(&attributes),
        )
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
