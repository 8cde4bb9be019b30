//! `sonae audit`: the operation log of sonae itself, checked and listed on the machine on which it lies.
//!
//! Works while the server runs. Deliberately not here: the page of the log (crate `web`).

use jiff::Timestamp;
use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::audit::{action_word, verify_log};
use sonae_app::house::House;
use sonae_app::storage::{AuditHead, AuditVerdict};
use sonae_app::words::{self, text};
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::home::{existing, open};
use crate::cli::{self, AuditAction};

pub(crate) async fn run(frameworks: &'static Frameworks, action: &AuditAction) -> anyhow::Result<Outcome> {
    let data = match action {
        AuditAction::Verify(arguments) => &arguments.data,
        AuditAction::List(arguments) => &arguments.data,
        AuditAction::Head(arguments) => &arguments.data,
    };
    let house = open(&existing(data.as_deref())?, frameworks).await?;
    let outcome = match action {
        AuditAction::Verify(arguments) => verify(&house, arguments).await,
        AuditAction::List(arguments) => list(&house, arguments).await,
        AuditAction::Head(arguments) => head(&house, arguments).await,
    };
    house.store.clone().close().await?;
    outcome
}

async fn verify(house: &House, arguments: &cli::AuditVerify) -> anyhow::Result<Outcome> {
    let verdict = match &arguments.anchor {
        Some(anchor) => house.store.verify_audit_from(anchor).await?,
        None => verify_log(house, &Actor::command_line()).await?,
    };
    if arguments.json {
        say!("{}", serde_json::to_string(&verdict)?);
    } else {
        say!("{}", verdict_words(&verdict, arguments.anchor.as_ref()));
    }
    Ok(if matches!(verdict, AuditVerdict::Intact { .. }) { Outcome::Good } else { Outcome::Gaps })
}

fn verdict_words(verdict: &AuditVerdict, anchor: Option<&AuditHead>) -> String {
    match verdict {
        AuditVerdict::Intact { head } => {
            let key = if anchor.is_some() { "ops-audit-intact-anchored" } else { "ops-audit-intact" };
            text(key, &[("seq", &head.seq.to_string()), ("hash", &head.hash)])
        }
        AuditVerdict::Broken { seq, fault } => {
            let seq = seq.to_string();
            let (ledger, record) = fault.record().unwrap_or_default();
            let ledger = ledger.parse().map_or_else(|_| ledger.to_owned(), words::ledger);
            let args = [("seq", seq.as_str()), ("ledger", &ledger), ("record", record)];
            format!("{}\n{}", text(&format!("ops-audit-{}", fault.kind()), &args), text("ops-audit-broken-next", &[]))
        }
    }
}

async fn list(house: &House, arguments: &cli::AuditList) -> anyhow::Result<Outcome> {
    for event in house.store.audit_events(..).await? {
        let at = event.at.parse::<Timestamp>().map(|at| at.to_zoned(sonae_domain::calendar::japan()));
        let is_older = |since| at.as_ref().is_ok_and(|at| at.date() < since);
        if arguments.since.is_some_and(is_older) {
            continue;
        }
        if arguments.json {
            say!("{}", serde_json::to_string(&event)?);
            continue;
        }
        let at = at.map_or_else(|_| event.at.clone(), |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string());
        say!("{}  {at}  {}  {}  {}", event.seq, event.actor, action_word(&event.action), event.subject);
    }
    Ok(Outcome::Good)
}

async fn head(house: &House, arguments: &cli::AuditHead) -> anyhow::Result<Outcome> {
    let head = house.store.audit_head().await?;
    if arguments.json {
        say!("{}", json!(head));
    } else {
        say!("{} {}", head.seq, head.hash);
    }
    Ok(Outcome::Good)
}
