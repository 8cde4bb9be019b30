//! What is inferred from words where a ledger has no column for it: the kind of a machine, of an account, administrators.
//!
//! The words are data (`columns/infer.toml`). What was inferred is marked as such by the importer. Not here: any judgement.

use std::sync::LazyLock;

use serde::Deserialize;
use sonae_domain::calendar::PartialDate;
use sonae_domain::ledger::{AccountKind, Device, DeviceKind, Role};

use crate::fold;
use crate::value::{self, DateRead};
use crate::vocabulary::choices;
use crate::words::{Words, stands_in};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    device: DeviceFile,
    account: AccountFile,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct DeviceFile {
    steps: Vec<Step>,
    text: DeviceText,
}

/// One look at some fields of a machine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    kind: DeviceKind,
    fields: Vec<String>,
    words: Vec<String>,
    tokens: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct DeviceText {
    space_after: Vec<String>,
    version_heads: Vec<String>,
    version_tails: Vec<String>,
    several: Vec<String>,
    dhcp: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AccountFile {
    builtin_ids: Vec<String>,
    builtin_admins: Vec<String>,
    builtin_sid_tails: Vec<String>,
    admin_sid_tails: Vec<String>,
    service_heads: Vec<String>,
    service_words: Vec<String>,
    service_tails: Vec<String>,
    vendor_heads: Vec<String>,
    vendor_words: Vec<String>,
    vendor_not: Vec<String>,
    shared_heads: Vec<String>,
    shared_words: Vec<String>,
    shared_not: Vec<String>,
    admin_groups: Vec<String>,
    rights: RightsFile,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RightsFile {
    privileged: Vec<String>,
    ordinary: Vec<String>,
}

struct Inference {
    device: DeviceFile,
    account: AccountFile,
    rights: Words,
}

static INFERENCE: LazyLock<Inference> = LazyLock::new(|| {
    let mut file: File = toml::from_str(include_str!("../../columns/infer.toml")).unwrap_or_default();
    let fold_all = |list: &mut Vec<String>| list.iter_mut().for_each(|word| *word = fold::word(word));
    for step in &mut file.device.steps {
        fold_all(&mut step.words);
        fold_all(&mut step.tokens);
    }
    let text = &mut file.device.text;
    [&mut text.several, &mut text.dhcp].into_iter().for_each(fold_all);
    let account = &mut file.account;
    let lists = [
        &mut account.builtin_ids,
        &mut account.builtin_admins,
        &mut account.service_heads,
        &mut account.service_words,
        &mut account.vendor_heads,
        &mut account.vendor_words,
        &mut account.vendor_not,
        &mut account.shared_heads,
        &mut account.shared_words,
        &mut account.shared_not,
        &mut account.admin_groups,
    ];
    lists.into_iter().for_each(fold_all);
    let rights = Words::new([account.rights.privileged.as_slice(), account.rights.ordinary.as_slice()]);
    Inference { device: file.device, account: file.account, rights }
});

/// Words that say that an address is given by DHCP.
pub(crate) fn dhcp_words() -> &'static [String] {
    &INFERENCE.device.text.dhcp
}

/// The kind of a machine, from its OS, names and notes.
pub(super) fn device_kind(device: &Device) -> DeviceKind {
    let texts = [
        ("os", &device.os),
        ("host", &device.host),
        ("model", &device.model),
        ("maker", &device.maker),
        ("software", &device.software),
        ("note", &device.note),
    ];
    let filled = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let looked_at: Vec<(&str, String, Vec<String>)> = filled.map(|(field, text)| (field, fold::word(text), tokens(text))).collect();
    let fits = |step: &&Step| {
        looked_at.iter().filter(|(field, ..)| step.fields.iter().any(|wanted| wanted == field)).any(|(_, folded, tokens)| {
            step.words.iter().any(|word| folded.contains(word.as_str())) || tokens.iter().any(|token| step.tokens.contains(token))
        })
    };
    INFERENCE.device.steps.iter().find(fits).map_or(DeviceKind::Unknown, |step| step.kind)
}

/// Parts of a text between spaces, hyphens and the like, without digits at their ends: XP-PC01 → xp, pc.
fn tokens(text: &str) -> Vec<String> {
    let plain = fold::plain(text).to_lowercase();
    let parts = plain.split(|c: char| !c.is_alphanumeric());
    parts.map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()).filter(|part| !part.is_empty()).collect()
}

/// An OS as it is usually written: Windows10 → Windows 10.
pub(super) fn os(text: String) -> String {
    for word in &INFERENCE.device.text.space_after {
        if let Some(rest) = text.strip_prefix(word.as_str())
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return format!("{word} {rest}");
        }
    }
    text
}

