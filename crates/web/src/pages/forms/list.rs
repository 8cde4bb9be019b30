//! All forms: this year's own, the vendors', and those of earlier years.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use sonae_app::decide_forms::{DecidedForm, audience_of};
use sonae_domain::access::Permission;
use sonae_domain::assessment::Totals;

use super::form_link;
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

struct Line {
    name: String,
    link: String,
    totals: Totals,
    answered: bool,
}

struct Earlier {
    name: String,
    link: String,
}

#[derive(Template)]
#[template(path = "forms/list.html")]
struct ListPage {
    page: Page,
    deadline: Date,
    own: Line,
    vendors: Vec<Line>,
    earlier: Vec<Earlier>,
}

pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ReadForms)?;
    let page = Page::new(&web, &signed, "forms").await?;
    let known = web.house.known().await?;
    let audience = audience_of(known.facts.institution.kind);
    let others = web.house.frameworks.editions().iter().rev().filter(|edition| edition.id != known.edition.id);
    let earlier = others
        .filter(|edition| edition.form(audience).is_some())
        .map(|edition| Earlier { name: edition.edition_label.clone(), link: form_link(edition.id.as_str(), audience.as_str(), "") });
    html::show(&ListPage {
        page,
        deadline: known.edition.deadline,
        own: line(&known.forms[0]),
        vendors: known.forms[1..].iter().map(line).collect(),
        earlier: earlier.collect(),
    })
}

fn line(form: &DecidedForm<'_>) -> Line {
    let assessment = &form.assessment;
    let totals = assessment.totals();
    Line {
        name: if assessment.subject.is_empty() { form.form.audience_label.clone() } else { assessment.subject.clone() },
        link: form_link(&assessment.edition, assessment.audience.as_str(), &assessment.subject),
        answered: assessment.items.iter().any(|item| item.attestation.is_some()),
        totals,
    }
}
