//! The catalog: every control with its short title. Not here: what a form prints, and how a control is decided.

use serde::{Deserialize, Serialize};

use super::ids::{AreaId, ControlId};
use super::parameters::ParameterName;

/// A group of controls, for lists and headings on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Area {
    /// Stable id.
    pub id: AreaId,
    /// Short Japanese words of our own.
    pub title: String,
}

/// What is asked, whatever number a year gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Control {
    /// Stable id, named by meaning.
    pub id: ControlId,
    /// Short Japanese words of our own; not a statutory label.
    pub title: String,
    /// The area that it belongs to.
    pub area: AreaId,
    /// The table of an edition's parameters that it is decided with, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<ParameterName>,
}

/// All controls, in the order in which lists show them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Catalog {
    /// Areas, in order.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// Controls, in order.
    #[serde(default)]
    pub controls: Vec<Control>,
}

impl Catalog {
    /// The control with this id.
    pub fn control(&self, id: &ControlId) -> Option<&Control> {
        self.controls.iter().find(|control| control.id == *id)
    }

    /// The area with this id.
    pub fn area(&self, id: &AreaId) -> Option<&Area> {
        self.areas.iter().find(|area| area.id == *id)
    }

    /// This catalog with the entries of `over` added, or put in the place of those with the same id.
    pub(super) fn overlaid(mut self, over: Self) -> Self {
        for area in over.areas {
            match self.areas.iter_mut().find(|known| known.id == area.id) {
                Some(known) => *known = area,
                None => self.areas.push(area),
            }
        }
        for control in over.controls {
            match self.controls.iter_mut().find(|known| known.id == control.id) {
                Some(known) => *known = control,
                None => self.controls.push(control),
            }
        }
        self
    }
}
