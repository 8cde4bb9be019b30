//! endoflife.date, API v1: all products with their release cycles.
//!
//! `isEol` and `isMaintained` are frozen on the day of the file; only the dates are taken. A cycle for which the source says "ended"
//! without a date keeps that.

use std::io::Read;

use serde::Deserialize;

use super::rows::{Rows, day, words};
use super::{ReadError, Reason};
use crate::record::{Cycle, Lifecycle, Said, Sureness};

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Product {
    name: String,
    label: String,
    links: Links,
    releases: Vec<Release>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Links {
    html: Option<String>,
    release_policy: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Release {
    name: String,
    label: Option<String>,
    release_date: Option<String>,
    eoas_from: Option<String>,
    is_eol: Option<bool>,
    eol_from: Option<String>,
    eoes_from: Option<String>,
    discontinued_from: Option<String>,
    latest: Option<Latest>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Latest {
    name: Option<String>,
}

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let head = rows.each_json(stream, &["result"], &mut |rows, bytes| match serde_json::from_slice::<Product>(bytes) {
        Err(error) => {
            rows.reject("", Reason::Unreadable(error.to_string()));
            Ok(())
        }
        Ok(product) => {
            let id = product.name.clone();
            rows.either(&id, lifecycle(product))
        }
    })?;
    rows.as_of(head["generated_at"].as_str().unwrap_or_default());
    rows.version(head["schema_version"].as_str().unwrap_or_default());
    Ok(())
}

fn lifecycle(product: Product) -> Result<Said, Reason> {
    if product.name.trim().is_empty() {
        return Err(Reason::NoNumber);
    }
    let url = product.links.release_policy.or(product.links.html).unwrap_or_default();
    let cycles = product.releases.into_iter().map(|release| cycle(release, &url)).collect::<Result<_, _>>()?;
    Ok(Said::Lifecycle(Lifecycle { product: words(&product.name, 100), label: words(&product.label, 200), cycles }))
}

fn cycle(release: Release, url: &str) -> Result<Cycle, Reason> {
    let date = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => day(&text).map(Some).ok_or(Reason::NotADate(text)),
    };
    let until = date(release.eol_from)?;
    Ok(Cycle {
        label: words(release.label.as_deref().unwrap_or_default(), 200),
        released: date(release.release_date)?,
        active_until: date(release.eoas_from)?,
        ended: until.is_none() && release.is_eol == Some(true),
        until,
        extended_until: date(release.eoes_from)?,
        sold_until: date(release.discontinued_from)?,
        latest: release.latest.and_then(|latest| latest.name).map(|name| words(&name, 100)).unwrap_or_default(),
        url: words(url, 500),
        checked: None,
        sureness: Sureness::Stated,
        name: words(&release.name, 100),
    })
}
