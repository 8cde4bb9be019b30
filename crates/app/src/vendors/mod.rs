//! Links for vendors, their answers, reminders.
