//! Windows Embedded, POSReady, Embedded Compact: what modalities and tills run on.

use super::Windows;
use super::tokens::Tokens;
use crate::lifecycles::{Lifecycles, UNKNOWN_CYCLE};

pub(super) fn read(tokens: &Tokens<'_>, cycles: &Lifecycles) -> Option<Windows> {
    let named = tokens.list.iter().position(|token| matches!(token.text, "embedded" | "wes" | "posready" | "wepos" | "xpe" | "wec"));
    let compact = tokens.follows("windows", "ce") || tokens.follows("win", "ce");
    let at = named.or_else(|| compact.then_some(0))?;
    let mentions = tokens.has(&["windows", "win", "wes", "posready", "wepos", "xpe", "wec"]) || compact;
    if !mentions {
        return None;
    }
    let number = tokens.list[at..]
        .iter()
        .chain(&tokens.list[..at])
        .map(|token| token.text)
        .find(|text| matches!(*text, "7" | "8" | "8.1" | "2009" | "2013" | "xp" | "6.0" | "5.0" | "4.2" | "nt" | "2011"));
    let version = number.or_else(|| tokens.has(&["xpe"]).then_some("xp"));
    let posready = tokens.has(&["posready"]);
    let compact = compact || tokens.has(&["compact", "wec"]);
    let cycle = match version {
        Some("7") if posready => "posready-7",
        Some("7") if compact => "compact-7",
        Some("7") if tokens.has(&["standard", "wes"]) => "standard-7-sp1",
        Some("2013") if compact => "compact-2013",
        Some("8.1") if tokens.has(&["industry"]) => "8.1-industry",
        Some("8.1") if tokens.has(&["pro"]) => "8.1-pro",
        _ => UNKNOWN_CYCLE,
    };
    Some(Windows {
        canonical: Some("microsoft/windows-embedded".to_owned()),
        version: version.map(str::to_owned),
        edition: None,
        cycle: Some(cycles.checked("windows-embedded", cycle)),
        definite: true,
        start: tokens.list[at].start,
    })
}
