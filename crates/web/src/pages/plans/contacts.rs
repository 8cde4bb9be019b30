//! 連絡体制図: who calls whom, with the numbers large.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use sonae_app::plans::{Gap, Plan, RowError, add_row, confirm_contacts, gaps};
use sonae_app::ports::{Format, Sheet};
use sonae_app::reporting::approvals::standing;
use sonae_app::sheets::contact_tree;
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::assessment::Status;
use sonae_domain::calendar::days_between;
use sonae_domain::facts::{Entry as Row, Facts};
use sonae_domain::ledger::{Contact, ContactGroup, LedgerId};
use sonae_domain::names::fold;

use super::approval::ApprovalBox;
use super::entry::{Entry, Typed};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;

/// The control that asks for the tree.
const CONTROL: &str = "incident-contact-tree";

/// Groups in the order in which they are called.
const GROUPS: [(ContactGroup, &str); 8] = [
    (ContactGroup::Inside, "inside"),
    (ContactGroup::Vendor, "vendor"),
    (ContactGroup::SecurityFirm, "security-firm"),
    (ContactGroup::Expert, "expert"),
    (ContactGroup::Police, "police"),
    (ContactGroup::Mhlw, "mhlw"),
    (ContactGroup::Authority, "authority"),
    (ContactGroup::Other, "other"),
];

/// One contact as it stands on the page.
struct ContactView {
    row: Row<Contact>,
    /// Whether its number was checked long ago, or never
    stale: bool,
}

impl ContactView {
    fn link(&self) -> String {
        record_link(LedgerId::Contacts, &self.row.key)
    }

    fn label(&self) -> String {
        label(&self.row)
    }
}

/// One box of the drawing, with how many calls lie before it.
struct Branch {
    depth: usize,
    label: String,
    name: String,
    phones: Vec<String>,
    /// What is said in the call that reaches it
    purpose: String,
    /// Whether it stands further up with the same calls below it
    again: bool,
}

#[derive(Template)]
#[template(path = "plans/contacts.html")]
struct ContactsPage {
    page: Page,
    branches: Vec<Branch>,
    groups: Vec<(String, Vec<ContactView>)>,
    number: usize,
    status: Option<Status>,
    gaps: Vec<Gap>,
    approval: Option<ApprovalBox>,
    typed: Typed,
}

impl ContactsPage {
    fn is_chosen(&self, group: &str) -> bool {
        self.typed.value("group") == group
    }

    fn group_options() -> Vec<(&'static str, String)> {
        GROUPS.iter().map(|(_, id)| (*id, text(&format!("plans-group-{id}"), &[]))).collect()
    }
}

pub(super) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, Typed::default()).await?)
}

async fn page(web: &Web, signed: &Signed, typed: Typed) -> Result<ContactsPage, Failure> {
    signed.require(Permission::ReadPlans)?;
    let known = web.house.known().await?;
    let facts = &known.facts;
    let (status, gaps) = gaps(&known, CONTROL).map_or((None, Vec::new()), |(status, gaps)| (Some(status), gaps));
    Ok(ContactsPage {
        branches: branches(facts),
        groups: groups(facts),
        number: facts.contacts.len(),
        status,
        gaps,
        approval: ApprovalBox::of(web, signed, facts, &Plan::ContactTree).await?,
        typed,
        page: Page::new(web, signed, "contacts").await?,
    })
}

/// The contacts group by group.
fn groups(facts: &Facts) -> Vec<(String, Vec<ContactView>)> {
    let view = |row: &Row<Contact>| ContactView { stale: is_stale(row, facts), row: row.clone() };
    let of = |group: ContactGroup| facts.contacts.iter().filter(move |row| row.group == group).map(view).collect::<Vec<_>>();
    let named = GROUPS.iter().map(|(group, id)| (text(&format!("plans-group-{id}"), &[]), of(*group)));
    named.filter(|(_, views)| !views.is_empty()).collect()
}

/// The drawing: whoever nobody calls begins; below each stand those that it calls.
fn branches(facts: &Facts) -> Vec<Branch> {
    let Some(tree) = contact_tree(facts, "") else { return Vec::new() };
    let place = |id: &str| tree.nodes.iter().position(|node| node.id == id);
    let calls: Vec<(usize, usize, &str)> =
        tree.links.iter().filter_map(|link| Some((place(&link.from)?, place(&link.to)?, link.label.as_str()))).collect();
    let called = |at: usize| calls.iter().any(|(_, to, _)| *to == at);
    let mut drawn = Vec::new();
    let mut seen = vec![false; tree.nodes.len()];
    let mut open: Vec<(usize, usize, &str)> = (0..tree.nodes.len()).rev().filter(|at| !called(*at)).map(|at| (at, 0, "")).collect();
    // a ring has no beginning: its first box is one
    let mut next = 0;
    loop {
        let Some((at, depth, purpose)) = open.pop() else {
            match (next..seen.len()).find(|at| !seen[*at]) {
                None => break,
                Some(at) => {
                    next = at + 1;
                    open.push((at, 0, ""));
                    continue;
                }
            }
        };
        let node = &tree.nodes[at];
        drawn.push(Branch {
            depth: depth.min(DEEPEST),
            label: node.title.clone(),
            name: node.name.clone(),
            phones: node.phones.clone(),
            purpose: purpose.to_owned(),
            again: seen[at],
        });
        if !std::mem::replace(&mut seen[at], true) {
            open.extend(calls.iter().rev().filter(|(from, _, _)| *from == at).map(|(_, to, label)| (*to, depth + 1, *label)));
        }
    }
    drawn
}

