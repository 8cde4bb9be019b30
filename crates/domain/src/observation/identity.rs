//! Which observations speak of one machine, and of which row of the device ledger.
//!
//! A score over identifiers decides: shared identifiers add up, contradicting ones (two serial numbers) forbid. Placeholders, and what is
//! seen on three machines or more, weigh nothing. Enough is one; what lies between is a question to a person, whose answer counts from then
//! on. Name and address together are never enough. Deliberately not here: similarity of names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Identifiers, Observed};
use crate::facts::Entry;
use crate::ledger::Device;
use crate::names::fold;

/// From here on two are one.
const ENOUGH: u32 = 100;
/// From here on it is worth a question.
const DOUBTFUL: u32 = 50;
/// An identifier on so many machines tells none of them from the others.
const COMMON: usize = 3;

/// By what two can be the same. The order is that of their weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// 管理番号
    Number,
    /// Account in the directory
    Sid,
    /// 製造番号
    Serial,
    /// SMBIOS UUID
    Uuid,
    /// MAC address given by the maker
    Mac,
    /// コンピュータ名
    Host,
    /// Fixed IP address
    Address,
}

impl Mark {
    /// Hundredths that sharing it adds.
    fn weight(self) -> u32 {
        match self {
            Self::Number => 100,
            Self::Sid => 95,
            Self::Serial | Self::Uuid => 90,
            Self::Mac => 80,
            Self::Host => 50,
            Self::Address => 20,
        }
    }

    /// Whether a machine has only one of it, so that two different ones are two machines.
    fn single(self) -> bool {
        matches!(self, Self::Number | Self::Sid | Self::Serial | Self::Uuid)
    }

    /// Stable id.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Sid => "sid",
            Self::Serial => "serial",
            Self::Uuid => "uuid",
            Self::Mac => "mac",
            Self::Host => "host",
            Self::Address => "address",
        }
    }
}

/// One machine: a row of the ledger, what was observed of it, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    /// Position of its row in the ledger
    pub row: Option<usize>,
    /// Positions of its observations
    pub observed: Vec<usize>,
    /// What ties the row to the observations; empty where there is no row, or nothing observed
    pub by: Vec<Mark>,
    /// Its strongest identifier, as `mac:aa:bb:…`; how a person's answer names what was observed
    pub name: String,
}

/// Two that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Positions of the two in the list of clusters; the first has a row where only one has
    pub between: (usize, usize),
    /// What they share
    pub shared: Vec<Mark>,
    /// What speaks against: identifiers of which a machine has one only, and they differ
    pub against: Vec<Mark>,
}

/// What a person said about two that may be one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct IdentityAnswer {
    /// Key of the row in the device ledger
    pub number: String,
    /// [`Cluster::name`] of what was observed
    pub name: String,
    /// Whether they are one machine
    pub same: bool,
}

/// Machines and questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Every row and every observation, each in one cluster: those with rows first, in the order of the ledger
    pub machines: Vec<Cluster>,
    /// Pairs that a person should look at
    pub doubts: Vec<Doubt>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Placeholders {
    serials: BTreeSet<String>,
    uuids: BTreeSet<String>,
    hosts: BTreeSet<String>,
    mac_prefixes: Vec<String>,
}

static PLACEHOLDERS: LazyLock<Placeholders> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/identifiers.toml")).unwrap_or_default());

type Marks = BTreeSet<(Mark, String)>;

/// Rows or observations with the very same identifiers: one already.
#[derive(Default)]
struct Node {
    marks: Marks,
    row: Option<usize>,
    observed: Vec<usize>,
}

