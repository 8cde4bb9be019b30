//! Where one syslog message ends and the next begins in a stream (TCP, TLS). No sockets: bytes in, messages out.
//!
//! RFC 5425 and RFC 6587 §3.4.1 count octets before each message; RFC 6587 §3.4.2 ends it with LF, which is what many senders do
//! over TLS too. Which of both a message does is seen from its first bytes, each time anew. Counts are not believed: some
//! libraries count UTF-16 units or characters. Where the count does not lead to something that can begin a message, it is
//! tried in those units, and then the next beginning is looked for. Whatever happens, every byte that is no framing is given out.

use memchr::{memchr2, memmem};

use super::beginning::{Beginning, CLOSED, Header, begins, counted, is_open, is_trailer, length_of, next_beginning, utf16_units};

/// Longest message given out in one; a longer one comes in parts of this length.
pub const LONGEST: usize = 64 << 10;

/// How messages were framed on a connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Framings {
    /// Octets were counted, and rightly
    pub counted: u64,
    /// Ended by LF or NUL
    pub lines: u64,
    /// Counted in UTF-16 units or characters
    pub recounted: u64,
    /// The count led nowhere: cut where the next message begins, or where the audit message ends
    pub resynchronised: u64,
    /// Parts of messages that are longer than [`LONGEST`]
    pub parts: u64,
}

/// Cuts one connection's bytes into messages.
#[derive(Debug, Default)]
pub struct Framer {
    held: Vec<u8>,
    /// What is held goes on with a line of which parts were given out
    inside_line: bool,
    /// So many octets of a counted message are still to come
    owed: usize,
    framings: Framings,
}

/// How much is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Perhaps,
    /// Nothing has come for a while
    Idle,
    Never,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Counted,
    Line,
    Recounted,
    Resynchronised,
    PartOfLine,
    PartOfCounted(usize),
}

/// A message in what is held: where it begins and ends, and where the next may begin.
#[derive(Debug, Clone, Copy)]
struct Found {
    from: usize,
    to: usize,
    next: usize,
    how: How,
}

impl Framer {
    /// For a new connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they come, however they are split, and gives out every message that is whole: without its count, without
    /// LF, CR and NUL at its end, and never empty.
    pub fn push(&mut self, bytes: &[u8], message: &mut dyn FnMut(&[u8])) {
        self.held.extend_from_slice(bytes);
        self.give(More::Perhaps, message);
    }

    /// Nothing has come for a while: gives out a message that is whole by its count, though the count may be wrong.
    pub fn settle(&mut self, message: &mut dyn FnMut(&[u8])) {
        self.give(More::Idle, message);
    }

    /// The connection has ended: gives out all that is held.
    pub fn finish(&mut self, message: &mut dyn FnMut(&[u8])) {
        self.give(More::Never, message);
        self.held.clear();
    }

    /// Bytes that were taken and not yet given out.
    pub fn pending(&self) -> usize {
        self.held.len()
    }

    /// How messages were framed so far.
    pub fn framings(&self) -> Framings {
        self.framings
    }

    fn give(&mut self, more: More, message: &mut dyn FnMut(&[u8])) {
        let mut at = 0;
        while let Some(found) = self.find(at, more) {
            self.count(found.how);
            let raw = &self.held[found.from..found.to];
            let raw = if matches!(found.how, How::PartOfLine | How::PartOfCounted(_)) { raw } else { trimmed(raw) };
            if !raw.is_empty() {
                message(raw);
            }
            at = found.next;
        }
        self.held.drain(..at);
    }

    fn count(&mut self, how: How) {
        let framings = &mut self.framings;
        self.inside_line = matches!(how, How::PartOfLine);
        self.owed = 0;
        match how {
            How::Counted => framings.counted += 1,
            How::Line => framings.lines += 1,
            How::Recounted => framings.recounted += 1,
            How::Resynchronised => framings.resynchronised += 1,
            How::PartOfLine => framings.parts += 1,
            How::PartOfCounted(owed) => {
                framings.parts += 1;
                self.owed = owed;
            }
        }
    }

