//! The rules: one file decides one control.
//!
//! `security_patches_applied.rs` decides the control `security-patches-applied`; the `.md` beside it says in Japanese what
//! is asked, which facts are needed and how it is decided, is printed by `sonae explain`, and is the test: every `toml`
//! block in it is a worked example. Which printed number a control has in which year is data
//! (`frameworks/mhlw-checklist/`); no official number stands in this folder.
//!
//! A rule is total: it never fails and never guesses. It is neither stricter nor looser than the official text; a figure
//! that the text leaves to the institution comes from [`crate::facts::Policy`].

mod access_logs_managed;
mod access_rights_by_role;
mod asset_ledger_maintained;
mod backup_and_recovery_confirmed;
mod cyber_bcp_established;
mod incident_contact_tree;
mod medical_system_in_use;
mod network_source_restricted;
mod password_reuse_prohibited;
mod password_strength_enforced;
mod regulations_cover_all_items;
mod remote_maintenance_identified;
mod removable_media_restricted;
mod safety_manager_appointed;
mod security_disclosure_collected;
mod security_patches_applied;
mod support_periods;
mod two_factor_authentication;
mod unneeded_accounts_disabled;
mod unneeded_services_stopped;
mod vendor_manager_appointed;
mod weighing;

use std::fmt;
use std::str::FromStr;

pub use unneeded_accounts_disabled::{AccountCase, account_cases, leavers_without_account};
pub(crate) use weighing::names_whole_kind as names_kind;

use crate::assessment::Finding;
use crate::facts::Facts;
use crate::framework::{Audience, ControlId, Parameters, Scope};
use crate::ledger::LedgerId;

/// Decides one control from facts.
pub trait Rule: Sync {
    /// The control that it decides, by its stable id.
    fn control(&self) -> &'static str;
    /// The `.md` beside it, in Japanese: meaning, facts, decision, worked examples.
    fn spec(&self) -> &'static str;
    /// The ledgers that it reads, the decisive ones first.
    fn needs(&self) -> &'static [LedgerId];
    /// Every reason key that it can give. Each occurs in a worked example and in `locales/ja.ftl`.
    fn reasons(&self) -> &'static [&'static str];
    /// What the facts say.
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding;
}

/// What a rule is asked about, besides the facts.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Figures of the edition
    pub parameters: &'a Parameters,
    /// Sub-heading of the item: all systems, servers, endpoints or network devices
    pub scope: Scope,
    /// Whose form it is
    pub audience: Audience,
    /// Everything that the regulations must lay down: the other items of the form
    pub required: &'a [ControlScope],
}

/// A control under one sub-heading: what an item of a form asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ControlScope {
    /// The control
    pub control: ControlId,
    /// The sub-heading
    pub scope: Scope,
}

impl fmt::Display for ControlScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.control, self.scope.as_str())
    }
}

impl FromStr for ControlScope {
    type Err = std::convert::Infallible;
    /// Reads `control` (all sub-headings) or `control/scope`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scopes = [Scope::All, Scope::Server, Scope::Endpoint, Scope::Network];
        let split = text
            .split_once('/')
            .and_then(|(control, name)| Some((control, scopes.into_iter().find(|scope| scope.as_str() == name.trim())?)));
        // an unknown scope is no scope: the whole text is then the name of a control, which nothing asks for
        let (control, scope) = split.unwrap_or((text, Scope::All));
        Ok(Self { control: ControlId::new(control.trim()), scope })
    }
}

impl ControlScope {
    /// Whether a clause that lays this down lays `other` down too: the same control, and this scope contains the other.
    pub fn contains(&self, other: &Self) -> bool {
        self.control == other.control && (self.scope == Scope::All || self.scope == other.scope)
    }
}

/// Every rule. A control without one is decided by a person's answer.
pub static RULES: &[&dyn Rule] = &[
    &safety_manager_appointed::SafetyManagerAppointed,
    &vendor_manager_appointed::VendorManagerAppointed,
    &medical_system_in_use::MedicalSystemInUse,
    &asset_ledger_maintained::AssetLedgerMaintained,
    &remote_maintenance_identified::RemoteMaintenanceIdentified,
    &security_disclosure_collected::SecurityDisclosureCollected,
    &access_rights_by_role::AccessRightsByRole,
    &unneeded_accounts_disabled::UnneededAccountsDisabled,
    &security_patches_applied::SecurityPatchesApplied,
    &password_strength_enforced::PasswordStrengthEnforced,
    &password_reuse_prohibited::PasswordReuseProhibited,
    &removable_media_restricted::RemovableMediaRestricted,
    &two_factor_authentication::TwoFactorAuthentication,
    &access_logs_managed::AccessLogsManaged,
    &unneeded_services_stopped::UnneededServicesStopped,
    &network_source_restricted::NetworkSourceRestricted,
    &incident_contact_tree::IncidentContactTree,
    &backup_and_recovery_confirmed::BackupAndRecoveryConfirmed,
    &cyber_bcp_established::CyberBcpEstablished,
    &regulations_cover_all_items::RegulationsCoverAllItems,
];

/// The rule of a control, when there is one.
pub fn rule(control: &ControlId) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.control() == control.as_str())
}

#[cfg(test)]
mod tests {
    //! Runs the worked examples of every `.md`.

    use std::collections::{BTreeMap, BTreeSet};

    use serde::Deserialize;

