//! Which item of which form of whom: what all use cases of the checklist begin with.

use sonae_domain::access::Permission;
use sonae_domain::calendar::PartialDate;
use sonae_domain::framework::{Audience, Edition, Form, Item};
use sonae_domain::names::same_company;

use crate::actor::{Actor, Forbidden};
use crate::house::House;

/// An item of a form.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The edition
    pub edition: &'static Edition,
    /// The form
    pub form: &'static Form,
    /// The item; the gate counts too
    pub item: &'static Item,
    /// The vendor whose form it is; "" for the institution's own
    pub subject: &'a str,
}

/// There is no such item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no such item")]
pub struct NoItem;

/// Finds an item by its key. A vendor's form needs a vendor, and only that form has one.
pub fn place<'a>(house: &House, edition: &str, audience: Audience, key: &str, subject: &'a str) -> Result<Place<'a>, NoItem> {
    let edition = house.frameworks.edition(edition).ok_or(NoItem)?;
    let form = edition.form(audience).ok_or(NoItem)?;
    let item = form.items_with_gate().find(|item| item.key == key).ok_or(NoItem)?;
    let subject = subject.trim();
    if (audience == Audience::Vendor) == subject.is_empty() {
        return Err(NoItem);
    }
    Ok(Place { edition, form, item, subject })
}

impl Place<'_> {
    /// Key of this item among all items of all forms.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}/{}", self.edition.id, self.form.audience.as_str(), self.subject, self.item.key)
    }

    /// What the operation log calls it: the printed number, and the vendor.
    pub(super) fn name(&self) -> String {
        format!("{} {} {}", self.edition.id, self.item.no, self.subject).trim().to_owned()
    }

    /// Whether a row that names an edition, a vendor and an item means this item.
    pub(super) fn is_meant(&self, edition: &str, vendor: &str, item: &str) -> bool {
        let right_edition = edition.trim().is_empty() || self.edition.is_named(edition);
        let right_vendor = if self.subject.is_empty() { vendor.trim().is_empty() } else { same_company(vendor, self.subject) };
        right_edition && right_vendor && self.form.is_named(self.item, item)
    }

    /// Whoever may answer: of the institution's form those who answer items, of a vendor's form that vendor or those who type
    /// in what came on paper.
    pub(super) fn require_answering(&self, actor: &Actor) -> Result<(), Forbidden> {
        if self.subject.is_empty() {
            return actor.require(Permission::AnswerItems);
        }
        if actor.may(Permission::FillVendorForm) && !actor.vendor.is_empty() && same_company(&actor.vendor, self.subject) {
            return Ok(());
        }
        actor.require(Permission::ManageVendors)
    }
}

/// A day as people write it; `Ok(None)` for nothing, `Err` for what is no day or only a month.
pub(crate) fn day(typed: &str) -> Result<Option<PartialDate>, ()> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    sonae_domain::calendar::parse(typed).ok().filter(|day| day.is_exact()).map(Some).ok_or(())
}
