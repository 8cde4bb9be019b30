//! What the controls of an imported catalog are called here, and those that `catalog.toml` does not have yet.
//!
//! Not here: the rows that ask for them (`row`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sonae_domain::framework::{Catalog as Controls, ControlId, Frameworks};

use super::Framework;
use super::files::toml_text;
use crate::spell::{all_ours, ours, title};

#[derive(Serialize)]
struct Area {
    id: String,
    title: String,
}

#[derive(Serialize)]
struct Entry {
    id: ControlId,
    title: String,
    area: String,
}

#[derive(Default, Serialize)]
struct Additions {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    areas: Vec<Area>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    controls: Vec<Entry>,
}

/// What each control of the catalog is called here: a control of ours where the catalog says so, else its own id in the family.
pub(super) fn control_ids(framework: &Framework, family: &str) -> BTreeMap<String, ControlId> {
    let mut taken = BTreeSet::new();
    let mut ids = BTreeMap::new();
    for control in framework.controls() {
        let named = ours(&control.props, "control").map(ControlId::new).filter(ControlId::is_well_formed);
        let id = named.unwrap_or_else(|| {
            let words = control.id.to_ascii_lowercase();
            let words: Vec<&str> = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
            let plain = format!("{family}-{}", words.join("-")).trim_end_matches('-').to_owned();
            let mut id = plain.clone();
            // bounded: a catalog has so many controls at most
            for again in 2_usize.. {
                if !taken.contains(&id) {
                    break;
                }
                id = format!("{plain}-{again}");
            }
            taken.insert(id.clone());
            ControlId::new(id)
        });
        ids.insert(control.id.clone(), id);
    }
    ids
}

/// The folder's `catalog.toml` with areas and controls behind it that are not known yet; `None` where there are none.
pub(super) fn additions(
    framework: &Framework,
    known: &Frameworks,
    ids: &BTreeMap<String, ControlId>,
    used: &BTreeSet<String>,
    present: Option<&str>,
) -> Option<String> {
    let mut new = Additions::default();
    let catalog = &framework.catalog.1;
    let family_area =
        format!("oscal-{}", catalog.uuid.to_ascii_lowercase().chars().filter(char::is_ascii_hexdigit).take(8).collect::<String>());
    for control in framework.controls().into_iter().filter(|control| used.contains(&control.id)) {
        let Some(id) = ids.get(&control.id) else { continue };
        if known.catalog.control(id).is_some() || new.controls.iter().any(|entry| entry.id == *id) {
            continue;
        }
        let area = all_ours(&control.props, "area").next().map_or_else(|| family_area.trim_end_matches('-').to_owned(), str::to_owned);
        let named = control.props.iter().find(|prop| prop.name == "area").and_then(|prop| prop.remarks.clone());
        if is_new_area(&known.catalog, &area) && !new.areas.iter().any(|known| known.id == area) {
            new.areas.push(Area { id: area.clone(), title: title(named.as_deref().unwrap_or(&catalog.metadata.title)) });
        }
        new.controls.push(Entry { id: id.clone(), title: title(&control.title), area });
    }
    if new.controls.is_empty() {
        return None;
    }
    let before = present.map(|text| format!("{}\n\n", text.trim_end())).unwrap_or_default();
    Some(format!("{before}{}", toml_text(&new)))
}

fn is_new_area(controls: &Controls, id: &str) -> bool {
    !controls.areas.iter().any(|area| area.id.as_str() == id)
}
