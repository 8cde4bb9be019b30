//! The state between two readings of the input.

use std::ops::ControlFlow;

use memchr::{memchr, memchr3, memrchr};

use super::Piece;
use crate::lines::LONGEST;

/// Deeper nesting is taken as broken.
const DEEPEST: usize = 100;

/// What must come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Between values of the outermost level
    Outside,
    /// A value, or the end of an empty list
    Value,
    /// A key, or the end of an object
    Key,
    Colon,
    /// A comma, or the end of what is open
    After,
    /// The rest of a string; whether it is a key
    String {
        key: bool,
        escaped: bool,
    },
    /// The rest of a number or a word
    Word,
    /// Something that is no JSON, to the end of its line
    Line,
}

/// Names that lead to the resources of a Bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Entry,
    Resource,
    Other,
}

#[derive(Debug)]
pub(super) struct Scan {
    bundles: bool,
    held: Vec<u8>,
    /// Up to here `held` has been looked at
    at: usize,
    /// Where what is not given out yet begins
    from: usize,
    /// Where the key that is being read begins
    key: usize,
    /// Where the resource that is being read begins
    resource: Option<usize>,
    next: Next,
    open: Vec<u8>,
    name: Name,
    /// Whether the outermost value is a list, whose values are records
    list: bool,
    bundle: bool,
    resource_given: bool,
}

impl Scan {
    pub(super) fn new(bundles: bool) -> Self {
        Self {
            bundles,
            held: Vec::new(),
            at: 0,
            from: 0,
            key: 0,
            resource: None,
            next: Next::Outside,
            open: Vec::new(),
            name: Name::Other,
            list: false,
            bundle: false,
            resource_given: false,
        }
    }

    /// Takes in more of the input.
    pub(super) fn take(&mut self, fresh: &[u8], give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        self.held.extend_from_slice(fresh);
        self.run(give)?;
        self.forget();
        if self.held.len() >= LONGEST {
            give(Piece { raw: &self.held, whole: false })?;
            self.given_in_part();
        }
        ControlFlow::Continue(())
    }

    fn run(&mut self, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        while let Some(&byte) = self.held.get(self.at) {
            match self.next {
                Next::Outside => self.outside(byte),
                Next::Line => match memchr(b'\n', &self.held[self.at..]) {
                    Some(length) => {
                        self.at += length;
                        self.broken_to(self.at, give)?;
                    }
                    None => self.at = self.held.len(),
                },
                Next::String { key, escaped: true } => {
                    self.at += 1;
                    self.next = Next::String { key, escaped: false };
                }
                Next::String { key, .. } => self.string(key, give)?,
                Next::Word => match byte {
                    b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.' => self.at += 1,
                    _ => self.ended(give)?,
                },
                _ if byte.is_ascii_whitespace() => self.at += 1,
                _ => self.token(byte, give)?,
            }
        }
        ControlFlow::Continue(())
    }