/// Puts rows and observations of machines together. Observations of other things are left out.
pub fn identify(rows: &[Entry<Device>], observed: &[Observed], answers: &[IdentityAnswer]) -> Identity {
    let nodes = nodes(rows, observed);
    let mut groups = Groups::of(&nodes);
    let said: BTreeMap<(String, &str), bool> =
        answers.iter().map(|answer| ((fold(&answer.number), answer.name.as_str()), answer.same)).collect();
    let said = |one: usize, other: usize| {
        let (row, seen) = if nodes[one].row.is_some() { (one, other) } else { (other, one) };
        let key = fold(&rows[nodes[row].row?].key);
        nodes[seen].marks.iter().find_map(|mark| said.get(&(key.clone(), name(mark).as_str())).copied())
    };
    let mut pairs = pairs(&nodes);
    for (at, row) in nodes.iter().enumerate().filter(|(_, node)| node.row.is_some()) {
        let key = row.row.map(|row| fold(&rows[row].key)).unwrap_or_default();
        for answer in answers.iter().filter(|answer| answer.same && fold(&answer.number) == key) {
            let seen = nodes.iter().position(|node| node.row.is_none() && node.marks.iter().any(|mark| name(mark) == answer.name));
            pairs.extend(seen.map(|seen| Pair { score: u32::MAX, between: (at, seen), shared: Vec::new() }));
        }
    }
    pairs.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.between.cmp(&b.between)));
    let mut open: Vec<Pair> = Vec::new();
    for pair in pairs {
        let (one, other) = pair.between;
        if groups.same(one, other) || said(one, other) == Some(false) {
            continue;
        }
        if pair.score >= ENOUGH && (pair.score == u32::MAX || groups.contradictions(one, other).is_empty()) && groups.one_row(one, other) {
            groups.join(one, other);
        } else {
            open.push(pair);
        }
    }
    finish(&nodes, groups, open)
}

fn nodes(rows: &[Entry<Device>], observed: &[Observed]) -> Vec<Node> {
    let row_marks: Vec<Marks> = rows.iter().map(|row| marks(&of_row(row), &row.number)).collect();
    let seen: Vec<(usize, Marks)> = observed
        .iter()
        .enumerate()
        .filter_map(|(at, seen)| seen.device().map(|device| (at, marks(&device.identifiers, &device.identifiers.number))))
        .collect();
    let common = common(&row_marks, &seen, observed);
    let telling = |marks: Marks| -> Marks { marks.into_iter().filter(|mark| !common.contains(mark)).collect() };
    let mut nodes: Vec<Node> = row_marks
        .into_iter()
        .enumerate()
        .filter(|(at, _)| rows[*at].in_service())
        .map(|(at, marks)| Node { marks: telling(marks), row: Some(at), observed: Vec::new() })
        .collect();
    let mut alike: BTreeMap<Marks, usize> = BTreeMap::new();
    for (at, marks) in seen {
        let marks = telling(marks);
        // what has no identifier left is a machine of its own each time
        let known = if marks.is_empty() { None } else { alike.get(&marks).copied() };
        if let Some(known) = known {
            nodes[known].observed.push(at);
        } else {
            alike.insert(marks.clone(), nodes.len());
            nodes.push(Node { marks, row: None, observed: vec![at] });
        }
    }
    nodes
}

/// Identifiers as the ledger writes them.
fn of_row(row: &Device) -> Identifiers {
    let apart = |text: &str| -> Vec<String> {
        let separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '\u{3001}' | '\u{ff0c}' | '\u{ff0f}');
        text.split(separator).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    Identifiers {
        serial: row.serial.clone(),
        macs: apart(&row.mac),
        hosts: vec![row.host.clone()],
        addresses: apart(&row.ip),
        ..Identifiers::default()
    }
}

fn marks(ids: &Identifiers, number: &str) -> Marks {
    let mut marks = Marks::new();
    let mut add = |mark: Mark, text: String, empty: bool| {
        if !text.is_empty() && !empty {
            marks.insert((mark, text));
        }
    };
    let known = &*PLACEHOLDERS;
    add(Mark::Number, fold(number), false);
    let serial = fold(&ids.serial);
    let hollow = known.serials.contains(&serial) || serial.chars().all(|c| c == '0' || c == 'x' || c == '-');
    add(Mark::Serial, serial, hollow);
    let uuid = fold(&ids.uuid);
    let hollow = known.uuids.contains(&uuid);
    add(Mark::Uuid, uuid, hollow);
    add(Mark::Sid, fold(&ids.sid), false);
    for mac in &ids.macs {
        let mac = canonical_mac(mac);
        let hollow = known.mac_prefixes.iter().any(|prefix| mac.starts_with(prefix.as_str())) || made_up(&mac);
        add(Mark::Mac, mac, hollow);
    }
    for host in &ids.hosts {
        let folded = fold(host);
        let host = if folded.parse::<std::net::IpAddr>().is_ok() { "" } else { folded.split('.').next().unwrap_or_default() };
        add(Mark::Host, host.to_owned(), known.hosts.contains(&folded) || known.hosts.contains(host));
    }
    if ids.dynamic != Some(true) {
        for address in &ids.addresses {
            let address = fold(address);
            let bare = address.split(['/', '%']).next().unwrap_or_default();
            if let Ok(ip) = bare.parse::<std::net::IpAddr>() {
                let link_local = matches!(ip, std::net::IpAddr::V4(ip) if ip.is_link_local());
                add(Mark::Address, ip.to_string(), ip.is_loopback() || ip.is_unspecified() || link_local);
            }
        }
    }
    marks
}