/// A version without the word that says that it is one: Ver4.8.0 → 4.8.0, 第5版 → 5.
pub(super) fn version(text: &str) -> String {
    let words = &INFERENCE.device.text;
    let mut version = text.trim();
    for head in &words.version_heads {
        let start = version.get(..head.len()).filter(|start| start.eq_ignore_ascii_case(head));
        let rest = start.map(|_| version[head.len()..].trim_start());
        // only before a number: "Version up" is no version
        if let Some(rest) = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            version = rest;
            break;
        }
    }
    for tail in &words.version_tails {
        version = version.strip_suffix(tail.as_str()).unwrap_or(version).trim_end();
    }
    version.to_owned()
}

/// Whether a number or a name stands for several machines: PC-01～05, 他3台.
pub(super) fn names_several(text: &str) -> bool {
    let folded = fold::word(text);
    INFERENCE.device.text.several.iter().any(|word| {
        folded.split_once(word.as_str()).is_some_and(|(before, after)| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            // a range runs between digits; a word comes at the end or before a number
            if word.starts_with(['~', '\u{301c}']) {
                digit(before.chars().next_back()) && after.contains(|c: char| c.is_ascii_digit())
            } else {
                !before.is_empty() && (after.is_empty() || digit(after.chars().next()))
            }
        })
    })
}

/// What the inference about an account looks at.
pub(super) struct AccountWords<'a> {
    pub(super) id: &'a str,
    pub(super) names: [&'a str; 3],
    pub(super) sid: &'a str,
    pub(super) is_person: bool,
}

/// The kind of an account: built-in, service, vendor's, shared, else personal when it has a person's name.
pub(super) fn account_kind(account: &AccountWords<'_>) -> AccountKind {
    let words = &INFERENCE.account;
    let id = fold::word(account.id.rsplit('\\').next().unwrap_or(account.id));
    let id = id.split('@').next().unwrap_or(&id).to_owned();
    let names: Vec<String> = account.names.iter().map(|name| fold::word(name)).collect();
    let named = |list: &[String], not: &[String]| {
        names.iter().any(|name| list.iter().any(|word| stands_in(word, name)) && !not.iter().any(|word| name.contains(word.as_str())))
    };
    let heads = |list: &[String]| {
        list.iter().any(|head| id.strip_prefix(head.as_str()).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase())))
    };
    if words.builtin_ids.contains(&id) || words.builtin_sid_tails.iter().any(|tail| account.sid.ends_with(tail.as_str())) {
        AccountKind::Builtin
    } else if heads(&words.service_heads)
        || words.service_tails.iter().any(|tail| id.ends_with(tail.as_str()))
        || named(&words.service_words, &[])
    {
        AccountKind::Service
    } else if heads(&words.vendor_heads) || named(&words.vendor_words, &words.vendor_not) {
        AccountKind::Vendor
    } else if heads(&words.shared_heads) || named(&words.shared_words, &words.shared_not) {
        AccountKind::Shared
    } else if account.is_person {
        AccountKind::Personal
    } else {
        AccountKind::Unknown
    }
}

/// Whether a built-in account is an administrator's by nature.
pub(super) fn is_builtin_admin(id: &str, sid: &str) -> bool {
    let words = &INFERENCE.account;
    words.builtin_admins.contains(&fold::word(id)) || words.admin_sid_tails.iter().any(|tail| sid.ends_with(tail.as_str()))
}

/// Whether rights as written are an administrator's; `None` when the words do not say.
pub(super) fn is_privileged(rights: &str) -> Option<bool> {
    let rights = rights.trim();
    if rights.is_empty() {
        return None;
    }
    INFERENCE.rights.outcome(rights).map(|outcome| outcome == 0)
}

/// The name in a distinguished name (CN=石井 拓也,OU=…), or the text itself.
pub(super) fn common_name(text: &str) -> &str {
    let name = text.get(..3).filter(|head| head.eq_ignore_ascii_case("cn=")).and_then(|_| text.get(3..));
    name.map_or(text, |name| name.split(',').next().unwrap_or(name))
}

/// The names of groups given as distinguished names.
pub(super) fn group_names(groups: &str) -> String {
    let names: Vec<&str> = groups.split(['|', ';']).map(|group| common_name(group.trim())).filter(|name| !name.is_empty()).collect();
    names.join(", ")
}

/// Whether one of the groups makes its members administrators. Groups are names or distinguished names, separated by `|`,
/// `;`, line breaks, or by commas where they are plain names.
pub(super) fn in_admin_group(groups: &str) -> bool {
    let words = &INFERENCE.account.admin_groups;
    groups.split(['|', ';', '\n']).any(|group| {
        let folded = fold::word(group);
        let names: Vec<&str> = match folded.strip_prefix("cn=") {
            Some(name) => name.split(',').take(1).collect(),
            None => folded.split([',', '\u{3001}']).collect(),
        };
        names.iter().any(|name| words.iter().any(|word| word == name))
    })
}

/// The role that a text names.
pub(super) fn role(text: &str) -> Role {
    let value = choices("role").and_then(|words| words.value(text));
    value.and_then(|value| serde_json::from_value(serde_json::Value::String(value.to_owned())).ok()).unwrap_or_default()
}

