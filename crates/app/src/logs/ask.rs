//! Questions of the logs: ready-made ones, and SQL that only reads. Who asked what is noted before the answer is given.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_lake::{Answer, Question, Span};

use super::fault::{LogsError, beside};
use super::looks::looked;
use super::mask::mask;
use super::surroundings::surroundings;
use crate::actor::{Actor, Forbidden};
use crate::house::House;

/// Whether numbers of patients are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As they are; whoever asks needs them
    Whole,
    /// Masked
    Masked,
}

/// Answers a ready-made question. An inspector may ask for the five columns only.
pub async fn ask_logs(house: &House, actor: &Actor, question: &Question, span: Span, shown: Shown) -> Result<Answer, LogsError> {
    let five = matches!(question, Question::FiveColumns { .. });
    if !(five && actor.may(Permission::ReadInspection)) {
        actor.require(Permission::ReadLogs)?;
    }
    let around = surroundings(house).await?;
    let answer = house.vaults().lake()?.ask(question, span, &around).await?;
    let mut detail = serde_json::to_value(question).unwrap_or_default();
    let kind = detail.get("ask").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    detail["from"] = json!(span.from);
    detail["to"] = json!(span.to);
    detail["rows"] = json!(answer.rows.len());
    detail["masked"] = json!(shown == Shown::Masked);
    looked(house, actor, "logs.asked", &kind, detail).await?;
    masked(house, answer, shown).await
}

/// Answers SQL. Names in SQL can hide what they hold, so it is only for whoever may see everything: reading the operation log is
/// asked for as well.
pub async fn ask_sql(house: &House, actor: &Actor, sql: &str, limit: usize) -> Result<Answer, LogsError> {
    actor.require(Permission::ReadLogs)?;
    actor.require(Permission::ReadAudit)?;
    let around = surroundings(house).await?;
    let answer = house.vaults().lake()?.sql(sql, limit, &around).await?;
    looked(house, actor, "logs.asked", "sql", json!({ "sql": sql, "rows": answer.rows.len() })).await?;
    Ok(answer)
}

/// Whether this person may be shown numbers of patients: those who review and those who audit.
pub fn may_see_patients(actor: &Actor) -> Result<(), Forbidden> {
    actor.require(Permission::ReviewLogs).or_else(|_| actor.require(Permission::ReadLogs).and(actor.require(Permission::ReadAudit)))
}

async fn masked(house: &House, answer: Answer, shown: Shown) -> Result<Answer, LogsError> {
    match shown {
        Shown::Whole => Ok(answer),
        Shown::Masked => {
            let derived = house.vaults().derived();
            beside(move || mask(&derived, answer)).await
        }
    }
}
