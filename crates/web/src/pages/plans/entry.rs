//! A form of these pages as it was typed, read field by field; what cannot be read is noted beside its field.

use jiff::civil::Date;
use sonae_app::words::text;
use sonae_domain::calendar::{PartialDate, parse};

use crate::fields::Fields;

/// A form, and what is wrong with it.
pub(super) struct Entry<'a> {
    fields: &'a Fields,
    today: Date,
    errors: Vec<(String, String)>,
}

/// What was typed, and what is wrong with it, as templates ask for it.
#[derive(Default)]
pub(super) struct Typed {
    fields: Fields,
    errors: Vec<(String, String)>,
}

impl Typed {
    /// The value of a field.
    pub(super) fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// Whether a value of a field with several was chosen.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.fields.all(name).any(|known| known == value)
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// Everything that is wrong.
    pub(super) fn errors(&self) -> &[(String, String)] {
        &self.errors
    }
}

impl<'a> Entry<'a> {
    pub(super) fn new(fields: &'a Fields, today: Date) -> Self {
        Self { fields, today, errors: Vec::new() }
    }

    /// Notes that something is wrong with a field.
    pub(super) fn wrong(&mut self, name: &str, key: &str) {
        self.errors.push((name.to_owned(), text(key, &[])));
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.fields.get(name).to_owned()
    }

    /// A text that must not be empty.
    pub(super) fn needed(&mut self, name: &str, key: &str) -> String {
        if self.fields.get(name).is_empty() {
            self.wrong(name, key);
        }
        self.text(name)
    }

    /// A day, or nothing.
    pub(super) fn day(&mut self, name: &str) -> Option<PartialDate> {
        let typed = self.fields.get(name);
        if typed.is_empty() {
            return None;
        }
        let day = parse(typed).ok();
        if day.is_none() {
            self.wrong(name, "plans-bad-date");
        }
        day
    }

    /// A day on which something was done: it must be there, and not lie ahead.
    pub(super) fn past_day(&mut self, name: &str) -> Option<PartialDate> {
        if self.fields.get(name).is_empty() {
            self.wrong(name, "plans-no-date");
            return None;
        }
        let day = self.day(name)?;
        if day.earliest() > self.today {
            self.wrong(name, "plans-future-date");
            return None;
        }
        Some(day)
    }

    /// A whole number, or nothing.
    pub(super) fn number(&mut self, name: &str) -> Option<u32> {
        let typed = self.fields.get(name);
        let number = typed.parse().ok();
        if !typed.is_empty() && number.is_none() {
            self.wrong(name, "plans-bad-number");
        }
        number
    }

    /// 「はい」, 「いいえ」, or not said.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.fields.get(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// The typed form with what is wrong, when anything is.
    pub(super) fn finish(self) -> Result<(), Typed> {
        if self.errors.is_empty() { Ok(()) } else { Err(Typed { fields: self.fields.clone(), errors: self.errors }) }
    }

    /// The typed form with what is wrong, after one more thing was found.
    pub(super) fn refused(mut self, name: &str, key: &str) -> Typed {
        self.wrong(name, key);
        Typed { fields: self.fields.clone(), errors: self.errors }
    }
}
