//! Until when an operating system gets security updates, looked up by the name that a ledger gives it.
//!
//! A small table of facts (`data/support-periods.toml`, each line with its source)
//! and the reading of names such as 「Win8」「Ｗｉｎｄｏｗｓ８.１」「WinSV2012R2」. What the text leaves open stays open: an
//! edition that is not named gives a range, an unknown name gives [`Support::Unknown`].
//!
//! Deliberately not here: network devices and applications, vulnerabilities, and any guess from similarity.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

mod naming;

use naming::{products, tokens};

/// What the table says of one operating system, as seen on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Support {
    /// Everything that the text can mean gets no updates any more.
    Ended {
        /// The last day of the updates that everybody gets
        on: Date,
        /// The last day of updates that must be bought; `None` where none are sold
        extended: Option<Date>,
        /// Whether the text itself says that they were bought
        bought: bool,
    },
    /// Everything that the text can mean gets updates, at least until this day.
    EndsOn(Date),
    /// Some releases or editions that the text can mean have ended, others go on.
    DependsOnEdition {
        /// The first end among them
        earliest: Date,
        /// The last end among them
        latest: Date,
        /// Whether only long-term editions go on (or another product that the same text names)
        general_ended: bool,
    },
    /// The table does not know the name.
    Unknown,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Table {
    periods: Vec<Period>,
    words: Words,
    products: Vec<Product>,
}

/// One release of one product, and its end.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Period {
    product: String,
    release: Option<String>,
    build: Option<u32>,
    edition: Option<Edition>,
    ltsc: Option<String>,
    #[serde(default)]
    iot: bool,
    ends: Date,
    extended: Option<Date>,
    #[cfg(test)]
    cycle: String,
    #[cfg(test)]
    source: String,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Edition {
    Pro,
    Enterprise,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Words {
    windows: Vec<String>,
    windows_short: Vec<String>,
    server: Vec<String>,
    windows_server_short: Vec<String>,
    filler: Vec<String>,
    pro: Vec<String>,
    enterprise: Vec<String>,
    long_term: Vec<String>,
    iot: Vec<String>,
    paid_extension: Vec<String>,
    own_life_cycle: Vec<String>,
}

/// How a product is named after the word for Windows.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Product {
    id: String,
    versions: Vec<Vec<String>>,
    #[serde(default)]
    standalone: Vec<Vec<String>>,
    server: ServerWord,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum ServerWord {
    Never,
    Maybe,
    Always,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/support-periods.toml")).unwrap_or(Table {
        periods: Vec::new(),
        words: Words::default(),
        products: Vec::new(),
    })
});

/// Remembers what it has looked up: ledgers repeat a few names thousands of times.
#[derive(Default)]
pub(super) struct SupportPeriods<'a> {
    known: BTreeMap<&'a str, Support>,
}

impl<'a> SupportPeriods<'a> {
    /// As [`support`].
    pub(super) fn of(&mut self, text: &'a str, today: Date) -> Support {
        *self.known.entry(text).or_insert_with(|| support(text, today))
    }
}

/// What the table says of an operating system written like this, on this day.
pub(super) fn support(text: &str, today: Date) -> Support {
    let tokens = tokens(text);
    let mut meant: Vec<&Period> = Vec::new();
    let (mut ended, mut alive) = (false, false);
    for (product, rest) in products(&tokens) {
        let periods = periods(product, rest);
        if periods.is_empty() {
            return Support::Unknown;
        }
        let all_ended = periods.iter().all(|period| period.ends < today);
        ended |= all_ended;
        alive |= !all_ended;
        meant.extend(periods);
    }
    let ends = || meant.iter().map(|period| period.ends);
    let (Some(earliest), Some(latest)) = (ends().min(), ends().max()) else { return Support::Unknown };
    if latest < today {
        let extended = meant.iter().filter_map(|period| period.extended).max();
        return Support::Ended { on: latest, extended, bought: names_any(&tokens, &TABLE.words.paid_extension) };
    }
    if earliest >= today {
        return Support::EndsOn(earliest);
    }
    let general = || meant.iter().filter(|period| period.ltsc.is_none());
    let general_ended = (ended && alive) || general().all(|period| period.ends < today);
    Support::DependsOnEdition { earliest, latest, general_ended }
}

