//! What belongs to the person: name, password, and where they are signed in.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use sonae_app::accounts::{self, ChangePasswordError, ChangeUserError, Duty, Factors, Passkey, PasswordProblem, PasswordRule, Token};
use sonae_app::storage::StoredSession;
use sonae_domain::access::{Permission, Role};

use super::wait;
use crate::client::Origin;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::sessions::stored_id;
use crate::signed::{Arrived, Signed};
use crate::state::Web;
use crate::wrong::Wrong;

#[derive(Template)]
#[template(path = "accounts/me.html")]
pub(super) struct MePage {
    page: Page,
    id: String,
    name: String,
    roles: BTreeSet<Role>,
    vendor: String,
    factors: Factors,
    passkeys: Vec<Passkey>,
    passkeys_possible: bool,
    sessions: Vec<StoredSession>,
    own_session: String,
    tokens: Vec<Token>,
    permissions: Vec<Permission>,
    today: Date,
    /// What was typed into the form for a token
    pub(super) token: Fields,
    pub(super) wrong: Wrong,
}

#[derive(Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    page: Page,
    id: String,
    rule: PasswordRule,
    must: bool,
    has_second: bool,
    wrong: Wrong,
}

impl MePage {
    pub(super) async fn new(web: &Web, signed: &Signed, origin: &Origin) -> Result<Self, Failure> {
        let house = &web.house;
        let id = signed.actor.id.clone();
        Ok(Self {
            name: signed.actor.name.clone(),
            roles: signed.actor.roles.clone(),
            vendor: signed.actor.vendor.clone(),
            factors: accounts::factors(house, &id).await?,
            passkeys: accounts::passkeys(house, &id).await?,
            passkeys_possible: accounts::Site::new(&origin.site).is_some(),
            sessions: house.store.sessions(Some(&id), house.now()).await?,
            own_session: own(signed),
            tokens: accounts::tokens(house, &id).await?,
            permissions: signed.actor.permissions().iter().copied().collect(),
            today: house.clock.today(),
            token: Fields::default(),
            wrong: Wrong::default(),
            page: Page::new(web, signed, "me").await?,
            id,
        })
    }

    fn has_scope(&self, permission: &Permission) -> bool {
        self.token.all("scope").any(|scope| scope == permission.as_str())
    }
}

/// The name of the session of the request itself.
fn own(signed: &Signed) -> String {
    signed.session.id().map(stored_id).unwrap_or_default()
}

pub(super) async fn show(State(web): State<Web>, signed: Signed, origin: Origin) -> Result<Response, Failure> {
    html::show(&MePage::new(&web, &signed, &origin).await?)
}

pub(super) async fn rename(State(web): State<Web>, signed: Signed, origin: Origin, fields: Fields) -> Result<Response, Failure> {
    let name = fields.get("name");
    match accounts::change_own_name(&web.house, &signed.actor, name).await {
        Ok(()) => {
            say(&signed.session, "accounts-name-changed", &[]).await?;
            Ok(Redirect::to("/me").into_response())
        }
        Err(ChangeUserError::Fault(fault)) => Err(fault.into()),
        Err(_) => {
            let mut page = MePage::new(&web, &signed, &origin).await?;
            name.clone_into(&mut page.name);
            page.wrong.add("name", "accounts-wrong-no-name", &[]);
            html::show_again(&page)
        }
    }
}

async fn password_page(web: &Web, arrived: &Arrived) -> Result<PasswordPage, Failure> {
    Ok(PasswordPage {
        page: Page::new(web, &arrived.signed, "me").await?,
        id: arrived.signed.actor.id.clone(),
        rule: accounts::password_rule(&web.house).await?,
        must: arrived.duty == Some(Duty::ChangePassword),
        has_second: accounts::factors(&web.house, &arrived.signed.actor.id).await?.has_second(),
        wrong: Wrong::default(),
    })
}

pub(super) async fn ask_password(State(web): State<Web>, arrived: Arrived) -> Result<Response, Failure> {
    html::show(&password_page(&web, &arrived).await?)
}

pub(super) async fn change_password(State(web): State<Web>, arrived: Arrived, origin: Origin, fields: Fields) -> Result<Response, Failure> {
    let signed = &arrived.signed;
    let (present, new) = (fields.get("present"), fields.get("new"));
    let mut wrong = Wrong::default();
    if new == fields.get("again") {
        let own = own(signed);
        match accounts::change_password(&web.house, &signed.actor, (present, new), Some(&own), &origin.client).await {
            Ok(()) => {
                say(&signed.session, "accounts-password-changed", &[]).await?;
                return Ok(Redirect::to(if arrived.duty.is_some() { "/" } else { "/me" }).into_response());
            }
            Err(ChangePasswordError::Wrong) => wrong.add("present", "accounts-wrong-present", &[]),
            Err(ChangePasswordError::Locked(until)) => wrong.say("present", wait(until, web.house.now())),
            Err(ChangePasswordError::Problem(problem)) => add_problem(&mut wrong, "new", &problem),
            Err(ChangePasswordError::Same) => wrong.add("new", "accounts-wrong-same", &[]),
            Err(ChangePasswordError::Fault(fault)) => return Err(fault.into()),
        }
    } else {
        wrong.add("again", "accounts-wrong-again", &[]);
    }
    html::show_again(&PasswordPage { wrong, ..password_page(&web, &arrived).await? })
}

/// What is wrong with a password.
pub(crate) fn add_problem(wrong: &mut Wrong, field: &'static str, problem: &PasswordProblem) {
    let count = match problem {
        PasswordProblem::TooShort(count) | PasswordProblem::TooLong(count) => count.to_string(),
        _ => String::new(),
    };
    wrong.add(field, &format!("accounts-password-{}", problem.key()), &[("count", &count)]);
}

pub(super) async fn end_session(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    accounts::end_session(&web.house, &signed.actor, &signed.actor.id, fields.get("session")).await?;
    say(&signed.session, "accounts-session-ended", &[]).await?;
    Ok(Redirect::to("/me#sessions").into_response())
}

pub(super) async fn end_others(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let own = own(&signed);
    let count = accounts::end_other_sessions(&web.house, &signed.actor, &signed.actor.id, Some(&own)).await?;
    say(&signed.session, "accounts-sessions-ended", &[("count", &count.to_string())]).await?;
    Ok(Redirect::to("/me#sessions").into_response())
}
