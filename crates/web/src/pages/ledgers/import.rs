//! A file into the ledgers: upload, look at what it would change, correct how it is read, confirm; and take the last one back.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::ledgers::{
    self, Column, Confirmed, ImportError, ImportPlan, ImportRecord, LedgerPreview, Mode, Preview, SheetChoice, SheetPreview, columns_of,
    is_edited_here, preview_import,
};
use sonae_app::storage::AuditSeq;
use sonae_app::words;
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use super::{Asked, asked};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::{brought, file_name};

/// The largest file that is read, and a little for the form around it.
const UPLOAD: usize = (64 << 20) + (64 << 10);

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/ledgers/import", get(start).post(upload).layer(DefaultBodyLimit::max(UPLOAD)))
        .route("/ledgers/import/preview", get(first).post(again))
        .route("/ledgers/import/confirm", post(confirm))
        .route("/ledgers/import/undo", post(undo))
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Ledger(error) => error.into(),
            ImportError::TooLarge => Self::Bad("too-large"),
            ImportError::Secrets(_) => Self::Bad("ledger-file-secrets"),
            ImportError::Gone => Self::Bad("ledger-file-gone"),
            ImportError::Io(error) => error.into(),
        }
    }
}

#[derive(Template)]
#[template(path = "ledgers/import.html")]
struct ImportPage {
    page: Page,
    last: Option<(ImportRecord, String)>,
    error: bool,
}

impl ImportPage {
    async fn new(web: &Web, signed: &Signed, error: bool) -> Result<Self, Failure> {
        signed.require(Permission::EditLedgers)?;
        let last = match ledgers::last_import(&web.house, &signed.actor).await? {
            Some(import) => {
                let by = super::who(web, &import.by).await;
                Some((import, by))
            }
            None => None,
        };
        Ok(Self { page: Page::new(web, signed, "ledgers").await?, last, error })
    }
}

async fn start(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&ImportPage::new(&web, &signed, false).await?)
}

async fn upload(State(web): State<Web>, signed: Signed, form: Multipart) -> Result<Response, Failure> {
    signed.require(Permission::EditLedgers)?;
    let Some(file) = brought(form).await? else {
        return html::show_again(&ImportPage::new(&web, &signed, true).await?);
    };
    let sha256 = ledgers::keep_upload(&web.house, &signed.actor, &file.bytes)?;
    let target = format!("/ledgers/import/preview?file={sha256}&name={}", html::encode(&file.name));
    Ok(Redirect::to(&target).into_response())
}

#[derive(Template)]
#[template(path = "ledgers/preview.html")]
struct PreviewPage {
    page: Page,
    preview: Preview,
}

