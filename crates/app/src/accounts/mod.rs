//! Users of sonae: who they are, what they may do, how they prove who they are.
//!
//! A [`User`] is a record with history. What proves who somebody is (password, second factor, passkey, token, envelope) is a
//! credential of the store: replaced and removed, and no event tells of its secret. One use case, one file. Deliberately not
//! here: sessions and cookies (`web`), what a role may do (`domain::access`).

mod add_user;
mod breached;
mod change_password;
mod change_user;
mod create_first_user;
mod emergency;
mod fault;
mod hashing;
mod kept;
mod lockout;
mod oidc;
mod passkeys;
mod password_rule;
mod recovery_codes;
mod remove_factor;
mod reset_user;
mod sample_users;
mod secret;
mod set_policy;
mod sign_in;
mod sign_out;
mod standing;
mod tokens;
mod totp;
mod user;

pub use add_user::{AddUserError, NewUser, add_user};
pub use change_password::{ChangePasswordError, change_password};
pub use change_user::{ChangeUserError, UserChange, change_own_name, change_user, disable_user, enable_user};
pub use create_first_user::{FirstUserError, create_first_user};
pub use emergency::{
    EmergencySheet, EmergencyState, EmergencyUse, acknowledge_emergency, close_emergency, emergency_state, end_emergency_when_over,
    open_envelope, prepare_emergency,
};
pub use fault::Fault;
pub use oidc::{Oidc, OidcError, OidcFlow, begin_oidc, finish_oidc, oidc, set_oidc};
pub use passkeys::{
    Passkey, PasskeyError, Site, begin_passkey_registration, begin_passkey_sign_in, finish_passkey_registration, finish_passkey_sign_in,
    passkeys,
};
pub use password_rule::{PasswordProblem, PasswordRule, password_rule};
pub use recovery_codes::make_recovery_codes;
pub use remove_factor::{RemoveFactorError, remove_passkey, remove_totp};
pub use reset_user::{Reset, reset_user};
pub use sample_users::{SampleUser, sample_users};
pub use set_policy::require_second_factor;
pub use sign_in::{Client, SignIn, SignInError, confirm_second_factor, sign_in};
pub use sign_out::{end_other_sessions, end_session, sign_out};
pub use standing::{Duty, Factors, duty, factors};
pub use tokens::{IssueTokenError, NewToken, Token, TokenSecret, find_token, issue_token, revoke_token, tokens};
pub use totp::{ConfirmTotpError, TotpSetUp, confirm_totp, set_up_totp};
pub use user::{Emergency, User, find_user, list_users};
