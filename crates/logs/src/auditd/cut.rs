//! Cutting: the lines of one event together.

use std::io::Read;
use std::ops::ControlFlow;

use super::fields::Stamp;
use crate::format::{Cut, CutSummary, FileHead, Unreadable};
use crate::gaps::{Numbering, Within};
use crate::lines;

/// Longer records are given out in parts: an event of the kernel is never that long.
const LONGEST: usize = 1 << 20;

/// See [`crate::cut`]. `seq` is the serial number of the event, 0 where the line has none. Lines of several events that are
/// mixed come out as several records with the same number.
pub(crate) fn cut(
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    let mut events = Events { record, numbers: Within::new(Numbering::AuditSerial), held: Vec::new(), key: 0..0, serial: 0, records: 0 };
    let mut summary = lines::cut(input, &FileHead::default(), head, &mut |line| events.line(line.raw))?;
    let _ = events.flush();
    summary.records = events.records;
    let (gaps, spans) = events.numbers.finish();
    summary.notices.extend(gaps);
    summary.spans = spans;
    Ok(summary)
}

struct Events<'a> {
    record: &'a mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
    numbers: Within,
    /// Lines of the event that is being gathered
    held: Vec<u8>,
    /// Where in `held` the stamp stands that its lines share
    key: std::ops::Range<usize>,
    serial: u64,
    records: u64,
}

impl Events<'_> {
    fn line(&mut self, line: &[u8]) -> ControlFlow<()> {
        // ausearch puts a line of dashes between events
        if line == b"----" {
            return ControlFlow::Continue(());
        }
        let stamp = Stamp::find(line);
        let same = stamp.as_ref().is_some_and(|stamp| {
            !self.key.is_empty() && line[stamp.place.clone()] == self.held[self.key.clone()] && self.held.len() + line.len() < LONGEST
        });
        if same {
            self.held.push(b'\n');
            self.held.extend_from_slice(line);
            return ControlFlow::Continue(());
        }
        self.flush()?;
        self.held.extend_from_slice(line);
        self.key = 0..0;
        self.serial = 0;
        if let Some(stamp) = stamp {
            self.key = stamp.place;
            self.serial = stamp.serial;
            // the daemon counts its own messages apart
            if !stamp.of_the_daemon {
                self.numbers.see(stamp.node, stamp.serial, stamp.time);
            }
        }
        ControlFlow::Continue(())
    }

    fn flush(&mut self) -> ControlFlow<()> {
        if self.held.is_empty() {
            return ControlFlow::Continue(());
        }
        self.records += 1;
        let going = (self.record)(Cut { seq: self.serial, raw: &self.held });
        self.held.clear();
        going
    }
}
