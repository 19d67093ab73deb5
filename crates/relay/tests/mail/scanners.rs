//! Debian's own Rspamd and ClamAV, each with a handful of rules of this test's and without a network.

use hostler_relay::checks::At;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The longest that a scanner may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// What every scanner for viruses knows (EICAR), in two parts so that this file is none of it.
pub fn virus() -> String {
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

/// What every scanner for spam knows; another first letter asks for another verdict.
pub fn spam(first: char) -> String {
    format!("{first}JS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X")
}

/// A process that listens at a socket; ended in good order when it is dropped.
pub struct Scanner {
    process: Child,
    socket: PathBuf,
    _folder: TempDir,
}

const RULES: &str = "
rspamd_config.KNOWN_SPAMMER = {
  callback = function(task)
    local ip = task:get_from_ip()
    return ip ~= nil and ip:to_string() == '127.0.0.1' and task:get_helo() == 'mx.spammer.test'
  end,
  score = 8.0,
}
rspamd_config.R_SPF_FAIL = {
  callback = function(task) return task:get_helo() == 'mx.spammer.test' end,
  score = 0.1,
}
rspamd_config:register_symbol({
  name = 'WAIT', type = 'prefilter',
  callback = function(task)
    local action = task:get_header('X-Wish')
    if action then task:set_pre_result(action, 'as you wish', 'WAIT') end
  end,
})
";

impl Scanner {
    pub fn rspamd() -> Scanner {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        let settings = format!(
            r#"
            options {{
              pidfile = "{at}/rspamd.pid"; cache_file = "{at}/cache"; url_tld = "{at}/tld"; filters = "";
              dns {{ nameserver = ["127.0.0.1:1"]; timeout = 0.1s; retransmits = 1; }}
              local_addrs = []; gtube_patterns = "all"; enable_test_patterns = true;
            }}
            logging {{ type = "console"; level = "error"; }}
            actions {{ reject = 15; add_header = 6; greylist = 4; }}
            worker "normal" {{ bind_socket = "{at}/socket mode=0666"; count = 1; }}
            lua = "{at}/rules.lua";
            "#
        );
        for (name, text) in [("rspamd.conf", settings.as_str()), ("rules.lua", RULES), ("tld", "test\ncom\n")]
        {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let config = folder.path().join("rspamd.conf");
        Scanner::start(folder, Command::new("rspamd").args(["-f", "-i", "-c"]).arg(config))
    }

    pub fn clamd() -> Scanner {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        let settings = format!(
            "LocalSocket {at}/socket\nDatabaseDirectory {at}/signatures\nForeground yes\nMaxThreads 2\n"
        );
        std::fs::create_dir(folder.path().join("signatures")).unwrap();
        let known: String = virus().bytes().map(|byte| format!("{byte:02x}")).collect();
        let known = format!("Eicar-Test-Signature:0:*:{known}\n");
        std::fs::write(folder.path().join("signatures/test.ndb"), known).unwrap();
        let config = folder.path().join("clamd.conf");
        std::fs::write(&config, settings).unwrap();
        Scanner::start(folder, Command::new("clamd").arg("-c").arg(config))
    }

    fn start(folder: TempDir, command: &mut Command) -> Scanner {
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let command = command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let process = command.spawn().expect("rspamd and clamav-daemon are installed: ./test does that");
        let socket = folder.path().join("socket");
        let scanner = Scanner { process, socket: socket.clone(), _folder: folder };
        let begun = Instant::now();
        while UnixStream::connect(&socket).is_err() {
            assert!(begun.elapsed() < PATIENCE, "nobody listens at {}: {}", socket.display(), scanner.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        scanner
    }

    pub fn at(&self) -> At {
        At::Unix(self.socket.clone())
    }

    pub fn log(&self) -> String {
        let log: &Path = &self.socket.with_file_name("log");
        std::fs::read_to_string(log).unwrap_or_default()
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        // Rspamd ends its workers when it is asked to end, and not when it is killed.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}
