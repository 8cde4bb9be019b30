//! `sonae user`: users of the running program, from the machine on which its data lies — for the day on which nobody can sign
//! in any more.
//!
//! Works while the server runs. No password is read or chosen here: a password for one sign-in is printed.

use sonae_app::accounts::{self, AddUserError, Fault, NewUser, Reset, add_user, list_users, reset_user};
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::home::{existing, open};
use crate::cli::{UserAction, UserAdd, UserReset};
use crate::failure::Failure;

pub(crate) async fn run(frameworks: &'static Frameworks, action: &UserAction) -> anyhow::Result<Outcome> {
    let data = match action {
        UserAction::Add(arguments) => &arguments.data,
        UserAction::Reset(arguments) => &arguments.data,
        UserAction::List(arguments) => &arguments.data,
    };
    let house = open(&existing(data.as_deref())?, frameworks).await?;
    let outcome = match action {
        UserAction::Add(arguments) => add(&house, arguments).await,
        UserAction::Reset(arguments) => reset(&house, arguments).await,
        UserAction::List(_) => list(&house).await,
    };
    house.store.clone().close().await?;
    outcome
}

async fn add(house: &House, arguments: &UserAdd) -> anyhow::Result<Outcome> {
    let new = NewUser {
        id: arguments.login.clone(),
        name: arguments.person.clone(),
        roles: arguments.roles.iter().copied().collect(),
        vendor: arguments.of_vendor.clone(),
        mail: arguments.mail.clone(),
    };
    let (id, password) = add_user(house, &Actor::command_line(), &new).await.map_err(|error| match error {
        AddUserError::BadId => Failure::told("accounts-wrong-id", &[]),
        AddUserError::Taken => Failure::told("accounts-wrong-taken", &[]),
        AddUserError::NoName => Failure::told("accounts-wrong-no-name", &[]),
        AddUserError::NoRole => Failure::told("accounts-wrong-no-role", &[]),
        AddUserError::NoVendor => Failure::told("accounts-wrong-no-vendor", &[]),
        AddUserError::Fault(fault) => fault.into(),
    })?;
    say!("{}", text("accounts-cli-password", &[("id", &id), ("password", &password)]));
    Ok(Outcome::Good)
}

async fn reset(house: &House, arguments: &UserReset) -> anyhow::Result<Outcome> {
    let reset = Reset { factors: arguments.factors };
    let password = reset_user(house, &Actor::command_line(), &arguments.login, reset).await.map_err(|fault| match fault {
        Fault::Missing(_) => Failure::told("accounts-cli-no-user", &[("id", &arguments.login)]),
        fault => fault.into(),
    })?;
    say!("{}", text("accounts-cli-password", &[("id", &arguments.login), ("password", &password)]));
    Ok(Outcome::Good)
}

async fn list(house: &House) -> anyhow::Result<Outcome> {
    for (id, user) in list_users(&house.store).await? {
        let factors = accounts::factors(house, &id).await?;
        let roles: Vec<String> = user.roles.iter().map(|role| text(&format!("role-{role}"), &[])).collect();
        let mut notes = Vec::new();
        for (holds, key) in [
            (user.disabled, "accounts-cli-disabled"),
            (user.must_change_password, "accounts-cli-must-change"),
            (user.emergency.is_some(), "accounts-cli-emergency"),
            (factors.has_second(), "accounts-cli-second"),
        ] {
            if holds {
                notes.push(text(key, &[]));
            }
        }
        say!("{id}\t{}\t{}\t{}", user.name, roles.join(&text("list-separator", &[])), notes.join(&text("list-separator", &[])));
    }
    Ok(Outcome::Good)
}
