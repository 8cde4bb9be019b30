//! One institution's sonae, opened: store, data folder, clock, printer, and what is decided at present.
//!
//! Every use case of the running program takes a [`House`]. Deciding all forms takes a while, so it is done once for each
//! change of the facts and kept until the next. Deliberately not here: any use case.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use sonae_domain::facts::{Institution, Policy};
use sonae_domain::framework::{Catalog, Edition, Frameworks};
use sonae_domain::ledger::LedgerId;
use sonae_store::{AuditEvent, AuditSeq, Store, StoreError};
use tokio::sync::{Mutex, OnceCell, Semaphore};

use crate::actor::Actor;
use crate::data_folder::DataFolder;
use crate::decide_forms::{Decided, NoForm, decide_forms};
use crate::feeds::{fill_in, present};
use crate::inspection::Packing;
use crate::ledgers::pending::Held;
use crate::load_facts::{LoadFactsError, load_facts};
use crate::logs::{Vaults, log_feeds};
use crate::notify::{Post, Smtp};
use crate::ports::{Clock, PrintFailure, Printer};
use crate::product_answers::{ProductQuestion, confirmed};
use crate::records::{self, FACTUAL, INSTITUTION, POLICY, PROFILE, RecordError, SETTINGS};
use crate::settings::Settings;

/// One institution's sonae.
pub struct House {
    /// Where everything is kept
    pub store: Store,
    /// Where files lie
    pub folder: DataFolder,
    /// The time
    pub clock: Arc<dyn Clock>,
    /// The official forms. They live as long as the program.
    pub frameworks: &'static Frameworks,
    printer: Arc<dyn Printer>,
    post: Arc<dyn Post>,
    /// Paper needs memory: one at a time
    printing: Semaphore,
    /// The inspection pack that is being built
    pub packing: Packing,
    vaults: Arc<Vaults>,
    /// Uploaded files that must not be written
    pub(crate) held: Held,
    /// Who looked at the logs is taken over into the vault by one at a time
    pub(crate) looks: Mutex<()>,
    /// By edition
    known: Mutex<BTreeMap<String, Arc<Known>>>,
}

/// Everything that is decided for one edition.
pub struct Known {
    /// Forms, decisions, facts
    pub decided: Decided<'static>,
    /// The last change of the facts that is in it
    seq: AuditSeq,
    /// State of the feeds that were asked; 0: there are none
    outside: u64,
    /// What of the ledgers is not understood, once somebody has asked
    pub(crate) questions: OnceCell<Vec<ProductQuestion>>,
}

impl std::ops::Deref for Known {
    type Target = Decided<'static>;
    fn deref(&self) -> &Decided<'static> {
        &self.decided
    }
}

/// Why nothing could be decided.
#[derive(Debug, thiserror::Error)]
pub enum KnowError {
    /// There is no such edition
    #[error("there is no edition {0}")]
    NoEdition(String),
    /// The edition has no form for this institution
    #[error(transparent)]
    NoForm(#[from] NoForm),
    /// The facts could not be loaded
    #[error(transparent)]
    Facts(#[from] LoadFactsError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The work was cut off (the program is stopping)
    #[error("the work was cut off")]
    CutOff,
}

impl House {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        folder: DataFolder,
        clock: Arc<dyn Clock>,
        frameworks: &'static Frameworks,
        printer: Arc<dyn Printer>,
    ) -> Self {
        let post = Arc::new(Smtp);
        let vaults = Arc::new(Vaults::of(&folder));
        Self {
            store,
            folder,
            clock,
            frameworks,
            printer,
            post,
            printing: Semaphore::new(1),
            packing: Packing::default(),
            vaults,
            held: Held::default(),
            looks: Mutex::default(),
            known: Mutex::default(),
        }
    }

    /// The same, with another way for letters to leave.
    #[must_use]
    pub fn with_post(self, post: Arc<dyn Post>) -> Self {
        Self { post, ..self }
    }

    /// How letters leave.
    pub(crate) fn post(&self) -> &Arc<dyn Post> {
        &self.post
    }

    /// The access logs.
    pub fn vaults(&self) -> Arc<Vaults> {
        Arc::clone(&self.vaults)
    }

    /// The catalogue of controls.
    pub fn catalog(&self) -> &'static Catalog {
        &self.frameworks.catalog
    }

    /// The settings; defaults before the first start is finished.
    pub async fn settings(&self) -> Result<Settings, RecordError> {
        Ok(records::one(&self.store, PROFILE, SETTINGS).await?.unwrap_or_default())
    }

