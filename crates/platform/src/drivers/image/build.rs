//! One build of an image: lock, mmdebstrap in a folder beside, rename.

use super::progress::Reader;
use super::{ImageError, Packages, Progress, Recipe, Step, io_error, sources};
use std::collections::VecDeque;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, ErrorKind, PipeReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Lines of mmdebstrap's output that an error shows.
const TAIL: usize = 25;

pub(super) fn build(
    recipe: &Recipe,
    cache: &Path,
    mut progress: impl FnMut(&Progress),
) -> Result<(), ImageError> {
    let images = cache.join("images");
    let _lock = lock(&images, &recipe.name, &mut progress)?;
    if recipe.is_built(cache) {
        return Ok(());
    }
    let unfinished = images.join(format!(".unfinished-{}", recipe.name));
    clear(&unfinished)?;
    let built = fill(recipe, &unfinished, &mut progress).and_then(|()| {
        let finished = images.join(&recipe.name);
        clear(&finished)?;
        fs::rename(&unfinished, &finished).map_err(io_error("moving", &unfinished))
    });
    if built.is_err() {
        clear(&unfinished)?;
    }
    built.inspect(|()| progress(&Progress::of(Step::Ready, 100)))
}

/// What came of building afresh: the image's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fresh {
    New(String),
    /// One with the very same packages is there.
    Same(String),
}

pub(super) fn fresh(
    recipe: &Recipe,
    cache: &Path,
    mut progress: impl FnMut(&Progress),
) -> Result<Fresh, ImageError> {
    let images = cache.join("images");
    let _lock = lock(&images, &recipe.name, &mut progress)?;
    let unfinished = images.join(format!(".unfinished-{}", recipe.name));
    clear(&unfinished)?;
    let built = fill(recipe, &unfinished, &mut progress).and_then(|()| place(recipe, cache, &unfinished));
    clear(&unfinished)?;
    built.inspect(|_| progress(&Progress::of(Step::Ready, 100)))
}

/// Gives what was built its name, unless there is one like it.
fn place(recipe: &Recipe, cache: &Path, unfinished: &Path) -> Result<Fresh, ImageError> {
    let packages = Packages::of(&unfinished.join("root"))?;
    for name in recipe.built(cache)? {
        if Packages::of(&super::root(cache, &name))? == packages {
            return Ok(Fresh::Same(name));
        }
    }
    let first = recipe.name.clone();
    let name = if recipe.is_built(cache) { format!("{}-{}", recipe.name, packages.digits()) } else { first };
    let finished = cache.join("images").join(&name);
    clear(&finished)?;
    fs::rename(unfinished, &finished).map_err(io_error("moving", unfinished))?;
    Ok(Fresh::New(name))
}

/// Holds off other builders (and pruning) of this machine; released when the value is dropped, or its process ends.
pub(super) fn lock(
    images: &Path,
    name: &str,
    progress: &mut impl FnMut(&Progress),
) -> Result<File, ImageError> {
    fs::create_dir_all(images).map_err(io_error("making", images))?;
    let product = name.split('-').next().unwrap_or(name);
    let path = images.join(format!(".lock-{product}"));
    let file = File::create(&path).map_err(io_error("making", &path))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => progress(&Progress::of(Step::Waiting, 0)),
        Err(TryLockError::Error(source)) => return Err(io_error("locking", &path)(source)),
    }
    file.lock().map_err(io_error("locking", &path))?;
    Ok(file)
}

fn clear(folder: &Path) -> Result<(), ImageError> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(io_error("deleting", folder)(source)),
        _ => Ok(()),
    }
}

fn fill(recipe: &Recipe, folder: &Path, progress: &mut impl FnMut(&Progress)) -> Result<(), ImageError> {
    fs::create_dir_all(folder).map_err(io_error("making", folder))?;
    let list = folder.join("sources.list");
    let lines = sources::of_this_machine(&recipe.contents.suite)?;
    fs::write(&list, lines).map_err(io_error("writing", &list))?;
    let root = folder.join("root");
    let (child, output) = spawn(recipe, &root, &list)?;
    watch(child, output, folder, progress)?;
    fs::remove_file(&list).map_err(io_error("deleting", &list))?;
    finish(recipe, &root)
}

