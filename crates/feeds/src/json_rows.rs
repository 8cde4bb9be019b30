//! Cuts a JSON document of any size into the elements of its one large list, with constant memory.
//!
//! Three shapes are cut: an object with a list (`{"vulnerabilities":[…]}`), a bare list, and one document after another (JSON lines,
//! or a single advisory). What stands around the list is kept as a small document of its own, the *head*. An element is bytes: it is
//! parsed by whoever knows its meaning, so that one that is wrong is one rejected row. Deliberately not here: meaning.

use std::io::{self, Read};

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// An element of the list
    Row(Vec<u8>),
    /// An element larger than allowed; its bytes are gone
    TooLarge,
}

/// Reads pieces off a stream.
pub(crate) struct JsonRows<R> {
    input: R,
    buffer: Box<[u8]>,
    at: usize,
    end: usize,
    list: &'static [&'static str],
    limit: usize,
    state: State,
    head: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte that counts
    Start,
    /// Between the elements of the list
    InList,
    /// After the list, inside the object around it
    After,
    /// Between documents that stand one after the other
    Documents,
    /// Nothing more
    Done,
}

/// The head may be so long; what is longer is cut.
const HEAD: usize = 1 << 20;
/// Bytes read at once.
const BUFFER: usize = 256 << 10;

impl<R: Read> JsonRows<R> {
    /// Cuts `input`. `list` are the names that the list may have; `limit` is the size of an element in bytes.
    pub(crate) fn new(input: R, list: &'static [&'static str], limit: usize) -> Self {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Self { input, buffer, at: 0, end: 0, list, limit, state: State::Start, head: Vec::new() }
    }

    /// What stood around the list, as a document in which the list is empty; complete once there are no more pieces.
    pub(crate) fn head(&self) -> serde_json::Value {
        let mut text = self.head.clone();
        for closing in ["", "]}", "}"] {
            text.truncate(self.head.len());
            text.extend_from_slice(closing.as_bytes());
            if let Ok(value) = serde_json::from_slice(&text) {
                return value;
            }
        }
        serde_json::Value::Null
    }

    /// The next piece; `Ok(None)` at the end, `UnexpectedEof` when the document breaks off.
    pub(crate) fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            match self.state {
                State::Start => self.start()?,
                State::InList => match self.skip(b", \t\r\n")? {
                    None => return Err(io::ErrorKind::UnexpectedEof.into()),
                    Some(b']') => {
                        self.keep(b']');
                        self.at += 1;
                        self.state = if self.head.first() == Some(&b'{') { State::After } else { State::Done };
                    }
                    Some(_) => return self.value().map(Some),
                },
                State::After => {
                    while let Some(byte) = self.peek()? {
                        self.keep(byte);
                        self.at += 1;
                    }
                    self.state = State::Done;
                }
                State::Documents => match self.skip(b", \t\r\n\x1e\0")? {
                    None => self.state = State::Done,
                    Some(_) => return self.value().map(Some),
                },
                State::Done => return Ok(None),
            }
        }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.end {
            self.at = 0;
            if self.buffer.len() != BUFFER {
                self.buffer = vec![0; BUFFER].into_boxed_slice();
            }
            self.end = loop {
                match self.input.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
        }
        Ok((self.at < self.end).then(|| self.buffer[self.at]))
    }

    fn skip(&mut self, these: &[u8]) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !these.contains(&byte) {
                return Ok(Some(byte));
            }
            self.at += 1;
        }
        Ok(None)
    }

    fn keep(&mut self, byte: u8) {
        if self.head.len() < HEAD {
            self.head.push(byte);
        }
    }

    /// Finds the list; without one, the whole first object is the first document.
    fn start(&mut self) -> io::Result<()> {
        // a byte order mark and white space
        match self.skip(b" \t\r\n\xef\xbb\xbf")? {
            None => self.state = State::Done,
            Some(b'[') => {
                self.at += 1;
                self.keep(b'[');
                self.state = State::InList;
            }
            Some(b'{') => self.find_list()?,
            Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, "not JSON")),
        }
        Ok(())
    }

    /// Copies the object up to the opening bracket of its list. An object without the list is one document by itself: its bytes,
    /// kept as head, are given back to the buffer.
    fn find_list(&mut self) -> io::Result<()> {
        let (mut depth, mut text, mut escaped) = (0_usize, false, false);
        let (mut word, mut key) = (Vec::new(), Vec::new());
        let mut seen = Vec::new();
        while let Some(byte) = self.peek()? {
            if seen.len() > self.limit {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "no list within the first row's limit"));
            }
            seen.push(byte);
            self.at += 1;
            if text {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => {
                        text = false;
                        std::mem::swap(&mut key, &mut word);
                    }
                    _ => word.push(byte),
                }
                continue;
            }
            match byte {
                b'"' => {
                    text = true;
                    word.clear();
                }
                b'[' if depth == 1 && self.list.iter().any(|name| name.as_bytes() == key) => {
                    seen.truncate(HEAD);
                    self.head = seen;
                    self.state = State::InList;
                    return Ok(());
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
        }
        let rest = &self.buffer[self.at..self.end];
        seen.extend_from_slice(rest);
        self.at = 0;
        self.end = seen.len();
        self.buffer = seen.into_boxed_slice();
        self.state = State::Documents;
        Ok(())
    }

    /// One value, from its first byte to its last.
    fn value(&mut self) -> io::Result<Piece> {
        let mut bytes = Vec::new();
        let (mut depth, mut text, mut escaped, mut too_large) = (0_usize, false, false, false);
        loop {
            if self.peek()?.is_none() {
                let whole = depth == 0 && !text && self.state == State::Documents;
                return if whole { Ok(piece(bytes, too_large)) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            let chunk = &self.buffer[self.at..self.end];
            let mut taken = 0;
            let mut done = false;
            for &byte in chunk {
                if text {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => text = false,
                        _ => {}
                    }
                    taken += 1;
                    continue;
                }
                match byte {
                    b'"' => text = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth == 0 => {
                        done = true;
                        break;
                    }
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            taken += 1;
                            done = true;
                            break;
                        }
                    }
                    b',' | b'\n' if depth == 0 => {
                        done = true;
                        break;
                    }
                    _ => {}
                }
                taken += 1;
            }
            too_large |= bytes.len() + taken > self.limit;
            if too_large {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(&chunk[..taken]);
            }
            self.at += taken;
            if done {
                // a stray bracket between documents would otherwise be met again and again
                if taken == 0 && bytes.is_empty() {
                    self.at += 1;
                    bytes.push(b'?');
                }
                return Ok(piece(bytes, too_large));
            }
        }
    }
}

