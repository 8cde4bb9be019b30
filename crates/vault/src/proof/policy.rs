//! Whose signatures make a checkpoint valid (C2SP tlog-policy).
//!
//! Names are read as UTF-8, which the specification recommends; other octets are refused.

use std::fmt::{self, Write as _};

use crate::note::{NoteFault, Opened, open_checkpoint};
use crate::vkey::{KeyError, KeyUse, VerifierKey};

/// Longest policy that is read, bytes.
const LONGEST: usize = 1 << 18;

/// Logs, witnesses, and how many of them must have cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    witnesses: Vec<(String, VerifierKey)>,
    groups: Vec<Group>,
    quorum: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    name: String,
    threshold: usize,
    members: Vec<String>,
}

/// Why a text is no policy, or a checkpoint does not satisfy it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// A line is wrong
    #[error("line {line} of the policy: {what}")]
    Line {
        /// Line, from 1
        line: usize,
        /// What is wrong
        what: String,
    },
    /// The checkpoint is not signed as it must be
    #[error(transparent)]
    Note(#[from] NoteFault),
    /// Too few witnesses cosigned
    #[error("too few witnesses have cosigned the checkpoint")]
    Quorum,
}

impl Policy {
    /// A policy of these logs that asks for no witness; those given are named so that their cosignatures are shown.
    pub fn of_logs(logs: Vec<VerifierKey>, witnesses: Vec<VerifierKey>) -> Self {
        let witnesses = witnesses.into_iter().enumerate().map(|(at, key)| (format!("w{}", at + 1), key)).collect();
        Self { logs, witnesses, groups: Vec::new(), quorum: None }
    }

    /// The keys of the logs.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// Every key, of logs and of witnesses.
    pub fn keys(&self) -> Vec<VerifierKey> {
        self.logs.iter().chain(self.witnesses.iter().map(|(_, key)| key)).cloned().collect()
    }

    /// Reads a policy.
    pub fn parse(text: &str) -> Result<Self, PolicyFault> {
        let mut read = Reader { policy: Self::of_logs(Vec::new(), Vec::new()), used: Vec::new(), decided: false };
        if text.len() > LONGEST {
            return Err(PolicyFault::Line { line: 1, what: "the policy is too long".to_owned() });
        }
        let mut last = 0;
        for (at, line) in text.split('\n').enumerate() {
            last = at + 1;
            read.line(line).map_err(|what| PolicyFault::Line { line: last, what })?;
        }
        if read.decided { Ok(read.policy) } else { Err(PolicyFault::Line { line: last, what: "no quorum line".to_owned() }) }
    }

    /// Opens a checkpoint: a log of the policy must have signed it, and its witnesses must make the quorum.
    pub fn open(&self, note: &str) -> Result<Opened, PolicyFault> {
        let opened = open_checkpoint(note, &self.keys())?;
        let quorum = self.quorum.as_ref().is_none_or(|name| self.has_cosigned(name, &opened));
        if quorum { Ok(opened) } else { Err(PolicyFault::Quorum) }
    }

    /// Groups name only what stands before them, so this ends.
    fn has_cosigned(&self, name: &str, opened: &Opened) -> bool {
        if let Some((_, key)) = self.witnesses.iter().find(|(known, _)| known == name) {
            return opened.cosigned.iter().any(|(cosigner, _)| cosigner == key);
        }
        let Some(group) = self.groups.iter().find(|group| group.name == name) else { return false };
        group.members.iter().filter(|member| self.has_cosigned(member, opened)).count() >= group.threshold
    }
}

struct Reader {
    policy: Policy,
    used: Vec<String>,
    decided: bool,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.chars().any(|c| c != '\t' && c.is_ascii_control()) {
            return Err("a control character".to_owned());
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key] | ["log", key, _] => self.log(key),
            ["witness", name, key] | ["witness", name, key, _] => self.witness(name, key),
            ["group", name, threshold, members @ ..] if !members.is_empty() => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name),
            _ => Err("not a line of a policy".to_owned()),
        }
    }

    fn log(&mut self, key: &str) -> Result<(), String> {
        let key = key_of(key, KeyUse::Log)?;
        if self.policy.logs.iter().any(|known| known.same_key(&key) && known.name() == key.name()) {
            return Err("the same log a second time".to_owned());
        }
        self.policy.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str) -> Result<(), String> {
        self.free(name)?;
        let key = key_of(key, KeyUse::Witness)?;
        if self.policy.witnesses.iter().any(|(_, known)| known.same_key(&key)) {
            return Err("the same witness a second time".to_owned());
        }
        self.policy.witnesses.push((name.to_owned(), key));
        Ok(())
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), String> {
        self.free(name)?;
        for member in members {
            if !self.is_defined(member) {
                return Err(format!("{member} is not defined before"));
            }
            if self.used.iter().any(|used| used == member) {
                return Err(format!("{member} is a member already"));
            }
            self.used.push((*member).to_owned());
        }
        let threshold = match threshold {
            "any" => 1,
            "all" => members.len(),
            number => number.parse().map_err(|_| format!("{number} is no threshold"))?,
        };
        if threshold == 0 || threshold > members.len() {
            return Err(format!("{threshold} of {} members", members.len()));
        }
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.policy.groups.push(Group { name: name.to_owned(), threshold, members });
        Ok(())
    }

    fn quorum(&mut self, name: &str) -> Result<(), String> {
        if self.decided {
            return Err("a second quorum line".to_owned());
        }
        if name != "none" && !self.is_defined(name) {
            return Err(format!("{name} is not defined before"));
        }
        self.policy.quorum = (name != "none").then(|| name.to_owned());
        self.decided = true;
        Ok(())
    }

    fn is_defined(&self, name: &str) -> bool {
        self.policy.witnesses.iter().any(|(known, _)| known == name) || self.policy.groups.iter().any(|group| group.name == name)
    }

    fn free(&self, name: &str) -> Result<(), String> {
        if name == "none" || self.is_defined(name) { Err(format!("{name} is taken")) } else { Ok(()) }
    }
}

