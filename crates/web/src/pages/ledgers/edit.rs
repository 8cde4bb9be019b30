//! The form of a record: new, changed, shown again with what is wrong, or with what somebody else wrote meanwhile.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sonae_app::ledgers::{
    self, Column, ColumnKind, LedgerError, PutError, Saved, Typed, is_edited_here, key_fields, options, typed_columns,
};
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use super::{Asked, asked, ledger_of, record_link};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

/// Fields in which people write sentences.
const SENTENCES: &[&str] = &["note", "summary", "findings", "purpose", "result", "remarks", "reason"];

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/ledgers/{ledger}/new", get(new).post(save)).route("/ledgers/{ledger}/edit", get(edit).post(save))
}

/// One field of the form.
pub(super) struct FieldForm {
    pub(super) field: &'static str,
    pub(super) title: &'static str,
    pub(super) help: String,
    /// `select`, `area`, `date`, `line`
    pub(super) control: &'static str,
    pub(super) words: Vec<String>,
    pub(super) text: String,
    pub(super) required: bool,
    pub(super) errors: Vec<String>,
    /// What stands there now, when somebody else has changed it meanwhile
    pub(super) now: Option<String>,
}

impl FieldForm {
    pub(super) fn of(column: &'static Column, text: &str, only_key: bool) -> Self {
        let control = match column.kind {
            ColumnKind::Flag | ColumnKind::Choice => "select",
            ColumnKind::Date => "date",
            _ if SENTENCES.contains(&column.field.as_str()) => "area",
            _ => "line",
        };
        // the columns' own words are about files; a list of words explains itself
        let help = if control == "select" {
            String::new()
        } else if column.help.is_empty() {
            sonae_app::words::lookup(&format!("ledgers-help-{}", column.kind.as_str()), &[]).unwrap_or_default()
        } else {
            column.help.clone()
        };
        Self {
            field: &column.field,
            title: &column.title,
            help,
            control,
            words: options(column).into_iter().map(|(_, word)| word).collect(),
            text: text.to_owned(),
            required: only_key,
            errors: Vec::new(),
            now: None,
        }
    }

    pub(super) fn has_error(&self) -> bool {
        !self.errors.is_empty()
    }
}

#[derive(Template)]
#[template(path = "ledgers/edit.html")]
struct EditPage {
    page: Page,
    ledger: LedgerId,
    key: Option<String>,
    label: String,
    version: i64,
    fields: Vec<FieldForm>,
    /// What is wrong with the whole
    general: Vec<String>,
    /// The other record that has this key
    taken: Option<(String, String)>,
    /// Who has changed it meanwhile
    conflict: Option<String>,
    by_machine: bool,
}

impl EditPage {
    fn is_wrong(&self) -> bool {
        !self.general.is_empty() || self.taken.is_some() || self.fields.iter().any(FieldForm::has_error)
    }

    fn back(&self) -> String {
        self.key.as_ref().map_or_else(|| format!("/ledgers/{}", self.ledger), |key| record_link(self.ledger, key))
    }
}

fn fields(ledger: LedgerId, texts: &BTreeMap<String, String>) -> Vec<FieldForm> {
    let keys = key_fields(ledger);
    let form = |column: &'static Column| {
        let text = texts.get(&column.field).map_or("", String::as_str);
        FieldForm::of(column, text, keys.len() == 1 && keys[0].field == column.field)
    };
    typed_columns(ledger).map(form).collect()
}

fn require(signed: &Signed, ledger: LedgerId) -> Result<(), Failure> {
    signed.require(Permission::EditLedgers)?;
    if is_edited_here(ledger) { Ok(()) } else { Err(LedgerError::NotHere(ledger).into()) }
}

async fn new(State(web): State<Web>, Path(name): Path<String>, signed: Signed) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    require(&signed, ledger)?;
    html::show(&EditPage {
        page: Page::new(&web, &signed, "ledgers").await?,
        ledger,
        key: None,
        label: String::new(),
        version: 0,
        fields: fields(ledger, &BTreeMap::new()),
        general: Vec::new(),
        taken: None,
        conflict: None,
        by_machine: false,
    })
}

