//! 事業者: contracts, remote-maintenance lines, MDS/SDS received.

use serde::{Deserialize, Serialize};

use super::{Record, first_of};
use crate::calendar::PartialDate;

/// One contract with one vendor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Contract {
    /// 事業者名
    pub vendor: String,
    /// 契約番号
    pub number: String,
    /// 対象システム
    pub systems: Vec<String>,
    /// 契約種別
    pub kind: ContractKind,
    /// 開始日
    pub starts: Option<PartialDate>,
    /// 終了日
    pub ends: Option<PartialDate>,
    /// Who must apply security updates (セキュリティ更新の責任)
    pub security_update_duty: Duty,
    /// Who must keep the logs (ログの責任)
    pub log_duty: Duty,
    /// Whether the responsibility split is written down (責任分界)
    pub responsibility_split: Option<bool>,
    /// リモート保守: whether the vendor said that it maintains anything remotely
    pub remote_maintenance: Option<bool>,
    /// リモート保守確認日: when the vendor was asked and answered
    pub remote_confirmed_on: Option<PartialDate>,
    /// 管理責任者 of the vendor
    pub manager: String,
    /// 担当者
    pub contact: String,
    /// 電話番号
    pub phone: String,
    /// メール
    pub email: String,
    /// Pマーク・ISMS, as written
    pub certification: String,
    /// Items of the vendor's form that the contract puts out of scope (確認不要項目): official numbers or control ids
    pub out_of_scope: Vec<String>,
    /// 契約書
    pub document: String,
}

/// What the contract is about. Only maintenance and operation make "a contract with a vendor" in the checklist's sense:
/// a mere sale does not (令和7年度版マニュアル I-1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContractKind {
    /// 保守
    Maintenance,
    /// 運用・管理
    Operation,
    /// クラウドサービス
    Cloud,
    /// 売買のみ
    Sale,
    /// Not recorded
    #[default]
    Unknown,
}

/// Whose duty it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// 事業者
    Vendor,
    /// 医療機関
    Institution,
    /// 双方
    Shared,
    /// The contract does not say
    #[default]
    Unspecified,
}

impl Contract {
    /// Whether this is a contract in the checklist's sense (operation, management or maintenance) on that day.
    /// A contract of unknown kind counts: asking one vendor too many is the safe mistake.
    pub fn counts_on(&self, day: jiff::civil::Date) -> bool {
        self.kind != ContractKind::Sale
            && self.starts.is_none_or(|starts| starts.earliest() <= day)
            && self.ends.is_none_or(|ends| ends.latest() >= day)
    }
}

impl Record for Contract {
    fn key(&self) -> String {
        if !self.number.trim().is_empty() {
            return self.number.trim().to_owned();
        }
        match (self.vendor.trim(), self.systems.join("+")) {
            ("", systems) => systems,
            (vendor, systems) if systems.is_empty() => vendor.to_owned(),
            (vendor, systems) => format!("{vendor}/{systems}"),
        }
    }
    fn label(&self) -> String {
        first_of(&[&self.vendor, &self.number])
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn document(&self) -> &str {
        &self.document
    }
}

/// A way by which a vendor reaches machines from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct MaintenanceLine {
    /// 回線番号・名称
    pub id: String,
    /// 事業者
    pub vendor: String,
    /// 方式 (SSL-VPN, 専用線 …)
    pub method: String,
    /// 管理番号 or name of the device where it ends
    pub device: String,
    /// 対象システム
    pub system: String,
    /// 接続元制限
    pub source_restricted: Option<bool>,
    /// 二要素認証
    pub two_factor: Option<bool>,
    /// ログ取得
    pub logged: Option<bool>,
    /// 確認日
    pub confirmed_on: Option<PartialDate>,
    /// 備考
    pub note: String,
}

impl Record for MaintenanceLine {
    fn key(&self) -> String {
        first_of(&[&self.id, format!("{}/{}", self.vendor.trim(), self.device.trim()).trim_matches('/')])
    }
    fn label(&self) -> String {
        format!("{} {}", self.vendor.trim(), first_of(&[&self.id, &self.method, &self.device])).trim().to_owned()
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn system(&self) -> &str {
        &self.system
    }
}

/// Receipt of a 医療情報セキュリティ開示書.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Disclosure {
    /// 事業者
    pub vendor: String,
    /// 対象システム
    pub system: String,
    /// MDS or SDS
    pub kind: DisclosureKind,
    /// 書式の版 (Ver.5.0 …)
    pub version: String,
    /// 依頼日
    pub requested_on: Option<PartialDate>,
    /// 受領日
    pub received_on: Option<PartialDate>,
    /// Number of 「いいえ」 in it
    pub negatives: Option<u32>,
    /// Number of 「対象外」 in it
    pub not_applicable: Option<u32>,
    /// Of these, how many give no reason
    pub unexplained: Option<u32>,
    /// The version of the product of which it speaks
    pub product_version: String,
    /// 確認者
    pub reviewed_by: String,
    /// 文書ファイル
    pub document: String,
    /// 備考
    pub note: String,
}

/// Which disclosure statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisclosureKind {
    /// 製造業者
    Mds,
    /// サービス事業者
    Sds,
    /// Not recorded
    #[default]
    Unknown,
}

impl Record for Disclosure {
    fn key(&self) -> String {
        let parts = [self.vendor.trim(), self.system.trim()];
        if parts.iter().all(|part| part.is_empty()) { String::new() } else { parts.join("/").trim_matches('/').to_owned() }
    }
    fn label(&self) -> String {
        format!("{} {}", self.vendor.trim(), self.system.trim()).trim().to_owned()
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn system(&self) -> &str {
        &self.system
    }
    fn document(&self) -> &str {
        &self.document
    }
}
