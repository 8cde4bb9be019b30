//! 利用者ID台帳: the manual's two example tables, and exports of directories.

use sonae_domain::calendar::PartialDate;
use sonae_domain::ledger::{Account, AccountKind, AccountStatus, LedgerId};

use super::{Built, Importer, infer};
use crate::fold;
use crate::reading::Reading;
use crate::value::{self, DateRead};
use crate::vocabulary::vocabulary;
use crate::words::in_brackets;

/// Bits of userAccountControl ([MS-ADTS] 2.2.16).
const ACCOUNT_DISABLED: u32 = 0x2;
const PASSWORD_NOT_REQUIRED: u32 = 0x20;
const PASSWORD_NEVER_EXPIRES: u32 = 0x1_0000;
const SMARTCARD_REQUIRED: u32 = 0x4_0000;

/// Relative identifiers of groups that administer a domain ([MS-DTYP] 2.4.2.4): domain, schema and enterprise administrators.
const ADMINISTRATORS: [&str; 3] = ["512", "518", "519"];

pub(super) struct Accounts;

impl Importer for Accounts {
    fn ledger(&self) -> LedgerId {
        LedgerId::Accounts
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let mut account = written(row);
        names(row, &mut account);
        status(row, &mut account);
        let sid = row.code("sid");
        kind(row, &mut account, &sid);
        privileges(row, &mut account, &sid);
        last_login(row, &mut account);
        Built::one(&account)
    }
}

/// The fields that are taken as they are written.
fn written(row: &mut Reading<'_>) -> Account {
    Account {
        number: row.code("number"),
        department: row.text("department"),
        phone: row.code("phone"),
        user_id: row.code("user-id"),
        note: row.text("note"),
        rights: row.text("rights"),
        system: row.text("system"),
        created_on: row.date("created-on"),
        password_changed_on: row.date("password-changed-on"),
        password_never_expires: row.flag("password-never-expires"),
        password_not_required: row.flag("password-not-required"),
        second_factor_required: row.flag("second-factor-required"),
        employee_number: row.code("employee-number"),
        seen_on: row.date("seen-on"),
        owner: infer::common_name(&row.text("owner")).to_owned(),
        vendor: row.text("vendor"),
        ..Account::default()
    }
}

/// Family and given name, or a whole name split at its first space.
fn names(row: &mut Reading<'_>, account: &mut Account) {
    account.family_name = row.text("family-name");
    account.given_name = row.text("given-name");
    let whole = row.text("full-name");
    if account.family_name.is_empty() && account.given_name.is_empty() {
        let (family, given) = whole.split_once(' ').unwrap_or((whole.as_str(), ""));
        (account.family_name, account.given_name) = (family.to_owned(), given.trim().to_owned());
    }
}

/// 状態 in words (使用可 (23年3月まで)), as a flag, as bits, or as the day on which the account was closed.
fn status(row: &mut Reading<'_>, account: &mut Account) {
    account.status = row.choice("status");
    account.valid_until = row.date("valid-until");
    let words = fold::plain(&row.raw("status"));
    if let Some(until) = in_brackets(&words).filter(|_| account.valid_until.is_none()) {
        account.valid_until = until_in(until);
    }
    let enabled = row.flag("enabled");
    let bits: Option<u32> = row.code("account-control").parse().ok();
    let bit = |bit: u32| bits.map(|bits| bits & bit != 0);
    account.password_never_expires = account.password_never_expires.or(bit(PASSWORD_NEVER_EXPIRES));
    account.password_not_required = account.password_not_required.or(bit(PASSWORD_NOT_REQUIRED));
    account.second_factor_required = account.second_factor_required.or(bit(SMARTCARD_REQUIRED));
    let enabled = enabled.or(bit(ACCOUNT_DISABLED).map(|disabled| !disabled));
    if account.status == AccountStatus::Unknown {
        account.status = match enabled {
            Some(true) => AccountStatus::Active,
            Some(false) => AccountStatus::Disabled,
            None => AccountStatus::Unknown,
        };
    }
    let open = matches!(account.status, AccountStatus::Active | AccountStatus::Unknown);
    if row.date("deleted-on").is_some() {
        account.status = AccountStatus::Deleted;
    } else if row.date("disabled-on").is_some() && open {
        account.status = AccountStatus::Disabled;
    }
}

