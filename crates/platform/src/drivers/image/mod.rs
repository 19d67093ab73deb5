//! The image of a product: the root file system that lies once on the disk, read-only, under all of its servers (H2, S1).
//!
//! A recipe (`images/PRODUCT/image.toml`) says what goes in; mmdebstrap builds it from the package mirrors that this
//! machine itself uses, into `CACHE/images/PRODUCT-<12 digits of the recipe's SHA-256>/root`. A build happens in a
//! folder beside it and is renamed at the very end: an image is whole or not there. The packages of a recipe change with
//! time: an image that is built afresh has a name of its own, which ends in 12 digits of its packages' SHA-256.

mod build;
mod packages;
mod progress;
mod sources;

pub use build::Fresh;
pub use packages::{Change, Packages, changes};
pub use progress::{Progress, Step};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What goes into an image. [`Recipe::connect`] is the one of Connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    contents: Contents,
    /// `PRODUCT-<12 hexadecimal digits>`.
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    product: String,
    suite: String,
    packages: Vec<String>,
    leave_out: Vec<String>,
    delete: Vec<String>,
    folders: Vec<String>,
    files: Vec<String>,
    users: Vec<User>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    name: String,
    uid: u32,
    home: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    #[error("the image recipe cannot be read: {0}")]
    Recipe(#[from] toml::de::Error),
    #[error("{tool} is not installed, so the image cannot be built; install it: apt-get install {tool}")]
    ToolMissing { tool: String },
    #[error(
        "this machine's package sources name no mirror of Debian {suite}, so the image cannot be built; \
         add one to /etc/apt/sources.list.d and start again"
    )]
    NoMirror { suite: String },
    #[error(
        "the disk with {path} is full; nothing of the unfinished image was kept; free some space (an image takes about 300 MB) and start again"
    )]
    DiskFull { path: PathBuf },
    #[error(
        "the image could not be built; nothing of it was kept; start again once the cause is mended. The last lines were:\n{tail}"
    )]
    Failed { tail: String },
    #[error("{what} {path} failed: {source}")]
    Io { what: &'static str, path: PathBuf, source: io::Error },
}

impl Recipe {
    /// The recipe of Connect: Postfix and Dovecot on Debian 12.
    pub fn connect() -> Recipe {
        Recipe::parse(include_str!("../../../../../images/connect/image.toml")).expect("a test reads it")
    }

    /// A recipe from the text of its `image.toml`.
    pub fn parse(text: &str) -> Result<Recipe, ImageError> {
        let contents: Contents = toml::from_str(text)?;
        let digits: String =
            Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{}-{}", contents.product, &digits[..12]);
        Ok(Recipe { contents, name })
    }

    /// `PRODUCT-<12 digits>`, the folder's name under `CACHE/images`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the finished root file system lies (or will lie).
    pub fn path(&self, cache: &Path) -> PathBuf {
        cache.join("images").join(&self.name).join("root")
    }

    pub fn is_built(&self, cache: &Path) -> bool {
        self.path(cache).is_dir()
    }

    /// Builds the image unless it is there, and returns the path of its root file system.
    ///
    /// Takes about 50 seconds and 30 to 60 MB of downloads the first time; instant afterwards. Blocks: call it from a
    /// thread that may wait. A second builder waits for the first and then finds the image finished.
    pub fn build(&self, cache: &Path, progress: impl FnMut(&Progress)) -> Result<PathBuf, ImageError> {
        if !self.is_built(cache) {
            build::build(self, cache, progress)?;
        }
        Ok(self.path(cache))
    }

    /// Builds it anew with the packages of today (K4), beside what is there; nothing comes of it where they are the same.
    ///
    /// Takes and downloads as much as a first build. Blocks.
    pub fn build_fresh(&self, cache: &Path, progress: impl FnMut(&Progress)) -> Result<Fresh, ImageError> {
        build::fresh(self, cache, progress)
    }

    /// The images of this recipe that are there, the oldest first.
    pub fn built(&self, cache: &Path) -> Result<Vec<String>, ImageError> {
        let images = cache.join("images");
        let entries = match fs::read_dir(&images) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(io_error("reading", &images))?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(io_error("reading", &images))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let own =
                name == self.name || name.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('-'));
            if own && self.is_image(&name) && entry.path().join("root").is_dir() {
                let made = entry.metadata().and_then(|meta| meta.modified());
                found.push((made.map_err(io_error("reading", &images))?, name));
            }
        }
        found.sort();
        Ok(found.into_iter().map(|(_, name)| name).collect())
    }

    /// Deletes this product's other images except those whose root file systems are listed in `used` (those of
    /// servers that exist), and what killed builders left. Returns the root file systems deleted.
    pub fn prune(&self, cache: &Path, used: &[PathBuf]) -> Result<Vec<PathBuf>, ImageError> {
        let images = cache.join("images");
        let _lock = build::lock(&images, &self.name, &mut |_| ())?;
        let mut gone = Vec::new();
        for entry in fs::read_dir(&images).map_err(io_error("reading", &images))? {
            let folder = entry.map_err(io_error("reading", &images))?.path();
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let root = folder.join("root");
            let unfinished = name.strip_prefix(".unfinished-").is_some_and(|name| self.is_image(name));
            let old = self.is_image(&name) && name != self.name && !used.contains(&root);
            if old || unfinished {
                fs::remove_dir_all(&folder).map_err(io_error("deleting", &folder))?;
            }
            if old {
                gone.push(root);
            }
        }
        gone.sort();
        Ok(gone)
    }

    /// Whether a folder of this name holds an image of this product.
    fn is_image(&self, name: &str) -> bool {
        let digits = name.strip_prefix(&self.contents.product).and_then(|rest| rest.strip_prefix('-'));
        let is_number =
            |digits: &str| digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.is_some_and(|digits| match digits.split_once('-') {
            Some((recipe, packages)) => is_number(recipe) && is_number(packages),
            None => is_number(digits),
        })
    }
}

/// Where the root file system of the image of this name lies.
pub fn root(cache: &Path, name: &str) -> PathBuf {
    cache.join("images").join(name).join("root")
}

/// Deletes the image of this name, if it is there. Whoever asks knows that no server needs it.
pub fn remove(cache: &Path, name: &str) -> Result<(), ImageError> {
    let folder = cache.join("images").join(name);
    match fs::remove_dir_all(&folder) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(io_error("deleting", &folder)(source)),
        _ => Ok(()),
    }
}

fn io_error<'a>(what: &'static str, path: &'a Path) -> impl Fn(io::Error) -> ImageError + 'a {
    move |source| match source.kind() {
        ErrorKind::StorageFull => ImageError::DiskFull { path: path.to_path_buf() },
        _ => ImageError::Io { what, path: path.to_path_buf(), source },
    }
}

#[cfg(test)]
mod tests;
