//! The institution.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use sonae_domain::facts::InstitutionKind;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(get_institution))
}

/// The institution
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Institution {
    /// 名称
    name: String,
    /// 種別
    kind: Kind,
    /// 病床数; 0 for none
    beds: u32,
    /// 管理者
    director: String,
    /// 所在地の都道府県
    prefecture: String,
    /// Id of the edition that is worked by
    edition: String,
    /// The day for which everything is decided (today, or the day on which invented data stands still)
    #[schema(value_type = String, format = Date)]
    as_of: jiff::civil::Date,
}

/// Sort of institution; decides which form it fills in
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = InstitutionKind)]
enum Kind {
    Hospital,
    Clinic,
    Dental,
    BirthCentre,
    Pharmacy,
}

impl From<InstitutionKind> for Kind {
    fn from(kind: InstitutionKind) -> Self {
        match kind {
            InstitutionKind::Hospital => Self::Hospital,
            InstitutionKind::Clinic => Self::Clinic,
            InstitutionKind::Dental => Self::Dental,
            InstitutionKind::BirthCentre => Self::BirthCentre,
            InstitutionKind::Pharmacy => Self::Pharmacy,
        }
    }
}

/// The institution
#[utoipa::path(
    get, path = "/institution", tag = "institution", security(("token" = ["read-forms"])),
    responses((status = 200, description = "The institution", body = Institution))
)]
async fn get_institution(State(web): State<Web>) -> Result<Json<Institution>, Problem> {
    let house = &web.house;
    let institution = house.institution().await?;
    Ok(Json(Institution {
        name: institution.name,
        kind: institution.kind.into(),
        beds: institution.beds,
        director: institution.director,
        prefecture: institution.prefecture,
        edition: house.edition().await?.id.to_string(),
        as_of: house.today().await?,
    }))
}
