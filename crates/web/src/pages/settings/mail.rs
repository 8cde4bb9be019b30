//! How mail is sent, and a letter to see whether it arrives. The password is never shown.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::notify::{SendMailError, has_password, send_test};
use sonae_app::settings::{Mail, MailSecurity, NewPassword, change_mail};
use sonae_domain::access::Permission;

use super::wrong_fields;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{self, Page};
use crate::pages::setup::number;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

#[derive(Template)]
#[template(path = "settings/mail.html")]
struct MailPage {
    page: Page,
    fields: Fields,
    wrong: Wrong,
    has_password: bool,
    /// What the server said about the last test
    failure: String,
}

impl MailPage {
    async fn new(web: &Web, signed: &Signed, fields: Fields, wrong: Wrong) -> Result<Self, Failure> {
        let page = Page::new(web, signed, "settings").await?;
        Ok(Self { page, fields, wrong, has_password: has_password(&web.house), failure: String::new() })
    }

    fn is(&self, field: &str, value: &str) -> bool {
        self.fields.get(field) == value
    }
}

/// The settings as the form has them.
async fn kept(web: &Web) -> Result<Fields, Failure> {
    let mail = web.house.settings().await?.mail;
    let security = match mail.security {
        MailSecurity::Tls => "tls",
        MailSecurity::StartTls => "start-tls",
        MailSecurity::None => "none",
    };
    let port = if mail.port == 0 { 465 } else { mail.port };
    let pairs = [
        ("on", if mail.on { "yes" } else { "" }.to_owned()),
        ("host", mail.host),
        ("port", port.to_string()),
        ("security", security.to_owned()),
        ("user", mail.user),
        ("from", mail.from),
        ("to", mail.to.join("\n")),
    ];
    Ok(Fields::new(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec()))
}

pub(super) async fn ask(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    html::show(&MailPage::new(&web, &signed, kept(&web).await?, Wrong::default()).await?)
}

pub(super) async fn change(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let port = number(fields.get("port")).and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    let mail = Mail {
        on: fields.is_set("on"),
        host: fields.get("host").to_owned(),
        port: port.unwrap_or_default(),
        security: match fields.get("security") {
            "start-tls" => MailSecurity::StartTls,
            "none" => MailSecurity::None,
            _ => MailSecurity::Tls,
        },
        user: fields.get("user").to_owned(),
        from: fields.get("from").to_owned(),
        to: fields.get("to").lines().map(str::trim).filter(|to| !to.is_empty()).map(str::to_owned).collect(),
    };
    let password = match (fields.is_set("forget"), fields.get("password")) {
        (true, _) => NewPassword::Forget,
        (false, "") => NewPassword::Keep,
        (false, password) => NewPassword::Set(password.to_owned()),
    };
    let mut wrong = Wrong::default();
    if port.is_none() {
        wrong.add("port", "settings-wrong-port", &[]);
    } else {
        match change_mail(&web.house, &signed.actor, &mail, password).await {
            Ok(()) => {
                page::say(&signed.session, "settings-changed", &[]).await?;
                return Ok(Redirect::to("/settings/mail").into_response());
            }
            Err(error) => {
                for field in wrong_fields(error)? {
                    wrong.add(field, &format!("settings-wrong-{field}"), &[]);
                }
            }
        }
    }
    html::show_again(&MailPage::new(&web, &signed, fields, wrong).await?)
}

pub(super) async fn test(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let to = fields.get("test-to");
    let mut shown = MailPage::new(&web, &signed, kept(&web).await?, Wrong::default()).await?;
    if !to.contains('@') {
        shown.wrong.add("test-to", "settings-wrong-test-to", &[]);
        return html::show_again(&shown);
    }
    match send_test(&web.house, &signed.actor, to).await {
        Ok(()) => {
            page::say(&signed.session, "settings-mail-sent", &[("to", to)]).await?;
            Ok(Redirect::to("/settings/mail").into_response())
        }
        Err(SendMailError::Post(failure)) => {
            shown.wrong.add("test-to", "settings-mail-failed", &[]);
            shown.failure = failure.to_string();
            html::show_again(&shown)
        }
        Err(SendMailError::Forbidden(forbidden)) => Err(forbidden.into()),
        Err(other) => Err(Failure::Fault(other.to_string())),
    }
}
