//! What the inspector asks, in the order of the manual: the forms first; then the originals that are looked at; then those
//! that may be looked at; then the forms of the vendors; then what every other answer rests on.
//!
//! Deliberately not here: numbers and words of the items (they come from the edition), and judging them (the rules have).

use sonae_domain::access::Permission;
use sonae_domain::assessment::{Assurance, ItemResult, Status, Tone};
use sonae_domain::facts::Facts;
use sonae_domain::framework::{Form, Item, Original as Looked};
use sonae_domain::ledger::YesNo;

use crate::actor::{Actor, Forbidden};
use crate::checklist::ItemEvidence;
use crate::decide_forms::{Decided, DecidedForm};
use crate::house::{House, KnowError};
use crate::pack::{documents_named, papers_of};
use crate::records::{self, ITEM_EVIDENCE, RecordError};
use crate::sheets::contact_tree;
use crate::words;

/// Why it is not known what is asked.
#[derive(Debug, thiserror::Error)]
pub enum QuestionsError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It is not known what is decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The evidence could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Which part of the inspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Round {
    /// The institution's own form
    Form,
    /// Originals that are looked at
    Originals,
    /// Originals that may be looked at
    OnRequest,
    /// Forms of the vendors
    Vendors,
    /// Everything else
    Others,
}

/// Whether what is asked for can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ready {
    /// Everything is there
    Ready,
    /// Something is missing
    Wanting,
    /// Shown on the machine itself, when asked for
    OnRequest,
    /// Not asked of this institution
    NotAsked,
}

/// Where an original is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The form with this place in the list of forms
    Form(usize),
    /// A ledger in the manual's columns: id of its paper, and how many rows it has
    Paper(String, usize),
    /// The contact tree
    ContactTree,
    /// A document
    File(EvidenceFile),
}

/// An original with what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// What people call it
    pub title: String,
    /// Where it is
    pub place: Place,
}

/// A document that a ledger names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// As the ledger names it
    pub name: String,
    /// SHA-256; `None` when it is not there
    pub sha256: Option<String>,
}

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which part of the inspection
    pub round: Round,
    /// Number as printed; "" for a form as a whole
    pub no: String,
    /// The question as the form prints it, or what the form is
    pub question: String,
    /// Place of the form in the list of forms
    pub form: usize,
    /// Key of the item; "" for a form as a whole
    pub key: String,
    /// The answer on the form
    pub answer: Option<YesNo>,
    /// What holds
    pub status: Option<Status>,
    /// How it is known
    pub assurance: Option<Assurance>,
    /// What can be shown
    pub originals: Vec<Original>,
    /// Whether it can be shown
    pub ready: Ready,
    /// What is missing; "" when nothing is
    pub missing: String,
}

/// Everything that is asked now, in order.
pub async fn questions(house: &House, actor: &Actor) -> Result<Vec<Asked>, QuestionsError> {
    actor.require(Permission::ReadInspection)?;
    let known = house.known().await?;
    let brought = records::all::<ItemEvidence>(&house.store, ITEM_EVIDENCE).await?;
    Ok(in_order(&known.decided, &brought.into_iter().map(|(_, evidence)| evidence).collect::<Vec<_>>()))
}

fn in_order(decided: &Decided<'static>, brought: &[ItemEvidence]) -> Vec<Asked> {
    let own = &decided.forms[0];
    let one_item = |item: &'static Item| one_item(decided, brought, item);
    let mut asked = vec![whole_form(0, own, Round::Form)];
    for wanted in [Looked::Required, Looked::Possible] {
        asked.extend(own.form.items().filter(|item| item.original == wanted).filter_map(one_item));
    }
    asked.extend(decided.forms.iter().enumerate().skip(1).map(|(at, form)| whole_form(at, form, Round::Vendors)));
    asked.extend(own.form.items().filter(|item| item.original == Looked::None).filter_map(one_item));
    asked
}

