//! The collector for Windows: a PowerShell script and the command file that starts it, as they are put on a USB stick.

/// `collect.ps1`, for PowerShell 2.0 to 5.1 (Windows 7 and Server 2008 R2 onwards). UTF-8 with a byte order mark.
pub const COLLECT_PS1: &str = include_str!("../../../../collect/windows/collect.ps1");

/// `collect.cmd`, which starts it by a double click. ASCII, lines end with CR LF.
pub const COLLECT_CMD: &str = include_str!("../../../../collect/windows/collect.cmd");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::SCHEMA;

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
        let known = serde_json::to_value(crate::collect::Collected {
            software: Some(vec![Default::default()]),
            services: Some(vec![Default::default()]),
            ports: Some(vec![Default::default()]),
            accounts: Some(vec![Default::default()]),
            password_policy: Some(Default::default()),
            storage: Some(crate::collect::Storage { devices: vec![Default::default()], ..Default::default() }),
            updates: Some(crate::collect::UpdateState { installed: vec![Default::default()], ..Default::default() }),
            protection: Some(vec![Default::default()]),
            missing: vec![Default::default()],
            host: crate::collect::Host { interfaces: vec![Default::default()], ..Default::default() },
            ..Default::default()
        })
        .unwrap()
        .to_string();
        // the script names its fields by `Put $section 'field' value`
        let put: Vec<&str> = COLLECT_PS1.lines().filter_map(|line| line.trim().strip_prefix("Put ")).filter_map(|rest| rest.split('\'').nth(1)).collect();
        assert!(put.len() > 50, "{}", put.len());
        for field in put {
            assert!(known.contains(&format!("\"{field}\":")), "{field}");
        }
    }
}
