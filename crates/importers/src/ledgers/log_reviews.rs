//! アクセスログの点検.

use sonae_domain::ledger::{LedgerId, LogReview};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct LogReviews;

impl Importer for LogReviews {
    fn ledger(&self) -> LedgerId {
        LedgerId::LogReviews
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&LogReview {
            system: row.text("system"),
            reviewed_on: row.date("reviewed-on"),
            reviewer: row.text("reviewer"),
            period: row.text("period"),
            result: row.text("result"),
            approved_by: row.text("approved-by"),
            document: row.text("document"),
        })
    }
}
