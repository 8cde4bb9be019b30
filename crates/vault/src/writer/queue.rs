//! What waits to be written: commands in order, bounded in bytes, so that senders wait instead of filling the memory.
//!
//! Deliberately not here: writing.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{AppendError, Appended, Batch, Disk};

/// Called when a batch lies on disk, or when it does not.
pub(super) type Done = Box<dyn FnOnce(Result<Appended, AppendError>) + Send>;
/// Something to do between two frames, on the writer's thread.
pub(super) type Task = Box<dyn FnOnce(&mut Disk) + Send>;

/// A batch and who waits for it.
pub(super) struct Waiting {
    pub(super) batch: Batch,
    pub(super) bytes: usize,
    pub(super) done: Done,
}

enum Command {
    Append(Waiting),
    Do(Task),
}

#[derive(Default)]
struct State {
    commands: VecDeque<Command>,
    bytes: usize,
    closed: bool,
}

/// The queue.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    most: usize,
}

/// What the writer does next.
pub(super) enum Next {
    /// Write and sync these together
    Frames(Vec<Waiting>),
    /// Do this
    Do(Task),
    /// Nothing more will come
    Closed,
}

impl Queue {
    /// A queue in which so many bytes may wait.
    pub(super) fn new(most: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), most }
    }

    /// Puts a batch in, once there is room. Gives it back when the queue is closed.
    pub(super) fn append(&self, waiting: Waiting) -> Result<(), Waiting> {
        let mut state = self.lock();
        while !state.closed && state.bytes > 0 && state.bytes + waiting.bytes > self.most {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return Err(waiting);
        }
        state.bytes += waiting.bytes;
        state.commands.push_back(Command::Append(waiting));
        self.changed.notify_all();
        Ok(())
    }

    /// Puts a task in. Gives it back when the queue is closed.
    pub(super) fn task(&self, task: Task) -> Result<(), Task> {
        let mut state = self.lock();
        if state.closed {
            return Err(task);
        }
        state.commands.push_back(Command::Do(task));
        self.changed.notify_all();
        Ok(())
    }

    /// Nothing more may be put in.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Nothing more may be put in, and what waits is dropped: the writer has ended, and whoever waits learns it.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        state.closed = true;
        let dropped = std::mem::take(&mut state.commands);
        drop(state);
        drop(dropped);
        self.changed.notify_all();
    }

    /// Waits for the first command, then for as many batches as are written together or come within the time.
    pub(super) fn next(&self, together: usize, gather: Duration) -> Next {
        let mut state = self.lock();
        while state.commands.is_empty() {
            if state.closed {
                return Next::Closed;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let until = Instant::now() + gather;
        // a task waits for nobody; a batch waits while there are few bytes and nothing stands behind it
        while !state.closed && state.bytes < together && !state.commands.iter().any(|command| matches!(command, Command::Do(_))) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let mut taken: Vec<Waiting> = Vec::new();
        let mut bytes = 0;
        while let Some(command) = state.commands.pop_front() {
            match command {
                Command::Append(waiting) if taken.is_empty() || bytes + waiting.bytes <= together => {
                    bytes += waiting.bytes;
                    state.bytes -= waiting.bytes;
                    taken.push(waiting);
                }
                Command::Do(task) if taken.is_empty() => return Next::Do(task),
                later => {
                    state.commands.push_front(later);
                    break;
                }
            }
        }
        self.changed.notify_all();
        Next::Frames(taken)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
