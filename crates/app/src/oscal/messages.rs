//! The words of the locale, for documents of OSCAL.

use sonae_domain::assessment::Reason;
use sonae_domain::framework::Form;
use sonae_domain::ledger::LedgerId;
use sonae_oscal::Words;

use crate::words;

/// Japanese.
pub(super) struct Japanese;

impl Words for Japanese {
    fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        words::text(key, args)
    }
    fn reason(&self, reason: &Reason, form: &Form) -> String {
        words::reason(reason, Some(form))
    }
    fn next_step(&self, reason: &Reason, form: &Form) -> Option<String> {
        words::next_step(reason, Some(form))
    }
    fn ledger(&self, id: LedgerId) -> String {
        words::ledger(id)
    }
}
