//! States and starts of services, as Windows (WMI, osquery) and systemd name them. None of these words is ever translated.

use sonae_domain::observation::{RunState, StartMode};

/// Whether it runs.
pub(crate) fn state(word: &str) -> RunState {
    match word.trim().to_ascii_lowercase().as_str() {
        "running" | "active" => RunState::Running,
        "" => RunState::Unknown,
        // stopped, inactive, failed, dead, paused, pending
        _ => RunState::Stopped,
    }
}

/// How it starts.
pub(crate) fn start(word: &str) -> StartMode {
    match word.trim().to_ascii_lowercase().as_str() {
        "auto" | "automatic" | "auto_start" | "boot" | "boot_start" | "system" | "system_start" | "enabled" | "enabled-runtime" => {
            StartMode::Automatic
        }
        "manual" | "demand_start" | "static" | "indirect" | "generated" | "alias" | "linked" | "transient" => StartMode::Manual,
        "disabled" | "masked" | "masked-runtime" => StartMode::Disabled,
        _ => StartMode::Unknown,
    }
}
