//! アクセスログ: which system keeps one, and who looked at it.

use serde::{Deserialize, Serialize};

use super::{Record, first_of};
use crate::calendar::PartialDate;

/// How one server's or system's access log is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LogSource {
    /// 対象システム・サーバ
    pub system: String,
    /// 管理番号 or コンピュータ名 of the server
    pub host: String,
    /// ログの取得
    pub collected: Option<bool>,
    /// Whether the login time is in it (ログイン時刻)
    pub login_time: Option<bool>,
    /// Whether the time of access is in it (アクセス時間)
    pub access_time: Option<bool>,
    /// Whether the operation is in it (操作内容)
    pub operation: Option<bool>,
    /// 保存期間, days
    pub retention_days: Option<u32>,
    /// Whether access to the log is restricted (アクセス制限)
    pub access_restricted: Option<bool>,
    /// Whether deletion, change and insertion are prevented (改ざん防止)
    pub tamper_protected: Option<bool>,
    /// 時刻同期
    pub time_synchronised: Option<bool>,
    /// What stands in for a log that the system cannot write (業務日誌 …)
    pub substitute: String,
    /// 事業者
    pub vendor: String,
    /// 確認日
    pub checked_on: Option<PartialDate>,
}

impl Record for LogSource {
    fn key(&self) -> String {
        first_of(&[format!("{}/{}", self.system.trim(), self.host.trim()).trim_matches('/')])
    }
    fn label(&self) -> String {
        first_of(&[&self.system, &self.host])
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn system(&self) -> &str {
        &self.system
    }
}

/// One regular review of access logs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LogReview {
    /// 対象システム; empty when every system was reviewed
    pub system: String,
    /// 点検日
    pub reviewed_on: Option<PartialDate>,
    /// 点検者
    pub reviewer: String,
    /// 対象期間, as written
    pub period: String,
    /// 結果
    pub result: String,
    /// 承認者
    pub approved_by: String,
    /// 記録文書
    pub document: String,
}

impl Record for LogReview {
    fn key(&self) -> String {
        let day = self.reviewed_on.map(|day| day.to_string()).unwrap_or_default();
        format!("{day}/{}", self.system.trim()).trim_matches('/').to_owned()
    }
    fn label(&self) -> String {
        let day = self.reviewed_on.map(|day| day.to_string()).unwrap_or_default();
        format!("{} {day}", self.system.trim()).trim().to_owned()
    }
    fn system(&self) -> &str {
        &self.system
    }
    fn document(&self) -> &str {
        &self.document
    }
}
