//! Signing in and out, and what belongs to the person: password, second factor, passkeys, sessions.
//!
//! Deliberately not here: what is accepted as proof (`app::accounts`).

mod emergency;
mod factors;
mod me;
mod oidc;
mod passkey;
mod sign_in;
mod tokens;
mod users;

use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;
use sonae_app::words::text;
use sonae_domain::access::{Permission, Role};

use crate::html;
use crate::state::Web;

pub(crate) use sign_in::enter;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/login", get(sign_in::ask).post(sign_in::check))
        .route("/login/second", get(sign_in::ask_second).post(sign_in::check_second))
        .route("/login/passkey/start", post(passkey::ask))
        .route("/login/passkey/finish", post(passkey::check))
        .route("/login/oidc", get(oidc::go))
        .route("/login/oidc/return", get(oidc::come_back))
        .route("/logout", post(sign_in::leave))
        .route("/me", get(me::show))
        .route("/me/name", post(me::rename))
        .route("/me/password", get(me::ask_password).post(me::change_password))
        .route("/me/sessions/end", post(me::end_session))
        .route("/me/sessions/end-others", post(me::end_others))
        .route("/me/second-factor", get(factors::choose))
        .route("/me/totp", get(factors::set_up).post(factors::confirm))
        .route("/me/totp/remove", post(factors::remove_totp))
        .route("/me/passkeys/start", post(passkey::ask_new))
        .route("/me/passkeys/finish", post(passkey::keep_new))
        .route("/me/passkeys/remove", post(factors::remove_passkey))
        .route("/me/recovery-codes", post(factors::recovery_codes))
        .route("/me/tokens", post(tokens::issue))
        .route("/me/tokens/revoke", post(tokens::revoke))
        .route("/settings/users", get(users::list))
        .route("/settings/users/policy", post(users::set_policy))
        .route("/settings/users/new", get(users::ask_new).post(users::add))
        .route("/settings/users/{id}", get(users::ask).post(users::change))
        .route("/settings/users/{id}/disable", post(users::disable))
        .route("/settings/users/{id}/enable", post(users::enable))
        .route("/settings/users/{id}/reset", post(users::reset))
        .route("/settings/users/{id}/end-sessions", post(users::end_sessions))
        .route("/settings/oidc", get(oidc::ask).post(oidc::change))
        .route("/settings/emergency", get(emergency::show).post(emergency::prepare))
        .route("/settings/emergency/acknowledge", post(emergency::acknowledge))
        .route("/settings/emergency/close", post(emergency::close))
}

/// A role in words.
pub(crate) fn role(role: &Role) -> String {
    html::word(&format!("role-{role}"))
}

/// What a role is for, in words.
pub(crate) fn role_means(role: &Role) -> String {
    html::word(&format!("accounts-role-{role}"))
}

/// A permission in words.
pub(crate) fn permission(permission: &Permission) -> String {
    html::word(&format!("permission-{permission}"))
}

/// Whether this leads to a page of our own: nothing else may follow a sign-in.
fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.chars().any(|c| c == '\\' || c.is_control())
}

/// How long somebody has to wait.
fn wait(until: Timestamp, now: Timestamp) -> String {
    let minutes = until.duration_since(now).as_secs().div_euclid(60) + 1;
    text("accounts-locked", &[("minutes", &minutes.to_string()), ("until", &html::moment(&until.to_string()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_our_own_follow_a_sign_in() {
        for good in ["/", "/forms/r7?a=1#b", "/a//b"] {
            assert!(is_local(good), "{good}");
        }
        for bad in ["", "//evil.example", "https://evil.example", "/\\evil.example", "\\/evil", "javascript:alert(1)", "/a\n"] {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
