//! API tokens of the person.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::accounts::{self, IssueTokenError, NewToken};
use sonae_domain::calendar::{self, PartialDate};

use super::me::MePage;
use crate::client::Origin;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

#[derive(Template)]
#[template(path = "accounts/token.html")]
struct TokenPage {
    page: Page,
    label: String,
    secret: String,
}

pub(super) async fn issue(State(web): State<Web>, signed: Signed, origin: Origin, fields: Fields) -> Result<Response, Failure> {
    let mut wrong = Wrong::default();
    let expires = calendar::parse(fields.get("expires")).ok().and_then(PartialDate::exact);
    let scopes: BTreeSet<_> = fields.all("scope").filter_map(|scope| scope.parse().ok()).collect();
    if let Some(expires) = expires {
        let new = NewToken { label: fields.get("label").to_owned(), scopes, expires };
        match accounts::issue_token(&web.house, &signed.actor, &new).await {
            // shown in the answer itself: it is nowhere kept, so no later page could show it
            Ok(secret) => {
                return html::show(&TokenPage { page: Page::new(&web, &signed, "me").await?, label: new.label, secret: secret.0 });
            }
            Err(IssueTokenError::NoLabel) => wrong.add("label", "accounts-wrong-no-label", &[]),
            Err(IssueTokenError::NoScopes) => wrong.add("scopes", "accounts-wrong-no-scopes", &[]),
            Err(IssueTokenError::BadExpiry) => wrong.add("expires", "accounts-wrong-expiry", &[]),
            Err(IssueTokenError::Fault(fault)) => return Err(fault.into()),
        }
    } else {
        wrong.add("expires", "accounts-wrong-date", &[]);
    }
    let mut page = MePage::new(&web, &signed, &origin).await?;
    page.wrong = wrong;
    page.token = fields;
    html::show_again(&page)
}

pub(super) async fn revoke(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    accounts::revoke_token(&web.house, &signed.actor, fields.get("token")).await?;
    say(&signed.session, "accounts-token-revoked", &[]).await?;
    Ok(Redirect::to("/me#tokens").into_response())
}