fn key_of(text: &str, key_use: KeyUse) -> Result<VerifierKey, String> {
    let key = VerifierKey::parse(text).map_err(|error: KeyError| error.to_string())?;
    if key.key_use() == key_use { Ok(key) } else { Err(format!("{text} is a key of another use")) }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for key in &self.logs {
            writeln!(text, "log {key}")?;
        }
        for (name, key) in &self.witnesses {
            writeln!(text, "witness {name} {key}")?;
        }
        for group in &self.groups {
            writeln!(text, "group {} {} {}", group.name, group.threshold, group.members.join(" "))?;
        }
        writeln!(text, "quorum {}", self.quorum.as_deref().unwrap_or("none"))?;
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::Signer as _;

    use super::*;
    use crate::note::TreeHead;
    use crate::note::tests::{line, log_key, sign, signing_key};

    fn witness(seed: u8) -> VerifierKey {
        VerifierKey::new(&format!("w{seed}.example"), KeyUse::Witness, signing_key(seed).verifying_key()).unwrap()
    }

    fn cosignature(seed: u8, head: &TreeHead) -> String {
        let mut bytes = 1_700_000_000_u64.to_be_bytes().to_vec();
        let message = crate::vkey::cosigned(1_700_000_000, head.text().as_bytes());
        bytes.extend_from_slice(&signing_key(seed).sign(&message).to_bytes());
        line(&witness(seed), &bytes)
    }

    fn nested() -> String {
        format!(
            "# two of three here, one there\n\nlog {}\n\twitness X1 {}\nwitness X2 {} https://x2\nwitness X3 {}\n\
             group X 2 X1 X2 X3\nwitness Y1 {}\nwitness Y2 {}\ngroup Y any Y1 Y2\ngroup both all X Y\nquorum both\n",
            log_key(1, "o"),
            witness(2),
            witness(3),
            witness(4),
            witness(5),
            witness(6),
        )
    }

    #[test]
    fn a_quorum_of_groups_is_counted() {
        let policy = Policy::parse(&nested()).unwrap();
        let head = TreeHead { origin: "o".to_owned(), size: 3, root: [1; 32] };
        let note = |seeds: &[u8]| seeds.iter().fold(sign(1, &head), |note, seed| note + &cosignature(*seed, &head));
        for enough in [&[2, 3, 5][..], &[2, 4, 6], &[2, 3, 4, 5, 6]] {
            assert_eq!(policy.open(&note(enough)).unwrap().cosigned.len(), enough.len());
        }
        for few in [&[][..], &[2, 3], &[5, 6], &[2, 5], &[2, 2, 5]] {
            assert_eq!(policy.open(&note(few)), Err(PolicyFault::Quorum), "{few:?}");
        }
        assert_eq!(Policy::parse(&policy.to_string()).unwrap(), policy);
    }

    #[test]
    fn a_policy_that_cannot_be_meant_is_refused_with_its_line() {
        let (log, one, two) = (log_key(1, "o").to_string(), witness(2).to_string(), witness(3).to_string());
        let cases = [
            (format!("log {log}\n"), 2),
            (format!("log {log}\nquorum none\nquorum none\n"), 3),
            (format!("log {log}\nlog {log}\nquorum none\n"), 2),
            (format!("log {one}\nquorum none\n"), 1),
            (format!("witness a {one}\nwitness b {one}\nquorum a\n"), 2),
            (format!("witness a {one}\nwitness a {two}\nquorum a\n"), 2),
            (format!("witness none {one}\nquorum none\n"), 1),
            (format!("witness a {one}\ngroup g 2 a\nquorum g\n"), 2),
            (format!("witness a {one}\ngroup g 0 a\nquorum g\n"), 2),
            (format!("witness a {one}\ngroup g all a\ngroup h all a\nquorum h\n"), 3),
            (format!("witness a {one}\nwitness b {two}\ngroup g any a a b\nquorum g\n"), 3),
            ("group g any g\nquorum g\n".to_owned(), 1),
            ("quorum later\n".to_owned(), 1),
            ("log \u{7}\n".to_owned(), 1),
            ("lög x\n".to_owned(), 1),
        ];
        for (text, expected) in cases {
            match Policy::parse(&text) {
                Err(PolicyFault::Line { line, .. }) => assert_eq!(line, expected, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
