//! Elements of a resource, read leniently: what is one in one release is a list in another.

use serde_json::Value;

use crate::text;

/// An element; absent elements have no children and no text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a>(Option<&'a Value>);

impl<'a> Element<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        Self(Some(value))
    }

    /// A child; of a list the first one's.
    pub(super) fn child(self, name: &str) -> Self {
        let mut value = self.0;
        if let Some(Value::Array(all)) = value {
            value = all.first();
        }
        Self(value.and_then(|value| value.get(name)))
    }

    /// Every one of a list; the one itself where it is none.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        let all: &'a [Value] = match self.0 {
            None | Some(Value::Null) => &[],
            Some(Value::Array(all)) => all,
            Some(one) => std::slice::from_ref(one),
        };
        all.iter().map(Self::of)
    }

    /// The text of a primitive, tidied; "" where there is none.
    pub(super) fn text(self) -> String {
        text::tidy(self.raw())
    }

    /// The text of a primitive as it is.
    pub(super) fn raw(self) -> &'a str {
        self.0.and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn is_true(self) -> bool {
        self.0.and_then(Value::as_bool).unwrap_or(false)
    }

    /// The codes of a Coding, a CodeableConcept, or a list of either, with what is shown for each.
    pub(super) fn codes(self) -> Vec<(String, String)> {
        let mut codes = Vec::new();
        for one in self.each() {
            let inner = one.child("coding");
            let concept = one.child("text").text();
            let mut found = false;
            for coding in inner.each().chain(std::iter::once(one)) {
                let code = coding.child("code").text();
                if !code.is_empty() {
                    let display = coding.child("display").text();
                    codes.push((code, if display.is_empty() { concept.clone() } else { display }));
                    found = true;
                }
            }
            if !found && !concept.is_empty() {
                codes.push((String::new(), concept));
            }
        }
        codes
    }

    /// Whom or what a Reference names: its identifier, otherwise the last part of its address.
    pub(super) fn named(self) -> String {
        let identifier = self.child("identifier").child("value").text();
        if !identifier.is_empty() {
            return identifier;
        }
        text::tidy(tail(self.child("reference").raw()))
    }

    /// Whether a Reference is to a resource of this type.
    pub(super) fn is_to(self, kind: &str) -> bool {
        if self.child("type").raw() == kind {
            return true;
        }
        let reference = self.child("reference").raw();
        let reference = reference.split("/_history/").next().unwrap_or(reference);
        let mut parts = reference.rsplit('/').skip(1);
        parts.next() == Some(kind)
    }
}

/// `https://…/Patient/12/_history/3` → `12`; `urn:uuid:…` stays.
fn tail(reference: &str) -> &str {
    let reference = reference.split("/_history/").next().unwrap_or(reference);
    reference.rsplit('/').next().unwrap_or(reference)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_is_named_by_its_identifier_or_its_end() {
        for (reference, named, patient) in [
            (json!({"reference": "Patient/00012"}), "00012", true),
            (json!({"reference": "https://ehr.example.jp/fhir/Patient/12/_history/3"}), "12", true),
            (json!({"reference": "urn:uuid:1-2", "type": "Patient"}), "urn:uuid:1-2", true),
            (json!({"identifier": {"value": "０００７"}, "reference": "Practitioner/9"}), "0007", false),
            (json!({"display": "x"}), "", false),
            (json!("Patient/1"), "", false),
        ] {
            let element = Element::of(&reference);
            assert_eq!((element.named().as_str(), element.is_to("Patient")), (named, patient), "{reference}");
        }
    }

    #[test]
    fn codes_are_read_in_every_form() {
        let pairs = |value: serde_json::Value| Element::of(&value).codes();
        let one = |code: &str, shown: &str| vec![(code.to_owned(), shown.to_owned())];
        assert_eq!(pairs(json!({"code": "a", "display": "A"})), one("a", "A"));
        assert_eq!(pairs(json!({"coding": [{"code": "a"}], "text": "T"})), one("a", "T"));
        assert_eq!(pairs(json!([{"text": "T"}])), one("", "T"));
        assert_eq!(pairs(json!(5)), []);
    }
}
