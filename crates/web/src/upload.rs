//! A posted form with files (`multipart/form-data`): its fields as [`Fields`], its files as they came. How large it may be, the
//! route says ([`axum::extract::DefaultBodyLimit`]).

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use sonae_app::keep_document::Brought;

use crate::failure::Failure;
use crate::fields::Fields;

/// Room for one document and the form around it.
pub(crate) const WITH_DOCUMENT: usize = sonae_app::keep_document::LARGEST + (64 << 10);

/// The longest name of a file, in characters.
const NAME: usize = 120;

/// Fields and files.
pub(crate) struct Upload {
    /// The fields
    pub(crate) fields: Fields,
    /// Name of the field, and the file. A field for a file that was left empty is not here.
    files: Vec<(String, Brought)>,
}

impl Upload {
    /// The file of a field.
    pub(crate) fn file(&self, field: &str) -> Option<&Brought> {
        self.files.iter().find(|(name, _)| name == field).map(|(_, file)| file)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| Failure::Bad("unreadable-form"))?;
        let mut pairs = Vec::new();
        let mut files = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|error| bad(error.status()))? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(ToOwned::to_owned) {
                Some(file) => {
                    let bytes = part.bytes().await.map_err(|error| bad(error.status()))?.to_vec();
                    if !file.is_empty() || !bytes.is_empty() {
                        files.push((name, Brought { name: file, bytes }));
                    }
                }
                None => pairs.push((name, part.text().await.map_err(|error| bad(error.status()))?)),
            }
        }
        Ok(Self { fields: Fields::new(pairs), files })
    }
}

/// The file that a form brings, under its own name; none where the field was left empty. For forms that bring nothing else: whoever takes
/// it asks for the permission first, and only then is anything read.
pub(crate) async fn brought(mut form: Multipart) -> Result<Option<Brought>, Failure> {
    while let Some(part) = form.next_field().await.map_err(|error| bad(error.status()))? {
        if part.name() != Some("file") {
            continue;
        }
        let name = file_name(part.file_name().unwrap_or_default());
        let bytes = part.bytes().await.map_err(|error| bad(error.status()))?.to_vec();
        return Ok((!name.is_empty() && !bytes.is_empty()).then_some(Brought { name, bytes }));
    }
    Ok(None)
}

/// The last part of a path, without what no name has.
pub(crate) fn file_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(NAME).collect::<String>().trim().to_owned()
}

fn bad(status: StatusCode) -> Failure {
    Failure::Bad(if status == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "unreadable-form" })
}
