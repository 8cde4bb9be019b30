//! Which database: a file of SQLite or a server of PostgreSQL, read from one piece of text.
//! Passwords are never shown again. Not here: whether the database exists or answers (`open`).

use std::fmt;
use std::path::PathBuf;

/// Where the data is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// One SQLite file; it is created when it does not exist, its folder is not.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as a `postgres://user:password@host:port/database?…` URL. The schema is the first of the
    /// search path; another one is chosen with `?options=-csearch_path%3Dname`.
    Postgres(String),
}

/// Why a text names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// The text is empty, or only the word `sqlite:` stands there.
    #[error("the place of the database is empty")]
    Empty,
    /// `sqlite::memory:`, which would lose everything at the end of the process.
    #[error("a database in memory keeps nothing; name a file")]
    InMemory,
    /// A URL of a kind of database that is not supported.
    #[error("{scheme}: is not supported; use a file path, sqlite:… or postgres://…")]
    UnknownScheme {
        /// The part before `://`.
        scheme: String,
    },
}

impl LocationError {
    /// The stable key under which the message is worded for the user.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "store.location.empty",
            Self::InMemory => "store.location.in-memory",
            Self::UnknownScheme { .. } => "store.location.unknown-scheme",
        }
    }
}

impl Location {
    /// Reads `postgres://…`, `postgresql://…`, `sqlite:path`, `sqlite://path` or a bare file path.
    ///
    /// A path is taken literally (no percent decoding). `sqlite:///C:/data/sonae.db` is accepted for Windows.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("postgres://") || lower.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        if lower.starts_with("sqlite:") {
            let rest = &text["sqlite:".len()..];
            return sqlite_path(rest.strip_prefix("//").unwrap_or(rest));
        }
        match text.split_once("://") {
            Some((scheme, _)) => Err(LocationError::UnknownScheme { scheme: scheme.to_owned() }),
            None => sqlite_path(text),
        }
    }
}

fn sqlite_path(rest: &str) -> Result<Location, LocationError> {
    let bytes = rest.as_bytes();
    let drive = bytes.len() > 2 && bytes[0] == b'/' && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    match if drive { &rest[1..] } else { rest } {
        "" => Err(LocationError::Empty),
        ":memory:" => Err(LocationError::InMemory),
        path => Ok(Location::Sqlite(PathBuf::from(path))),
    }
}

/// The path, or the URL without user, password and parameters.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => {
                let plain = url.split(['?', '#']).next().unwrap_or_default();
                let (scheme, rest) = plain.split_once("://").unwrap_or(("postgres", plain));
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "{scheme}://{host}")
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Location {
        Location::Sqlite(PathBuf::from(text))
    }

    #[test]
    fn every_spelling_of_a_file_is_a_file() {
        for (text, path) in [
            ("sonae.db", "sonae.db"),
            ("sqlite:sonae.db", "sonae.db"),
            ("sqlite://data/sonae.db", "data/sonae.db"),
            ("sqlite:///srv/sonae.db", "/srv/sonae.db"),
            ("SQLite:/srv/100%.db", "/srv/100%.db"),
            ("C:\\sonae\\sonae.db", "C:\\sonae\\sonae.db"),
            ("sqlite:///C:/sonae/sonae.db", "C:/sonae/sonae.db"),
        ] {
            assert_eq!(Location::parse(text), Ok(file(path)), "{text}");
        }
    }

    #[test]
    fn what_names_no_database_is_refused() {
        assert_eq!(Location::parse("  "), Err(LocationError::Empty));
        assert_eq!(Location::parse("sqlite:"), Err(LocationError::Empty));
        assert_eq!(Location::parse("sqlite::memory:"), Err(LocationError::InMemory));
        assert_eq!(Location::parse("mysql://h/db"), Err(LocationError::UnknownScheme { scheme: "mysql".into() }));
    }

    #[test]
    fn a_password_is_never_shown() {
        let location = Location::parse("postgresql://sonae:h@mitsu@db.example:5432/sonae?password=himitsu&sslmode=require");
        let location = location.unwrap();
        assert_eq!(location.to_string(), "postgresql://db.example:5432/sonae");
        assert_eq!(format!("{location:?}"), "Location(postgresql://db.example:5432/sonae)");
    }
}
