//! Windows 11, 10, 8.1, 8, 7, Vista, XP and what was before.

use super::{Reading, Windows};
use crate::lifecycles::UNKNOWN_CYCLE;

/// Names of releases.
pub(super) const NUMBERS: [&str; 13] = ["11", "10", "8.1", "8", "7", "vista", "xp", "2000", "nt", "98", "95", "me", "rt"];

/// The edition as far as it decides support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edition {
    Unknown,
    /// Home, Pro: `w`
    Workstation,
    /// Enterprise, Education: `e`
    Enterprise,
    /// Enterprise LTSC: `e-lts`
    LongTerm,
    /// IoT Enterprise LTSC: `iot-lts`
    IotLongTerm,
    /// LTSC, not said which
    SomeLongTerm,
    /// IoT, not said whether LTSC
    SomeIot,
}

impl Edition {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Unknown | Self::SomeLongTerm => None,
            Self::Workstation => Some("w"),
            Self::Enterprise | Self::SomeIot => Some("e"),
            Self::LongTerm => Some("e-lts"),
            Self::IotLongTerm => Some("iot-lts"),
        }
    }
}

pub(super) fn read(reading: &Reading<'_>) -> Windows {
    let long_term_year = reading.tokens.list.iter().find_map(|token| reading.grammar.long_term.get(token.text));
    let long_term = reading.has(&["ltsc", "ltsb"]);
    let by_build = reading.build_number().and_then(|build| reading.grammar.client.get(&build));
    let numbers: Vec<&str> = reading.behind().filter(|token| NUMBERS.contains(token)).collect();
    let mut number = numbers.first().copied();
    // two systems in one cell: which one is asked
    let two = numbers.iter().any(|other| Some(*other) != number && matches!(*other, "11" | "10" | "8.1" | "8" | "7" | "xp" | "vista"));
    if let Some((_, _)) = long_term_year.filter(|_| long_term && number.is_none()) {
        number = long_term_year.map(|(number, _)| number.as_str());
    }
    let number = match (number, by_build) {
        // the registry goes on calling 11 "Windows 10"
        (Some("10"), Some((number, _))) => Some(number.as_str()),
        (None, Some((number, _))) if reading.grammar.server.contains_key(&reading.build_number().unwrap_or_default()) => {
            let _ = number;
            None
        }
        (None, Some((number, _))) => Some(number.as_str()),
        (number, _) => number,
    };
    match number {
        Some(number @ ("11" | "10")) if !two => modern(reading, number, long_term, long_term_year),
        Some(number @ ("7" | "8" | "8.1" | "vista" | "xp")) if !two => classic(reading, number),
        Some(number) if !two && number != "rt" => Windows {
            canonical: Some(format!("microsoft/windows-{number}")),
            version: (number == "nt").then(|| reading.behind().find(|token| token.starts_with('4')).map(str::to_owned)).flatten(),
            definite: true,
            ..Windows::default()
        },
        _ => Windows {
            canonical: Some("microsoft/windows".to_owned()),
            version: reading.build.map(str::to_owned),
            cycle: Some(UNKNOWN_CYCLE.to_owned()),
            ..Windows::default()
        },
    }
}

/// Windows 10 and 11.
fn modern(reading: &Reading<'_>, number: &str, long_term: bool, long_term_year: Option<&(String, String)>) -> Windows {
    let by_build = reading.build_number().and_then(|build| reading.grammar.client.get(&build)).map(|(_, release)| release.as_str());
    let by_year = long_term_year.filter(|_| long_term).map(|(_, release)| release.as_str());
    let (stated, several) = (reading.release(), reading.says_several_releases());
    let release = stated.or(by_year).or(by_build).filter(|_| !several);
    let edition = edition(reading, long_term);
    let contradicts = |other: Option<&str>| other.is_some_and(|other| Some(other) != release);
    let cycle = match release {
        Some(release) if !contradicts(by_build) && !contradicts(by_year) => cycle(reading, number, release, edition),
        _ => UNKNOWN_CYCLE.to_owned(),
    };
    // which LTSC is not said, and it does not matter: before 2021 they end on one day
    let named = if edition == Edition::SomeLongTerm && cycle != UNKNOWN_CYCLE { Some("e-lts") } else { edition.name() };
    Windows {
        canonical: Some(format!("microsoft/windows-{number}")),
        version: reading.build.or(release).map(str::to_owned),
        edition: named,
        cycle: Some(cycle),
        definite: true,
        start: 0,
    }
}

