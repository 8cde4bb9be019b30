//! What people decide about weaknesses: that one does not count until a day, with judgement, reason and name; and taking it back.
//!
//! A decision holds for every machine with the product, whatever its version, as long as the sources say what was judged. Deliberately not
//! here: what it means for an answer (`domain::rules`), what is affected (crate `feeds`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::calendar::days_between;
use sonae_domain::facts::{Facts, Judgement, Justification, WeaknessDecision};
use sonae_domain::ledger::Record;

use super::FeedError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, Places, WEAKNESS_DECISIONS, hashed_key, own_record};

/// A decision that ends within so many days is worth a look.
const SOON_DAYS: i64 = 30;

/// Bytes of a decision's key: vulnerability, product and condition.
const KEY_BYTES: usize = 8;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 1000;

/// What stands for the end of support where a vulnerability is named.
pub const END_OF_SUPPORT: &str = "end-of-support";

/// What was typed about the weaknesses of one product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedDecision {
    /// Canonical product
    pub product: String,
    /// The vulnerabilities; [`END_OF_SUPPORT`] for the end of support
    pub cves: Vec<String>,
    /// What was judged
    pub judgement: Option<Judgement>,
    /// Why it is not affected
    pub justification: Option<Justification>,
    /// In the person's words
    pub reason: String,
    /// The last day on which it holds; a year from today at most
    pub until: Option<Date>,
}

/// How a decision stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DecisionState {
    /// Its day has passed: a task
    Lapsed,
    /// It ends within a month
    EndsSoon,
    /// It holds
    Holds,
    /// Nothing that is found today is what was judged: it was updated, or the sources say something else now
    Unmet,
    /// Somebody took it back
    Withdrawn,
}

impl DecisionState {
    /// Message key, and the word in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::EndsSoon => "ends-soon",
            Self::Holds => "holds",
            Self::Unmet => "unmet",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A decision as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionLine {
    /// By which it is withdrawn
    pub key: String,
    /// What was decided
    pub decision: WeaknessDecision,
    /// How it stands today
    pub state: DecisionState,
    /// The machines that it speaks of: key of the row and name
    pub devices: BTreeMap<String, String>,
}

/// Every decision, what needs a look first.
pub async fn weakness_decisions(house: &House, actor: &Actor) -> Result<Vec<DecisionLine>, FeedError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let kept: Vec<(String, WeaknessDecision)> = records::all(&house.store, WEAKNESS_DECISIONS).await?;
    let mut lines: Vec<DecisionLine> = kept.into_iter().map(|(key, decision)| line(key, decision, facts)).collect();
    lines.sort_by(|one, other| {
        let order = |line: &DecisionLine| (line.state, line.decision.until, line.decision.product.clone(), line.decision.cve.clone());
        order(one).cmp(&order(other))
    });
    Ok(lines)
}

fn line(key: String, decision: WeaknessDecision, facts: &Facts) -> DecisionLine {
    let names: BTreeMap<&str, String> = facts.devices.iter().map(|device| (device.key.as_str(), device.record.label())).collect();
    let met = facts.weaknesses.iter().filter(|weakness| decision.is_about(&weakness.cve, &weakness.product, &weakness.condition));
    let devices: BTreeMap<String, String> =
        met.map(|weakness| (weakness.device.clone(), names.get(weakness.device.as_str()).cloned().unwrap_or_default())).collect();
    let left = days_between(facts.as_of, decision.until);
    let state = match (decision.withdrawn_on.is_some(), devices.is_empty()) {
        (true, _) => DecisionState::Withdrawn,
        (false, true) => DecisionState::Unmet,
        (false, false) if left < 0 => DecisionState::Lapsed,
        (false, false) if left <= SOON_DAYS => DecisionState::EndsSoon,
        (false, false) => DecisionState::Holds,
    };
    DecisionLine { key, decision, state, devices }
}

/// How many decisions have lapsed and wait for somebody: for the first page.
pub fn lapsed_decisions(facts: &Facts) -> usize {
    let lapsed = facts.weaknesses.iter().filter(|weakness| weakness.lapsed_on.is_some());
    lapsed.map(|weakness| (&weakness.product, &weakness.cve)).collect::<BTreeSet<_>>().len()
}