/// mmdebstrap ends with its builder (`setpriv --pdeathsig`), so an aborted build does not go on unseen.
fn spawn(recipe: &Recipe, root: &Path, list: &Path) -> Result<(Child, PipeReader), ImageError> {
    let (reader, writer) = io::pipe().map_err(io_error("watching", root))?;
    let copy = writer.try_clone().map_err(io_error("watching", root))?;
    let mut command = Command::new("setpriv");
    command.args([
        "--pdeathsig",
        "TERM",
        "mmdebstrap",
        "--verbose",
        "--variant=minbase",
        "--format=directory",
    ]);
    command.args(["--mode=root", "--dpkgopt=force-unsafe-io", "--aptopt=Apt::Install-Recommends \"false\""]);
    command.args(sources::download_options()?.iter().map(|option| format!("--aptopt={option}")));
    command.args(recipe.contents.leave_out.iter().map(|path| format!("--dpkgopt=path-exclude={path}")));
    command.arg(format!("--include={}", recipe.contents.packages.join(",")));
    for user in &recipe.contents.users {
        let (name, uid, home) = (&user.name, user.uid, &user.home);
        command.arg(format!("--customize-hook=chroot \"$1\" groupadd --gid {uid} {name}"));
        let add = "useradd --no-create-home --shell /usr/sbin/nologin";
        command.arg(format!(
            "--customize-hook=chroot \"$1\" {add} --uid {uid} --gid {uid} --home-dir {home} {name}"
        ));
    }
    command.arg(&recipe.contents.suite).arg(root).arg(list);
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(copy).stderr(writer);
    let child = command.spawn().map_err(|_| ImageError::ToolMissing { tool: "util-linux".to_string() })?;
    Ok((child, reader))
}

fn watch(
    mut child: Child,
    output: PipeReader,
    folder: &Path,
    progress: &mut impl FnMut(&Progress),
) -> Result<(), ImageError> {
    let mut tail: VecDeque<String> = VecDeque::new();
    let mut reader = Reader::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.map_err(io_error("watching", folder))?;
        let line = String::from_utf8_lossy(&line).trim_end().to_string();
        if let Some(step) = reader.read(&line) {
            progress(&step);
        }
        tail.push_back(line);
        if tail.len() > TAIL {
            tail.pop_front();
        }
    }
    let status = child.wait().map_err(io_error("watching", folder))?;
    if status.success() {
        return Ok(());
    }
    let tail = Vec::from(tail).join("\n");
    if tail.contains("No space left on device") {
        return Err(ImageError::DiskFull { path: folder.to_path_buf() });
    }
    if tail.contains("failed to execute mmdebstrap") {
        return Err(ImageError::ToolMissing { tool: "mmdebstrap".to_string() });
    }
    Err(ImageError::Failed { tail })
}

/// Mount points in, leftovers of the build out.
fn finish(recipe: &Recipe, root: &Path) -> Result<(), ImageError> {
    for path in &recipe.contents.delete {
        let path = inside(root, path);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                return Err(io_error("deleting", &path)(source));
            }
            _ => (),
        }
    }
    let options = inside(root, "/etc/apt/apt.conf.d/99mmdebstrap");
    fs::write(&options, "Apt::Install-Recommends \"false\";\n").map_err(io_error("writing", &options))?;
    for path in recipe.contents.folders.iter().map(|path| inside(root, path)) {
        fs::create_dir_all(&path).map_err(io_error("making", &path))?;
    }
    for path in recipe.contents.files.iter().map(|path| inside(root, path)) {
        fs::write(&path, "").map_err(io_error("making", &path))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).map_err(io_error("making", &path))?;
    }
    Ok(())
}

fn inside(root: &Path, path: &str) -> std::path::PathBuf {
    root.join(path.trim_start_matches('/'))
}
