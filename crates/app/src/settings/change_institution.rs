//! Changes who the institution is, by which edition it works, and which parts of the guideline it reads.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::facts::Institution;

use super::{ChangeError, Pattern, Settings};
use crate::actor::Actor;
use crate::decide_forms::audience_of;
use crate::house::House;
use crate::records::{INSTITUTION, PROFILE, own_record};

/// Changes them. An edition must have the form that this kind of institution fills in; `None` is the newest that has.
pub async fn change_institution(
    house: &House,
    actor: &Actor,
    institution: &Institution,
    edition: Option<&str>,
    pattern: Option<Pattern>,
) -> Result<(), ChangeError> {
    actor.require(Permission::ManageSettings)?;
    let audience = audience_of(institution.kind);
    let mut wrong = Vec::new();
    if institution.name.trim().is_empty() {
        wrong.push("name");
    }
    if edition.is_some_and(|id| house.frameworks.edition(id).is_none_or(|edition| edition.form(audience).is_none())) {
        wrong.push("edition");
    }
    if !wrong.is_empty() {
        return Err(ChangeError::Values(wrong));
    }
    let settings = Settings { edition: edition.map(str::to_owned), pattern, ..house.settings().await? };
    let mut tx = house.store.begin().await?;
    tx.put_record(PROFILE, own_record(INSTITUTION, 0, institution)).await?;
    settings.keep(&mut tx).await?;
    let detail = json!({ "edition": edition, "pattern": pattern.map(Pattern::as_str) });
    tx.commit_if_changed(house.event(actor, "institution.changed", &institution.name, detail)).await?;
    Ok(())
}
