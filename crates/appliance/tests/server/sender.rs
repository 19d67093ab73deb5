//! Another mail server, elsewhere: Debian's own Postfix, which sends one mail and tries again until it is taken.

use crate::place::{ADDRESS, end, layered};
use nix::mount::{MntFlags, umount2};
use std::fs;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub struct Sender {
    folder: TempDir,
    nspawn: Child,
}

impl Sender {
    /// Sends a mail from Eva elsewhere to this address, in the network of the test.
    pub fn send(to: &str, subject: &str) -> Sender {
        let folder = layered();
        let script = format!(
            "postconf -e 'relayhost = [{ADDRESS}]' 'inet_interfaces = 127.0.0.1' 'inet_protocols = ipv4' \\\n\
               'myhostname = mail.elsewhere.example' 'mydestination =' 'maillog_file = /var/log/sent' \\\n\
               'minimal_backoff_time = 1s' 'maximal_backoff_time = 2s' 'queue_run_delay = 1s'\n\
             postconf -MX smtp/inet; postconf -F '*/*/chroot = n'\n\
             postfix start\n\
             printf 'From: eva@elsewhere.example\\nTo: {to}\\nSubject: {subject}\\n\\nTwee broden, graag.\\n' |\n\
               sendmail -f eva@elsewhere.example {to}\n\
             exec sleep infinity\n"
        );
        let said = fs::File::create(folder.path().join("said")).unwrap();
        let nspawn = Command::new("systemd-nspawn")
            .args(["-q", "--register=no", "--keep-unit", "--as-pid2", "--console=pipe", "--resolv-conf=off"])
            .args(["--machine=eva", "--directory"])
            .arg(folder.path().join("root"))
            .args(["/bin/sh", "-c", &script])
            .stdin(Stdio::null())
            .stdout(said.try_clone().unwrap())
            .stderr(said)
            .spawn()
            .unwrap();
        Sender { folder, nspawn }
    }

    /// What it says of its mail.
    pub fn log(&self) -> String {
        let read = |path: &str| fs::read_to_string(self.folder.path().join(path)).unwrap_or_default();
        format!("{}{}", read("root/var/log/sent"), read("said"))
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.log());
        }
        end(&mut self.nspawn);
        let _ = umount2(&self.folder.path().join("root"), MntFlags::MNT_DETACH);
    }
}
