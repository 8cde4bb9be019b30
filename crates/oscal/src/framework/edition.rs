//! `edition.toml` of an imported framework: what the catalog says of itself, and what was given with it.

use jiff::civil::{Date, date};
use serde::Serialize;
use sonae_domain::framework::{EditionId, Frameworks};
use toml::{Table, Value};

use super::{Framework, ImportError, Terms};
use crate::model::{Metadata, Property, Resource};
use crate::spell::{all_ours, ours, title};

/// `edition.toml`
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct EditionFile {
    pub(super) id: String,
    title: String,
    year_label: String,
    pub(super) edition_label: String,
    pub(super) deadline: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    guideline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_contract: Option<String>,
    pub(super) year: Year,
    status: Status,
    #[serde(skip_serializing_if = "Table::is_empty")]
    parameters: Table,
    sources: Vec<Source>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorities: Vec<Authority>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slips: Vec<Slip>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Year {
    pub(super) starts: String,
    pub(super) ends: String,
}

#[derive(Debug, Serialize)]
struct Status {
    kind: &'static str,
}

#[derive(Debug, Serialize)]
struct Source {
    role: String,
    title: String,
    publisher: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

#[derive(Debug, Serialize)]
struct Authority {
    role: String,
    name: String,
    phone: String,
}

#[derive(Debug, Serialize)]
struct Slip {
    items: Vec<String>,
    text: String,
}

/// Family and edition. A family that is known already is joined only when it was asked for. Errors name what is missing or wrong.
pub(super) fn names(framework: &Framework, terms: &Terms, known: &Frameworks) -> Result<(String, String), ImportError> {
    let props = &framework.catalog.1.metadata.props;
    let official = |family: &str| {
        known.editions().iter().any(|edition| edition.family == family) || known.guidelines().iter().any(|of| of.family == family)
    };
    let stated = ours(props, "family").filter(|family| !official(family)).map(str::to_owned);
    let family = terms.family.clone().or(stated).unwrap_or_else(|| "oscal".to_owned());
    let id = terms.edition.clone().or_else(|| ours(props, "edition").map(str::to_owned)).unwrap_or_default();
    if let Some(wrong) = [&family, &id].into_iter().find(|id| !EditionId::new(id.as_str()).is_well_formed()) {
        return Err(ImportError::EditionId { id: wrong.clone() });
    }
    let guideline = known.guidelines().iter().any(|guideline| guideline.id.as_str() == id || guideline.family == family);
    if guideline || known.edition(&id).is_some() {
        return Err(ImportError::EditionTaken { id });
    }
    Ok((family, id))
}

/// The edition without its forms.
pub(super) fn edition(framework: &Framework, id: &str, terms: &Terms) -> Result<EditionFile, ImportError> {
    let (file, catalog) = &framework.catalog;
    let metadata = &catalog.metadata;
    let own = |name: &str| ours(&metadata.props, name).map(str::to_owned);
    let stated = own("deadline").and_then(|day| day.parse().ok());
    let deadline: Date = terms.deadline.or(stated).ok_or(ImportError::DeadlineMissing)?;
    let year = year(metadata, deadline);
    let label = own("edition-label").unwrap_or_else(|| title(&metadata.version));
    let resources: Vec<&Resource> = catalog.back_matter.iter().flat_map(|matter| &matter.resources).collect();
    let mut sources: Vec<Source> = resources.iter().filter_map(|resource| source(resource)).collect();
    if sources.is_empty() {
        sources.push(Source {
            role: "form".to_owned(),
            title: title(&metadata.title),
            publisher: title(metadata.parties.first().and_then(|party| party.name.as_deref()).unwrap_or_default()),
            notice: None,
            date: metadata.last_modified.get(..10).filter(|day| day.parse::<Date>().is_ok()).map(str::to_owned),
            place: Some(title(file)),
        });
    }
    Ok(EditionFile {
        id: id.to_owned(),
        title: title(&metadata.title),
        year_label: own("year-label").unwrap_or_else(|| label.clone()),
        edition_label: label,
        deadline: deadline.to_string(),
        guideline: own("guideline"),
        no_contract: own("no-contract"),
        year,
        status: Status { kind: "complete" },
        parameters: parameters(framework),
        sources,
        authorities: metadata.parties.iter().filter_map(authority).collect(),
        slips: resources.into_iter().filter_map(slip).collect(),
    })
}

/// The year that the catalog states when the deadline lies in it, else the fiscal year (April to March) of the deadline.
fn year(metadata: &Metadata, deadline: Date) -> Year {
    let stated = |name: &str| ours(&metadata.props, name).and_then(|day| day.parse::<Date>().ok());
    let first = if deadline.month() >= 4 { deadline.year() } else { deadline.year() - 1 };
    let fiscal = (date(first, 4, 1), date(first.saturating_add(1).min(9999), 3, 31));
    let (starts, ends) = stated("year-starts").zip(stated("year-ends")).filter(|(a, b)| *a <= deadline && deadline <= *b).unwrap_or(fiscal);
    Year { starts: starts.to_string(), ends: ends.to_string() }
}

fn source(resource: &Resource) -> Option<Source> {
    let published = resource.props.iter().find(|prop| prop.name == "published" && prop.ns.is_none());
    Some(Source {
        role: ours(&resource.props, "source")?.to_owned(),
        title: resource.title.clone().unwrap_or_default(),
        publisher: ours(&resource.props, "publisher").unwrap_or_default().to_owned(),
        notice: resource.document_ids.first().map(|id| id.identifier.clone()),
        date: published.and_then(|prop| prop.value.get(..10)).map(str::to_owned),
        place: ours(&resource.props, "place").map(str::to_owned),
    })
}

fn slip(resource: &Resource) -> Option<Slip> {
    ours(&resource.props, "slip")?;
    let items = all_ours(&resource.props, "item").map(str::to_owned).collect();
    Some(Slip { items, text: resource.description.clone()? })
}

fn authority(party: &crate::model::Party) -> Option<Authority> {
    Some(Authority {
        role: ours(&party.props, "authority")?.to_owned(),
        name: party.name.clone()?,
        phone: party.telephone_numbers.first().map(|phone| phone.number.clone()).unwrap_or_default(),
    })
}

/// Figures that our own export wrote: `password.min-length-with-change` and the like. Parameters of other catalogs are the
/// profile's to set, and no figures of ours.
fn parameters(framework: &Framework) -> Table {
    let catalog = &framework.catalog.1;
    let mut tables = Table::new();
    if ours(&catalog.metadata.props, "edition").is_none() {
        return tables;
    }
    for param in &catalog.params {
        let (Some((table, name)), Some(value)) = (param.id.split_once('.'), param.values.first()) else { continue };
        let entry = tables.entry(table).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(entry) = entry {
            entry.insert(name.to_owned(), figure(name, value));
        }
    }
    let unstated: Vec<Value> = all_ours(&catalog.metadata.props, "unstated").map(|name| Value::String(name.to_owned())).collect();
    if !unstated.is_empty() {
        tables.insert("unstated".to_owned(), Value::Array(unstated));
    }
    tables
}

fn figure(name: &str, text: &str) -> Value {
    if name == "characters" {
        return Value::Array(text.split(',').map(|kind| Value::String(kind.trim().to_owned())).collect());
    }
    let number = text.parse::<i64>().map(Value::Integer);
    number.or_else(|_| text.parse::<bool>().map(Value::Boolean)).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// A property of ours as a word of a form, or nothing.
pub(super) fn own_word(props: &[Property], name: &str) -> Option<String> {
    ours(props, name).map(str::to_owned)
}
