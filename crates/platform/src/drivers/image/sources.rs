//! Which mirrors an image is built from: those that this machine's own apt uses, as apt itself reports them.

use super::ImageError;
use std::process::Command;

/// The machine's sources of `suite` with its updates and security parts, as lines of a sources.list.
pub(super) fn of_this_machine(suite: &str) -> Result<String, ImageError> {
    let format = "deb $(REPO_URI) $(RELEASE) $(COMPONENT)";
    let listed = output("apt-get", &["indextargets", "--format", format, "Created-By: Packages"])?;
    let lines = matching(&listed, suite);
    if lines.is_empty() { Err(ImageError::NoMirror { suite: suite.to_string() }) } else { Ok(lines) }
}

fn matching(listed: &str, suite: &str) -> String {
    let releases = [suite.to_string(), format!("{suite}-updates"), format!("{suite}-security")];
    let mut lines: Vec<&str> = Vec::new();
    for line in listed.lines() {
        let mut words = line.split(' ').skip(2);
        let release = words.next().unwrap_or_default();
        let wanted = releases.iter().any(|name| name == release) && words.next() == Some("main");
        if wanted && !lines.contains(&line) {
            lines.push(line);
        }
    }
    // A machine may know only the security archive of a suite; that is no mirror of it.
    let has_suite = lines.iter().any(|line| line.split(' ').nth(2) == Some(suite));
    if has_suite { lines.iter().map(|line| format!("{line}\n")).collect() } else { String::new() }
}

/// The machine's settings that decide whether a download works (proxy, dates), as options for the image's apt.
pub(super) fn download_options() -> Result<Vec<String>, ImageError> {
    let kept = ["Acquire::http::", "Acquire::https::", "Acquire::Check-Valid-Until ", "Acquire::Check-Date "];
    let dump = output("apt-config", &["dump", "Acquire"])?;
    let lines = dump.lines().filter(|line| kept.iter().any(|start| line.starts_with(start)));
    Ok(lines
        .filter(|line| !line.ends_with(" \"\";"))
        .map(|line| line.trim_end_matches(';').to_string())
        .collect())
}

fn output(tool: &str, arguments: &[&str]) -> Result<String, ImageError> {
    let result = Command::new(tool).args(arguments).env("LC_ALL", "C").output();
    let output = result.map_err(|_| ImageError::ToolMissing { tool: tool.to_string() })?;
    if !output.status.success() {
        return Err(ImageError::Failed { tail: String::from_utf8_lossy(&output.stderr).into_owned() });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::matching;

    #[test]
    fn only_this_suites_main_parts_count_and_each_once() {
        let listed = "deb http://mirror.test/debian/ bookworm main\n\
                      deb http://mirror.test/debian/ bookworm main\n\
                      deb http://mirror.test/debian/ bookworm contrib\n\
                      deb http://mirror.test/security/ bookworm-security main\n\
                      deb http://other.test/debian/ sid main\n";
        let wanted = "deb http://mirror.test/debian/ bookworm main\n\
                      deb http://mirror.test/security/ bookworm-security main\n";
        assert_eq!(matching(listed, "bookworm"), wanted);
        assert_eq!(matching("deb http://mirror.test/security/ bookworm-security main\n", "bookworm"), "");
        assert_eq!(matching(listed, "trixie"), "");
    }
}
