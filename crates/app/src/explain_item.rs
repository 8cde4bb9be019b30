//! Everything about one item: what the form prints, where that comes from, how it is decided, and how it stands now.
//!
//! Deliberately not here: how it is shown.

use sonae_domain::assessment::ItemResult;
use sonae_domain::framework::{Audience, Catalog, Edition, Form, Item, Source};
use sonae_domain::ledger::LedgerId;
use sonae_domain::rules::rule;

use crate::decide_forms::Decided;

/// An explained item.
pub struct Explanation<'a> {
    /// The edition
    pub edition: &'a Edition,
    /// The form
    pub form: &'a Form,
    /// The item
    pub item: &'a Item,
    /// Sub-heading under which it is printed
    pub heading: Option<&'a str>,
    /// Short name of the control
    pub title: &'a str,
    /// Documents that the form was taken from
    pub sources: &'a [Source],
    /// The rule's specification, without its worked examples
    pub spec: Option<String>,
    /// The ledgers that decide it
    pub needs: &'static [LedgerId],
    /// How it stands, form by form (a vendor's item once for each vendor)
    pub results: Vec<(String, ItemResult)>,
}

/// No item of that number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no item {0}")]
pub struct UnknownItem(pub String);

/// Explains an item by its printed number, its key or its control's id; several where a form prints the number more than once.
pub fn explain_item<'a>(
    edition: &'a Edition,
    catalog: &'a Catalog,
    audience: Audience,
    wanted: &str,
    decided: Option<&Decided<'_>>,
) -> Result<Vec<Explanation<'a>>, UnknownItem> {
    let unknown = || UnknownItem(wanted.to_owned());
    let form = edition.form(audience).ok_or_else(unknown)?;
    let mut items: Vec<&Item> = form.item(wanted).into_iter().collect();
    if items.is_empty() {
        items = form.items_numbered(wanted);
    }
    if items.is_empty() {
        items = form.items_with_gate().filter(|item| item.control == *wanted.trim()).collect();
    }
    if items.is_empty() {
        return Err(unknown());
    }
    let explained = items.into_iter().map(|item| {
        let rule = rule(&item.control);
        let results = decided.into_iter().flat_map(|decided| &decided.forms).filter(|form| form.form.audience == audience);
        let groups = form.parts.iter().flat_map(|part| &part.sections).flat_map(|section| &section.groups);
        Explanation {
            edition,
            form,
            item,
            heading: groups
                .filter(|group| group.items.iter().any(|other| other.key == item.key))
                .find_map(|group| group.heading.as_deref()),
            title: catalog.control(&item.control).map_or("", |control| control.title.as_str()),
            sources: &edition.sources,
            spec: rule.map(|rule| without_examples(rule.spec())),
            needs: rule.map_or(&[], |rule| rule.needs()),
            results: results
                .filter_map(|form| {
                    Some((form.assessment.subject.clone(), form.assessment.items.iter().find(|result| result.key == item.key)?.clone()))
                })
                .collect(),
        }
    });
    Ok(explained.collect())
}

/// The specification up to its worked examples (a level-two heading whose section holds the first code block).
fn without_examples(spec: &str) -> String {
    let end = spec.find("```").and_then(|code| spec[..code].rfind("\n## ")).unwrap_or(spec.len());
    spec[..end].trim_end().to_owned()
}
