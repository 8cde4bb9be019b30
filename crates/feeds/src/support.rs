//! Until when a product is supported, on the day one asks. An unknown edition gives a range and a question, never a guess.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::record::{Cycle, Lifecycle, Sureness};
use crate::source::Source;
use crate::store::{Release, StoreError};

/// What is known of the support of one product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// What follows for the day
    pub state: SupportState,
    /// The last day of free updates, when it is one day for all that it can be
    pub until: Option<Date>,
    /// The earliest and the latest last day of all that it can be; `None` on either side is not known
    pub range: (Option<Date>, Option<Date>),
    /// The last day of updates that are paid for, when it is one day
    pub extended_until: Option<Date>,
    /// The answer depends on the edition (or release), which is not known
    pub edition_needed: bool,
    /// The cycles that it can be
    pub cycles: Vec<String>,
    /// In which feed
    pub source: Option<Source>,
    /// Where it is written
    pub url: String,
    /// How sure
    pub sureness: Sureness,
}

/// What follows for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupportState {
    /// Supported, whatever it is of what it can be
    Supported,
    /// Only updates that are paid for
    ExtendedOnly,
    /// Ended, whatever it is of what it can be
    Ended,
    /// It depends on what is not known
    Depends,
    /// The feeds do not say
    Unknown,
}

impl SupportState {
    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Supported => "support-supported",
            Self::ExtendedOnly => "support-extended-only",
            Self::Ended => "support-ended",
            Self::Depends => "support-depends",
            Self::Unknown => "support-unknown",
        }
    }
}

/// The support of a product on a day.
///
/// `product` is the name in the feed; `cycle` the release cycle, `?` where it is not known. `version` narrows an unknown cycle to those
/// that it can belong to: `23h2` of `windows` can be `11-23h2-e` and `11-23h2-w`.
pub fn support(release: &Release, product: &str, cycle: &str, version: Option<&str>, today: Date) -> Result<Support, StoreError> {
    Ok(match release.lifecycle(product)? {
        None => Support::unknown(),
        Some((source, lifecycle)) => of_lifecycle(source, &lifecycle, cycle, version, today),
    })
}

/// The support of a device by its model, where our own table has it: the name of the model there, and its support. `vendor` as in canonical
/// products (`sonicwall`), `text` as the ledger or the device writes its model.
pub fn of_model(release: &Release, vendor: &str, text: &str, today: Date) -> Result<Option<(String, Support)>, StoreError> {
    let written = text.to_lowercase();
    let named = |lifecycle: &Lifecycle| lifecycle.product.split_once('/').is_some_and(|(_, model)| names_model(&written, model));
    let all = release.device_lifecycles(vendor)?;
    // the longest name counts: SOHO 250W is no SOHO
    let found = all.iter().filter(|lifecycle| named(lifecycle)).max_by_key(|lifecycle| lifecycle.product.len());
    Ok(found.map(|lifecycle| (lifecycle.product.clone(), of_lifecycle(Source::EolJp, lifecycle, "?", None, today))))
}

/// Whether a model stands in a text as a word of its own, however its parts are joined: `soho-250w` in "SOHO 250W", `tz300` not in "TZ300W".
fn names_model(text: &str, model: &str) -> bool {
    let is_joint = |c: char| matches!(c, ' ' | '-' | '_');
    let begins = |rest: &str| {
        let mut rest = rest.chars().peekable();
        for wanted in model.chars().filter(|c| !is_joint(*c)) {
            while rest.peek().copied().is_some_and(is_joint) {
                rest.next();
            }
            if rest.next() != Some(wanted) {
                return false;
            }
        }
        !rest.peek().copied().is_some_and(|c| c.is_ascii_alphanumeric())
    };
    let mut before = ' ';
    text.char_indices().any(|(at, c)| {
        let starts = !before.is_ascii_alphanumeric() && !is_joint(c);
        before = c;
        starts && begins(&text[at..])
    })
}

impl Support {
    fn unknown() -> Self {
        Self {
            state: SupportState::Unknown,
            until: None,
            range: (None, None),
            extended_until: None,
            edition_needed: false,
            cycles: Vec::new(),
            source: None,
            url: String::new(),
            sureness: Sureness::Stated,
        }
    }
}

