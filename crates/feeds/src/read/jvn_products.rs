//! The product list of MyJVN (`getProductList`): Japanese names beside names in the form of a CPE.

use std::io::Read;

use super::rows::{Rows, words};
use super::{ReadError, Reason};
use crate::names::name_of_cpe;
use crate::record::{ListedName, Said};
use crate::xml;

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let limit = rows.limits.row_bytes;
    let whole = xml::rows::<ReadError>(stream, &["Vendor"], limit, &mut |vendor| {
        let vendor = match vendor {
            Ok(vendor) => vendor,
            Err(reason) => {
                rows.reject("", reason);
                return Ok(());
            }
        };
        for product in vendor.all("Product") {
            let number = product.attribute("pid");
            let said = match name_of_cpe(product.attribute("cpe")) {
                None => Err(Reason::ProductName(product.attribute("cpe").to_owned())),
                Some((part, name)) => Ok(Said::Named(ListedName {
                    vendor_name: words(vendor.attribute("vname"), 200),
                    product_name: words(product.attribute("pname"), 300),
                    part,
                    vendor: name.vendor,
                    product: name.product,
                    number: number.to_owned(),
                })),
            };
            rows.either(number, said)?;
        }
        Ok(())
    })?;
    if !whole {
        rows.truncated();
    }
    Ok(())
}
