//! The second factor: authenticator app, recovery codes, and taking them away.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use qrcode::{Color, QrCode};
use sonae_app::accounts::{self, ConfirmTotpError, RemoveFactorError};

use crate::client::Origin;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::{Arrived, Signed};
use crate::state::Web;
use crate::wrong::Wrong;

/// Key under which a session holds the secret that is being set up.
const SECRET: &str = "totp-secret";

#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
struct ChoosePage {
    page: Page,
    passkeys_possible: bool,
    must: bool,
}

#[derive(Template)]
#[template(path = "accounts/totp.html")]
struct TotpPage {
    page: Page,
    id: String,
    secret: String,
    squares: usize,
    path: String,
    wrong: Wrong,
}

#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
struct CodesPage {
    page: Page,
    id: String,
    codes: Vec<String>,
}

pub(super) async fn choose(State(web): State<Web>, arrived: Arrived, origin: Origin) -> Result<Response, Failure> {
    let passkeys_possible = accounts::Site::new(&origin.site).is_some();
    html::show(&ChoosePage { page: Page::new(&web, &arrived.signed, "me").await?, passkeys_possible, must: arrived.duty.is_some() })
}

async fn totp_page(web: &Web, signed: &Signed) -> Result<TotpPage, Failure> {
    let known = signed.session.get::<String>(SECRET).await?;
    let set_up = accounts::set_up_totp(&signed.actor, known.as_deref())?;
    signed.session.insert(SECRET, &set_up.secret).await?;
    let code = QrCode::new(&set_up.url).map_err(|error| Failure::Fault(error.to_string()))?;
    let (squares, path) = drawn(&code);
    let secret = grouped(&set_up.secret);
    Ok(TotpPage { page: Page::new(web, signed, "me").await?, id: signed.actor.id.clone(), secret, squares, path, wrong: Wrong::default() })
}

pub(super) async fn set_up(State(web): State<Web>, arrived: Arrived) -> Result<Response, Failure> {
    html::show(&totp_page(&web, &arrived.signed).await?)
}

pub(super) async fn confirm(State(web): State<Web>, arrived: Arrived, fields: Fields) -> Result<Response, Failure> {
    let signed = &arrived.signed;
    let Some(secret) = signed.session.get::<String>(SECRET).await? else { return Ok(Redirect::to("/me/totp").into_response()) };
    match accounts::confirm_totp(&web.house, &signed.actor, &secret, fields.get("code")).await {
        Ok(()) => {
            signed.session.remove::<String>(SECRET).await?;
            show_new_codes(&web, signed).await
        }
        Err(ConfirmTotpError::WrongCode) => {
            let mut page = totp_page(&web, signed).await?;
            page.wrong.add("code", "accounts-wrong-totp", &[]);
            html::show_again(&page)
        }
        Err(ConfirmTotpError::Fault(fault)) => Err(fault.into()),
    }
}

pub(super) async fn recovery_codes(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    show_new_codes(&web, &signed).await
}

/// Codes are shown in the answer itself: they are nowhere kept, so no later page could show them.
async fn show_new_codes(web: &Web, signed: &Signed) -> Result<Response, Failure> {
    let codes = accounts::make_recovery_codes(&web.house, &signed.actor).await?;
    html::show(&CodesPage { page: Page::new(web, signed, "me").await?, id: signed.actor.id.clone(), codes })
}

pub(super) async fn remove_totp(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    removed(&signed, accounts::remove_totp(&web.house, &signed.actor).await).await
}

pub(super) async fn remove_passkey(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    removed(&signed, accounts::remove_passkey(&web.house, &signed.actor, fields.get("passkey")).await).await
}

async fn removed(signed: &Signed, outcome: Result<(), RemoveFactorError>) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => say(&signed.session, "accounts-factor-removed", &[]).await?,
        Err(RemoveFactorError::Needed) => return Err(Failure::Bad("factor-needed")),
        Err(RemoveFactorError::Fault(fault)) => return Err(fault.into()),
    }
    Ok(Redirect::to("/me#second").into_response())
}

/// A code as one path of squares, with how many squares it is wide, the quiet margin included.
fn drawn(code: &QrCode) -> (usize, String) {
    const QUIET: usize = 4;
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", at % code.width() + QUIET, at / code.width() + QUIET));
        }
    }
    (code.width() + 2 * QUIET, path)
}

/// A secret in groups of four, to be read.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
