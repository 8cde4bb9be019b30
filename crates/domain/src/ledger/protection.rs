//! Protective settings, system by system: passwords, removable media, authentication, services, source restriction.

use serde::{Deserialize, Serialize};

use super::{DeviceKind, Record, first_of};
use crate::calendar::PartialDate;

/// The password policy in force on one system or group of machines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct PasswordPolicy {
    /// 対象システム・機器
    pub system: String,
    /// 種別 of the machines, when the policy is for one kind
    pub kind: DeviceKind,
    /// 最小文字数
    pub min_length: Option<u32>,
    /// Whether letters, digits and symbols are all required (英数字・記号の混在)
    pub mixed: Option<bool>,
    /// 変更間隔, days; `Some(0)` = never changed
    pub max_age_days: Option<u32>,
    /// 二要素認証
    pub two_factor: Option<bool>,
    /// Whether the factory password has been changed (初期パスワード変更)
    pub default_changed: Option<bool>,
    /// Whether the same password is used on other machines or services (使い回し)
    pub reused: Option<bool>,
    /// 事業者, when it manages the passwords
    pub vendor: String,
    /// 確認日
    pub checked_on: Option<PartialDate>,
    /// 設定画面の写しなど
    pub document: String,
}

impl Record for PasswordPolicy {
    fn key(&self) -> String {
        self.system.trim().to_owned()
    }
    fn label(&self) -> String {
        self.system.trim().to_owned()
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

/// How the connection of USB storage and the like is restricted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct MediaControl {
    /// 対象 (all endpoints, a system, a device number)
    pub target: String,
    /// 種別 of the machines
    pub kind: DeviceKind,
    /// 制限の方法
    pub method: String,
    /// Whether connection is restricted (制限の有無)
    pub restricted: Option<bool>,
    /// How a permitted medium is handled (許可媒体の限定, 使用前スキャン …)
    pub exception_handling: String,
    /// 事業者
    pub vendor: String,
    /// 確認日
    pub checked_on: Option<PartialDate>,
    /// 文書
    pub document: String,
}

impl Record for MediaControl {
    fn key(&self) -> String {
        self.target.trim().to_owned()
    }
    fn label(&self) -> String {
        first_of(&[&self.target, &self.method])
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn system(&self) -> &str {
        &self.target
    }
    fn document(&self) -> &str {
        &self.document
    }
}

/// How users are authenticated on one system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct AuthMethod {
    /// 対象システム・機器
    pub system: String,
    /// 種別 of the machines
    pub kind: DeviceKind,
    /// 認証方式, as written (ICカード+パスワード …)
    pub method: String,
    /// Whether two of memory, biometry and possession are combined
    pub two_factor: Option<bool>,
    /// 実装日
    pub implemented_on: Option<PartialDate>,
    /// 実装予定日
    pub planned_on: Option<PartialDate>,
    /// 次期更新日: the next renewal of the system
    pub renewal_on: Option<PartialDate>,
    /// 廃止予定日: when the system goes out of use
    pub retires_on: Option<PartialDate>,
    /// What is done when the second factor cannot be used (代替手段)
    pub fallback: String,
    /// 事業者
    pub vendor: String,
    /// 確認日
    pub checked_on: Option<PartialDate>,
    /// 文書
    pub document: String,
}

impl Record for AuthMethod {
    fn key(&self) -> String {
        self.system.trim().to_owned()
    }
    fn label(&self) -> String {
        self.system.trim().to_owned()
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

/// One service or resident program seen on one host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ServiceEntry {
    /// 対象機器: 管理番号 or コンピュータ名
    pub host: String,
    /// サービス・ソフトウェア名; empty or "all" when the row records a check of the whole host
    pub service: String,
    /// 状態
    pub state: ServiceState,
    /// 要否: whether it is needed
    pub needed: Option<bool>,
    /// 用途
    pub purpose: String,
    /// 確認日
    pub checked_on: Option<PartialDate>,
    /// 確認者
    pub checked_by: String,
}

/// Whether a service runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceState {
    /// 稼働中
    Running,
    /// 停止・無効
    Stopped,
    /// Not recorded
    #[default]
    Unknown,
}

impl Record for ServiceEntry {
    fn key(&self) -> String {
        format!("{}/{}", self.host.trim(), self.service.trim()).trim_matches('/').to_owned()
    }
    fn label(&self) -> String {
        format!("{} {}", self.host.trim(), self.service.trim()).trim().to_owned()
    }
}

/// How one network device restricts from where it can be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct SourceRestriction {
    /// 対象機器: 管理番号 or コンピュータ名
    pub device: String,
    /// 対象 (管理画面, VPN, 無線LAN …)
    pub target: String,
    /// 方法 (接続元IP, 証明書, MACアドレス …)
    pub method: String,
    /// 制限の有無
    pub restricted: Option<bool>,
    /// 許可する接続元
    pub allowed: String,
    /// 事業者
    pub vendor: String,
    /// 確認日
    pub checked_on: Option<PartialDate>,
    /// 文書
    pub document: String,
}

impl Record for SourceRestriction {
    fn key(&self) -> String {
        format!("{}/{}", self.device.trim(), self.target.trim()).trim_matches('/').to_owned()
    }
    fn label(&self) -> String {
        format!("{} {}", self.device.trim(), self.target.trim()).trim().to_owned()
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn document(&self) -> &str {
        &self.document
    }
}