/// Whether the start mode of a service means that it does not run.
pub(super) fn is_disabled_start(text: &str) -> bool {
    let value = choices("service-state").and_then(|words| words.value(text));
    !text.is_empty() && value == Some("stopped")
}

/// First and last day of a term such as 2025/4/1～2026/3/31.
pub(super) fn term(text: &str) -> (Option<PartialDate>, Option<PartialDate>) {
    let day = |text: &str| match value::date(text) {
        DateRead::Date(date) | DateRead::Several(date) | DateRead::FiscalYear(date) => Some(date),
        _ => None,
    };
    // ～ and its likes, and から
    let marks = ['\u{301c}', '\u{ff5e}', '~', '\u{2015}', '\u{2192}'];
    let split = text.split_once(marks).or_else(|| text.split_once(" - ")).or_else(|| text.split_once("\u{304b}\u{3089}"));
    match split {
        Some((start, end)) => (day(start), day(end)),
        None => (None, day(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_can_be_read() {
        toml::from_str::<File>(include_str!("../../columns/infer.toml")).unwrap();
    }

    fn kind(os: &str, host: &str, software: &str, note: &str) -> DeviceKind {
        device_kind(&Device { os: os.into(), host: host.into(), software: software.into(), note: note.into(), ..Device::default() })
    }

    #[test]
    fn the_kind_of_a_machine_is_inferred_from_its_words() {
        for (os, host, software, note, expected) in [
            ("Win11", "Room1のPC1", "〇〇電子カルテ", "", DeviceKind::Endpoint),
            ("Windows Server 2012 R2", "SV-EMR01", "〇〇管理システム", "電子カルテサーバ", DeviceKind::Server),
            ("FortiOS", "FGT60F-01", "SSL-VPN", "リモート保守用", DeviceKind::Network),
            ("FortiGate60E", "", "ファームウェア", "業者持込 VPN", DeviceKind::Network),
            ("Rev.14.01.38", "RTX1210", "", "", DeviceKind::Network),
            ("WinSV2012R2", "PACS-SV", "PACSサーバ", "", DeviceKind::Server),
            ("iPad(iOS15.7)", "ipad-01", "訪問看護アプリ", "", DeviceKind::Endpoint),
            ("Win7 SP1", "XP-BONE", "骨密度測定ソフト", "", DeviceKind::Endpoint),
            ("", "CT-01", "CT装置コンソール", "", DeviceKind::Medical),
            ("", "SW03", "", "", DeviceKind::Network),
            ("", "", "複合機", "", DeviceKind::Other),
            ("", "", "", "", DeviceKind::Unknown),
            ("VMware ESXi 7.0", "ESX01", "", "", DeviceKind::Server),
        ] {
            assert_eq!(kind(os, host, software, note), expected, "{os} {host} {software}");
        }
    }

    #[test]
    fn versions_lose_only_the_word_that_says_so() {
        for (text, expected) in [
            ("Ver4.8.0", "4.8.0"),
            ("Ver. 2.0", "2.0"),
            ("Version 3", "3"),
            ("第5版", "5"),
            ("v7.0.12", "v7.0.12"),
            ("2.10", "2.10"),
            ("Version up", "Version up"),
        ] {
            assert_eq!(version(text), expected);
        }
        assert_eq!(os("Windows10 Pro".into()), "Windows 10 Pro");
    }

    #[test]
    fn a_row_for_several_machines_is_noticed() {
        for text in ["PC-01～05", "PC-01〜PC-10", "受付PC他2台", "端末5台分"] {
            assert!(names_several(text), "{text}");
        }
        for text in ["PC-01", "1～", "その他の端末", "他", ""] {
            assert!(!names_several(text), "{text}");
        }
    }

    #[test]
    fn terms_have_two_days() {
        let shown = |text| {
            let (start, end) = term(text);
            (start.map(|d| d.to_string()).unwrap_or_default(), end.map(|d| d.to_string()).unwrap_or_default())
        };
        assert_eq!(shown("2025/4/1～2026/3/31"), ("2025-04-01".into(), "2026-03-31".into()));
        assert_eq!(shown("令和7年4月1日から令和8年3月31日まで"), ("2025-04-01".into(), "2026-03-31".into()));
        assert_eq!(shown("R7.4.1～（自動更新）"), ("2025-04-01".into(), String::new()));
        assert_eq!(shown(""), (String::new(), String::new()));
    }

    #[test]
    fn administrators_are_known_by_groups_and_words() {
        assert!(in_admin_group("CN=放射線科,OU=Groups,DC=hosp|CN=Domain Admins,CN=Users,DC=hosp"));
        assert!(!in_admin_group("CN=看護部,OU=Administrators,DC=hosp"));
        assert!(in_admin_group("Users, Administrators"));
        for (rights, expected) in [
            ("Admin", Some(true)),
            ("User", Some(false)),
            ("管理者権限なし", Some(false)),
            ("システム管理者", Some(true)),
            ("医師", Some(false)),
            ("", None),
            ("その他", None),
        ] {
            assert_eq!(is_privileged(rights), expected, "{rights}");
        }
    }
}
