//! The three doors to a vendor's form, and the frame in which each shows it.
//!
//! Through the link nothing of the institution is seen but its name; there is no session and no cookie.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use askama::Template;
use askama::filters::Safe;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use sonae_app::actor::Actor;
use sonae_app::vendors::{EnterError, OwnForm, enter_by_link, own_form};
use sonae_domain::access::Permission;

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

/// Who has come to which form, and through which door.
pub(crate) struct Front {
    /// Who
    pub(crate) actor: Actor,
    /// Addresses of the form's pages
    pub(crate) place: Place,
    /// Last day on which the link works; `None` for whoever has signed in
    pub(crate) until: Option<Date>,
    vendor: String,
    edition: Option<String>,
    signed: Option<Signed>,
}

/// Addresses of the form's pages.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    path: String,
    query: String,
    /// Whether the institution's own people type in for the vendor
    pub(crate) typed_in: bool,
}

impl Place {
    /// The address of one of its pages ("" for the form itself).
    pub(crate) fn to(&self, page: &str) -> String {
        format!("{}{page}{}", self.path, self.query)
    }

    /// The address of one of its pages, with one more word for it.
    pub(crate) fn with(&self, page: &str, name: &str, value: &str) -> String {
        let mark = if self.query.is_empty() { '?' } else { '&' };
        format!("{}{mark}{name}={}", self.to(page), html::encode(value))
    }
}

#[derive(Template)]
#[template(path = "vendors/no_link.html")]
struct NoLinkPage;

#[derive(Template)]
#[template(path = "vendors/plain_frame.html")]
struct PlainFrame<'a> {
    title: &'a str,
    body: Safe<String>,
}

#[derive(Template)]
#[template(path = "vendors/own_frame.html")]
struct OwnFrame<'a> {
    page: Page,
    title: &'a str,
    body: Safe<String>,
}

impl Front {
    /// The form.
    pub(crate) async fn form(&self, web: &Web) -> Result<OwnForm, Failure> {
        Ok(own_form(&web.house, &self.actor, &self.vendor, self.edition.as_deref()).await?)
    }

    /// The page with this body in the door's frame.
    pub(crate) async fn show(&self, web: &Web, status: StatusCode, title: &str, body: &impl Template) -> Result<Response, Failure> {
        let body = Safe(body.render()?);
        let page = match &self.signed {
            None => html::show(&PlainFrame { title, body })?,
            Some(signed) => {
                let area = if self.place.typed_in { "vendors" } else { "own-form" };
                html::show(&OwnFrame { page: Page::new(web, signed, area).await?, title, body })?
            }
        };
        Ok((status, page).into_response())
    }

    async fn by_link(parts: &Parts, web: &Web, token: &str) -> Result<Self, Response> {
        match enter_by_link(&web.house, token).await {
            Ok((actor, link)) => Ok(Self {
                actor,
                place: Place { path: format!("/v/{token}"), query: String::new(), typed_in: false },
                until: link.expires_on,
                vendor: link.vendor,
                edition: Some(link.edition),
                signed: None,
            }),
            Err(EnterError::NoLink) if !web.link_tries.one_more(address(parts)) => Err(Failure::TooMany.into_response()),
            Err(EnterError::NoLink) => Err((StatusCode::NOT_FOUND, html::or_text(&NoLinkPage)).into_response()),
            Err(error) => Err(Failure::Fault(error.to_string()).into_response()),
        }
    }

    fn signed_in(parts: &Parts, signed: Signed) -> Result<Self, Failure> {
        let typed_in = !parts.uri.path().starts_with("/own-form");
        let (path, query, vendor) = if typed_in {
            signed.require(Permission::ManageVendors)?;
            let name = query_value(parts, "name").ok_or(Failure::NotFound)?;
            ("/vendors/form", format!("?name={}", html::encode(&name)), name)
        } else {
            signed.require(Permission::FillVendorForm)?;
            ("/own-form", String::new(), signed.actor.vendor.clone())
        };
        Ok(Self {
            actor: signed.actor.clone(),
            place: Place { path: path.to_owned(), query, typed_in },
            until: None,
            vendor,
            edition: None,
            signed: Some(signed),
        })
    }
}

impl FromRequestParts<Web> for Front {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        if let Some(rest) = parts.uri.path().strip_prefix("/v/") {
            let token = rest.split('/').next().unwrap_or_default().to_owned();
            return Self::by_link(parts, web, &token).await;
        }
        let signed = Signed::from_request_parts(parts, web).await.map_err(IntoResponse::into_response)?;
        Self::signed_in(parts, signed).map_err(IntoResponse::into_response)
    }
}

/// Where the request comes from; one address for all where the server was not told.
fn address(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip().to_canonical())
}

fn query_value(parts: &Parts, name: &str) -> Option<String> {
    let query = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).ok()?;
    query.0.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}