/// Deeper boxes are not moved further to the right.
const DEEPEST: usize = 5;

/// What people call a contact: the post inside the house, else the organisation with the post.
fn label(row: &Contact) -> String {
    let (organisation, role) = (row.organisation.trim(), row.role.trim());
    let label = if row.group == ContactGroup::Inside && !role.is_empty() {
        role.to_owned()
    } else {
        format!("{organisation} {role}").trim().to_owned()
    };
    if label.is_empty() { row.name.trim().to_owned() } else { label }
}

fn is_stale(row: &Contact, facts: &Facts) -> bool {
    row.checked_on.is_none_or(|day| days_between(day.latest(), facts.as_of) > facts.policy.check_days)
}

/// Adds a contact in a few words; the rest is on the page of the record.
pub(super) async fn add(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::EditPlans)?;
    let today = web.house.today().await?;
    let mut entry = Entry::new(&fields, today);
    let chosen = GROUPS.iter().find(|(_, id)| *id == fields.get("group")).map_or(ContactGroup::Other, |(group, _)| *group);
    let separators = [',', '/', '\n', '\u{3001}', '\u{ff0f}'];
    let contact = Contact {
        group: chosen,
        organisation: entry.text("organisation"),
        role: entry.text("role"),
        name: entry.text("name"),
        phones: fields.get("phones").split(separators).map(|phone| phone.trim().to_owned()).filter(|phone| !phone.is_empty()).collect(),
        email: entry.text("email"),
        hours: entry.text("hours"),
        called_by: entry.text("called-by"),
        purpose: entry.text("purpose"),
        checked_on: fields.is_set("checked").then(|| sonae_domain::calendar::PartialDate::from_date(today)),
        note: String::new(),
    };
    if fold(&contact.organisation).is_empty() && fold(&contact.role).is_empty() && fold(&contact.name).is_empty() {
        entry.wrong("organisation", "plans-no-organisation");
    }
    let typed = match entry.finish() {
        Err(typed) => typed,
        Ok(()) => match add_row(&web.house, &signed.actor, &contact).await {
            Ok(_) => {
                say(&signed.session, "plans-contact-added", &[]).await?;
                return Ok(Redirect::to("/contacts").into_response());
            }
            Err(RowError::Taken | RowError::Nameless) => Entry::new(&fields, today).refused("organisation", "plans-taken"),
            Err(error) => return Err(error.into()),
        },
    };
    html::show_again(&page(&web, &signed, typed).await?)
}

/// Notes that numbers were checked today.
pub(super) async fn confirm(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let key = fields.get("key");
    let all = fields.get("all") == "yes";
    let count = confirm_contacts(&web.house, &signed.actor, (!all).then_some(key)).await?;
    say(&signed.session, "plans-confirmed", &[("count", &count.to_string())]).await?;
    Ok(Redirect::to("/contacts").into_response())
}

/// The tree on paper. It names who approved it only while that approval stands.
pub(super) async fn paper(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ReadPlans)?;
    let known = web.house.known().await?;
    let item = known.forms[0].form.items().find(|item| item.control == *CONTROL);
    let number = item.map(|item| item.no.clone()).unwrap_or_default();
    let mut tree = contact_tree(&known.facts, &number).ok_or(Failure::NotFound)?;
    let content = sonae_app::plans::plan_content(&web.house, &known.facts, &Plan::ContactTree).await?;
    let digest = content.map(|content| content.digest).unwrap_or_default();
    tree.approved_by = standing(&web.house, "contact-tree", "tree", &digest).await?.map(|approval| approval.approved_by);
    let today: Date = known.facts.as_of;
    let printed = web.house.print(move |printer| printer.print(Sheet::ContactTree(&tree), Format::Pdf, today)).await?;
    let disposition =
        format!("attachment; filename=\"contacts.pdf\"; filename*=UTF-8''{}.pdf", html::encode(&text("plans-contact-tree", &[])));
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], printed.bytes).into_response())
}
