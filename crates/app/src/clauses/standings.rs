//! How far the institution is with every clause.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use sonae_domain::access::Permission;
use sonae_domain::framework::Edition;
use sonae_domain::gap::{ClauseRecord, FoundItem, Gap, Standing};
use sonae_domain::guideline::{ClauseKey, Guideline, Pattern};

use super::{ClauseError, circumstances};
use crate::actor::Actor;
use crate::decide_forms::audience_of;
use crate::house::{House, Known};
use crate::reading_list::Told;
use crate::records::{self, CLAUSES};

/// How far the institution is.
pub struct Standings {
    /// The guideline
    pub guideline: &'static Guideline,
    /// The checklist's edition whose items count
    pub edition: &'static Edition,
    /// What was decided
    pub known: Arc<Known>,
    /// What decides how much applies
    pub told: Told,
    /// Clause by clause, in reading order
    pub clauses: Vec<Standing>,
    /// The day
    pub today: Date,
}

impl Standings {
    /// The clause with this key.
    pub fn of(&self, key: &str) -> Option<&Standing> {
        self.clauses.iter().find(|standing| standing.clause.as_str() == key)
    }

    /// The patterns that hold, with the systems by which they do.
    pub fn patterns(&self) -> Vec<(&Pattern, Vec<&str>)> {
        let assigned = self.guideline.patterns.assigned(&self.told.circumstances);
        assigned.into_iter().map(|assigned| (assigned.pattern, assigned.systems)).collect()
    }
}

/// How far the institution is with every clause of the guideline to which the present edition of the checklist refers.
pub async fn clause_standings(house: &House, actor: &Actor) -> Result<Standings, ClauseError> {
    actor.require(Permission::ReadForms)?;
    let known = house.known().await?;
    let edition = known.edition;
    let guideline = house.frameworks.guideline_of(Some(edition)).ok_or(ClauseError::NoGuideline)?;
    let told = circumstances(house, &known.facts).await?;
    let kept: Vec<(String, ClauseRecord)> = records::all(&house.store, CLAUSES).await?;
    let kept: BTreeMap<ClauseKey, ClauseRecord> = kept.into_iter().map(|(key, record)| (ClauseKey::from(key.as_str()), record)).collect();
    let patterns: Vec<&Pattern> = guideline.patterns.assigned(&told.circumstances).into_iter().map(|assigned| assigned.pattern).collect();
    let reading = guideline.reading(&patterns, &told.circumstances);
    let items = known.forms.iter().flat_map(|form| {
        let found = |result| FoundItem {
            edition: &edition.id,
            audience: form.assessment.audience,
            subject: form.assessment.subject.as_str(),
            result,
        };
        form.assessment.items.iter().map(found)
    });
    let today = known.facts.as_of;
    let own = audience_of(known.facts.institution.kind);
    let clauses = Gap::new(guideline, edition).assess(&reading, own, items, &kept, today);
    Ok(Standings { guideline, edition, known, told, clauses, today })
}
