//! How much of the ledger was observed for one item: so many of so many machines, the oldest day, and of each machine without a fact the
//! reason why there is none.
//!
//! "Nothing was found" is only as good as this: a machine that nobody asked is not a machine without faults. Deliberately not here: what
//! the facts mean for the item (`rules`), and words for people.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Entry, Facts, Provenance, RecordRef};
use crate::calendar::PartialDate;
use crate::framework::Scope;
use crate::ledger::{Device, DeviceKind};
use crate::observation::{Machine, ObservationKind, Tie, Told};

/// What an item must know of each machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// That it is there (2-①)
    Presence,
    /// By what it can be worked on from afar: programs, services, VPN (2-②)
    Remote,
    /// Its accounts (2-④, 2-⑤, 2-⑧)
    Accounts,
    /// System and updates (2-⑥)
    System,
    /// Rules for passwords (2-⑦)
    Password,
    /// Removable storage (2-⑨)
    Media,
    /// A second factor at sign-in (2-⑩)
    SecondFactor,
    /// Services (2-⑫, 2-⑬)
    Services,
    /// From where it can be administered and reached (2-⑭)
    Sources,
    /// The last backup of each job (3-②): rows of the ledger of backups, not machines
    Backup,
}

/// Why nothing was observed of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Why {
    /// Nobody ever saw it
    NeverSeen,
    /// Something was seen that may be it; a person must say
    PerhapsSeen {
        /// [`Machine::name`] of what was seen
        machine: String,
    },
    /// It was seen, by sources that cannot tell this
    OtherSource {
        /// The newest of them
        kind: ObservationKind,
    },
    /// It was asked, and would not or could not say
    Refused {
        /// Why, as the collector says: `needs-administrator` …
        because: String,
        /// When
        on: Date,
    },
    /// What is known is too old to count
    Outdated {
        /// Day on which it was so
        on: Date,
    },
    /// No source can tell this of such a machine: the ledger decides
    NoSource,
}

impl Why {
    /// Stable id; part of the key of its words.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NeverSeen => "never-seen",
            Self::PerhapsSeen { .. } => "perhaps-seen",
            Self::OtherSource { .. } => "other-source",
            Self::Refused { .. } => "refused",
            Self::Outdated { .. } => "outdated",
            Self::NoSource => "no-source",
        }
    }
}

/// A machine of the ledger (or a backup) of which nothing was observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Blank {
    /// Its row
    pub row: RecordRef,
    /// What sort of machine it is; decides how it can be asked
    pub kind: DeviceKind,
    /// Why
    pub why: Why,
}

/// How much was observed for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Coverage {
    /// What had to be known
    pub aspect: Aspect,
    /// Machines in use in the ledger, of the kinds that the item speaks of
    pub in_ledger: usize,
    /// Of these, observed within the policy's interval for checks
    pub observed: usize,
    /// Of these, such as said it themselves
    pub from_within: usize,
    /// Day of the oldest observation that counts
    pub oldest: Option<Date>,
    /// Those without a fact, in the order of the ledger
    pub blanks: Vec<Blank>,
}

impl Coverage {
    /// Hundredths of the ledger that were observed, rounded down: 100 only where all were.
    pub fn percent(&self) -> usize {
        (self.observed * 100).checked_div(self.in_ledger).unwrap_or(0)
    }

    fn of(aspect: Aspect) -> Self {
        Self { aspect, in_ledger: 0, observed: 0, from_within: 0, oldest: None, blanks: Vec::new() }
    }

    fn seen(&mut self, on: Date, from_within: bool) {
        self.observed += 1;
        self.from_within += usize::from(from_within);
        self.oldest = Some(self.oldest.map_or(on, |oldest| oldest.min(on)));
    }
}

impl Aspect {
    /// What the rule of a control must know of each machine; `None`: nothing that a machine could say.
    pub fn of(control: &str) -> Option<Self> {
        Some(match control {
            "asset-ledger-maintained" => Self::Presence,
            "remote-maintenance-identified" => Self::Remote,
            "access-rights-by-role" | "unneeded-accounts-disabled" | "password-reuse-prohibited" => Self::Accounts,
            "security-patches-applied" => Self::System,
            "password-strength-enforced" => Self::Password,
            "removable-media-restricted" => Self::Media,
            "two-factor-authentication" => Self::SecondFactor,
            "unneeded-services-stopped" => Self::Services,
            "network-source-restricted" => Self::Sources,
            "backup-and-recovery-confirmed" => Self::Backup,
            _ => return None,
        })
    }

