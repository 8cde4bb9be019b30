//! Facts: everything that is known about one institution on one day, as the rules see it.
//!
//! Every record keeps where it came from ([`Source`]) and how it is known ([`Provenance`]). Deliberately not here: how
//! facts are read or stored, and any judgement about them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::calendar::days_between;
use crate::framework::Scope;
use crate::ledger::{
    AccessRight, Account, Answer, Appointment, AuthMethod, Backup, Bcp, Contact, Contract, Device, Disclosure, Drill, Education, LedgerId,
    Ledgered, LogReview, LogSource, MaintenanceLine, MediaControl, Override, PasswordPolicy, Record, RecoveryProcedure, Regulation,
    ServiceEntry, SourceRestriction, StaffMember,
};
use crate::names::{fold, fold_company};
use crate::observation::{IdentityAnswer, Machine, Observed, SetAside};

mod channels;
mod coverage;
mod decision;
mod feed;
mod leak;
mod reach;
mod seen;
mod shelf;
mod sign_ins;
mod unnamed;
mod weakness;

pub use channels::{Channel, channels};
pub use coverage::{Aspect, Blank, Coverage, Why};
pub use decision::{Decided, Judgement, Justification, WeaknessDecision};
pub use feed::{LogFeed, feed_named};
pub use leak::{Leak, LeakedWhat};
use reach::Reach;
pub use seen::{KnownService, known_services, machine_named, observed_key, same_service};
pub(crate) use shelf::numbers;
pub use shelf::{AskedStatement, NamedProduct, Shelf, Standing};
pub use weakness::{EXPLOITED_FEED, FeedState, Reached, Weakness, WeaknessState};

/// How a record is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// A machine wrote it (an export of the directory, a backup log): findings from it are *verified*.
    Machine,
    /// Somebody keeps it in writing (a ledger, a contract): findings from it are *examined*.
    #[default]
    Document,
    /// Somebody says so: findings from it are *declared*.
    Statement,
}

/// Where a record was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Source {
    /// File, relative to the institution's folder, with `/` between its parts
    pub file: String,
    /// Sheet of a workbook; empty for a text file
    pub sheet: String,
    /// Row as a spreadsheet numbers it, from 1; 0 when unknown
    pub row: u32,
}

/// A record with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry<T> {
    /// The record itself
    pub record: T,
    /// Where it was read
    pub source: Source,
    /// How it is known
    pub provenance: Provenance,
    /// Key inside its ledger; unique there
    pub key: String,
}

impl<T> Deref for Entry<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.record
    }
}

impl<T: Record> From<T> for Entry<T> {
    fn from(record: T) -> Self {
        let key = record.key();
        Self { record, source: Source::default(), provenance: Provenance::default(), key }
    }
}

/// In a rule's specification an entry is written as the record's own fields, and optionally `provenance`.
impl<'de, T: Record + DeserializeOwned> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let mut table = toml::Table::deserialize(deserializer)?;
        let provenance = match table.remove("provenance") {
            Some(value) => value.try_into().map_err(D::Error::custom)?,
            None => Provenance::default(),
        };
        let record: T = table.try_into().map_err(D::Error::custom)?;
        let key = record.key();
        Ok(Self { record, source: Source::default(), provenance, key })
    }
}

/// A row named in a finding, so that a person can go and look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RecordRef {
    /// Ledger that holds it
    pub ledger: LedgerId,
    /// Key inside the ledger
    pub key: String,
    /// What a person calls it
    pub label: String,
    /// Where it was read
    pub source: Source,
    /// How it is known
    pub provenance: Provenance,
}

impl<T: Record> Entry<T> {
    /// The name of this row in a finding.
    pub fn reference(&self) -> RecordRef {
        RecordRef {
            ledger: T::LEDGER,
            key: self.key.clone(),
            label: self.record.label(),
            source: self.source.clone(),
            provenance: self.provenance,
        }
    }
}

/// Everything about a record but its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Key inside its ledger
    pub key: String,
    /// Where it was read
    pub source: Source,
    /// How it is known
    pub provenance: Provenance,
}

