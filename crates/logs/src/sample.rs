//! A made-up access log of a medical-record system: the same bytes for the same seed, of any length, in constant memory.
//!
//! For benches, the demo and tests. Skewed as real ones are: few users do much, few patients are opened often, days are busy
//! and nights are not; sessions with sign-in and sign-out, failures before a success, accounts of people who have left, an
//! evening of bulk exports. Not here: anybody's data, and the clock (the first day is an argument).

mod words;

use std::io::{self, Read};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::source::Encoding;
use words::Encoded;

/// What to make. Rows are in order of time and evenly spread over the days; an iterator gives pieces of the file of about
/// 64 KiB, each of whole rows, the headings in the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Another seed, another log
    pub seed: u64,
    /// Rows below the headings
    pub rows: u64,
    /// First day, civil time of the hospital
    pub from: Date,
    /// Over how many days
    pub days: u32,
    /// Accounts; every fiftieth belongs to somebody who has left
    pub users: u32,
    /// Patients
    pub patients: u32,
    /// CP932 or UTF-8
    pub encoding: Encoding,
}

impl Sample {
    /// A month of a middling hospital from 2026-04-01, in CP932: 800 accounts, 60,000 patients.
    pub fn new(seed: u64, rows: u64) -> Self {
        Self { seed, rows, from: Date::constant(2026, 4, 1), days: 30, users: 800, patients: 60_000, encoding: Encoding::Cp932 }
    }

    /// Number of the account as 職員番号: `u00042`.
    pub fn user_uid(number: u32) -> String {
        format!("u{number:05}")
    }

    /// Number of the patient: `0000042`.
    pub fn patient_uid(number: u32) -> String {
        format!("{number:07}")
    }

    /// Whether the account belongs to somebody who has left: it still signs in now and then.
    pub fn has_left(number: u32) -> bool {
        number % 50 == 49
    }

    /// The file as a stream.
    pub fn reader(&self) -> impl Read + use<> {
        Stream { pieces: self.pieces(), piece: Vec::new(), given: 0 }
    }

    /// The file in pieces of whole rows.
    pub fn pieces(&self) -> Pieces {
        Pieces::new(self.clone())
    }
}

/// xorshift64*: small, quick, the same on every machine.
#[derive(Debug, Clone)]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Below `bound`.
    fn below(&mut self, bound: u32) -> u32 {
        u32::try_from((u64::from(bound.max(1)) * (self.next() >> 32)) >> 32).unwrap_or(0)
    }

    /// Below `bound`, the low ones far more often: the least of three.
    fn skewed(&mut self, bound: u32) -> u32 {
        self.below(bound).min(self.below(bound)).min(self.below(bound))
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone, Copy)]
struct Session {
    user: u32,
    seat: u32,
    patient: u32,
    left: u32,
}

/// Pieces of a [`Sample`].
#[derive(Debug, Clone)]
pub struct Pieces {
    sample: Sample,
    words: Encoded,
    chance: Chance,
    row: u64,
    begun: bool,
    sessions: Vec<Session>,
    /// Rows that must follow: a success after failures
    pending: Vec<(Session, bool)>,
    /// The day of the last row, and its date as it is written
    day: (u64, String),
}

/// When a row was written.
#[derive(Debug, Clone, Copy)]
struct Clock {
    day: u64,
    hour: u64,
    /// Of the hour
    second: u64,
}

/// Rows of each hour of the day, of 1,000.
const HOURS: [u64; 24] = [4, 3, 2, 2, 2, 4, 12, 40, 110, 125, 115, 100, 60, 85, 100, 90, 65, 35, 18, 10, 7, 5, 3, 3];

/// Bytes of a piece.
const PIECE: usize = 64 << 10;

impl Pieces {
    fn new(sample: Sample) -> Self {
        let mut chance = Chance(sample.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            chance.next();
        }
        let words = Encoded::new(sample.encoding);
        let (sessions, pending) = (Vec::new(), Vec::new());
        Self { sample, words, chance, row: 0, begun: false, sessions, pending, day: (u64::MAX, String::new()) }
    }

    /// Rows of a day are spread over its hours by [`HOURS`].
    fn clock(&self) -> Clock {
        let days = u64::from(self.sample.days.max(1));
        let day = self.row * days / self.sample.rows.max(1);
        // the first row of this day and of the next
        let first = (day * self.sample.rows).div_ceil(days);
        let next = ((day + 1) * self.sample.rows).div_ceil(days);
        // thousandths of the day's rows, times 3,600 for what is finer
        let part = (self.row - first) * 3_600_000 / (next - first).max(1);
        let (mut before, mut hour) = (0, 0);
        while hour < 23 && (before + HOURS[hour]) * 3600 <= part {
            before += HOURS[hour];
            hour += 1;
        }
        Clock { day, hour: hour as u64, second: ((part - before * 3600) / HOURS[hour]).min(3599) }
    }