/// A form: every item that applies needs an answer and a date.
fn whole_form(at: usize, decided: &DecidedForm<'_>, round: Round) -> Asked {
    let assessment = &decided.assessment;
    let title = if round == Round::Vendors { assessment.subject.clone() } else { decided.form.audience_label.clone() };
    let open: Vec<&str> = assessment.items.iter().filter(|item| is_unfilled(item)).map(|item| item.no.as_str()).collect();
    let nothing_came = round == Round::Vendors && assessment.items.iter().all(|item| item.attestation.is_none());
    let missing = match (nothing_came, open.is_empty()) {
        (true, _) => words::text("inspection-nothing-came", &[]),
        (false, true) => String::new(),
        (false, false) => words::text("inspection-unfilled", &[("items", &open.join(&words::text("list-separator", &[])))]),
    };
    Asked {
        round,
        no: String::new(),
        question: decided.form.title.clone(),
        form: at,
        key: String::new(),
        answer: None,
        status: None,
        assurance: None,
        originals: vec![Original { title, place: Place::Form(at) }],
        ready: if missing.is_empty() { Ready::Ready } else { Ready::Wanting },
        missing,
    }
}

fn is_unfilled(item: &ItemResult) -> bool {
    item.status != Status::NotApplicable && (item.answer.is_none() || item.form_gaps.iter().any(|gap| gap.tone != Tone::Advice))
}

fn one_item(decided: &Decided<'static>, brought: &[ItemEvidence], item: &'static Item) -> Option<Asked> {
    let own = &decided.forms[0];
    let result = own.assessment.items.iter().find(|result| result.key == item.key)?;
    let mut originals = originals(&decided.facts, item);
    let key = crate::checklist::Place { edition: decided.edition, form: own.form, item, subject: "" }.key();
    originals.extend(brought.iter().filter(|evidence| evidence.item == key).map(|evidence| {
        let file = EvidenceFile { name: evidence.name.clone(), sha256: Some(evidence.sha256.clone()) };
        Original { title: evidence.name.clone(), place: Place::File(file) }
    }));
    let round = match item.original {
        Looked::Required => Round::Originals,
        Looked::Possible => Round::OnRequest,
        Looked::None => Round::Others,
    };
    let missing = missing(own.form, item, result, &originals);
    let ready = match (result.status, missing.is_empty(), item.original) {
        (Status::NotApplicable, _, _) => Ready::NotAsked,
        (_, false, _) => Ready::Wanting,
        (_, true, Looked::Possible) => Ready::OnRequest,
        (_, true, _) => Ready::Ready,
    };
    Some(Asked {
        round,
        no: item.no.clone(),
        question: item.label.clone(),
        form: 0,
        key: item.key.clone(),
        answer: result.answer,
        status: Some(result.status),
        assurance: result.assurance,
        originals,
        ready,
        missing,
    })
}

/// The ledgers of the item's control in the manual's columns, the contact tree, and the documents that they name.
fn originals(facts: &Facts, item: &Item) -> Vec<Original> {
    let mut originals = Vec::new();
    if contact_tree(facts, &item.no).is_some() && item.control == *"incident-contact-tree" {
        originals.push(Original { title: words::text("pack-contact-tree", &[]), place: Place::ContactTree });
    }
    for paper in papers_of(facts, item.control.as_str()) {
        let rows = crate::sheets::rows_of(facts, paper);
        originals.push(Original { title: paper.title.clone(), place: Place::Paper(paper.id.clone(), rows) });
        for name in documents_named(facts, paper.ledger) {
            let sha256 = facts.document(&name).map(|document| document.sha256.clone());
            let file = EvidenceFile { name: name.clone(), sha256 };
            if !originals.iter().any(|known| known.place == Place::File(file.clone())) {
                originals.push(Original { title: name, place: Place::File(file) });
            }
        }
    }
    originals
}

/// What stands between the item and the inspector: no original, a document that is not there, or a reason against.
fn missing(form: &Form, item: &Item, result: &ItemResult, originals: &[Original]) -> String {
    if result.status == Status::NotApplicable {
        return String::new();
    }
    let decisive = result.finding.reasons.iter().filter(|reason| matches!(reason.tone, Tone::Against | Tone::Missing));
    let mut missing: Vec<String> = Vec::new();
    if item.original == Looked::Required && originals.is_empty() {
        missing.push(words::text("pack-original-missing", &[]));
    }
    if item.original == Looked::Required {
        let gone = originals.iter().filter(|original| matches!(&original.place, Place::File(file) if file.sha256.is_none()));
        missing.extend(gone.map(|original| words::text("inspection-document-missing", &[("name", &original.title)])));
    }
    if result.status != Status::Satisfied {
        missing.extend(decisive.chain(&result.form_gaps).take(2).map(|reason| words::reason(reason, Some(form))));
    }
    missing.join("\n")
}