/// What sort of institution it is; decides which form it fills in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstitutionKind {
    /// 病院
    #[default]
    Hospital,
    /// 診療所
    Clinic,
    /// 歯科診療所
    Dental,
    /// 助産所
    BirthCentre,
    /// 薬局
    Pharmacy,
}

/// The institution itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Institution {
    /// 名称
    pub name: String,
    /// 種別
    pub kind: InstitutionKind,
    /// 病床数; 0 for none
    pub beds: u32,
    /// 管理者 (院長, 開設者, 管理薬剤師)
    pub director: String,
    /// 所在地の都道府県
    pub prefecture: String,
    /// Whether it has a vendor contract (operation or maintenance). `None`: follows from the contracts ledger.
    pub vendor_contracts: Option<bool>,
    /// Whether a medical information system is in use (the gate question of 令和5年度). `None`: follows from the device ledger.
    pub medical_system_in_use: Option<bool>,
}

/// Figures that the official text leaves to the institution. Days throughout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Policy {
    /// An account unused for longer is unneeded (2-⑤)
    pub dormant_days: i64,
    /// An account never used this long after it was made is unneeded (2-⑤)
    pub never_used_days: i64,
    /// Patches were last applied at most this long ago (2-⑥)
    pub patch_days: i64,
    /// Longest password age that counts as changed periodically (2-⑦)
    pub password_change_days: i64,
    /// Access logs are reviewed at least this often (2-⑪)
    pub log_review_days: i64,
    /// Everything that somebody looked at (stocktaking, services, settings, contacts) counts this long
    pub check_days: i64,
    /// A vendor's disclosure statement counts this long (2-③)
    pub disclosure_days: i64,
    /// The last successful backup is at most this many times its own interval old (3-②)
    pub backup_lateness: i64,
    /// Recovery procedures are confirmed at least this often (3-②)
    pub recovery_days: i64,
    /// A person's answer counts this long
    pub answer_days: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            dormant_days: 90,
            never_used_days: 30,
            patch_days: 90,
            password_change_days: 365,
            log_review_days: 92,
            check_days: 366,
            disclosure_days: 731,
            backup_lateness: 3,
            recovery_days: 366,
            answer_days: 366,
        }
    }
}

