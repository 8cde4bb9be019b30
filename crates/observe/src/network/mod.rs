//! Configurations and states of network devices: FortiGate, YAMAHA, NEC IX, Cisco, Allied Telesis. Only named facts are taken; passwords, keys and
//! community strings are passed over and counted. Not here: whether a setting is good.

pub(crate) mod allied;
pub(crate) mod cisco;
mod cisco_state;
pub(crate) mod describe;
pub(crate) mod fortigate;
pub(crate) mod nec;
pub(crate) mod yamaha;

use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{NetworkSettings, ObservedDevice, OperatingSystem};

/// A network device by its maker and name, of which more will be said.
fn device(maker: &str, model: &str, version: &str) -> ObservedDevice {
    let name = model.to_owned();
    ObservedDevice {
        maker: maker.to_owned(),
        model: model.to_owned(),
        kind: DeviceKind::Network,
        system: (!model.is_empty() || !version.is_empty()).then(|| OperatingSystem {
            name,
            version: version.to_owned(),
            certainty: 100,
            ..OperatingSystem::default()
        }),
        ..ObservedDevice::default()
    }
}

/// The settings, unless nothing was said of any.
fn said(settings: NetworkSettings) -> Option<NetworkSettings> {
    (settings != NetworkSettings::default()).then_some(settings)
}
