//! 設定→利用者: who may sign in, and as what.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::accounts::{self, AddUserError, ChangeUserError, EmergencyState, Factors, NewUser, Reset, User};
use sonae_app::storage::StoredSession;
use sonae_domain::access::{Permission, Role};

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

/// A user in the list.
struct Row {
    id: String,
    user: User,
    factors: Factors,
    signed_in: bool,
}

#[derive(Template)]
#[template(path = "accounts/users.html")]
struct UsersPage {
    page: Page,
    rows: Vec<Row>,
    required: bool,
    emergency: EmergencyState,
}

#[derive(Template)]
#[template(path = "accounts/user.html")]
struct UserPage {
    page: Page,
    /// `None` for a new user
    known: Option<Known>,
    fields: NewUser,
    vendors: Vec<String>,
    wrong: Wrong,
}

/// What is known of somebody who is there already.
struct Known {
    id: String,
    user: User,
    factors: Factors,
    sessions: Vec<StoredSession>,
    is_self: bool,
}

#[derive(Template)]
#[template(path = "accounts/slip.html")]
struct SlipPage {
    page: Page,
    id: String,
    name: String,
    password: String,
    address: String,
    is_new: bool,
}

impl UserPage {
    fn has(&self, role: &Role) -> bool {
        self.fields.roles.contains(role)
    }

    fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }
}

pub(super) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageUsers)?;
    let house = &web.house;
    let emergency = accounts::emergency_state(house).await?;
    let sessions = house.store.sessions(None, house.now()).await?;
    let mut rows = Vec::new();
    for (id, user) in accounts::list_users(&house.store).await?.into_iter().filter(|(_, user)| user.emergency.is_none()) {
        let factors = accounts::factors(house, &id).await?;
        let signed_in = sessions.iter().any(|session| session.owner == id);
        rows.push(Row { id, user, factors, signed_in });
    }
    rows.sort_by_key(|row| row.user.disabled);
    let required = house.settings().await?.accounts.second_factor_required;
    html::show(&UsersPage { page: Page::new(&web, &signed, "settings").await?, rows, required, emergency })
}

pub(super) async fn set_policy(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    accounts::require_second_factor(&web.house, &signed.actor, fields.is_set("required")).await?;
    say(&signed.session, "accounts-policy-changed", &[]).await?;
    Ok(Redirect::to("/settings/users").into_response())
}

/// The vendors that are known, to choose from.
async fn vendors(web: &Web) -> Result<Vec<String>, Failure> {
    let known = web.house.known().await?;
    Ok(known.forms.iter().map(|form| form.assessment.subject.clone()).filter(|name| !name.is_empty()).collect())
}

fn typed(fields: &Fields) -> NewUser {
    NewUser {
        id: fields.get("id").to_owned(),
        name: fields.get("name").to_owned(),
        roles: fields.all("role").filter_map(|role| role.parse().ok()).collect::<BTreeSet<_>>(),
        vendor: fields.get("vendor").to_owned(),
        mail: fields.get("mail").to_owned(),
    }
}

fn add_wrong(wrong: &mut Wrong, error: AddUserError) -> Result<(), Failure> {
    match error {
        AddUserError::BadId => wrong.add("id", "accounts-wrong-id", &[]),
        AddUserError::Taken => wrong.add("id", "accounts-wrong-taken", &[]),
        AddUserError::NoName => wrong.add("name", "accounts-wrong-no-name", &[]),
        AddUserError::NoRole => wrong.add("roles", "accounts-wrong-no-role", &[]),
        AddUserError::NoVendor => wrong.add("vendor", "accounts-wrong-no-vendor", &[]),
        AddUserError::Fault(fault) => return Err(fault.into()),
    }
    Ok(())
}

pub(super) async fn ask_new(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageUsers)?;
    let page = Page::new(&web, &signed, "settings").await?;
    html::show(&UserPage { page, known: None, fields: NewUser::default(), vendors: vendors(&web).await?, wrong: Wrong::default() })
}

