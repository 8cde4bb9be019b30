//! Whether a version lies in what a source says, under an explicit scheme. What cannot be read is unclear, never outside.

use std::cmp::Ordering;

use sonae_products::version::{Scheme, Version};

use super::state::Why;
use crate::record::{Range, Versions};

/// Where a version lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Inside, and all bounds were read under the product's own scheme
    Inside,
    /// Inside, read roughly
    Roughly,
    /// Outside; `true` when it lies above the upper bound
    Outside(bool),
    /// It cannot be told
    Unclear(Why),
}

/// Where `version` lies in `versions`. `own` is the product's scheme; without one, numbers with dots are exact, letters are rough.
pub(super) fn place(own: Option<Scheme>, versions: &Versions, update: Option<&str>, version: Option<&str>) -> Place {
    match versions {
        Versions::Prose(text) => return Place::Unclear(Why::Prose(text.clone())),
        Versions::Any | Versions::NotApplicable => return Place::Unclear(Why::Unbounded),
        _ => {}
    }
    let Some(version) = version.map(str::trim) else { return Place::Unclear(Why::NoVersion) };
    match versions {
        Versions::Exactly(wanted) => exactly(own, wanted, update, version),
        Versions::OneOf(all) => one_of(own, all, version),
        Versions::Line(line) => in_line(own, line, version),
        Versions::Within(range) => within(own, range, version),
        _ => Place::Unclear(Why::Unbounded),
    }
}

/// The order of two versions, and whether it is exact; `None` when one of them cannot be read, or they do not compare.
fn order(own: Option<Scheme>, one: &str, other: &str) -> Option<(Ordering, bool)> {
    let under = |scheme| sonae_products::version::compare(scheme, one, other);
    match own {
        Some(scheme) => under(scheme).map(|order| (order, true)),
        None => under(Scheme::Generic)
            .map(|order| (order, true))
            .or_else(|| under(Scheme::Prerelease).or_else(|| under(Scheme::GenericLetter)).map(|order| (order, false))),
    }
}

fn is_read(own: Option<Scheme>, text: &str) -> bool {
    match own {
        Some(scheme) => Version::parse(scheme, text).is_some(),
        None => {
            [Scheme::Generic, Scheme::Prerelease, Scheme::GenericLetter].into_iter().any(|scheme| Version::parse(scheme, text).is_some())
        }
    }
}

/// Numbers at the beginning of a version.
fn numbers(text: &str) -> Vec<u64> {
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text[..end].split('.').map_while(|number| number.parse().ok()).collect()
}

/// The version is known only to a branch in which the bound lies: 7.0 beside 7.0.12.
fn is_branch_of(version: &str, bound: &str) -> bool {
    let (version, bound) = (numbers(version), numbers(bound));
    version.len() >= 2
        && version.len() < bound.len()
        && bound.starts_with(&version)
        && bound[version.len()..].iter().any(|number| *number > 0)
}

/// The numbers at the beginning of a version, without zeros at their end.
fn significant(text: &str) -> Vec<u64> {
    let mut numbers = numbers(text);
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

/// The last number of a version that is not zero.
fn last_number(text: &str) -> Vec<u64> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter_map(|run| run.parse().ok()).rfind(|number| *number > 0).into_iter().collect()
}

/// One of many: whatever holds other numbers is passed over without reading it.
fn one_of(own: Option<Scheme>, all: &[String], version: &str) -> Place {
    // 8u202 and 1.8.0_202 begin with other numbers, but end with the same
    let two_ways = matches!(own, Some(Scheme::Java | Scheme::OracleDb | Scheme::VmwareUpdate));
    let telling = |text: &str| if two_ways { last_number(text) } else { significant(text) };
    let found = telling(version);
    let mut result = Place::Outside(false);
    for wanted in all {
        if !found.is_empty() && telling(wanted) != found && !is_branch_of(version, wanted) {
            continue;
        }
        match exactly(own, wanted, None, version) {
            Place::Inside => return Place::Inside,
            Place::Outside(_) => {}
            other => result = other,
        }
    }
    result
}

