//! Vendors under contract: how far their forms are, the links with which they answer, reminders, what comes back.
//!
//! Deliberately not here: deciding anything, and sending mail ([`crate::notify`]).

mod fill_form;
mod finish_form;
mod form;
mod give_disclosure;
mod link;
mod list_vendors;
mod open_vendor_link;
mod read_form_file;
mod receive_paper;
mod remind_vendor;
mod show_vendor;

pub use fill_form::{FillError, Filled, fill_form};
pub use finish_form::{FinishError, Signature, Submission, Wanting, finish_form, reopen_form, wanting};
pub use form::{FormError, Given, OwnForm, OwnItem, contracted, own_form, receipt};
pub use give_disclosure::{DisclosureError, give_disclosure};
pub use link::{EnterError, VendorLink, enter_by_link};
pub use list_vendors::{LinkState, SystemDisclosure, VendorOverview, disclosures_of, list_vendors, overview_of};
pub use open_vendor_link::{LinkError, OpenedLink, close_vendor_link, links_of, open_vendor_link};
pub use read_form_file::{FileAnswers, ReadFormError, read_form_file};
pub use receive_paper::{PaperError, VendorPaper, papers_of, receive_paper};
pub use remind_vendor::{Outcome, RemindError, Reminder, remind_vendor, reminder_text, reminders_of};
pub use show_vendor::{Duties, Side, VendorShown, show_vendor};
