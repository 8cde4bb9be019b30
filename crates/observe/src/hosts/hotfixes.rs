//! `Get-HotFix | Export-Csv`: the updates of one or several machines.

use std::collections::BTreeMap;

use sonae_domain::observation::{Identifiers, ObservedDevice, Updates};

use crate::draft::Draft;
use crate::moment;
use crate::table::Table;
use crate::text::add;

/// Reads the table: one machine for each computer name.
pub(crate) fn read(table: &Table, draft: &mut Draft) {
    let mut machines: BTreeMap<String, Updates> = BTreeMap::new();
    for row in table.rows() {
        let update = row.get("update");
        // updates that an image brought with it are listed as File 1
        if !update.starts_with("KB") {
            draft.push(row.unreadable());
            continue;
        }
        let updates = machines.entry(row.get("host").to_owned()).or_default();
        add(&mut updates.installed, update);
        let installed = row.get("installed");
        match moment::day(installed) {
            Some(day) => updates.last_installed_on = updates.last_installed_on.max(Some(day)),
            None if !installed.is_empty() => draft.push(row.doubtful("InstalledOn")),
            None => {}
        }
    }
    for (host, updates) in machines {
        let hosts = Some(host).filter(|host| !host.is_empty()).into_iter().collect();
        let identifiers = Identifiers { hosts, ..Identifiers::default() };
        draft.device(ObservedDevice { identifiers, updates: Some(updates), ..ObservedDevice::default() });
    }
}
