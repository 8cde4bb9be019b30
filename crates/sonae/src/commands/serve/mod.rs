//! `sonae serve`: the web application, until it is told to stop.
//!
//! Plain HTTP is spoken on the machine itself only; everywhere else it is TLS. Deliberately not here: pages (crate `web`).

mod backups;
mod certificate;
mod connections;
mod logging;
mod logs;
mod stop;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use sonae_app::accounts::sample_users;
use sonae_app::actor::Actor;
use sonae_app::backups::has_key;
use sonae_app::feeds::fetch_daily;
use sonae_app::house::House;
use sonae_app::notify;
use sonae_app::open_house::{Home, lock_folder};
use sonae_app::sample::{adopt_hospital, bring_feeds, bring_stick};
use sonae_app::setup;
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;
use sonae_web::{Web, router};

use super::Outcome;
use super::home::{default_folder, home, open, sample_folder};
use crate::cli::Serve;
use crate::failure::Failure;
use certificate::{Certificate, Source};
use connections::Doorkeeper;

pub(crate) use stop::told_to_stop;

/// How long running requests may take to finish when it is told to stop.
const FAREWELL: Duration = Duration::from_secs(20);

pub(crate) async fn run(frameworks: &'static Frameworks, arguments: &Serve) -> anyhow::Result<Outcome> {
    logging::begin();
    let default = if arguments.sample { sample_folder()? } else { default_folder()? };
    let home = home(arguments.data.as_deref(), &default)?;
    serve(frameworks, &home, arguments).await
}

/// Serves the invented hospital from this folder.
pub(crate) async fn serve_sample(frameworks: &'static Frameworks, folder: &Path, listen: SocketAddr) -> anyhow::Result<Outcome> {
    logging::begin();
    let arguments =
        Serve { data: None, listen, tls: false, tls_cert: None, tls_key: None, tls_names: Vec::new(), public_url: None, sample: true };
    serve(frameworks, &Home::in_folder(folder), &arguments).await
}

/// Serves what lies in this place.
async fn serve(frameworks: &'static Frameworks, home: &Home, arguments: &Serve) -> anyhow::Result<Outcome> {
    let _lock = lock_folder(&home.folder)?;
    let house = open(home, frameworks).await?;
    if arguments.sample {
        show_sample(&house).await?;
    }
    let listener = listen(arguments.listen)?;
    let source = Source::of(arguments, &house.folder.tls());
    let certificate = source.as_ref().map(|source| source.load(house.now())).transpose()?;
    let public_url = public_url(arguments, listener.local_addr()?, certificate.is_some())?;
    let code = setup::code(&house).await?;
    let web = Web::at(house, public_url.starts_with("https://"), &public_url);
    say!("{}", text("ops-serving", &[("url", &web.public_url), ("data", &home.folder.display().to_string())]));
    if let Some(code) = code {
        say!("{}", text("ops-setup-code", &[("code", &code)]));
    }
    if let (Some(certificate), Some(Source::Own(folder, _))) = (&certificate, &source) {
        let args = [("fingerprint", certificate.fingerprint.as_str()), ("path", &folder.join("certificate.crt").display().to_string())];
        say!("{}", text(if certificate.is_new { "ops-certificate-new" } else { "ops-certificate" }, &args));
    }
    if !has_key(&web.house) && !arguments.sample {
        say!("{}", text("ops-no-backup-key", &[("data", &home.folder.display().to_string())]));
    }
    let backups = tokio::spawn(backups::by_themselves(web.clone()));
    let fetching = web.clone();
    let fetching = tokio::spawn(async move { fetch_daily(&fetching.house).await });
    let logs = logs::Logs::begin(&web, source.as_ref());
    listen_until_told(&web, listener, source.zip(certificate)).await?;
    backups.abort();
    fetching.abort();
    logs.stop().await;
    web.house.store.clone().close().await?;
    say!("{}", text("ops-stopped", &[]));
    Ok(Outcome::Good)
}

async fn listen_until_told(web: &Web, listener: TcpListener, tls: Option<(Source, Certificate)>) -> anyhow::Result<()> {
    let handle = Handle::new();
    tokio::spawn(stop::when_told(handle.clone(), FAREWELL));
    let told = web.clone();
    tokio::spawn(async move { notify::run_daily(&told.house).await });
    let service = router(web.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(listener)?.handle(handle);
    match tls {
        None => server.acceptor(Doorkeeper::default()).http1_only().serve(service).await?,
        Some((source, certificate)) => {
            let config = RustlsConfig::from_config(certificate.config);
            tokio::spawn(certificate::renew(source, config.clone(), certificate.fingerprint));
            let acceptor = RustlsAcceptor::new(config).acceptor(Doorkeeper::default());
            server.acceptor(acceptor).http1_only().serve(service).await?;
        }
    }
    Ok(())
}

/// Where people reach it: what was said, else the address on which it listens.
fn public_url(arguments: &Serve, address: SocketAddr, tls: bool) -> anyhow::Result<String> {
    if let Some(url) = &arguments.public_url {
        // a proxy in front may speak TLS for us; the other way round people would be sent into the clear
        let clear = url.starts_with("http://");
        if (tls && clear) || !(clear || url.starts_with("https://")) {
            return Err(Failure::told("failure-public-url", &[("url", url)]));
        }
        return Ok(url.clone());
    }
    let scheme = if tls { "https" } else { "http" };
    let host = if address.ip().is_unspecified() { certificate::host_name() } else { None };
    Ok(match host {
        Some(host) => format!("{scheme}://{host}:{}", address.port()),
        None => format!("{scheme}://{address}"),
    })
}

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).map_err(|error| {
        let key = match error.kind() {
            std::io::ErrorKind::AddrInUse => "failure-port-taken",
            std::io::ErrorKind::PermissionDenied => "failure-port-forbidden",
            _ => "failure-listen",
        };
        Failure::told(key, &[("listen", &address.to_string()), ("port", &address.port().to_string()), ("detail", &error.to_string())])
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Takes the invented hospital in, once, and says as whom to sign in.
async fn show_sample(house: &House) -> anyhow::Result<()> {
    let settings = house.settings().await?;
    if settings.set_up && settings.as_of.is_none() {
        return Err(Failure::told("failure-sample-in-use", &[("path", &house.folder.path().display().to_string())]));
    }
    if !settings.set_up {
        say!("{}", text("ops-sample-begins", &[]));
        adopt_hospital(house, &Actor::command_line()).await?;
        bring_stick(house, &Actor::command_line()).await?;
        bring_feeds(house, &Actor::command_line()).await?;
    }
    let users = sample_users(house, &Actor::command_line()).await?;
    say!("{}", text("ops-sample-users", &[]));
    for user in users {
        let role = text(&format!("ops-sample-{}", user.role), &[]);
        say!("{}", text("ops-sample-user", &[("id", &user.id), ("password", &user.password), ("role", &role)]));
    }
    Ok(())
}
