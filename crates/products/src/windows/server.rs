//! Windows Server: years, and the releases of the semi-annual channel.

use std::collections::BTreeSet;

use super::{Reading, SERVER_YEARS, Windows};
use crate::lifecycles::UNKNOWN_CYCLE;

pub(super) fn read(reading: &Reading<'_>) -> Windows {
    let by_build = reading.build_number().and_then(|build| reading.grammar.server.get(&build)).map(String::as_str);
    let year = reading.behind().find(|token| SERVER_YEARS.contains(token)).or_else(|| by_build.filter(|year| SERVER_YEARS.contains(year)));
    let build = reading.build.map(str::to_owned);
    let Some(year) = year else {
        return channel(reading, by_build, build);
    };
    let years: BTreeSet<&str> = reading.behind().filter(|token| SERVER_YEARS.contains(token)).collect();
    if years.len() > 1 {
        return unnamed(build);
    }
    // also "2012 Server R2"
    let second = reading.tokens.follows(year, "r2") || reading.has(&["r2"]);
    let pack = reading.service_pack();
    let cycle = match (year, second, pack.as_deref()) {
        ("2003", _, Some(pack @ ("sp1" | "sp2"))) => format!("2003-{pack}"),
        ("2003", _, _) => UNKNOWN_CYCLE.to_owned(),
        ("2008", false, None | Some("sp2")) => "2008-sp2".to_owned(),
        ("2008", true, None | Some("sp1")) => "2008-r2-sp1".to_owned(),
        ("2008", _, _) => UNKNOWN_CYCLE.to_owned(),
        ("2012", true, _) => "2012-r2".to_owned(),
        _ => year.to_owned(),
    };
    // storage and multipoint servers have dates of their own
    let storage = reading.has(&["storage", "multipoint"]);
    let contradicts = by_build.is_some_and(|by_build| by_build != year) && !second;
    let slug = if second && year != "2003" { format!("{year}-r2") } else { year.to_owned() };
    let canonical = if year == "2000" { "microsoft/windows-2000".to_owned() } else { format!("microsoft/windows-server-{slug}") };
    Windows {
        canonical: Some(canonical),
        version: build.or(pack),
        edition: None,
        cycle: Some(if storage || contradicts { UNKNOWN_CYCLE.to_owned() } else { reading.cycles.checked("windows-server", &cycle) }),
        definite: true,
        start: 0,
    }
}

/// `Windows Server, version 1809`: semi-annual channel; 23H2 is the annual channel.
fn channel(reading: &Reading<'_>, by_build: Option<&str>, build: Option<String>) -> Windows {
    let release = reading.release().or(by_build);
    let cycle = release.and_then(|release| {
        ["-sac", "-ac"].into_iter().map(|suffix| format!("{release}{suffix}")).find(|cycle| reading.cycles.has("windows-server", cycle))
    });
    match (release, cycle) {
        (Some(release), Some(cycle)) => Windows {
            canonical: Some(format!("microsoft/windows-server-{release}")),
            version: build,
            cycle: Some(cycle),
            definite: true,
            ..Windows::default()
        },
        _ => unnamed(build),
    }
}

/// A server, and which one is not said, or two are.
fn unnamed(build: Option<String>) -> Windows {
    Windows {
        canonical: Some("microsoft/windows-server".to_owned()),
        version: build,
        cycle: Some(UNKNOWN_CYCLE.to_owned()),
        ..Windows::default()
    }
}
