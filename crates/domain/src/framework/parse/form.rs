//! The rows of a form file → items: what they inherit from group, form, manual and catalog.
//!
//! Not here: whether the items go together (`check`).

use super::Result;
use super::files::{FormFile, GroupFile, ItemFile, ManualEntry, ManualFile, PartFile};
use crate::framework::catalog::Catalog;
use crate::framework::edition::Edition;
use crate::framework::error::{FrameworkError, ItemProblem};
use crate::framework::form::{Form, Group, Item, Labels, NumberPlace, Part, Scope, Section};
use crate::framework::number;

/// What the rows of one form have in common.
pub(super) struct FormReader<'a> {
    pub(super) path: &'a str,
    pub(super) labels: Labels,
    pub(super) number_place: NumberPlace,
    pub(super) manual: &'a ManualFile,
    pub(super) catalog: &'a Catalog,
}

impl FormReader<'_> {
    /// The form that the file describes.
    pub(super) fn form(&self, file: FormFile, edition: &Edition) -> Result<Form> {
        let gate = match file.gate {
            Some(gate) => Some(self.item(gate, Scope::All)?),
            None => None,
        };
        let parts = file.parts.into_iter().map(|part| self.part(part, edition));
        Ok(Form {
            audience: file.audience,
            audience_label: file.audience_label,
            edition_label_printed: file.edition_label,
            title: file.title,
            labels: file.labels,
            labels_note: file.labels_note,
            rows: file.rows,
            columns: file.columns,
            name_label: file.name_label,
            gate,
            parts: parts.collect::<Result<_>>()?,
        })
    }

    fn part(&self, file: PartFile, edition: &Edition) -> Result<Part> {
        let mut sections = Vec::new();
        for section in file.sections {
            let groups = section.groups.into_iter().map(|group| self.group(group));
            sections.push(Section { title: section.title, groups: groups.collect::<Result<_>>()? });
        }
        Ok(Part {
            heading: file.heading,
            due: file.due,
            year: file.year.unwrap_or(edition.year),
            reference: file.reference,
            notes: file.notes,
            sections,
            foot: file.foot,
        })
    }

    fn group(&self, file: GroupFile) -> Result<Group> {
        let scope = file.scope;
        let items = file.items.into_iter().map(|item| self.item(item, scope));
        Ok(Group { heading: file.heading, scope, items: items.collect::<Result<_>>()? })
    }

    fn item(&self, file: ItemFile, scope: Scope) -> Result<Item> {
        let entry = self.manual.entry(file.manual_no.as_ref().unwrap_or(&file.no));
        if file.manual_no.is_some() && entry.is_none() {
            return Err(self.problem(&file, ItemProblem::ManualEntryMissing));
        }
        let label = self.label(&file)?;
        Ok(Item {
            in_row: file.in_row.unwrap_or_else(|| file.no.clone()),
            number_place: file.number_place.unwrap_or(self.number_place),
            key: file.key,
            no: file.no,
            label,
            note: file.note,
            control: file.control,
            scope,
            void_without_contract: file.void_without_contract,
            original: file.original,
            manual_no: file.manual_no,
            manual_page: entry.and_then(|entry| entry.page),
            guideline: entry.map(|entry| entry.guideline.clone()).unwrap_or_default(),
        })
    }

    /// The printed label; where the text is not in the source, the control's title (or its id, which `check` reports).
    fn label(&self, file: &ItemFile) -> Result<String> {
        match (self.labels, &file.label) {
            (Labels::Printed, Some(label)) => Ok(label.clone()),
            (Labels::Printed, None) => Err(self.problem(file, ItemProblem::LabelMissing)),
            (Labels::NotInSource, None) if file.note.is_none() => {
                let title = self.catalog.control(&file.control).map(|control| &control.title);
                Ok(title.cloned().unwrap_or_else(|| file.control.to_string()))
            }
            (Labels::NotInSource, _) => Err(self.problem(file, ItemProblem::LabelInvented)),
        }
    }

    fn problem(&self, item: &ItemFile, problem: ItemProblem) -> FrameworkError {
        FrameworkError::Item { file: self.path.to_owned(), item: item.key.clone(), problem }
    }
}

impl ManualFile {
    fn entry(&self, no: &str) -> Option<&ManualEntry> {
        let wanted = number::ordinal(no)?;
        self.entries.iter().find(|entry| number::ordinal(&entry.no) == Some(wanted))
    }
}