    /// The institution.
    pub async fn institution(&self) -> Result<Institution, RecordError> {
        Ok(records::one(&self.store, PROFILE, INSTITUTION).await?.unwrap_or_default())
    }

    /// Its figures.
    pub async fn policy(&self) -> Result<Policy, RecordError> {
        Ok(records::one(&self.store, PROFILE, POLICY).await?.unwrap_or_default())
    }

    /// This instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The day for which everything is decided: today, or the day on which the invented hospital stands still.
    pub async fn today(&self) -> Result<Date, RecordError> {
        Ok(self.settings().await?.as_of.unwrap_or_else(|| self.clock.today()))
    }

    /// The edition to work by.
    pub async fn edition(&self) -> Result<&'static Edition, KnowError> {
        let chosen = self.settings().await?.edition;
        let edition = chosen.as_deref().and_then(|id| self.frameworks.edition(id)).or_else(|| self.frameworks.latest());
        edition.ok_or_else(|| KnowError::NoEdition(chosen.unwrap_or_default()))
    }

    /// Everything that is decided for the edition to work by.
    pub async fn known(&self) -> Result<Arc<Known>, KnowError> {
        let edition = self.edition().await?;
        self.known_of(edition).await
    }

    /// Everything that is decided for this edition. Decided anew only when the facts have changed or a new day has come.
    pub async fn known_of(&self, edition: &'static Edition) -> Result<Arc<Known>, KnowError> {
        let today = self.today().await?;
        let lists: Vec<&str> = LedgerId::ALL.iter().map(|id| id.as_str()).chain(FACTUAL.iter().copied()).collect();
        // whoever waits here finds the work done by the one before
        let mut kept = self.known.lock().await;
        let seq = self.store.newest_change(&lists).await?;
        let id = edition.id.as_str().to_owned();
        // what came into the vault is no change of the store
        let feeds = log_feeds(self, today, self.policy().await?.log_review_days).await.unwrap_or_else(|error| {
            tracing::error!(%error, "what the vault knows of its sources cannot be had");
            Vec::new()
        });
        let outside = present(self);
        let same = |known: &&Arc<Known>| {
            known.seq == seq && known.facts.as_of == today && known.facts.log_feeds == feeds && known.outside == outside
        };
        if let Some(known) = kept.get(&id).filter(same) {
            return Ok(Arc::clone(known));
        }
        let mut facts = load_facts(&self.store, today).await?;
        facts.log_feeds = feeds;
        let frameworks = self.frameworks;
        let release = (outside > 0).then(|| crate::feeds::store(self).and_then(|store| store.release()));
        let confirmed = if outside > 0 { confirmed(self).await? } else { Vec::new() };
        let decided = tokio::task::spawn_blocking(move || {
            match release {
                Some(Ok(release)) => fill_in(&mut facts, &release, confirmed)
                    .unwrap_or_else(|error| tracing::error!(%error, "what the feeds say of the machines cannot be had")),
                Some(Err(error)) => tracing::error!(%error, "the feeds cannot be read"),
                None => {}
            }
            decide_forms(frameworks, edition, facts)
        });
        let known = Arc::new(Known { decided: decided.await.map_err(|_| KnowError::CutOff)??, seq, outside, questions: OnceCell::new() });
        kept.insert(id, Arc::clone(&known));
        Ok(known)
    }

    /// Prints, off the threads that answer requests, one document after the other.
    pub async fn print<T, F>(&self, job: F) -> Result<T, PrintFailure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Printer) -> Result<T, PrintFailure> + Send + 'static,
    {
        let cut_off = || PrintFailure("the work was cut off".to_owned());
        let _turn = self.printing.acquire().await.map_err(|_| cut_off())?;
        let printer = Arc::clone(&self.printer);
        tokio::task::spawn_blocking(move || job(printer.as_ref())).await.map_err(|_| cut_off())?
    }

    /// The event of the operation log for something that this actor did now. What was done through a token names it in
    /// `through-token`.
    pub fn event(&self, actor: &Actor, action: &str, subject: &str, mut detail: Value) -> AuditEvent {
        if let Some(detail) = detail.as_object_mut().filter(|_| !actor.token.is_empty()) {
            detail.insert("through-token".to_owned(), actor.token.clone().into());
        }
        AuditEvent { at: self.now(), actor: actor.id.clone(), action: action.to_owned(), subject: subject.to_owned(), detail }
    }
}