    /// Stable id.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Remote => "remote",
            Self::Accounts => "accounts",
            Self::System => "system",
            Self::Password => "password",
            Self::Media => "media",
            Self::SecondFactor => "second-factor",
            Self::Services => "services",
            Self::Sources => "sources",
            Self::Backup => "backup",
        }
    }

    /// Whether the item speaks of machines of that kind.
    fn concerns(self, kind: DeviceKind) -> bool {
        match self {
            Self::Presence => true,
            Self::System | Self::Remote => kind != DeviceKind::Other,
            Self::Accounts | Self::Password | Self::SecondFactor => !matches!(kind, DeviceKind::Other | DeviceKind::Medical),
            Self::Media | Self::Services => matches!(kind, DeviceKind::Server | DeviceKind::Endpoint | DeviceKind::Unknown),
            Self::Sources => kind == DeviceKind::Network,
            Self::Backup => false,
        }
    }

    /// Whether some source could tell it of a machine of that kind.
    fn has_source(self, kind: DeviceKind) -> bool {
        match self {
            Self::SecondFactor => kind == DeviceKind::Network,
            Self::Password => kind != DeviceKind::Network,
            _ => true,
        }
    }

    /// The word on it: its day, and whether the machine said it itself.
    fn told(self, machine: &Machine) -> Option<(Date, bool)> {
        fn day<T>(told: Option<&Told<T>>) -> Option<(Date, bool)> {
            told.map(|told| (told.on, told.kind.is_from_within()))
        }
        let network = || day(machine.network.as_ref());
        match self {
            Self::Presence => Some((machine.last_seen, machine.sightings.iter().any(|seen| seen.kind.is_from_within()))),
            Self::Remote => day(machine.services.as_ref()).or_else(|| day(machine.software.as_ref())).or_else(network),
            Self::Accounts => day(machine.accounts.as_ref()).or_else(network),
            Self::System => day(machine.system.as_ref().filter(|told| told.kind.is_from_within())),
            Self::Password => day(machine.password_policy.as_ref()),
            Self::Media => day(machine.media.as_ref()),
            Self::SecondFactor | Self::Sources => network(),
            Self::Services => day(machine.services.as_ref()),
            Self::Backup => None,
        }
    }

    /// The sections of a collector's file that would tell it.
    fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Remote => &["services", "software"],
            Self::Accounts => &["accounts"],
            Self::System => &["system"],
            Self::Password => &["password-policy"],
            Self::Media => &["storage"],
            Self::Services => &["services"],
            Self::Presence | Self::SecondFactor | Self::Sources | Self::Backup => &[],
        }
    }
}

impl Facts {
    /// How much was observed for the item of a control under a sub-heading; `None`: a control of which no machine could say anything.
    pub fn coverage_of(&self, control: &str, scope: Scope) -> Option<Coverage> {
        Aspect::of(control).map(|aspect| self.coverage(aspect, scope))
    }

    /// How much of one aspect was observed, of the machines in use under a sub-heading.
    pub fn coverage(&self, aspect: Aspect, scope: Scope) -> Coverage {
        if aspect == Aspect::Backup {
            return self.backups_covered();
        }
        let mut coverage = Coverage::of(aspect);
        let meant = |device: &&Entry<Device>| device.in_use() && aspect.concerns(device.kind);
        for device in self.devices_in(scope).filter(meant) {
            coverage.in_ledger += 1;
            match self.why_blank(aspect, device) {
                Ok((on, from_within)) => coverage.seen(on, from_within),
                Err(why) => coverage.blanks.push(Blank { row: device.reference(), kind: device.kind, why }),
            }
        }
        coverage
    }

    /// The word on an aspect that counts, or why there is none.
    fn why_blank(&self, aspect: Aspect, device: &Entry<Device>) -> Result<(Date, bool), Why> {
        let Some(machine) = self.machine_of(device) else {
            return Err(if aspect.has_source(device.kind) { self.unseen(device) } else { Why::NoSource });
        };
        match aspect.told(machine) {
            Some((on, _)) if !self.is_fresh(on) => Err(Why::Outdated { on }),
            Some(told) => Ok(told),
            None if !aspect.has_source(device.kind) => Err(Why::NoSource),
            None => {
                let asked = machine.not_asked.as_ref().filter(|told| self.is_fresh(told.on));
                let refused = asked.and_then(|told| {
                    let refused = told.value.iter().find(|refused| aspect.sections().contains(&refused.what.as_str()))?;
                    Some(Why::Refused { because: refused.why.clone(), on: told.on })
                });
                let kind = machine.sightings.first().map_or(ObservationKind::Arp, |seen| seen.kind);
                Err(refused.unwrap_or(Why::OtherSource { kind }))
            }
        }
    }

    fn unseen(&self, device: &Entry<Device>) -> Why {
        let perhaps = self.machines.iter().find(|machine| match &machine.tie {
            Tie::Asked { rows } => rows.iter().any(|(number, _, _)| *number == device.key),
            Tie::Row { .. } | Tie::Stranger => false,
        });
        perhaps.map_or(Why::NeverSeen, |machine| Why::PerhapsSeen { machine: machine.name.clone() })
    }

