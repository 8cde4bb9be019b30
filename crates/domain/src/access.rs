//! Who may do what: roles, permissions, and the table between them.
//!
//! Least privilege (システム運用編 8 and 14): a person has the roles given to them and nothing else; no role may do everything, and
//! approval is apart from the work that is approved. Deliberately not here: who has which role, and how a person proves who
//! they are.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a user of sonae is. One person can have several roles; in a small clinic one person has most of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 経営層: sees everything that is decided, approves
    Executive,
    /// 医療情報システム安全管理責任者・企画管理者: runs the year
    Manager,
    /// システム運用担当者: keeps ledgers and answers
    Operator,
    /// 閲覧: reads
    Viewer,
    /// 監査: reads everything, the operation log included
    Auditor,
    /// 事業者: fills in its own form
    Vendor,
    /// 検査: sees what is shown in an inspection
    Inspector,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// One thing that can be allowed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Permission {
            $($(#[$doc])* $name,)*
        }

        impl Permission {
            /// Every permission, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As tokens and the words of the locale (`permission-…`) spell it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

permissions! {
    /// See forms, findings and what is to be done
    ReadForms = "read-forms",
    /// Answer items, set dates and remarks
    AnswerItems = "answer-items",
    /// Overrule a finding, with reason and expiry
    OverrideFindings = "override-findings",
    /// Hold audits of the guideline's requirements: open a round, say what was found, look again, close it
    HoldAudits = "hold-audits",
    /// Bring evidence files
    AddEvidence = "add-evidence",
    /// See ledgers, their history, and evidence files
    ReadLedgers = "read-ledgers",
    /// Change ledgers: edit, import, stocktaking
    EditLedgers = "edit-ledgers",
    /// See vendors and their forms
    ReadVendors = "read-vendors",
    /// Send forms to vendors, remind them, type in their answers
    ManageVendors = "manage-vendors",
    /// See contact tree, continuity plan, regulations, backups
    ReadPlans = "read-plans",
    /// Change them
    EditPlans = "edit-plans",
    /// Approve in the name of the management
    Approve = "approve",
    /// See what an inspector sees; download packs
    ReadInspection = "read-inspection",
    /// Build an inspection pack
    BuildPack = "build-pack",
    /// See the report to the management
    ReadReport = "read-report",
    /// See the operation log
    ReadAudit = "read-audit",
    /// Add, change, disable users; open the emergency account's envelope
    ManageUsers = "manage-users",
    /// Change the institution's figures, notifications and other settings
    ManageSettings = "manage-settings",
    /// Make and check backups of sonae itself
    ManageBackups = "manage-backups",
    /// See lines of the access logs, ask questions of them, verify them
    ReadLogs = "read-logs",
    /// Define sources of logs, import files, tune alerts, make and anchor checkpoints, remove by policy
    ManageLogs = "manage-logs",
    /// Sign off the regular review of the access logs
    ReviewLogs = "review-logs",
    /// Fill in the form of the vendor to which the user belongs
    FillVendorForm = "fill-vendor-form",
}

impl Role {
    /// Every role, in order.
    pub const ALL: &[Self] = &[Self::Executive, Self::Manager, Self::Operator, Self::Viewer, Self::Auditor, Self::Vendor, Self::Inspector];

    /// As stored, and as the words of the locale (`role-…`) spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Executive => "executive",
            Self::Manager => "manager",
            Self::Operator => "operator",
            Self::Viewer => "viewer",
            Self::Auditor => "auditor",
            Self::Vendor => "vendor",
            Self::Inspector => "inspector",
        }
    }

    /// What this role may do.
    pub fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Executive => {
                &[P::ReadForms, P::ReadLedgers, P::ReadVendors, P::ReadPlans, P::Approve, P::ReadInspection, P::ReadReport, P::ReadAudit]
            }
            Self::Manager => &[
                P::ReadForms,
                P::AnswerItems,
                P::OverrideFindings,
                P::HoldAudits,
                P::AddEvidence,
                P::ReadLedgers,
                P::EditLedgers,
                P::ReadVendors,
                P::ManageVendors,
                P::ReadPlans,
                P::EditPlans,
                P::ReadInspection,
                P::BuildPack,
                P::ReadReport,
                P::ReadAudit,
                P::ManageUsers,
                P::ManageSettings,
                P::ManageBackups,
                P::ReadLogs,
                P::ManageLogs,
                P::ReviewLogs,
            ],
            Self::Operator => &[
                P::ReadForms,
                P::AnswerItems,
                P::AddEvidence,
                P::ReadLedgers,
                P::EditLedgers,
                P::ReadVendors,
                P::ManageVendors,
                P::ReadPlans,
                P::EditPlans,
                P::ReadInspection,
                P::ManageBackups,
                // an operator's own doings are in the logs: the review is signed by somebody else
                P::ReadLogs,
                P::ManageLogs,
            ],
            Self::Viewer => &[P::ReadForms, P::ReadLedgers, P::ReadVendors, P::ReadPlans],
            Self::Auditor => &[
                P::ReadForms,
                P::HoldAudits,
                P::ReadLedgers,
                P::ReadVendors,
                P::ReadPlans,
                P::ReadInspection,
                P::ReadReport,
                P::ReadAudit,
                P::ReadLogs,
            ],
            Self::Vendor => &[P::FillVendorForm],
            Self::Inspector => &[P::ReadInspection],
        }
    }
}

/// Everything that these roles together may do.
pub fn allowed(roles: &BTreeSet<Role>) -> BTreeSet<Permission> {
    roles.iter().flat_map(|role| role.permissions()).copied().collect()
}

/// The text names no role or permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is neither a role nor a permission")]
pub struct UnknownName(pub String);

impl FromStr for Role {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text).ok_or_else(|| UnknownName(text.to_owned()))
    }
}

impl FromStr for Permission {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.iter().copied().find(|permission| permission.as_str() == text).ok_or_else(|| UnknownName(text.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_roles_and_permissions_is_as_reviewed() {
        let mut table = format!("{:<20}", "");
        for role in Role::ALL {
            table.push_str(&format!(" {role:<9}"));
        }
        for permission in Permission::ALL {
            table.push_str(&format!("\n{:<20}", permission.as_str()));
            for role in Role::ALL {
                table.push_str(&format!(" {:<9}", if role.permissions().contains(permission) { "x" } else { "." }));
            }
        }
        let table: Vec<&str> = table.lines().map(str::trim_end).collect();
        insta::assert_snapshot!(table.join("\n"));
    }

    #[test]
    fn no_role_may_do_everything_and_whoever_does_the_work_does_not_approve_it() {
        for role in Role::ALL {
            let may = role.permissions();
            assert!(may.len() < Permission::ALL.len());
            assert!(!(may.contains(&Permission::Approve) && may.contains(&Permission::AnswerItems)), "{role}");
            assert_eq!(may.iter().collect::<BTreeSet<_>>().len(), may.len(), "{role} names a permission twice");
        }
    }

    #[test]
    fn every_permission_is_somebodys() {
        let all: BTreeSet<Role> = Role::ALL.iter().copied().collect();
        assert_eq!(allowed(&all).len(), Permission::ALL.len());
        assert!(allowed(&BTreeSet::new()).is_empty());
    }
}