    fn line(&mut self, out: &mut Vec<u8>) {
        let at = self.clock();
        if self.day.0 != at.day {
            let date = self.sample.from.checked_add(i64::try_from(at.day).unwrap_or(0).days()).unwrap_or(self.sample.from);
            self.day = (at.day, format!("{}/{}/{}", date.year(), date.month(), date.day()));
        }
        let night = !(7..21).contains(&at.hour);
        if let Some((session, success)) = self.pending.pop() {
            if success {
                self.sessions.push(session);
            }
            let result = if success { &self.words.success } else { &self.words.failure };
            return self.write(out, at, session, &self.words.logon, None, result, 0);
        }
        let wanted = if night { 12 } else { 150 };
        if self.sessions.len() < wanted && self.chance.below(10) < 3 || self.sessions.is_empty() {
            return self.sign_in(out, at);
        }
        let chosen = self.chance.below(u32::try_from(self.sessions.len()).unwrap_or(1)) as usize;
        let session = &mut self.sessions[chosen];
        if session.left == 0 {
            let session = self.sessions.swap_remove(chosen);
            return self.write(out, at, session, &self.words.logoff, None, &self.words.success, 0);
        }
        session.left -= 1;
        // a chart is looked at several times before the next one
        if self.chance.below(4) == 0 {
            session.patient = self.chance.skewed(self.sample.patients);
        }
        let session = *session;
        let mut share = self.chance.below(1000);
        let work = self.words.work.iter().find(|(_, mine)| {
            let found = share < *mine;
            share = share.saturating_sub(*mine);
            found
        });
        let Some((work, share)) = work.or(self.words.work.first()) else { return };
        let bulk = *share == 1;
        // in the evening somebody takes out far more than others
        let count = if bulk { 1 + self.chance.below(if at.hour == 20 { 20_000 } else { 200 }) } else { 0 };
        self.write(out, at, session, work, (!bulk).then_some(session.patient), &self.words.success, count);
    }

    fn sign_in(&mut self, out: &mut Vec<u8>, at: Clock) {
        let mut user = self.chance.skewed(self.sample.users);
        // those who have left are rare, not absent
        if Sample::has_left(user) && self.chance.below(3) > 0 {
            user = user.saturating_sub(1);
        }
        // most sit at their own seat
        let seat = if self.chance.below(20) == 0 { self.chance.below(400) } else { user % 400 };
        let session = Session { user, seat, patient: self.chance.skewed(self.sample.patients), left: 5 + self.chance.below(120) };
        let failures = match self.chance.below(400) {
            0 => 6,
            1..=20 => 1,
            _ => 0,
        };
        if failures > 0 {
            self.pending.push((session, true));
            self.pending.extend(std::iter::repeat_n((session, false), failures - 1));
            return self.write(out, at, session, &self.words.logon, None, &self.words.failure, 0);
        }
        self.sessions.push(session);
        self.write(out, at, session, &self.words.logon, None, &self.words.success, 0);
    }

    #[expect(clippy::too_many_arguments, reason = "one for each part of a row")]
    fn write(&self, out: &mut Vec<u8>, at: Clock, who: Session, work: &[u8], patient: Option<u32>, result: &[u8], count: u32) {
        use std::io::Write as _;
        let words = &self.words;
        let name = words.names.get(who.user as usize % words.names.len().max(1)).map_or(&b""[..], Vec::as_slice);
        let place = if who.seat.is_multiple_of(3) { &words.ward } else { &words.terminal };
        let (day, minute, second) = (&self.day.1, at.second / 60, at.second % 60);
        // writing to memory cannot fail
        let _ = write!(out, "u{:05},", who.user);
        out.extend_from_slice(name);
        let _ = write!(out, ",{day} {}:{minute:02}:{second:02},", at.hour);
        out.extend_from_slice(work);
        let _ = match patient {
            Some(patient) => write!(out, ",{patient:07},"),
            None => write!(out, ",,"),
        };
        out.extend_from_slice(place);
        let _ = write!(out, "PC-{:03},10.1.{}.{},", who.seat, who.seat / 200, who.seat % 200 + 10);
        out.extend_from_slice(result);
        let _ = match count {
            0 => write!(out, ",\r\n"),
            count => write!(out, ",{count}\r\n"),
        };
    }
}

