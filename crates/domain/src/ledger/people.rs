//! People and what they may do: 利用者ID台帳, 職員・退職者, 体制, 利用権限表.

use serde::{Deserialize, Serialize};

use super::{Record, first_of};
use crate::calendar::PartialDate;

/// One account (ID). The first nine fields are the columns of the manual's example (2-④).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Account {
    /// No.
    pub number: String,
    /// 所属部署, or 利用者属性 in a pharmacy
    pub department: String,
    /// 性 (family name)
    pub family_name: String,
    /// 名
    pub given_name: String,
    /// 電話番号
    pub phone: String,
    /// ユーザID
    pub user_id: String,
    /// 説明
    pub note: String,
    /// 権限, as written
    pub rights: String,
    /// 状態
    pub status: AccountStatus,

    /// The system in which the account exists (電子カルテ, Active Directory …)
    pub system: String,
    /// Until when it may be used (使用可 (23年3月まで))
    pub valid_until: Option<PartialDate>,
    /// Whether the rights are an administrator's; inferred from `rights` and groups by the importer
    pub privileged: Option<bool>,
    /// Personal, shared, service, vendor or built-in
    pub kind: AccountKind,
    /// 最終ログイン
    pub last_login: Option<PartialDate>,
    /// Whether the export says that nobody has ever logged in (as opposed to: the column is missing)
    pub never_logged_in: bool,
    /// 作成日
    pub created_on: Option<PartialDate>,
    /// パスワード最終変更日
    pub password_changed_on: Option<PartialDate>,
    /// パスワード無期限
    pub password_never_expires: Option<bool>,
    /// 職員番号
    pub employee_number: String,
    /// The person answerable for a shared, service or vendor account
    pub owner: String,
    /// 事業者 that uses it
    pub vendor: String,
    /// Whether the administrator's rights of this account have been approved (管理者権限の承認)
    pub privilege_approved: Option<bool>,
    /// Whether it may have no password at all (userAccountControl 0x20)
    pub password_not_required: Option<bool>,
    /// Whether nobody signs in to it without a second factor (userAccountControl 0x40000, a VPN user's token)
    pub second_factor_required: Option<bool>,
    /// 最終ログイン as a directory copies it now and then: the true one may be up to [`LOGIN_LAG_DAYS`] later
    pub last_login_replicated: Option<PartialDate>,
    /// Day on which all this was so, where the source tells it
    pub seen_on: Option<PartialDate>,
}

/// Longest lag of `lastLogonTimestamp` behind the true last logon, days (`msDS-LogonTimeSyncInterval`, default 14).
pub const LOGIN_LAG_DAYS: i64 = 14;

impl Account {
    /// Whether somebody can sign in to it, as far as is known.
    pub fn is_usable(&self) -> bool {
        !matches!(self.status, AccountStatus::Disabled | AccountStatus::Deleted)
    }

    /// Days by which the true last login may be later than `last_login`.
    pub fn login_lag(&self) -> i64 {
        let copied = self.last_login_replicated.map(PartialDate::latest);
        if copied.is_some() && copied >= self.last_login.map(PartialDate::latest) { LOGIN_LAG_DAYS } else { 0 }
    }

    /// Takes from another row about the same account what this one leaves open and no machine knows: whose it is and who approved it.
    pub fn take_from(&mut self, kept: &Self) {
        let texts: [fn(&mut Self) -> &mut String; 7] = [
            |account| &mut account.family_name,
            |account| &mut account.given_name,
            |account| &mut account.department,
            |account| &mut account.employee_number,
            |account| &mut account.owner,
            |account| &mut account.vendor,
            |account| &mut account.note,
        ];
        let mut kept = kept.clone();
        let named = !self.full_name().is_empty();
        for (nth, text) in texts.into_iter().enumerate() {
            // a name is taken whole or not at all
            if text(self).trim().is_empty() && !(nth < 2 && named) {
                *text(self) = std::mem::take(text(&mut kept));
            }
        }
        if self.kind == AccountKind::Unknown {
            self.kind = kept.kind;
        }
        self.valid_until = self.valid_until.or(kept.valid_until);
        self.privilege_approved = self.privilege_approved.or(kept.privilege_approved);
        self.privileged = self.privileged.or(kept.privileged);
    }

    /// The person's whole name as written, family name first.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.family_name.trim(), self.given_name.trim()).trim().to_owned()
    }
}

