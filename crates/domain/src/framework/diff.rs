//! What changed from one edition to another, by control and scope; and which earlier items answer an item.
//!
//! Numbers and wording say nothing about identity: an item answers another when both ask for the same control of
//! overlapping machines. Not here: answers themselves.

use std::collections::BTreeSet;

use serde::Serialize;

use super::edition::Edition;
use super::form::{Audience, Form, Item, Labels, Scope};
use super::ids::{ControlId, EditionId};
use super::number;

/// The items of an earlier form that answer the same control of overlapping machines, in printed order. Their answers
/// are offered as the starting point for `item`; several may come together in one.
pub fn continuity<'a>(previous: &'a Form, item: &Item) -> Vec<&'a Item> {
    previous.items_with_gate().filter(|earlier| answers(earlier, item)).collect()
}

fn answers(earlier: &Item, item: &Item) -> bool {
    earlier.control == item.control && earlier.scope.overlaps(item.scope)
}

/// What changed between two editions for one audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EditionDiff {
    /// The earlier edition.
    pub from: EditionId,
    /// The later edition.
    pub to: EditionId,
    /// Whose form.
    pub audience: Audience,
    /// What was compared.
    pub basis: DiffBasis,
    /// Every item of the later form in printed order, changed or not; then the items that are gone.
    pub controls: Vec<ControlChange>,
    /// Figures that are not the same, by name.
    pub parameters: Vec<ParameterChange>,
}

/// What could be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiffBasis {
    /// The rows of two forms.
    Items,
    /// Controls only: at least one of the editions is known without its rows.
    Controls,
}

/// What became of one item, or of one control where rows are not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ControlChange {
    /// The control.
    pub control: ControlId,
    /// The earlier items, in printed order; empty for a new one, and where the earlier rows are not known.
    pub from: Vec<ItemRef>,
    /// The later item; `None` for one that is gone, and where the later rows are not known.
    pub to: Option<ItemRef>,
    /// What changed; empty where nothing did.
    pub changes: BTreeSet<Change>,
}

/// A row of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ItemRef {
    /// Key in its form.
    pub key: String,
    /// Number as printed.
    pub no: String,
    /// Which machines.
    pub scope: Scope,
    /// Label as printed.
    pub label: String,
    /// Note as printed.
    pub note: Option<String>,
}

impl From<&Item> for ItemRef {
    fn from(item: &Item) -> Self {
        Self { key: item.key.clone(), no: item.no.clone(), scope: item.scope, label: item.label.clone(), note: item.note.clone() }
    }
}

/// One thing that changed about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// No earlier item asked for it.
    New,
    /// No later item asks for it.
    Gone,
    /// Several earlier items came together in it.
    Merged,
    /// The earlier item was divided into several.
    Split,
    /// Section or number changed (spelling aside: 2(4) and 2-④ are the same number).
    Moved,
    /// It is about other machines.
    Rescoped,
    /// Label or note changed (full and half width aside). Not judged where a form's labels are not in the source.
    Reworded,
}

impl Change {
    /// Every kind of change, in order.
    pub const ALL: &[Self] = &[Self::New, Self::Gone, Self::Merged, Self::Split, Self::Moved, Self::Rescoped, Self::Reworded];

    /// As `--json` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Moved => "moved",
            Self::Rescoped => "rescoped",
            Self::Reworded => "reworded",
        }
    }
}

/// A figure that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ParameterChange {
    /// Dotted name, e.g. `password.min-length-with-change`.
    pub name: String,
    /// The earlier value; `None` where there was none.
    pub from: Option<String>,
    /// The later value; `None` where there is none.
    pub to: Option<String>,
}

/// Why two editions cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiffError {
    /// Neither a form nor controls are known of this edition for this audience.
    #[error("edition {edition}: nothing is known of the form for {}", audience.as_str())]
    NothingKnown {
        /// The edition.
        edition: EditionId,
        /// The audience.
        audience: Audience,
    },
}

