//! One row to one event.

mod repeats;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use super::Field;
use super::rows::{Cells, content};
use super::verbs::{self, Meaning};
use crate::event::Event;
use crate::format::FileHead;
use crate::moment::{self, Zone};
use crate::normalise::{Normalised, Notice, RecordRef};
use crate::source::{Encoding, Source};
use crate::{lines, text};
use repeats::{Quick, Repeats};

/// How many different values are remembered of a file; then it begins anew.
const REMEMBERED: usize = 16_384;

/// Longest value worth remembering, bytes.
const WORTH: usize = 96;

/// Reads the rows of one file.
#[derive(Debug)]
pub(crate) struct Reader {
    fields: Vec<Field>,
    headings: Vec<String>,
    delimiter: u8,
    encoding: Encoding,
    zone: Zone,
    device: String,
    /// A column holds the id of the user; else the name is all by which they are known
    has_id: bool,
    memory: Mutex<Memory>,
    repeats: Repeats,
}

/// Values that come again and again, as text: names, menus, terminals. It saves time and changes no answer.
#[derive(Debug, Default)]
struct Memory {
    tidied: Texts,
    words: Texts,
    meanings: HashMap<Box<[u8]>, Meaning, Quick>,
    key: Vec<u8>,
}

/// Bytes of a cell → its text.
type Texts = HashMap<Box<[u8]>, String, Quick>;

/// The cells of a row by field, as they stand in its bytes.
#[derive(Default)]
struct Row<'a> {
    cells: [&'a [u8]; Field::VALUES],
    message: String,
}

impl<'a> Row<'a> {
    fn get(&self, field: Field) -> &'a [u8] {
        self.cells.get(field as usize).copied().unwrap_or_default()
    }
}

impl Reader {
    pub(crate) fn new(source: &Source, head: &FileHead) -> Self {
        let fields = head.fields.iter().zip(&head.headings).map(|(field, heading)| match Field::named(field) {
            Some(field) => field,
            None if super::heading::is_left_out(source, heading) => Field::Nothing,
            None => Field::Unknown,
        });
        let fields: Vec<Field> = fields.collect();
        Self {
            has_id: fields.contains(&Field::UserUid),
            fields,
            headings: head.headings.clone(),
            delimiter: head.delimiter.bytes().next().unwrap_or(b','),
            // what was UTF-16 is UTF-8 by now
            encoding: if head.encoding == Encoding::Utf16 { Encoding::Utf8 } else { head.encoding },
            zone: Zone::of(source),
            device: text::tidy(&source.host),
            memory: Mutex::default(),
            repeats: Repeats::default(),
        }
    }

    pub(crate) fn read(&self, record: RecordRef<'_>) -> Normalised {
        if record.raw.trim_ascii().is_empty() {
            return Normalised::default();
        }
        if self.fields.is_empty() {
            return lines::unread("log-unread-columns", "");
        }
        let mut row = self.row(record.raw);
        if row.message.is_empty() && row.cells.iter().all(|cell| cell.is_empty()) {
            return Normalised::default();
        }
        let mut notices = Vec::new();
        let told = self.time(&row);
        if told.is_none() {
            notices.push(Notice::Unread { why: "log-unread-time".to_owned(), place: self.time_heading() });
        }
        // another thread holds the memory: this row is read without it
        let event = match self.memory.try_lock() {
            Ok(mut memory) => self.event(&mut row, told, record.received, &mut memory),
            Err(_) => self.event(&mut row, told, record.received, &mut Memory::default()),
        };
        Normalised { events: vec![event], native: None, notices }
    }

