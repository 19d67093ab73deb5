//! A server's folder on the host: its data, its layer over the image, and what the driver must know after a restart.

use super::super::error::io_error;
use super::super::{Exit, Fell, HostError, Prepared, ServerSpec};
use jiff::Timestamp;
use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// Console text older than this many bytes moves to `console.log.1` at the next start.
const LOG_BYTES: u64 = 5_000_000;

#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn of(spec: &ServerSpec) -> Folder {
        Folder { path: spec.folder.clone() }
    }

    pub(super) fn exists(&self) -> bool {
        self.path.is_dir()
    }

    /// What the server sees as `/srv/hostler`.
    pub(super) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    pub(super) fn upper(&self) -> PathBuf {
        self.path.join("upper")
    }

    pub(super) fn work(&self) -> PathBuf {
        self.path.join("work")
    }

    /// Mount point of the image with the server's user ids; empty outside of the server's own mounts.
    pub(super) fn lower(&self) -> PathBuf {
        self.path.join("lower")
    }

    /// Mount point of the server's root file system; empty outside of the server's own mounts.
    pub(super) fn root(&self) -> PathBuf {
        self.path.join("root")
    }

    fn console(&self) -> PathBuf {
        self.path.join("console.log")
    }

    fn bootstrap(&self) -> PathBuf {
        self.data().join("bootstrap.json")
    }

    pub(super) fn make(&self) -> Result<(), HostError> {
        fs::create_dir_all(&self.path).map_err(io_error("making", &self.path))?;
        fs::set_permissions(&self.path, Permissions::from_mode(0o700))
            .map_err(io_error("closing", &self.path))
    }

    /// One verb at a time per server, also between two processes of the platform.
    pub(super) fn lock(&self) -> Result<File, HostError> {
        let path = self.path.join("lock");
        let file = File::create(&path).map_err(io_error("making", &path))?;
        file.lock().map_err(io_error("locking", &path))?;
        Ok(file)
    }

    pub(super) fn prepare(&self, spec: &ServerSpec) -> Result<(), HostError> {
        for (path, owner, mode) in self.folders(spec) {
            fs::create_dir_all(&path).map_err(io_error("making", &path))?;
            chown(&path, Some(owner), Some(owner)).map_err(io_error("giving away", &path))?;
            fs::set_permissions(&path, Permissions::from_mode(mode)).map_err(io_error("opening", &path))?;
        }
        self.write_bootstrap(spec)
    }

    /// Path, owner on the host and mode of each folder in the folder.
    fn folders(&self, spec: &ServerSpec) -> [(PathBuf, u32, u32); 5] {
        let own = spec.uid_base;
        [
            (self.data(), own, 0o755),
            (self.upper(), own, 0o755),
            (self.work(), own, 0o755),
            (self.lower(), 0, 0o755),
            (self.root(), 0, 0o755),
        ]
    }

    /// Whole or not at all: written beside, then renamed. The server's root owns the folder and may have put anything
    /// there, so nothing is opened by that name, no link is followed, and only a plain file counts.
    fn write_bootstrap(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let path = self.bootstrap();
        if self.has_bootstrap(spec) {
            return Ok(());
        }
        let fresh = self.path.join("bootstrap.json.new");
        discard(&fresh)?;
        let write = || {
            let mut file = File::options().write(true).create_new(true).mode(0o600).open(&fresh)?;
            file.write_all(spec.bootstrap.as_bytes())?;
            chown(&fresh, Some(spec.uid_base), Some(spec.uid_base))?;
            file.sync_all()?;
            fs::rename(&fresh, &path)
        };
        write().map_err(io_error("writing", &path))
    }

    fn has_bootstrap(&self, spec: &ServerSpec) -> bool {
        let path = self.bootstrap();
        let right = |meta: fs::Metadata| {
            meta.is_file()
                && meta.uid() == spec.uid_base
                && meta.mode() & 0o777 == 0o600
                && meta.len() == spec.bootstrap.len() as u64
        };
        fs::symlink_metadata(&path).is_ok_and(right)
            && fs::read_to_string(&path).is_ok_and(|text| text == spec.bootstrap)
    }

    pub(super) fn prepared(&self, spec: &ServerSpec) -> Result<Prepared, HostError> {
        if !self.exists() {
            return Ok(Prepared::Nothing);
        }
        let mut missing = Vec::new();
        for (path, owner, _) in self.folders(spec) {
            if !fs::symlink_metadata(&path)
                .is_ok_and(|meta| meta.is_dir() && (owner == 0 || meta.uid() == owner))
            {
                missing.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
            }
        }
        if !self.has_bootstrap(spec) {
            missing.push("bootstrap.json".to_string());
        }
        Ok(if missing.is_empty() { Prepared::Whole } else { Prepared::Partly(missing) })
    }

    /// The file that takes what the server's first process prints. The server's root owns it, because programs in the
    /// server open `/dev/stdout` again by name.
    pub(super) fn open_console(&self, spec: &ServerSpec) -> Result<File, HostError> {
        let path = self.console();
        if fs::metadata(&path).is_ok_and(|meta| meta.len() > LOG_BYTES) {
            let older = self.path.join("console.log.1");
            fs::rename(&path, &older).map_err(io_error("moving", &path))?;
        }
        let file = File::options().append(true).create(true).mode(0o600).open(&path);
        let file = file.map_err(io_error("opening", &path))?;
        chown(&path, Some(spec.uid_base), Some(spec.uid_base)).map_err(io_error("giving away", &path))?;
        Ok(file)
    }

    /// The last 4,000 bytes of the console.
    pub(super) fn console_tail(&self) -> String {
        let read = || {
            let mut file = File::open(self.console())?;
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(4_000)))?;
            let mut bytes = Vec::new();
            file.take(4_000).read_to_end(&mut bytes)?;
            std::io::Result::Ok(bytes)
        };
        String::from_utf8_lossy(&read().unwrap_or_default()).trim().to_string()
    }

    /// Process number of the holder as last written, and when it was.
    pub(super) fn pid(&self) -> Result<Option<(u32, Timestamp)>, HostError> {
        Ok(number(&self.path.join("pid"))?.and_then(|(pid, at)| Some((u32::try_from(pid).ok()?, at))))
    }

    pub(super) fn exit(&self) -> Result<Option<Exit>, HostError> {
        Ok(number(&self.path.join("exit"))?.map(|(status, at)| Exit { at, status }))
    }

    /// Written before the server starts: from here on its data may be as this build leaves it.
    pub(super) fn write_build(&self, build: &str) -> Result<(), HostError> {
        let (path, fresh) = (self.path.join("build"), self.path.join("build.new"));
        fs::write(&fresh, build).and_then(|()| fs::rename(&fresh, &path)).map_err(io_error("writing", &path))
    }

    pub(super) fn build(&self) -> Result<Option<String>, HostError> {
        let path = self.path.join("build");
        match fs::read_to_string(&path) {
            Err(source) if source.kind() == ErrorKind::NotFound => Ok(None),
            text => text
                .map(|text| Some(text).filter(|text| !text.is_empty()))
                .map_err(io_error("reading", &path)),
        }
    }

    /// Written before a server that runs is stopped: it does not end by itself.
    pub(super) fn write_stopped(&self) -> Result<(), HostError> {
        let path = self.path.join("stopped");
        fs::write(&path, "").map_err(io_error("writing", &path))
    }

    /// Whether a server that does not run ended by itself after its last start, which is not from before `booted`.
    pub(super) fn fell(&self, booted: Timestamp) -> Result<Option<Fell>, HostError> {
        let stopped = self.path.join("stopped").exists();
        let Some((_, started)) = self.pid()?.filter(|(_, at)| !stopped && *at >= booted) else {
            return Ok(None);
        };
        self.await_exit()?;
        Ok(Some(Fell { started, status: self.exit()?.map(|exit| exit.status) }))
    }

    /// Waits a moment for the holder's note on how the server ended (it needs none if nothing was started).
    pub(super) fn await_exit(&self) -> Result<(), HostError> {
        for _ in 0..100 {
            if self.exit()?.is_some() || self.pid()?.is_none() {
                break;
            }
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    pub(super) fn forget_exit(&self) -> Result<(), HostError> {
        discard(&self.path.join("exit"))?;
        discard(&self.path.join("stopped"))?;
        discard(&self.path.join("pid"))
    }

    /// Everything goes, the data too. What is unfinished when it is broken off goes at the next call.
    pub(super) fn remove(&self) -> Result<(), HostError> {
        match fs::remove_dir_all(&self.path) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                Err(io_error("deleting", &self.path)(source))
            }
            _ => Ok(()),
        }
    }
}

fn discard(path: &Path) -> Result<(), HostError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(io_error("deleting", path)(source)),
        _ => Ok(()),
    }
}

/// A file that holds one number, and the time at which it was written.
fn number(path: &Path) -> Result<Option<(i32, Timestamp)>, HostError> {
    let text = match fs::read_to_string(path) {
        Err(source) if source.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.map_err(io_error("reading", path))?,
    };
    let written = fs::metadata(path).and_then(|meta| meta.modified()).map_err(io_error("reading", path))?;
    let at = Timestamp::try_from(written).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(text.trim().parse().ok().map(|value| (value, at)))
}
