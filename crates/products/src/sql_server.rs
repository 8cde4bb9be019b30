//! SQL Server: from year, service pack or build to the support cycle.
//!
//! Up to 2016 the support of a release ended service pack by service pack: without the pack the cycle is a question. From 2017 on there
//! are no service packs. Builds: Microsoft's list of SQL Server builds, first build of each pack.

use crate::extract::Cycle;

/// Year, names of the version in cycles, first builds of RTM and the service packs.
const RELEASES: &[(&str, &[&str], &[u32])] = &[
    ("2000", &["8.0", "8.00"], &[194, 384, 532, 760, 2039]),
    ("2005", &["9.0", "9.00"], &[1399, 2047, 3042, 4035, 5000]),
    ("2008", &["10.00", "10.0"], &[1600, 2531, 4000, 5500, 6000]),
    ("2008-r2", &["10.50"], &[1600, 2500, 4000, 6000]),
    ("2012", &["11.0"], &[2100, 3000, 5058, 6020, 7001]),
    ("2014", &["12.0"], &[2000, 4100, 5000, 6024]),
    ("2016", &["13.0"], &[1601, 4001, 5026, 6300]),
    ("2017", &["14.0"], &[]),
    ("2019", &["15.0"], &[]),
    ("2022", &["16.0"], &[]),
    ("2025", &["17.0"], &[]),
];

/// The cycle of what is stated; a contradiction (year and build of different releases) is unknown.
pub(crate) fn cycle(year: Option<&str>, build: Option<&str>, pack: Option<u32>) -> Cycle {
    let by_year = year.and_then(|year| RELEASES.iter().find(|release| release.0 == year));
    let by_build = build.and_then(|build| RELEASES.iter().find(|release| release.1.iter().any(|name| starts(build, name))));
    let release = match (by_year, by_build) {
        (Some(year), Some(build)) if year.0 != build.0 => return Cycle::Unknown,
        (Some(release), _) | (None, Some(release)) => release,
        (None, None) => return Cycle::Unknown,
    };
    if release.2.is_empty() {
        return Cycle::OneOf(vec![release.1[0].to_owned()]);
    }
    let pack = pack.or_else(|| pack_of(build?, release.2));
    let Some(pack) = pack else { return Cycle::Unknown };
    Cycle::OneOf(release.1.iter().map(|name| if pack == 0 { (*name).to_owned() } else { format!("{name}-sp{pack}") }).collect())
}

/// Whether a build begins with the name of a version, part by part: 10.0 and 10.00 are the same.
fn starts(build: &str, name: &str) -> bool {
    let numbers = |text: &str| text.split('.').filter_map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>();
    numbers(build).starts_with(&numbers(name))
}

/// The service pack of a build: the last one that had begun.
fn pack_of(build: &str, firsts: &[u32]) -> Option<u32> {
    let number: u32 = build.split('.').nth(2)?.parse().ok()?;
    let count = firsts.iter().take_while(|first| **first <= number).count();
    u32::try_from(count).ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_decides_until_2016() {
        let one = |names: &[&str]| Cycle::OneOf(names.iter().map(|name| (*name).to_owned()).collect());
        for (year, build, pack, cycle_expected) in [
            (Some("2012"), None, None, Cycle::Unknown),
            (Some("2012"), None, Some(4), one(&["11.0-sp4"])),
            (Some("2008"), None, Some(4), one(&["10.00-sp4", "10.0-sp4"])),
            (Some("2019"), None, None, one(&["15.0"])),
            (None, Some("13.0.6300.2"), None, one(&["13.0-sp3"])),
            (None, Some("10.50.1600.1"), None, one(&["10.50"])),
            (Some("2019"), Some("13.0.6300.2"), None, Cycle::Unknown),
        ] {
            assert_eq!(cycle(year, build, pack), cycle_expected, "{year:?} {build:?} {pack:?}");
        }
    }
}
