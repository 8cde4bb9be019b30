//! How long deciding takes: 10,000 machines, 20,000 accounts and staff, 50 vendors, every item of every form.
#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use criterion::{Criterion, criterion_group, criterion_main};
use sonae_domain::assessment::{Assessment, Evaluator};
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::{Entry, Facts};
use sonae_domain::framework::{Audience, Frameworks};
use sonae_domain::gap::{FoundItem, Gap};
use sonae_domain::guideline::{Circumstances, Pattern};
use sonae_domain::ledger::{
    Account, AccountStatus, AuthMethod, Backup, Contract, ContractKind, Device, DeviceKind, DeviceStatus, MaintenanceLine, PasswordPolicy,
    ServiceEntry, ServiceState, SourceRestriction, StaffMember,
};

const DEVICES: usize = 10_000;
const ACCOUNTS: usize = 20_000;
const VENDORS: usize = 50;

fn day(text: &str) -> Option<PartialDate> {
    text.parse().ok()
}

fn vendor(at: usize) -> String {
    format!("株式会社見本システム{}", at % VENDORS)
}

fn facts() -> Facts {
    let kinds = [DeviceKind::Endpoint, DeviceKind::Endpoint, DeviceKind::Endpoint, DeviceKind::Server, DeviceKind::Network];
    let devices = (0..DEVICES).map(|at| Device {
        number: format!("A{at:05}"),
        os: "Windows 11 Pro 24H2".into(),
        host: format!("PC-{at:05}"),
        place: "外来".into(),
        ip: format!("10.{}.{}.{}", at / 65_536, at / 256 % 256, at % 256),
        kind: kinds[at % kinds.len()],
        status: DeviceStatus::Active,
        vendor: if at % 10 == 0 { vendor(at / 10) } else { String::new() },
        remote_maintenance: Some(at % 100 == 0),
        patched_on: day("2025-11-20"),
        patches_current: Some(true),
        ..Device::default()
    });
    let accounts = (0..ACCOUNTS).map(|at| Account {
        user_id: format!("user{at:05}"),
        family_name: "見本".into(),
        given_name: format!("太郎{at}"),
        system: "電子カルテ".into(),
        status: AccountStatus::Active,
        privileged: Some(at % 500 == 0),
        last_login: day("2025-11-28"),
        ..Account::default()
    });
    let staff =
        (0..ACCOUNTS)
            .map(|at| StaffMember { employee_number: at.to_string(), name: format!("見本　太郎{at}"), ..StaffMember::default() });
    let contracts = (0..VENDORS).map(|at| Contract {
        vendor: vendor(at),
        systems: vec![format!("システム{at}")],
        kind: ContractKind::Maintenance,
        remote_maintenance: Some(true),
        remote_confirmed_on: day("2025-06-01"),
        ..Contract::default()
    });
    let lines = (0..VENDORS).map(|at| MaintenanceLine {
        id: format!("L{at}"),
        vendor: vendor(at),
        source_restricted: Some(true),
        ..MaintenanceLine::default()
    });
    let policies = (0..VENDORS).map(|at| PasswordPolicy {
        system: format!("システム{at}"),
        min_length: Some(13),
        mixed: Some(true),
        ..PasswordPolicy::default()
    });
    let methods =
        (0..VENDORS).map(|at| AuthMethod { system: format!("システム{at}"), two_factor: Some(true), ..AuthMethod::default() });
    let services = (0..DEVICES).map(|at| ServiceEntry {
        host: format!("PC-{at:05}"),
        service: "Spooler".into(),
        state: ServiceState::Stopped,
        checked_on: day("2025-11-01"),
        ..ServiceEntry::default()
    });
    let restrictions = (0..DEVICES / 5).map(|at| SourceRestriction {
        device: format!("A{:05}", at * 5 + 4),
        restricted: Some(true),
        checked_on: day("2025-11-01"),
        ..SourceRestriction::default()
    });
    let backups = (0..VENDORS).map(|at| Backup {
        system: format!("システム{at}"),
        generations: Some(3),
        last_success: day("2025-11-30"),
        interval_days: Some(1),
        ..Backup::default()
    });
    Facts {
        as_of: jiff::civil::date(2025, 12, 1),
        devices: devices.map(Entry::from).collect(),
        accounts: accounts.map(Entry::from).collect(),
        staff: staff.map(Entry::from).collect(),
        contracts: contracts.map(Entry::from).collect(),
        maintenance_lines: lines.map(Entry::from).collect(),
        password_policies: policies.map(Entry::from).collect(),
        auth_methods: methods.map(Entry::from).collect(),
        services: services.map(Entry::from).collect(),
        source_restrictions: restrictions.map(Entry::from).collect(),
        backups: backups.map(Entry::from).collect(),
        ..Facts::default()
    }
}

fn evaluate(criterion: &mut Criterion) {
    let frameworks = Frameworks::embedded().expect("embedded");
    let edition = frameworks.edition("r7").expect("r7");
    let own = edition.form(Audience::Institution).expect("institution");
    let vendors = edition.form(Audience::Vendor).expect("vendor");
    let facts = facts();
    let names = facts.contracted_vendors();
    assert_eq!(names.len(), VENDORS);

    let mut group = criterion.benchmark_group("evaluate");
    group.sample_size(20);
    let evaluator = Evaluator::new(&frameworks, edition, facts.clone());
    group.bench_function("own form, 19 items", |bencher| bencher.iter(|| evaluator.evaluate(own, "")));
    group.bench_function("50 vendor forms, 14 items each", |bencher| {
        bencher.iter(|| names.iter().map(|name| evaluator.evaluate(vendors, name).items.len()).sum::<usize>());
    });
    group.bench_function("narrowing the facts to 50 vendors", |bencher| bencher.iter(|| facts.by_vendor().len()));
    // the whole guideline follows from the items, answers and links
    let guideline = frameworks.guideline_of(Some(edition)).expect("the guideline");
    let gap = Gap::new(guideline, edition);
    let patterns: Vec<&Pattern> = guideline.patterns.pattern("I").into_iter().collect();
    let (circumstances, records) = (Circumstances::default(), BTreeMap::new());
    let reading = guideline.reading(&patterns, &circumstances);
    let standings = |assessment: &Assessment| {
        let found = |result| FoundItem { edition: &edition.id, audience: assessment.audience, subject: "", result };
        gap.assess(&reading, Audience::Institution, assessment.items.iter().map(found), &records, assessment.as_of).len()
    };
    let decided = evaluator.evaluate(own, "");
    assert_eq!(standings(&decided), 259);
    group.bench_function("guideline, 259 clauses", |bencher| bencher.iter(|| standings(&decided)));
    group.bench_function("own form and guideline", |bencher| bencher.iter(|| standings(&evaluator.evaluate(own, ""))));
    group.finish();
}

criterion_group!(benches, evaluate);
criterion_main!(benches);
