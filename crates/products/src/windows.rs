//! Windows: client, server, embedded. The edition decides the support date, the build decides the release.
//!
//! Reads words and numbers in any order and spelling (`WinSV2012R2`, `W10Pro`, `Windows １０ Ｐｒｏ ２１Ｈ２`). Where the edition is not stated
//! and the release has several dates, the cycle is unknown: never the likely one.

mod client;
mod embedded;
mod server;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde::Deserialize;

use crate::lifecycles::Lifecycles;
use crate::tables::{TableError, WINDOWS, pattern};
use tokens::Tokens;

/// What a text says about Windows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Windows {
    /// The id of the product; none where only a build is known
    pub(crate) canonical: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) edition: Option<&'static str>,
    pub(crate) cycle: Option<String>,
    /// False where the release is not named at all
    pub(crate) definite: bool,
    /// Where the name begins in the text
    pub(crate) start: usize,
}

/// The tables of Windows.
#[derive(Debug, Clone)]
pub(crate) struct WindowsGrammar {
    client: BTreeMap<u32, (String, String)>,
    server: BTreeMap<u32, String>,
    long_term: BTreeMap<String, (String, String)>,
    words: Words,
    /// Every word that a compound may consist of
    vocabulary: BTreeSet<String>,
    token: Regex,
    build: Regex,
}

#[derive(Debug, Deserialize)]
struct Table {
    client: BTreeMap<String, (String, String)>,
    server: BTreeMap<String, String>,
    long_term: BTreeMap<String, (String, String)>,
    words: Words,
}

#[derive(Debug, Clone, Deserialize)]
struct Words {
    windows: Vec<String>,
    windows_server: Vec<String>,
    server: Vec<String>,
    w: Vec<String>,
    e: Vec<String>,
    parts: Vec<String>,
}

/// Years in names of servers.
const SERVER_YEARS: [&str; 8] = ["2000", "2003", "2008", "2012", "2016", "2019", "2022", "2025"];

impl WindowsGrammar {
    /// Reads the table.
    pub(crate) fn new() -> Result<Self, TableError> {
        let table: Table = toml::from_str(WINDOWS)?;
        let words = &table.words;
        let lists = [&words.windows, &words.windows_server, &words.server, &words.w, &words.e, &words.parts];
        let vocabulary = lists.into_iter().flatten().cloned().collect();
        let numbered = |build: &str| build.parse::<u32>().unwrap_or_default();
        Ok(Self {
            client: table.client.into_iter().map(|(build, release)| (numbered(&build), release)).collect(),
            server: table.server.into_iter().map(|(build, release)| (numbered(&build), release)).collect(),
            long_term: table.long_term,
            words: table.words,
            vocabulary,
            token: pattern(r"\d{2}h[12]|\d+(?:\.\d+)+|\d+|sp ?\d|r2|x64|x86|ltsc|ltsb|[a-z]+")?,
            build: pattern(
                r"(?:^|[^\d.])((?:10\.0\.)?[12]\d{4}(?:\.\d{1,5})?|6\.[0-3]\.\d{4}(?:\.\d{1,5})?|5\.[0-2]\.\d{4})(?:[^\d.]|\.?$)",
            )?,
        })
    }

    /// Reads a text and the version column beside it; `None` where nothing names Windows.
    ///
    /// `system`: the column is one of operating systems, where `XP`, `2012R2` and `LTSC2019` need no further word.
    pub(crate) fn read(&self, text: &str, column: &str, system: bool, cycles: &Lifecycles) -> Option<Windows> {
        let tokens = Tokens::of(self, text, column);
        let build = self.build_in(text).or_else(|| self.build_in(column));
        if let Some(found) = embedded::read(&tokens, cycles) {
            return Some(found);
        }
        let Some(marker) = self.marker(&tokens, system) else {
            return self.build_alone(text, build.as_deref(), system);
        };
        let reading = Reading { grammar: self, tokens: &tokens, marker: &marker, build: build.as_deref(), cycles };
        let mut found = if marker.server { server::read(&reading) } else { client::read(&reading) };
        found.start = marker.start;
        Some(found)
    }

    /// A build as `10.0.19045.4894`.
    fn build_in(&self, text: &str) -> Option<String> {
        let found = self.build.captures(text)?.get(1)?.as_str().trim_end_matches('.').to_owned();
        let first: u32 = found.split('.').next()?.parse().ok()?;
        match first {
            10_000..=10_239 | 30_000.. => None,
            10_240..=29_999 => Some(format!("10.0.{found}")),
            _ => Some(found),
        }
    }

