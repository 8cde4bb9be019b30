//! Protection against malware was switched off or stopped.

use sonae_logs::{Activity, Class, Row};

use super::{About, Folded, Limits, Own};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "antivirus-stopped", about: About::Machine, picks };

/// Events of Microsoft Defender: real-time protection off; scanning for malware, for viruses off.
const DEFENDER: &[&str] = &["5001", "5010", "5012"];

/// What such a program, or its service, is called; the last is the Japanese word for virus.
const WORDS: &[&str] = &[
    "defender",
    "windefend",
    "antivirus",
    "anti-virus",
    "antimalware",
    "endpoint protection",
    "virus",
    "\u{30a6}\u{30a4}\u{30eb}\u{30b9}",
];

fn picks(row: &Row, _: &Facts, _: &Limits) -> bool {
    let event = &row.event;
    let named = || Folded::of(&[&event.category, &event.operation, &event.target, &event.message]).has_any(WORDS);
    event.class == Class::ApplicationLifecycle && event.activity == Activity::Stop && named()
        || DEFENDER.contains(&event.code.as_str()) && named()
}
