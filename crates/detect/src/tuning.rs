//! False alarms, put aside by somebody, with a reason and until a day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::hit::Hit;

/// Hits of one rule that are not to be told. What is put aside stays a hit; it is only not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tuning {
    /// Rule, as in [`Hit::rule`]
    pub rule: String,
    /// About whom or what; `*` stands for any number of characters; "" = everything
    #[serde(default)]
    pub about: String,
    /// Of which source; `*` stands for any number of characters; "" = every source
    #[serde(default)]
    pub source: String,
    /// Why it is no alarm; never empty
    pub reason: String,
    /// Who decided so
    pub by: String,
    /// The last day on which it holds
    pub expires: Date,
}

/// The first tuning that puts this hit aside today. One that has expired, or that gives no reason, puts nothing aside.
pub fn suppressed<'a>(hit: &Hit, tunings: &'a [Tuning], today: Date) -> Option<&'a Tuning> {
    tunings.iter().find(|tuning| {
        tuning.rule == hit.rule
            && today <= tuning.expires
            && !tuning.reason.trim().is_empty()
            && fits(&tuning.about, &hit.about)
            && fits(&tuning.source, &hit.source)
    })
}

/// Whether a text fits a pattern in which `*` stands for any number of characters; the empty pattern fits everything.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern.is_empty() || pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hit::Level;

    fn hit() -> Hit {
        Hit {
            rule: "bulk-export".into(),
            title: String::new(),
            level: Level::Medium,
            author: String::new(),
            time: 0,
            leaves: Vec::new(),
            about: "staff-042".into(),
            source: "emr.main".into(),
            window: 0,
            count: 0,
        }
    }

    fn tuning(about: &str, source: &str) -> Tuning {
        Tuning {
            rule: "bulk-export".into(),
            about: about.into(),
            source: source.into(),
            reason: "毎月の統計".into(),
            by: "見本 花子".into(),
            expires: "2026-12-31".parse().unwrap(),
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn it_holds_until_the_end_of_its_last_day() {
        let list = [tuning("staff-042", "")];
        assert_eq!(suppressed(&hit(), &list, day("2026-12-31")), Some(&list[0]));
        assert_eq!(suppressed(&hit(), &list, day("2027-01-01")), None);
    }

    #[test]
    fn about_and_source_are_patterns() {
        for (about, source, aside) in [
            ("", "", true),
            ("*", "*", true),
            ("staff-*", "emr*", true),
            ("*042", "*.main", true),
            ("st*ff-0*2", "", true),
            ("s*staff-042", "", false),
            ("staff-04", "", false),
            ("staff-042*2", "", false),
            ("", "pacs", false),
            ("nurse-*", "", false),
        ] {
            assert_eq!(suppressed(&hit(), &[tuning(about, source)], day("2026-12-01")).is_some(), aside, "{about:?} {source:?}");
        }
    }

    #[test]
    fn another_rule_or_no_reason_puts_nothing_aside() {
        let other = Tuning { rule: "log-cleared".into(), ..tuning("", "") };
        let without = Tuning { reason: " ".into(), ..tuning("", "") };
        assert_eq!(suppressed(&hit(), &[other, without], day("2026-12-01")), None);
    }
}
