//! sonae's own backups: what there is, making one now, how they are made by themselves, the key that opens them.
//!
//! Deliberately not here: making and checking them (`app::backups`).

use std::path::Path;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::backups::{BackupError, BackupState, Lock, make_backup, make_key, state};
use sonae_app::settings::{Backup, change_backup};
use sonae_app::words::{lookup, text};

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
#[template(path = "settings/backups.html")]
struct BackupsPage {
    page: Page,
    state: BackupState,
    fields: Fields,
    wrong: Wrong,
    /// The private key, shown once
    key: String,
    /// Why none was made: what happened, what to do
    failure: Option<(String, String)>,
}

impl BackupsPage {
    async fn new(web: &Web, signed: &Signed) -> Result<Self, Failure> {
        let state = state(&web.house, &signed.actor).await?;
        let backup = web.house.settings().await?.backup;
        let pairs = [
            ("generations", backup.generations.to_string()),
            ("every_hours", backup.every_hours.to_string()),
            ("second_place", backup.second_place),
        ];
        let fields = Fields::new(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec());
        let page = Page::new(web, signed, "settings").await?;
        Ok(Self { page, state, fields, wrong: Wrong::default(), key: String::new(), failure: None })
    }
}

pub(super) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&BackupsPage::new(&web, &signed).await?)
}

pub(super) async fn change(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let backup = Backup {
        generations: number(fields.get("generations")).unwrap_or_default(),
        every_hours: number(fields.get("every_hours")).unwrap_or(u32::MAX),
        second_place: fields.get("second_place").to_owned(),
    };
    if let Err(error) = change_backup(&web.house, &signed.actor, &backup).await {
        let mut wrong = Wrong::default();
        for field in wrong_fields(error)? {
            wrong.add(field, &format!("settings-wrong-{field}"), &[]);
        }
        return html::show_again(&BackupsPage { fields, wrong, ..BackupsPage::new(&web, &signed).await? });
    }
    page::say(&signed.session, "settings-changed", &[]).await?;
    Ok(Redirect::to("/settings/backups").into_response())
}

pub(super) async fn make(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let second = web.house.settings().await?.backup.second_place;
    let second = Some(Path::new(&second)).filter(|place| !place.as_os_str().is_empty());
    match make_backup(&web.house, &signed.actor, Lock::Key, second).await {
        Ok(made) => {
            let copied = made.second.as_ref().is_none_or(Result::is_ok);
            let key = if copied { "settings-backup-made" } else { "settings-backup-not-copied" };
            page::say(&signed.session, key, &[("name", &made.name)]).await?;
            Ok(Redirect::to("/settings/backups").into_response())
        }
        Err(BackupError::Forbidden(forbidden)) => Err(forbidden.into()),
        Err(error) => {
            let detail = error.to_string();
            let key = format!("failure-backup-{}", error.key());
            let what = text(&key, &[("path", &detail), ("detail", &detail)]);
            let next = lookup(&format!("{key}.next"), &[]).unwrap_or_default();
            html::show_again(&BackupsPage { failure: Some((what, next)), ..BackupsPage::new(&web, &signed).await? })
        }
    }
}

/// Makes the key and shows its private half on this one page. It is kept nowhere.
pub(super) async fn new_key(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let key = make_key(&web.house, &signed.actor).await?;
    html::show(&BackupsPage { key, ..BackupsPage::new(&web, &signed).await? })
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Forbidden(forbidden) => forbidden.into(),
            other => Self::Fault(other.to_string()),
        }
    }
}
