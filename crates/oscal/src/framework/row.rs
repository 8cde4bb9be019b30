//! A control as a row of a form: what of its words is the label, its number, its key, the control that it asks for.
//!
//! What our own export wrote is read back; of any other catalog the statement is the label, and numbers are given.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sonae_domain::framework::{Audience, ControlId, GuidelineRef, Scope};

use crate::NAMESPACE;
use crate::model::{Control, Parameter, Part, Profile, Property};
use crate::spell::{line, ours};

/// Bytes of a row's label, and of its note: many times what fits on paper.
const LONGEST: usize = 10_000;

/// A row as a form's file has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Row {
    key: String,
    pub(super) no: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_row: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    pub(super) control: ControlId,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    void_without_contract: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) manual_no: Option<String>,
    #[serde(skip)]
    pub(super) manual_page: Option<u16>,
    #[serde(skip)]
    pub(super) guideline: Vec<GuidelineRef>,
}

/// What rows of one form have in common.
pub(super) struct Rows<'a> {
    pub(super) audience: Audience,
    /// Values of parameters that the profile sets.
    pub(super) values: BTreeMap<&'a str, &'a [String]>,
    /// Parts that the profile takes out.
    pub(super) removed: BTreeSet<&'a str>,
    /// Parameters by id.
    pub(super) params: BTreeMap<&'a str, &'a Parameter>,
    /// Whether labels are printed; else they stay out.
    pub(super) printed: bool,
    /// Whether every row was written by our own export: then numbers and keys are those of the form.
    pub(super) own: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn of(audience: Audience, profile: Option<&'a Profile>, params: BTreeMap<&'a str, &'a Parameter>, printed: bool) -> Self {
        let modify = profile.and_then(|profile| profile.modify.as_ref());
        let values = modify.iter().flat_map(|modify| &modify.set_parameters).map(|set| (set.param_id.as_str(), set.values.as_slice()));
        let removes = modify.iter().flat_map(|modify| &modify.alters).flat_map(|alter| &alter.removes);
        let removed = removes.filter_map(|remove| remove.by_id.as_deref()).collect();
        Self { audience, values: values.collect(), removed, params, printed, own: false }
    }

    /// The row that a control is; `place` is the number of its section and its own in it.
    pub(super) fn row(&self, control: &Control, id: ControlId, place: (usize, usize)) -> Row {
        let given = format!("{}-{}", place.0, place.1);
        match self.own_statement(control).filter(|_| self.own) {
            Some(statement) => self.own_row(statement, id, &given),
            None => Row {
                key: format!("{}-{:02}", place.0, place.1),
                no: given,
                in_row: None,
                number_place: None,
                label: Some(self.label(control)),
                note: self.guidance(control),
                control: id,
                void_without_contract: false,
                original: None,
                manual_no: None,
                manual_page: None,
                guideline: Vec::new(),
            },
        }
    }

    /// Whether our own export wrote the row for this audience.
    pub(super) fn is_own(&self, control: &Control) -> bool {
        self.own_statement(control).is_some()
    }

    /// The statement that our own export wrote for this audience.
    fn own_statement<'b>(&self, control: &'b Control) -> Option<&'b Part> {
        let ours_for = |part: &&Part| {
            part.name == "statement" && part.class.as_deref() == Some(self.audience.as_str()) && ours(&part.props, "key").is_some()
        };
        control.parts.iter().filter(ours_for).find(|part| part.id.as_deref().is_none_or(|id| !self.removed.contains(id)))
    }

    fn own_row(&self, statement: &Part, control: ControlId, given: &str) -> Row {
        let own = |name: &str| ours(&statement.props, name).map(str::to_owned);
        let no = statement.props.iter().find(|prop| prop.name == "label" && prop.ns.is_none());
        let note = statement.parts.iter().find(|part| part.name == "guidance").and_then(|part| part.prose.clone());
        Row {
            key: own("key").unwrap_or_default(),
            no: no.map_or_else(|| given.to_owned(), |prop| prop.value.clone()),
            in_row: Some(own("in-row").unwrap_or_default()),
            number_place: own("number-place"),
            label: statement.prose.clone().filter(|_| self.printed),
            note: note.filter(|_| self.printed),
            control,
            void_without_contract: own("void-without-contract").as_deref() == Some("yes"),
            original: own("original"),
            manual_no: own("manual-no"),
            manual_page: own("manual-page").and_then(|page| page.parse().ok()),
            guideline: guideline(&statement.props),
        }
    }

    /// The control's own number or id in brackets (so that it is not taken for the row's), its title, then its statement.
    fn label(&self, control: &Control) -> String {
        let numbers = || control.props.iter().filter(|prop| prop.name == "label" && prop.ns.is_none());
        let number = numbers().find(|prop| prop.class.is_none()).or_else(|| numbers().next());
        let number = number.map_or(control.id.as_str(), |prop| prop.value.as_str());
        let mut words = format!("[{number}] {}", control.title);
        control.parts.iter().filter(|part| part.name == "statement").for_each(|part| self.prose(part, &mut words));
        line(&words).unwrap_or_else(|| control.id.clone())
    }

    fn guidance(&self, control: &Control) -> Option<String> {
        let mut words = String::new();
        control.parts.iter().filter(|part| part.name == "guidance").for_each(|part| self.prose(part, &mut words));
        line(&words)
    }

    /// Adds the words of a part and the parts below it, each after its number, up to [`LONGEST`].
    fn prose(&self, part: &Part, words: &mut String) {
        if words.len() > LONGEST || part.id.as_deref().is_some_and(|id| self.removed.contains(id)) {
            return;
        }
        if let Some(prose) = part.prose.as_deref() {
            let number = part.props.iter().find(|prop| prop.name == "label" && prop.ns.is_none());
            if let Some(number) = number {
                words.push(' ');
                words.push_str(&number.value);
            }
            words.push(' ');
            self.fill(prose, words);
        }
        part.parts.iter().for_each(|below| self.prose(below, words));
    }

    /// Adds prose with `{{ insert: param, id }}` replaced by the value that is set, or by its label in brackets. What is longer than
    /// [`LONGEST`] is cut, and says so; the whole stands in the document.
    fn fill(&self, prose: &str, words: &mut String) {
        let mut rest = prose;
        while let Some((before, after)) = rest.split_once("{{") {
            words.push_str(before);
            let inside = after.split_once("}}").and_then(|(inside, behind)| Some((parameter(inside)?, behind)));
            match inside {
                Some((id, behind)) => {
                    words.push_str(&self.value(id));
                    rest = behind;
                }
                None => {
                    words.push_str("{{");
                    rest = after;
                }
            }
            if words.len() > LONGEST {
                break;
            }
        }
        words.push_str(rest);
        if words.len() > LONGEST {
            words.truncate(words.floor_char_boundary(LONGEST));
            words.push_str(" […]");
        }
    }

    fn value(&self, id: &str) -> String {
        if let Some(values) = self.values.get(id).filter(|values| !values.is_empty()) {
            return values.join(", ");
        }
        match self.params.get(id) {
            Some(param) if !param.values.is_empty() => param.values.join(", "),
            Some(Parameter { label: Some(label), .. }) => format!("[{label}]"),
            _ => format!("[{id}]"),
        }
    }
}

/// The id in `insert: param, id`.
fn parameter(inside: &str) -> Option<&str> {
    Some(inside.trim().strip_prefix("insert:")?.trim().strip_prefix("param,")?.trim())
}

/// Clauses by volume, as they were printed.
fn guideline(props: &[Property]) -> Vec<GuidelineRef> {
    let mut found: Vec<GuidelineRef> = Vec::new();
    let clauses = props.iter().filter(|prop| prop.name == "guideline-clause" && prop.ns.as_deref() == Some(NAMESPACE));
    for prop in clauses {
        let volume = prop.remarks.clone().unwrap_or_default();
        match found.last_mut().filter(|last| last.volume == volume) {
            Some(last) => last.clauses.push(prop.value.clone()),
            None => found.push(GuidelineRef { volume, clauses: vec![prop.value.clone()] }),
        }
    }
    found
}

/// The machines that a control of our own export is about.
pub(super) fn scope_of(control: &Control) -> Scope {
    let named = ours(&control.props, "scope");
    let all = [Scope::All, Scope::Server, Scope::Endpoint, Scope::Network];
    all.into_iter().find(|scope| Some(scope.as_str()) == named).unwrap_or_default()
}
