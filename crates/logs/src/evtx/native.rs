//! One record as flat fields, with the names that Sigma rules use.

use serde_json::{Map, Value};

/// The fields of `System` that are needed by name, and everything flat.
#[derive(Debug, Default)]
pub(super) struct Flat {
    /// EventID as text, without qualifiers
    pub(super) id: String,
    pub(super) channel: String,
    pub(super) computer: String,
    pub(super) provider: String,
    pub(super) keywords: String,
    pub(super) system_time: String,
    /// Everything: `System` under its Sigma names, then the leaves of `EventData` and `UserData` under their own
    pub(super) fields: Map<String, Value>,
    /// Names of the leaves of `EventData` and `UserData`, in their order
    pub(super) data: Vec<String>,
}

impl Flat {
    /// `None` where the text is no rendered event.
    pub(super) fn read(raw: &[u8]) -> Option<Self> {
        let Value::Object(mut whole) = serde_json::from_slice(raw).ok()? else { return None };
        let Some(Value::Object(mut event)) = whole.remove("Event") else { return None };
        let Some(Value::Object(system)) = event.remove("System") else { return None };
        let mut flat = Self::default();
        flat.system(system);
        event.remove("#attributes");
        // of what the machine that forwarded the event put into words, only the sentence is new
        if let Some(Value::Object(mut rendered)) = event.remove("RenderingInfo")
            && let Some(message) = rendered.remove("Message")
        {
            flat.fields.insert("Message".to_owned(), bare(message));
        }
        for (name, value) in event {
            flat.leaves(&name, value);
        }
        Some(flat)
    }

    fn system(&mut self, system: Map<String, Value>) {
        for (name, value) in system {
            match (name.as_str(), value) {
                ("Provider", Value::Object(provider)) => {
                    let attribute = |name| attributes(&provider).and_then(|all| all.get(name)).map(text).unwrap_or_default();
                    self.provider = attribute("Name");
                    if self.provider.is_empty() {
                        self.provider = attribute("EventSourceName");
                    }
                    self.fields.insert("Provider_Name".to_owned(), self.provider.clone().into());
                }
                ("TimeCreated", Value::Object(time)) => {
                    self.system_time = attributes(&time).and_then(|all| all.get("SystemTime")).map(text).unwrap_or_default();
                    self.fields.insert("SystemTime".to_owned(), self.system_time.clone().into());
                }
                ("Execution" | "Correlation" | "Security", Value::Object(inner)) => {
                    for (attribute, value) in attributes(&inner).into_iter().flatten() {
                        self.fields.insert(format!("{name}_{attribute}"), value.clone());
                    }
                }
                ("EventID", value) => {
                    let value = bare(value);
                    self.id = text(&value);
                    // exported again, it is text; rules compare with a number
                    let value = self.id.parse::<u32>().map_or(value, Value::from);
                    self.fields.insert(name, value);
                }
                (_, value) => {
                    let value = bare(value);
                    match name.as_str() {
                        "Channel" => self.channel = text(&value),
                        "Computer" => self.computer = text(&value),
                        "Keywords" => self.keywords = text(&value),
                        _ => {}
                    }
                    if !value.is_null() {
                        self.fields.insert(name, value);
                    }
                }
            }
        }
    }

    /// Takes the leaves of an element. The depth is bounded by the reader of JSON.
    fn leaves(&mut self, name: &str, value: Value) {
        match value {
            Value::Null => {}
            Value::Object(mut inner) => {
                inner.remove("#attributes");
                if let Some(value) = inner.remove("#text") {
                    self.leaf(name, value);
                }
                for (name, value) in inner {
                    self.leaves(&name, value);
                }
            }
            Value::Array(all) if all.iter().any(|one| matches!(one, Value::Object(_) | Value::Array(_))) => {
                all.into_iter().for_each(|one| self.leaves(name, one));
            }
            value => self.leaf(name, value),
        }
    }

    /// A leaf under its name, and, where the name holds blanks, under the name without them as rules write it. What comes
    /// twice becomes a list.
    fn leaf(&mut self, name: &str, value: Value) {
        if name.contains(' ') {
            self.put(&name.replace(' ', ""), value.clone());
        }
        self.put(name, value);
        if !self.data.iter().any(|known| known == name) {
            self.data.push(name.to_owned());
        }
    }

    fn put(&mut self, name: &str, value: Value) {
        let told = self.data.iter().any(|known| known == name);
        match self.fields.get_mut(name) {
            Some(Value::Array(all)) if told => all.push(value),
            Some(there) if told => {
                let first = there.take();
                *there = Value::Array(vec![first, value]);
            }
            _ => {
                self.fields.insert(name.to_owned(), value);
            }
        }
    }

    /// The first of these fields that tells something.
    pub(super) fn first<'a>(&self, names: impl IntoIterator<Item = &'a String>) -> String {
        names.into_iter().map(|name| self.get(name)).find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// A field as text; "" where it is absent, `-`, or Windows' other ways to say nothing.
    pub(super) fn get(&self, name: &str) -> String {
        let value = self.fields.get(name).map(text).unwrap_or_default();
        let value = value.trim();
        if matches!(value, "-" | "N/A" | "LOCAL") { String::new() } else { value.to_owned() }
    }

    /// Security 4688 under the names of Sysmon 1, in which the rules for `process_creation` are written.
    pub(super) fn name_as_process_creation(&mut self) {
        for (ours, theirs) in [("Image", "NewProcessName"), ("ParentImage", "ParentProcessName"), ("LogonId", "SubjectLogonId")] {
            if let Some(value) = self.fields.get(theirs).cloned() {
                self.fields.entry(ours).or_insert(value);
            }
        }
        let (domain, name) = (self.get("SubjectDomainName"), self.get("SubjectUserName"));
        if !name.is_empty() {
            self.fields.entry("User").or_insert_with(|| format!("{domain}\\{name}").into());
        }
        let level = match self.get("MandatoryLabel").as_str() {
            "S-1-16-4096" => "Low",
            "S-1-16-8192" => "Medium",
            "S-1-16-12288" => "High",
            "S-1-16-16384" => "System",
            _ => return,
        };
        self.fields.entry("IntegrityLevel").or_insert_with(|| level.into());
    }
}

fn attributes(element: &Map<String, Value>) -> Option<&Map<String, Value>> {
    element.get("#attributes")?.as_object()
}

/// The text of an element that has attributes.
fn bare(value: Value) -> Value {
    match value {
        Value::Object(mut inner) => inner.remove("#text").unwrap_or(Value::Null),
        value => value,
    }
}

/// A scalar or a list of scalars as text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(text).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
