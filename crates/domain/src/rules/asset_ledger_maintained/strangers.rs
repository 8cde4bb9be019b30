//! Machines that another ledger speaks of and the device ledger does not know: often the router that a vendor brought.
//!
//! Deliberately not here: guessing which row may be meant by a name that only resembles one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::assessment::Verdict;
use crate::facts::{Entry, Facts, RecordRef};
use crate::ledger::{Device, Record};
use crate::names::fold;

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Words {
    starts: Vec<String>,
    ends: Vec<String>,
    within: Vec<String>,
    separators: Vec<String>,
    no_address: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../../../data/assets.toml")).unwrap_or_default());

/// How many names stand in the message; the rows are all named.
const NAMED: usize = 5;

/// Reports the rows that name a machine which is in no row of the device ledger. An identifier that no row has is a machine
/// that the ledger lacks; of a mere description (the PACS server) a person must say which row it means.
pub(super) fn report(facts: &Facts, verdict: &mut Verdict) {
    let mut search =
        Search { known: Known::of(facts), seen: BTreeSet::new(), unknown: Strangers::default(), unclear: Strangers::default() };
    search.walk(&facts.maintenance_lines, |line| &line.device);
    search.walk(&facts.source_restrictions, |row| &row.device);
    search.walk(&facts.log_sources, |source| &source.host);
    search.walk(&facts.services, |service| &service.host);
    let Search { unknown, unclear, .. } = search;
    if !unknown.records.is_empty() {
        let machines = unknown.named();
        verdict.against_all("asset-not-in-ledger", unknown.records, &[("machines", &machines)]);
    }
    if !unclear.records.is_empty() {
        let machines = unclear.named();
        verdict.missing_all("asset-name-unmatched", unclear.records, &[("machines", &machines)]);
    }
}

/// Whether an address cell gives no address: blank, or a word for "whatever it gets".
pub(super) fn is_no_address(ip: &str) -> bool {
    let ip = fold(ip);
    ip.is_empty() || WORDS.no_address.contains(&ip)
}

/// Machines that no row has, and the rows that name them.
#[derive(Default)]
struct Strangers {
    machines: Vec<String>,
    records: Vec<RecordRef>,
}

impl Strangers {
    fn named(&self) -> String {
        self.machines.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("\u{3001}")
    }
}

struct Search<'a> {
    known: Known<'a>,
    /// Cells already looked at: one host has many services
    seen: BTreeSet<&'a str>,
    unknown: Strangers,
    unclear: Strangers,
}

impl<'a> Search<'a> {
    fn walk<T: Record>(&mut self, entries: &'a [Entry<T>], cell: impl Fn(&'a T) -> &'a String) {
        for entry in entries {
            let cell = cell(&entry.record).as_str();
            if cell.trim().is_empty() || !self.seen.insert(cell) {
                continue;
            }
            let (identifiers, descriptions): (Vec<String>, Vec<String>) =
                self.known.strangers_in(cell).into_iter().partition(|name| is_identifier(name));
            for (names, found) in [(identifiers, &mut self.unknown), (descriptions, &mut self.unclear)] {
                if !names.is_empty() {
                    found.machines.extend(names);
                    found.records.push(entry.reference());
                }
            }
        }
    }
}

/// What the device ledger calls its machines. Disposed ones count here: their line is stale, not unknown.
struct Known<'a> {
    devices: &'a [Entry<Device>],
    /// Numbers and host names; built when the first cell asks
    names: Option<BTreeSet<String>>,
    /// Everything else by which a person may call a machine; built when a cell is not among the names
    callings: Option<BTreeSet<String>>,
}

impl<'a> Known<'a> {
    fn of(facts: &'a Facts) -> Self {
        Self { devices: &facts.devices, names: None, callings: None }
    }

    /// The machines in one cell that no row has, as written.
    fn strangers_in(&mut self, cell: &str) -> Vec<String> {
        if self.knows(cell) || is_collective(cell) {
            return Vec::new();
        }
        let mut pieces = vec![cell];
        for separator in &WORDS.separators {
            pieces = pieces.into_iter().flat_map(|piece| piece.split(separator.as_str())).collect();
        }
        let pieces = pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty());
        pieces.filter(|piece| !self.knows(piece) && !is_collective(piece)).map(str::to_owned).collect()
    }

    /// Whether the text is a number, a host or another calling of a machine, or has a number or a host as one of its words.
    fn knows(&mut self, text: &str) -> bool {
        let devices = self.devices;
        let names =
            self.names.get_or_insert_with(|| devices.iter().flat_map(|device| [name(&device.number), name(&device.host)]).collect());
        let whole = name(text);
        if names.contains(&whole) {
            return true;
        }
        let callings = self.callings.get_or_insert_with(|| devices.iter().flat_map(callings).collect());
        callings.contains(&whole) || words(text).map(name).any(|word| word.chars().count() > 1 && names.contains(&word))
    }
}

/// A number or host as it is compared: folded, and without the leading zeros that spreadsheets drop.
fn name(text: &str) -> String {
    let folded = fold(text);
    if folded.bytes().all(|b| b.is_ascii_digit()) { folded.trim_start_matches('0').to_owned() } else { folded }
}

fn callings(device: &Entry<Device>) -> Vec<String> {
    let cells = [&device.mac, &device.serial, &device.model, &device.software, &device.note, &device.label()].map(|cell| fold(cell));
    let addresses = device.ip.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | ';' | '\u{3001}')).map(fold);
    cells.into_iter().chain(addresses).filter(|calling| !calling.is_empty()).collect()
}

/// The words of a cell: parted by space, brackets, slash or colon.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| {
        c.is_whitespace()
            || matches!(c, '(' | ')' | '[' | ']' | '/' | ':' | '\u{ff08}' | '\u{ff09}' | '\u{300c}' | '\u{300d}' | '\u{3010}' | '\u{3011}')
    };
    text.split(apart).filter(|word| !word.is_empty())
}

/// Whether the text identifies a machine (NW-009, FortiGate 60F) and does not merely describe one.
fn is_identifier(text: &str) -> bool {
    let exact = |word: &str| {
        let word = fold(word);
        word.is_ascii() && word.len() > 2 && word.bytes().any(|b| b.is_ascii_digit())
    };
    fold(text).is_ascii() || words(text).any(exact)
}

fn is_collective(text: &str) -> bool {
    let text = fold(text);
    WORDS.starts.iter().any(|word| text.starts_with(word.as_str()))
        || WORDS.ends.iter().any(|word| text.ends_with(word.as_str()))
        || WORDS.within.iter().any(|word| text.contains(word.as_str()))
}