    fn find(&self, at: usize, more: More) -> Option<Found> {
        let bytes = &self.held[at..];
        if self.owed > 0 {
            let length = self.owed.min(LONGEST);
            let have = bytes.len().min(length);
            if have == 0 || (have < length && more != More::Never) {
                return None;
            }
            return Some(Found { from: at, to: at + have, next: at + have, how: How::PartOfCounted(self.owed - have) });
        }
        let from = if self.inside_line { 0 } else { bytes.iter().take_while(|byte| is_trailer(**byte)).count() };
        let bytes = &bytes[from..];
        let from = at + from;
        if bytes.is_empty() {
            return None;
        }
        if !self.inside_line {
            match counted(bytes) {
                Header::Count { count, length } => return self.by_count(from + length, count, more),
                Header::Unclear if more != More::Never => return None,
                Header::Unclear | Header::None => {}
            }
        }
        Self::by_line(from, bytes, more)
    }

    /// Up to the next LF or NUL; an audit message may hold line feeds.
    fn by_line(from: usize, bytes: &[u8], more: More) -> Option<Found> {
        let mut end = 0;
        loop {
            let Some(found) = memchr2(b'\n', 0, &bytes[end..]) else {
                if bytes.len() > LONGEST {
                    return Some(Found { from, to: from + LONGEST, next: from + LONGEST, how: How::PartOfLine });
                }
                return (more == More::Never).then_some(Found { from, to: from + bytes.len(), next: from + bytes.len(), how: How::Line });
            };
            end += found;
            if end > LONGEST {
                return Some(Found { from, to: from + LONGEST, next: from + LONGEST, how: How::PartOfLine });
            }
            if bytes[end] == b'\n' && is_open(&bytes[..end]) {
                match begins(&bytes[end..]) {
                    Beginning::No => {
                        end += 1;
                        continue;
                    }
                    Beginning::Unclear if more == More::Perhaps => return None,
                    Beginning::Yes | Beginning::Unclear => {}
                }
            }
            return Some(Found { from, to: from + end, next: from + end + 1, how: How::Line });
        }
    }

    /// By its count, where that leads to a place at which a message can begin.
    fn by_count(&self, from: usize, count: usize, more: More) -> Option<Found> {
        let bytes = &self.held[from..];
        let found = |length: usize, how: How| Some(Found { from, to: from + length, next: from + length, how });
        if count > LONGEST {
            // so long a one is given out while it comes
            return if bytes.len() >= LONGEST || more == More::Never {
                let have = bytes.len().min(LONGEST);
                found(have, How::PartOfCounted(count - have))
            } else {
                None
            };
        }
        if bytes.len() < count {
            // fewer than counted: perhaps the next message stands among them already
            let next = next_beginning(bytes);
            return match (next, more) {
                (Some(length), More::Never | More::Idle) => found(length, How::Resynchronised),
                (None, More::Never) => found(bytes.len(), How::Resynchronised),
                _ => None,
            };
        }
        let message = &bytes[..count];
        let plain = message.is_ascii();
        match begins(&bytes[count..]) {
            Beginning::Yes if !is_open(message) => return found(count, How::Counted),
            // beyond ASCII the count may mean other units: the next bytes, or silence, will tell
            Beginning::Unclear if !is_open(message) && (plain || more != More::Perhaps) => return found(count, How::Counted),
            Beginning::Unclear if more == More::Perhaps => return None,
            _ => {}
        }
        if !plain {
            for units in [utf16_units as fn(char) -> usize, |_| 1] {
                match length_of(bytes, count, units).map(|length| (length, begins(&bytes[length..]))) {
                    Some((length, Beginning::Yes)) => return found(length, How::Recounted),
                    Some((length, Beginning::Unclear)) if more != More::Perhaps || bytes[..length].ends_with(CLOSED) => {
                        return found(length, How::Recounted);
                    }
                    None if more == More::Perhaps => return None,
                    _ => {}
                }
            }
        }
        let closed = memmem::find(bytes, CLOSED).map(|at| at + CLOSED.len());
        let next = next_beginning(bytes);
        match (closed, next) {
            (Some(closed), Some(next)) => found(closed.min(next), How::Resynchronised),
            (Some(length), None) | (None, Some(length)) => found(length, How::Resynchronised),
            (None, None) if more == More::Never => found(bytes.len(), How::Resynchronised),
            (None, None) if bytes.len() > LONGEST => found(LONGEST, How::PartOfLine),
            (None, None) => None,
        }
    }
}

