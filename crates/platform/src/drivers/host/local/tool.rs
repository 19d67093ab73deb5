//! Calls of the system's own tools: output in, words out.

use super::super::HostError;
use std::io::Write;
use std::process::{Command, Stdio};

/// Runs a tool and returns what it printed; an error carries the command and what it said.
pub(super) fn run(tool: &str, arguments: &[&str]) -> Result<String, HostError> {
    run_with(tool, arguments, "")
}

/// The same with text for its standard input.
pub(super) fn run_with(tool: &str, arguments: &[&str], input: &str) -> Result<String, HostError> {
    let missing = |_| HostError::ToolMissing { tool: tool.to_string() };
    let mut command = Command::new(tool);
    command
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(missing)?;
    if let Some(mut pipe) = child.stdin.take() {
        // A tool that ends before it has read everything says itself what is wrong.
        let _ = pipe.write_all(input.as_bytes());
    }
    let failed = |output: String| {
        let command = format!("{tool} {}", arguments.join(" "));
        HostError::ToolFailed { command, output: output.trim().to_string() }
    };
    let output = child.wait_with_output().map_err(|source| failed(source.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()))
}
