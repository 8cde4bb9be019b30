//! "Upgrade to 7.4.4 or above": which version mends which line, out of the words of an advisory.

/// The versions that mend, by line: `FortiOS 7.4: Upgrade to 7.4.4 or above` gives (`FortiOS`, `7.4`, `7.4.4`). One line of text each.
pub(super) fn upgrades(details: &str) -> Vec<(String, String, String)> {
    details.lines().filter_map(upgrade).collect()
}

fn upgrade(line: &str) -> Option<(String, String, String)> {
    let (what, how) = line.split_once(':')?;
    let (product, branch) = what.trim().rsplit_once(' ')?;
    let lower = how.to_lowercase();
    let at = lower.find("upgrade to ")? + "upgrade to ".len();
    let version =
        how[at..].split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?.trim_end_matches([',', ';', '.']);
    let is_version = |text: &str| text.starts_with(|c: char| c.is_ascii_digit()) && text.is_ascii() && text.len() < 40;
    (is_version(branch) && is_version(version)).then(|| (product.trim().to_owned(), branch.to_owned(), version.to_owned()))
}

/// The version that mends `version`, out of the versions of the same product that are not affected: the lowest in the same line, where
/// a line is what stands before the last number.
pub(super) fn of_line<'v>(version: &str, mended: impl Iterator<Item = &'v str>) -> Option<String> {
    let line = |text: &str| text.split('.').take(2).map(str::to_owned).collect::<Vec<_>>();
    let wanted = line(version);
    mended.filter(|candidate| line(candidate) == wanted).map(str::to_owned).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upgrades_are_found_line_by_line() {
        let text = "FortiOS 7.6: Not Applicable\nFortiOS 7.4: Upgrade to 7.4.4 or above\nFortiOS 7.0: Migrate to a fixed release";
        assert_eq!(upgrades(text), [("FortiOS".to_owned(), "7.4".to_owned(), "7.4.4".to_owned())]);
        assert_eq!(of_line("7.4.1", ["7.2.8", "7.4.4"].into_iter()).as_deref(), Some("7.4.4"));
        assert_eq!(of_line("6.4.1", ["7.2.8"].into_iter()), None);
    }
}
