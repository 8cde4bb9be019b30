//! Windows by its build: which release a build is, and what the feeds call a release. The table is data: `data/windows.toml`.
//!
//! A build of Windows 10 and later decides the release; whether it is the client or the server, only the product says. KB numbers are
//! not used: what replaces what is incomplete at the source.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::names::{Name, slug};

#[derive(Deserialize)]
struct Data {
    build: Vec<Build>,
}

/// One build line.
#[derive(Deserialize)]
struct Build {
    /// Third number of the version
    number: u32,
    /// Name of the client release in the feeds, without the vendor
    client: Option<String>,
    /// Name of the server release in the feeds
    server: Option<String>,
}

fn builds() -> &'static [Build] {
    static DATA: OnceLock<Data> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "a part of the program; a test reads it")]
    let data = DATA.get_or_init(|| toml::from_str(include_str!("../data/windows.toml")).expect("data/windows.toml"));
    &data.build
}

/// Is this the name of a release of Windows itself?
pub(crate) fn is_windows(name: &Name) -> bool {
    name.vendor == "microsoft"
        && name.product.strip_prefix("windows").is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with("_server")
                || rest.starts_with(['_', '-']) && rest[1..].starts_with(|c: char| c.is_ascii_digit())
                || matches!(rest, "_vista" | "_xp" | "_rt" | "_rt_8.1" | "_nt" | "_2000")
        })
}

/// The name of the release that a title of Microsoft means: `Windows 10 Version 1809 for x64-based Systems`.
pub(crate) fn name_of_title(title: &str) -> Option<Name> {
    let words = slug(title);
    let words = words.strip_prefix("microsoft_").unwrap_or(&words);
    let mut tokens = words.split('_').peekable();
    if tokens.next()? != "windows" {
        return None;
    }
    let server = tokens.next_if_eq(&"server").is_some();
    let is_release = |word: &str| {
        word.len() == 4
            && (word.bytes().all(|b| b.is_ascii_digit()) || (word.as_bytes()[2] == b'h' && word[..2].bytes().all(|b| b.is_ascii_digit())))
    };
    let mut product = if server { "windows_server".to_owned() } else { "windows".to_owned() };
    let first =
        tokens.next_if(|word| word.starts_with(|c: char| c.is_ascii_digit()) || matches!(*word, "version" | "vista" | "xp" | "rt"))?;
    if first != "version" {
        product = format!("{product}_{first}");
    }
    let second = if first == "version" { tokens.next() } else { tokens.find(|word| *word == "r2" || is_release(word)) };
    if let Some(word) = second.filter(|word| *word == "r2" || is_release(word)) {
        product = format!("{product}_{word}");
    }
    if !server && first == "10" && second.is_none() {
        product.push_str("_1507");
    }
    (product.len() > "windows_".len()).then(|| Name::new("microsoft", product))
}

/// The build line and the revision of `10.0.17763.6414`: 17763 and 6414. The revision is missing in `10.0.17763`.
pub(crate) fn build_of(version: &str) -> Option<(u32, Option<u32>)> {
    let mut parts = version.trim().split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    if !matches!((major, minor), ("10", "0") | ("6", "0" | "1" | "2" | "3")) {
        return None;
    }
    let number = parts.next()?.parse().ok()?;
    match parts.next() {
        None => Some((number, None)),
        Some(revision) => Some((number, Some(revision.parse().ok()?))),
    }
}

/// The names under which feeds know an installed Windows: of the release when it is known, none when it is not.
///
/// `canonical` is `microsoft/windows-11`, `microsoft/windows-server-2019`; `version` a build or a release (`23h2`).
pub(crate) fn names_of_installed(canonical: &str, version: Option<&str>) -> Vec<Name> {
    let Some(product) = canonical.strip_prefix("microsoft/").filter(|product| product.starts_with("windows")) else { return Vec::new() };
    let server = product.starts_with("windows-server");
    let base = product.replace('-', "_");
    let mut names = Vec::new();
    if let Some((number, _)) = version.and_then(build_of) {
        let known = builds()
            .iter()
            .find(|build| build.number == number)
            .and_then(|build| if server { build.server.clone() } else { build.client.clone() });
        names.extend(known.map(|product| Name::new("microsoft", product)));
    } else if let Some(release) = version.map(str::to_lowercase).filter(|release| release.len() == 4 && !server) {
        names.push(Name::new("microsoft", format!("{base}_{release}")));
    }
    let own = Name::new("microsoft", base);
    if !names.contains(&own) {
        names.push(own);
    }
    names
}

/// The build line of a release by its name in the feeds.
pub(crate) fn line_of(name: &Name) -> Option<u32> {
    let builds = builds().iter();
    let mut found = builds.filter(|build| [&build.client, &build.server].into_iter().flatten().any(|product| *product == name.product));
    found.next().map(|build| build.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_microsoft_become_names_of_the_feeds() {
        for (title, product) in [
            ("Windows 10 Version 1809 for x64-based Systems", "windows_10_1809"),
            ("Windows 10 for 32-bit Systems", "windows_10_1507"),
            ("Windows 11 Version 24H2 for ARM64-based Systems", "windows_11_24h2"),
            ("Windows 11 version 22H2", "windows_11_22h2"),
            ("Windows Server 2019  (Server Core installation)", "windows_server_2019"),
            ("Windows Server 2012 R2", "windows_server_2012_r2"),
            ("Windows Server 2008 R2 for x64-based Systems Service Pack 1", "windows_server_2008_r2"),
            ("Windows Server, version 1803  (Server Core Installation)", "windows_server_1803"),
            ("Windows Server 2022, 23H2 Edition (Server Core installation)", "windows_server_2022_23h2"),
            ("Windows 7 for x64-based Systems Service Pack 1", "windows_7"),
            ("Windows 8.1", "windows_8.1"),
        ] {
            assert_eq!(name_of_title(title).unwrap().product, product, "{title}");
        }
        for other in ["Windows Defender", "Microsoft Office 2019", "Windows Admin Center", "Windows", "Microsoft Edge"] {
            assert_eq!(name_of_title(other), None, "{other}");
        }
    }

    #[test]
    fn a_build_names_the_client_or_the_server_as_the_product_says() {
        let first = |canonical: &str, version: &str| names_of_installed(canonical, Some(version))[0].product.clone();
        assert_eq!(first("microsoft/windows-10", "10.0.17763.6414"), "windows_10_1809");
        assert_eq!(first("microsoft/windows-server-2019", "10.0.17763.6414"), "windows_server_2019");
        assert_eq!(first("microsoft/windows-11", "10.0.26100"), "windows_11_24h2");
        assert_eq!(first("microsoft/windows-server-2025", "10.0.26100.1"), "windows_server_2025");
        assert_eq!(first("microsoft/windows-11", "23H2"), "windows_11_23h2");
        assert_eq!(build_of("10.0.17763.6414"), Some((17763, Some(6414))));
        assert_eq!(build_of("7.0.1"), None);
    }

    #[test]
    fn windows_itself_is_told_from_programs_that_bear_its_name() {
        for (product, is) in [
            ("windows_10_1809", true),
            ("windows_server_2019", true),
            ("windows_7", true),
            ("windows_defender", false),
            ("windows_live", false),
            ("word", false),
        ] {
            assert_eq!(is_windows(&Name::new("microsoft", product)), is, "{product}");
        }
    }
}