fn piece(bytes: Vec<u8>, too_large: bool) -> Piece {
    if too_large { Piece::TooLarge } else { Piece::Row(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, limit: usize) -> (Vec<String>, serde_json::Value, bool) {
        let mut rows = JsonRows::new(text.as_bytes(), &["rows"], limit);
        let mut found = Vec::new();
        loop {
            match rows.next() {
                Ok(Some(Piece::Row(bytes))) => found.push(String::from_utf8(bytes).unwrap()),
                Ok(Some(Piece::TooLarge)) => found.push("(too large)".into()),
                Ok(None) => return (found, rows.head(), true),
                Err(_) => return (found, rows.head(), false),
            }
        }
    }

    #[test]
    fn a_list_in_an_object_is_cut_and_what_stands_around_it_is_its_head() {
        let (rows, head, whole) = cut(r#"{"a":["x"],"rows":[{"k":"}]\""}, {"k":[1,2]} ,3],"z":{"q":1}}"#, 100);
        assert_eq!(rows, [r#"{"k":"}]\""}"#, r#"{"k":[1,2]}"#, "3"]);
        assert_eq!((head, whole), (serde_json::json!({"a": ["x"], "rows": [], "z": {"q": 1}}), true));
    }

    #[test]
    fn bare_lists_lines_and_single_documents_are_cut_too() {
        assert_eq!(cut("[{\"a\":1},{\"a\":2}]", 100).0, ["{\"a\":1}", "{\"a\":2}"]);
        assert_eq!(cut("{\"a\":1}\n{\"rows\":2}\n\n{\"a\":3}", 100).0, ["{\"a\":1}", "{\"rows\":2}", "{\"a\":3}"]);
        assert_eq!(cut("\u{feff}{\"a\":{\"rows\":[1]}}", 100).0, ["{\"a\":{\"rows\":[1]}}"]);
        assert_eq!(cut("  ", 100), (vec![], serde_json::Value::Null, true));
    }

    #[test]
    fn a_document_that_breaks_off_gives_what_it_holds_and_says_so() {
        let (rows, head, whole) = cut(r#"{"as_of":"2026","rows":[{"a":1},{"b":"#, 100);
        assert_eq!((rows.len(), whole), (1, false));
        assert_eq!(head["as_of"], "2026");
    }

    #[test]
    fn an_element_that_is_too_large_is_one_piece_and_the_next_is_read() {
        assert_eq!(cut(r#"{"rows":[{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaa"},{"b":1}]}"#, 20).0, ["(too large)", "{\"b\":1}"]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(proptest::sample::select(b"{}[],\":\\a1 \n".to_vec()), 0..200)) {
            let mut rows = JsonRows::new(&bytes[..], &["rows"], 50);
            for _ in 0..500 {
                if !matches!(rows.next(), Ok(Some(_))) {
                    return Ok(());
                }
            }
            proptest::prop_assert!(false, "does not end");
        }
    }
}