    /// Of backups it counts which of the rows a program's own list stands behind.
    fn backups_covered(&self) -> Coverage {
        let mut coverage = Coverage::of(Aspect::Backup);
        for backup in &self.backups {
            coverage.in_ledger += 1;
            if backup.provenance != Provenance::Machine {
                coverage.blanks.push(Blank { row: backup.reference(), kind: DeviceKind::Unknown, why: Why::NeverSeen });
                continue;
            }
            let seen_on = self.observations.iter().filter(|seen| seen.file == backup.source.file).map(|seen| seen.seen_on).max();
            match seen_on.or_else(|| backup.last_success.map(PartialDate::latest)) {
                Some(on) if !self.is_fresh(on) => {
                    coverage.blanks.push(Blank { row: backup.reference(), kind: DeviceKind::Unknown, why: Why::Outdated { on } });
                }
                Some(on) => coverage.seen(on, true),
                None => coverage.observed += 1,
            }
        }
        coverage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(observations: &str) -> Facts {
        let mut facts: Facts = toml::from_str(&format!(
            r#"
            as-of = "2026-11-21"
            devices = [
              {{ number = "1", host = "SV-1", mac = "00:11:22:33:44:01", kind = "server" }},
              {{ number = "2", host = "PC-2", mac = "00:11:22:33:44:02", kind = "endpoint" }},
              {{ number = "3", host = "PC-3", mac = "00:11:22:33:44:03", ip = "192.168.1.3", kind = "endpoint" }},
              {{ number = "4", host = "PC-4", kind = "endpoint", status = "stopped" }},
              {{ number = "5", host = "FG-5", kind = "network" }},
            ]
            {observations}
            "#
        ))
        .unwrap();
        facts.observe();
        facts
    }

    fn whys(coverage: &Coverage) -> Vec<(&str, &str)> {
        coverage.blanks.iter().map(|blank| (blank.row.key.as_str(), blank.why.as_str())).collect()
    }

    #[test]
    fn without_observations_nothing_is_covered_and_every_blank_says_so() {
        let coverage = house("").coverage_of("removable-media-restricted", Scope::All).unwrap();
        assert_eq!((coverage.in_ledger, coverage.observed, coverage.oldest), (3, 0, None));
        assert_eq!(whys(&coverage), [("1", "never-seen"), ("2", "never-seen"), ("3", "never-seen")]);
        assert_eq!(coverage.percent(), 0);
    }

    #[test]
    fn each_blank_has_its_own_reason() {
        let facts = house(
            r#"
            [[observations]]
            file = "SV-1.json"
            kind = "collector"
            seen-on = "2026-11-20"
            observation = { what = "device", identifiers = { hosts = ["SV-1"], macs = ["00:11:22:33:44:01"] }, media = { storage-blocked = true }, not-asked = [{ what = "password-policy", why = "needs-administrator" }] }
            [[observations]]
            file = "arp.txt"
            kind = "arp"
            seen-on = "2026-11-19"
            observation = { what = "device", identifiers = { hosts = ["PC-2"], macs = ["00:11:22:33:44:02"] } }
            [[observations]]
            file = "nmap.xml"
            kind = "nmap"
            seen-on = "2026-11-19"
            observation = { what = "device", identifiers = { hosts = ["PC-3"], addresses = ["192.168.1.3"] } }
            "#,
        );
        let media = facts.coverage(Aspect::Media, Scope::All);
        assert_eq!((media.in_ledger, media.observed, media.from_within), (3, 1, 1));
        assert_eq!(media.oldest, Some(jiff::civil::date(2026, 11, 20)));
        assert_eq!(whys(&media), [("2", "other-source"), ("3", "perhaps-seen")]);
        let password = facts.coverage(Aspect::Password, Scope::All);
        assert_eq!(whys(&password), [("1", "refused"), ("2", "other-source"), ("3", "perhaps-seen"), ("5", "no-source")]);
        let presence = facts.coverage(Aspect::Presence, Scope::All);
        assert_eq!((presence.observed, presence.from_within), (2, 1));
    }

    #[test]
    fn what_is_too_old_does_not_count_and_says_from_when_it_is() {
        let facts = house(
            r#"
            [[observations]]
            file = "PC-2.json"
            kind = "collector"
            seen-on = "2025-01-10"
            observation = { what = "device", identifiers = { hosts = ["PC-2"], macs = ["00:11:22:33:44:02"] }, services = [] }
            "#,
        );
        let services = facts.coverage_of("unneeded-services-stopped", Scope::Endpoint).unwrap();
        assert_eq!((services.in_ledger, services.observed), (2, 0));
        assert_eq!(services.blanks[0].why, Why::Outdated { on: jiff::civil::date(2025, 1, 10) });
    }

    #[test]
    fn what_no_machine_could_say_has_no_coverage() {
        assert_eq!(house("").coverage_of("cyber-bcp-established", Scope::All), None);
    }
}