    /// A build and nothing else: several products share it.
    fn build_alone(&self, text: &str, build: Option<&str>, system: bool) -> Option<Windows> {
        let build = build?;
        let number: u32 = build.split('.').nth(2)?.parse().ok()?;
        let known = self.client.contains_key(&number) || self.server.contains_key(&number);
        let announced = text.contains("build") || (system && build == text.trim());
        (known && announced).then(|| Windows { version: Some(build.to_owned()), ..Windows::default() })
    }

    /// The word that names Windows, and whether it is a server.
    fn marker(&self, tokens: &Tokens<'_>, system: bool) -> Option<Marker> {
        let at = (0..tokens.list.len()).find(|at| self.names_windows(tokens, *at, system))?;
        Some(Marker { at, start: tokens.list[at].start, server: self.is_server(tokens, at) })
    }

    /// Whether the word at a place names Windows; in a column of systems some need no further word.
    fn names_windows(&self, tokens: &Tokens<'_>, at: usize, system: bool) -> bool {
        let (word, next) = (tokens.at(at), tokens.at(at + 1));
        let in_front = system && at == 0;
        let listed = |list: &[String]| list.iter().any(|known| known == word);
        listed(&self.words.windows)
            || listed(&self.words.windows_server)
            || match word {
                "w" => client::NUMBERS.contains(&next) && next.starts_with(|c: char| c.is_ascii_digit()),
                "ws" => SERVER_YEARS.contains(&next),
                "server" => at == 0 && SERVER_YEARS.contains(&next),
                "sv" | "svr" | "srv" => in_front && SERVER_YEARS.contains(&next),
                year if in_front && SERVER_YEARS.contains(&year) && next == "server" => true,
                "xp" | "vista" => in_front && tokens.list.len() <= 3,
                "2008" | "2012" => in_front && next == "r2",
                "ltsc" | "ltsb" => in_front && self.long_term.contains_key(next),
                _ => false,
            }
    }

    /// Whether what is named at a place is a server: by its own word, by a year behind it, or by the word "server" anywhere.
    fn is_server(&self, tokens: &Tokens<'_>, at: usize) -> bool {
        let (word, next) = (tokens.at(at), tokens.at(at + 1));
        let says_server = tokens.list.iter().any(|token| self.words.server.iter().any(|word| word == token.text));
        let own = matches!(word, "ws" | "server" | "sv" | "svr" | "srv")
            || SERVER_YEARS.contains(&word)
            || self.words.windows_server.iter().any(|known| known == word);
        // Windows 2000 is both; 2019 behind "Windows" may be the year of an LTSC
        let by_year = SERVER_YEARS.contains(&next) && !tokens.has(&["ltsc", "ltsb"]) && (says_server || next != "2000");
        let client = tokens.list[at + 1..].iter().find(|token| client::NUMBERS.contains(&token.text)).map(|token| token.text);
        let by_word = says_server && !client.is_some_and(|number| matches!(number, "10" | "11" | "7" | "8" | "8.1" | "xp" | "vista"));
        own || by_year || by_word
    }
}

/// Where Windows is named.
struct Marker {
    at: usize,
    start: usize,
    server: bool,
}

/// What the readers of client and server work with.
struct Reading<'a> {
    grammar: &'a WindowsGrammar,
    tokens: &'a Tokens<'a>,
    marker: &'a Marker,
    build: Option<&'a str>,
    cycles: &'a Lifecycles,
}

impl Reading<'_> {
    /// The tokens behind the name, the version column included.
    fn behind(&self) -> impl Iterator<Item = &str> {
        self.tokens.list[self.marker.at..].iter().map(|token| token.text)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.tokens.has(words)
    }

    /// The number of the build.
    fn build_number(&self) -> Option<u32> {
        self.build?.split('.').nth(2)?.parse().ok()
    }

    /// `sp1`
    fn service_pack(&self) -> Option<String> {
        self.tokens.service_pack()
    }

    /// Whether two releases are named: `21H2/22H2`.
    fn says_several_releases(&self) -> bool {
        let first = self.release();
        self.behind().any(|token| is_release(token) && Some(token) != first)
    }

    /// `1809`, `22h2`
    fn release(&self) -> Option<&str> {
        self.behind().find(|token| is_release(token))
    }
}

/// Whether a word is a release of Windows 10 or 11.
fn is_release(token: &str) -> bool {
    let half = token.len() == 4 && token.as_bytes()[2] == b'h';
    half || matches!(token, "1507" | "1511" | "1607" | "1703" | "1709" | "1803" | "1809" | "1903" | "1909" | "2004")
}
