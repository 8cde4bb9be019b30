//! 規程, 教育, and what people themselves say: 回答 and 判定の上書き.

use serde::{Deserialize, Serialize};

use super::{Record, first_of};
use crate::calendar::PartialDate;

/// One clause of a regulation, and the checklist items whose practice it lays down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Regulation {
    /// 規程名
    pub title: String,
    /// 条
    pub clause: String,
    /// 対応項目: official numbers (2-⑥), control ids, or `control/scope`
    pub covers: Vec<String>,
    /// 制定日
    pub established_on: Option<PartialDate>,
    /// 改定日
    pub revised_on: Option<PartialDate>,
    /// 承認者
    pub approved_by: String,
    /// 文書ファイル
    pub document: String,
    /// 要旨
    pub summary: String,
}

impl Record for Regulation {
    fn key(&self) -> String {
        format!("{}/{}", self.title.trim(), self.clause.trim()).trim_matches('/').to_owned()
    }
    fn label(&self) -> String {
        format!("{} {}", self.title.trim(), self.clause.trim()).trim().to_owned()
    }
    fn document(&self) -> &str {
        &self.document
    }
}

/// A training that was held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Education {
    /// 名称
    pub title: String,
    /// 実施日
    pub held_on: Option<PartialDate>,
    /// 対象
    pub audience: String,
    /// 受講者数
    pub attendees: Option<u32>,
    /// 対象者数
    pub invited: Option<u32>,
    /// 記録文書
    pub document: String,
}

impl Record for Education {
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

/// はい or いいえ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YesNo {
    /// はい
    Yes,
    /// いいえ
    No,
}

/// What a person (of the institution, or of a vendor) answered to one item of a form, in one round of confirmation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answer {
    /// Edition of the form: "r5", "r7"; empty = the edition under inspection
    pub edition: String,
    /// 事業者名 when a vendor answered its own form (事業者確認用); empty for the institution's form
    pub vendor: String,
    /// Official number as printed (2-⑥) or the item's key
    pub item: String,
    /// Round of confirmation, from 1 (R5 has three)
    pub round: u8,
    /// 回答
    pub answer: Option<YesNo>,
    /// 確認日
    pub checked_on: Option<PartialDate>,
    /// 目標日
    pub target_on: Option<PartialDate>,
    /// 備考
    pub remarks: String,
    /// 回答者
    pub answered_by: String,
}

impl Record for Answer {
    fn key(&self) -> String {
        format!("{}/{}/{}/{}", self.edition.trim(), self.vendor.trim(), self.item.trim(), self.round.max(1))
    }
    fn label(&self) -> String {
        format!("{} {}", self.vendor.trim(), self.item.trim()).trim().to_owned()
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
}

/// A person's decision to print another answer than the finding. Never silent: it stays beside the finding and expires.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Override {
    /// Edition of the form; empty = the edition under inspection
    pub edition: String,
    /// 事業者名 for an item of a vendor's form
    pub vendor: String,
    /// Official number or key of the item
    pub item: String,
    /// The answer to print instead
    pub answer: Option<YesNo>,
    /// 理由
    pub reason: String,
    /// 判断した人
    pub decided_by: String,
    /// 判断日
    pub decided_on: Option<PartialDate>,
    /// 有効期限
    pub expires_on: Option<PartialDate>,
}

impl Override {
    /// Whether it names its person, reason, date and expiry, and has not expired on that day.
    pub fn stands_on(&self, day: jiff::civil::Date) -> bool {
        self.answer.is_some()
            && !first_of(&[&self.reason]).is_empty()
            && !first_of(&[&self.decided_by]).is_empty()
            && self.decided_on.is_some_and(|decided| decided.earliest() <= day)
            && self.expires_on.is_some_and(|expires| expires.latest() >= day)
    }
}

impl Record for Override {
    fn key(&self) -> String {
        format!("{}/{}/{}", self.edition.trim(), self.vendor.trim(), self.item.trim())
    }
    fn label(&self) -> String {
        format!("{} {}", self.vendor.trim(), self.item.trim()).trim().to_owned()
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
}
