//! What is wrong with a form that was sent: a sentence for each field, in the order of the fields.

use sonae_app::words::text;

/// Fields with what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wrong(Vec<(&'static str, String)>);

impl Wrong {
    /// Notes that a field is wrong; the words are in the locale.
    pub(crate) fn add(&mut self, field: &'static str, key: &str, args: &[(&str, &str)]) {
        self.0.push((field, text(key, args)));
    }

    /// Notes that a field is wrong, in words that were composed elsewhere.
    pub(crate) fn say(&mut self, field: &'static str, words: String) {
        self.0.push((field, words));
    }

    /// Notes that a text is longer than this many characters.
    pub(crate) fn too_long(&mut self, field: &'static str, value: &str, most: usize) {
        if value.chars().count() > most {
            self.add(field, "setup-wrong-too-long", &[("most", &most.to_string())]);
        }
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with this field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, what)| what.as_str())
    }

    /// Everything, for the list on top.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, what)| (*name, what.as_str()))
    }
}