    /// Between values: blanks, commas and record separators (RFC 7464) belong to none.
    fn outside(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' | 0x1E | 0xEF | 0xBB | 0xBF => {
                self.at += 1;
                return;
            }
            b']' if self.list => {
                self.list = false;
                self.at += 1;
                return;
            }
            b'[' if !self.list => {
                self.list = true;
                self.at += 1;
                return;
            }
            _ => {}
        }
        self.from = self.at;
        self.bundle = false;
        self.resource = None;
        self.name = Name::Other;
        self.open.clear();
        if byte == b'{' {
            self.open(b'{');
        } else {
            self.next = Next::Line;
        }
    }

    fn open(&mut self, bracket: u8) {
        self.open.push(bracket);
        self.at += 1;
        self.next = if bracket == b'{' { Next::Key } else { Next::Value };
    }

    /// A structural character, or the first of a value.
    fn token(&mut self, byte: u8, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let inside = self.open.last().copied().unwrap_or_default();
        match (self.next, byte) {
            (Next::Value, b'{' | b'[') if self.open.len() < DEEPEST => {
                if byte == b'[' && self.name == Name::Entry {
                    self.bundle = true;
                }
                if byte == b'{' && self.bundle && self.open.len() == 2 {
                    // an entry begins: what was before it belongs to no record
                    self.from = self.at;
                    self.resource_given = false;
                } else if byte == b'{' && self.name == Name::Resource {
                    self.resource = Some(self.at);
                }
                self.open(byte);
            }
            (Next::Value, b'"') => {
                self.at += 1;
                self.next = Next::String { key: false, escaped: false };
            }
            (Next::Value, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => self.next = Next::Word,
            (Next::Key, b'"') => {
                self.at += 1;
                self.key = self.at;
                self.next = Next::String { key: true, escaped: false };
            }
            (Next::Colon, b':') => {
                self.at += 1;
                self.next = Next::Value;
            }
            (Next::After, b',') => {
                self.at += 1;
                self.next = if inside == b'{' { Next::Key } else { Next::Value };
            }
            (Next::After | Next::Key, b'}') if inside == b'{' => {
                self.at += 1;
                self.open.pop();
                return self.ended(give);
            }
            (Next::After | Next::Value, b']') if inside == b'[' => {
                self.at += 1;
                self.open.pop();
                return self.ended(give);
            }
            _ => return self.broken(give),
        }
        ControlFlow::Continue(())
    }

    fn string(&mut self, key: bool, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let Some(length) = memchr3(b'"', b'\\', b'\n', &self.held[self.at..]) else {
            self.at = self.held.len();
            return ControlFlow::Continue(());
        };
        self.at += length;
        match self.held[self.at] {
            b'\n' => return self.broken(give),
            b'\\' => self.next = Next::String { key, escaped: true },
            _ if key => {
                self.name = match (self.open.len(), &self.held[self.key..self.at]) {
                    (1, b"entry") if self.bundles => Name::Entry,
                    (3, b"resource") if self.bundle => Name::Resource,
                    _ => Name::Other,
                };
                self.next = Next::Colon;
            }
            _ => {
                self.at += 1;
                return self.ended(give);
            }
        }
        self.at += 1;
        ControlFlow::Continue(())
    }

    /// A value has ended just before `at`.
    fn ended(&mut self, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        self.next = Next::After;
        self.name = Name::Other;
        match self.open.len() {
            0 => {
                self.next = Next::Outside;
                let whole = (self.from, self.at);
                self.from = self.at;
                if !self.bundle {
                    return give(Piece { raw: &self.held[whole.0..whole.1], whole: true });
                }
                self.bundle = false;
            }
            // an entry, or the list of entries
            2 if self.bundle => {
                let whole = (self.from, self.at);
                self.from = self.at;
                if !self.resource_given && self.held[whole.0] == b'{' {
                    return give(Piece { raw: &self.held[whole.0..whole.1], whole: true });
                }
                self.resource_given = true;
            }
            3 => {
                if let Some(from) = self.resource.take() {
                    self.from = self.at;
                    self.resource_given = true;
                    return give(Piece { raw: &self.held[from..self.at], whole: true });
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// The text is no JSON at `at`: gives out what there is up to the end of the line before it, and looks at this line anew;
    /// where it is all one line, to its end.
    fn broken(&mut self, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        if let Some(length) = memrchr(b'\n', &self.held[self.from..self.at]) {
            let end = self.from + length;
            self.at = end;
            return self.broken_to(end, give);
        }
        self.next = Next::Line;
        ControlFlow::Continue(())
    }

    fn broken_to(&mut self, end: usize, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        self.next = Next::Outside;
        self.bundle = false;
        self.resource = None;
        self.open.clear();
        let raw = self.held[self.from..end].trim_ascii();
        self.from = end;
        if raw.is_empty() { ControlFlow::Continue(()) } else { give(Piece { raw, whole: false }) }
    }

    /// Lets go of what has been given out.
    fn forget(&mut self) {
        let done = if self.next == Next::Outside { self.at } else { self.from };
        self.held.drain(..done);
        self.at -= done;
        self.from = 0;
        self.key = self.key.saturating_sub(done);
        self.resource = self.resource.map(|from| from.saturating_sub(done));
    }

    /// All that is held was given out, because it is too long; the value goes on.
    fn given_in_part(&mut self) {
        self.held.clear();
        self.at = 0;
        self.from = 0;
        self.resource = None;
        // its end is given out as a piece of its own, to the end of the line
        self.next = Next::Line;
        self.bundle = false;
        self.open.clear();
    }

    /// The input is at its end; whether it ended within a value.
    pub(super) fn end(&mut self, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> bool {
        let raw = self.held[self.from.min(self.held.len())..].trim_ascii();
        if self.next == Next::Outside || (raw.is_empty() && self.open.is_empty()) {
            return false;
        }
        let torn = self.next != Next::Line;
        // of a Bundle only what stands between its entries is left
        let between = self.bundle && self.open.len() < 3;
        if !raw.is_empty() && !between {
            let _ = give(Piece { raw, whole: false });
        }
        torn
    }
}
