//! 機器台帳: servers, endpoint PCs, network devices, medical devices.
//!
//! The first twelve fields are the columns of the manual's example (令和7年度版マニュアル 2-①); the others are further facts
//! that the rules need.

use serde::{Deserialize, Serialize};

use super::{Record, first_of};
use crate::calendar::PartialDate;
use crate::framework::Scope;
use crate::names::same;

/// One machine (or one row that stands for several like machines).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Device {
    /// 管理番号
    pub number: String,
    /// メーカー
    pub maker: String,
    /// OS or firmware, as written
    pub os: String,
    /// ソフトウェア
    pub software: String,
    /// ソフトウェアバージョン
    pub software_version: String,
    /// IPアドレス, as written (one address, a range, or "DHCP")
    pub ip: String,
    /// コンピュータ名
    pub host: String,
    /// 設置場所
    pub place: String,
    /// 利用者
    pub user: String,
    /// 登録日
    pub registered: Option<PartialDate>,
    /// 状態
    pub status: DeviceStatus,
    /// 説明
    pub note: String,

    /// 種別; where the ledger has no such column the importer infers it and says so in `kind_inferred`
    pub kind: DeviceKind,
    /// Whether `kind` was inferred from OS, software and names.
    pub kind_inferred: bool,
    /// MACアドレス
    pub mac: String,
    /// 型番
    pub model: String,
    /// 製造番号
    pub serial: String,
    /// 重要度, as written (高・中・低)
    pub criticality: String,
    /// 事業者 that maintains it
    pub vendor: String,
    /// リモート保守: whether it is maintained remotely; `None` when nobody has recorded an answer
    pub remote_maintenance: Option<bool>,
    /// The maintenance line (保守回線) by which it is reached
    pub line: String,
    /// サポート終了日
    pub end_of_support: Option<PartialDate>,
    /// パッチ適用日: last day on which updates or firmware were applied
    pub patched_on: Option<PartialDate>,
    /// Whether the last check found every released patch applied (パッチ適用状況: 最新 / 未適用)
    pub patches_current: Option<bool>,
    /// Why patches are not applied (動作確認ができない …); does not make the answer yes
    pub patch_exemption: String,
    /// 棚卸日: last day on which somebody saw the machine
    pub stocktaken_on: Option<PartialDate>,
    /// ウイルス対策ソフト
    pub antivirus: String,
}

/// What sort of machine it is, in the form's own terms (サーバ・端末PC・ネットワーク機器), plus medical devices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    /// サーバ
    Server,
    /// 端末PC, tablets included
    Endpoint,
    /// ネットワーク機器: routers, VPN boxes, switches, wireless access points
    Network,
    /// 医療機器: modalities and their consoles
    Medical,
    /// Printers and the like
    Other,
    /// Not recorded and not inferable
    #[default]
    Unknown,
}

impl DeviceKind {
    /// Whether an item with this sub-heading speaks of such a machine.
    pub fn within(self, scope: Scope) -> bool {
        match scope {
            Scope::All => true,
            Scope::Server => self == Self::Server,
            Scope::Endpoint => self == Self::Endpoint,
            Scope::Network => self == Self::Network,
        }
    }
}

/// 状態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceStatus {
    /// 稼働
    Active,
    /// 停止: not running, but still there
    Stopped,
    /// 廃棄済
    Disposed,
    /// 所在不明
    Lost,
    /// Not recorded
    #[default]
    Unknown,
}

impl Device {
    /// Whether the machine still belongs to the institution's systems (everything but what has been disposed of).
    pub fn in_service(&self) -> bool {
        self.status != DeviceStatus::Disposed
    }

    /// Whether it is in use: not disposed of and not switched off.
    pub fn in_use(&self) -> bool {
        self.in_service() && self.status != DeviceStatus::Stopped
    }

    /// Whether rows that name a machine mean this one: by its number or the name of its host, however they are spelt.
    pub fn is_called(&self, name: &str) -> bool {
        same(&self.number, name) || same(&self.host, name)
    }
}

impl Record for Device {
    fn key(&self) -> String {
        self.number.trim().to_owned()
    }
    fn label(&self) -> String {
        let name = first_of(&[&self.host, &self.software, &self.model, &self.os, &self.ip, &self.maker]);
        match (self.number.trim(), name.as_str()) {
            ("", name) => name.to_owned(),
            (number, "") => number.to_owned(),
            (number, name) => format!("{number} {name}"),
        }
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn system(&self) -> &str {
        &self.software
    }
}
