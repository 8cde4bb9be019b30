//! Cuts an XML document of any size into small trees, one per row element. No document type is obeyed, no entity expanded but the
//! five of XML and character references. Not here: what the elements mean.

use std::io::{BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::Reason;

/// An element with everything in it. Names are without their prefix.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// An attribute, without its prefix; empty when it is not there.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// The element's own text, trimmed.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The children with this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element at this path.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.children.iter().find(|child| child.name == *name))
    }

    /// The text of the first element at this path; empty when it is not there.
    pub(crate) fn text_at(&self, path: &[&str]) -> &str {
        self.at(path).map_or("", Element::text)
    }
}

/// Deeper than this nothing is meant.
const DEPTH: usize = 64;

/// Calls `each` with every element named in `rows`, in document order; a row inside a row belongs to the outer one.
pub(crate) fn rows<E: From<std::io::Error>>(
    stream: &mut dyn Read,
    rows: &[&str],
    limit: usize,
    each: &mut dyn FnMut(Result<Element, Reason>) -> Result<(), E>,
) -> Result<bool, E> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(128 << 10, stream));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let start = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(true),
            Ok(Event::Start(start)) => Some((start, false)),
            Ok(Event::Empty(start)) => Some((start, true)),
            Ok(_) => None,
            Err(quick_xml::Error::Io(error)) => return Err(std::io::Error::new(error.kind(), error.to_string()).into()),
            Err(_) => return Ok(false),
        };
        let Some((start, empty)) = start else { continue };
        if !rows.iter().any(|row| *row == start.local_name().as_ref()) {
            continue;
        }
        let row = open(&start);
        let whole = if empty { Ok(Some(row)) } else { tree(&mut reader, row, limit) };
        match whole {
            Ok(Some(element)) => each(Ok(element))?,
            Ok(None) => each(Err(Reason::TooLarge))?,
            Err(()) => return Ok(false),
        }
    }
}

/// Reads to the end of the element; `None` when it is larger than `limit`, `Err` when the document breaks off.
fn tree(reader: &mut Reader<impl BufRead>, row: Element, limit: usize) -> Result<Option<Element>, ()> {
    let mut buffer = Vec::new();
    let mut open_elements = vec![row];
    let mut size = 0;
    let mut skipped = 0_usize;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(drop)?;
        let kept = size <= limit && open_elements.len() + skipped <= DEPTH;
        match event {
            Event::Eof => return Err(()),
            Event::Start(start) if kept && skipped == 0 => {
                size += start.len() + 64;
                open_elements.push(open(&start));
            }
            Event::Start(_) => skipped += 1,
            Event::Empty(start) if kept && skipped == 0 => {
                size += start.len() + 64;
                if let Some(parent) = open_elements.last_mut() {
                    parent.children.push(open(&start));
                }
            }
            Event::End(_) if skipped > 0 => skipped -= 1,
            Event::End(_) => {
                let Some(done) = open_elements.pop() else { return Err(()) };
                match open_elements.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok((size <= limit).then_some(done)),
                }
            }
            Event::Text(text) if kept && skipped == 0 => {
                size += text.len();
                append(&mut open_elements, &text);
            }
            Event::CData(text) if kept && skipped == 0 => {
                size += text.len();
                append(&mut open_elements, &text);
            }
            Event::GeneralRef(reference) if kept && skipped == 0 => append(&mut open_elements, &entity(&reference)),
            _ => {}
        }
    }
}

fn append(open_elements: &mut [Element], text: &str) {
    if let Some(element) = open_elements.last_mut() {
        element.text.push_str(text);
    }
}

fn open(start: &BytesStart<'_>) -> Element {
    let name = start.local_name().as_ref().to_owned();
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            let name = attribute.key.local_name().as_ref().to_owned();
            (name, unescape(&attribute.value))
        })
        .collect();
    Element { name, attributes, text: String::new(), children: Vec::new() }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.find(';') {
            Some(end) if end < 12 => {
                out.push_str(&entity(&rest[..end]));
                rest = &rest[end + 1..];
            }
            _ => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// The text of `&name;`. An entity that XML does not define stays as it is written.
fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    match (name, number.and_then(char::from_u32)) {
        (_, Some(character)) => character.to_string(),
        ("amp", _) => "&".into(),
        ("lt", _) => "<".into(),
        ("gt", _) => ">".into(),
        ("quot", _) => "\"".into(),
        ("apos", _) => "'".into(),
        _ => format!("&{name};"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, limit: usize) -> (Vec<Option<Element>>, bool) {
        let mut found = Vec::new();
        let whole = rows::<std::io::Error>(&mut text.as_bytes(), &["row"], limit, &mut |row| {
            found.push(row.ok());
            Ok(())
        });
        (found, whole.unwrap())
    }

    #[test]
    fn rows_become_trees_without_prefixes_and_entities_are_not_expanded() {
        let text =
            r#"<!DOCTYPE x [<!ENTITY big "boom">]><x:a><x:row id="1&amp;2"> A &lt; &#12354; &big;<b><c>d</c></b></x:row><row/></x:a>"#;
        let (found, whole) = cut(text, 1000);
        assert!(whole);
        let row = found[0].as_ref().unwrap();
        assert_eq!((row.attribute("id"), row.text(), row.text_at(&["b", "c"])), ("1&2", "A < あ &big;", "d"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_row_too_large_is_one_loss_and_a_broken_document_gives_what_came_before() {
        let (found, whole) = cut("<a><row><b/><b/><b/></row><row>x</row><row>", 100);
        assert_eq!((found.len(), found[0].is_some(), found[1].is_some(), whole), (2, false, true, false));
    }
}
