//! Collecting: what this machine says of itself, and the collector that is carried to Windows PCs.

use std::path::Path;

use jiff::Timestamp;
use sonae_observe::collect::{COLLECT_CMD, COLLECT_PS1, CollectError, collect_linux};

/// The files of the collector for Windows: name and content.
pub fn windows() -> [(&'static str, &'static str); 2] {
    [("collect.cmd", COLLECT_CMD), ("collect.ps1", COLLECT_PS1)]
}

/// What this machine says of itself, as the file that is imported elsewhere. `None`: this is not Linux; there the script collects.
pub fn this_machine(now: Timestamp) -> Result<Option<String>, CollectError> {
    match collect_linux(Path::new("/"), now) {
        Ok(collected) => Ok(Some(serde_json::to_string_pretty(&collected).unwrap_or_default())),
        Err(CollectError::NotThisSystem) => Ok(None),
        Err(error) => Err(error),
    }
}
