//! CycloneDX as XML, streamed.

use sonae_domain::observation::Component;

use super::{Bill, grouped};
use crate::draft::Draft;
use crate::moment;
use crate::xml::{Step, Walk};

/// A component while it is read.
#[derive(Default)]
struct Part {
    component: Component,
    group: String,
    file: bool,
    /// It is only told where another one comes from
    ancestor: bool,
    subject: bool,
}

/// Reads it.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let mut walk = Walk::new(text, draft);
    let mut bill = Bill::default();
    let mut open: Vec<Part> = Vec::new();
    let (mut metadata, mut pedigree) = (false, 0_u32);
    while let Some(step) = walk.next(draft) {
        match step {
            Step::Open(element) => match element.name.as_str() {
                "metadata" => metadata = true,
                "pedigree" => pedigree += 1,
                "component" => open.push(Part {
                    file: element.get("type") == "file",
                    ancestor: pedigree > 0,
                    subject: metadata && open.is_empty(),
                    ..Part::default()
                }),
                _ => {}
            },
            Step::Close(name, text) => match name.as_str() {
                "metadata" => metadata = false,
                "pedigree" => pedigree = pedigree.saturating_sub(1),
                "timestamp" if metadata && draft.taken_at.is_none() => draft.taken_at = moment::moment(&text),
                "component" => {
                    if let Some(part) = open.pop() {
                        keep(part, &mut bill);
                    }
                }
                _ => field(&name, text, walk.parent_of_closed(), open.last_mut()),
            },
        }
    }
    bill.keep(draft);
}

fn field(name: &str, text: String, parent: &str, part: Option<&mut Part>) {
    let Some(part) = part else { return };
    let component = &mut part.component;
    match (parent, name) {
        ("component", "name") => component.name = text,
        ("component", "version") => component.version = text,
        ("component", "group") => part.group = text,
        ("component", "cpe") => component.cpe = text,
        ("component", "purl") => component.purl = text,
        ("component", "publisher" | "author") if component.supplier.is_empty() => component.supplier = text,
        ("supplier" | "manufacturer", "name") => component.supplier = text,
        _ => {}
    }
}

fn keep(part: Part, bill: &mut Bill) {
    let name = grouped(&part.group, part.component.name);
    let component = Component { name, ..part.component };
    if part.subject {
        bill.subject = component;
    } else if !part.file && !part.ancestor && !component.name.is_empty() {
        bill.components.push(component);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Observation, ObservationKind};

    #[test]
    fn components_are_read_and_ancestors_are_not() {
        let text = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"><metadata><timestamp>2026-11-20T00:00:00Z</timestamp><component type=\"device\"><name>CT-1</name><version>2.0</version></component></metadata><components><component type=\"library\"><supplier><name>S</name></supplier><group>g</group><name>a</name><version>1</version><licenses><license><name>MIT</name></license></licenses><pedigree><ancestors><component><name>old</name></component></ancestors></pedigree><components><component><name>inner</name></component></components></component></components></bom>";
        let reading = read("bom.xml", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Sbom));
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!(
            device.components.iter().map(|c| format!("{} {} {}", c.name, c.version, c.supplier)).collect::<Vec<_>>(),
            ["inner  ", "g/a 1 S"]
        );
        assert_eq!(device.model, "CT-1");
    }
}