/// A datagram without what some senders put at its end.
pub fn trimmed(message: &[u8]) -> &[u8] {
    let end = message.iter().rposition(|byte| !is_trailer(*byte)).map_or(0, |at| at + 1);
    &message[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(stream: &[u8], step: usize) -> (Vec<String>, Framings) {
        let mut framer = Framer::new();
        let mut messages = Vec::new();
        let mut take = |message: &[u8]| messages.push(String::from_utf8_lossy(message).into_owned());
        for part in stream.chunks(step.max(1)) {
            framer.push(part, &mut take);
        }
        framer.finish(&mut take);
        assert_eq!(framer.pending(), 0);
        let framings = framer.framings();
        (messages, framings)
    }

    const AUDIT: &str = "<85>1 2023-05-16T08:30:00+09:00 pacs app 7 IHE+DICOM - <?xml version=\"1.0\"?><AuditMessage><ActiveParticipant UserName=\"山田太郎\"/></AuditMessage>";

    #[test]
    fn each_framing_is_seen_for_itself() {
        let stream = format!("<13>one\n{} {}<14>two\r\n{} {AUDIT}7 <15>six\n\0<16>three\0<17>last", 8, "<13>zero", AUDIT.len());
        for step in [1, 2, 3, 7, 1000] {
            let (messages, framings) = all(stream.as_bytes(), step);
            assert_eq!(messages, ["<13>one", "<13>zero", "<14>two", AUDIT, "<15>six", "<16>three", "<17>last"], "step {step}");
            assert_eq!(framings, Framings { counted: 3, lines: 4, ..Framings::default() });
        }
    }

    #[test]
    fn a_count_in_utf16_units_loses_no_message() {
        let units = AUDIT.encode_utf16().count();
        assert!(units < AUDIT.len());
        let plain = "<13>1 - - - - - - 山田";
        let stream = format!("{units} {AUDIT}{} {plain}{units} {AUDIT}", plain.chars().count());
        for step in [1, 5, units, units + 4, 10_000] {
            let (messages, _) = all(stream.as_bytes(), step);
            assert_eq!(messages, [AUDIT, plain, AUDIT], "step {step}");
        }
        assert_eq!(all(stream.as_bytes(), 10_000).1, Framings { recounted: 3, ..Framings::default() });
    }

    #[test]
    fn a_count_that_means_nothing_is_passed_over() {
        for wrong in [3, AUDIT.len() - 20, AUDIT.len() + 9, AUDIT.len() + 4000] {
            let stream = format!("{wrong} {AUDIT}12 <13>the next\n<14>and a line\n");
            let (messages, framings) = all(stream.as_bytes(), 10_000);
            assert_eq!(messages, [AUDIT, "<13>the next", "<14>and a line"], "{wrong}");
            assert_eq!(framings.resynchronised, 1);
        }
    }

    #[test]
    fn a_message_that_is_whole_is_not_kept_waiting() {
        let mut framer = Framer::new();
        let mut messages = Vec::new();
        framer.push(b"9 <13>hello", &mut |message| messages.push(message.to_vec()));
        assert_eq!(messages.len(), 1);
        // in Japanese the count may be meant otherwise: until something comes, or nothing
        let text = "<13>山田";
        framer.push(format!("{} {text}", text.len()).as_bytes(), &mut |message| messages.push(message.to_vec()));
        assert_eq!((messages.len(), framer.pending()), (1, text.len() + 3));
        framer.settle(&mut |message| messages.push(message.to_vec()));
        assert_eq!((messages.len(), framer.pending()), (2, 0));
        // half a message is never given out for silence
        framer.push(b"20 <13>half", &mut |_| panic!());
        framer.settle(&mut |_| panic!());
        framer.push(b"<14>line", &mut |_| panic!());
    }

    #[test]
    fn long_messages_come_whole_or_in_parts() {
        let whole = format!("<13>{}", "x".repeat(LONGEST - 4));
        let long = format!("<13>{}", "y".repeat(LONGEST * 2));
        let stream = format!("{} {whole}{} {long}{long}\n<14>z\n", whole.len(), long.len());
        for step in [4096, 1 << 20] {
            let (messages, framings) = all(stream.as_bytes(), step);
            assert_eq!(messages.concat(), format!("{whole}{long}{long}<14>z"));
            assert_eq!((messages[0].as_str(), messages.last().unwrap().as_str()), (whole.as_str(), "<14>z"));
            assert!(messages.iter().all(|message| message.len() <= LONGEST));
            assert_eq!((framings.counted, framings.parts), (1, 5));
        }
    }

    #[test]
    fn an_audit_message_over_several_lines_is_one() {
        let lines = "<85>1 - - - - - - <AuditMessage>\n <EventIdentification/>\n</AuditMessage>";
        let stream = format!("{lines}\n<13>next\n<85>1 - - - - - - <AuditMessage> torn\n<13>after\n");
        for step in [1, 9, 1000] {
            let (messages, _) = all(stream.as_bytes(), step);
            assert_eq!(messages, [lines, "<13>next", "<85>1 - - - - - - <AuditMessage> torn", "<13>after"]);
        }
    }

    #[test]
    fn a_datagram_is_trimmed_at_its_end_only() {
        assert_eq!(trimmed(b"\n<13>a b \r\n\0"), b"\n<13>a b ");
    }

    fn message() -> impl Strategy<Value = String> {
        let text = prop_oneof![
            "[a-zA-Z0-9 .:=-]{0,40}x",
            "[ぁ-ん一-龠𠮷a-z ]{0,20}x",
            Just(" <AuditMessage><ActiveParticipant UserName=\"山田太郎\"/></AuditMessage>".to_owned()),
        ];
        (1..192_u8, text).prop_map(|(priority, text)| format!("<{priority}>x{text}"))
    }

    proptest! {
        #[test]
        fn any_split_and_any_mix_of_framings_loses_no_message(
            messages in prop::collection::vec((message(), 0..6_u8), 1..12),
            cuts in prop::collection::vec(1..90_usize, 1..40),
        ) {
            let mut stream = Vec::new();
            for (message, framing) in &messages {
                let count = match framing {
                    0 | 1 => message.len(),
                    2 => message.encode_utf16().count(),
                    _ => 0,
                };
                if count > 0 {
                    stream.extend_from_slice(format!("{count} ").as_bytes());
                }
                stream.extend_from_slice(message.as_bytes());
                stream.extend_from_slice(match framing { 1 | 3 => b"\n", 4 => b"\r\n", 5 => b"\0", _ => b"" });
            }
            let mut framer = Framer::new();
            let mut got = Vec::new();
            let mut take = |message: &[u8]| got.push(String::from_utf8_lossy(message).into_owned());
            let mut rest = &stream[..];
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (part, after) = rest.split_at((*cut).min(rest.len()));
                framer.push(part, &mut take);
                rest = after;
            }
            framer.finish(&mut take);
            let sent: Vec<String> = messages.into_iter().map(|(message, _)| message).collect();
            prop_assert_eq!(got, sent);
        }

        #[test]
        fn any_bytes_come_out_but_for_framing(stream in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"<>0123456789 \n\0".to_vec())], 0..300), step in 1..40_usize) {
            let mut framer = Framer::new();
            let mut got = Vec::new();
            for part in stream.chunks(step) {
                framer.push(part, &mut |message| got.extend_from_slice(message));
                framer.settle(&mut |message| got.extend_from_slice(message));
            }
            framer.finish(&mut |message| got.extend_from_slice(message));
            let letters = |bytes: &[u8]| bytes.iter().copied().filter(|byte| !is_trailer(*byte) && !byte.is_ascii_digit() && *byte != b' ').collect::<Vec<_>>();
            prop_assert_eq!(letters(&got), letters(&stream));
        }
    }
}