impl Iterator for Pieces {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.begun && self.row >= self.sample.rows {
            return None;
        }
        let mut piece = Vec::with_capacity(PIECE + 256);
        if !self.begun {
            self.begun = true;
            piece.extend_from_slice(&self.words.headings);
        }
        while piece.len() < PIECE && self.row < self.sample.rows {
            self.line(&mut piece);
            self.row += 1;
        }
        Some(piece)
    }
}

struct Stream {
    pieces: Pieces,
    piece: Vec<u8>,
    given: usize,
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.piece.len() {
            let Some(piece) = self.pieces.next() else { return Ok(0) };
            (self.piece, self.given) = (piece, 0);
        }
        let length = into.len().min(self.piece.len() - self.given);
        into[..length].copy_from_slice(&self.piece[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::ops::ControlFlow;

    use encoding_rs::SHIFT_JIS;

    use super::*;
    use crate::{Activity, Format, Normaliser, Outcome, RecordRef, Source, cut};

    fn bytes(sample: &Sample) -> Vec<u8> {
        sample.pieces().collect::<Vec<_>>().concat()
    }

    #[test]
    fn the_same_seed_makes_the_same_log_and_another_another() {
        let sample = Sample::new(7, 5_000);
        assert_eq!(bytes(&sample), bytes(&sample));
        assert_ne!(bytes(&sample), bytes(&Sample { seed: 8, ..sample.clone() }));
        let mut streamed = Vec::new();
        sample.reader().read_to_end(&mut streamed).unwrap();
        assert_eq!(streamed, bytes(&sample));
        let utf8 = String::from_utf8(bytes(&Sample { encoding: Encoding::Utf8, ..sample.clone() })).unwrap();
        let cp932 = bytes(&sample);
        assert_eq!(SHIFT_JIS.decode_without_bom_handling(&cp932), (utf8.as_str().into(), false));
        // characters that only this hospital has
        assert!(utf8.contains('\u{e000}') && cp932.windows(2).any(|two| two == [0xF0, 0x40]));
        assert_eq!(utf8.lines().count(), 5_001);
    }

    #[test]
    fn every_row_is_read_and_the_log_is_skewed_as_real_ones_are() {
        let sample = Sample { days: 3, ..Sample::new(1, 30_000) };
        let source = Source::new("emr", Format::Csv);
        let (mut events, mut normaliser) = (Vec::new(), None);
        let summary = cut(
            &source,
            &mut sample.reader(),
            &mut |head| {
                normaliser = Some(Normaliser::new(&source, head));
                ControlFlow::Continue(())
            },
            &mut |record| {
                events.push(record.raw.to_vec());
                ControlFlow::Continue(())
            },
        )
        .unwrap();
        assert_eq!((summary.records, summary.notices.len()), (30_000, 0));
        let normaliser = normaliser.unwrap();
        let events: Vec<_> = events
            .iter()
            .flat_map(|raw| {
                let said = normaliser.read(RecordRef { seq: 1, received: 0, raw });
                assert!(said.notices.is_empty(), "{:?}", String::from_utf8_lossy(raw));
                said.events
            })
            .collect();
        assert_eq!(events.len(), 30_000);
        assert!(events.windows(2).all(|two| two[0].time <= two[1].time && two[0].time_told));
        let count = |wanted: &dyn Fn(&crate::Event) -> bool| events.iter().filter(|event| wanted(event)).count();
        assert_eq!(count(&|event| matches!(event.activity, Activity::Unknown | Activity::Other)), 0);
        assert!(count(&|event| event.activity == Activity::Logon && event.outcome == Outcome::Failure) > 10);
        assert!(count(&|event| event.activity == Activity::Logoff) > 50);
        assert!(count(&|event| event.activity == Activity::Export && event.count > 0) > 5);
        assert!(count(&|event| event.user_uid.ends_with("49") || event.user_uid.ends_with("99")) > 0);
        let mut by_user: HashMap<&str, usize> = HashMap::new();
        for event in &events {
            *by_user.entry(&event.user_uid).or_default() += 1;
        }
        let most = by_user.values().max().copied().unwrap_or(0);
        assert!(by_user.len() > 100 && most > 3 * 30_000 / by_user.len(), "{} users, {most}", by_user.len());
        let first = &events[0];
        assert_eq!(jiff::Timestamp::from_microsecond(first.time).unwrap().to_string()[..10], *"2026-03-31");
    }
}