/// The day in 「23年3月まで」; without a full date its year has two digits.
fn until_in(text: &str) -> Option<PartialDate> {
    match value::date(text) {
        DateRead::Date(date) | DateRead::Several(date) | DateRead::FiscalYear(date) => Some(date),
        _ => value::two_digit_year(text),
    }
}

fn kind(row: &mut Reading<'_>, account: &mut Account, sid: &str) {
    account.kind = row.choice("kind");
    if account.kind == AccountKind::Unknown {
        let name = account.full_name();
        account.kind = infer::account_kind(&infer::AccountWords {
            id: &account.user_id,
            names: [&name, &account.note, &account.department],
            sid,
            is_person: !account.given_name.is_empty() || !account.employee_number.is_empty() || !account.family_name.is_empty(),
        });
    }
    if account.kind == AccountKind::Unknown && !account.vendor.is_empty() {
        account.kind = AccountKind::Vendor;
    }
}

/// Administrator's rights: said outright, or inferred from rights, groups and built-in accounts.
fn privileges(row: &mut Reading<'_>, account: &mut Account, sid: &str) {
    let said = row.flag("privileged");
    let groups = row.text("groups");
    // the primary group stands in no list of groups
    let primary = row.code("primary-group");
    let by_primary = ADMINISTRATORS.contains(&primary.as_str()) || infer::in_admin_group(&primary);
    let listed = row.has("groups").then(|| infer::in_admin_group(&row.raw("groups")));
    let by_group = if by_primary { Some(true) } else { listed };
    let by_rights = infer::is_privileged(&account.rights);
    if account.rights.is_empty() {
        account.rights = infer::group_names(&groups);
    }
    let inferred = match (by_rights, by_group) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (rights, group) => rights.or(group),
    };
    account.privileged = said.or(inferred);
    if account.privileged != Some(true) && said.is_none() && infer::is_builtin_admin(&account.user_id, sid) {
        account.privileged = Some(true);
    }
    account.privilege_approved = approved(row);
}

/// An approval said as yes or no, or shown by a date or a name.
fn approved(row: &mut Reading<'_>) -> Option<bool> {
    let raw = row.raw("privilege-approved");
    if raw.is_empty() {
        return None;
    }
    if matches!(value::date(&raw), DateRead::Date(_) | DateRead::Several(_)) {
        return Some(true);
    }
    let folded = fold::word(&raw);
    if vocabulary().flag.outcome(&folded).is_none() && !vocabulary().is_unknown(&raw) {
        // neither a word nor a date: who approved
        return Some(true);
    }
    row.flag("privilege-approved")
}

/// The last login. An empty cell in a program's export means that nobody has ever logged in; in a kept ledger it means
/// nothing.
fn last_login(row: &mut Reading<'_>, account: &mut Account) {
    account.last_login = row.date("last-login");
    account.last_login_replicated = row.date("last-login-replicated");
    // two dates of one login: the later is nearer to the truth
    account.last_login = account.last_login.max(account.last_login_replicated);
    let field = if row.has("last-login") { "last-login" } else { "last-login-replicated" };
    let raw = row.raw(field);
    let said = !raw.is_empty() && account.last_login.is_none() && vocabulary().dates.none.contains(&fold::word(&raw));
    let empty = raw.is_empty() && row.is_machine() && row.has(field);
    account.never_logged_in = account.status == AccountStatus::Active && account.last_login.is_none() && (said || empty);
}
