//! Our own table of support dates: a TOML file of facts, each with its source, the day on which it was looked up, and how sure it is.

use std::io::Read;

use serde::Deserialize;

use super::rows::Rows;
use super::{ReadError, Reason};
use crate::record::{Lifecycle, Said};

#[derive(Deserialize)]
struct Table {
    as_of: String,
    #[serde(default)]
    product: Vec<toml::Value>,
}

/// The table that the program brings; a newer one can be imported.
pub(crate) const OWN: &str = include_str!("../../data/eol-jp.toml");

/// The table is small: more than this is another file.
const LARGEST: u64 = 8 << 20;

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    stream.take(LARGEST).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    match toml::from_str::<Table>(&text) {
        Err(error) => rows.reject("", Reason::Unreadable(error.message().to_owned())),
        Ok(table) => {
            rows.as_of(&table.as_of);
            for product in table.product {
                let id = product.get("product").and_then(|name| name.as_str()).unwrap_or_default().to_owned();
                let said =
                    product.try_into::<Lifecycle>().map(Said::Lifecycle).map_err(|error| Reason::Unreadable(error.message().to_owned()));
                rows.either(&id, said)?;
            }
        }
    }
    Ok(())
}