/// The same for a lifecycle at hand.
pub fn of_lifecycle(source: Source, lifecycle: &Lifecycle, cycle: &str, version: Option<&str>, today: Date) -> Support {
    let possible = possible(lifecycle, cycle, version);
    let Some(first) = possible.first() else { return Support { source: Some(source), ..Support::unknown() } };
    let same = |of: fn(&Cycle) -> Option<Date>| possible.iter().all(|cycle| of(cycle) == of(first));
    let sureness = possible.iter().map(|cycle| cycle.sureness).max().unwrap_or_default();
    let states: Vec<SupportState> = possible.iter().map(|cycle| state_of(cycle, today)).collect();
    let mut state = if states.iter().all(|state| *state == states[0]) { states[0] } else { SupportState::Depends };
    if sureness == Sureness::Concluded && state != SupportState::Unknown {
        state = SupportState::Depends;
    }
    let known: Option<Vec<Date>> = possible.iter().map(|cycle| cycle.until).collect();
    Support {
        state,
        until: first.until.filter(|_| same(|cycle| cycle.until)),
        range: known.map_or((None, None), |all| (all.iter().min().copied(), all.iter().max().copied())),
        extended_until: first.extended_until.filter(|_| same(|cycle| cycle.extended_until)),
        edition_needed: !same(|cycle| cycle.until),
        cycles: possible.iter().map(|cycle| cycle.name.clone()).collect(),
        source: Some(source),
        url: first.url.clone(),
        sureness,
    }
}

/// The cycles that it can be: the one that is named, else all to which the version can belong, else all.
fn possible<'l>(lifecycle: &'l Lifecycle, cycle: &str, version: Option<&str>) -> Vec<&'l Cycle> {
    if cycle != "?" {
        return lifecycle.cycles.iter().filter(|known| known.name == cycle).collect();
    }
    let version = version.map(str::to_lowercase).filter(|version| !version.is_empty());
    let fits = |known: &&Cycle| {
        version.as_deref().is_none_or(|version| {
            let begins = |front: &str| {
                version == front || version.strip_prefix(front).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            };
            begins(&known.name)
                || known.name.split('-').any(|part| part == version)
                || known.latest.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let fitting: Vec<&Cycle> = lifecycle.cycles.iter().filter(fits).collect();
    if fitting.is_empty() { lifecycle.cycles.iter().collect() } else { fitting }
}

fn state_of(cycle: &Cycle, today: Date) -> SupportState {
    match (cycle.until, cycle.extended_until) {
        (Some(until), _) if today <= until => SupportState::Supported,
        (_, Some(extended)) if today <= extended => SupportState::ExtendedOnly,
        (Some(_), _) => SupportState::Ended,
        (None, _) if cycle.ended => SupportState::Ended,
        // no day is announced: the cycle is alive, as far as the feed knows
        (None, _) => SupportState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(name: &str, until: &str) -> Cycle {
        Cycle { name: name.into(), until: until.parse().ok(), ..Cycle::default() }
    }

    fn windows() -> Lifecycle {
        let mut cycles = vec![
            cycle("11-23h2-w", "2025-11-11"),
            cycle("11-23h2-e", "2026-11-10"),
            cycle("8", "2016-01-12"),
            cycle("7-sp1", "2020-01-14"),
        ];
        cycles[1].latest = "10.0.22631".into();
        Lifecycle { product: "windows".into(), label: "Windows".into(), cycles }
    }

    fn on(day: &str, cycle: &str, version: Option<&str>) -> Support {
        of_lifecycle(Source::EndOfLife, &windows(), cycle, version, day.parse().unwrap())
    }

    #[test]
    fn a_known_cycle_gives_one_day() {
        let support = on("2026-01-01", "11-23h2-w", None);
        assert_eq!(
            (support.state, support.until.map(|day| day.to_string()).as_deref(), support.edition_needed),
            (SupportState::Ended, Some("2025-11-11"), false)
        );
        assert_eq!(on("2025-11-11", "11-23h2-w", None).state, SupportState::Supported);
    }

    #[test]
    fn an_unknown_edition_gives_a_range_and_a_question_unless_all_answers_are_the_same() {
        let between = on("2026-01-01", "?", Some("23h2"));
        assert_eq!((between.state, between.edition_needed, between.until), (SupportState::Depends, true, None));
        assert_eq!(between.range, ("2025-11-11".parse().ok(), "2026-11-10".parse().ok()));
        let after = on("2027-01-01", "?", Some("23h2"));
        assert_eq!((after.state, after.edition_needed), (SupportState::Ended, true));
        assert_eq!(on("2027-01-01", "?", None).cycles.len(), 4);
    }

    #[test]
    fn a_model_is_known_by_its_name_however_it_is_joined_and_never_by_a_part_of_it() {
        assert!(names_model("sonicwall tz300", "tz300") && names_model("tz 300", "tz300") && names_model("（soho-250w）", "soho-250w"));
        assert!(names_model("buffalo whr-g54", "whr-g54") && names_model("buffalo wbr2 g54", "wbr2-g54"));
        assert!(
            !names_model("tz300w", "tz300") && !names_model("xtz300", "tz300") && !names_model("tz", "tz300") && !names_model("", "tz300")
        );
    }

    #[test]
    fn what_the_feed_does_not_know_is_unknown() {
        assert_eq!(on("2026-01-01", "12-99h9", None).state, SupportState::Unknown);
    }
}
