//! The road from files to decided forms: 10,000 machines, 20,000 accounts and 50 vendors, read, kept in SQLite, loaded, decided.
#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs)]

use std::fmt::Write;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sonae_app::decide_forms::decide_forms;
use sonae_app::import_folder::import_folder;
use sonae_app::load_facts::load_facts;
use sonae_app::ports::FixedClock;
use sonae_app::read_folder::{read_folder, read_profile};
use sonae_app::storage::{Location, Store};
use sonae_domain::framework::Frameworks;

const ROWS: u64 = 10_000 + 20_000 + 50;

fn write_folder(folder: &Path) {
    let mut devices = String::from(
        "管理番号,メーカー,OS,ソフトウェア,ソフトウェアバージョン,IPアドレス,コンピュータ名,設置場所,利用者,登録日,状態,説明,種別\n",
    );
    for at in 0..10_000 {
        let kind = ["端末PC", "端末PC", "端末PC", "サーバ", "ネットワーク機器"][at % 5];
        writeln!(
            devices,
            "A{at:05},見本社,Windows 11 Pro 24H2,電子カルテ,2.{},10.0.{}.{},PC-{at:05},外来,看護師,令和{}年4月1日,稼働,,{kind}",
            at % 9,
            at / 256,
            at % 256,
            at % 6 + 2
        )
        .unwrap();
    }
    let mut accounts = String::from("No.,所属部署,性,名,電話番号,ユーザID,説明,権限,状態,最終ログイン\n");
    for at in 0..20_000 {
        writeln!(accounts, "{at},外来,見本,太郎{at},,user{at:05},使用者,User,使用可,2025/11/28").unwrap();
    }
    let mut contracts = String::from("事業者名,対象システム,契約種別,開始日,終了日\n");
    for at in 0..50 {
        writeln!(contracts, "株式会社見本システム{at},システム{at},保守,令和7年4月1日,令和8年3月31日").unwrap();
    }
    for (name, text) in [("機器台帳.csv", devices), ("利用者ID台帳.csv", accounts), ("契約一覧.csv", contracts)] {
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

fn inspect(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let frameworks = Frameworks::embedded().unwrap();
    let edition = frameworks.edition("r7").unwrap();
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path());
    let day = jiff::civil::date(2025, 12, 1);
    let read = || read_folder(folder.path(), read_profile(folder.path()).unwrap(), (&frameworks, edition), &[], &mut |_, _, _| {}).unwrap();

    let mut group = criterion.benchmark_group("inspect");
    group.sample_size(10).throughput(Throughput::Elements(ROWS));
    group.bench_function("read files (CP932)", |bencher| bencher.iter(|| read().reports.len()));
    let reading = read();
    group.bench_function("keep in a new SQLite file", |bencher| {
        bencher.iter_batched(
            || tempfile::tempdir().unwrap(),
            |data| {
                runtime.block_on(async {
                    let store = Store::open(&Location::Sqlite(data.path().join("sonae.db"))).await.unwrap();
                    import_folder(&store, &reading, &FixedClock(day), "bench").await.unwrap();
                    store.close().await.unwrap();
                });
                data
            },
            BatchSize::PerIteration,
        );
    });
    let data = tempfile::tempdir().unwrap();
    let store = runtime.block_on(async {
        let store = Store::open(&Location::Sqlite(data.path().join("sonae.db"))).await.unwrap();
        import_folder(&store, &reading, &FixedClock(day), "bench").await.unwrap();
        store
    });
    group.bench_function("load facts", |bencher| bencher.iter(|| runtime.block_on(load_facts(&store, day)).unwrap().devices.len()));
    let facts = runtime.block_on(load_facts(&store, day)).unwrap();
    assert_eq!((facts.devices.len(), facts.accounts.len(), facts.contracts.len()), (10_000, 20_000, 50));
    group.bench_function("decide 51 forms", |bencher| {
        bencher.iter_batched(
            || facts.clone(),
            |facts| decide_forms(&frameworks, edition, facts).unwrap().forms.len(),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, inspect);
criterion_main!(benches);