fn edition(reading: &Reading<'_>, long_term: bool) -> Edition {
    let words = &reading.grammar.words;
    let says = |list: &[String]| reading.behind().any(|token| list.iter().any(|word| word == token));
    let (iot, enterprise) = (reading.has(&["iot"]), says(&words.e));
    let workstation = says(&words.w);
    match (long_term, iot, enterprise, workstation) {
        (_, true, false, _) if reading.has(&["core"]) => Edition::Unknown,
        (true, true, _, _) => Edition::IotLongTerm,
        (true, false, true, _) => Edition::LongTerm,
        (true, false, false, _) => Edition::SomeLongTerm,
        (false, true, _, _) => Edition::SomeIot,
        // Pro Education is serviced with Pro
        (false, false, true, true) if reading.has(&["education"]) && !reading.has(&["enterprise"]) => Edition::Workstation,
        (false, false, true, false) => Edition::Enterprise,
        (false, false, false, true) => Edition::Workstation,
        (false, false, true, true) | (false, false, false, false) => Edition::Unknown,
    }
}

/// The cycle of a release: one for all editions, or one for each.
fn cycle(reading: &Reading<'_>, number: &str, release: &str, edition: Edition) -> String {
    let base = format!("{number}-{release}");
    let has = |suffix: &str| reading.cycles.has("windows", &format!("{base}{suffix}"));
    let suffix = match edition {
        Edition::IotLongTerm if has("-iot-lts") => Some("-iot-lts"),
        // 2016 and 2019 have one date for both
        Edition::IotLongTerm | Edition::SomeLongTerm if has("-e-lts") && !has("-iot-lts") && release != "1507" => Some("-e-lts"),
        Edition::LongTerm if has("-e-lts") => Some("-e-lts"),
        Edition::Workstation if has("-w") => Some("-w"),
        Edition::Enterprise if has("-e") => Some("-e"),
        Edition::Workstation | Edition::Enterprise if has("") => Some(""),
        // an IoT edition of a release that had no LTSC
        Edition::SomeIot if has("-e") && !has("-e-lts") => Some("-e"),
        Edition::Unknown | Edition::SomeIot if has("") && !has("-e-lts") => Some(""),
        _ => None,
    };
    suffix.map_or_else(|| UNKNOWN_CYCLE.to_owned(), |suffix| format!("{base}{suffix}"))
}

/// XP to 8.1: one cycle, that of the last service pack.
fn classic(reading: &Reading<'_>, number: &str) -> Windows {
    let words = &reading.grammar.words;
    let says = |list: &[String]| reading.behind().any(|token| list.iter().any(|word| word == token));
    let pack = reading.service_pack();
    let (cycle, last) = match number {
        "7" => ("7-sp1", "sp1"),
        "8" => ("8", ""),
        "8.1" => ("8.1", ""),
        "vista" => ("6-sp2", "sp2"),
        _ => ("5-sp3", "sp3"),
    };
    let edition = match number {
        "vista" => None,
        _ if says(&words.w) => Some("w"),
        _ if says(&words.e) => Some("e"),
        _ => None,
    };
    let last_pack = pack.as_deref().is_none_or(|pack| pack == last);
    Windows {
        canonical: Some(format!("microsoft/windows-{number}")),
        version: reading.build.map(str::to_owned).or(pack),
        edition,
        cycle: Some(if last_pack { reading.cycles.checked("windows", cycle) } else { UNKNOWN_CYCLE.to_owned() }),
        definite: true,
        start: 0,
    }
}
