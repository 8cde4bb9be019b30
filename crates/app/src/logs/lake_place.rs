//! `lake.toml` in the data folder: where the lake lies when it is not in the data folder, and which machines help to answer.
//!
//! Without the file the lake is the folder `lake`, and nobody helps. It is read when the lake is first needed. Keys of storage are
//! not written into it: they come from the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`) or from a
//! file of their own. Deliberately not here: what lies there, and how it is asked (crate `lake`).

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sonae_lake::{Lake, LakeError, Options, S3, Secret, Tls, Workers};
use url::Url;

use super::fault::LogsError;
use crate::data_folder::DataFolder;

/// Name of the file.
const FILE: &str = "lake.toml";
/// Region of storage that has none.
const REGION: &str = "us-east-1";

/// What the file can say. Paths are relative to the data folder.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct Place {
    /// `s3://bucket/prefix`, or a folder that other machines reach too
    store: Option<String>,
    endpoint: Option<String>,
    region: Option<String>,
    credentials: Option<PathBuf>,
    authorities: Option<PathBuf>,
    workers: Vec<String>,
    workers_only: bool,
    trusted_network: bool,
    tls: Option<TlsFiles>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TlsFiles {
    authority: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Keys {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

/// Opens the lake of a data folder.
pub(super) fn open_lake(folder: &DataFolder) -> Result<Lake, LogsError> {
    let place = Place::read(folder.path())?;
    let workers = place.workers(folder.path())?;
    place.open(folder, workers)
}

/// Helps to answer questions about the lake of this data folder, until `stop`. Needs nothing of the folder but `lake.toml` and what
/// it names. `listening` is told the address.
pub async fn work_for_lake(
    folder: &Path,
    listen: SocketAddr,
    listening: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()>,
) -> Result<(), LogsError> {
    let folder = DataFolder::open(folder).map_err(LogsError::io(folder))?;
    let place = Place::read(folder.path())?;
    let (lake, tls) = (place.open(&folder, None)?, place.tls(folder.path())?);
    let failed = |source| LogsError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).map_err(failed)?;
    listening(listener.local_addr().map_err(failed)?);
    Ok(lake.work(listener, tls.as_ref(), place.trusted_network, stop).await?)
}

fn wrong(what: impl std::fmt::Display) -> LogsError {
    LakeError::Settings(format!("{FILE}: {what}")).into()
}

fn address(text: &str) -> Result<Url, LogsError> {
    text.parse().map_err(|error| wrong(format!("{text}: {error}")))
}

fn file(folder: &Path, name: &Path) -> Result<Vec<u8>, LogsError> {
    let path = folder.join(name);
    std::fs::read(&path).map_err(LogsError::io(&path))
}

fn text_file(folder: &Path, name: &Path) -> Result<String, LogsError> {
    String::from_utf8(file(folder, name)?).map_err(|error| wrong(format!("{}: {error}", name.display())))
}

impl Place {
    fn read(folder: &Path) -> Result<Self, LogsError> {
        let path = folder.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(text.trim_start_matches('\u{feff}')).map_err(wrong),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(LogsError::io(&path)(error)),
        }
    }

    fn open(&self, folder: &DataFolder, workers: Option<Workers>) -> Result<Lake, LogsError> {
        let options = Options { workers, ..Options::default() };
        let Some(store) = &self.store else { return Ok(Lake::open_with(&folder.lake(), options)?) };
        if !store.starts_with("s3://") {
            return Ok(Lake::open_with(&folder.path().join(store), options)?);
        }
        let keys = self.keys(folder.path())?;
        let store = S3 {
            url: address(store)?,
            endpoint: self.endpoint.as_deref().map(address).transpose()?,
            region: self.region.clone().unwrap_or_else(|| REGION.to_owned()),
            key_id: keys.access_key_id,
            key: Secret::new(keys.secret_access_key),
            token: keys.session_token.map(Secret::new),
            authorities: self.authorities.as_deref().map(|name| file(folder.path(), name)).transpose()?,
            plain: self.trusted_network,
        };
        Ok(Lake::open_with(&folder.lake(), Options { store: Some(store), ..options })?)
    }

    fn keys(&self, folder: &Path) -> Result<Keys, LogsError> {
        if let Some(name) = &self.credentials {
            // what the parser says would show the line
            return toml::from_str(&text_file(folder, name)?).map_err(|_| wrong(format!("{} holds no keys", name.display())));
        }
        let told = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let needed = |name: &str| told(name).ok_or_else(|| wrong(format!("neither credentials nor {name}")));
        Ok(Keys {
            access_key_id: needed("AWS_ACCESS_KEY_ID")?,
            secret_access_key: needed("AWS_SECRET_ACCESS_KEY")?,
            session_token: told("AWS_SESSION_TOKEN"),
        })
    }

    fn tls(&self, folder: &Path) -> Result<Option<Tls>, LogsError> {
        let Some(files) = &self.tls else { return Ok(None) };
        Ok(Some(Tls {
            authority: file(folder, &files.authority)?,
            certificate: file(folder, &files.certificate)?,
            key: Secret::new(text_file(folder, &files.key)?),
        }))
    }

    fn workers(&self, folder: &Path) -> Result<Option<Workers>, LogsError> {
        if self.workers.is_empty() {
            return Ok(None);
        }
        let urls: Result<Vec<Url>, LogsError> = self.workers.iter().map(|url| address(url)).collect();
        let (plain, required) = (self.trusted_network, self.workers_only);
        Ok(Some(Workers { tls: self.tls(folder)?, plain, required, ..Workers::new(urls?) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(settings: &str) -> Result<Lake, LogsError> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), settings).unwrap();
        std::fs::write(dir.path().join("keys.toml"), "access-key-id = 'a'\nsecret-access-key = 'hidden'\n").unwrap();
        std::fs::write(dir.path().join("bad-keys.toml"), "secret-access-key = 'hidden\n").unwrap();
        open_lake(&DataFolder::open(dir.path()).unwrap())
    }

    #[test]
    fn without_settings_the_lake_lies_in_the_data_folder() {
        let dir = tempfile::tempdir().unwrap();
        open_lake(&DataFolder::open(dir.path()).unwrap()).unwrap();
        assert!(dir.path().join("lake").is_dir());
    }

    #[test]
    fn a_bucket_and_workers_are_taken_as_told() {
        let lake =
            opened("store = 's3://logs/a'\nendpoint = 'https://s3.example'\ncredentials = 'keys.toml'\nworkers = ['http://127.0.0.1:1']");
        let shown = format!("{:?}", lake.unwrap());
        assert!(shown.contains("s3.example") && !shown.contains("hidden"), "{shown}");
    }

    #[test]
    fn what_cannot_be_is_told_and_secrets_are_not() {
        for (settings, said) in [
            ("stor = 'x'", "stor"),
            ("workers = ['10.0.0.5']", "10.0.0.5"),
            ("workers = ['http://10.0.0.5:8470']", "not https"),
            ("store = 's3://logs'\ncredentials = 'none.toml'", "none.toml"),
            ("store = 's3://logs'\ncredentials = 'bad-keys.toml'", "bad-keys.toml"),
            ("store = 's3://logs'\nendpoint = 'http://10.0.0.5'\ncredentials = 'keys.toml'", "not https"),
            ("workers = ['https://10.0.0.5:8470']\ntls = { authority = 'ca.pem', certificate = 'a.pem', key = 'a.key' }", "ca.pem"),
        ] {
            let error = opened(settings).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("hidden"), "{settings}: {error}");
        }
    }
}
