//! The certificate with which syslog over TLS is received, and whose certificates the senders must have.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::logs::fault::LogsError;

/// Reads certificate chain and key (PEM), and the authority of the senders where they must show a certificate.
pub fn tls_config(chain: &Path, key: &Path, clients: Option<&Path>) -> Result<Arc<ServerConfig>, LogsError> {
    let wrong = |path: &Path| {
        let path = path.to_owned();
        move |error: String| LogsError::Io { path, source: std::io::Error::other(error) }
    };
    let certificates = |path: &Path| -> Result<Vec<CertificateDer<'static>>, LogsError> {
        let pem = std::fs::read(path).map_err(LogsError::io(path))?;
        CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().map_err(|error| wrong(path)(error.to_string()))
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| wrong(chain)(error.to_string()))?;
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(path)? {
                roots.add(certificate).map_err(|error| wrong(path)(error.to_string()))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(|error| wrong(path)(error.to_string()))?)
        }
    };
    let pem = std::fs::read(key).map_err(LogsError::io(key))?;
    let private = PrivateKeyDer::from_pem_slice(&pem).map_err(|error| wrong(key)(error.to_string()))?;
    let config = builder.with_single_cert(certificates(chain)?, private);
    let mut config = config.map_err(|error| wrong(chain)(error.to_string()))?;
    // senders do not read: a ticket that lies unread when one closes makes its system throw away what was not sent yet
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}
