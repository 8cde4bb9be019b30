//! Rounds in which somebody looks whether requirements are met: self-inspection, internal and external audit (経営管理編 3.3.1, 3.3.2,
//! 企画管理編 10). Who audits must not have done what is audited: [`AuditRound::conflicts`] finds where names say otherwise.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::record::Act;
use super::standing::Standing;
use crate::guideline::{ClauseKey, VolumeId};
use crate::names::{same, same_company};

/// What sort of round it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundKind {
    /// 自己点検: those who do it look themselves
    #[default]
    SelfInspection,
    /// 内部監査
    Internal,
    /// 外部監査
    External,
}

impl RoundKind {
    /// Every kind, in order.
    pub const ALL: [Self; 3] = [Self::SelfInspection, Self::Internal, Self::External];

    /// As stored, in addresses and keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SelfInspection => "self-inspection",
            Self::Internal => "internal",
            Self::External => "external",
        }
    }
}

/// What an auditor says of one clause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// 不適合: it has to be put right
    Nonconformity,
    /// 観察事項: it should be better
    Observation,
    /// 適合
    #[default]
    Conforming,
}

impl Grade {
    /// Every grade, the gravest first.
    pub const ALL: [Self; 3] = [Self::Nonconformity, Self::Observation, Self::Conforming];

    /// As stored, in addresses and keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nonconformity => "nonconformity",
            Self::Observation => "observation",
            Self::Conforming => "conforming",
        }
    }
}

/// One round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct AuditRound {
    /// What sort
    pub kind: RoundKind,
    /// What people call it
    pub title: String,
    /// The day on which it is held
    pub held_on: Date,
    /// Who looks, by name
    pub auditors: Vec<String>,
    /// Their department or firm
    pub organisation: String,
    /// What is looked at
    pub volumes: Vec<VolumeId>,
    /// Why they are independent all the same, where names say otherwise
    pub independence: String,
    /// Who opened it
    pub opened_by: String,
    /// What was found, clause by clause
    pub findings: Vec<AuditFinding>,
    /// What the auditors conclude; empty while it is open
    pub conclusion: String,
    /// Who closed it, and on which day
    pub closed: Option<Act>,
}

/// What was found about one clause, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AuditFinding {
    /// The clause
    pub clause: ClauseKey,
    /// How grave
    pub grade: Grade,
    /// What was seen, and from what
    pub text: String,
    /// Who sees to it; empty: not said
    #[serde(default)]
    pub owner: String,
    /// Until when
    #[serde(default)]
    pub due: Option<Date>,
    /// What was done
    #[serde(default)]
    pub measure: String,
    /// Who did it, and on which day
    #[serde(default)]
    pub done: Option<Act>,
    /// Who looked whether it helped, and on which day
    #[serde(default)]
    pub checked: Option<Act>,
}

impl AuditFinding {
    /// Whether something is still to be done: a conforming clause asks for nothing.
    pub fn is_open(&self) -> bool {
        self.grade != Grade::Conforming && self.checked.is_none()
    }
}

/// An auditor whose name stands where the audited work was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conflict {
    /// The auditor answers for these clauses, or answered them
    Own {
        /// The auditor
        auditor: String,
        /// The clauses
        clauses: Vec<ClauseKey>,
    },
    /// The auditors' firm is a vendor of the institution
    Vendor {
        /// The firm
        organisation: String,
    },
}

impl AuditRound {
    /// Where names say that somebody looks at their own work; nothing for a self-inspection. `vendors` are those with a contract.
    pub fn conflicts(&self, standings: &[Standing], vendors: &[String]) -> Vec<Conflict> {
        if self.kind == RoundKind::SelfInspection {
            return Vec::new();
        }
        let mut own: BTreeMap<&str, Vec<ClauseKey>> = BTreeMap::new();
        for standing in standings.iter().filter(|standing| self.volumes.contains(&standing.volume)) {
            let names = [standing.record.owner.as_str(), standing.record.by.as_str()];
            for auditor in self.auditors.iter().filter(|auditor| names.iter().any(|name| same(name, auditor))) {
                own.entry(auditor).or_default().push(standing.clause.clone());
            }
        }
        let mut conflicts: Vec<Conflict> =
            own.into_iter().map(|(auditor, clauses)| Conflict::Own { auditor: auditor.to_owned(), clauses }).collect();
        if vendors.iter().any(|vendor| same_company(vendor, &self.organisation)) {
            conflicts.push(Conflict::Vendor { organisation: self.organisation.clone() });
        }
        conflicts
    }

    /// How many findings still ask for something.
    pub fn open_findings(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_open()).count()
    }
}
