//! `sonae feeds decide|decisions|withdraw`: what people decide about weaknesses.

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::feeds::{DecisionState, TypedDecision, decide_weakness, weakness_decisions, withdraw_decision};
use sonae_app::house::House;
use sonae_app::products::product_name;
use sonae_app::words::{date, text};

use super::{Outcome, told};
use crate::cli::{FeedsDecide, FeedsStatus};

pub(super) async fn decide(house: &House, actor: &Actor, arguments: &FeedsDecide) -> anyhow::Result<Outcome> {
    let typed = TypedDecision {
        product: arguments.weak_product.clone(),
        cves: arguments.vulnerabilities.clone(),
        judgement: Some(arguments.judgement),
        justification: arguments.justification,
        reason: arguments.decision_reason.clone(),
        until: Some(arguments.decision_until),
    };
    let actor = actor.clone().named(&arguments.decided_by);
    let count = decide_weakness(house, &actor, &typed).await.map_err(told)?;
    say!("{}", text("feeds-decided", &[("count", &count.to_string()), ("until", &date(arguments.decision_until))]));
    Ok(Outcome::Good)
}

/// Every decision; gaps where one has lapsed.
pub(super) async fn list(house: &House, actor: &Actor, arguments: &FeedsStatus) -> anyhow::Result<Outcome> {
    let lines = weakness_decisions(house, actor).await.map_err(told)?;
    for line in &lines {
        let decision = &line.decision;
        if arguments.json {
            let devices: Vec<&String> = line.devices.keys().collect();
            say!("{}", json!({ "key": line.key, "state": line.state.key(), "devices": devices, "decision": decision }));
            continue;
        }
        let about = if decision.cve.is_empty() { text("weaknesses-end-of-support", &[]) } else { decision.cve.clone() };
        let args = [
            ("state", text(&format!("weaknesses-decision-{}", line.state.key()), &[])),
            ("key", line.key.clone()),
            ("product", product_name(&decision.product)),
            ("about", about),
            ("judgement", text(&format!("weaknesses-judgement-{}", decision.judgement.key()), &[])),
            ("until", date(decision.until)),
            ("by", decision.by.clone()),
            ("reason", decision.reason.clone()),
        ];
        say!("{}", text("feeds-decision-line", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    if lines.is_empty() && !arguments.json {
        say!("{}", text("feeds-no-decisions", &[]));
    }
    let lapsed = lines.iter().any(|line| line.state == DecisionState::Lapsed);
    Ok(if lapsed { Outcome::Gaps } else { Outcome::Good })
}

pub(super) async fn withdraw(house: &House, actor: &Actor, key: &str) -> anyhow::Result<Outcome> {
    withdraw_decision(house, actor, key).await.map_err(told)?;
    say!("{}", text("feeds-withdrawn", &[]));
    Ok(Outcome::Good)
}
