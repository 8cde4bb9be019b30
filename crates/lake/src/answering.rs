//! Asking the lake: ready-made questions and SQL, here alone or with the help of workers.
//!
//! A question that the workers do not answer — one went away in the middle, a connection broke — is asked once more on this machine
//! alone, unless that was not wanted: an answer is whole or it is none.

use std::sync::Arc;

use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use futures::StreamExt;
use sonae_logs::Surroundings;
use std::path::PathBuf;
use url::Url;

use crate::answer::Answer;
use crate::cluster::Cluster;
use crate::lake::{Lake, LakeError};
use crate::place::key;
use crate::question::{Question, Span};
use crate::schema::Layout;
use crate::state::State;
use crate::{ask, guard, merge, session};

/// Stack of a thread on which other people's SQL is planned and reckoned.
const STACK: usize = 64 << 20;

/// An answer, or what the engine said.
type Said = Result<Answer, DataFusionError>;

enum Asked<'a> {
    Ready(&'a Question, Span),
    Sql(&'a str),
}

impl Lake {
    /// Answers a ready-made question.
    pub async fn ask(&self, question: &Question, span: Span, around: &Surroundings) -> Result<Answer, LakeError> {
        self.answer(Asked::Ready(question, span), span.limit, around).await
    }

    /// Answers SQL that only reads: tables `events`, `events_by_user`, `accounts`, `duties`, `announced`, `closed_hours`, `policy`,
    /// `sources`; their columns are told in `docs/lake.md`.
    pub async fn sql(&self, sql: &str, limit: usize, around: &Surroundings) -> Result<Answer, LakeError> {
        // Planning and reckoning walk down every chain of operators, and a question that takes too long must not hold up others:
        // so it has threads of its own, with deep stacks, which are left behind when its time is over.
        let threads = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(session::PARTITIONS)
            .thread_name("lake-sql")
            .thread_stack_size(STACK)
            .enable_all()
            .build()
            .map_err(|source| LakeError::Io { path: self.place.home().to_owned(), source })?;
        let (lake, sql, around) = (self.clone(), sql.to_owned(), around.clone());
        let asking = threads.spawn(async move {
            guard::reading(&sql)?;
            lake.answer(Asked::Sql(&sql), limit, &around).await
        });
        let answer = tokio::time::timeout(self.options.time, asking).await;
        threads.shutdown_background();
        match answer {
            Ok(Ok(answer)) => answer,
            _ => Err(LakeError::TooMuch),
        }
    }

    async fn answer(&self, asked: Asked<'_>, limit: usize, around: &Surroundings) -> Result<Answer, LakeError> {
        let mut state = self.state_now().await?;
        loop {
            let answer = tokio::time::timeout(self.options.time, self.whole(&state, &asked, limit, around)).await;
            let answer = answer.unwrap_or(Err(LakeError::TooMuch));
            // A file may have been replaced while it was asked; then it is asked once more of the new ones.
            let now = match &answer {
                Err(LakeError::Damaged(_)) => self.state_now().await?,
                _ => return answer,
            };
            if now.generation == state.generation {
                return answer;
            }
            state = now;
        }
    }

    /// The state as it is now. Where it lies on another machine, nothing else waits for it.
    async fn state_now(&self) -> Result<State, LakeError> {
        if !self.place.remote() {
            return self.state();
        }
        let lake = self.clone();
        let read = tokio::task::spawn_blocking(move || lake.state()).await;
        read.unwrap_or_else(|error| Err(LakeError::Io { path: self.place.shown(""), source: std::io::Error::other(error) }))
    }

    /// With the workers that are there; without them, or where they fail, alone.
    async fn whole(&self, state: &State, asked: &Asked<'_>, limit: usize, around: &Surroundings) -> Result<Answer, LakeError> {
        if let Some(cluster) = &self.cluster {
            let ready = cluster.ready().await;
            let why = if ready.is_empty() {
                "none is there".to_owned()
            } else {
                match self.once(state, asked, limit, around, Some((cluster, ready))).await? {
                    Ok(answer) => return Ok(answer),
                    Err(error) => error.strip_backtrace(),
                }
            };
            if cluster.required() {
                return Err(LakeError::Workers(why));
            }
            tracing::warn!("the workers of the lake gave no answer, it is asked alone: {why}");
        }
        self.once(state, asked, limit, around, None).await?.map_err(|error| self.failed(state, &error))
    }

    async fn once(
        &self,
        state: &State,
        asked: &Asked<'_>,
        limit: usize,
        around: &Surroundings,
        shared: Option<(&Arc<Cluster>, Vec<Url>)>,
    ) -> Result<Said, LakeError> {
        let shared = shared.map(|(cluster, ready)| (cluster.as_ref(), ready));
        let context = session::session(&self.place, state, around, &self.runtime, shared)?;
        let frame = match asked {
            Asked::Ready(question, span) => {
                let (sql, values) = ask::sql(question, *span, &state.zone);
                context.sql(sql).await.and_then(|frame| frame.with_param_values(values))
            }
            Asked::Sql(sql) => context.sql_with_options(sql, guard::options()).await,
        };
        Ok(match frame {
            Ok(frame) => collect(frame, limit).await,
            Err(error) => Err(error),
        })
    }

    /// Files of this state that cannot be read.
    pub(crate) fn damaged(&self, state: &State) -> Result<Vec<PathBuf>, LakeError> {
        let copies = |part| [(Layout::ByPatient, part), (Layout::ByUser, part)];
        let mut damaged = Vec::new();
        for (layout, part) in state.parts.iter().flat_map(copies) {
            let key = key(layout, &part.day, &part.name);
            let read = match self.place.local(&key) {
                Err(error @ LakeError::Io { .. }) => return Err(error),
                local => local.and_then(|local| merge::rows(local, layout, &state.zone)),
            };
            if read.ok() != Some(part.rows) {
                damaged.push(self.place.shown(&key));
            }
        }
        Ok(damaged)
    }

    /// What an error of the engine means to who asked.
    fn failed(&self, state: &State, error: &DataFusionError) -> LakeError {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => LakeError::TooMuch,
            DataFusionError::ParquetError(_)
            | DataFusionError::ObjectStore(_)
            | DataFusionError::IoError(_)
            | DataFusionError::External(_) => {
                // Of the state that was asked: a file may have been replaced since, and then it is asked once more.
                let said = || LakeError::Sql(guard::words(error));
                self.damaged(state).map_or_else(|error| error, |damaged| damaged.into_iter().next().map_or_else(said, LakeError::Damaged))
            }
            _ => LakeError::Sql(guard::words(error)),
        }
    }
}

async fn collect(frame: DataFrame, limit: usize) -> Said {
    let frame = frame.limit(0, Some(limit.saturating_add(1)))?;
    let mut answer = Answer::of(frame.schema().as_arrow());
    let mut stream = frame.execute_stream().await?;
    while let Some(batch) = stream.next().await {
        answer.append(&batch?, limit)?;
    }
    Ok(answer)
}
