//! The flat event: hot columns named after OCSF 1.8, one row for one thing that somebody or something did.
//!
//! Flat, because the query engine prunes nothing on nested fields; nested OCSF is written on export only (module `ocsf`).

use serde::{Deserialize, Serialize};

/// OCSF class (`class_uid`, schema 1.8.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Something else (Base Event, 0)
    #[default]
    Base,
    /// File System Activity, 1001
    FileSystemActivity,
    /// Process Activity, 1007
    ProcessActivity,
    /// Event Log Activity, 1008: a log was cleared, exported, disabled, looked at
    EventLogActivity,
    /// Detection Finding, 2004
    DetectionFinding,
    /// Account Change, 3001
    AccountChange,
    /// Authentication, 3002
    Authentication,
    /// Network Activity, 4001: firewall and VPN lines that are no sign-in
    NetworkActivity,
    /// Application Lifecycle, 6002
    ApplicationLifecycle,
    /// API Activity, 6003
    ApiActivity,
    /// Datastore Activity, 6005: a chart was read, changed, printed, exported
    DatastoreActivity,
}

impl Class {
    /// Every class, by number.
    pub const ALL: &[Self] = &[
        Self::Base,
        Self::FileSystemActivity,
        Self::ProcessActivity,
        Self::EventLogActivity,
        Self::DetectionFinding,
        Self::AccountChange,
        Self::Authentication,
        Self::NetworkActivity,
        Self::ApplicationLifecycle,
        Self::ApiActivity,
        Self::DatastoreActivity,
    ];

    /// The number in OCSF.
    pub fn uid(self) -> u16 {
        match self {
            Self::Base => 0,
            Self::FileSystemActivity => 1001,
            Self::ProcessActivity => 1007,
            Self::EventLogActivity => 1008,
            Self::DetectionFinding => 2004,
            Self::AccountChange => 3001,
            Self::Authentication => 3002,
            Self::NetworkActivity => 4001,
            Self::ApplicationLifecycle => 6002,
            Self::ApiActivity => 6003,
            Self::DatastoreActivity => 6005,
        }
    }

    /// The class with this number.
    pub fn of(uid: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.uid() == uid)
    }
}

/// What was done, over all classes. The `activity_id` of OCSF differs from class to class; module `ocsf` knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    /// Not told
    #[default]
    Unknown,
    /// Signed in (ログイン)
    Logon,
    /// Signed out (ログオフ)
    Logoff,
    /// Looked at (参照)
    Read,
    /// Made (登録)
    Create,
    /// Changed (更新)
    Update,
    /// Removed (削除)
    Delete,
    /// Searched (検索)
    Query,
    /// Printed (印刷)
    Print,
    /// Taken out (出力・持出)
    Export,
    /// Brought in (取込)
    Import,
    /// Started
    Start,
    /// Stopped
    Stop,
    /// An account was enabled, or a right was given
    Grant,
    /// An account was disabled, or a right was taken away
    Revoke,
    /// A log was cleared
    Clear,
    /// Let through or tried (network)
    Open,
    /// Refused (network)
    Refuse,
    /// Something else; the source's own word is in `operation`
    Other,
}

impl Activity {
    /// Every activity.
    pub const ALL: &[Self] = &[
        Self::Unknown,
        Self::Logon,
        Self::Logoff,
        Self::Read,
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Query,
        Self::Print,
        Self::Export,
        Self::Import,
        Self::Start,
        Self::Stop,
        Self::Grant,
        Self::Revoke,
        Self::Clear,
        Self::Open,
        Self::Refuse,
        Self::Other,
    ];

    /// As stored in the lake, and as the words of the locale (`activity-…`) spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Logon => "logon",
            Self::Logoff => "logoff",
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Query => "query",
            Self::Print => "print",
            Self::Export => "export",
            Self::Import => "import",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Grant => "grant",
            Self::Revoke => "revoke",
            Self::Clear => "clear",
            Self::Open => "open",
            Self::Refuse => "refuse",
            Self::Other => "other",
        }
    }
}

/// How it ended (`status_id` of OCSF).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Not told; 0
    #[default]
    Unknown,
    /// It was done; 1
    Success,
    /// It failed or was refused; 2
    Failure,
}

impl Outcome {
    /// The number in OCSF.
    pub fn id(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Success => 1,
            Self::Failure => 2,
        }
    }
}

/// One thing that was done. Empty text: the record does not tell. Column names of the lake are the field names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// When it happened, microseconds since 1970-01-01T00:00:00Z; the time of receipt where the record tells none
    pub time: i64,
    /// Whether `time` is the record's own
    pub time_told: bool,
    /// OCSF class
    pub class: Class,
    /// What was done
    pub activity: Activity,
    /// How it ended
    pub outcome: Outcome,
    /// Who, as the system knows them (ユーザーID); NFKC, trimmed; lower case for operating systems
    pub user_uid: String,
    /// Who, by name (氏名)
    pub user_name: String,
    /// Whose data (患者ID); NFKC, trimmed
    pub patient_uid: String,
    /// カテゴリ, in the source's own words
    pub category: String,
    /// 操作情報, in the source's own words
    pub operation: String,
    /// The source's own code: EventID, DICOM code, message id
    pub code: String,
    /// Terminal from which it was done: name or number of the PC
    pub terminal: String,
    /// Address from which it was done (IPv4, IPv6)
    pub src_ip: String,
    /// Machine on which it was done
    pub device: String,
    /// Session, where the source tells one
    pub session: String,
    /// The account that was changed (Account Change), the file or object touched
    pub target: String,
    /// Why, where the source tells it: purpose of use, break-glass
    pub purpose: String,
    /// How many records were touched (bulk export, print); 0 = not told
    pub count: u32,
    /// A readable line where the fields above do not tell everything
    pub message: String,
}
