//! 機器台帳. The kind of a machine is inferred where no column tells it; one row may stand for several machines and stays
//! one row.

use sonae_domain::ledger::{Device, DeviceKind, DeviceStatus, LedgerId};

use super::{Built, Importer, infer};
use crate::address;
use crate::fold;
use crate::problem::{Severity, keys};
use crate::reading::Reading;
use crate::words::in_brackets;

pub(super) struct Devices;

impl Importer for Devices {
    fn ledger(&self) -> LedgerId {
        LedgerId::Devices
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let mut device = written(row);
        name(row, &mut device);
        software(row, &mut device);
        remote(row, &mut device);
        if row.date("disposed-on").is_some() {
            device.status = DeviceStatus::Disposed;
        }
        several(row, &device);
        if device.kind == DeviceKind::Unknown {
            device.kind = infer::device_kind(&device);
            device.kind_inferred = device.kind != DeviceKind::Unknown;
        }
        Built::one(&device)
    }
}

/// The fields that are taken as they are written.
fn written(row: &mut Reading<'_>) -> Device {
    Device {
        number: row.code("number"),
        maker: row.code("maker"),
        os: infer::os(row.code("os")),
        ip: row.code("ip"),
        host: row.code("host"),
        place: row.text("place"),
        user: row.text("user"),
        registered: row.date("registered"),
        status: row.choice("status"),
        note: row.text("note"),
        kind: row.choice("kind"),
        mac: row.code("mac"),
        model: row.code("model"),
        serial: row.code("serial"),
        criticality: row.code("criticality"),
        vendor: row.text("vendor"),
        line: row.text("line"),
        end_of_support: row.date("end-of-support"),
        patched_on: row.date("patched-on"),
        patches_current: row.flag("patches-current"),
        patch_exemption: row.text("patch-exemption"),
        stocktaken_on: row.date("stocktaken-on"),
        antivirus: row.code("antivirus"),
        ..Device::default()
    }
}

/// Maker and model in one column, and a name that stands in for the host name.
fn name(row: &mut Reading<'_>, device: &mut Device) {
    let both = row.code("maker-model");
    if !both.is_empty() && device.maker.is_empty() {
        let (maker, model) = both.split_once([' ', '/']).unwrap_or((both.as_str(), ""));
        maker.trim().clone_into(&mut device.maker);
        if device.model.is_empty() {
            model.trim().clone_into(&mut device.model);
        }
    }
    let name = row.code("name");
    if device.host.is_empty() {
        device.host = name;
    } else if device.model.is_empty() {
        device.model = name;
    } else if !name.is_empty() {
        device.note = [name, std::mem::take(&mut device.note)].join(" / ").trim_end_matches(" / ").to_owned();
    }
}

fn software(row: &mut Reading<'_>, device: &mut Device) {
    device.software = row.code("software");
    let version = row.code("software-version");
    device.software_version = infer::version(&version);
    if row.is_number_cell("software-version") && !version.is_empty() {
        row.problem(Severity::Info, keys::VERSION_AS_NUMBER, "software-version", &version, &[]);
    }
    let os_version = row.code("os-version");
    if !os_version.is_empty() && !fold::word(&device.os).contains(&fold::word(&os_version)) {
        device.os = infer::os(format!("{} {os_version}", device.os).trim().to_owned());
    }
}

/// リモート保守, and the line that may stand in brackets behind it: 有（SSL-VPN）.
fn remote(row: &mut Reading<'_>, device: &mut Device) {
    device.remote_maintenance = row.flag("remote-maintenance");
    if device.remote_maintenance == Some(true) && device.line.is_empty() {
        let plain = fold::plain(&row.raw("remote-maintenance"));
        in_brackets(&plain).unwrap_or_default().clone_into(&mut device.line);
    }
}

fn several(row: &mut Reading<'_>, device: &Device) {
    let machines = address::read(&device.ip).machines();
    if machines > 1 {
        row.problem(Severity::Info, keys::SEVERAL_IN_ROW, "ip", &device.ip, &[]);
    } else if infer::names_several(&device.number) {
        row.problem(Severity::Info, keys::SEVERAL_IN_ROW, "number", &device.number, &[]);
    } else if infer::names_several(&device.host) {
        row.problem(Severity::Info, keys::SEVERAL_IN_ROW, "host", &device.host, &[]);
    }
}