/// Whether a name ([`Cluster::name`]) is one of these identifiers.
pub fn bears(ids: &Identifiers, wanted: &str) -> bool {
    marks(ids, &ids.number).iter().any(|mark| name(mark) == wanted)
}

/// `aa:bb:cc:dd:ee:ff` of any spelling of a MAC address; empty for anything else.
pub fn canonical_mac(text: &str) -> String {
    let digits: String = fold(text).chars().filter(|c| !matches!(c, ':' | '-' | '.')).collect();
    if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return String::new();
    }
    let pairs: Vec<&str> = (0..6).filter_map(|at| digits.get(at * 2..at * 2 + 2)).collect();
    pairs.join(":")
}

/// Whether the address was made up by software (the bit for "locally administered"): phones change theirs daily.
fn made_up(mac: &str) -> bool {
    matches!(mac.as_bytes().get(1), Some(b'2' | b'6' | b'a' | b'e' | b'3' | b'7' | b'b' | b'f'))
}

/// Identifiers that are on too many machines: three in one list, or under three names.
fn common(rows: &[Marks], seen: &[(usize, Marks)], observed: &[Observed]) -> Marks {
    let mut in_list: BTreeMap<(&(Mark, String), &str), usize> = BTreeMap::new();
    let mut names: BTreeMap<&(Mark, String), BTreeSet<&str>> = BTreeMap::new();
    let listed = rows.iter().map(|marks| ("", marks)).chain(seen.iter().map(|(at, marks)| (observed[*at].file.as_str(), marks)));
    for (file, marks) in listed {
        let host = marks.iter().find(|(mark, _)| *mark == Mark::Host).map(|(_, host)| host.as_str());
        for mark in marks {
            *in_list.entry((mark, file)).or_default() += 1;
            if let Some(host) = host.filter(|_| mark.0 < Mark::Host) {
                names.entry(mark).or_default().insert(host);
            }
        }
    }
    let listed = in_list.into_iter().filter(|(_, count)| *count >= COMMON).map(|((mark, _), _)| mark);
    listed.chain(names.into_iter().filter(|(_, hosts)| hosts.len() >= COMMON).map(|(mark, _)| mark)).cloned().collect()
}

struct Pair {
    score: u32,
    between: (usize, usize),
    shared: Vec<Mark>,
}

/// Every two that share an identifier, in no order.
fn pairs(nodes: &[Node]) -> Vec<Pair> {
    let mut bearers: BTreeMap<&(Mark, String), Vec<usize>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        for mark in &node.marks {
            bearers.entry(mark).or_default().push(at);
        }
    }
    let mut shared: BTreeMap<(usize, usize), BTreeSet<Mark>> = BTreeMap::new();
    for ((mark, _), bearers) in bearers {
        for (nth, one) in bearers.iter().enumerate() {
            for other in &bearers[nth + 1..] {
                shared.entry((*one, *other)).or_default().insert(*mark);
            }
        }
    }
    let pair = |((one, other), shared): ((usize, usize), BTreeSet<Mark>)| Pair {
        score: shared.iter().map(|mark| mark.weight()).sum(),
        between: (one, other),
        shared: shared.into_iter().collect(),
    };
    shared.into_iter().map(pair).collect()
}

/// Who is together with whom.
struct Groups {
    head: Vec<usize>,
    members: Vec<Vec<usize>>,
    marks: Vec<Marks>,
    row: Vec<bool>,
}

