//! Which part of a list: bounded, so that no request can ask for everything at once.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::{FieldError, Problem};

/// The largest page.
pub(crate) const MAX_LIMIT: u32 = 500;
/// The page when nothing is asked.
const USUAL_LIMIT: u32 = 100;
/// Nothing is kept beyond.
const MAX_PAGE: u32 = 100_000;

/// Which part of a list
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    /// Which page, from 1
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<u32>,
    /// How many a page holds
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
}

impl Window {
    /// Page and limit as asked elsewhere.
    pub(crate) fn new(page: Option<u32>, limit: Option<u32>) -> Self {
        Self { page, limit }
    }

    /// Page and limit, when they are within bounds.
    pub(crate) fn bounds(self) -> Result<(u32, u32), Problem> {
        let (page, limit) = (self.page.unwrap_or(1), self.limit.unwrap_or(USUAL_LIMIT));
        let bounds = [("page", page, MAX_PAGE), ("limit", limit, MAX_LIMIT)];
        let wrong = bounds.into_iter().filter(|(_, value, most)| !(1..=*most).contains(value));
        let errors: Vec<FieldError> =
            wrong.map(|(field, _, most)| FieldError::word(field, "range", &[("from", "1"), ("to", &most.to_string())])).collect();
        if errors.is_empty() { Ok((page, limit)) } else { Err(Problem::Malformed(errors)) }
    }

    /// This part of a list that is already at hand.
    pub(crate) fn cut<T>(self, all: Vec<T>) -> Result<(PageInfo, Vec<T>), Problem> {
        let (page, limit) = self.bounds()?;
        let info = PageInfo::new(all.len() as u64, page, limit);
        let skipped = (page - 1) as usize * limit as usize;
        Ok((info, all.into_iter().skip(skipped).take(limit as usize).collect()))
    }
}

/// Which part of a list this is
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = Page)]
pub(crate) struct PageInfo {
    /// How many there are on all pages
    total: u64,
    /// Which page this is, from 1
    page: u32,
    /// How many pages there are, at least 1
    pages: u64,
    /// How many a page holds
    limit: u32,
}

impl PageInfo {
    pub(crate) fn new(total: u64, page: u32, limit: u32) -> Self {
        Self { total, page, pages: total.div_ceil(u64::from(limit.max(1))).max(1), limit }
    }
}

/// A text that is not longer than so many characters.
pub(crate) fn within(field: &str, text: &str, longest: usize) -> Result<(), Problem> {
    if text.chars().count() <= longest {
        return Ok(());
    }
    Err(Problem::Malformed(vec![FieldError::word(field, "too-long", &[("longest", &longest.to_string())])]))
}
