//! Who the institution is, by which edition it works, which parts of the guideline it reads.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::decide_forms::audience_of;
use sonae_app::settings::{Pattern, change_institution};
use sonae_domain::access::Permission;
use sonae_domain::facts::Institution;

use super::wrong_fields;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{self, Page};
use crate::pages::setup::{KINDS, MOST_BEDS, NAME, kind_label, kind_of, kind_word, number};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

/// Reference patterns of the guideline.
const PATTERNS: [Pattern; 4] = [Pattern::I, Pattern::Ii, Pattern::Iii, Pattern::Iv];

#[derive(Template)]
#[template(path = "settings/institution.html")]
struct InstitutionPage {
    page: Page,
    fields: Fields,
    wrong: Wrong,
    /// Id and label of every edition that has forms
    editions: Vec<(String, String)>,
}

impl InstitutionPage {
    async fn new(web: &Web, signed: &Signed, fields: Fields, wrong: Wrong) -> Result<Self, Failure> {
        let kind = kind_of(fields.get("kind")).unwrap_or_default();
        let with_form = web.house.frameworks.editions().iter().filter(|edition| edition.form(audience_of(kind)).is_some());
        let editions = with_form.map(|edition| (edition.id.to_string(), edition.edition_label.clone())).collect();
        Ok(Self { page: Page::new(web, signed, "settings").await?, fields, wrong, editions })
    }

    fn is(&self, field: &str, value: &str) -> bool {
        self.fields.get(field) == value
    }
}

pub(super) async fn ask(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let institution = web.house.institution().await?;
    let settings = web.house.settings().await?;
    let pairs = [
        ("name", institution.name),
        ("kind", kind_word(institution.kind)),
        ("beds", institution.beds.to_string()),
        ("director", institution.director),
        ("prefecture", institution.prefecture),
        ("edition", settings.edition.unwrap_or_default()),
        ("pattern", settings.pattern.map_or_else(String::new, |pattern| pattern.as_str().to_owned())),
    ];
    let fields = Fields::new(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec());
    html::show(&InstitutionPage::new(&web, &signed, fields, Wrong::default()).await?)
}

pub(super) async fn change(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let mut wrong = Wrong::default();
    let beds = number(fields.get("beds")).filter(|beds| *beds <= MOST_BEDS);
    let kind = kind_of(fields.get("kind"));
    if kind.is_none() {
        wrong.add("kind", "setup-wrong-kind", &[]);
    }
    if fields.get("name").is_empty() {
        wrong.add("name", "setup-wrong-name", &[]);
    }
    if beds.is_none() {
        wrong.add("beds", "setup-wrong-beds", &[("most", &MOST_BEDS.to_string())]);
    }
    for field in ["name", "director", "prefecture"] {
        wrong.too_long(field, fields.get(field), NAME);
    }
    if wrong.is_empty() {
        let institution = Institution {
            name: fields.get("name").to_owned(),
            kind: kind.unwrap_or_default(),
            beds: beds.unwrap_or_default(),
            director: fields.get("director").to_owned(),
            prefecture: fields.get("prefecture").to_owned(),
            // the contracts and the devices say this; what was said before stays
            ..web.house.institution().await?
        };
        let edition = Some(fields.get("edition")).filter(|edition| !edition.is_empty());
        let pattern = PATTERNS.into_iter().find(|pattern| pattern.as_str() == fields.get("pattern"));
        match change_institution(&web.house, &signed.actor, &institution, edition, pattern).await {
            Ok(()) => {
                page::say(&signed.session, "settings-changed", &[]).await?;
                return Ok(Redirect::to("/settings").into_response());
            }
            Err(error) => {
                if wrong_fields(error)?.contains(&"edition") {
                    wrong.add("edition", "settings-wrong-edition", &[]);
                }
            }
        }
    }
    html::show_again(&InstitutionPage::new(&web, &signed, fields, wrong).await?)
}