impl Groups {
    fn of(nodes: &[Node]) -> Self {
        Self {
            head: (0..nodes.len()).collect(),
            members: (0..nodes.len()).map(|at| vec![at]).collect(),
            marks: nodes.iter().map(|node| node.marks.clone()).collect(),
            row: nodes.iter().map(|node| node.row.is_some()).collect(),
        }
    }

    fn same(&self, one: usize, other: usize) -> bool {
        self.head[one] == self.head[other]
    }

    fn one_row(&self, one: usize, other: usize) -> bool {
        !(self.row[self.head[one]] && self.row[self.head[other]])
    }

    /// The identifiers of which a machine has one only, and these two have different ones.
    fn contradictions(&self, one: usize, other: usize) -> Vec<Mark> {
        let of = |at: usize, kind: Mark| -> BTreeSet<&str> {
            self.marks[self.head[at]].iter().filter(|(mark, _)| *mark == kind).map(|(_, text)| text.as_str()).collect()
        };
        let differ = |kind: &Mark| {
            let (a, b) = (of(one, *kind), of(other, *kind));
            !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
        };
        [Mark::Number, Mark::Sid, Mark::Serial, Mark::Uuid].into_iter().filter(|kind| kind.single()).filter(differ).collect()
    }

    fn join(&mut self, one: usize, other: usize) {
        let (into, from) = (self.head[one].min(self.head[other]), self.head[one].max(self.head[other]));
        let moved = std::mem::take(&mut self.members[from]);
        for member in &moved {
            self.head[*member] = into;
        }
        self.members[into].extend(moved);
        let marks = std::mem::take(&mut self.marks[from]);
        self.marks[into].extend(marks);
        self.row[into] = self.row[into] || self.row[from];
    }
}

/// A mark as an answer names it.
fn name((mark, text): &(Mark, String)) -> String {
    format!("{}:{text}", mark.as_str())
}

fn finish(nodes: &[Node], groups: Groups, open: Vec<Pair>) -> Identity {
    let mut place: BTreeMap<usize, usize> = BTreeMap::new();
    let mut machines: Vec<Cluster> = Vec::new();
    for (head, members) in groups.members.iter().enumerate().filter(|(_, members)| !members.is_empty()) {
        place.insert(head, machines.len());
        let row = members.iter().find_map(|at| nodes[*at].row);
        let mut observed: Vec<usize> = members.iter().flat_map(|at| nodes[*at].observed.iter().copied()).collect();
        observed.sort_unstable();
        let seen: BTreeSet<&(Mark, String)> =
            members.iter().filter(|at| nodes[**at].row.is_none()).flat_map(|at| &nodes[*at].marks).collect();
        let own = members.iter().find(|at| nodes[**at].row.is_some()).map(|at| &nodes[*at].marks);
        let mut by: Vec<Mark> = own.into_iter().flatten().filter(|mark| seen.contains(mark)).map(|(mark, _)| *mark).collect();
        by.dedup();
        machines.push(Cluster { row, observed, by, name: seen.first().map(|mark| name(mark)).unwrap_or_default() });
    }
    let mut doubts: Vec<Doubt> = Vec::new();
    let mut asked: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut asked_of: BTreeSet<usize> = BTreeSet::new();
    for pair in open {
        let (one, other) = pair.between;
        let (Some(one_at), Some(other_at)) = (place.get(&groups.head[one]), place.get(&groups.head[other])) else { continue };
        let between = (*one_at.min(other_at), *one_at.max(other_at));
        let with_row = machines[between.0].row.is_some() != machines[between.1].row.is_some();
        // an address alone is worth a question only where nothing better speaks for either
        let weak = pair.score < DOUBTFUL;
        if between.0 == between.1
            || !with_row
            || (weak && (asked_of.contains(&between.0) || asked_of.contains(&between.1) || tied(&machines, between)))
        {
            continue;
        }
        if asked.insert(between) {
            asked_of.extend([between.0, between.1]);
            doubts.push(Doubt { between, shared: pair.shared, against: groups.contradictions(one, other) });
        }
    }
    Identity { machines, doubts }
}

/// Whether the row of the two has observations of its own already.
fn tied(machines: &[Cluster], between: (usize, usize)) -> bool {
    [between.0, between.1].into_iter().any(|at| machines[at].row.is_some() && !machines[at].observed.is_empty())
}
