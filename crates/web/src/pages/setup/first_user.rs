//! The last step: the first user, who then has signed in.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::accounts::{AddUserError, FirstUserError, NewUser, PasswordProblem, PasswordRule, create_first_user, password_rule};
use sonae_app::sample::hospital;
use sonae_app::setup::{self, Draft, finish_setup};
use sonae_domain::access::Role;
use tower_sessions::Session;

use super::visitor::Visitor;
use crate::client::Origin;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page;
use crate::pages::accounts::enter;
use crate::state::Web;
use crate::wrong::Wrong;

#[derive(Template)]
#[template(path = "setup/user.html")]
struct UserPage {
    draft: Draft,
    hospital: String,
    rule: PasswordRule,
    fields: Fields,
    wrong: Wrong,
}

impl UserPage {
    async fn new(web: &Web, fields: Fields, wrong: Wrong) -> Result<Self, Failure> {
        let draft = setup::draft(&web.house).await?;
        Ok(Self { draft, hospital: hospital(), rule: password_rule(&web.house).await?, fields, wrong })
    }
}

/// Asks, once all questions have an answer.
pub(super) async fn ask(State(web): State<Web>, _: Visitor) -> Result<Response, Failure> {
    let draft = setup::draft(&web.house).await?;
    if let Some(open) = draft.open_question() {
        return Ok(Redirect::to(&format!("/setup/{}", open.as_str())).into_response());
    }
    html::show(&UserPage::new(&web, Fields::default(), Wrong::default()).await?)
}

/// Makes the first user, finishes the first start, and lets the user in.
pub(super) async fn make(
    State(web): State<Web>,
    _: Visitor,
    session: Session,
    origin: Origin,
    fields: Fields,
) -> Result<Response, Failure> {
    if setup::draft(&web.house).await?.open_question().is_some() {
        return Ok(Redirect::to("/setup/resume").into_response());
    }
    let mut wrong = Wrong::default();
    if fields.get("password") != fields.get("again") {
        wrong.add("again", "setup-wrong-again", &[]);
        return html::show_again(&UserPage::new(&web, without_secrets(&fields), wrong).await?);
    }
    let mut roles = BTreeSet::from([Role::Manager, Role::Operator]);
    if fields.is_set("director") {
        roles.insert(Role::Executive);
    }
    let of = |name| fields.get(name).to_owned();
    let new = NewUser { id: of("id"), name: of("name"), roles, vendor: String::new(), mail: String::new() };
    match create_first_user(&web.house, &new, fields.get("password")).await {
        Ok(id) => {
            finish_setup(&web.house).await?;
            enter(&session, &id, &origin.client, false).await?;
            page::say(&session, "setup-done", &[]).await?;
            Ok(Redirect::to("/").into_response())
        }
        // the power went out between the two steps: the user is there, only the end is missing
        Err(FirstUserError::NotFirst) => {
            finish_setup(&web.house).await?;
            Ok(Redirect::to("/login").into_response())
        }
        Err(FirstUserError::Wrong(AddUserError::NoName)) => {
            wrong.add("name", "setup-wrong-user-name", &[]);
            html::show_again(&UserPage::new(&web, without_secrets(&fields), wrong).await?)
        }
        Err(FirstUserError::Wrong(AddUserError::Fault(fault)) | FirstUserError::Fault(fault)) => Err(fault.into()),
        Err(FirstUserError::Wrong(_)) => {
            wrong.add("id", "setup-wrong-id", &[]);
            html::show_again(&UserPage::new(&web, without_secrets(&fields), wrong).await?)
        }
        Err(FirstUserError::Problem(problem)) => {
            let count = match problem {
                PasswordProblem::TooShort(count) | PasswordProblem::TooLong(count) => count,
                _ => 0,
            };
            wrong.add("password", &format!("accounts-password-{}", problem.key()), &[("count", &count.to_string())]);
            html::show_again(&UserPage::new(&web, without_secrets(&fields), wrong).await?)
        }
    }
}

/// Passwords are never sent back to the browser.
fn without_secrets(fields: &Fields) -> Fields {
    let shown = ["id", "name", "director"].map(|name| (name.to_owned(), fields.get(name).to_owned()));
    Fields::new(shown.to_vec())
}
