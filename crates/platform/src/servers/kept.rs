//! The database of a server as a build left it, kept while the next one is tried (K4): an older program cannot read what a
//! newer one has made of it. Mail is no part of that: it stays where it is, in either direction.

use super::builds::Parts;
use crate::drivers::host::ServerSpec;
use crate::drivers::plain;
use hostler_wire::backup::{BEFORE, CONTINUATION, Continuation};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

const ENDS: [&str; 2] = ["", "-wal"];
const DATABASE: &str = "appliance.sqlite";

/// Where the database as this program left it is kept.
fn folder(spec: &ServerSpec, program: &str) -> PathBuf {
    spec.folder.join("kept").join(program)
}

/// Keeps the database of a server that does not run as the build that it last ran left it.
pub fn keep(spec: &ServerSpec, last: &Parts) -> io::Result<()> {
    let (kept, fresh) = (folder(spec, &last.program), spec.folder.join("kept.new"));
    if last.program.is_empty() || !spec.folder.is_dir() {
        return Ok(());
    }
    plain::gone(fs::remove_dir_all(&fresh))?;
    fs::create_dir_all(&fresh)?;
    for end in ENDS {
        let name = format!("{DATABASE}{end}");
        plain::copy(&spec.folder.join("data").join(&name), &fresh.join(&name), spec.uid_base)?;
    }
    fs::create_dir_all(spec.folder.join("kept"))?;
    plain::gone(fs::remove_dir_all(&kept))?;
    fs::rename(fresh, kept)
}

/// Whether there is one as this program left it.
pub fn is_kept(spec: &ServerSpec, program: &str) -> bool {
    folder(spec, program).join(DATABASE).is_file()
}

/// Puts the database back as this program left it, for a server that does not run. It is handed the usage journal as the
/// platform knows it and, for what the platform has not heard, the database of right before: the journal only goes on.
pub fn put_back(spec: &ServerSpec, program: &str, continuation: &Continuation) -> io::Result<()> {
    let (kept, data) = (folder(spec, program), spec.folder.join("data"));
    if !data.join(CONTINUATION).exists() {
        for end in ENDS {
            let before = data.join(format!("{BEFORE}{end}"));
            plain::gone(fs::remove_file(&before))?;
            plain::copy(&data.join(format!("{DATABASE}{end}")), &before, spec.uid_base)?;
        }
    }
    let text = serde_json::to_vec(continuation).map_err(io::Error::other)?;
    plain::write_new(&data.join(CONTINUATION), spec.uid_base, |file| file.write_all(&text))?;
    for end in ["", "-wal", "-shm"] {
        plain::gone(fs::remove_file(data.join(format!("{DATABASE}{end}"))))?;
    }
    for end in ENDS.iter().rev() {
        let name = format!("{DATABASE}{end}");
        plain::copy(&kept.join(&name), &data.join(&name), spec.uid_base)?;
    }
    Ok(())
}

/// Nobody goes back any more.
pub fn forget(spec: &ServerSpec) -> io::Result<()> {
    plain::gone(fs::remove_dir_all(spec.folder.join("kept")))
}