fn exactly(own: Option<Scheme>, wanted: &str, update: Option<&str>, version: &str) -> Place {
    let candidates = match update {
        None => vec![wanted.to_owned()],
        Some(update) => with_update(wanted, update),
    };
    for candidate in &candidates {
        if candidate.eq_ignore_ascii_case(version) {
            return Place::Inside;
        }
        if let Some((Ordering::Equal, exact)) = order(own, version, candidate) {
            return if exact { Place::Inside } else { Place::Roughly };
        }
    }
    if update.is_some() && order(own, version, wanted).is_some_and(|(order, _)| order.is_eq()) {
        return Place::Unclear(Why::UpdateUnknown);
    }
    if is_branch_of(version, wanted) {
        return Place::Unclear(Why::BranchOnly);
    }
    let both = is_read(own, wanted) && is_read(own, version);
    let apart = numbers(wanted).is_empty() || numbers(wanted) != numbers(version);
    if both || apart && !numbers(version).is_empty() {
        Place::Outside(false)
    } else {
        Place::Unclear(Why::VersionUnread(version.to_owned()))
    }
}

/// The ways in which a version and a CPE update are written as one.
fn with_update(version: &str, update: &str) -> Vec<String> {
    let number = update.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
    let mut all = vec![format!("{version} {update}"), format!("{version}{update}"), format!("{version}-{update}")];
    if update.starts_with("update") {
        all.extend([format!("{version}_{number}"), format!("{version} u{number}"), format!("{version}u{number}")]);
    }
    all
}

fn in_line(own: Option<Scheme>, line: &str, version: &str) -> Place {
    let (wanted, found) = (numbers(line), numbers(version));
    match () {
        () if wanted.is_empty() => Place::Unclear(Why::BoundUnread(line.to_owned())),
        () if found.is_empty() => Place::Unclear(Why::VersionUnread(version.to_owned())),
        () if found.starts_with(&wanted) => Place::Inside,
        () if wanted.starts_with(&found) => Place::Unclear(Why::BranchOnly),
        () => Place::Outside(order(own, version, line).is_some_and(|(order, _)| order.is_gt())),
    }
}