/// Keeps a decision about each of the vulnerabilities, as the sources have them today. Gives how many there were.
///
/// # Errors
///
/// [`FeedError::Values`] with the fields that do not fit: `cves` (none, or none that is found for the product), `judgement`,
/// `justification`, `reason`, `until`.
pub async fn decide_weakness(house: &House, actor: &Actor, typed: &TypedDecision) -> Result<usize, FeedError> {
    actor.require(Permission::OverrideFindings)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let asked: BTreeSet<&str> = typed.cves.iter().map(|cve| if cve == END_OF_SUPPORT { "" } else { cve.as_str() }).collect();
    let met = facts.weaknesses.iter().filter(|weakness| weakness.product == typed.product && asked.contains(weakness.cve.as_str()));
    let judged: BTreeSet<(&str, &str)> = met.map(|weakness| (weakness.cve.as_str(), weakness.condition.as_str())).collect();
    let (judgement, until) = checked(typed, &asked, &judged, facts.as_of)?;
    let mut tx = house.store.begin().await?;
    let mut places = Places::of(&tx, WEAKNESS_DECISIONS).await?;
    let mut decided = Vec::new();
    for (cve, condition) in &judged {
        // a later decision about the same takes the place of an earlier one, whose history stays
        let key = hashed_key(&[cve, &typed.product, condition], KEY_BYTES);
        let decision = WeaknessDecision {
            cve: (*cve).to_owned(),
            product: typed.product.clone(),
            condition: (*condition).to_owned(),
            judgement,
            justification: typed.justification.filter(|_| judgement == Judgement::NotAffected),
            reason: typed.reason.trim().to_owned(),
            by: actor.called().to_owned(),
            on: facts.as_of,
            until,
            ..WeaknessDecision::default()
        };
        decided.push(own_record(&key, places.place(&key), &decision));
    }
    tx.put_records(WEAKNESS_DECISIONS, &decided).await?;
    let cves: BTreeSet<&str> = judged.iter().map(|(cve, _)| *cve).collect();
    let detail = json!({
        "vulnerabilities": cves, "judgement": judgement, "justification": typed.justification, "reason": typed.reason.trim(), "until": until,
    });
    tx.commit_if_changed(house.event(actor, "weakness.decided", &typed.product, detail)).await?;
    Ok(cves.len())
}

/// What must be there. Every vulnerability that is named must be found today: nothing is decided in advance.
fn checked(
    typed: &TypedDecision,
    asked: &BTreeSet<&str>,
    judged: &BTreeSet<(&str, &str)>,
    today: Date,
) -> Result<(Judgement, Date), FeedError> {
    let latest = today.saturating_add(jiff::Span::new().years(1));
    let found: BTreeSet<&str> = judged.iter().map(|(cve, _)| *cve).collect();
    let unjustified = typed.judgement == Some(Judgement::NotAffected) && typed.justification.is_none();
    let reason = typed.reason.trim();
    let checks = [
        ("cves", !asked.is_empty() && found == *asked),
        ("judgement", typed.judgement.is_some()),
        ("justification", !unjustified),
        ("reason", !reason.is_empty() && reason.chars().count() <= LONGEST_REASON),
        ("until", typed.until.is_some_and(|until| (today..=latest).contains(&until))),
    ];
    let wrong: Vec<&'static str> = checks.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name).collect();
    match (typed.judgement, typed.until) {
        (Some(judgement), Some(until)) if wrong.is_empty() => Ok((judgement, until)),
        _ => Err(FeedError::Values(wrong)),
    }
}

/// Takes a decision back: what was judged counts again at once.
pub async fn withdraw_decision(house: &House, actor: &Actor, key: &str) -> Result<(), FeedError> {
    actor.require(Permission::OverrideFindings)?;
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    let record = tx.record(WEAKNESS_DECISIONS, key).await?.filter(|record| !record.retired).ok_or(FeedError::NotThere)?;
    let decision: WeaknessDecision = records::body(&record)?;
    if decision.withdrawn_on.is_some() {
        return Err(FeedError::NotThere);
    }
    let detail = json!({ "vulnerability": decision.cve, "key": key });
    let product = decision.product.clone();
    let withdrawn = WeaknessDecision { withdrawn_by: actor.called().to_owned(), withdrawn_on: Some(today), ..decision };
    tx.put_record(WEAKNESS_DECISIONS, own_record(key, record.ordinal, &withdrawn)).await?;
    tx.commit(house.event(actor, "weakness.decision-withdrawn", &product, detail)).await?;
    Ok(())
}