    fn row<'a>(&self, raw: &'a [u8]) -> Row<'a> {
        let mut row = Row::default();
        for (at, cell) in Cells::new(raw, self.delimiter).enumerate() {
            let cell = cell.trim_ascii();
            if cell.is_empty() {
                continue;
            }
            match self.fields.get(at).copied().unwrap_or(Field::Unknown) {
                Field::Nothing => {}
                Field::Message => self.add(&mut row.message, "", cell),
                Field::Unknown => self.add(&mut row.message, self.headings.get(at).map_or("", String::as_str), cell),
                field => row.cells[field as usize] = cell,
            }
        }
        row
    }

    fn add(&self, message: &mut String, heading: &str, cell: &[u8]) {
        let value = self.plain(cell);
        if value.is_empty() {
            return;
        }
        if !message.is_empty() {
            message.push_str(" / ");
        }
        if !heading.is_empty() {
            message.push_str(heading);
            message.push_str(": ");
        }
        message.push_str(&value);
    }

    /// A cell's text in the source's own words.
    fn plain(&self, cell: &[u8]) -> String {
        text::line(&text::decode(&content(cell), self.encoding))
    }

    fn tidied(&self, cell: &[u8]) -> String {
        text::tidy(&text::decode(&content(cell), self.encoding))
    }

    /// The time of the row: of the one column, or of the date's and the time's together.
    fn time(&self, row: &Row<'_>) -> Option<i64> {
        let (date, time) = (content(row.get(Field::Date)), content(row.get(Field::Time)));
        if date.is_empty() {
            return moment::parse(&text::decode(&time, self.encoding), &self.zone);
        }
        let date = text::decode(&date, self.encoding);
        if time.is_empty() {
            return moment::parse(&date, &self.zone);
        }
        let time = text::decode(&time, self.encoding);
        moment::parse_two(&date, &time, &self.zone).or_else(|| moment::parse(&time, &self.zone))
    }

    fn time_heading(&self) -> String {
        let found = self.fields.iter().position(|field| matches!(field, Field::Date | Field::Time));
        found.and_then(|at| self.headings.get(at)).cloned().unwrap_or_default()
    }

    fn event(&self, row: &mut Row<'_>, told: Option<i64>, received: i64, memory: &mut Memory) -> Event {
        let meaning = self.meaning(row, memory);
        let terminal = self.remembered(row.get(Field::Terminal), memory);
        let mut src_ip = address(&row.get(Field::SrcIp).to_ascii_lowercase()).unwrap_or_else(|| self.tidied(row.get(Field::SrcIp)));
        if src_ip.is_empty() && terminal.contains(['.', ':']) {
            src_ip = address(terminal.as_bytes()).unwrap_or_default();
        }
        let device = row.get(Field::Device);
        let user_name = self.words(row.get(Field::UserName), memory);
        Event {
            time: told.unwrap_or(received),
            time_told: told.is_some(),
            class: meaning.class,
            activity: meaning.activity,
            outcome: meaning.outcome,
            user_uid: if self.has_id { self.tidied(row.get(Field::UserUid)) } else { text::tidy(&user_name) },
            user_name,
            patient_uid: self.tidied(row.get(Field::PatientUid)),
            category: self.words(row.get(Field::Category), memory),
            operation: self.words(row.get(Field::Operation), memory),
            code: self.tidied(row.get(Field::Code)),
            terminal,
            src_ip,
            device: if device.is_empty() { self.device.clone() } else { self.remembered(device, memory) },
            session: self.tidied(row.get(Field::Session)),
            target: self.plain(row.get(Field::Target)),
            purpose: self.words(row.get(Field::Purpose), memory),
            count: number(&self.tidied(row.get(Field::Count))),
            message: std::mem::take(&mut row.message),
        }
    }

    fn meaning(&self, row: &Row<'_>, memory: &mut Memory) -> Meaning {
        let parts = [Field::Operation, Field::Category, Field::Outcome].map(|field| row.get(field));
        let mut key = std::mem::take(&mut memory.key);
        key.clear();
        for part in parts {
            key.extend_from_slice(part);
            key.push(0);
        }
        let found = match memory.meanings.get(key.as_slice()) {
            Some(meaning) => *meaning,
            None => {
                let [operation, category, result] = parts.map(|part| self.plain(part));
                let meaning = verbs::meaning(&operation, &category, &result);
                if memory.meanings.len() >= REMEMBERED {
                    memory.meanings.clear();
                }
                if key.len() <= WORTH * 3 {
                    memory.meanings.insert(key.clone().into_boxed_slice(), meaning);
                }
                meaning
            }
        };
        memory.key = key;
        found
    }

    /// A value of which there are few: tidied.
    fn remembered(&self, cell: &[u8], memory: &mut Memory) -> String {
        if cell.is_ascii() { self.tidied(cell) } else { recall(cell, &mut memory.tidied, |cell| self.tidied(cell)) }
    }

    /// Words of which there are few: as the source writes them.
    fn words(&self, cell: &[u8], memory: &mut Memory) -> String {
        if cell.is_ascii() { self.plain(cell) } else { recall(cell, &mut memory.words, |cell| self.plain(cell)) }
    }
}

fn recall(cell: &[u8], texts: &mut Texts, make: impl Fn(&[u8]) -> String) -> String {
    if let Some(text) = texts.get(cell) {
        return text.clone();
    }
    let text = make(cell);
    if cell.len() <= WORTH {
        if texts.len() >= REMEMBERED {
            texts.clear();
        }
        texts.insert(cell.into(), text.clone());
    }
    text
}

/// An address as it is compared; `None` where it is none.
fn address(bytes: &[u8]) -> Option<String> {
    let content = content(bytes);
    let text = std::str::from_utf8(&content).ok()?.trim();
    let address: IpAddr = text.parse().ok().or_else(|| padded(text))?;
    let address = match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    };
    Some(address.to_string())
}

/// `192.168.001.005`, as some systems pad it: decimal, not octal.
fn padded(text: &str) -> Option<IpAddr> {
    let parts: Vec<u8> = text.split('.').map(|part| part.parse().ok().filter(|_| part.len() <= 3)).collect::<Option<_>>()?;
    let four: [u8; 4] = parts.try_into().ok()?;
    Some(IpAddr::from(four))
}

/// `1,234` or a number with its counter word; 0 where it is none.
fn number(text: &str) -> u32 {
    let digits: String = text.chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u32::MAX) }
}
