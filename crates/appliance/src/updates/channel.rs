//! The vendor's channel over its public address: what is offered, and the packages themselves.
//!
//! Whoever answers there is not trusted: a manifest is good by its signature, a package by the manifest.

use super::model::{Trouble, Why};
use hostler_kit::random::hex;
use hostler_licence::release::Package;
use hostler_wire::bootstrap::Vendor;
use hostler_wire::channel::{self, Channel};
use reqwest::{Client, Response};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// How long the vendor may take for its list of versions.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a download may stand still.
const SILENCE: Duration = Duration::from_secs(30);
/// Longest list that is read, in bytes.
const LONGEST: usize = 8 << 20;
/// Most characters of a reason that are kept.
const SHOWN: usize = 300;

pub struct Source {
    client: Client,
    base: String,
}

impl Source {
    pub fn of(vendor: &Vendor) -> Result<Source, String> {
        // Somebody else in this process may have chosen it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().connect_timeout(PATIENCE).read_timeout(SILENCE);
        let client = client.redirect(reqwest::redirect::Policy::none());
        // Without HTTPS the portal is on this machine or in its network, behind no proxy.
        let client = if vendor.portal.starts_with("https:") { client } else { client.no_proxy() };
        let client = client.build().map_err(|error| plain(&error))?;
        Ok(Source { client, base: vendor.portal.clone() })
    }

    /// What the vendor offers of a product.
    ///
    /// # Errors
    /// Why there is no answer, in words.
    pub async fn ask(&self, product: &str) -> Result<Channel, String> {
        let asked = async {
            let answer = self.get(&channel::path(product)).await?;
            let bytes = read(answer).await?;
            serde_json::from_slice(&bytes).map_err(|error| shortened(&error.to_string()))
        };
        let late = || format!("no answer within {} seconds", PATIENCE.as_secs());
        tokio::time::timeout(PATIENCE, asked).await.map_err(|_| late())?
    }

    async fn get(&self, path: &str) -> Result<Response, String> {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await;
        let answer = answer.map_err(|error| plain(&error))?;
        match answer.status().is_success() {
            true => Ok(answer),
            false => Err(answer.status().to_string()),
        }
    }

    /// Writes the package of a version to `to`, whole and as it was signed for, or leaves nothing there. `loaded` is
    /// told the bytes so far.
    pub async fn download(
        &self,
        (product, version): (&str, &str),
        package: &Package,
        (to, loaded): (&Path, &mut (dyn FnMut(i64) + Send)),
    ) -> Result<(), Trouble> {
        let part = to.with_extension("part");
        let got = async {
            let answer = self.get(&channel::package_path(product, version)).await;
            let answer = answer.map_err(|reason| Why::Download.said(reason))?;
            receive(answer, package, (&part, loaded)).await
        };
        let done = got.await.and_then(|()| fs::rename(&part, to).map_err(|error| unwritten(&error)));
        if done.is_err() {
            fs::remove_file(&part).ok();
        }
        done
    }
}

async fn receive(
    mut answer: Response,
    package: &Package,
    (part, loaded): (&Path, &mut (dyn FnMut(i64) + Send)),
) -> Result<(), Trouble> {
    let mut file = create(part).map_err(|error| unwritten(&error))?;
    let (mut hash, mut bytes) = (Sha256::new(), 0_i64);
    while let Some(next) = answer.chunk().await.map_err(|error| Why::Download.said(plain(&error)))? {
        bytes += next.len() as i64;
        if bytes > package.bytes {
            return Err(Why::Altered.said(format!("it is longer than {} bytes", package.bytes)));
        }
        hash.update(&next);
        file.write_all(&next).map_err(|error| unwritten(&error))?;
        loaded(bytes);
    }
    file.sync_all().map_err(|error| unwritten(&error))?;
    if bytes != package.bytes {
        return Err(Why::Download.said(format!("{bytes} of {} bytes came", package.bytes)));
    }
    match hex(&hash.finalize()) == package.sha256 {
        true => Ok(()),
        false => Err(Why::Altered.said("its SHA-256 is another than the manifest's")),
    }
}

fn create(part: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)
}

fn unwritten(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Why::DiskFull.said(error),
        _ => Why::Download.said(error),
    }
}

/// The SHA-256 of a file, 64 hexadecimal digits.
pub fn sha256(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        match io::Read::read(&mut file, &mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|error| plain(&error))? {
        if bytes.len() + part.len() > LONGEST {
            return Err(format!("the answer is longer than {LONGEST} bytes"));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// The innermost reason: `connection refused` rather than `error sending request for url`.
fn plain(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    shortened(&inner.to_string())
}

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
