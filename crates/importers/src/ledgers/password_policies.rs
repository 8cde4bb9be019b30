//! パスワード方針. A policy that never asks for a change has a change interval of 0.

use sonae_domain::ledger::{LedgerId, PasswordPolicy};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct PasswordPolicies;

impl Importer for PasswordPolicies {
    fn ledger(&self) -> LedgerId {
        LedgerId::PasswordPolicies
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&PasswordPolicy {
            system: row.text("system"),
            kind: row.choice("kind"),
            min_length: row.number("min-length"),
            mixed: row.flag("mixed"),
            max_age_days: max_age(row),
            two_factor: row.flag("two-factor"),
            default_changed: row.flag("default-changed"),
            reused: row.flag("reused"),
            vendor: row.text("vendor"),
            checked_on: row.date("checked-on"),
            document: row.text("document"),
        })
    }
}

/// The change interval in days; Windows writes it as `42.00:00:00`, and zero for never.
fn max_age(row: &mut Reading<'_>) -> Option<u32> {
    let raw = row.raw("max-age-days");
    let time_span = raw.split_once('.').filter(|(_, clock)| clock.matches(':').count() == 2);
    if let Some(days) = time_span.and_then(|(days, _)| days.trim().parse().ok()) {
        return Some(days);
    }
    if raw.trim() == "00:00:00" || raw.trim() == "0" {
        return Some(0);
    }
    row.days("max-age-days", 0)
}
