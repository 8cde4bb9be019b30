//! What comes first, for one clerk with little time: five classes, and at most as many lines of work as a week bears.
//!
//! Reference: 1 exploited and reachable from outside or over a vendor's line; 2 exploited, inside; 3 out of support, on a server or a
//! network device; 4 CVSS 9 or more and EPSS 0.1 or more; 5 the rest, once a month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::matching::{Finding, State};
use crate::support::{Support, SupportState};

/// How a device can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// From the internet
    Internet,
    /// Over a vendor's line
    Vendor,
    /// Only from inside
    Inside,
    /// Not at all
    None,
    /// Not known: counted as reachable, because a router that nobody knew is the usual way in
    Unknown,
}

impl Exposure {
    /// Reachable from outside, or not known to be not.
    pub fn is_outside(self) -> bool {
        matches!(self, Self::Internet | Self::Vendor | Self::Unknown)
    }
}

/// The class: 1 comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Exploited, and reachable from outside
    #[serde(rename = "1")]
    ExploitedOutside,
    /// Exploited, inside
    #[serde(rename = "2")]
    ExploitedInside,
    /// Out of support, on a server or a network device
    #[serde(rename = "3")]
    OutOfSupport,
    /// Grave and likely
    #[serde(rename = "4")]
    GraveAndLikely,
    /// Once a month
    #[serde(rename = "5")]
    Monthly,
}

impl Class {
    /// 1 to 5.
    pub fn number(self) -> u8 {
        match self {
            Self::ExploitedOutside => 1,
            Self::ExploitedInside => 2,
            Self::OutOfSupport => 3,
            Self::GraveAndLikely => 4,
            Self::Monthly => 5,
        }
    }
}

/// The class of a finding; `None` for what is no work: decided, mended, or a question.
pub fn of_finding(finding: &Finding, exposure: Exposure) -> Option<Class> {
    if finding.state < State::Probable {
        return None;
    }
    let likely = finding.cvss.is_some_and(|score| score >= 9.0) && finding.epss.is_some_and(|epss| epss >= 0.1);
    Some(match finding.exploited {
        Some(_) if exposure.is_outside() => Class::ExploitedOutside,
        Some(_) => Class::ExploitedInside,
        None if likely => Class::GraveAndLikely,
        None => Class::Monthly,
    })
}

/// The class of a product that is out of support. `is_central` is a server or a network device.
pub fn of_support(support: &Support, is_central: bool) -> Option<Class> {
    match support.state {
        SupportState::Ended if is_central => Some(Class::OutOfSupport),
        SupportState::Ended => Some(Class::Monthly),
        _ => None,
    }
}

/// One piece of work before it is grouped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// The device
    pub device: String,
    /// Canonical product
    pub product: String,
    /// The class
    pub class: Class,
    /// The vulnerability; `None` for the end of support
    pub cve: Option<String>,
    /// The version that mends it
    pub fixed_in: Option<String>,
}

/// One line of work: one product, one thing to do, on all devices that need it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The most urgent class in it
    pub class: Class,
    /// Canonical product
    pub product: String,
    /// Replace, because it is out of support; else update
    pub is_replacement: bool,
    /// The versions that mend, each once
    pub fixed_in: Vec<String>,
    /// The devices, in order
    pub devices: Vec<String>,
    /// The vulnerabilities, in order
    pub cves: Vec<String>,
}

/// The lines of a week, most urgent first: at most `limit`, the monthly class only where `with_monthly` says so; and how many wait.
pub fn lines(pieces: &[Piece], limit: usize, with_monthly: bool) -> (Vec<Line>, usize) {
    let mut by_work: BTreeMap<(&str, bool), Line> = BTreeMap::new();
    for piece in pieces {
        let line = by_work.entry((&piece.product, piece.cve.is_none())).or_insert_with(|| Line {
            class: piece.class,
            product: piece.product.clone(),
            is_replacement: piece.cve.is_none(),
            fixed_in: Vec::new(),
            devices: Vec::new(),
            cves: Vec::new(),
        });
        line.class = line.class.min(piece.class);
        line.fixed_in.extend(piece.fixed_in.clone());
        line.devices.push(piece.device.clone());
        line.cves.extend(piece.cve.clone());
    }
    let mut all: Vec<Line> = by_work.into_values().collect();
    for line in &mut all {
        for list in [&mut line.fixed_in, &mut line.devices, &mut line.cves] {
            list.sort();
            list.dedup();
        }
    }
    all.retain(|line| with_monthly || line.class != Class::Monthly);
    all.sort_by(|one, other| {
        one.class.cmp(&other.class).then_with(|| other.devices.len().cmp(&one.devices.len())).then_with(|| one.product.cmp(&other.product))
    });
    let waiting = all.len().saturating_sub(limit);
    all.truncate(limit);
    (all, waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(device: &str, product: &str, class: Class, cve: Option<&str>) -> Piece {
        Piece { device: device.into(), product: product.into(), class, cve: cve.map(str::to_owned), fixed_in: cve.map(|_| "2".to_owned()) }
    }

    #[test]
    fn work_is_grouped_by_what_is_to_be_done_and_the_week_is_bounded() {
        let mut pieces = vec![
            piece("fw1", "fortinet/fortios", Class::ExploitedOutside, Some("CVE-2024-2")),
            piece("fw2", "fortinet/fortios", Class::Monthly, Some("CVE-2024-1")),
            piece("sv1", "microsoft/windows-server-2012", Class::OutOfSupport, None),
            piece("pc1", "x/y", Class::Monthly, Some("CVE-2024-9")),
        ];
        let (week, waiting) = lines(&pieces, 10, false);
        assert_eq!((week.len(), waiting), (2, 0));
        assert_eq!(
            (week[0].class.number(), week[0].devices.join(" "), week[0].cves.join(" ")),
            (1, "fw1 fw2".into(), "CVE-2024-1 CVE-2024-2".into())
        );
        assert!(week[1].is_replacement);
        pieces.extend((0..30).map(|at| piece("sv", &format!("a/p{at:02}"), Class::GraveAndLikely, Some("CVE-2024-5"))));
        let (week, waiting) = lines(&pieces, 10, true);
        assert_eq!((week.len(), waiting, week[0].class), (10, 23, Class::ExploitedOutside));
    }

    #[test]
    fn an_unknown_way_in_counts_as_one() {
        assert!(Exposure::Unknown.is_outside() && !Exposure::Inside.is_outside());
    }
}
