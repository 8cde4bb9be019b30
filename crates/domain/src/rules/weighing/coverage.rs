//! Which machines a row is about: it names them by number, host name or software, or it names a whole kind (全端末), the whole
//! house, or something that the device ledger does not know (電子カルテ端末, PACS).
//!
//! Names are compared folded and whole; a cell may hold several. Deliberately not here: similarity.

use std::collections::{BTreeMap, BTreeSet};

use super::{WORDS, parts};
use crate::facts::{Entry, Facts, Provenance};
use crate::framework::Scope;
use crate::ledger::{Device, DeviceKind, Record};
use crate::names::fold;

/// The kinds that the official text means by 医療情報システム全般.
const KINDS: [DeviceKind; 3] = [DeviceKind::Server, DeviceKind::Endpoint, DeviceKind::Network];

/// Whether an item under this sub-heading speaks of something of that kind. What has no kind counts everywhere.
pub(in crate::rules) fn concerns(scope: Scope, kind: DeviceKind) -> bool {
    kind == DeviceKind::Unknown || kind.within(scope)
}

/// Finds the machines that rows name.
pub(in crate::rules) struct Machines<'a> {
    devices: &'a [Entry<Device>],
    /// Positions of the machines that bear one of the names, by folded name
    named: BTreeMap<String, Vec<usize>>,
}

/// What one row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rules) enum Reach {
    /// These machines of the ledger, by position; disposed ones among them
    Named(Vec<usize>),
    /// Every machine of these kinds
    Kinds(Vec<DeviceKind>),
    /// Every machine
    House,
    /// Something that the ledger does not name; of these kinds as far as the words tell, possibly none
    Part(Vec<DeviceKind>),
}