/// Compares what `a` and `b` ask of `audience`: row by row where both have the form, else control by control.
///
/// # Errors
/// [`DiffError::NothingKnown`] where one of them has neither form nor controls for the audience.
pub fn diff(a: &Edition, b: &Edition, audience: Audience) -> Result<EditionDiff, DiffError> {
    let (basis, controls) = match (a.form(audience), b.form(audience)) {
        (Some(a), Some(b)) => (DiffBasis::Items, items(a, b)),
        _ => (DiffBasis::Controls, controls(a, b, audience)?),
    };
    Ok(EditionDiff { from: a.id.clone(), to: b.id.clone(), audience, basis, controls, parameters: parameters(a, b) })
}

fn items(a: &Form, b: &Form) -> Vec<ControlChange> {
    let comparable = a.labels == Labels::Printed && b.labels == Labels::Printed;
    let mut rows: Vec<ControlChange> = b
        .items_with_gate()
        .map(|item| {
            let earlier = continuity(a, item);
            let split = earlier.iter().any(|earlier| b.items_with_gate().filter(|item| answers(earlier, item)).count() > 1);
            let mut changes = changes(&earlier, item, comparable);
            if split {
                changes.insert(Change::Split);
            }
            ControlChange {
                control: item.control.clone(),
                from: earlier.into_iter().map(ItemRef::from).collect(),
                to: Some(ItemRef::from(item)),
                changes,
            }
        })
        .collect();
    let gone = a.items_with_gate().filter(|earlier| !b.items_with_gate().any(|item| answers(earlier, item)));
    rows.extend(gone.map(|earlier| ControlChange {
        control: earlier.control.clone(),
        from: vec![ItemRef::from(earlier)],
        to: None,
        changes: BTreeSet::from([Change::Gone]),
    }));
    rows
}

fn changes(earlier: &[&Item], item: &Item, comparable: bool) -> BTreeSet<Change> {
    let mut changes = BTreeSet::new();
    if earlier.is_empty() {
        changes.insert(Change::New);
    }
    if earlier.len() > 1 {
        changes.insert(Change::Merged);
    }
    for earlier in earlier {
        if number::ordinal(&earlier.no) != number::ordinal(&item.no) {
            changes.insert(Change::Moved);
        }
        if earlier.scope != item.scope {
            changes.insert(Change::Rescoped);
        }
        if comparable && wording(earlier) != wording(item) {
            changes.insert(Change::Reworded);
        }
    }
    changes
}

fn wording(item: &Item) -> (String, Option<String>) {
    let note = item.note.as_deref().map(number::comparable);
    (number::comparable(&item.label), note)
}

fn controls(a: &Edition, b: &Edition, audience: Audience) -> Result<Vec<ControlChange>, DiffError> {
    let known = |edition: &Edition| {
        let controls = edition.controls(audience);
        let owned = controls.map(|ids| ids.into_iter().cloned().collect::<Vec<_>>());
        owned.ok_or_else(|| DiffError::NothingKnown { edition: edition.id.clone(), audience })
    };
    let (before, after) = (known(a)?, known(b)?);
    let refs = |edition: &Edition, control: &ControlId| -> Vec<ItemRef> {
        let form = edition.form(audience).into_iter();
        form.flat_map(|form| form.items_of(control)).map(ItemRef::from).collect()
    };
    let row = |control: &ControlId, to: Option<ItemRef>, change: Option<Change>| ControlChange {
        control: control.clone(),
        from: refs(a, control),
        to,
        changes: change.into_iter().collect(),
    };
    let mut rows = Vec::new();
    for control in &after {
        let change = (!before.contains(control)).then_some(Change::New);
        let items = refs(b, control);
        if items.is_empty() {
            rows.push(row(control, None, change));
        }
        rows.extend(items.into_iter().map(|item| row(control, Some(item), change)));
    }
    let gone = before.iter().filter(|control| !after.contains(control));
    rows.extend(gone.map(|control| row(control, None, Some(Change::Gone))));
    Ok(rows)
}

fn parameters(a: &Edition, b: &Edition) -> Vec<ParameterChange> {
    let (before, after) = (a.parameters.figures(), b.parameters.figures());
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    changed.map(|name| ParameterChange { name: name.clone(), from: before.get(name).cloned(), to: after.get(name).cloned() }).collect()
}
