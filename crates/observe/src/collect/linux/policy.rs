//! Password policy, USB storage and automatic updates, out of `/etc`.

use super::Tree;
use crate::collect::{Policy, Storage, UpdateState};

const PAM: [&str; 4] = ["etc/pam.d/common-password", "etc/pam.d/common-auth", "etc/pam.d/system-auth", "etc/pam.d/password-auth"];

/// Password policy of accounts of the machine itself.
pub(super) fn policy(tree: &Tree) -> Policy {
    let quality = "etc/security/pwquality.conf";
    let dropped: Vec<String> =
        tree.names("etc/security/pwquality.conf.d").into_iter().map(|name| format!("etc/security/pwquality.conf.d/{name}")).collect();
    let files: Vec<&str> = std::iter::once(quality).chain(dropped.iter().map(String::as_str)).collect();
    // the settings of pwquality hold only where the module is asked
    let asked = argument(tree, "pam_pwquality.so", "").is_some();
    let number = |key: &str| {
        let told = argument(tree, "pam_pwquality.so", key).or_else(|| tree.setting(&files, key));
        told.filter(|_| asked).and_then(|value| value.parse::<i64>().ok())
    };
    let credit = |key: &str| number(key).is_some_and(|credit| credit < 0);
    let letters = credit("lcredit") || credit("ucredit");
    let classes = number("minclass").unwrap_or(0);
    let defs = |key: &str| tree.setting(&["etc/login.defs"], key).and_then(|value| value.parse::<i64>().ok());
    Policy {
        // pwquality asks for 8 where nothing is said
        min_length: if asked { number("minlen").or(Some(8)) } else { defs("PASS_MIN_LEN") },
        complexity: asked.then_some(i64::from(classes >= 3 || (letters && credit("dcredit") && credit("ocredit")))),
        mixed: asked.then_some(classes >= 4 || (letters && credit("dcredit") && credit("ocredit"))),
        max_age: defs("PASS_MAX_DAYS").map(|days| if days >= 99_999 { -1 } else { days }),
        history: ["pam_pwhistory.so", "pam_unix.so"].iter().find_map(|module| argument(tree, module, "remember")?.parse().ok()),
        lockout: lockout(tree),
        of_domain: None,
    }
}

fn lockout(tree: &Tree) -> Option<i64> {
    argument(tree, "pam_faillock.so", "")?;
    let told = argument(tree, "pam_faillock.so", "deny").or_else(|| tree.setting(&["etc/security/faillock.conf"], "deny"));
    // faillock locks after 3 where nothing is said
    Some(told.and_then(|value| value.parse().ok()).unwrap_or(3))
}

/// An argument of a PAM module where it is used; with no key, an empty text where it is used at all.
fn argument(tree: &Tree, module: &str, key: &str) -> Option<String> {
    let lines: Vec<String> =
        PAM.iter().filter_map(|file| tree.text(file)).flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let used: Vec<&String> = lines.iter().filter(|line| !line.trim_start().starts_with('#') && line.contains(module)).collect();
    if key.is_empty() {
        return (!used.is_empty()).then(String::new);
    }
    used.iter().flat_map(|line| line.split_whitespace()).find_map(|word| word.strip_prefix(key)?.strip_prefix('=').map(str::to_owned))
}

/// USB storage: 4 where its module may not be loaded, as Windows writes it.
pub(super) fn storage(tree: &Tree) -> Storage {
    let files = ["etc/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d"].iter().flat_map(|folder| {
        let names = tree.names(folder);
        names.into_iter().map(move |name| format!("{folder}/{name}"))
    });
    let refused = files.filter_map(|file| tree.text(&file)).any(|text| {
        text.lines().map(str::trim).any(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["install", "usb-storage" | "usb_storage", program, ..] => program.ends_with("/true") || program.ends_with("/false"),
                ["blacklist", "usb-storage" | "usb_storage"] => true,
                _ => false,
            }
        })
    });
    Storage { usbstor_start: Some(if refused { 4 } else { 3 }), ..Storage::default() }
}

/// Whether updates are installed by themselves.
pub(super) fn updates(tree: &Tree) -> UpdateState {
    let apt = tree.names("etc/apt/apt.conf.d").into_iter().filter_map(|name| tree.text(&format!("etc/apt/apt.conf.d/{name}")));
    let unattended =
        apt.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).filter(|line| !line.trim_start().starts_with("//"));
    let unattended =
        unattended.filter(|line| line.contains("Unattended-Upgrade ")).reduce(|_, last| last).map(|line| line.contains("\"1\""));
    let dnf = tree.setting(&["etc/dnf/automatic.conf"], "apply_updates").map(|value| value.eq_ignore_ascii_case("yes") || value == "true");
    let automatic = unattended.or(dnf).or_else(|| tree.has("etc/apt").then_some(false));
    UpdateState { automatic, ..UpdateState::default() }
}