impl<'a> Machines<'a> {
    /// An index of the machines that the texts name by number or host name, and by software where `software` is set.
    pub(in crate::rules) fn named_by<'t>(facts: &'a Facts, texts: impl Iterator<Item = &'t str>, software: bool) -> Self {
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for text in texts {
            let whole = fold(text);
            for part in parts(&whole, &WORDS.separators) {
                named.entry(part.to_owned()).or_default();
            }
            named.entry(whole).or_default();
        }
        named.remove("");
        if named.is_empty() {
            return Self { devices: &facts.devices, named };
        }
        let mut folded: BTreeMap<&str, String> = BTreeMap::new();
        for (position, device) in facts.devices.iter().enumerate() {
            let mut bears = |name: &str| {
                if let Some(machines) = named.get_mut(name).filter(|machines| machines.last() != Some(&position)) {
                    machines.push(position);
                }
            };
            bears(&fold(&device.number));
            bears(&fold(&device.host));
            if software {
                bears(folded.entry(device.software.as_str()).or_insert_with(|| fold(&device.software)));
            }
        }
        Self { devices: &facts.devices, named }
    }

    /// The machines named by the whole text, or by its parts.
    pub(in crate::rules) fn named(&self, text: &str) -> Vec<usize> {
        let whole = fold(text);
        let found = |name: &str| self.named.get(name).cloned().unwrap_or_default();
        let mut machines = found(&whole);
        if machines.is_empty() {
            machines = parts(&whole, &WORDS.separators).into_iter().flat_map(found).collect();
            machines.sort_unstable();
            machines.dedup();
        }
        machines
    }

    /// What a row with this target and this kind is about. The kind narrows the machines that the target names.
    pub(in crate::rules) fn reach(&self, target: &str, kind: DeviceKind) -> Reach {
        let named = self.named(target);
        if !named.is_empty() {
            let of_kind: Vec<usize> = named.iter().copied().filter(|at| self.devices[*at].kind == kind).collect();
            return Reach::Named(if of_kind.is_empty() { named } else { of_kind });
        }
        if kind == DeviceKind::Unknown { group_in(target) } else { Reach::Kinds(vec![kind]) }
    }

    /// As [`Machines::reach`], for settings that hold for the whole house where nothing narrower is named.
    pub(in crate::rules) fn reach_of_setting(&self, target: &str, kind: DeviceKind) -> Reach {
        if kind == DeviceKind::Unknown && target.trim().is_empty() { Reach::House } else { self.reach(target, kind) }
    }

    /// Whether an item under this sub-heading speaks of such a row. A row about disposed machines only never counts.
    pub(in crate::rules) fn concerned(&self, reach: &Reach, scope: Scope) -> bool {
        match reach {
            Reach::Named(machines) => {
                machines.iter().map(|at| &self.devices[*at]).any(|device| device.in_service() && concerns(scope, device.kind))
            }
            Reach::Kinds(kinds) => kinds.iter().any(|kind| concerns(scope, *kind)),
            Reach::Part(kinds) => kinds.is_empty() || kinds.iter().any(|kind| concerns(scope, *kind)),
            Reach::House => true,
        }
    }

    /// The rows without those that add nothing, because every machine of which they speak was observed: what a machine says of itself
    /// stands before what a ledger says of it. `whole` tells which observed rows speak of the whole of their machine.
    pub(in crate::rules) fn observed_first<'r, T: Record>(
        &self,
        rows: Vec<(&'r Entry<T>, Reach)>,
        scope: Scope,
        whole: impl Fn(&T) -> bool,
    ) -> Vec<(&'r Entry<T>, Reach)> {
        let observed = Self::observed(&rows, whole);
        if observed.is_empty() {
            return rows;
        }
        let all_of = |wanted: &dyn Fn(&Device) -> bool| {
            let mut of_kind = self.devices.iter().enumerate().filter(|(_, device)| device.in_use() && wanted(device)).peekable();
            of_kind.peek().is_some() && of_kind.all(|(at, _)| observed.contains(&at))
        };
        let superfluous = |reach: &Reach| match reach {
            Reach::Named(machines) => machines.iter().all(|at| observed.contains(at)),
            Reach::Kinds(kinds) => all_of(&|device| kinds.contains(&device.kind)),
            Reach::House => all_of(&|device| KINDS.contains(&device.kind) && concerns(scope, device.kind)),
            Reach::Part(_) => false,
        };
        rows.into_iter().filter(|(row, reach)| row.provenance == Provenance::Machine || !superfluous(reach)).collect()
    }

    /// Positions of the machines of which an observed row speaks.
    pub(in crate::rules) fn observed<T: Record>(rows: &[(&Entry<T>, Reach)], whole: impl Fn(&T) -> bool) -> BTreeSet<usize> {
        let of_machines = rows.iter().filter(|(row, _)| row.provenance == Provenance::Machine && whole(&row.record));
        let named = of_machines.filter_map(|(_, reach)| match reach {
            Reach::Named(machines) => Some(machines.iter().copied()),
            Reach::Kinds(_) | Reach::House | Reach::Part(_) => None,
        });
        named.flatten().collect()
    }

    /// Whether a row is about this machine, or may be.
    pub(in crate::rules) fn covers(&self, reach: &Reach, device: &Entry<Device>) -> bool {
        match reach {
            Reach::Named(machines) => machines.iter().any(|at| self.devices[*at].key == device.key),
            Reach::Kinds(kinds) | Reach::Part(kinds) => kinds.contains(&device.kind),
            Reach::House => true,
        }
    }

    /// The kinds of machines that a row is about.
    pub(in crate::rules) fn kinds(&self, reach: &Reach) -> BTreeSet<DeviceKind> {
        match reach {
            Reach::Named(machines) => machines.iter().map(|at| self.devices[*at].kind).collect(),
            Reach::Kinds(kinds) | Reach::Part(kinds) => kinds.iter().copied().collect(),
            Reach::House => KINDS.into(),
        }
    }

    /// The machines in use under this sub-heading that no row is about; `needed` narrows them further.
    pub(in crate::rules) fn uncovered<'r>(
        &self,
        reaches: impl Iterator<Item = &'r Reach>,
        scope: Scope,
        needed: impl Fn(&Device) -> bool,
    ) -> Vec<&'a Entry<Device>> {
        let (mut machines, mut kinds, mut house) = (BTreeSet::new(), BTreeSet::new(), false);
        for reach in reaches {
            match reach {
                Reach::Named(named) => machines.extend(named.iter().copied()),
                Reach::Kinds(named) => kinds.extend(named.iter().copied()),
                Reach::House => house = true,
                Reach::Part(_) => {}
            }
        }
        let open = |at: usize, device: &Device| {
            !house
                && device.in_use()
                && concerns(scope, device.kind)
                && needed(device)
                && !machines.contains(&at)
                && !kinds.contains(&device.kind)
        };
        self.devices.iter().enumerate().filter(|(at, device)| open(*at, device)).map(|(_, device)| device).collect()
    }
}

/// The machines in use (servers, endpoint PCs, network devices) of whose kind no row is.
pub(in crate::rules) fn uncovered_kinds<'a>(
    facts: &'a Facts,
    scope: Scope,
    covered: &BTreeSet<DeviceKind>,
) -> impl Iterator<Item = &'a Entry<Device>> {
    let open: Vec<DeviceKind> = KINDS.into_iter().filter(|kind| concerns(scope, *kind) && !covered.contains(kind)).collect();
    facts.devices.iter().filter(move |device| device.in_use() && open.contains(&device.kind))
}

impl Reach {
    /// A row about a part of a kind taken for the whole kind: for settings that ledgers keep by groups of their own.
    pub(in crate::rules) fn widened(self) -> Self {
        match self {
            Self::Part(kinds) if !kinds.is_empty() => Self::Kinds(kinds),
            reach => reach,
        }
    }
}

/// Whether a text names this whole kind of machines, or the whole house.
pub(crate) fn names_whole_kind(text: &str, kind: DeviceKind) -> bool {
    match group_in(text) {
        Reach::House => true,
        Reach::Kinds(kinds) => kinds.contains(&kind),
        Reach::Named(_) | Reach::Part(_) => false,
    }
}