async fn edit(State(web): State<Web>, Path(name): Path<String>, signed: Signed, query: Asked) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    require(&signed, ledger)?;
    let record = ledgers::show_record(&web.house, &signed.actor, ledger, asked(query).get("key")).await?;
    if record.retired {
        return Ok(Redirect::to(&record_link(ledger, &record.key)).into_response());
    }
    html::show(&EditPage {
        page: Page::new(&web, &signed, "ledgers").await?,
        ledger,
        by_machine: record.is_by_machine(),
        fields: fields(ledger, &record.texts()),
        version: record.version,
        label: record.label,
        key: Some(record.key),
        general: Vec::new(),
        taken: None,
        conflict: None,
    })
}

/// What a form of this ledger holds.
pub(super) fn typed(ledger: LedgerId, posted: &Fields) -> Typed {
    let sent: BTreeMap<&str, &str> = posted.iter().collect();
    let texts = typed_columns(ledger).filter_map(|column| {
        let text = sent.get(format!("v.{}", column.field).as_str())?;
        Some((column.field.clone(), (*text).to_owned()))
    });
    let key = posted.get("key");
    let existing = posted.is_set("version");
    Typed { key: existing.then(|| key.to_owned()), version: posted.get("version").parse().unwrap_or(0), texts: texts.collect() }
}

async fn save(State(web): State<Web>, Path(name): Path<String>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let ledger = ledger_of(&name)?;
    let typed = typed(ledger, &posted);
    let failed = match ledgers::put_record(&web.house, &signed.actor, ledger, &typed).await {
        Ok(saved) => {
            said(&signed, &saved, typed.key.is_none()).await?;
            return Ok(Redirect::to(&record_link(ledger, &saved.key)).into_response());
        }
        Err(PutError::Ledger(error)) => return Err(error.into()),
        Err(failed) => failed,
    };
    let mut form = EditPage {
        page: Page::new(&web, &signed, "ledgers").await?,
        ledger,
        label: typed.key.clone().unwrap_or_default(),
        key: typed.key,
        version: typed.version,
        fields: fields(ledger, &typed.texts),
        general: Vec::new(),
        taken: None,
        conflict: None,
        by_machine: false,
    };
    form.explain(&web, failed).await;
    html::show_again(&form)
}

async fn said(signed: &Signed, saved: &Saved, is_new: bool) -> Result<(), Failure> {
    let key = match (is_new, saved.changed, saved.was_by_machine) {
        (true, ..) => "ledgers-added",
        (false, false, _) => "ledgers-same",
        (false, true, true) => "ledgers-saved-by-hand",
        (false, true, false) => "ledgers-saved",
    };
    say(&signed.session, key, &[("label", &saved.label)]).await
}

/// What is wrong with what was typed, in words: by field, "" for the whole.
pub(super) fn wrong(ledger: LedgerId, failed: &PutError) -> Vec<(String, String)> {
    match failed {
        PutError::Invalid(problems) => {
            problems.iter().map(|(field, line)| (field.clone(), format!("{}{}", line.said, line.next))).collect()
        }
        PutError::Nothing => vec![(String::new(), html::word("ledgers-nothing"))],
        PutError::NoKey => {
            let titles: Vec<&str> = key_fields(ledger).iter().map(|column| column.title.as_str()).collect();
            let titles = titles.join(&html::word("list-separator"));
            let first = key_fields(ledger).first().map(|column| column.field.clone()).unwrap_or_default();
            vec![(first, html::text("ledgers-no-key", &[("titles", &titles)]))]
        }
        PutError::Taken { .. } | PutError::Conflict { .. } | PutError::Ledger(_) => Vec::new(),
    }
}

impl EditPage {
    async fn explain(&mut self, web: &Web, failed: PutError) {
        for (field, words) in wrong(self.ledger, &failed) {
            match self.fields.iter_mut().find(|form| form.field == field) {
                Some(form) => form.errors.push(words),
                None => self.general.push(words),
            }
        }
        match failed {
            PutError::Taken { key, label } => self.taken = Some((key, label)),
            PutError::Conflict { version, by, texts } => {
                self.version = version;
                self.conflict = Some(super::who(web, &by).await);
                for form in &mut self.fields {
                    let now = texts.get(form.field).cloned().unwrap_or_default();
                    form.now = Some(now).filter(|now| *now != form.text);
                }
            }
            _ => {}
        }
    }
}
