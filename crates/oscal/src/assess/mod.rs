//! One institution's decided forms as `assessment-plan`, `assessment-results` and `plan-of-action-and-milestones`.
//!
//! OSCAL knows two states of a target; the four statuses, the assurance, reasons and the records behind them are properties and
//! evidence. There is no system security plan: `import-ssp` names a resource that says so. Not here: how anything was decided.

mod observed;
mod poam;
mod results;

use jiff::civil::Date;
use sonae_domain::assessment::{Assessment, Assurance, ItemResult, Reason, Status};
use sonae_domain::framework::{Catalog as Controls, Edition, Form, Item, Part};
use sonae_domain::ledger::LedgerId;

use crate::checklist::{catalog_file, control_id, statement_id};
use crate::form::profile_file;
use crate::model::{
    AssessmentPlan, AssessmentResults, AssessmentSubject, BackMatter, Component, ComponentStatus, ControlSelection, Finding, Import, Link,
    LocalDefinitions, Metadata, Party, PlanOfActionAndMilestones, Property, Resource, ResponsibleParty, ReviewedControls, Role,
    SelectedControl, Subject,
};
use crate::spell::{document_uuid, line, metadata, ours, prop, title, uuid};
use crate::version::Version;

/// Words for people, by the keys of the locale: `oscal-…`, and the reasons' own.
pub trait Words {
    /// A message.
    fn text(&self, key: &str, args: &[(&str, &str)]) -> String;
    /// What a reason says.
    fn reason(&self, reason: &Reason, form: &Form) -> String;
    /// What is to be done about it.
    fn next_step(&self, reason: &Reason, form: &Form) -> Option<String>;
    /// What a ledger is called.
    fn ledger(&self, id: LedgerId) -> String;
}

/// One decided form.
#[derive(Debug, Clone, Copy)]
pub struct Assessed<'a> {
    /// The form.
    pub form: &'a Form,
    /// What was decided.
    pub assessment: &'a Assessment,
}

/// Whose forms, and of which edition.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    /// Name of the institution.
    pub name: &'a str,
    /// The edition of the forms.
    pub edition: &'a Edition,
    /// Titles of what is asked.
    pub controls: &'a Controls,
    /// The day for which it was decided.
    pub as_of: Date,
}

/// The documents of one assessment. They name each other by the file names beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Documents {
    /// What is assessed.
    pub plan: AssessmentPlan,
    /// What was found.
    pub results: AssessmentResults,
    /// What is to be done; `None` when nothing is missing.
    pub poam: Option<PlanOfActionAndMilestones>,
}

impl Documents {
    /// The file of the plan, which the results name.
    pub const PLAN: &'static str = "assessment-plan.json";
    /// The file of the results.
    pub const RESULTS: &'static str = "assessment-results.json";
    /// The file of the POA&M.
    pub const POAM: &'static str = "plan-of-action-and-milestones.json";
}

/// Makes the documents of one assessment. `forms`: the institution's own first, then one for each vendor.
pub fn assess(house: House<'_>, forms: &[Assessed<'_>], words: &dyn Words, version: Version) -> Documents {
    let maker = Maker { house, forms, words, version };
    let results = results::results(&maker);
    Documents { plan: maker.plan(), poam: poam::poam(&maker, &results), results }
}

/// The status that a finding carries, one of four; `None` for a finding that is none of ours.
pub fn status_of(finding: &Finding) -> Option<Status> {
    word(&finding.props, "status")
}

/// The assurance that a finding carries.
pub fn assurance_of(finding: &Finding) -> Option<Assurance> {
    word(&finding.props, "assurance")
}

fn word<T: serde::de::DeserializeOwned>(props: &[Property], name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(ours(props, name)?.to_owned())).ok()
}

/// One row of a form with what was decided.
#[derive(Clone, Copy)]
struct Row<'a> {
    form: &'a Form,
    subject: &'a str,
    part: Option<&'a Part>,
    item: &'a Item,
    result: &'a ItemResult,
}

/// The rows of a form that were decided, the gate first.
fn rows<'a>(assessed: &'a Assessed<'a>) -> impl Iterator<Item = Row<'a>> {
    let results = assessed.assessment.gate.iter().chain(&assessed.assessment.items);
    results.filter_map(|result| {
        let item = assessed.form.item(&result.key)?;
        let part = assessed.form.part_of(&item.key);
        Some(Row { form: assessed.form, subject: &assessed.assessment.subject, part, item, result })
    })
}

/// Whose form it is; a vendor's with its name.
fn form_title(assessed: &Assessed<'_>) -> String {
    let (label, subject) = (&assessed.form.audience_label, &assessed.assessment.subject);
    if subject.is_empty() { label.clone() } else { format!("{label} {subject}") }
}

/// This program.
fn tool() -> String {
    uuid(&["tool"])
}

struct Maker<'a> {
    house: House<'a>,
    forms: &'a [Assessed<'a>],
    words: &'a dyn Words,
    version: Version,
}

impl<'a> Maker<'a> {
    fn party(&self) -> String {
        uuid(&["party", self.house.name])
    }