/// What a text names by itself: whole kinds of machines (全端末, ルータ), the whole house (全機器, 院内), or part of a kind.
fn group_in(text: &str) -> Reach {
    let folded = fold(text);
    let words = &WORDS.kinds;
    if words.all.iter().any(|word| folded.contains(word.as_str())) || words.house.contains(&folded) {
        return Reach::House;
    }
    let lists = [(DeviceKind::Server, &words.server), (DeviceKind::Endpoint, &words.endpoint), (DeviceKind::Network, &words.network)];
    let mut rest = folded.clone();
    let mut kinds = Vec::new();
    for (kind, words) in lists {
        if words.iter().any(|word| folded.contains(word.as_str())) {
            kinds.push(kind);
            rest = without(rest, words);
        }
    }
    let whole = !kinds.is_empty() && !without(rest, &words.generic).chars().any(char::is_alphabetic);
    if whole { Reach::Kinds(kinds) } else { Reach::Part(kinds) }
}

fn without(text: String, words: &[String]) -> String {
    words.iter().fold(text, |text, word| text.replace(word.as_str(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        toml::from_str(
            r#"
            as-of = "2025-12-01"
            devices = [
              { number = "S-1", host = "SV-EMR", software = "電子カルテ", kind = "server" },
              { number = "P-1", host = "PC-01", software = "電子カルテ", kind = "endpoint" },
              { number = "P-2", host = "PC-02", kind = "endpoint", status = "stopped" },
              { number = "N-1", kind = "network", status = "disposed" },
              { number = "X-1" },
            ]
            "#,
        )
        .unwrap()
    }

    fn reach(facts: &Facts, target: &str, kind: DeviceKind) -> Reach {
        Machines::named_by(facts, [target].into_iter(), true).reach(target, kind)
    }

    #[test]
    fn a_row_names_machines_by_number_host_or_software() {
        let facts = facts();
        assert_eq!(reach(&facts, "ｓｖ-ｅｍｒ", DeviceKind::Unknown), Reach::Named(vec![0]));
        assert_eq!(reach(&facts, "PC-01、PC-02", DeviceKind::Unknown), Reach::Named(vec![1, 2]));
        assert_eq!(reach(&facts, "電子カルテ", DeviceKind::Unknown), Reach::Named(vec![0, 1]));
        assert_eq!(reach(&facts, "電子カルテ", DeviceKind::Server), Reach::Named(vec![0]));
        assert_eq!(
            Machines::named_by(&facts, ["電子カルテ"].into_iter(), false).reach("電子カルテ", DeviceKind::Unknown),
            Reach::Part(vec![])
        );
    }

    #[test]
    fn a_row_may_name_a_kind_instead() {
        let facts = facts();
        assert_eq!(reach(&facts, "全端末", DeviceKind::Unknown), Reach::Kinds(vec![DeviceKind::Endpoint]));
        assert_eq!(reach(&facts, "院内サーバ・端末", DeviceKind::Unknown), Reach::Kinds(vec![DeviceKind::Server, DeviceKind::Endpoint]));
        assert_eq!(reach(&facts, "すべて", DeviceKind::Unknown), Reach::House);
        assert_eq!(reach(&facts, "院内", DeviceKind::Unknown), Reach::House);
        assert_eq!(reach(&facts, "", DeviceKind::Network), Reach::Kinds(vec![DeviceKind::Network]));
        assert_eq!(reach(&facts, "PACS", DeviceKind::Unknown), Reach::Part(vec![]));
        assert_eq!(reach(&facts, "", DeviceKind::Unknown), Reach::Part(vec![]));
        assert_eq!(reach(&facts, "検査端末（3台）", DeviceKind::Unknown), Reach::Part(vec![DeviceKind::Endpoint]));
        assert_eq!(reach(&facts, "端末PC（30台）", DeviceKind::Unknown), Reach::Kinds(vec![DeviceKind::Endpoint]));
        assert_eq!(reach(&facts, "各部署の端末", DeviceKind::Unknown), Reach::Kinds(vec![DeviceKind::Endpoint]));
        assert_eq!(reach(&facts, "検査端末", DeviceKind::Unknown).widened(), Reach::Kinds(vec![DeviceKind::Endpoint]));
    }

    #[test]
    fn a_row_about_disposed_machines_never_counts() {
        let facts = facts();
        let machines = Machines::named_by(&facts, ["N-1"].into_iter(), false);
        assert!(!machines.concerned(&machines.reach("N-1", DeviceKind::Unknown), Scope::All));
    }

    #[test]
    fn machines_in_use_without_a_row_are_found_and_unknown_kinds_are_among_them() {
        let facts = facts();
        let machines = Machines::named_by(&facts, ["PC-01"].into_iter(), false);
        let keys = |scope| {
            machines
                .uncovered([machines.reach("PC-01", DeviceKind::Unknown)].iter(), scope, |_| true)
                .iter()
                .map(|device| device.key.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(Scope::All), ["S-1", "X-1"]);
        assert_eq!(keys(Scope::Endpoint), ["X-1"]);
        assert_eq!(uncovered_kinds(&facts, Scope::All, &BTreeSet::from([DeviceKind::Endpoint])).count(), 1);
    }
}
