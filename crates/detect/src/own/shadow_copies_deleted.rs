//! Shadow copies or the means of recovery were deleted, as ransomware does before it encrypts.

use sonae_logs::{Class, Row};

use super::{About, Folded, Limits, Own};
use crate::around::Facts;

pub(super) const RULE: Own = Own { name: "shadow-copies-deleted", about: About::Machine, picks };

/// Words that occur together in such a command.
const COMMANDS: &[&[&str]] = &[
    &["vssadmin", "delete", "shadows"],
    &["vssadmin", "resize", "shadowstorage"],
    &["wmic", "shadowcopy", "delete"],
    &["win32_shadowcopy", "delete"],
    &["win32_shadowcopy", "remove-"],
    &["diskshadow", "delete", "shadows"],
    &["wbadmin", "delete", "backup"],
    &["wbadmin", "delete", "catalog"],
    &["bcdedit", "recoveryenabled", "no"],
];

fn picks(row: &Row, _: &Facts, _: &Limits) -> bool {
    let event = &row.event;
    event.class == Class::ProcessActivity && {
        let text = Folded::of(&[&event.operation, &event.target, &event.message]);
        COMMANDS.iter().any(|words| text.has_all(words))
    }
}