impl PreviewPage {
    fn ledgers() -> impl Iterator<Item = (LedgerId, String)> {
        LedgerId::ALL.iter().map(|ledger| (*ledger, words::ledger(*ledger)))
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn is_of(sheet: &SheetPreview, ledger: &LedgerId) -> bool {
        sheet.ledger == Some(*ledger)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn columns(ledger: &LedgerId) -> &'static [Column] {
        &columns_of(*ledger).columns
    }

    /// Names of records that come, return and leave, each with its heading.
    fn lists(ledger: &LedgerPreview) -> Vec<(String, Vec<String>)> {
        let lists = [("added", &ledger.added), ("returned", &ledger.returned), ("retired", &ledger.retired)];
        lists.map(|(key, names)| (html::word(&format!("ledgers-list-{key}")), names.clone())).to_vec()
    }

    /// Whether somebody may choose what happens to records that the file does not have.
    fn has_mode(ledger: &LedgerPreview) -> bool {
        is_edited_here(ledger.ledger)
    }

    fn replaces(ledger: &LedgerPreview) -> bool {
        ledger.mode == Mode::Replace
    }
}

async fn show(web: &Web, signed: &Signed, plan: ImportPlan) -> Result<Response, Failure> {
    let preview = preview_import(&web.house, &signed.actor, &plan).await?;
    html::show(&PreviewPage { page: Page::new(web, signed, "ledgers").await?, preview })
}

async fn first(State(web): State<Web>, signed: Signed, query: Asked) -> Result<Response, Failure> {
    let query = asked(query);
    let plan = ImportPlan { sha256: query.get("file").to_owned(), name: file_name(query.get("name")), ..ImportPlan::default() };
    show(&web, &signed, plan).await
}

async fn again(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    show(&web, &signed, plan(&posted)).await
}

/// What the form of the preview says.
fn plan(posted: &Fields) -> ImportPlan {
    let mut sheets: BTreeMap<usize, SheetChoice> = BTreeMap::new();
    let mut plan = ImportPlan { sha256: posted.get("file").to_owned(), name: file_name(posted.get("name")), ..ImportPlan::default() };
    for (name, value) in posted.iter() {
        let mut parts = name.splitn(4, '.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("s"), Some(at), Some(what), column) => {
                let Ok(at) = at.parse() else { continue };
                let sheet = sheets.entry(at).or_default();
                match (what, column) {
                    ("name", None) => value.clone_into(&mut sheet.sheet),
                    ("ledger", None) => value.clone_into(&mut sheet.ledger),
                    ("c", Some(letter)) => {
                        sheet.columns.insert(letter.to_owned(), value.to_owned());
                    }
                    _ => {}
                }
            }
            (Some("mode"), Some(ledger), None, None) => {
                if let Ok(ledger) = ledger.parse() {
                    plan.modes.insert(ledger, if value == Mode::Replace.as_str() { Mode::Replace } else { Mode::Merge });
                }
            }
            (Some("head"), Some(ledger), None, None) => {
                if let (Ok(ledger), Ok(seq)) = (ledger.parse(), value.parse()) {
                    plan.heads.insert(ledger, AuditSeq(seq));
                }
            }
            _ => {}
        }
    }
    for (at, sheet) in &mut sheets {
        // columns chosen for another ledger say nothing
        if posted.get(&format!("s.{at}.was")) != sheet.ledger {
            sheet.columns.clear();
        }
    }
    plan.sheets = sheets.into_values().collect();
    plan
}

async fn confirm(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    match ledgers::confirm_import(&web.house, &signed.actor, &plan(&posted)).await? {
        Confirmed::Done(ledgers) => {
            let count: usize = ledgers.iter().map(|(_, count)| count).sum();
            say(&signed.session, "ledgers-imported", &[("count", &count.to_string())]).await?;
            let target = ledgers.first().map_or_else(|| "/ledgers".to_owned(), |(ledger, _)| format!("/ledgers/{ledger}"));
            Ok(Redirect::to(&target).into_response())
        }
        Confirmed::Nothing => {
            say(&signed.session, "ledgers-imported-nothing", &[]).await?;
            Ok(Redirect::to("/ledgers/import").into_response())
        }
        Confirmed::Stale(preview) => {
            let page = PreviewPage { page: Page::new(&web, &signed, "ledgers").await?, preview: *preview };
            Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
        }
    }
}

async fn undo(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let undone = ledgers::undo_import(&web.house, &signed.actor, posted.get("seq").parse().unwrap_or(0)).await?;
    let key = if undone.kept == 0 { "ledgers-undone" } else { "ledgers-undone-but" };
    say(&signed.session, key, &[("count", &undone.records.to_string()), ("kept", &undone.kept.to_string())]).await?;
    Ok(Redirect::to("/ledgers/import").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_preview_is_understood() {
        let pairs = [
            ("file", "abc"),
            ("name", "C:\\台帳\\a\u{7}.xlsx"),
            ("s.0.name", "PC.1"),
            ("s.0.ledger", "devices"),
            ("s.0.was", "devices"),
            ("s.0.c.A", "number"),
            ("s.1.name", ""),
            ("s.1.ledger", "staff"),
            ("s.1.was", "devices"),
            ("s.1.c.B", "host"),
            ("mode.devices", "replace"),
            ("head.devices", "7"),
            ("s.x.name", "?"),
        ];
        let plan = plan(&Fields::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()));
        assert_eq!(plan.name, "a.xlsx");
        assert_eq!(plan.sheets.len(), 2);
        assert_eq!((plan.sheets[0].sheet.as_str(), plan.sheets[0].columns["A"].as_str()), ("PC.1", "number"));
        assert!(plan.sheets[1].columns.is_empty());
        assert_eq!((plan.modes[&LedgerId::Devices], plan.heads[&LedgerId::Devices]), (Mode::Replace, AuditSeq(7)));
    }
}
