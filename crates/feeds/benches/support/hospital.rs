//! A thousand devices of a hospital: PCs and servers in many patch states, firewalls, switches. Shared by the bench and the example.

use sonae_feeds::matching::{Device, Installed};

/// The devices; the same each time.
pub(crate) fn hospital() -> Vec<Device> {
    let of = |product: &str, version: String| Installed { product: product.into(), version: Some(version), ..Installed::default() };
    let device = |at: usize| {
        let mut installed = vec![match at % 10 {
            0 => of("microsoft/windows-server-2019", format!("10.0.17763.{}", 4000 + at % 97 * 20)),
            1 => of("fortinet/fortios", format!("7.{}.{}", at % 3 * 2, at % 15)),
            2 => of("cisco/ios-xe", format!("17.{}.{}", at % 12, at % 6)),
            _ => of("microsoft/windows-10", format!("10.0.19045.{}", 3000 + at % 89 * 20)),
        }];
        if at % 10 > 2 {
            installed.push(of("google/chrome", format!("{}.0.1.{}", 100 + at % 30, at % 7)));
            installed.push(of("adobe/acrobat-reader-dc", format!("23.{}.20", at % 9)));
            installed.push(of("oracle/jre", format!("8u{}", 300 + at % 90)));
        }
        Device { installed, hardware: Vec::new() }
    };
    (0..1000).map(device).collect()
}
