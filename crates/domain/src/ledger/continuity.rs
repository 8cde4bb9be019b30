//! Being ready: バックアップ, 復旧手順, 連絡先, 事業継続計画, 訓練.

use serde::{Deserialize, Serialize};

use super::{Record, first_of};
use crate::calendar::PartialDate;

/// One backup job. Taken, isolated and restore-tested are three separate facts: in real cases each failed by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Backup {
    /// 対象システム
    pub system: String,
    /// 対象データ
    pub data: String,
    /// 方式
    pub method: String,
    /// 間隔, days
    pub interval_days: Option<u32>,
    /// 世代数
    pub generations: Option<u32>,
    /// Whether some generations are offline (オフライン)
    pub offline: Option<bool>,
    /// Whether some generations cannot be overwritten (書き込み不可)
    pub immutable: Option<bool>,
    /// 最終成功日
    pub last_success: Option<PartialDate>,
    /// 復旧テスト日: last day on which a restore was tried
    pub restore_tested_on: Option<PartialDate>,
    /// Whether that restore worked
    pub restore_succeeded: Option<bool>,
    /// 保管場所
    pub place: String,
    /// 事業者
    pub vendor: String,
    /// 記録文書
    pub document: String,
}

impl Record for Backup {
    fn key(&self) -> String {
        let parts = [self.system.trim(), self.method.trim()];
        if parts.iter().all(|part| part.is_empty()) { String::new() } else { parts.join("/").trim_matches('/').to_owned() }
    }
    fn label(&self) -> String {
        format!("{} {}", self.system.trim(), self.method.trim()).trim().to_owned()
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

/// How one system is brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct RecoveryProcedure {
    /// 対象システム; empty when it covers every system
    pub system: String,
    /// 手順書名
    pub title: String,
    /// 確認日: last day on which the procedure was gone through
    pub confirmed_on: Option<PartialDate>,
    /// 担当者
    pub owner: String,
    /// 復旧優先度
    pub priority: String,
    /// 文書ファイル
    pub document: String,
}

impl Record for RecoveryProcedure {
    fn key(&self) -> String {
        format!("{}/{}", self.system.trim(), self.title.trim()).trim_matches('/').to_owned()
    }
    fn label(&self) -> String {
        first_of(&[&self.title, &self.system])
    }
    fn system(&self) -> &str {
        &self.system
    }
    fn document(&self) -> &str {
        &self.document
    }
}

/// Somebody to be called in an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Contact {
    /// 区分
    pub group: ContactGroup,
    /// 役割 (発見者, 情報システム室, CISO …)
    pub role: String,
    /// 組織名
    pub organisation: String,
    /// 氏名・窓口
    pub name: String,
    /// 電話番号, all of them
    pub phones: Vec<String>,
    /// メール
    pub email: String,
    /// 受付時間
    pub hours: String,
    /// The role that calls this contact (連絡元)
    pub called_by: String,
    /// What is said (第一報, 報告, 依頼 …)
    pub purpose: String,
    /// 確認日: when the entry was last checked
    pub checked_on: Option<PartialDate>,
    /// 備考
    pub note: String,
}

/// To which part of the tree a contact belongs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactGroup {
    /// 施設内
    Inside,
    /// 事業者
    Vendor,
    /// 情報セキュリティ事業者
    SecurityFirm,
    /// 外部有識者
    Expert,
    /// 都道府県警察
    Police,
    /// 厚生労働省
    Mhlw,
    /// 所管省庁・都道府県・保健所
    Authority,
    /// Another
    #[default]
    Other,
}

impl Record for Contact {
    fn key(&self) -> String {
        format!("{}/{}/{}", self.organisation.trim(), self.role.trim(), self.name.trim()).trim_matches('/').to_owned()
    }
    fn label(&self) -> String {
        format!("{} {}", first_of(&[&self.organisation, &self.role]), self.name.trim()).trim().to_owned()
    }
    fn vendor(&self) -> &str {
        if self.group == ContactGroup::Vendor { &self.organisation } else { "" }
    }
}

/// A business continuity plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bcp {
    /// 名称
    pub title: String,
    /// 版
    pub version: String,
    /// Whether it supposes a cyber attack (サイバー攻撃の想定)
    pub covers_cyber_attack: Option<bool>,
    /// 策定日
    pub established_on: Option<PartialDate>,
    /// 改訂日
    pub revised_on: Option<PartialDate>,
    /// 次回見直し
    pub review_due: Option<PartialDate>,
    /// 承認者
    pub approved_by: String,
    /// 承認日
    pub approved_on: Option<PartialDate>,
    /// 文書ファイル
    pub document: String,
}

impl Record for Bcp {
    fn key(&self) -> String {
        self.title.trim().to_owned()
    }
    fn label(&self) -> String {
        format!("{} {}", self.title.trim(), self.version.trim()).trim().to_owned()
    }
    fn document(&self) -> &str {
        &self.document
    }
}

/// A drill (訓練・演習).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Drill {
    /// 名称
    pub title: String,
    /// 実施日
    pub held_on: Option<PartialDate>,
    /// Whether the scenario was a cyber attack
    pub cyber_attack: Option<bool>,
    /// 参加者数
    pub participants: Option<u32>,
    /// 課題
    pub findings: String,
    /// 改善日
    pub improved_on: Option<PartialDate>,
    /// 記録文書
    pub document: String,
}

impl Record for Drill {
    fn key(&self) -> String {
        let day = self.held_on.map(|day| day.to_string()).unwrap_or_default();
        format!("{day}/{}", self.title.trim()).trim_matches('/').to_owned()
    }
    fn label(&self) -> String {
        let day = self.held_on.map(|day| day.to_string()).unwrap_or_default();
        format!("{} {day}", self.title.trim()).trim().to_owned()
    }
    fn document(&self) -> &str {
        &self.document
    }
}