/// The periods of one product that its version and the words after it do not rule out.
fn periods(product: &str, rest: &[String]) -> Vec<&'static Period> {
    let words = &TABLE.words;
    let (pro, enterprise) = (names_any(rest, &words.pro), names_any(rest, &words.enterprise));
    let (long_term, iot) = (names_any(rest, &words.long_term), names_any(rest, &words.iot));
    let mut found: Vec<&Period> = TABLE.periods.iter().filter(|period| period.product == product).collect();
    // a release that the table does not have (a newer one) is not another release
    let releases = found.iter().filter_map(|period| period.release.as_deref());
    if releases.clone().next().is_some()
        && rest.iter().any(|token| is_half_year(token) && !releases.clone().any(|release| release == token))
    {
        return Vec::new();
    }
    let by_release = narrow(&found, |period| period.release.as_ref().is_some_and(|release| rest.contains(release)));
    found = if by_release.len() < found.len() {
        by_release
    } else {
        narrow(&found, |period| period.build.is_some_and(|build| rest.iter().any(|token| has_build(token, build))))
    };
    if long_term {
        found.retain(|period| period.ltsc.is_some());
        found = narrow(&found, |period| period.ltsc.as_ref().is_some_and(|year| rest.contains(year)));
    } else if pro {
        found.retain(|period| period.edition != Some(Edition::Enterprise));
    } else if enterprise {
        found.retain(|period| period.edition != Some(Edition::Pro));
    }
    if iot {
        return narrow(&found, |period| period.iot);
    }
    if long_term {
        found.retain(|period| !period.iot);
    }
    found
}

/// Those that fit, or all when none does.
fn narrow<'p>(periods: &[&'p Period], fits: impl Fn(&Period) -> bool) -> Vec<&'p Period> {
    let fitting: Vec<&Period> = periods.iter().copied().filter(|period| fits(period)).collect();
    if fitting.is_empty() { periods.to_vec() } else { fitting }
}

/// 22h2 and the like.
fn is_half_year(token: &str) -> bool {
    let bytes = token.as_bytes();
    bytes.len() == 4 && bytes[2] == b'h' && [0, 1, 3].iter().all(|at| bytes[*at].is_ascii_digit())
}

/// 26100, 26100.2033, 10.0.26100.
fn has_build(token: &str, build: u32) -> bool {
    token.split('.').any(|part| part.parse() == Ok(build))
}

