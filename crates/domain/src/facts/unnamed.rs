//! Observations that do not say of which machine they are (`wbadmin get versions`, `secedit /export`): the name of their file may.
//!
//! It counts only where it holds the name of exactly one machine of the ledger, as a word of its own. Where it does not, a person is asked
//! when the file comes in.

use super::Facts;
use crate::names::fold;
use crate::observation::{Observation, Observed};

/// Fewer characters tell nothing.
const TELLING: usize = 3;

impl Facts {
    /// The machine of the ledger (its host name, else its number) whose name stands in a file's name; `None`: there is none, or more than one.
    pub fn machine_in_name(&self, file: &str) -> Option<&str> {
        let name = fold(file.rsplit(['/', '\\']).next().unwrap_or(file));
        let mut found = self.devices.iter().filter(|device| device.in_service()).filter_map(|device| {
            let stands = |own: &str| stands_in(&name, &fold(own));
            (stands(&device.host) || stands(&device.number)).then_some(if device.host.trim().is_empty() {
                device.number.as_str()
            } else {
                device.host.as_str()
            })
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// Names what does not say itself of which machine it is.
    pub(super) fn name_by_file(&self, seen: &mut Observed) {
        if !seen.observation.is_unnamed() {
            return;
        }
        if let Some(machine) = self.machine_in_name(&seen.file) {
            seen.observation.name(machine);
        }
    }
}

impl Observation {
    /// Whether it does not say of which machine it is.
    pub fn is_unnamed(&self) -> bool {
        match self {
            Self::Device(device) => device.label().is_empty(),
            Self::Backup(backup) => backup.hosts.is_empty() && backup.system.trim().is_empty() && backup.repository.trim().is_empty(),
        }
    }

    /// Says of which machine it is, by host name or number.
    pub fn name(&mut self, machine: &str) {
        match self {
            Self::Device(device) => device.identifiers.hosts = vec![machine.to_owned()],
            Self::Backup(backup) => backup.hosts = vec![machine.to_owned()],
        }
    }
}

/// Whether it stands there as a word of its own: SV-1 does not stand in SV-10.
fn stands_in(name: &str, wanted: &str) -> bool {
    let alone = |at: usize| {
        let before = name[..at].chars().next_back();
        let after = name[at + wanted.len()..].chars().next();
        !before.is_some_and(|c| c.is_ascii_alphanumeric()) && !after.is_some_and(|c| c.is_ascii_alphanumeric())
    };
    wanted.chars().count() >= TELLING && name.match_indices(wanted).any(|(at, _)| alone(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(observations: &str) -> Facts {
        let devices = r#"
            as-of = "2026-11-21"
            devices = [{ number = "1", host = "SV-EMR01" }, { number = "2", host = "SV-EMR" }, { number = "K-003" }]
        "#;
        toml::from_str(&format!("{devices}{observations}")).unwrap()
    }

    #[test]
    fn a_files_name_names_one_machine_or_none() {
        let facts = facts("");
        assert_eq!(facts.machine_in_name("観測/wbadmin_sv-emr01.txt"), Some("SV-EMR01"));
        assert_eq!(facts.machine_in_name("wbadmin（ＳＶ-ＥＭＲ）.txt"), Some("SV-EMR"));
        assert_eq!(facts.machine_in_name("SV-EMR と SV-EMR01.txt"), None);
        assert_eq!(facts.machine_in_name("K-003の設定.inf"), Some("K-003"));
        assert_eq!(facts.machine_in_name("versions.txt"), None);
    }

    #[test]
    fn what_does_not_say_of_which_machine_it_is_is_named_by_its_file() {
        let mut facts = facts(
            r#"
            backups = [{ system = "SV-EMR01", method = "Windows Server バックアップ", interval-days = 1 }]
            [[observations]]
            file = "wbadmin_SV-EMR01.txt"
            kind = "backup"
            seen-on = "2026-11-20"
            observation = { what = "backup", program = "wbadmin", generations = [{ made-at = "2026-11-20T12:00:00Z" }] }
            "#,
        );
        facts.observe();
        let [backup] = facts.backups.as_slice() else { panic!("{:?}", facts.backups) };
        assert_eq!((backup.provenance, backup.system.as_str()), (crate::facts::Provenance::Machine, "SV-EMR01"));
        // the record itself stays as it was
        assert!(facts.observations[0].observation.is_unnamed());
    }
}
