//! `backup-and-recovery-confirmed`: what care needs is backed up in generations, on time, and somebody has gone through how
//! to bring it back.
#![doc = include_str!("backup_and_recovery_confirmed.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::weighing::{Age, Machines, Reach, Tally, WORDS, age, past};
use super::{Context, Rule};
use crate::assessment::Finding;
use crate::calendar::{days_between, plus_days};
use crate::facts::{Entry, Facts};
use crate::framework::{BackupParameters, Scope};
use crate::ledger::{Backup, Device, DeviceKind, LedgerId, RecoveryProcedure};
use crate::names::{fold, same};

/// See the module.
pub(super) struct BackupAndRecoveryConfirmed;

impl Rule for BackupAndRecoveryConfirmed {
    fn control(&self) -> &'static str {
        "backup-and-recovery-confirmed"
    }
    fn spec(&self) -> &'static str {
        include_str!("backup_and_recovery_confirmed.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Backups, LedgerId::RecoveryProcedures, LedgerId::Devices, LedgerId::Contracts]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "backups-none",
            "backup-late",
            "backup-too-few-generations",
            "backup-restore-failed",
            "backup-success-unknown",
            "backup-interval-unknown",
            "backup-generations-unknown",
            "backup-none-for",
            "recovery-procedures-none",
            "recovery-procedure-none-for",
            "recovery-procedure-unconfirmed",
            "recovery-procedure-outdated",
            "backup-taken",
            "recovery-procedure-confirmed",
            "backup-not-isolated",
            "backup-isolation-unknown",
            "backup-restore-never-tested",
            "backup-restore-test-old",
            "backup-single-method",
            "backup-data-unrecorded",
            "backup-none-for-contract",
            "backup-document-not-attached",
            "recovery-procedure-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        if facts.backups.is_empty() {
            tally.missing_all("backups-none");
        }
        for backup in &facts.backups {
            judge_job(backup, facts, &mut tally);
        }
        for jobs in by(facts, |backup| (fold(&backup.system), fold(&backup.data))).values() {
            judge_generations(jobs, context.parameters.backup.as_ref(), &mut tally);
        }
        for jobs in by(facts, |backup| fold(&backup.system)).values() {
            if let [only] = jobs.as_slice() {
                tally.advice("backup-single-method", only);
            }
        }
        judge_recovery(facts, &mut tally);
        if !facts.backups.is_empty() {
            judge_coverage(facts, &mut tally);
        }
        tally.finish()
    }
}

/// The jobs that belong together.
fn by<K: Ord>(facts: &Facts, key: impl Fn(&Backup) -> K) -> BTreeMap<K, Vec<&Entry<Backup>>> {
    let mut groups: BTreeMap<K, Vec<&Entry<Backup>>> = BTreeMap::new();
    for backup in &facts.backups {
        groups.entry(key(backup)).or_default().push(backup);
    }
    groups
}

/// Whether one job runs on time, and whether its restore was tried.
fn judge_job(backup: &Entry<Backup>, facts: &Facts, tally: &mut Tally) {
    tally.document(backup, facts, "backup-document-not-attached");
    match (past(backup.last_success, facts.as_of), backup.interval_days) {
        (None, _) => tally.missing("backup-success-unknown", backup),
        (Some(_), None) => tally.missing("backup-interval-unknown", backup),
        (Some(last), Some(interval)) => {
            // a job that runs all the time is asked at most daily
            let limit = i64::from(interval.max(1)).saturating_mul(facts.policy.backup_lateness);
            if days_between(last, facts.as_of) > limit {
                tally.against("backup-late", backup);
                tally.arg("backup-late", "times", &facts.policy.backup_lateness);
            } else {
                tally.support("backup-taken", backup);
                tally.until(plus_days(last, limit));
            }
        }
    }
    if backup.restore_succeeded == Some(false) {
        tally.against("backup-restore-failed", backup);
    } else {
        match age(backup.restore_tested_on, facts.policy.recovery_days, facts.as_of) {
            Age::Undated => tally.advice("backup-restore-never-tested", backup),
            Age::Outdated => tally.advice("backup-restore-test-old", backup),
            Age::Fresh(_) => {}
        }
    }
    if backup.data.trim().is_empty() {
        tally.advice("backup-data-unrecorded", backup);
    }
}