fn names_any(tokens: &[String], words: &[String]) -> bool {
    tokens.iter().any(|token| words.contains(token))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// In short: ended 2016-01-12, until 2027-01-12, 2017-05-09/2032-01-13 (general ended: !), unknown
    fn on(text: &str, today: Date) -> String {
        match support(text, today) {
            Support::Ended { on, extended, bought } => {
                let extended = extended.map(|day| format!(" ({day})")).unwrap_or_default();
                format!("ended {on}{extended}{}", if bought { " bought" } else { "" })
            }
            Support::EndsOn(day) => format!("until {day}"),
            Support::DependsOnEdition { earliest, latest, general_ended } => {
                format!("{earliest}/{latest}{}", if general_ended { "!" } else { "" })
            }
            Support::Unknown => "unknown".into(),
        }
    }

    #[test]
    fn systems_are_recognised_as_ledgers_write_them() {
        let today = date(2025, 12, 1);
        for (text, expected) in [
            ("Win8", "ended 2016-01-12"),
            ("Ｗｉｎｄｏｗｓ８.１", "ended 2023-01-10"),
            ("Win8.1 Pro", "ended 2023-01-10"),
            ("Windows 8 Pro 64bit", "ended 2016-01-12"),
            ("WinXP", "ended 2014-04-08"),
            ("Windows XP Professional SP3", "ended 2014-04-08"),
            ("WindowsVista Business", "ended 2017-04-11"),
            ("Windows 7 SP1", "ended 2020-01-14"),
            ("Win7 SP1 32bit", "ended 2020-01-14"),
            ("ウィンドウズ７", "ended 2020-01-14"),
            ("WS2012R2", "ended 2023-10-10 (2026-10-13)"),
            ("WinSV2012R2", "ended 2023-10-10 (2026-10-13)"),
            ("ＷｉｎＳＶ２０１２Ｒ２", "ended 2023-10-10 (2026-10-13)"),
            ("Windows Server 2012 R2", "ended 2023-10-10 (2026-10-13)"),
            ("Windows Server 2012 Standard R2", "ended 2023-10-10 (2026-10-13)"),
            ("Windows サーバー 2008", "ended 2020-01-14 (2023-01-10)"),
            ("Windows Server 2003 R2", "ended 2015-07-14"),
            ("Win2022", "until 2031-10-14"),
            ("Microsoft Windows Server 2016 Standard", "until 2027-01-12"),
            ("Windows Server 2019 (1809)", "until 2029-01-09"),
            ("Windows Server, version 1809", "ended 2020-11-10"),
            ("Windows Server 2025", "until 2034-11-14"),
            ("Windows 11 Pro 23H2", "ended 2025-11-11"),
            ("Ｗｉｎｄｏｗｓ１１　Ｅｎｔｅｒｐｒｉｓｅ　２３Ｈ２", "until 2026-11-10"),
            ("Windows 11 Pro バージョン 24H2 (OSビルド 26100.2033)", "until 2026-10-13"),
            ("Windows 11 Pro 10.0.26200", "until 2027-10-12"),
            ("Windows 11 IoT Enterprise LTSC 2024", "until 2034-10-10"),
            ("Windows10 Pro 22H2", "ended 2025-10-14 (2028-10-10)"),
            ("W10Pro", "ended 2025-10-14 (2028-10-10)"),
            ("Windows 10 Pro 22H2 (ESU契約済)", "ended 2025-10-14 (2028-10-10) bought"),
            ("Windows 10 Enterprise LTSC 2021", "until 2027-01-12"),
            ("Windows 10 IoT Enterprise LTSC 2021", "until 2032-01-13"),
            ("Win10 IoT LTSC2019", "until 2029-01-09"),
            ("Windows Embedded Standard 7", "ended 2020-10-13"),
            ("Windows Embedded POSReady 7", "ended 2021-10-12"),
            ("WES7", "ended 2020-10-13"),
            ("Windows Embedded 8.1 Industry Pro", "ended 2023-07-11"),
        ] {
            assert_eq!(on(text, today), expected, "{text}");
        }
    }

    #[test]
    fn what_the_text_leaves_open_stays_open() {
        let today = date(2025, 12, 1);
        // the general editions have all ended, the long-term ones have not
        assert_eq!(on("Windows 10", today), "2017-05-09/2032-01-13!");
        assert_eq!(on("Win10 1809", today), "2020-11-10/2029-01-09!");
        assert_eq!(on("Windows 10 Enterprise", today), "2017-05-09/2032-01-13!");
        // some releases of the general editions go on
        assert_eq!(on("Win11", today), "2023-10-10/2034-10-10");
        assert_eq!(on("Windows 11 23H2", today), "2025-11-11/2026-11-10");
        // one row for two systems, one of which has ended
        assert_eq!(on("Windows 7/Windows 11 25H2", today), "2020-01-14/2028-10-10!");
        assert_eq!(on("Windows 7、Windows XP", today), "ended 2020-01-14");
        // before the end of its general support nothing is open that matters
        assert_eq!(on("Windows 10 Pro 22H2", date(2025, 10, 14)), "until 2025-10-14");
        assert_eq!(on("Windows 10 Pro 22H2", date(2025, 10, 15)), "ended 2025-10-14 (2028-10-10)");
    }

    #[test]
    fn what_only_looks_like_a_known_system_is_unknown() {
        let today = date(2025, 12, 1);
        for text in [
            "",
            "－",
            "不明",
            "SQL Server 2012",
            "FileMaker Server 2023",
            "Windows",
            "Windows Server",
            "OSビルド 26100",
            "FortiOS 7.0.12",
            "Windows Storage Server 2016",
            "Windows 10 Mobile",
            "Windows Phone 8",
            "Windows CE 6.0",
            "Windows 11 31H2",
            "Windows 9",
            "Windows 12",
            "Windows XP Embedded",
            "macOS 14",
            "Ubuntu 22.04 LTS",
            "iPad(iOS15.7)",
            "Rev.14.01.38",
            "Word 2016",
            "Oracle 11.2",
            "winter 8",
            "ESXi 8",
            "Server 8",
            "Windows Server 10",
        ] {
            assert_eq!(on(text, today), "unknown", "{text}");
        }
    }

    #[test]
    fn every_line_of_the_table_names_its_source_and_a_product() {
        assert!(TABLE.periods.len() > 60);
        for period in &TABLE.periods {
            assert!(period.source.starts_with("https://"), "{}", period.cycle);
            assert!(TABLE.products.iter().any(|product| product.id == period.product), "{}", period.cycle);
            assert!(period.extended.is_none_or(|extended| extended > period.ends), "{}", period.cycle);
        }
        for product in &TABLE.products {
            assert!(TABLE.periods.iter().any(|period| period.product == product.id), "{}", product.id);
        }
    }

    /// Labelled strings from real ledgers, where they lie beside the repository: what is known is within the range, and what
    /// is no operating system is unknown.
    #[test]
    fn labelled_ledger_strings_are_read_right_or_left_open() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bench/ledger-strings.tsv");
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let mut known = 0;
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            let (name, version, product, cycle) = (columns[2], columns[3], columns[9], columns[10]);
            let found = support(&format!("{name} {version}"), date(2025, 12, 1));
            if !product.starts_with("windows") {
                assert_eq!(found, Support::Unknown, "{name} {version}");
                continue;
            }
            let period = TABLE.periods.iter().find(|period| period.cycle == format!("{product}/{cycle}"));
            match (period.map(|period| period.ends), found) {
                (Some(end), Support::Ended { on, .. }) => assert_eq!(on, end, "{name} {version}"),
                (Some(end), Support::EndsOn(on)) => assert_eq!(on, end, "{name} {version}"),
                (Some(end), Support::DependsOnEdition { earliest, latest, .. }) => {
                    assert!((earliest..=latest).contains(&end), "{name} {version}");
                }
                (Some(_), Support::Unknown) => panic!("{name} {version} is unknown"),
                (None, _) => continue,
            }
            known += 1;
        }
        assert!(known > 30, "{known}");
    }

    /// Compares with a copy of endoflife.date where one lies beside the repository.
    #[test]
    fn the_dates_agree_with_endoflife_date() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/endoflife/products-md");
        for period in &TABLE.periods {
            let (page, cycle) = period.cycle.split_once('/').unwrap();
            let Ok(text) = std::fs::read_to_string(folder.join(format!("{page}.md"))) else { return };
            let (_, block) = text.split_once(&format!("releaseCycle: \"{cycle}\"\n")).unwrap_or_else(|| panic!("{}", period.cycle));
            let block = block.split("releaseCycle:").next().unwrap();
            let value = |name: &str| block.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim).map(str::to_owned);
            assert_eq!(value("eol:"), Some(period.ends.to_string()), "{}", period.cycle);
            assert_eq!(value("eoes:"), period.extended.map(|day| day.to_string()), "{}", period.cycle);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_looked_up_without_panic(text in "\\PC{0,24}", product in "(Windows|Win|WS|W)? ?(Server)? ?[0-9.Hh]{0,7} ?[A-Za-z0-9]{0,6}") {
            let _ = support(&text, date(2025, 12, 1));
            let _ = support(&product, date(2025, 12, 1));
        }
    }
}
