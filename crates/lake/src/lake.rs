//! The lake: filling it, tending it, asking it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::RuntimeEnv;
use futures::StreamExt;
use sonae_logs::Surroundings;

use crate::answer::Answer;
use crate::filling::{Filling, overlapping};
use crate::question::{Question, Span};
use crate::schema::Layout;
use crate::state::{PartMeta, State};
use crate::writing::Writing;
use crate::{ask, guard, merge, part, session, writing};

/// So many small files of a day are made one whatever their size.
const MANY: usize = 8;

/// Stack of a thread on which other people's SQL is planned and reckoned.
const STACK: usize = 64 << 20;

/// How a lake is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// IANA name of the time zone whose days are the folders of a new lake, and in which SQL reads times without a zone
    pub zone: String,
    /// Bytes that all questions together may hold in memory; beyond, they sort on disk
    pub memory: usize,
    /// How long one question may take
    pub time: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { zone: "Asia/Tokyo".to_owned(), memory: 512 << 20, time: Duration::from_mins(1) }
    }
}

/// A lake in a folder.
#[derive(Debug, Clone)]
pub struct Lake {
    dir: PathBuf,
    options: Arc<Options>,
    runtime: Arc<RuntimeEnv>,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// Reading or writing failed
    #[error("{path}: {source}")]
    Io {
        /// Which file
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// A file of the lake cannot be read: it is to be made anew from the evidence
    #[error("{0} cannot be read")]
    Damaged(PathBuf),
    /// Somebody else is filling or tending it
    #[error("the lake is just being changed")]
    Busy,
    /// There is no such time zone
    #[error("{0} is no time zone")]
    Zone(String),
    /// The SQL is wrong; says where
    #[error("{0}")]
    Sql(String),
    /// The SQL would do something else than read
    #[error("only SELECT can be asked")]
    NotReading,
    /// The question took too much time or memory
    #[error("the question took too much")]
    TooMuch,
}

/// What a lake holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Rows
    pub rows: u64,
    /// Files in each of the two copies
    pub files: u64,
    /// Bytes of both copies
    pub bytes: u64,
}

impl Lake {
    /// Opens the folder, and makes it when it is not there.
    pub fn open(dir: &Path) -> Result<Self, LakeError> {
        Self::open_with(dir, Options::default())
    }

    /// Opens the folder with other options. The zone of a lake that already holds rows stays what it was.
    pub fn open_with(dir: &Path, options: Options) -> Result<Self, LakeError> {
        fs::create_dir_all(dir).map_err(|source| LakeError::Io { path: dir.to_owned(), source })?;
        crate::around::zone(&options.zone)?;
        let runtime = session::runtime(dir, &options)?;
        Ok(Self { dir: dir.to_owned(), options: Arc::new(options), runtime })
    }

    /// How many leaves of each shard are in it.
    pub fn covered(&self) -> Result<BTreeMap<String, u64>, LakeError> {
        Ok(self.state()?.covered)
    }

    /// What it holds.
    pub fn size(&self) -> Result<Size, LakeError> {
        Ok(self.state()?.parts.iter().fold(Size::default(), |size, part| Size {
            rows: size.rows + part.rows,
            files: size.files + 1,
            bytes: size.bytes + part.bytes.0 + part.bytes.1,
        }))
    }

    /// The files that belong to it now: of the copy by patient, of the copy by user. Other files in its folders do not count.
    pub fn files(&self) -> Result<(Vec<PathBuf>, Vec<PathBuf>), LakeError> {
        let state = self.state()?;
        let of = |layout| state.parts.iter().map(|part| part::path(&self.dir, layout, &part.day, &part.name)).collect();
        Ok((of(Layout::ByPatient), of(Layout::ByUser)))
    }

    /// Begins to fill in rows that come after what is covered. One at a time.
    pub fn fill(&self) -> Result<Filling, LakeError> {
        Filling::begin(&self.dir, &self.options.zone)
    }

