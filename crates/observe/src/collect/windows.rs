//! The collector for Windows: a PowerShell script and the command file that starts it, as they are put on a USB stick.

/// `collect.ps1`, for PowerShell 2.0 to 5.1 (Windows 7 and Server 2008 R2 onwards). UTF-8 with a byte order mark.
pub const COLLECT_PS1: &str = include_str!("../../../../collect/windows/collect.ps1");

/// `collect.cmd`, which starts it by a double click. ASCII, lines end with CR LF.
pub const COLLECT_CMD: &str = include_str!("../../../../collect/windows/collect.cmd");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::{self, SCHEMA};

    #[test]
    fn the_files_are_as_windows_needs_them() {
        // without the mark PowerShell 5.1 takes the script for CP932
        assert!(COLLECT_PS1.starts_with('\u{FEFF}'));
        assert!(COLLECT_CMD.is_ascii());
        for text in [COLLECT_PS1, COLLECT_CMD] {
            assert!(text.lines().count() > 3 && text.matches('\n').count() == text.matches("\r\n").count());
        }
        assert!(COLLECT_PS1.contains(SCHEMA));
    }

    #[test]
    fn the_script_writes_only_fields_that_are_read() {
        let known = serde_json::to_value(collect::Collected {
            software: Some(vec![collect::Program::default()]),
            services: Some(vec![collect::Service::default()]),
            ports: Some(vec![collect::Port::default()]),
            accounts: Some(vec![collect::Account::default()]),
            password_policy: Some(collect::Policy::default()),
            storage: Some(collect::Storage { devices: vec![collect::Stick::default()], ..collect::Storage::default() }),
            updates: Some(collect::UpdateState { installed: vec![collect::Update::default()], ..collect::UpdateState::default() }),
            protection: Some(vec![collect::Guard::default()]),
            missing: vec![collect::Missing::default()],
            host: collect::Host { interfaces: vec![collect::Interface::default()], ..collect::Host::default() },
            ..collect::Collected::default()
        })
        .unwrap()
        .to_string();
        // the script names its fields by `Put $section 'field' value`
        let put: Vec<&str> =
            COLLECT_PS1.lines().filter_map(|line| line.trim().strip_prefix("Put ")).filter_map(|rest| rest.split('\'').nth(1)).collect();
        assert!(put.len() > 50, "{}", put.len());
        for field in put {
            assert!(known.contains(&format!("\"{field}\":")), "{field}");
        }
    }
}
