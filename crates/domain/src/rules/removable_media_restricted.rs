//! `removable-media-restricted`: USB storage and other outside devices cannot simply be connected.
#![doc = include_str!("removable_media_restricted.md")]

use super::weighing::{AgeKeys, Machines, Reach, Tally};
use super::{Context, Rule};
use crate::assessment::Finding;
use crate::facts::{Entry, Facts, Provenance};
use crate::ledger::{DeviceKind, LedgerId, MediaControl};

const AGE: AgeKeys = AgeKeys { outdated: "media-control-outdated", undated: "media-control-undated" };

/// Where storage can be plugged in, as the manual has it. A machine of unknown kind may be one.
const KINDS: [DeviceKind; 3] = [DeviceKind::Server, DeviceKind::Endpoint, DeviceKind::Unknown];

/// See the module.
pub(super) struct RemovableMediaRestricted;

impl Rule for RemovableMediaRestricted {
    fn control(&self) -> &'static str {
        "removable-media-restricted"
    }
    fn spec(&self) -> &'static str {
        include_str!("removable_media_restricted.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::MediaControls, LedgerId::Devices]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "media-controls-none",
            "media-unrestricted",
            "media-restriction-unknown",
            "media-control-outdated",
            "media-control-none-for",
            "media-restricted",
            "media-exception-undefined",
            "media-method-unrecorded",
            "media-control-undated",
            "media-control-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        let machines = Machines::named_by(facts, facts.media_controls.iter().map(|control| control.target.as_str()), true);
        let rows: Vec<(&Entry<MediaControl>, Reach)> = facts
            .media_controls
            .iter()
            .map(|control| (control, machines.reach_of_setting(&control.target, control.kind).widened()))
            .filter(|(_, reach)| machines.concerned(reach, context.scope))
            .collect();
        let rows = machines.observed_first(rows, context.scope, |control| control.restricted.is_some());
        if rows.is_empty() {
            tally.missing_all("media-controls-none");
            return tally.finish();
        }
        for (control, _) in &rows {
            judge(control, facts, &mut tally);
        }
        let defined = facts.media_controls.iter().any(|control| !control.exception_handling.trim().is_empty());
        for (control, _) in rows.iter().filter(|(control, _)| control.restricted == Some(true) && !exceptions_told(control, defined)) {
            tally.advice("media-exception-undefined", control);
        }
        for device in machines.uncovered(rows.iter().map(|(_, reach)| reach), context.scope, |device| KINDS.contains(&device.kind)) {
            tally.missing("media-control-none-for", device);
        }
        tally.finish()
    }
}

fn judge(control: &Entry<MediaControl>, facts: &Facts, tally: &mut Tally) {
    tally.checked(control, control.checked_on, facts, AGE);
    tally.document(control, facts, "media-control-document-not-attached");
    match control.restricted {
        Some(false) => tally.against("media-unrestricted", control),
        None => tally.missing("media-restriction-unknown", control),
        Some(true) => {
            tally.support("media-restricted", control);
            if control.method.trim().is_empty() {
                tally.advice("media-method-unrecorded", control);
            }
        }
    }
}

/// Whether it is laid down how a permitted medium is handled. No machine knows: for what was observed, any row of the ledger tells.
fn exceptions_told(control: &Entry<MediaControl>, defined: bool) -> bool {
    !control.exception_handling.trim().is_empty() || (defined && control.provenance == Provenance::Machine)
}
