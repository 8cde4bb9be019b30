//! Every form that an institution must show: its own, and one for each vendor under contract.
//!
//! Deliberately not here: how an item is decided (`sonae_domain`).

use sonae_domain::assessment::{Assessment, Evaluator};
use sonae_domain::facts::{Facts, InstitutionKind};
use sonae_domain::framework::{Audience, Edition, Form, Frameworks};
use sonae_store::{AuditEvent, NewAssessment, Store, StoreError};

use crate::ports::Clock;

/// The forms of one edition, decided.
pub struct Decided<'a> {
    /// The edition
    pub edition: &'a Edition,
    /// The institution's (or pharmacy's) form first, then one for each contracted vendor
    pub forms: Vec<DecidedForm<'a>>,
    /// The facts that were judged
    pub facts: Facts,
}

/// One form with its decisions.
pub struct DecidedForm<'a> {
    /// The form
    pub form: &'a Form,
    /// The decisions
    pub assessment: Assessment,
}

/// The edition has no form that this institution would fill in (only part of it is known).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("edition {0} has no form for this kind of institution")]
pub struct NoForm(pub String);

/// Which form an institution fills in.
pub fn audience_of(kind: InstitutionKind) -> Audience {
    match kind {
        InstitutionKind::Pharmacy => Audience::Pharmacy,
        InstitutionKind::Hospital | InstitutionKind::Clinic | InstitutionKind::Dental | InstitutionKind::BirthCentre => {
            Audience::Institution
        }
    }
}

/// Decides every form from the facts.
pub fn decide_forms<'a>(frameworks: &'a Frameworks, edition: &'a Edition, facts: Facts) -> Result<Decided<'a>, NoForm> {
    let audience = audience_of(facts.institution.kind);
    let own = edition.form(audience).ok_or_else(|| NoForm(edition.id.to_string()))?;
    let evaluator = Evaluator::new(frameworks, edition, facts);
    let mut forms = vec![DecidedForm { form: own, assessment: evaluator.evaluate(own, "") }];
    if let Some(form) = edition.form(Audience::Vendor) {
        for vendor in evaluator.facts().contracted_vendors() {
            forms.push(DecidedForm { form, assessment: evaluator.evaluate(form, &vendor) });
        }
    }
    let facts = evaluator.into_facts();
    Ok(Decided { edition, forms, facts })
}

impl Decided<'_> {
    /// Whether every form is complete: all answers 「はい」 or void.
    pub fn is_complete(&self) -> bool {
        self.forms.iter().all(|form| form.assessment.is_complete())
    }

    /// Keeps the assessments in the store, with one audit event; an unchanged one is not kept again.
    pub async fn keep(&self, store: &Store, clock: &dyn Clock, actor: &str) -> Result<(), StoreError> {
        let mut tx = store.begin().await?;
        for decided in &self.forms {
            let assessment = &decided.assessment;
            let body = serde_json::to_value(assessment).unwrap_or_default();
            tx.put_assessment(NewAssessment {
                edition: assessment.edition.clone(),
                form: assessment.audience.as_str().to_owned(),
                subject: assessment.subject.clone(),
                as_of: assessment.as_of,
                body,
            })
            .await?;
        }
        let event = AuditEvent {
            at: clock.now(),
            actor: actor.to_owned(),
            action: "forms.decided".to_owned(),
            subject: self.edition.id.to_string(),
            detail: serde_json::json!({ "forms": self.forms.len(), "as-of": self.facts.as_of }),
        };
        tx.commit_if_changed(event).await.map(|_| ())
    }
}
