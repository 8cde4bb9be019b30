//! New rows meet the rows that are there: what is added, changed, removed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::keys::{is_counted, owner};
use crate::source::{Meeting, Source};
use crate::table::{Row, Table, TableError, Writer};

/// What an import changes in one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// The feed
    pub source: Source,
    /// Rows that are new
    pub added: u64,
    /// Rows that say something else
    pub changed: u64,
    /// Rows that are gone
    pub removed: u64,
    /// Rows afterwards
    pub rows: u64,
    /// Conditions of products that are new, changed or gone
    pub conditions: u64,
    /// The files tell of an earlier day than what is there
    pub older: bool,
}

/// A finished table that is not yet part of a state.
pub(crate) struct Merged {
    pub(crate) sha256: String,
    pub(crate) rows: u64,
    pub(crate) delta: Delta,
}

/// Which records are new, and by which file they came last: rows of earlier files are passed over.
pub(crate) type Owners = HashMap<String, u32>;

/// Writes the union of `old` and `new` to `path`.
pub(crate) fn merge(
    source: Source,
    old: Option<&Table<File>>,
    new: &mut dyn Iterator<Item = io::Result<Row>>,
    meeting: Meeting,
    owners: &Owners,
    path: &Path,
) -> Result<Merged, TableError> {
    let mut writer = Writer::new(BufWriter::with_capacity(1 << 18, File::create(path)?))?;
    let mut delta = Delta { source, added: 0, changed: 0, removed: 0, rows: 0, conditions: 0, older: false };
    let mut old = old.map(Table::scan);
    let mut next_old = old.as_mut().and_then(Iterator::next).transpose()?;
    let mut next_new = new.next().transpose()?;
    loop {
        let order = match (&next_old, &next_new) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(one), Some(other)) => one.0.cmp(&other.0),
        };
        let before =
            if order.is_le() { std::mem::replace(&mut next_old, old.as_mut().and_then(Iterator::next).transpose()?) } else { None };
        let after = if order.is_ge() { std::mem::replace(&mut next_new, new.next().transpose()?) } else { None };
        let kept = match (&before, &after) {
            (Some((key, value)), None) => {
                let stays = meeting == Meeting::Update && !owners.contains_key(owner(key));
                if !stays {
                    count(&mut delta, key, |delta| delta.removed += 1);
                }
                stays.then_some((key, value))
            }
            (Some((_, was)), Some((key, is))) => {
                if was != is {
                    count(&mut delta, key, |delta| delta.changed += 1);
                }
                Some((key, is))
            }
            (None, Some((key, value))) => {
                count(&mut delta, key, |delta| delta.added += 1);
                Some((key, value))
            }
            (None, None) => None,
        };
        if let Some((key, value)) = kept {
            delta.rows += u64::from(is_counted(key));
            writer.row(key, value)?;
        }
    }
    let (output, digest, _) = writer.finish()?;
    let mut file = output.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.flush()?;
    file.sync_all()?;
    Ok(Merged { sha256: hex::encode(digest), rows: delta.rows, delta })
}

fn count(delta: &mut Delta, key: &[u8], as_row: impl FnOnce(&mut Delta)) {
    if is_counted(key) {
        as_row(delta);
    } else {
        delta.conditions += 1;
    }
}