    /// This program, by which everything was found.
    fn tools(&self) -> LocalDefinitions {
        let program = Component {
            uuid: tool(),
            kind: "software".to_owned(),
            title: "sonae".to_owned(),
            description: title(&self.words.text("oscal-tool", &[])),
            status: ComponentStatus { state: "operational".to_owned() },
        };
        LocalDefinitions { components: vec![program] }
    }

    fn ssp(&self) -> String {
        uuid(&["no-ssp", self.house.name])
    }

    /// What stands for the plan that the institution does not have.
    fn import_ssp(&self) -> Import {
        Import { href: format!("#{}", self.ssp()), remarks: line(&self.words.text("oscal-no-ssp", &[])) }
    }

    fn back_matter(&self) -> BackMatter {
        let ssp = Resource {
            uuid: self.ssp(),
            title: line(self.house.name),
            description: line(&self.words.text("oscal-no-ssp", &[])),
            ..Resource::default()
        };
        BackMatter { resources: vec![ssp], ..BackMatter::default() }
    }

    fn metadata(&self, key: &str) -> Metadata {
        let edition = self.house.edition;
        let args = [("name", self.house.name), ("edition", edition.edition_label.as_str())];
        let mut metadata = metadata(self.version, &self.words.text(key, &args), &self.house.as_of.to_string(), self.house.as_of);
        metadata.props = [prop("family", &edition.family), prop("edition", edition.id.as_str())].into_iter().flatten().collect();
        metadata.links = self.sources();
        metadata.roles = vec![Role {
            id: "assessment-subject".to_owned(),
            title: title(&self.words.text("oscal-role-subject", &[])),
            ..Role::default()
        }];
        let party = |uuid: String, name: &str| Party { uuid, kind: "organization".to_owned(), name: line(name), ..Party::default() };
        metadata.parties = vec![party(self.party(), self.house.name)];
        for subject in self.forms.iter().map(|assessed| assessed.assessment.subject.as_str()).filter(|subject| !subject.is_empty()) {
            metadata.parties.push(party(self.subject(subject), subject));
        }
        metadata.responsible_parties = vec![ResponsibleParty {
            role_id: "assessment-subject".to_owned(),
            party_uuids: metadata.parties.iter().map(|party| party.uuid.clone()).collect(),
            ..ResponsibleParty::default()
        }];
        metadata
    }

    /// The party that a form is about: the institution, or a vendor.
    fn subject(&self, subject: &str) -> String {
        if subject.is_empty() { self.party() } else { uuid(&["party", self.house.name, "vendor", subject]) }
    }

    /// The catalog and the profiles by which the ids are to be understood.
    fn sources(&self) -> Vec<Link> {
        let to = |href: String| Link { href, rel: Some("reference".to_owned()), ..Link::default() };
        let mut links = vec![to(catalog_file(self.house.edition))];
        for assessed in self.forms {
            let profile = to(profile_file(self.house.edition, assessed.form));
            if !links.contains(&profile) {
                links.push(profile);
            }
        }
        links
    }

    /// Everything that a form asks for.
    fn selection(&self, assessed: &'a Assessed<'a>) -> ControlSelection {
        let mut include_controls: Vec<SelectedControl> = Vec::new();
        for row in rows(assessed) {
            let id = control_id(row.item);
            let statement = statement_id(self.house.edition.id.as_str(), row.form, row.item);
            match include_controls.iter_mut().find(|control| control.control_id == id) {
                Some(control) => control.statement_ids.push(statement),
                None => include_controls.push(SelectedControl { control_id: id, statement_ids: vec![statement] }),
            }
        }
        let subject = &assessed.assessment.subject;
        let audience = assessed.form.audience.as_str();
        let props = [prop("audience", audience), prop("subject", subject)].into_iter().flatten().collect();
        ControlSelection { description: line(&form_title(assessed)), props, include_controls }
    }

    fn plan(&self) -> AssessmentPlan {
        let subjects = self
            .forms
            .iter()
            .map(|assessed| Subject { subject_uuid: self.subject(&assessed.assessment.subject), kind: "party".to_owned() });
        let mut plan = AssessmentPlan {
            metadata: self.metadata("oscal-plan-title"),
            import_ssp: self.import_ssp(),
            local_definitions: Some(self.tools()),
            reviewed_controls: ReviewedControls {
                control_selections: self.forms.iter().map(|assessed| self.selection(assessed)).collect(),
                ..ReviewedControls::default()
            },
            assessment_subjects: vec![AssessmentSubject { kind: "party".to_owned(), include_subjects: subjects.collect() }],
            back_matter: Some(self.back_matter()),
            ..AssessmentPlan::default()
        };
        plan.uuid = document_uuid("assessment-plan", &plan);
        plan
    }

    /// A UUID for something about one row; `day` where it is about that day only.
    fn row_uuid(&self, kind: &str, row: Row<'_>, day: Option<Date>) -> String {
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        uuid(&[kind, self.house.name, self.house.edition.id.as_str(), row.form.audience.as_str(), row.subject, &row.item.key, &day])
    }

    /// Number and short title.
    fn row_title(&self, row: Row<'_>) -> String {
        let control = self.house.controls.control(&row.item.control);
        title(&format!("{} {}", row.item.no, control.map_or(row.item.label.as_str(), |control| &control.title)))
    }
}
