//! Chromium, driven: what a person does with it, and what axe finds on a page.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::program::{free_port, wait_for};

/// A browser of its own. Dropping it closes it.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    chromedriver: Child,
    folder: TempDir,
}

const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=ja",
];

impl Browser {
    /// A browser with a window of this width; `None` (and a line that says so) where none is installed.
    pub(crate) async fn open(width: u32) -> Option<Self> {
        let port = free_port();
        let started = Command::new("chromedriver").arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let Ok(chromedriver) = started else {
            assert!(std::env::var_os("SONAE_REQUIRE_BROWSER").is_none(), "chromedriver is not installed");
            println!("skipped: chromedriver is not installed");
            return None;
        };
        wait_for(port);
        let folder = tempfile::tempdir().unwrap();
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag).unwrap();
        }
        wanted.add_arg(&format!("--window-size={width},900")).unwrap();
        wanted.add_arg(&format!("--user-data-dir={}", folder.path().join("profile").display())).unwrap();
        let downloads = folder.path().join("downloads");
        std::fs::create_dir_all(&downloads).unwrap();
        wanted
            .add_experimental_option(
                "prefs",
                json!({ "download.default_directory": downloads, "download.prompt_for_download": false, "plugins.always_open_pdf_externally": true }),
            )
            .unwrap();
        // the HTTP client shared with the program asks for one even where nothing is encrypted; set already by the other test
        let _ = rustls::crypto::ring::default_provider().install_default();
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await.unwrap();
        Some(Self { driver, chromedriver, folder })
    }

    /// Opens an address.
    pub(crate) async fn goto(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// The one element of a selector; waits a little for it.
    pub(crate) async fn find(&self, css: &str) -> WebElement {
        let query = self.driver.query(By::Css(css)).wait(Duration::from_secs(10), Duration::from_millis(50));
        match query.first().await {
            Ok(found) => found,
            Err(error) => panic!("{css} is not on the page: {error}\n{}\n{}", self.address().await, self.text().await),
        }
    }

    /// Types into a field, in place of what stands there.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses a file in a field.
    pub(crate) async fn choose_file(&self, css: &str, path: &Path) {
        self.find(css).await.send_keys(path.to_str().unwrap()).await.unwrap();
    }

    /// Clicks.
    pub(crate) async fn click(&self, css: &str) {
        self.activate(&self.find(css).await).await;
    }

    /// Clicks the link or button with this text.
    pub(crate) async fn press(&self, text: &str) {
        let path = format!("//main//*[self::a or self::button or self::summary or self::label][contains(normalize-space(.), \"{text}\")]");
        let query = self.driver.query(By::XPath(path)).wait(Duration::from_secs(10), Duration::from_millis(50));
        match query.first().await {
            Ok(found) => self.activate(&found).await,
            Err(error) => panic!("{text} is not on the page: {error}\n{}\n{}", self.address().await, self.text().await),
        }
    }

    /// Clicks; where that leads to another page, waits until it is there, so that nothing is looked for on the old one.
    async fn activate(&self, element: &WebElement) {
        const LEADS_ON: &str = "const it = arguments[0]; window.leaving = true; \
            return it.tagName === 'A' || (it.tagName === 'BUTTON' && it.type === 'submit');";
        const ARRIVED: &str = "return window.leaving === undefined && document.readyState === 'complete';";
        element.scroll_into_view().await.unwrap();
        let leads_on = self.driver.execute(LEADS_ON, vec![element.to_json().unwrap()]).await.unwrap().json() == &Value::Bool(true);
        element.click().await.unwrap();
        if !leads_on {
            return;
        }
        for _ in 0..400 {
            // between two pages there is no script to answer
            if matches!(self.driver.execute(ARRIVED, Vec::new()).await, Ok(answer) if answer.json() == &Value::Bool(true)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("nothing came after the click\n{}\n{}", self.address().await, self.text().await);
    }

    /// Waits until the page says something.
    pub(crate) async fn expect(&self, text: &str) {
        for _ in 0..200 {
            if self.text().await.contains(text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the page does not say {text}\n{}\n{}", self.address().await, self.text().await);
    }

    /// What the page says.
    pub(crate) async fn text(&self) -> String {
        match self.driver.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Where the browser is.
    pub(crate) async fn address(&self) -> String {
        self.driver.current_url().await.map(|url| url.to_string()).unwrap_or_default()
    }

    /// The downloaded file with this ending; waits until it is whole.
    pub(crate) async fn downloaded(&self, ending: &str) -> std::path::PathBuf {
        for _ in 0..600 {
            let files = std::fs::read_dir(self.folder.path().join("downloads")).unwrap().map(|entry| entry.unwrap().path());
            if let Some(file) = files.into_iter().find(|file| file.to_string_lossy().ends_with(ending)) {
                return file;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no {ending} was downloaded");
    }

    /// What axe finds on the present page, as `rule: elements`.
    pub(crate) async fn axe(&self) -> Vec<String> {
        self.driver.execute(include_str!("axe.min.js"), Vec::new()).await.unwrap();
        let found = self
            .driver
            .execute_async(
                r#"const done = arguments[arguments.length - 1];
                axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
                    .then(found => done(found.violations.map(v => v.id + " (" + v.impact + "): " + v.nodes.map(n => n.target).join(" "))));"#,
                Vec::new(),
            )
            .await
            .unwrap();
        let Value::Array(found) = found.json().clone() else { panic!("axe gave no list") };
        found.iter().map(|violation| violation.as_str().unwrap().to_owned()).collect()
    }

    /// How many pixels the page is wider than the window: 0 when nothing has to be moved sideways.
    pub(crate) async fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";
        self.driver.execute(script, Vec::new()).await.unwrap().json().as_i64().unwrap()
    }

    /// What the browser complained about (a blocked script or style), on the present page.
    pub(crate) async fn screenshot(&self, path: &Path) {
        self.driver.screenshot(path).await.unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.chromedriver.kill();
        let _ = self.chromedriver.wait();
    }
}
