//! The messy ledgers in ../shared/data, read where they are present.

use std::path::PathBuf;

use serde_json::Value;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{Account, AccountKind, AccountStatus, Device, DeviceKind, DeviceStatus, Employment, StaffMember};
use sonae_domain::names::same;
use sonae_importers::decode::Encoding;
use sonae_importers::{FileReport, address};

use crate::{import, only, records};

pub(crate) fn shared(name: &str) -> Option<Vec<u8>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find_map(|folder| std::fs::read(folder.join("shared/data").join(name)).ok())
}

fn read(name: &str) -> Option<FileReport> {
    shared(name).map(|bytes| import(name, &bytes))
}

fn expected(folder: &str) -> Option<Value> {
    shared(&format!("{folder}/expected.json")).map(|bytes| serde_json::from_slice(&bytes).unwrap())
}

fn text(date: Option<sonae_domain::calendar::PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

#[test]
fn the_manuals_example_is_the_same_in_every_encoding() {
    let files = ["ledger/01_mhlw_template_utf8bom.csv", "ledger/02_mhlw_template_cp932.csv", "ledger/04_tab_utf16le.txt"];
    let reports: Vec<FileReport> = files.iter().filter_map(|file| read(file)).collect();
    let [first, rest @ ..] = reports.as_slice() else { return };
    let devices: Vec<Device> = records(&only(first).rows);
    assert_eq!(devices.len(), 5);
    assert_eq!((devices[0].number.as_str(), devices[1].status, devices[1].note.as_str()), ("001", DeviceStatus::Stopped, "メンテナンス"));
    assert_eq!((devices[2].os.as_str(), devices[4].software_version.as_str()), ("Win8", "v7.0.12"));
    let kinds: Vec<DeviceKind> = devices.iter().map(|device| device.kind).collect();
    assert_eq!(kinds, [DeviceKind::Endpoint, DeviceKind::Endpoint, DeviceKind::Endpoint, DeviceKind::Server, DeviceKind::Network]);
    assert!(devices.iter().all(|device| device.kind_inferred));
    assert!(only(first).problems.is_empty(), "{:?}", only(first).problems);
    for other in rest {
        assert_eq!(records::<Device>(&only(other).rows), devices, "{}", other.file);
    }
    let encodings: Vec<_> = reports.iter().filter_map(|report| report.encoding).collect();
    assert_eq!(encodings, [Encoding::Utf8, Encoding::Cp932, Encoding::Utf16Le]);
}

#[test]
fn a_free_form_ledger_with_japanese_years_is_read_as_expected() {
    let (Some(report), Some(expected)) = (read("ledger/03_free_form_wareki_cp932.csv"), expected("ledger")) else { return };
    let batch = only(&report);
    let devices: Vec<Device> = records(&batch.rows);
    let wanted = expected["03"].as_array().unwrap();
    assert_eq!(devices.len(), wanted.len());
    for (device, wanted) in devices.iter().zip(wanted) {
        let ip = address::read(&device.ip);
        let first = ip.first.map(|ip| ip.to_string()).unwrap_or_default();
        for (name, value) in wanted.as_object().unwrap() {
            let known = match name.as_str() {
                "管理番号" => device.number.clone(),
                "maker" => device.maker.clone(),
                "os" => device.os.clone(),
                "software" => device.software.clone(),
                "version" => device.software_version.clone(),
                "host" => device.host.clone(),
                "note" => device.note.clone(),
                "registered" => text(device.registered),
                "status" => serde_json::to_value(device.status).unwrap().as_str().unwrap().to_owned(),
                "ip" => first.clone(),
                "ip_mode" => {
                    if ip.dhcp {
                        "dhcp".to_owned()
                    } else {
                        String::new()
                    }
                }
                "prefix" => ip.prefix.map(|prefix| prefix.to_string()).unwrap_or_default(),
                "registered_precision" => match text(device.registered).len() {
                    4 => "year".to_owned(),
                    7 => "month".to_owned(),
                    _ => "day".to_owned(),
                },
                other => panic!("{other}"),
            };
            let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            assert_eq!(known, value, "{} {name}", device.number);
        }
    }
    assert_eq!((devices[1].software_version.as_str(), devices[2].software_version.as_str()), ("4.8.0", ""));
    assert_eq!(devices[3].note, "髙橋様設置");
    let kinds: Vec<DeviceKind> = devices.iter().map(|device| device.kind).collect();
    assert_eq!(
        kinds,
        [
            DeviceKind::Endpoint,
            DeviceKind::Endpoint,
            DeviceKind::Endpoint,
            DeviceKind::Network,
            DeviceKind::Network,
            DeviceKind::Endpoint,
            DeviceKind::Server,
            DeviceKind::Endpoint,
        ]
    );
    assert_eq!((batch.header_row, batch.rows[0].source.row), (4, 5));
    assert!(batch.problems.is_empty(), "{:?}", batch.problems);
}

#[test]
fn a_workbook_of_several_sheets_is_read_as_expected() {
    let (Some(report), Some(expected)) = (read("ledger/05_multi_sheet.xlsx"), expected("ledger")) else { return };
    let expected = &expected["05"];
    let used: Vec<&str> = report.batches.iter().map(|batch| batch.sheet.as_str()).collect();
    assert_eq!(serde_json::to_value(&used).unwrap(), expected["sheets_used"]);
    let ignored: Vec<&str> = report.problems.iter().map(|problem| problem.sheet.as_str()).collect();
    assert_eq!(serde_json::to_value(&ignored).unwrap(), expected["sheets_ignored"]);
    let clients: Vec<Device> = records(&report.batches[0].rows);
    let registered: Vec<String> = clients.iter().map(|device| text(device.registered)).collect();
    assert_eq!(serde_json::to_value(&registered).unwrap(), expected["端末PC.registered"]);
    // 2.1 was typed as a number: nobody can tell whether it was 2.10
    assert_eq!(report.batches[0].problems.iter().filter(|p| p.key == "import-version-as-number").count(), 1);
    let network: Vec<Device> = records(&report.batches[1].rows);
    assert!(network.iter().all(|device| device.kind == DeviceKind::Network && !device.kind_inferred));
    assert_eq!(
        (network[0].maker.as_str(), network[0].model.as_str(), network[0].os.as_str()),
        ("Fortinet", "FortiGate 60F", "v7.0.12 build0523")
    );
    assert_eq!(
        (network[0].remote_maintenance, network[0].line.as_str(), network[0].vendor.as_str()),
        (Some(true), "SSL-VPN", "△△システム㈱")
    );
    assert_eq!((network[1].remote_maintenance, text(network[2].registered).as_str()), (Some(false), "2022-10"));
    let range = address::read(&network[3].ip);
    let range = [range.first, range.last].map(|ip| ip.unwrap().to_string());
    assert_eq!(serde_json::to_value(range).unwrap(), expected["無線AP.ip_range"]);
    assert_eq!(network[3].os, "");
}

#[test]
fn an_export_of_the_directory_says_who_is_who() {
    let (Some(report), Some(expected)) = (read("accounts/ad_users_get-aduser_utf8bom.csv"), expected("accounts")) else { return };
    let batch = only(&report);
    assert!(batch.rows.iter().all(|row| row.provenance == Provenance::Machine));
    let accounts: Vec<Account> = records(&batch.rows);
    let list = |wanted: &dyn Fn(&Account) -> bool| {
        let ids: Vec<&str> = accounts.iter().filter(|account| wanted(account)).map(|account| account.user_id.as_str()).collect();
        serde_json::to_value(ids).unwrap()
    };
    assert_eq!(list(&|a| a.privileged == Some(true)), expected["privileged"]);
    assert_eq!(list(&|a| a.kind == AccountKind::Shared), expected["shared_account_suspect"]);
    assert_eq!(list(&|a| a.kind == AccountKind::Vendor), expected["vendor_account"]);
    assert_eq!(list(&|a| a.never_logged_in), expected["never_logged_on"]);
    let active = |a: &Account| a.status == AccountStatus::Active;
    assert_eq!(list(&|a| active(a) && a.password_never_expires == Some(true)), expected["password_never_expires"]);
    assert_eq!(list(&|a| a.kind == AccountKind::Builtin), serde_json::json!(["administrator", "Guest"]));
    assert_eq!((accounts[3].family_name.as_str(), accounts[3].given_name.as_str()), ("髙橋", "一郎"));
    let Some(staff) = read("accounts/hr_leavers_cp932.csv") else { return };
    let staff: Vec<StaffMember> = records(&only(&staff).rows);
    let left: Vec<&StaffMember> = staff.iter().filter(|member| member.employment == Employment::Left).collect();
    let leaver = |a: &Account| left.iter().any(|member| same(&member.name, &a.full_name()));
    assert_eq!(list(&|a| active(a) && leaver(a)), expected["leaver_still_enabled"]);
    assert_eq!(list(&|a| !active(a) && leaver(a)), expected["leaver_disabled_ok"]);
    let unmatched: Vec<&str> = left
        .iter()
        .filter(|member| !accounts.iter().any(|a| same(&member.name, &a.full_name())))
        .map(|member| member.name.as_str())
        .collect();
    assert_eq!(serde_json::to_value(unmatched).unwrap(), expected["unmatched_leaver"]);
    let on_leave: Vec<&StaffMember> = staff.iter().filter(|member| member.employment == Employment::OnLeave).collect();
    assert_eq!(list(&|a| on_leave.iter().any(|member| same(&member.name, &a.full_name()))), expected["not_leaver"]);
    assert_eq!(text(left[1].left_on), "2025-03-31");
}

#[test]
fn an_ldif_export_and_the_manuals_user_table_are_read() {
    if let Some(report) = read("accounts/ad_export_ldifde.ldif") {
        let accounts: Vec<Account> = records(&only(&report).rows);
        assert_eq!(accounts.len(), 3);
        assert_eq!(
            (accounts[1].full_name().as_str(), accounts[1].privileged, accounts[1].password_never_expires),
            ("髙橋 一郎", Some(true), Some(true))
        );
        assert_eq!(
            (accounts[0].kind, accounts[0].privileged, text(accounts[0].last_login).as_str()),
            (AccountKind::Builtin, Some(true), "2025-11-18")
        );
        assert_eq!(accounts[2].status, AccountStatus::Disabled);
        assert_eq!(only(&report).rows[0].provenance, Provenance::Machine);
    }
    if let Some(report) = read("accounts/emr_user_ledger_cp932.csv") {
        let accounts: Vec<Account> = records(&only(&report).rows);
        assert_eq!((accounts[0].privileged, accounts[1].privileged), (Some(true), Some(false)));
        assert_eq!((accounts[2].status, text(accounts[2].valid_until).as_str()), (AccountStatus::Active, "2024-03"));
        assert_eq!((accounts[3].kind, accounts[3].never_logged_in), (AccountKind::Shared, false));
        assert_eq!((accounts[0].family_name.as_str(), accounts[0].phone.as_str()), ("佐藤", ""));
    }
}