    use super::*;
    use crate::assessment::{Assurance, Status, Tone};
    use crate::framework::Frameworks;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    struct Expect {
        status: Status,
        assurance: Option<Assurance>,
        /// Every reason key of the finding, in any order
        reasons: Vec<String>,
        /// Keys of the records that the reasons against, missing and advice name, in any order; checked where given
        records: Option<Vec<String>>,
        valid_until: Option<String>,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
    struct Setting {
        edition: Option<String>,
        scope: Option<Scope>,
        audience: Option<Audience>,
        required: Vec<String>,
    }

    struct Example {
        place: String,
        facts: Facts,
        setting: Setting,
        expect: Expect,
    }

    /// The `toml` blocks of a specification, each under its own `###` heading.
    fn examples(rule: &dyn Rule) -> Vec<Example> {
        let mut title = "";
        let mut found = Vec::new();
        let mut lines = rule.spec().lines();
        while let Some(line) = lines.next() {
            if let Some(heading) = line.strip_prefix("### ") {
                title = heading;
            }
            if line.trim() == "```toml" {
                let block: String = lines.by_ref().take_while(|line| line.trim() != "```").flat_map(|line| [line, "\n"]).collect();
                let place = format!("{}.md: {title}", rule.control());
                let mut table: toml::Table = block.parse().unwrap_or_else(|error| panic!("{place}: {error}"));
                let expect = table.remove("expect").unwrap_or_else(|| panic!("{place}: no [expect]"));
                let setting = table
                    .remove("context")
                    .map_or_else(Setting::default, |value| value.try_into().unwrap_or_else(|error| panic!("{place}: {error}")));
                found.push(Example {
                    facts: observed(table.try_into().unwrap_or_else(|error| panic!("{place}: {error}"))),
                    expect: expect.try_into().unwrap_or_else(|error| panic!("{place}: {error}")),
                    setting,
                    place,
                });
            }
        }
        found
    }

    fn observed(mut facts: Facts) -> Facts {
        facts.observe();
        facts
    }

    fn run(rule: &dyn Rule, example: &Example) -> Finding {
        let frameworks = Frameworks::embedded().unwrap();
        let id = example.setting.edition.as_deref().unwrap_or("r7");
        let edition = frameworks.edition(id).unwrap_or_else(|| panic!("{}: unknown edition {id}", example.place));
        let required: Vec<ControlScope> = example.setting.required.iter().map(|text| text.parse().unwrap()).collect();
        let context = Context {
            parameters: &edition.parameters,
            scope: example.setting.scope.unwrap_or(Scope::All),
            audience: example.setting.audience.unwrap_or(Audience::Institution),
            required: &required,
        };
        rule.evaluate(&example.facts, &context)
    }

    #[test]
    fn every_worked_example_comes_out_as_written() {
        for rule in RULES {
            for example in examples(*rule) {
                let finding = run(*rule, &example);
                let expect = &example.expect;
                let keys: BTreeSet<&str> = finding.reasons.iter().map(|reason| reason.key.as_str()).collect();
                let wanted: BTreeSet<&str> = expect.reasons.iter().map(String::as_str).collect();
                assert_eq!((finding.status, keys), (expect.status, wanted), "{}\n{finding:#?}", example.place);
                if expect.assurance.is_some() {
                    assert_eq!(finding.assurance, expect.assurance, "{}", example.place);
                }
                if let Some(records) = &expect.records {
                    let pointed = finding.reasons.iter().filter(|reason| reason.tone != Tone::Support).flat_map(|reason| &reason.records);
                    let keys: BTreeSet<&str> = pointed.map(|record| record.key.as_str()).collect();
                    assert_eq!(keys, records.iter().map(String::as_str).collect(), "{}", example.place);
                }
                if let Some(day) = &expect.valid_until {
                    assert_eq!(finding.valid_until.map(|until| until.to_string()).as_ref(), Some(day), "{}", example.place);
                }
            }
        }
    }

    #[test]
    fn every_rule_has_four_examples_and_shows_each_of_its_reasons() {
        for rule in RULES {
            let examples = examples(*rule);
            assert!(examples.len() >= 4, "{}.md has {} examples", rule.control(), examples.len());
            let mut shown: BTreeMap<&str, usize> = rule.reasons().iter().map(|key| (*key, 0)).collect();
            for example in &examples {
                for reason in run(*rule, example).reasons {
                    let seen = shown.get_mut(reason.key.as_str());
                    *seen.unwrap_or_else(|| panic!("{}: {} is not declared", example.place, reason.key)) += 1;
                }
            }
            let never: Vec<&&str> = shown.iter().filter(|(_, seen)| **seen == 0).map(|(key, _)| key).collect();
            assert!(never.is_empty(), "{}.md shows no example of {never:?}", rule.control());
        }
    }

    #[test]
    fn every_rule_decides_a_control_of_the_catalogue_and_every_control_has_one_rule() {
        let frameworks = Frameworks::embedded().unwrap();
        let ruled: BTreeSet<&str> = RULES.iter().map(|rule| rule.control()).collect();
        let known: BTreeSet<&str> = frameworks.catalog.controls.iter().map(|control| control.id.as_str()).collect();
        assert_eq!(ruled.len(), RULES.len());
        assert_eq!(ruled, known);
    }

    #[test]
    fn with_no_facts_at_all_no_rule_says_yes() {
        let frameworks = Frameworks::embedded().unwrap();
        let edition = frameworks.edition("r7").unwrap();
        let facts = Facts { as_of: jiff::civil::date(2025, 12, 1), ..Facts::default() };
        for audience in [Audience::Institution, Audience::Vendor] {
            for scope in [Scope::All, Scope::Server, Scope::Endpoint, Scope::Network] {
                let required = [ControlScope { control: ControlId::new("security-patches-applied"), scope: Scope::All }];
                let context = Context { parameters: &edition.parameters, scope, audience, required: &required };
                for rule in RULES {
                    let finding = rule.evaluate(&facts, &context);
                    assert_ne!(finding.status, Status::Satisfied, "{}", rule.control());
                }
            }
        }
    }
}
