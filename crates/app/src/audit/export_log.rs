//! The operation log as a file: CSV for a spreadsheet, JSON for another program. That it was taken out is noted in it.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_store::StoredEvent;

use super::read_log::{AuditError, LogFilter, action_word};
use crate::actor::Actor;
use crate::house::House;
use crate::words::text;

/// In which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// UTF-8 with byte order mark, as spreadsheets open it
    Csv,
    /// One array of events with all their fields
    Json,
}

/// All events that fit, oldest first.
pub async fn export_log(house: &House, actor: &Actor, filter: &LogFilter, format: LogFormat) -> Result<Vec<u8>, AuditError> {
    actor.require(Permission::ReadAudit)?;
    let mut events = house.store.audit_events(..).await?;
    events.retain(|event| filter.fits(event));
    let detail = json!({ "events": events.len() });
    house.store.begin().await?.commit(house.event(actor, "audit.exported", "", detail)).await?;
    Ok(match format {
        LogFormat::Json => serde_json::to_vec_pretty(&events).unwrap_or_default(),
        LogFormat::Csv => csv(&events),
    })
}

fn csv(events: &[StoredEvent]) -> Vec<u8> {
    let mut csv = String::from("\u{feff}");
    let heads = ["seq", "at", "actor", "action", "word", "subject", "detail", "hash"];
    csv.push_str(&heads.map(|head| text(&format!("audit-column-{head}"), &[])).join(","));
    csv.push_str("\r\n");
    for event in events {
        let cells = [
            event.seq.to_string(),
            event.at.clone(),
            event.actor.clone(),
            event.action.clone(),
            action_word(&event.action),
            event.subject.clone(),
            event.detail.to_string(),
            event.hash.clone(),
        ];
        csv.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        csv.push_str("\r\n");
    }
    csv.into_bytes()
}

/// A cell that no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
