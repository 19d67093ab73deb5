//! Which packages are in an image, as Debian's own list in it says: what tells two builds of one recipe apart (K4).

use super::{ImageError, io_error};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Versions by package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packages(BTreeMap<String, String>);

/// What became of a package between two images.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "PackageChange")]
pub struct Change {
    pub package: String,
    /// None: it is new.
    pub from: Option<String>,
    /// None: it is gone.
    pub to: Option<String>,
}

impl Packages {
    /// Those of a root file system.
    pub fn of(root: &Path) -> Result<Packages, ImageError> {
        let path = root.join("var/lib/dpkg/status");
        let text = fs::read_to_string(&path).map_err(io_error("reading", &path))?;
        Ok(Packages::parse(&text))
    }

    /// From `dpkg`'s list: paragraphs with `Package:` and `Version:`.
    pub fn parse(text: &str) -> Packages {
        let field = |paragraph: &str, name: &str| {
            let mut lines = paragraph.lines();
            lines.find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_string())
        };
        let paragraphs = text.split("\n\n");
        let each = paragraphs.filter_map(|one| Some((field(one, "Package:")?, field(one, "Version:")?)));
        Packages(each.collect())
    }

    /// 12 hexadecimal digits that stand for these packages.
    pub fn digits(&self) -> String {
        let mut digest = Sha256::new();
        for (package, version) in &self.0 {
            digest.update(format!("{package}={version}\n"));
        }
        let digits: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        digits[..12].to_string()
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// What changes from one image to the other, by package.
pub fn changes(before: &Packages, after: &Packages) -> Vec<Change> {
    let mut names: Vec<&String> = before.0.keys().chain(after.0.keys()).collect();
    names.sort();
    names.dedup();
    let change = |name: &String| {
        let (from, to) = (before.0.get(name), after.0.get(name));
        let changed = from != to;
        changed.then(|| Change { package: name.clone(), from: from.cloned(), to: to.cloned() })
    };
    names.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "Package: dovecot-core\nStatus: install ok installed\nVersion: 1:2.3.19-2\n\n\
        Package: libc6\nVersion: 2.36-9\n\nPackage: nano\nVersion: 7\n";
    const AFTER: &str = "Package: dovecot-core\nVersion: 1:2.3.19-3\n\nPackage: libc6\nVersion: 2.36-9\n\n\
        Package: vim\nVersion: 9\n";

    #[test]
    fn a_list_is_read_and_compared() {
        let (before, after) = (Packages::parse(BEFORE), Packages::parse(AFTER));
        assert_eq!((before.count(), after.count()), (3, 3));
        let told: Vec<String> = changes(&before, &after)
            .into_iter()
            .map(|one| format!("{} {:?} {:?}", one.package, one.from.as_deref(), one.to.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                "dovecot-core Some(\"1:2.3.19-2\") Some(\"1:2.3.19-3\")",
                "nano Some(\"7\") None",
                "vim None Some(\"9\")"
            ]
        );
        assert!(changes(&before, &before).is_empty());
    }

    #[test]
    fn digits_stand_for_the_packages_and_not_for_their_order() {
        let (before, after) = (Packages::parse(BEFORE), Packages::parse(AFTER));
        let mut turned: Vec<&str> = BEFORE.trim_end().split("\n\n").collect();
        turned.reverse();
        assert_eq!(before.digits(), Packages::parse(&turned.join("\n\n")).digits());
        assert_ne!(before.digits(), after.digits());
        assert_eq!(before.digits().len(), 12);
    }
}
