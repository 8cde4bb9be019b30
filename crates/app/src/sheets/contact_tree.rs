//! The contact tree, from the contacts ledger.
//!
//! An arrow goes from the role that a row names as its caller (連絡元). Rows that name none are called by the first
//! contact inside, so that no box stands alone. Deliberately not here: where a box stands on the paper.

use sonae_domain::facts::Facts;
use sonae_domain::ledger::{Contact, ContactGroup};
use sonae_domain::names::fold;
use sonae_domain::paper::ContactGroup as Frame;
use sonae_domain::paper::{ContactLink, ContactNode, ContactTree};

use crate::words;

/// The tree, for the item with this printed number; `None` when no contact is recorded.
pub fn contact_tree(facts: &Facts, number: &str) -> Option<ContactTree> {
    if facts.contacts.is_empty() {
        return None;
    }
    let nodes: Vec<ContactNode> = facts.contacts.iter().enumerate().map(|(at, contact)| node(at, contact)).collect();
    let revised = facts.contacts.iter().filter_map(|contact| contact.checked_on).map(sonae_domain::calendar::PartialDate::latest).max();
    Some(ContactTree {
        facility: facts.institution.name.clone(),
        chapter: Some(words::text("paper-chapter", &[("no", number)])),
        revised,
        approved_by: Some(facts.institution.director.clone()).filter(|name| !name.is_empty()),
        next_review: revised.map(|day| sonae_domain::calendar::plus_days(day, facts.policy.check_days)),
        links: links(facts),
        nodes,
        notes: (1..=3).filter_map(|line| words::lookup(&format!("contact-tree-note-{line}"), &[])).collect(),
    })
}

fn id(at: usize) -> String {
    format!("c{at}")
}

fn node(at: usize, contact: &Contact) -> ContactNode {
    let role = contact.role.trim();
    let title = match (contact.group, contact.organisation.trim()) {
        (ContactGroup::Inside, _) if !role.is_empty() => role.to_owned(),
        (_, "") => role.to_owned(),
        (_, organisation) if role.is_empty() => organisation.to_owned(),
        (_, organisation) => words::text("contact-title", &[("organisation", organisation), ("role", role)]),
    };
    ContactNode {
        id: id(at),
        group: frame(contact.group),
        title: if title.is_empty() { contact.name.trim().to_owned() } else { title },
        name: contact.name.trim().to_owned(),
        phones: contact.phones.clone(),
        hours: contact.hours.trim().to_owned(),
    }
}

fn frame(group: ContactGroup) -> Frame {
    match group {
        ContactGroup::Inside | ContactGroup::Other => Frame::Inside,
        ContactGroup::Vendor => Frame::Vendor,
        ContactGroup::SecurityFirm => Frame::Security,
        ContactGroup::Expert => Frame::Expert,
        ContactGroup::Police => Frame::Police,
        ContactGroup::Mhlw => Frame::Ministry,
        ContactGroup::Authority => Frame::Authority,
    }
}

fn links(facts: &Facts) -> Vec<ContactLink> {
    let inside = facts.contacts.iter().position(|contact| contact.group == ContactGroup::Inside);
    let find = |caller: &str| {
        let caller = fold(caller);
        let bears = |text: &str| !caller.is_empty() && fold(text) == caller;
        facts.contacts.iter().position(|contact| bears(&contact.role) || bears(&contact.name) || bears(&contact.organisation))
    };
    let mut links = Vec::new();
    for (at, contact) in facts.contacts.iter().enumerate() {
        let callers: Vec<&str> =
            contact.called_by.split(['\u{3001}', ',', '\u{ff0f}', '/', '\n']).map(str::trim).filter(|caller| !caller.is_empty()).collect();
        let mut found: Vec<usize> = callers.iter().filter_map(|caller| find(caller)).filter(|from| *from != at).collect();
        if found.is_empty() && contact.group != ContactGroup::Inside {
            found.extend(inside.filter(|from| *from != at));
        }
        links.extend(found.into_iter().map(|from| ContactLink::new(&id(from), &id(at), contact.purpose.trim())));
    }
    links
}
