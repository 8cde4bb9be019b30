//! The tree of a FortiOS configuration: `config` … `edit` … `set` … `next` … `end`, with values in quotes that run over lines (certificates,
//! keys). Secrets are dropped here already: no value of a secret setting ever reaches the tree.

use crate::draft::Draft;
use crate::problem::{Problem, Severity, keys};

/// A `config` section, or one `edit` entry of it.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// `system interface` of a section, `wan1` of an entry
    pub(crate) name: String,
    settings: Vec<(String, Vec<String>)>,
    /// Whether it is an `edit` entry
    entry: bool,
    /// Entries of a section; sections of an entry
    pub(crate) nodes: Vec<Node>,
}

impl Node {
    /// The words after `set <key>`.
    pub(crate) fn values(&self, key: &str) -> &[String] {
        self.settings.iter().rev().find(|(name, _)| name == key).map_or(&[], |(_, values)| values)
    }

    /// The first word after `set <key>`; empty where it is not set.
    pub(crate) fn value(&self, key: &str) -> &str {
        self.values(key).first().map_or("", String::as_str)
    }

    /// Settings whose name begins so.
    pub(crate) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a [String]> {
        self.settings.iter().filter(move |(name, _)| name.starts_with(prefix)).map(|(_, values)| values.as_slice())
    }

    /// Every section of a name in this tree, virtual domains included, in order.
    pub(crate) fn sections<'a>(&'a self, name: &'a str) -> Vec<&'a Node> {
        let mut found = Vec::new();
        for node in &self.nodes {
            if node.name == name {
                found.push(node);
            } else if matches!(node.name.as_str(), "vdom" | "global") || self.name == "vdom" {
                found.extend(node.sections(name));
            }
        }
        found
    }

    /// Every entry of the sections of a name.
    pub(crate) fn entries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.sections(name).into_iter().flat_map(|section| section.nodes.iter())
    }
}

/// Settings that hold a secret whatever their form.
const SECRETS: [&str; 26] = [
    "password",
    "passwd",
    "psksecret",
    "psksecret-remote",
    "passphrase",
    "secret",
    "secondary-secret",
    "tertiary-secret",
    "key",
    "private-key",
    "auth-pwd",
    "priv-pwd",
    "authpasswd",
    "ppp-password",
    "preshared-key",
    "pre-shared-key",
    "ssl-key",
    "old-password",
    "history0",
    "history1",
    "api-key",
    "radius-secret",
    "sae-password",
    "keystring",
    "privatekey",
    "community",
];

/// Parses a configuration. The root has no name.
pub(crate) fn parse(text: &str, draft: &mut Draft) -> Node {
    let mut open = vec![Node::default()];
    for (index, words) in statements(text, draft) {
        let depth = open.len();
        match (words.first().map(String::as_str), words.get(1..).unwrap_or_default()) {
            (Some("config"), name) if depth <= draft.limits.depth => open.push(Node { name: name.join(" "), ..Node::default() }),
            (Some("edit"), name) if depth <= draft.limits.depth => {
                open.push(Node { name: name.first().cloned().unwrap_or_default(), entry: true, ..Node::default() });
            }
            (Some("config" | "edit"), _) => {
                draft.push(Problem::new(Severity::Error, keys::TOO_DEEP).arg("limit", draft.limits.depth).at(index));
                break;
            }
            (Some("next"), _) => close_entry(&mut open),
            // leaves the entry, too, if it is still open
            (Some("end"), _) => {
                close_entry(&mut open);
                close(&mut open);
            }
            (Some("set"), [key, values @ ..]) => {
                if is_secret(key, values, &open) {
                    draft.secrets(1);
                } else if let Some(node) = open.last_mut() {
                    node.settings.push((key.clone(), values.to_vec()));
                }
            }
            _ => {}
        }
    }
    if open.len() > 1 {
        draft.warning(keys::FILE_TRUNCATED);
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or_default()
}

fn close_entry(open: &mut Vec<Node>) {
    if open.last().is_some_and(|node| node.entry) {
        close(open);
    }
}

/// Hands the innermost node to the one around it; the root stays.
fn close(open: &mut Vec<Node>) {
    if open.len() > 1
        && let Some(node) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.nodes.push(node);
    }
}

/// Whether a setting holds a secret: by its name, by the mark of an encrypted value, or as the name of an SNMP community.
fn is_secret(key: &str, values: &[String], open: &[Node]) -> bool {
    let community = key == "name" && open.iter().any(|node| node.name == "system snmp community");
    community || SECRETS.contains(&key) || values.first().is_some_and(|value| value == "ENC" || value.contains("PRIVATE KEY"))
}

/// Statements with the line on which each begins. A quoted word may run over lines.
fn statements(text: &str, draft: &mut Draft) -> Vec<(usize, Vec<String>)> {
    let (mut all, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let (mut quote, mut escaped, mut line, mut begun, mut comment) = (None, false, 0, 0, false);
    let longest = draft.limits.value;
    for character in text.chars() {
        let newline = character == '\n';
        line += usize::from(newline);
        if comment && !newline {
            continue;
        }
        if escaped {
            escaped = false;
            push(&mut word, character, longest);
        } else if character == '\\' {
            escaped = true;
        } else if let Some(mark) = quote {
            if character == mark { quote = None } else { push(&mut word, character, longest) }
        } else if character == '"' || character == '\'' {
            quote = Some(character);
            word.get_or_insert_default();
        } else if character.is_whitespace() {
            words.extend(word.take());
            if newline {
                comment = false;
                if !words.is_empty() {
                    all.push((begun, std::mem::take(&mut words)));
                }
                begun = line;
            }
        } else if character == '#' && words.is_empty() && word.is_none() {
            comment = true;
        } else {
            push(&mut word, character, longest);
        }
    }
    words.extend(word);
    if quote.is_some() {
        draft.warning(keys::FILE_TRUNCATED);
    } else if !words.is_empty() {
        all.push((begun, words));
    }
    all
}

fn push(word: &mut Option<String>, character: char, longest: usize) {
    let word = word.get_or_insert_default();
    if word.len() < longest {
        word.push(character);
    }
}