/// 状態 of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountStatus {
    /// 使用可
    Active,
    /// 無効
    Disabled,
    /// 削除済
    Deleted,
    /// Not recorded
    #[default]
    Unknown,
}

/// What an account is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountKind {
    /// One person's
    Personal,
    /// 共用: several people use it
    Shared,
    /// A program's
    Service,
    /// 事業者's
    Vendor,
    /// Comes with the system (Administrator, Guest)
    Builtin,
    /// Not recorded and not inferable
    #[default]
    Unknown,
}

impl Record for Account {
    fn key(&self) -> String {
        match (self.system.trim(), first_of(&[&self.user_id, &self.number])) {
            (_, id) if id.is_empty() => id,
            ("", id) => id,
            (system, id) => format!("{system}/{id}"),
        }
    }
    fn label(&self) -> String {
        let name = self.full_name();
        match (first_of(&[&self.user_id, &self.number]).as_str(), name.as_str()) {
            ("", name) => name.to_owned(),
            (id, "") => id.to_owned(),
            (id, name) => format!("{id} {name}"),
        }
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn system(&self) -> &str {
        &self.system
    }
}

/// A member of staff, present or past.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct StaffMember {
    /// 職員番号
    pub employee_number: String,
    /// 氏名
    pub name: String,
    /// カナ
    pub kana: String,
    /// 所属
    pub department: String,
    /// 職種
    pub job: String,
    /// 入職日
    pub joined_on: Option<PartialDate>,
    /// 退職日
    pub left_on: Option<PartialDate>,
    /// 区分: leave (育休, 休職) is not leaving
    pub employment: Employment,
}

/// 区分 of a member of staff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Employment {
    /// 在職
    Employed,
    /// 育休・休職: still employed
    OnLeave,
    /// 退職
    Left,
    /// Not recorded
    #[default]
    Unknown,
}

impl Record for StaffMember {
    fn key(&self) -> String {
        first_of(&[&self.employee_number, &self.name])
    }
    fn label(&self) -> String {
        first_of(&[&self.name, &self.employee_number])
    }
}

/// A person appointed to a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Appointment {
    /// 役割
    pub role: Role,
    /// The role as written
    pub role_text: String,
    /// 氏名
    pub name: String,
    /// 役職
    pub title: String,
    /// 任命日
    pub appointed_on: Option<PartialDate>,
    /// Until when the appointment lasts, when it is limited
    pub until: Option<PartialDate>,
    /// 任命者
    pub appointed_by: String,
    /// 事業者, when the person is a vendor's
    pub vendor: String,
    /// 任命書など
    pub document: String,
}

/// A role that the manual names (1-①).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 医療情報システム安全管理責任者
    SafetyManager,
    /// 企画管理者
    PlanningManager,
    /// 薬局のシステム管理責任者 (企画管理者 and 安全管理責任者 in one)
    SystemManager,
    /// システム運用担当者
    SystemOperator,
    /// CISO
    Ciso,
    /// 事業者's 医療情報システム等の提供に係る管理責任者
    VendorManager,
    /// Another role
    #[default]
    Other,
}

impl Record for Appointment {
    fn key(&self) -> String {
        let role = first_of(&[&self.role_text]);
        if role.is_empty() && self.name.trim().is_empty() { String::new() } else { format!("{role}/{}", self.name.trim()) }
    }
    fn label(&self) -> String {
        format!("{} {}", self.role_text.trim(), self.name.trim()).trim().to_owned()
    }
    fn vendor(&self) -> &str {
        &self.vendor
    }
    fn document(&self) -> &str {
        &self.document
    }
}

/// One cell of the rights table: what a job may do with a class of information.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct AccessRight {
    /// システム
    pub system: String,
    /// 職種・担当業務
    pub job: String,
    /// 情報区分
    pub information: String,
    /// 権限 (閲覧, 入力 …)
    pub rights: String,
    /// 承認日
    pub approved_on: Option<PartialDate>,
    /// 承認者
    pub approved_by: String,
    /// 規程など
    pub document: String,
}

impl Record for AccessRight {
    fn key(&self) -> String {
        let parts = [self.system.trim(), self.job.trim(), self.information.trim()];
        if parts.iter().all(|part| part.is_empty()) { String::new() } else { parts.join("/") }
    }
    fn label(&self) -> String {
        format!("{} {} {}", self.job.trim(), self.information.trim(), self.rights.trim()).trim().to_owned()
    }
    fn system(&self) -> &str {
        &self.system
    }
    fn document(&self) -> &str {
        &self.document
    }
}
