//! Documents of plans: attaching one. They are fetched as evidence, by their hash.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::keep_document::DocumentError;
use sonae_app::plans::{AttachError, Attached, attach_document};
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use crate::failure::Failure;
use crate::page::say;
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::Upload;

/// Attaches a document to a row, or to all clauses of a regulation.
pub(super) async fn attach(State(web): State<Web>, signed: Signed, upload: Upload) -> Result<Response, Failure> {
    signed.require(Permission::EditPlans)?;
    let (what, key) = (upload.fields.get("what"), upload.fields.get("key").to_owned());
    let to = match what {
        "regulations" => Attached::Regulation(key),
        ledger => Attached::Row(ledger.parse::<LedgerId>().map_err(|_| Failure::NotFound)?, key),
    };
    let said = match upload.file("file") {
        None => "plans-file-empty",
        Some(brought) => match attach_document(&web.house, &signed.actor, &to, brought).await {
            Ok(()) => "plans-document-attached",
            Err(AttachError::Document(DocumentError::Empty)) => "plans-file-empty",
            Err(AttachError::Document(DocumentError::TooLarge)) => "plans-file-too-large",
            Err(AttachError::Document(DocumentError::Kind)) => "plans-file-kind",
            Err(error) => return Err(error.into()),
        },
    };
    say(&signed.session, said, &[]).await?;
    let back = match what {
        "regulations" | "educations" => "/regulations",
        "backups" | "recovery-procedures" => "/backups",
        _ => "/continuity",
    };
    Ok(Redirect::to(back).into_response())
}
