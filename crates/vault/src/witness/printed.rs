//! A checkpoint on paper: short enough to be typed in.
//!
//! ```text
//! sonae/0123456789/2026
//! 1234567
//! 0ac5 186a 9186 3e8e 1dd8  4c1f
//! ```
//!
//! Origin, size, the first ten bytes of the root in hex, and two bytes of a SHA-256 over all of it, so that a slip of the finger is told
//! as such and not as tampering. Ten bytes: to make another log with the same beginning of its root takes 2^80 attempts.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::note::TreeHead;
use crate::proof::decimal;

const ROOT_BYTES: usize = 10;

/// A tree head as it stands on paper.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Printed {
    /// Origin
    pub origin: String,
    /// Leaves
    pub size: u64,
    /// The beginning of the root hash
    pub root: [u8; ROOT_BYTES],
}

/// Why what was typed is not what was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrintedFault {
    /// Not three lines: origin, size, groups
    #[error("a printed checkpoint has three lines: origin, size, and groups of letters and digits")]
    Lines,
    /// The size is not a number
    #[error("the second line is not a number")]
    Size,
    /// Not 24 hexadecimal digits
    #[error("the third line does not have 24 digits from 0 to 9 and a to f")]
    Groups,
    /// The last group does not fit the rest: a typing mistake
    #[error("the last group does not fit the others: please compare every letter with the paper")]
    Mistyped,
}

impl Printed {
    /// What is printed of a tree head.
    pub fn of(head: &TreeHead) -> Self {
        let mut root = [0; ROOT_BYTES];
        root.copy_from_slice(&head.root[..ROOT_BYTES]);
        Self { origin: head.origin.clone(), size: head.size, root }
    }

    /// Whether this root begins as the printed one does.
    pub fn fits(&self, root: &[u8; 32]) -> bool {
        root[..ROOT_BYTES] == self.root
    }

    /// Reads what was typed: spaces, hyphens and the case of letters do not matter.
    pub fn parse(text: &str) -> Result<Self, PrintedFault> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let [origin, size, groups] = lines.as_slice() else { return Err(PrintedFault::Lines) };
        let size: String = size.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
        let size = decimal(&size).ok_or(PrintedFault::Size)?;
        let digits: String = groups.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let bytes = hex::decode(&digits).map_err(|_| PrintedFault::Groups)?;
        let (root, check) = bytes.split_first_chunk::<ROOT_BYTES>().ok_or(PrintedFault::Groups)?;
        let check: [u8; 2] = check.try_into().map_err(|_| PrintedFault::Groups)?;
        let read = Self { origin: (*origin).to_owned(), size, root: *root };
        if read.check() == check { Ok(read) } else { Err(PrintedFault::Mistyped) }
    }

    fn check(&self) -> [u8; 2] {
        let hash = Sha256::digest(format!("{}\n{}\n{}\n", self.origin, self.size, hex::encode(self.root)));
        [hash[0], hash[1]]
    }
}

impl fmt::Display for Printed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n", self.origin, self.size)?;
        for pair in self.root.chunks(2) {
            write!(f, "{} ", hex::encode(pair))?;
        }
        write!(f, " {}", hex::encode(self.check()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed() -> Printed {
        Printed::of(&TreeHead { origin: "sonae/0123456789/2026".to_owned(), size: 1_234_567, root: [0xa5; 32] })
    }

    #[test]
    fn three_short_lines_are_printed() {
        insta::assert_snapshot!(printed(), @r"
        sonae/0123456789/2026
        1234567
        a5a5 a5a5 a5a5 a5a5 a5a5  dbd0
        ");
    }

    #[test]
    fn what_was_typed_is_read_however_it_was_spaced() {
        let typed = printed().to_string().to_uppercase().replace("SONAE", "sonae").replace(' ', " - ").replace("\n1234567", "\n1,234,567");
        assert_eq!(Printed::parse(&format!("\n {typed} \n\n")), Ok(printed()));
        assert!(printed().fits(&[0xa5; 32]));
        assert!(!printed().fits(&[0xa4; 32]));
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(Printed::parse("sonae/1/2026\n5"), Err(PrintedFault::Lines));
        assert_eq!(Printed::parse("sonae/1/2026\nfive\n00"), Err(PrintedFault::Size));
        assert_eq!(Printed::parse("sonae/1/2026\n5\na5a5"), Err(PrintedFault::Groups));
        assert_eq!(Printed::parse("sonae/1/2026\n5\nxyz"), Err(PrintedFault::Groups));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_a_slip_and_not_another_checkpoint(at in 0_usize..24, by in 1_u32..16) {
            let text = printed().to_string();
            let (head, groups) = text.rsplit_once('\n').unwrap();
            let mut digits: Vec<char> = groups.chars().filter(|c| *c != ' ').collect();
            let changed = (digits[at].to_digit(16).unwrap() + by) % 16;
            digits[at] = char::from_digit(changed, 16).unwrap();
            let typed = format!("{head}\n{}", digits.iter().collect::<String>());
            prop_assert_eq!(Printed::parse(&typed), Err(PrintedFault::Mistyped));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*", groups in "[0-9a-f ]*") {
            let _ = Printed::parse(&text);
            let _ = Printed::parse(&format!("o\n1\n{groups}"));
        }
    }
}
