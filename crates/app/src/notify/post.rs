//! How a letter leaves the house: by SMTP.
//!
//! Deliberately not here: whether mail is on, and to whom a letter goes.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};

use crate::settings::{Mail, MailSecurity};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom
    pub to: String,
    /// What it is about
    pub subject: String,
    /// Plain text
    pub body: String,
}

/// The server that takes letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// Its settings
    pub settings: Mail,
    /// Its password; "" for none
    pub password: String,
}

/// Why a letter did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostFailure {
    /// The sender or the receiver is no mail address
    #[error("{0} is no mail address")]
    Address(String),
    /// The server could not be reached, or did not take the letter
    #[error("{0}")]
    Server(String),
}

/// Takes letters away. Waits until the server has taken the letter.
pub trait Post: Send + Sync {
    /// Sends one letter.
    fn send(&self, server: &MailServer, letter: &Letter) -> Result<(), PostFailure>;
}

/// Over SMTP.
#[derive(Debug, Clone, Copy, Default)]
pub struct Smtp;

impl Post for Smtp {
    fn send(&self, server: &MailServer, letter: &Letter) -> Result<(), PostFailure> {
        let message = message(&server.settings.from, letter)?;
        let failed = |error: lettre::transport::smtp::Error| PostFailure::Server(error.to_string());
        let tls = || TlsParameters::new(server.settings.host.clone()).map_err(failed);
        let security = match server.settings.security {
            MailSecurity::Tls => Tls::Wrapper(tls()?),
            MailSecurity::StartTls => Tls::Required(tls()?),
            MailSecurity::None => Tls::None,
        };
        let mut transport =
            SmtpTransport::builder_dangerous(&server.settings.host).port(server.settings.port).tls(security).timeout(Some(PATIENCE));
        if !server.settings.user.is_empty() {
            transport = transport.credentials(Credentials::new(server.settings.user.clone(), server.password.clone()));
        }
        transport.build().send(&message).map(|_| ()).map_err(failed)
    }
}

/// The letter as it goes over the wire.
fn message(from: &str, letter: &Letter) -> Result<Message, PostFailure> {
    let mailbox = |address: &str| address.parse::<Mailbox>().map_err(|_| PostFailure::Address(address.to_owned()));
    let subject = letter.subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = Message::builder().from(mailbox(from)?).to(mailbox(&letter.to)?).subject(subject).header(ContentType::TEXT_PLAIN);
    message.body(letter.body.clone()).map_err(|error| PostFailure::Server(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(to: &str, subject: &str) -> Letter {
        Letter { to: to.to_owned(), subject: subject.to_owned(), body: "本文です。\n".to_owned() }
    }

    #[test]
    fn a_letter_carries_japanese_and_no_header_of_its_own() {
        let sent = message("sonae@example.jp", &letter("a@example.jp", "期限のお知らせ\r\nBcc: b@example.jp")).unwrap();
        let text = String::from_utf8(sent.formatted()).unwrap();
        assert!(text.contains("Subject: =?utf-8?") && !text.to_lowercase().contains("\nbcc:"), "{text}");
    }

    #[test]
    fn what_is_no_address_is_named() {
        let failure = message("sonae@example.jp", &letter("だれか", "a")).unwrap_err();
        assert_eq!(failure, PostFailure::Address("だれか".to_owned()));
    }

    #[test]
    fn a_server_that_does_not_answer_is_a_failure() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        drop(taken);
        let settings =
            Mail { host: "127.0.0.1".into(), port, security: MailSecurity::None, from: "sonae@example.jp".into(), ..Mail::default() };
        let server = MailServer { settings, password: String::new() };
        assert!(matches!(Smtp.send(&server, &letter("a@example.jp", "a")), Err(PostFailure::Server(_))));
    }
}
