//! The threads that a run may use.

use bellwether_study::StudyError;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// A pool of so many threads, or of one a core, for whatever runs on all threads of the pool that it is called in.
///
/// # Errors
/// [`StudyError::Threads`] when the system gives none.
pub(crate) fn pool(threads: Option<usize>) -> Result<ThreadPool, StudyError> {
    let built = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    built.map_err(|e| StudyError::Threads { reason: e.to_string() })
}