pub(super) async fn add(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let new = typed(&fields);
    match accounts::add_user(&web.house, &signed.actor, &new).await {
        // shown in the answer itself: it is nowhere kept, so no later page could show it
        Ok((id, password)) => slip(&web, &signed, (id, new.name, password), true).await,
        Err(error) => {
            let mut wrong = Wrong::default();
            add_wrong(&mut wrong, error)?;
            let page = Page::new(&web, &signed, "settings").await?;
            html::show_again(&UserPage { page, known: None, fields: new, vendors: vendors(&web).await?, wrong })
        }
    }
}

async fn slip(web: &Web, signed: &Signed, (id, name, password): (String, String, String), is_new: bool) -> Result<Response, Failure> {
    let page = Page::new(web, signed, "settings").await?;
    html::show(&SlipPage { page, id, name, password, address: web.public_url.clone(), is_new })
}

async fn known(web: &Web, signed: &Signed, id: &str) -> Result<Known, Failure> {
    let house = &web.house;
    let user = accounts::find_user(&house.store, id).await?.filter(|user| user.emergency.is_none()).ok_or(Failure::NotFound)?;
    Ok(Known {
        factors: accounts::factors(house, id).await?,
        sessions: house.store.sessions(Some(id), house.now()).await?,
        is_self: signed.actor.id == id,
        id: id.to_owned(),
        user,
    })
}

pub(super) async fn ask(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    signed.require(Permission::ManageUsers)?;
    let known = known(&web, &signed, &id).await?;
    let user = known.user.clone();
    let fields = NewUser { id, name: user.name, roles: user.roles, vendor: user.vendor, mail: user.mail };
    let page = Page::new(&web, &signed, "settings").await?;
    html::show(&UserPage { page, known: Some(known), fields, vendors: vendors(&web).await?, wrong: Wrong::default() })
}

pub(super) async fn change(State(web): State<Web>, signed: Signed, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let change = typed(&fields);
    let mut wrong = Wrong::default();
    match accounts::change_user(&web.house, &signed.actor, &id, &change).await {
        Ok(()) => {
            say(&signed.session, "accounts-user-changed", &[("name", &change.name)]).await?;
            return Ok(Redirect::to("/settings/users").into_response());
        }
        Err(ChangeUserError::Wrong(error)) => add_wrong(&mut wrong, error)?,
        Err(ChangeUserError::LastManager) => wrong.add("roles", "accounts-wrong-last-manager", &[]),
        Err(ChangeUserError::Fault(fault)) => return Err(fault.into()),
    }
    let known = known(&web, &signed, &id).await?;
    let page = Page::new(&web, &signed, "settings").await?;
    html::show_again(&UserPage { page, known: Some(known), fields: change, vendors: vendors(&web).await?, wrong })
}

pub(super) async fn disable(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let outcome = accounts::disable_user(&web.house, &signed.actor, &id).await;
    switched(&signed, &id, outcome, "accounts-user-disabled").await
}

pub(super) async fn enable(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let outcome = accounts::enable_user(&web.house, &signed.actor, &id).await;
    switched(&signed, &id, outcome, "accounts-user-enabled").await
}

async fn switched(signed: &Signed, id: &str, outcome: Result<(), ChangeUserError>, key: &str) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => say(&signed.session, key, &[("id", id)]).await?,
        Err(ChangeUserError::Fault(fault)) => return Err(fault.into()),
        Err(_) => return Err(Failure::Bad("last-manager")),
    }
    Ok(Redirect::to("/settings/users").into_response())
}

pub(super) async fn reset(State(web): State<Web>, signed: Signed, Path(id): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let reset = Reset { factors: fields.is_set("factors") };
    let password = accounts::reset_user(&web.house, &signed.actor, &id, reset).await?;
    let name = accounts::find_user(&web.house.store, &id).await?.map(|user| user.name).unwrap_or_default();
    slip(&web, &signed, (id, name, password), false).await
}

pub(super) async fn end_sessions(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let own = signed.session.id().map(crate::sessions::stored_id);
    let count = accounts::end_other_sessions(&web.house, &signed.actor, &id, own.as_deref()).await?;
    say(&signed.session, "accounts-sessions-ended", &[("count", &count.to_string())]).await?;
    Ok(Redirect::to(&format!("/settings/users/{}", html::encode(&id))).into_response())
}
