//! The year of a small clinic, in one go: fresh installation → five questions → ledgers → answers → a vendor answers through its link
//! → signing in with a second factor → the inspection pack, downloaded and verified.

use std::ffi::OsStr;

use crate::driver::Browser;
use crate::program::{Program, fixture};

const PASSWORD: &str = "correct-horse-雨の日の自転車";
const VENDOR: &str = "みほんメディカルシステム株式会社";

/// Signs in as one of the sample's users, whose passwords the program prints.
pub(crate) async fn sign_in_to_sample(browser: &Browser, program: &Program, id: &str) {
    let mut password = None;
    for _ in 0..200 {
        let said = program.said();
        let line =
            said.lines().find(|line| line.contains(&format!("利用者ID：{id}　")) || line.contains(&format!("利用者ID：sample-{id}")));
        password = line.and_then(|line| line.split("パスワード：").nth(1)).map(|text| text.trim().to_owned());
        if password.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let password = password.unwrap_or_else(|| panic!("no password for {id} in\n{}", program.said()));
    sign_in(browser, program, id, &password).await;
    browser.expect("今日やること").await;
}

/// Axe finds nothing here, and nothing has to be moved sideways. For the pages to which no link leads.
async fn is_clean(browser: &Browser) {
    let (found, wider) = (browser.axe().await, browser.overflow().await);
    assert!(found.is_empty() && wider == 0, "{}: {wider} px too wide, {}", browser.address().await, found.join("\n"));
}

async fn sign_in(browser: &Browser, program: &Program, id: &str, password: &str) {
    browser.goto(&program.url("/login")).await;
    is_clean(browser).await;
    browser.fill("#id", id).await;
    browser.fill("#password", password).await;
    browser.click("main button[type=submit]").await;
}

async fn five_questions(browser: &Browser, program: &Program) {
    browser.goto(&program.url("/")).await;
    browser.expect("備え").await;
    is_clean(browser).await;
    browser.goto(&program.url("/setup/who")).await;
    is_clean(browser).await;
    browser.press("診療所").await;
    browser.fill("#name", "さくら診療所").await;
    browser.fill("#director", "桜井 院長").await;
    browser.press("次へ").await;
    browser.fill("#beds", "０").await;
    browser.press("次へ").await;
    browser.fill("#safety", "桜井 院長").await;
    browser.press("次へ").await;
    browser.press("施設の中にサーバがある").await;
    browser.press("いない").await;
    browser.press("次へ").await;
    browser.press("ある").await;
    browser.fill("#names", VENDOR).await;
    browser.press("次へ").await;
    is_clean(browser).await;
    browser.fill("#id", "jimu").await;
    browser.fill("#name", "事務 花子").await;
    browser.fill("#password", PASSWORD).await;
    browser.fill("#again", PASSWORD).await;
    browser.press("登録して始める").await;
    browser.expect("今日やること").await;
}

async fn import(browser: &Browser, program: &Program, path: &str) {
    browser.goto(&program.url("/ledgers/import")).await;
    browser.choose_file("#file", &fixture(path)).await;
    browser.press("内容を確かめる").await;
    browser.expect("まだ何も変えていません").await;
    browser.press("この内容で取り込む").await;
    browser.expect("取り込みました").await;
}

/// Sets up an authenticator app and gives its secret.
async fn second_factor(browser: &Browser, program: &Program) -> String {
    browser.goto(&program.url("/me/totp")).await;
    let secret = browser.find(".secret").await.text().await.unwrap().replace(' ', "");
    browser.fill("#code", &code(&secret, 0)).await;
    browser.press("設定する").await;
    browser.expect("回復コード").await;
    secret
}

/// The code of the app at this moment, so many seconds ahead.
fn code(secret: &str, ahead: u64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    totp.generate(now + ahead).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_runs_its_year() {
    let Some(browser) = Browser::open(1280).await else { return };
    let program = Program::new_installation();
    five_questions(&browser, &program).await;

    for file in ["みほん診療所/機器一覧.xlsx", "みほん診療所/アカウント一覧.csv", "みほん診療所/連絡先.csv"]
    {
        import(&browser, &program, file).await;
    }
    browser.goto(&program.url("/ledgers/devices")).await;
    browser.expect("件").await;

    browser.goto(&program.url("/forms")).await;
    browser.press("医療機関確認用").await;
    browser.press("医療情報システム安全管理責任者").await;
    browser.click("input[name=answer][value=yes]").await;
    let today = jiff::Zoned::now().date();
    browser.fill("#checked-on", &format!("{}/{}/{}", today.year(), today.month(), today.day())).await;
    browser.press("回答を保存する").await;
    browser.expect("の回答を保存しました").await;

    vendor_answers(&browser, &program).await;

    let secret = second_factor(&browser, &program).await;
    browser.driver.delete_all_cookies().await.unwrap();
    sign_in(&browser, &program, "jimu", PASSWORD).await;
    browser.expect("2つ目の確認").await;
    is_clean(&browser).await;
    // the code that set the factor up is used; that of the next half minute is not
    browser.fill("#code", &code(&secret, 30)).await;
    browser.click("main form[action='/login/second'] button[type=submit]").await;
    browser.expect("今日やること").await;

    browser.goto(&program.url("/inspection/packs")).await;
    browser.press("いまの内容で作る").await;
    browser.expect("SHA-256").await;
    let link = browser.find("a[href^='/inspection/packs/'][href$='1']").await;
    link.click().await.unwrap();
    let pack = browser.downloaded(".zip").await;
    let verified = Program::run(&[OsStr::new("verify"), pack.as_os_str()]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let audit =
        Program::run(&[OsStr::new("audit"), OsStr::new("verify"), OsStr::new("--data"), program.scratch.path().join("data").as_os_str()]);
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
}

/// The institution makes a link; somebody without an account fills in the form behind it.
async fn vendor_answers(browser: &Browser, program: &Program) {
    browser.goto(&program.url("/vendors")).await;
    browser.press(VENDOR).await;
    browser.press("リンクを作る").await;
    browser.expect("/v/").await;
    let shown = browser.text().await;
    let link = shown.split_whitespace().find(|word| word.contains("/v/")).unwrap_or_else(|| panic!("no link in\n{shown}")).to_owned();
    let path = link[link.find("/v/").unwrap()..].to_owned();
    let vendor = Browser::open(390).await.unwrap();
    vendor.goto(&program.url(&path)).await;
    vendor.expect(VENDOR).await;
    vendor.expect("さくら診療所").await;
    is_clean(&vendor).await;
    vendor.fill("#answered-by", "保守 太郎").await;
    vendor.click("fieldset.ask input[value=yes]").await;
    vendor.fill("fieldset.ask input[name$='-checked']", "2026/4/10").await;
    vendor.press("保存する").await;
    vendor.expect("保存しました").await;
    browser.goto(&program.url("/vendors")).await;
    browser.expect("1/").await;
}