    /// Makes one file of the small ones of a day, and removes files that were replaced before. Gives the number of days that were
    /// changed. One at a time; questions beside it go on.
    pub fn tend(&self) -> Result<usize, LakeError> {
        let mut writing = Writing::begin(&self.dir, &self.options.zone)?;
        let mut by_day: BTreeMap<String, Vec<PartMeta>> = BTreeMap::new();
        for part in std::mem::take(&mut writing.state.parts) {
            by_day.entry(part.day.clone()).or_default().push(part);
        }
        let mut changed = BTreeSet::new();
        for (day, mut parts) in by_day {
            if worth_merging(&parts) {
                let sources = overlapping(&parts);
                let one = writing.replace(&parts, &sources)?;
                let old = std::mem::replace(&mut parts, vec![one]);
                writing.state.retired.extend(old.into_iter().map(|part| (part.day, part.name)));
                changed.insert(day);
            }
            writing.state.parts.append(&mut parts);
        }
        writing.commit(&changed)?;
        Ok(changed.len())
    }

    /// Empties it, to make it anew. Not while somebody fills or tends it.
    pub fn clear(&self) -> Result<(), LakeError> {
        let _lock = writing::lock(&self.dir)?;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| LakeError::Io { path, source }
        };
        let state = self.dir.join("state.json");
        for path in [state, self.dir.join("filling")] {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(&path)(error)),
                _ => {}
            }
        }
        for folder in [Layout::ByPatient.folder(), Layout::ByUser.folder(), "spill"] {
            let path = self.dir.join(folder);
            match fs::remove_dir_all(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(&path)(error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads every file whole, and gives those that cannot be read.
    pub fn check(&self) -> Result<Vec<PathBuf>, LakeError> {
        Ok(self.damaged(&self.state()?))
    }

    /// Files of this state that cannot be read.
    fn damaged(&self, state: &State) -> Vec<PathBuf> {
        let copies = |part| [(Layout::ByPatient, part), (Layout::ByUser, part)];
        let files = state.parts.iter().flat_map(copies);
        let read = files.map(|(layout, part)| (part::path(&self.dir, layout, &part.day, &part.name), layout, part.rows));
        read.filter(|(path, layout, rows)| merge::rows(path, *layout, &state.zone).ok() != Some(*rows)).map(|(path, ..)| path).collect()
    }

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
            .map_err(|source| LakeError::Io { path: self.dir.clone(), source })?;
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
        let mut state = self.state()?;
        loop {
            let answer = tokio::time::timeout(self.options.time, self.once(&state, &asked, limit, around)).await;
            let answer = answer.unwrap_or(Err(LakeError::TooMuch));
            // A file may have been replaced while it was asked; then it is asked once more of the new ones.
            let now = match &answer {
                Err(LakeError::Damaged(_)) => self.state()?,
                _ => return answer,
            };
            if now.generation == state.generation {
                return answer;
            }
            state = now;
        }
    }

    async fn once(&self, state: &State, asked: &Asked<'_>, limit: usize, around: &Surroundings) -> Result<Answer, LakeError> {
        let context = session::session(&self.dir, state, around, &self.runtime)?;
        let frame = match asked {
            Asked::Ready(question, span) => {
                let (sql, values) = ask::sql(question, *span, &state.zone);
                context.sql(sql).await.and_then(|frame| frame.with_param_values(values))
            }
            Asked::Sql(sql) => context.sql_with_options(sql, guard::options()).await,
        };
        let answer = match frame {
            Ok(frame) => collect(frame, limit).await,
            Err(error) => Err(error),
        };
        answer.map_err(|error| self.failed(state, &error))
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
                let damaged = self.damaged(state).into_iter().next();
                damaged.map_or_else(|| LakeError::Sql(guard::words(error)), LakeError::Damaged)
            }
            _ => LakeError::Sql(guard::words(error)),
        }
    }

    fn state(&self) -> Result<State, LakeError> {
        State::read(&self.dir, &self.options.zone)
    }
}

enum Asked<'a> {
    Ready(&'a Question, Span),
    Sql(&'a str),
}

async fn collect(frame: DataFrame, limit: usize) -> Result<Answer, DataFusionError> {
    let frame = frame.limit(0, Some(limit.saturating_add(1)))?;
    let mut answer = Answer::of(frame.schema().as_arrow());
    let mut stream = frame.execute_stream().await?;
    while let Some(batch) = stream.next().await {
        answer.append(&batch?, limit)?;
    }
    Ok(answer)
}

/// Whether reading them as one is worth writing them anew.
fn worth_merging(parts: &[PartMeta]) -> bool {
    let rows: u64 = parts.iter().map(|part| part.rows).sum();
    let largest = parts.iter().map(|part| part.rows).max().unwrap_or_default();
    parts.len() >= MANY || parts.len() > 1 && (rows - largest) * 8 >= largest || !overlapping(parts).is_empty()
}
