//! A sonae with the invented hospital in it, and browsers that have signed in.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sonae_app::accounts::User;
use sonae_app::actor::Actor;
use sonae_app::adopt_folder::adopt_folder;
use sonae_app::data_folder::DataFolder;
use sonae_app::house::House;
use sonae_app::load_frameworks::load_frameworks;
use sonae_app::notify::Post;
use sonae_app::ports::{Clock, FixedClock, Format, PrintFailure, Printed, Printer, Sheet};
use sonae_app::read_folder::{read_folder, read_profile};
use sonae_app::records::{USERS, own_record};
use sonae_app::storage::{Location, Store};
use sonae_domain::access::Role;
use sonae_domain::framework::Frameworks;
use sonae_web::{SIGNED_IN_AS, Web, cookie_name, router};
use tempfile::TempDir;
use tower::ServiceExt;
use tower_sessions::Session;

/// The day on which everything happens.
pub(crate) const TODAY: Date = date(2026, 1, 20);

/// A clock that stands still until it is put forward.
#[derive(Default)]
pub(crate) struct Watch(AtomicI64);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        FixedClock(TODAY).now() + SignedDuration::from_secs(self.0.load(Ordering::Relaxed))
    }
    fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }
}

/// A running sonae. Dropping it removes its data.
pub(crate) struct Site {
    pub(crate) web: Web,
    watch: Arc<Watch>,
    router: Router,
    scratch: TempDir,
}

/// A browser: keeps its cookie.
pub(crate) struct Browser<'a> {
    site: &'a Site,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

/// Paper for tests: says what was printed.
struct PaperStub;

impl Printer for PaperStub {
    fn print(&self, sheet: Sheet<'_>, format: Format, as_of: Date) -> Result<Printed, PrintFailure> {
        let what = format!("{sheet:?}");
        let bytes = format!("{} as of {as_of}: {what}", format.extension()).into_bytes();
        Ok(Printed { bytes, replaced: Vec::new() })
    }
    fn licences(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }
}

fn frameworks() -> &'static Frameworks {
    static LOADED: std::sync::OnceLock<Frameworks> = std::sync::OnceLock::new();
    LOADED.get_or_init(|| load_frameworks(None).unwrap())
}

/// A folder of `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

impl Site {
    /// A sonae as after the installation: nothing in it.
    pub(crate) async fn empty() -> Self {
        Self::bare(None).await
    }

    async fn bare(post: Option<Arc<dyn Post>>) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&scratch.path().join("data")).unwrap();
        let store = Store::open(&Location::Sqlite(folder.database())).await.unwrap();
        let watch = Arc::new(Watch::default());
        let house = House::new(store, folder, watch.clone(), frameworks(), Arc::new(PaperStub));
        let house = match post {
            Some(post) => house.with_post(post),
            None => house,
        };
        let web = Web::new(house, false);
        Self { router: router(web.clone()), web, watch, scratch }
    }

    /// With 見本病院.
    pub(crate) async fn hospital() -> Self {
        Self::with("見本病院").await
    }

    /// With 見本病院, and another way for letters to leave.
    pub(crate) async fn hospital_with_post(post: Arc<dyn Post>) -> Self {
        Self::fill(Self::bare(Some(post)).await, "見本病院").await
    }

    /// With one of the invented institutions.
    pub(crate) async fn with(name: &str) -> Self {
        Self::fill(Self::empty().await, name).await
    }

    async fn fill(site: Self, name: &str) -> Self {
        let folder = fixture(name);
        let profile = read_profile(&folder).unwrap();
        let edition = frameworks().latest().unwrap();
        let reading = read_folder(&folder, profile, (frameworks(), edition), &[], &mut |_, _, _| {}).unwrap();
        adopt_folder(&site.web.house, &reading, &Actor::command_line()).await.unwrap();
        site
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.watch.0.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    /// Serves this site on a port, with everybody signed in as this browser: for looking at it.
    pub(crate) async fn serve(&self, port: u16, browser: &Browser<'_>) {
        let cookie = browser.cookie.clone().unwrap_or_default();
        let router =
            self.router.clone().layer(axum::middleware::from_fn(move |mut request: Request<Body>, next: axum::middleware::Next| {
                request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
                next.run(request)
            }));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        axum::serve(listener, router).await.unwrap();
    }

    /// A folder that goes with the site.
    #[allow(dead_code, reason = "for the tests that need one")]
    pub(crate) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// A browser in which nobody has signed in.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookie: None }
    }

    /// A browser that holds this cookie.
    pub(crate) fn browser_with(&self, cookie: &str) -> Browser<'_> {
        Browser { site: self, cookie: Some(cookie.to_owned()) }
    }

    /// A browser in which a person with these roles has signed in. The person is made when not there.
    pub(crate) async fn signed_in(&self, roles: &[Role]) -> Browser<'_> {
        let roles: BTreeSet<Role> = roles.iter().copied().collect();
        let id = roles.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
        let store = &self.web.house.store;
        let user = User { name: format!("{id} さん"), roles, ..User::default() };
        let mut tx = store.begin().await.unwrap();
        tx.put_record(USERS, own_record(&id, 0, &user)).await.unwrap();
        let event = self.web.house.event(&Actor::command_line(), "user.changed", &id, serde_json::json!({}));
        tx.commit_if_changed(event).await.unwrap();
        let session = Session::new(None, Arc::new(self.web.sessions.clone()), None);
        session.insert(SIGNED_IN_AS, &id).await.unwrap();
        session.save().await.unwrap();
        Browser { site: self, cookie: Some(format!("{}={}", cookie_name(false), session.id().unwrap())) }
    }
}

impl Browser<'_> {
    /// Its cookie.
    pub(crate) fn cookie(&self) -> Option<String> {
        self.cookie.clone()
    }

    /// Opens an address.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Opens an address and expects a page.
    pub(crate) async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }

    /// Sends a form from our own page.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&");
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.header("sec-fetch-site", "same-origin"), Body::from(body)).await
    }

    /// Sends JSON from a script of our own page; status and JSON of the answer.
    pub(crate) async fn json(&mut self, path: &str, body: &serde_json::Value) -> (StatusCode, serde_json::Value) {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json").header("sec-fetch-site", "same-origin");
        let answer = self.send(request, Body::from(body.to_string())).await;
        (answer.status, serde_json::from_slice(&answer.bytes).unwrap_or_default())
    }

    /// Sends a form with files (`name`, file name, bytes) from our own page.
    #[allow(dead_code, reason = "for the areas that take files")]
    pub(crate) async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        const BOUNDARY: &str = "----sonae-test";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (name, file, bytes) in files {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let request = Request::post(path).header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        self.send(request.header("sec-fetch-site", "same-origin"), Body::from(body)).await
    }

    /// Sends a request with this browser's cookie.
    pub(crate) async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.header(header::HOST, "sonae.test").body(body).unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(set) = parts.headers.get(header::SET_COOKIE) {
            self.cookie = set.to_str().unwrap().split(';').next().map(ToOwned::to_owned);
        }
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

/// Text as part of a form's body.
pub(crate) fn encode(text: &str) -> String {
    sonae_web::html::encode(text)
}

/// Counts how often each class of chip stands on a page.
#[allow(dead_code, reason = "for the areas that show states")]
pub(crate) fn chips(page: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for part in page.split("class=\"chip ").skip(1) {
        *counts.entry(part.split('"').next().unwrap().to_owned()).or_insert(0) += 1;
    }
    counts
}