fn within(own: Option<Scheme>, range: &Range, version: &str) -> Place {
    if !is_read(own, version) {
        return Place::Unclear(Why::VersionUnread(version.to_owned()));
    }
    if let (Some(from), Some(to)) = (&range.from, &range.to)
        && !to.ends_with('*')
        && order(own, from, to).is_some_and(|(order, _)| order.is_gt())
    {
        // 10.0.20348..2762, first bound above the second: an error of the source
        return Place::Unclear(Why::BoundUnread(to.clone()));
    }
    let mut exact = true;
    if let Some(from) = &range.from {
        match order(own, version, from) {
            None => return Place::Unclear(Why::BoundUnread(from.clone())),
            Some((Ordering::Less, _)) if is_branch_of(version, from) => return Place::Unclear(Why::BranchOnly),
            Some((Ordering::Less, _)) => return Place::Outside(false),
            Some((Ordering::Equal, _)) if range.from_excluded => return Place::Outside(false),
            Some((_, sure)) => exact &= sure,
        }
    }
    let Some(to) = &range.to else { return Place::Unclear(Why::Unbounded) };
    if let Some(line) = to.strip_suffix('*') {
        let line = line.trim_end_matches('.');
        if numbers(line).is_empty() {
            return Place::Unclear(Why::BoundUnread(to.clone()));
        }
        return match in_line(own, line, version) {
            Place::Outside(false) => {
                if exact {
                    Place::Inside
                } else {
                    Place::Roughly
                }
            }
            other => other,
        };
    }
    match order(own, version, to) {
        None => Place::Unclear(Why::BoundUnread(to.clone())),
        Some((Ordering::Greater, _)) => Place::Outside(true),
        Some((Ordering::Equal, _)) if !range.to_included => Place::Outside(true),
        Some((Ordering::Less, _)) if is_branch_of(version, to) => Place::Unclear(Why::BranchOnly),
        Some((_, sure)) => {
            if exact && sure {
                Place::Inside
            } else {
                Place::Roughly
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, to: &str, to_included: bool) -> Versions {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Versions::Within(Range { from: text(from), to: text(to), to_included, ..Range::default() })
    }

    #[test]
    fn a_version_is_inside_outside_or_unclear() {
        let fortinet = Some(Scheme::Fortinet);
        for (scheme, versions, version, place_wanted) in [
            (fortinet, range("7.0.0", "7.0.14", false), Some("7.0.12"), Place::Inside),
            (fortinet, range("7.0.0", "7.0.14", false), Some("v7.0.14"), Place::Outside(true)),
            (fortinet, range("7.0.0", "7.0.14", true), Some("7.0.14,build0601"), Place::Inside),
            (fortinet, range("7.0.0", "7.0.14", false), Some("6.4.2"), Place::Outside(false)),
            (fortinet, range("7.0.0", "7.0.14", false), None, Place::Unclear(Why::NoVersion)),
            (fortinet, range("7.0.0", "7.0.14", false), Some("7.0"), Place::Unclear(Why::BranchOnly)),
            (fortinet, range("7.0.6", "", false), Some("7.2.1"), Place::Unclear(Why::Unbounded)),
            (None, range("", "10.0.20348..2762", false), Some("10.0.1"), Place::Unclear(Why::BoundUnread("10.0.20348..2762".into()))),
            (None, range("", "2.0", false), Some("newest"), Place::Unclear(Why::VersionUnread("newest".into()))),
            (None, range("5.0", "3.0", false), Some("4.0"), Place::Unclear(Why::BoundUnread("3.0".into()))),
            (None, Versions::Line("7.2".into()), Some("7.2.9"), Place::Inside),
            (None, Versions::Line("7.2".into()), Some("7.20.1"), Place::Outside(true)),
            (None, range("", "7.2.*", true), Some("7.2.9"), Place::Inside),
            (None, range("", "7.2.*", true), Some("7.1.9"), Place::Inside),
            (None, range("", "7.2.*", true), Some("7.3"), Place::Outside(true)),
            (None, Versions::Exactly("4.11.9".into()), Some("4.11.9"), Place::Inside),
            (None, Versions::Exactly("4.11.9".into()), Some("4.11.8"), Place::Outside(false)),
            (None, Versions::Exactly("0a1aa3edaeb6".into()), Some("4.11.8"), Place::Outside(false)),
            (None, Versions::Any, Some("1"), Place::Unclear(Why::Unbounded)),
            (Some(Scheme::CiscoIosXe), Versions::OneOf(vec!["17.3.4".into(), "17.9.4a".into()]), Some("17.09.04a"), Place::Inside),
            (Some(Scheme::CiscoIosXe), Versions::OneOf(vec!["17.3.4".into(), "17.9.4a".into()]), Some("17.9.4"), Place::Outside(false)),
            (Some(Scheme::Java), Versions::OneOf(vec!["8u200".into(), "1.8.0_202".into()]), Some("8u202"), Place::Inside),
            (None, Versions::OneOf(vec!["3.1".into(), "2.0".into()]), Some("2.0.0"), Place::Inside),
        ] {
            assert_eq!(place(scheme, &versions, None, version), place_wanted, "{versions:?} {version:?}");
        }
    }

    #[test]
    fn an_update_is_part_of_the_version() {
        let java = Some(Scheme::Java);
        assert_eq!(place(java, &Versions::Exactly("1.8.0".into()), Some("update391"), Some("8u391")), Place::Inside);
        assert_eq!(place(None, &Versions::Exactly("3.1.0".into()), Some("p1"), Some("3.1.0")), Place::Unclear(Why::UpdateUnknown));
        assert_eq!(place(None, &Versions::Exactly("3.1.0".into()), Some("p1"), Some("3.2.0")), Place::Outside(false));
    }
}
