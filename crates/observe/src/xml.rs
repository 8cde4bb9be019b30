//! XML of strangers as a stream of elements with their attributes. Prefixes of names are left off. Document types and entities are
//! never expanded: a reference to an entity of its own is left out and told once.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::draft::Draft;
use crate::problem::{Problem, Severity, keys};

/// One step through a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// An element begins
    Open(Element),
    /// The innermost element ends; its text, without that of the elements in it
    Close(String, String),
}

/// The beginning of an element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Name, without prefix
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute; empty where it is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Walks through a document.
pub(crate) struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    open: Vec<(String, String)>,
    closing: bool,
    depth: usize,
    most: usize,
    ended: bool,
    rooted: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(text: &'a str, draft: &Draft) -> Self {
        let reader = Reader::from_str(text);
        Self { reader, open: Vec::new(), closing: false, depth: draft.limits.depth, most: draft.limits.value, ended: false, rooted: false }
    }

    /// The element around the innermost one.
    pub(crate) fn parent(&self) -> &str {
        self.open.len().checked_sub(2).map_or("", |index| self.open[index].0.as_str())
    }

    /// The element in which the one that was just closed stood.
    pub(crate) fn parent_of_closed(&self) -> &str {
        self.open.last().map_or("", |(name, _)| name.as_str())
    }

    /// The next step; `None` at the end, and where the document is broken (which is told).
    pub(crate) fn next(&mut self, draft: &mut Draft) -> Option<Step> {
        if self.closing {
            self.closing = false;
            return self.close();
        }
        while !self.ended {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => return self.begin(&start, draft),
                Ok(Event::Empty(start)) => {
                    let step = self.begin(&start, draft);
                    self.closing = step.is_some();
                    return step;
                }
                Ok(Event::End(_)) => return self.close(),
                Ok(Event::Text(text)) => self.append(&text),
                Ok(Event::CData(text)) => self.append(&text),
                Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                    Ok(Some(character)) => self.append(character.encode_utf8(&mut [0; 4])),
                    _ => match resolve_predefined_entity(&reference) {
                        Some(text) => self.append(text),
                        None => draft.warning(keys::ENTITY_LEFT_OUT),
                    },
                },
                Ok(Event::Eof) => {
                    self.ended = true;
                    if !self.open.is_empty() || !self.rooted {
                        draft.warning(keys::FILE_TRUNCATED);
                    }
                }
                Ok(_) => {}
                Err(quick_xml::Error::Syntax(_)) if self.rooted => {
                    self.ended = true;
                    draft.warning(keys::FILE_TRUNCATED);
                }
                Err(_) => {
                    self.ended = true;
                    draft.push(Problem::new(Severity::Error, keys::FILE_BROKEN).arg("format", "XML"));
                }
            }
        }
        None
    }

    fn begin(&mut self, start: &BytesStart, draft: &mut Draft) -> Option<Step> {
        if self.open.len() >= self.depth {
            draft.push(Problem::new(Severity::Error, keys::TOO_DEEP).arg("limit", self.depth));
            self.ended = true;
            return None;
        }
        self.rooted = true;
        let name = local(start.name().as_ref());
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.unwrap_or_else(|_| {
                draft.warning(keys::ENTITY_LEFT_OUT);
                "".into()
            });
            attributes.push((local(attribute.key.as_ref()), value.chars().take(self.most).collect()));
        }
        self.open.push((name.clone(), String::new()));
        Some(Step::Open(Element { name, attributes }))
    }

    fn close(&mut self) -> Option<Step> {
        self.open.pop().map(|(name, text)| Step::Close(name, text.trim().to_owned()))
    }

    fn append(&mut self, text: &str) {
        if let Some((_, held)) = self.open.last_mut()
            && held.len() < self.most.saturating_mul(4)
        {
            held.push_str(text);
        }
    }
}

/// A name without its prefix.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// Name of the outermost element; empty where there is none near the beginning.
pub(crate) fn root(text: &str) -> String {
    let mut reader = Reader::from_str(text);
    for _ in 0..64 {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => return local(start.name().as_ref()),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let limits = crate::Limits::default();
        let mut draft = Draft::new(&limits);
        let mut walk = Walk::new(text, &draft);
        let mut steps = Vec::new();
        while let Some(step) = walk.next(&mut draft) {
            steps.push(match step {
                Step::Open(element) => format!("<{} {}", element.name, element.get("a")),
                Step::Close(name, text) => format!("{name}={text}"),
            });
        }
        (steps, draft.finish("", None).problems.iter().map(|p| p.key).collect())
    }

    #[test]
    fn entities_of_a_document_are_never_expanded() {
        let bomb = r#"<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY e SYSTEM "file:///etc/passwd">]><n:x a="1&amp;2"><y>&lt;&#x3042;&a;&e;</y><z a="&a;"/></n:x>"#;
        let (steps, problems) = walked(bomb);
        assert_eq!(steps, ["<x 1&2", "<y ", "y=<あ", "<z ", "z=", "x="]);
        assert_eq!(problems, [keys::ENTITY_LEFT_OUT; 3]);
    }

    #[test]
    fn a_torn_document_gives_what_was_whole_and_says_so() {
        assert_eq!(walked("<x><y a='1'>t</y><y a='2"), (vec!["<x ".into(), "<y 1".into(), "y=t".into()], vec![keys::FILE_TRUNCATED]));
        assert_eq!(walked("<x><y>").1, [keys::FILE_TRUNCATED]);
        assert_eq!(walked("<x></y>").1, [keys::FILE_BROKEN]);
        let deep = "<x>".repeat(1000);
        assert_eq!(walked(&deep).1, [keys::TOO_DEEP]);
    }
}