/// A document that lies in the institution's folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Document {
    /// Path relative to the folder, with `/`
    pub path: String,
    /// sha256 of its bytes, hex
    pub sha256: String,
    /// Size in bytes
    pub bytes: u64,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $field:ident: $record:ty,)*) => {
        /// Everything known about one institution on one day.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
        pub struct Facts {
            /// The day for which everything is decided
            pub as_of: Date,
            /// The institution
            pub institution: Institution,
            /// Its own figures
            pub policy: Policy,
            /// Documents in its folder, by [`fold`]ed path and by folded file name
            pub documents: BTreeMap<String, Document>,
            /// What the vault observed of each source of access logs; empty where there is no vault
            pub log_feeds: Vec<LogFeed>,
            /// What machines said of themselves, and what was seen of them
            pub observations: Vec<Observed>,
            /// What people said about machines that may be one
            pub identity_answers: Vec<IdentityAnswer>,
            /// What people said about machines that belong in no ledger
            pub set_aside: Vec<SetAside>,
            /// Vulnerabilities and ends of support of the machines, as the feeds have it
            pub weaknesses: Vec<Weakness>,
            /// What people decided about them, with what no longer holds
            pub weakness_decisions: Vec<WeaknessDecision>,
            /// How old the feeds are; empty where there are none
            pub feeds: Vec<FeedState>,
            /// What names of systems in the ledgers stand for, by the [`fold`]ed name; empty where nobody looked them up
            pub named_products: BTreeMap<String, NamedProduct>,
            /// What of the institution stands on lists of leaked credentials
            pub leaks: Vec<Leak>,
            /// The machines behind the observations; derived by [`Facts::observe`]
            #[serde(skip)]
            pub machines: Vec<Machine>,
            /// Where the machine of a row is in `machines`, by the row's key; derived
            #[serde(skip)]
            pub machine_rows: BTreeMap<String, usize>,
            $($(#[$doc])* pub $field: Vec<Entry<$record>>,)*
        }

        impl Facts {
            /// Calls the visitor with every entry of one ledger, type by type; how storage and paper walk all ledgers.
            pub fn visit(&self, visitor: &mut impl Visitor) {
                $(visitor.ledger::<$record>(&self.$field);)*
            }

            /// Adds a record to its ledger. `body` is the record in any serde format.
            pub fn push<'de, D: Deserializer<'de>>(&mut self, ledger: LedgerId, origin: Origin, body: D) -> Result<(), D::Error> {
                let Origin { key, source, provenance } = origin;
                match ledger {
                    $(<$record as Ledgered>::LEDGER => self.$field.push(Entry { record: <$record>::deserialize(body)?, source, provenance, key }),)*
                }
                Ok(())
            }

            /// The facts narrowed to each vendor that a record names: its machines, accounts, lines, systems and settings.
            /// By the vendor's folded name ([`crate::names::fold_company`]). One pass over all ledgers. Staff belongs to no vendor.
            pub fn by_vendor(&self) -> BTreeMap<String, Self> {
                let mut reach = Reach::of(self);
                let empty = Self {
                    as_of: self.as_of,
                    institution: self.institution.clone(),
                    policy: self.policy.clone(),
                    documents: self.documents.clone(),
                    feeds: self.feeds.clone(),
                    named_products: self.named_products.clone(),
                    ..Self::default()
                };
                let mut views: BTreeMap<String, Self> = reach.vendors().map(|vendor| (vendor.clone(), empty.clone())).collect();
                $(for entry in &self.$field {
                    for vendor in reach.concerned(&entry.record) {
                        if let Some(view) = views.get_mut(&vendor) {
                            view.$field.push(entry.clone());
                        }
                    }
                })*
                for feed in &self.log_feeds {
                    for vendor in reach.concerned_by(&feed.system, &feed.host) {
                        if let Some(view) = views.get_mut(&vendor) {
                            view.log_feeds.push(feed.clone());
                        }
                    }
                }
                for weakness in &self.weaknesses {
                    for view in views.values_mut().filter(|view| view.devices.iter().any(|device| device.key == weakness.device)) {
                        view.weaknesses.push(weakness.clone());
                    }
                }
                for machine in &self.machines {
                    let of_view = |view: &Self| machine.row().is_some_and(|row| view.devices.iter().any(|device| device.key == row));
                    for view in views.values_mut().filter(|view| of_view(view)) {
                        view.machine_rows.extend(machine.row().map(|row| (row.to_owned(), view.machines.len())));
                        view.machines.push(machine.clone());
                    }
                }
                views
            }
        }
    };
}

/// Walks all ledgers of [`Facts`].
pub trait Visitor {
    /// One ledger with all its entries.
    fn ledger<T: Record>(&mut self, entries: &[Entry<T>]);
}

facts! {
    /// 機器台帳
    devices: Device,
    /// 利用者ID台帳
    accounts: Account,
    /// 職員・退職者
    staff: StaffMember,
    /// 体制
    appointments: Appointment,
    /// 利用権限表
    access_rights: AccessRight,
    /// 事業者・契約
    contracts: Contract,
    /// リモート保守回線
    maintenance_lines: MaintenanceLine,
    /// MDS/SDS 受領
    disclosures: Disclosure,
    /// パスワード方針
    password_policies: PasswordPolicy,
    /// 外部記録媒体の制限
    media_controls: MediaControl,
    /// 認証方式
    auth_methods: AuthMethod,
    /// 稼働サービスの点検
    services: ServiceEntry,
    /// 接続元制限
    source_restrictions: SourceRestriction,
    /// アクセスログの取得
    log_sources: LogSource,
    /// アクセスログの点検
    log_reviews: LogReview,
    /// バックアップ
    backups: Backup,
    /// 復旧手順
    recovery_procedures: RecoveryProcedure,
    /// 連絡先
    contacts: Contact,
    /// 事業継続計画
    bcps: Bcp,
    /// 訓練
    drills: Drill,
    /// 規程
    regulations: Regulation,
    /// 教育
    educations: Education,
    /// 回答
    answers: Answer,
    /// 判定の上書き
    overrides: Override,
}

impl Facts {
    /// Machines that belong to the institution's systems and fall under the sub-heading.
    pub fn devices_in(&self, scope: Scope) -> impl Iterator<Item = &Entry<Device>> {
        self.devices.iter().filter(move |device| device.in_service() && device.kind.within(scope))
    }

    /// Whether what was looked at on this day still counts ([`Policy::check_days`]).
    pub fn is_fresh(&self, on: Date) -> bool {
        days_between(on, self.as_of) <= self.policy.check_days
    }

    /// Names of the vendors with a contract in the checklist's sense on the day, one spelling each, in ledger order.
    pub fn contracted_vendors(&self) -> Vec<String> {
        let mut known = BTreeSet::new();
        let counting = self.contracts.iter().filter(|contract| contract.counts_on(self.as_of) && !contract.vendor.trim().is_empty());
        counting.filter(|contract| known.insert(fold_company(&contract.vendor))).map(|contract| contract.vendor.trim().to_owned()).collect()
    }

    /// Whether the institution has a contract with a vendor: `None` when nobody has recorded it.
    pub fn has_vendor_contract(&self) -> Option<bool> {
        if self.contracts.iter().any(|contract| contract.counts_on(self.as_of) && !contract.vendor.trim().is_empty()) {
            return Some(true);
        }
        if self.contracts.is_empty() { self.institution.vendor_contracts } else { Some(false) }
    }

    /// The document that a ledger names, when it lies in the folder. Found by path or by file name.
    pub fn document(&self, name: &str) -> Option<&Document> {
        let name = fold(name);
        let last = name.rsplit(['/', '\\']).next().unwrap_or(&name);
        if last.is_empty() { None } else { self.documents.get(&name).or_else(|| self.documents.get(last)) }
    }

    /// The row as evidence for something whose original is looked at: as the ledger has it where the document that it names
    /// lies in the folder; otherwise only whoever keeps the ledger says so.
    pub fn evidence<T: Record>(&self, entry: &Entry<T>) -> RecordRef {
        let mut reference = entry.reference();
        if self.document(entry.record.document()).is_none() {
            reference.provenance = Provenance::Statement;
        }
        reference
    }

    /// The machine that a row names by its number or its host name.
    pub fn device_named(&self, name: &str) -> Option<&Entry<Device>> {
        let name = fold(name);
        if name.is_empty() {
            return None;
        }
        self.devices.iter().find(|d| fold(&d.number) == name || fold(&d.host) == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_mere_sale_is_no_contract() {
        let known = facts("as-of = \"2025-12-01\"\n[[contracts]]\nvendor = \"A\"\nkind = \"sale\"\n");
        assert_eq!(known.has_vendor_contract(), Some(false));
        assert_eq!(facts("as-of = \"2025-12-01\"").has_vendor_contract(), None);
        let expired = facts("as-of = \"2025-12-01\"\n[[contracts]]\nvendor = \"A\"\nkind = \"maintenance\"\nends = \"2024-03\"\n");
        assert_eq!(expired.has_vendor_contract(), Some(false));
    }

    #[test]
    fn a_vendors_view_holds_its_machines_systems_and_accounts_only() {
        let all = facts(
            r#"
            as-of = "2025-12-01"
            contracts = [{ vendor = "㈱みほん", systems = ["電子カルテ"], kind = "maintenance" }, { vendor = "別会社", kind = "maintenance" }]
            devices = [{ number = "1", vendor = "みほん株式会社" }, { number = "2", vendor = "別会社" }, { number = "3" }]
            backups = [{ system = "電子カルテ" }, { system = "PACS" }]
            services = [{ host = "1", service = "FTP" }, { host = "2", service = "FTP" }]
            staff = [{ name = "退職 花子" }]
            "#,
        );
        let views = all.by_vendor();
        let view = &views[&fold_company("みほん")];
        assert_eq!((view.contracts.len(), view.devices.len(), view.backups.len(), view.services.len(), view.staff.len()), (1, 1, 1, 1, 0));
        assert_eq!(views.len(), 2);
        assert_eq!(all.contracted_vendors(), ["㈱みほん", "別会社"]);
    }

    #[test]
    fn a_misspelt_field_in_a_specification_is_an_error() {
        assert!(toml::from_str::<Facts>("[[devices]]\nnumbr = \"1\"\n").is_err());
    }
}
