//! Changes the figures that the official text leaves to the institution. Findings follow at once.
//!
//! Which items a figure touches, and how large it may be, is data (`data/policy.toml`).

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sonae_domain::access::Permission;
use sonae_domain::facts::Policy;
use sonae_domain::framework::ControlId;

use super::ChangeError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{POLICY, PROFILE, own_record};

/// One figure.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Figure {
    /// Its field in [`Policy`]
    pub name: String,
    /// The largest value
    pub most: i64,
    /// The controls that it touches; empty for all
    pub controls: Vec<ControlId>,
}

#[derive(Deserialize)]
struct Figures {
    figure: Vec<Figure>,
}

/// Every figure, in the order of the page.
pub static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| {
    let parsed: Result<Figures, _> = toml::from_str(include_str!("../../data/policy.toml"));
    parsed.map(|figures| figures.figure).unwrap_or_default()
});

/// The values of a policy by their names.
pub fn figures_of(policy: &Policy) -> Map<String, Value> {
    match serde_json::to_value(policy) {
        Ok(Value::Object(figures)) => figures,
        _ => Map::new(),
    }
}

/// Changes the figures. Each is at least 1 and at most its [`Figure::most`].
pub async fn change_policy(house: &House, actor: &Actor, policy: &Policy, reason: &str) -> Result<(), ChangeError> {
    actor.require(Permission::ManageSettings)?;
    let values = figures_of(policy);
    let fits = |figure: &&Figure| values.get(&figure.name).and_then(Value::as_i64).is_some_and(|days| (1..=figure.most).contains(&days));
    let wrong: Vec<&'static str> = FIGURES.iter().filter(|figure| !fits(figure)).map(|figure| figure.name.as_str()).collect();
    if !wrong.is_empty() {
        return Err(ChangeError::Values(wrong));
    }
    let before = figures_of(&house.policy().await?);
    let changed: Map<String, Value> = values
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(*value))
        .map(|(name, value)| (name.clone(), json!({ "from": before.get(name), "to": value })))
        .collect();
    let mut tx = house.store.begin().await?;
    tx.put_record(PROFILE, own_record(POLICY, 1, policy)).await?;
    tx.commit_if_changed(house.event(actor, "policy.changed", POLICY, json!({ "figures": changed, "reason": reason }))).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_the_policy_is_on_the_page_with_words_and_real_controls() {
        let values = figures_of(&Policy::default());
        assert_eq!(FIGURES.len(), values.len());
        let frameworks = crate::load_frameworks::load_frameworks(None).unwrap();
        for figure in FIGURES.iter() {
            let default = values[&figure.name].as_i64().unwrap();
            assert!((1..=figure.most).contains(&default), "{}", figure.name);
            assert!(figure.controls.iter().all(|id| frameworks.catalog.control(id).is_some()), "{}", figure.name);
            for part in ["", ".means"] {
                let key = format!("policy-{}{part}", figure.name);
                assert!(crate::words::lookup(&key, &[]).is_some(), "{key}");
            }
        }
    }
}
