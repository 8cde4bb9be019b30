//! Bills of materials: CycloneDX 1.2 to 1.6 and SPDX 2.2 and 2.3, as far as they say what a device or program consists of. Lenient on purpose:
//! a field of another type loses that field only. SPDX 3 is refused.

pub(crate) mod cyclonedx;
pub(crate) mod cyclonedx_xml;
pub(crate) mod spdx;

use sonae_domain::observation::{CheckResult, Component, ObservedDevice, OperatingSystem};

use crate::draft::Draft;

/// What a bill is about, and of what it consists.
#[derive(Default)]
struct Bill {
    subject: Component,
    components: Vec<Component>,
    checks: Vec<CheckResult>,
}

impl Bill {
    /// Hands the bill over, unless it says nothing.
    fn keep(self, draft: &mut Draft) {
        if self.components.is_empty() && self.checks.is_empty() && self.subject.name.is_empty() {
            return;
        }
        let system = (!self.subject.version.is_empty()).then(|| OperatingSystem {
            name: self.subject.name.clone(),
            version: self.subject.version,
            certainty: 100,
            ..OperatingSystem::default()
        });
        let components = draft.within(self.components);
        let checks = draft.within(self.checks);
        draft.device(ObservedDevice {
            maker: self.subject.supplier,
            model: self.subject.name,
            system,
            components,
            checks,
            ..ObservedDevice::default()
        });
    }
}

/// A name with the group before it, as Maven and npm write it.
fn grouped(group: &str, name: String) -> String {
    if group.is_empty() || name.is_empty() { name } else { format!("{group}/{name}") }
}
