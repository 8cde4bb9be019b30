//! Allied Telesis, AlliedWare Plus: `show version` and `show system`. Its configuration is read as Cisco's.

use crate::draft::Draft;
use crate::moment;
use crate::text::{add, pair, word_after};

/// Whether a text is of AlliedWare Plus.
pub(crate) fn fits(text: &str) -> bool {
    text.lines().take(60).any(|line| line.contains("AlliedWare Plus"))
        || text.lines().take(10).any(|line| line.starts_with("Switch System Status"))
}

/// Reads `show version` or `show system`.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let mut device = super::device("Allied Telesis", "", word_after(text, "AlliedWare Plus (TM) ").unwrap_or_default());
    for line in text.lines() {
        if let ["Base", _, board, _, serial] = line.split_whitespace().collect::<Vec<_>>()[..] {
            board.clone_into(&mut device.model);
            serial.clone_into(&mut device.identifiers.serial);
        }
        match pair(line, ':') {
            Some(("Software version", version)) => device.system.get_or_insert_default().version = version.to_owned(),
            Some(("Build name", image)) if device.model.is_empty() => {
                image.split('-').next().unwrap_or_default().clone_into(&mut device.model);
            }
            Some(("System Name", name)) => add(&mut device.identifiers.hosts, name),
            _ => {}
        }
    }
    if let Some(date) = text.lines().find_map(|line| line.split_once("Switch System Status").map(|(_, date)| date)) {
        draft.taken_at = moment::english(date).and_then(moment::japanese);
    }
    if let Some(system) = &mut device.system {
        system.name = "AlliedWare Plus".to_owned();
        system.certainty = 100;
    }
    draft.device(device);
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::Observation;

    #[test]
    fn show_system_tells_model_serial_number_and_version() {
        let text = "Switch System Status                       Fri Nov 20 09:00:00 2026\n\nBoard       ID  Bay   Board Name                         Rev   Serial number\n--------------------------------------------------------------------------------\nBase       367        x510-28GTX                         A-0   A00000000000000\n--------------------------------------------------------------------------------\nEnvironment Status : Normal\nCurrent software   : x510-5.4.5-1.1.rel\nSoftware version   : 5.4.5-1.1\nSystem Name\n sw1\n";
        let reading = read("system.txt", text.as_bytes(), &Limits::default());
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!((device.model.as_str(), device.identifiers.serial.as_str()), ("x510-28GTX", "A00000000000000"));
        assert_eq!(device.system.as_ref().unwrap().version, "5.4.5-1.1");
        assert_eq!(reading.taken_at.map(|t| t.to_string()).as_deref(), Some("2026-11-20T00:00:00Z"));
    }
}