/// Whether one of the jobs over the same data keeps enough generations, and one of them is out of reach of an attacker.
fn judge_generations(jobs: &[&Entry<Backup>], figures: Option<&BackupParameters>, tally: &mut Tally) {
    let most = jobs.iter().filter_map(|job| job.generations).max();
    if let Some(figures) = figures.filter(|figures| most.is_none_or(|most| most < figures.generations)) {
        let unknown = jobs.iter().any(|job| job.generations.is_none());
        let key = if unknown { "backup-generations-unknown" } else { "backup-too-few-generations" };
        for job in jobs {
            match (unknown, job.generations) {
                (true, None) => tally.missing(key, job),
                (true, Some(_)) => {}
                (false, _) => tally.against(key, job),
            }
        }
        tally.arg(key, "needed", &figures.generations);
    }
    let isolation = || jobs.iter().flat_map(|job| [job.offline, job.immutable]);
    if isolation().any(|isolated| isolated == Some(true)) {
        return;
    }
    let key = if isolation().any(|isolated| isolated == Some(false)) { "backup-not-isolated" } else { "backup-isolation-unknown" };
    for job in jobs {
        tally.advice(key, job);
    }
}

/// Whether somebody has gone through how each backed-up system is brought back.
fn judge_recovery(facts: &Facts, tally: &mut Tally) {
    if facts.recovery_procedures.is_empty() {
        return tally.missing_all("recovery-procedures-none");
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for backup in &facts.backups {
        let covers = |procedure: &&Entry<RecoveryProcedure>| {
            let system = &procedure.system;
            system.trim().is_empty() || backup.system.trim().is_empty() || same(system, &backup.system)
        };
        let procedures: Vec<_> = facts.recovery_procedures.iter().filter(covers).collect();
        // the procedure gone through last speaks for the system
        match procedures.iter().max_by_key(|procedure| past(procedure.confirmed_on, facts.as_of)) {
            None => tally.missing("recovery-procedure-none-for", backup),
            Some(procedure) if used.insert(procedure.key.as_str()) => judge_procedure(procedure, facts, tally),
            Some(_) => {}
        }
    }
    if facts.backups.is_empty() {
        for procedure in &facts.recovery_procedures {
            judge_procedure(procedure, facts, tally);
        }
    }
}

fn judge_procedure(procedure: &Entry<RecoveryProcedure>, facts: &Facts, tally: &mut Tally) {
    tally.document(procedure, facts, "recovery-procedure-document-not-attached");
    match age(procedure.confirmed_on, facts.policy.recovery_days, facts.as_of) {
        Age::Undated => tally.missing("recovery-procedure-unconfirmed", procedure),
        Age::Outdated => {
            tally.missing("recovery-procedure-outdated", procedure);
            tally.arg("recovery-procedure-outdated", "days", &facts.policy.recovery_days);
        }
        Age::Fresh(until) => {
            tally.support("recovery-procedure-confirmed", procedure);
            tally.until(until);
        }
    }
}

/// Servers with software that no job covers; and contracts, as advice, because not every contracted system holds data.
fn judge_coverage(facts: &Facts, tally: &mut Tally) {
    let machines = Machines::named_by(facts, facts.backups.iter().map(|backup| backup.system.as_str()), true);
    let reaches: Vec<Reach> = facts.backups.iter().map(|backup| machines.reach_of_setting(&backup.system, DeviceKind::Unknown)).collect();
    for server in machines.uncovered(reaches.iter(), Scope::Server, needs_backup) {
        tally.missing("backup-none-for", server);
    }
    if reaches.contains(&Reach::House) {
        return;
    }
    let systems: BTreeSet<String> = facts.backups.iter().map(|backup| fold(&backup.system)).collect();
    for contract in facts.contracts.iter().filter(|contract| contract.counts_on(facts.as_of)) {
        if contract.systems.iter().any(|system| !system.trim().is_empty() && !systems.contains(&fold(system))) {
            tally.advice("backup-none-for-contract", contract);
        }
    }
}

/// A server that runs something, and that the ledger does not call uncritical.
fn needs_backup(device: &Device) -> bool {
    let uncritical = WORDS.backups.low_criticality.contains(&fold(&device.criticality));
    device.in_use() && device.kind == DeviceKind::Server && !device.software.trim().is_empty() && !uncritical
}
