//! What people write in files of their own: definitions of sources, and which column is which field.

use std::collections::BTreeMap;

use sonae_logs::Source;
use sonae_vault::witness::Cosigner;

use super::fault::LogsError;

/// Which heading is which field: TOML, `"heading" = "field"`, one a line. The error is the parser's own word.
pub fn columns_of(text: &str) -> Result<BTreeMap<String, String>, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

/// The definition of a source: TOML with the fields of [`Source`]. The error is the parser's own word.
pub fn source_of(text: &str) -> Result<Source, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

/// A new witness with a random key.
pub fn new_cosigner(name: &str) -> Result<Cosigner, LogsError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| LogsError::Anchor(error.to_string()))?;
    Cosigner::new(name, secret).map_err(|error| LogsError::Anchor(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_read_and_slips_are_named() {
        assert_eq!(columns_of("\"利用者\" = \"user_uid\"").unwrap(), [("利用者".to_owned(), "user_uid".to_owned())].into());
        let source = source_of("name = \"emr\"\nformat = \"csv\"\nsilent-after-hours = 26").unwrap();
        assert_eq!((source.name.as_str(), source.silent_after_hours), ("emr", 26));
        assert!(source_of("name = \"emr\"\nformat = \"csv\"\nsilent = 26").unwrap_err().contains("silent"));
    }
}
