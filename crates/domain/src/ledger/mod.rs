//! The ledgers (台帳): what an institution knows about its machines, people, vendors and preparations.
//!
//! One record type for each ledger, grouped by subject. Every field may be missing, because real ledgers have gaps; what
//! a gap means is decided by the rules. Deliberately not here: reading files (crate `importers`) and storage (`store`).

mod continuity;
mod devices;
mod governance;
mod logs;
mod people;
mod protection;
mod vendors;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use continuity::{Backup, Bcp, Contact, ContactGroup, Drill, RecoveryProcedure};
pub use devices::{Device, DeviceKind, DeviceStatus};
pub use governance::{Answer, Education, Override, Regulation, YesNo};
pub use logs::{LogReview, LogSource};
pub use people::{AccessRight, Account, AccountKind, AccountStatus, Appointment, Employment, LOGIN_LAG_DAYS, Role, StaffMember};
pub use protection::{AuthMethod, MediaControl, PasswordPolicy, ServiceEntry, ServiceState, SourceRestriction};
pub use vendors::{Contract, ContractKind, Disclosure, DisclosureKind, Duty, MaintenanceLine};

macro_rules! ledgers {
    ($($(#[$doc:meta])* $variant:ident => $id:literal, $record:ty;)*) => {
        /// Which ledger a record belongs to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum LedgerId {
            $($(#[$doc])* #[serde(rename = $id)] $variant,)*
        }

        impl LedgerId {
            /// Every ledger, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable id used in files, in the store and in `institution.toml`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }

        $(impl Ledgered for $record {
            const LEDGER: LedgerId = LedgerId::$variant;
        })*
    };
}

/// Ties a record type to its ledger. Implemented by the table below.
pub trait Ledgered {
    /// The ledger that holds this type of record.
    const LEDGER: LedgerId;
}

/// A row of a ledger.
pub trait Record: Ledgered + Default + Clone + Serialize + for<'de> Deserialize<'de> {
    /// The natural key inside the ledger (管理番号, user id …); empty when the row has none.
    fn key(&self) -> String;

    /// What a person calls the row; never empty when the row says anything at all.
    fn label(&self) -> String;

    /// The vendor that the row names, when it names one: used to evaluate a vendor's own form.
    fn vendor(&self) -> &str {
        ""
    }

    /// The system that the row is about, when it names one.
    fn system(&self) -> &str {
        ""
    }

    /// The document that the row rests on, as the ledger names it.
    fn document(&self) -> &str {
        ""
    }
}

ledgers! {
    /// 機器台帳
    Devices => "devices", Device;
    /// 利用者ID台帳
    Accounts => "accounts", Account;
    /// 職員・退職者
    Staff => "staff", StaffMember;
    /// 体制(責任者の任命)
    Appointments => "appointments", Appointment;
    /// 利用権限表(職種 × 情報区分)
    AccessRights => "access-rights", AccessRight;
    /// 事業者・契約
    Contracts => "contracts", Contract;
    /// リモート保守回線
    MaintenanceLines => "maintenance-lines", MaintenanceLine;
    /// MDS/SDS 受領
    Disclosures => "disclosures", Disclosure;
    /// パスワード方針
    PasswordPolicies => "password-policies", PasswordPolicy;
    /// 外部記録媒体の制限
    MediaControls => "media-controls", MediaControl;
    /// 認証方式
    AuthMethods => "auth-methods", AuthMethod;
    /// 稼働サービスの点検
    Services => "services", ServiceEntry;
    /// 接続元制限
    SourceRestrictions => "source-restrictions", SourceRestriction;
    /// アクセスログの取得
    LogSources => "log-sources", LogSource;
    /// アクセスログの点検
    LogReviews => "log-reviews", LogReview;
    /// バックアップ
    Backups => "backups", Backup;
    /// 復旧手順
    RecoveryProcedures => "recovery-procedures", RecoveryProcedure;
    /// 連絡先
    Contacts => "contacts", Contact;
    /// 事業継続計画
    Bcps => "bcps", Bcp;
    /// 訓練
    Drills => "drills", Drill;
    /// 規程
    Regulations => "regulations", Regulation;
    /// 教育
    Educations => "educations", Education;
    /// 回答
    Answers => "answers", Answer;
    /// 判定の上書き
    Overrides => "overrides", Override;
}

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for LedgerId {
    type Err = UnknownLedger;
    fn from_str(text: &str) -> Result<Self, UnknownLedger> {
        Self::ALL.iter().copied().find(|id| id.as_str() == text).ok_or_else(|| UnknownLedger(text.to_owned()))
    }
}

/// A ledger id that sonae does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown ledger: {0}")]
pub struct UnknownLedger(pub String);

/// The first of the texts that is not empty.
fn first_of(texts: &[&str]) -> String {
    texts.iter().find(|text| !text.trim().is_empty()).map_or_else(String::new, |text| (*text).trim().to_owned())
}
