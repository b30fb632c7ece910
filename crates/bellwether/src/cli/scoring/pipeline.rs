//! Reading, scoring and writing at the same time, a bounded number of batches under way.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bellwether_core::Finding;
use bellwether_ingest::{RowOptions, RowReader, Rows};
use bellwether_study::{ScoreFolder, StudyError};
use bellwether_text::Polarity;

use super::journal::{Digest, Earlier, Journal, Scores, digest};
use super::sink::Sink;
use super::spec::NamedScorer;
use crate::cli::error::CliError;

/// Rows of a batch, and bytes of their values beyond which it takes no more.
const ROWS: usize = 4096;
const BYTES: usize = 2 << 20;

/// What is scored, and how.
pub(crate) struct Job<'a> {
    pub(crate) files: &'a [PathBuf],
    pub(crate) options: RowOptions,
    pub(crate) scorers: &'a [NamedScorer],
    /// Where scores of slow scorers are kept.
    pub(crate) kept: Option<&'a ScoreFolder>,
    pub(crate) threads: usize,
    /// As many threads, for scorers that run one batch on several.
    pub(crate) pool: &'a rayon::ThreadPool,
    pub(crate) stop: &'a AtomicBool,
    /// Told the rows written and the bytes of input read.
    pub(crate) progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// What a run did.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) rows: u64,
    /// Rows whose scores an earlier run left.
    pub(crate) taken_up: u64,
    /// Whether the input was read to its end.
    pub(crate) complete: bool,
    /// What is odd, with the file.
    pub(crate) findings: Vec<(String, Finding)>,
}

/// All of the settings that batches and scores depend on, for the journal.
pub(crate) fn settings(scorers: &[NamedScorer]) -> Vec<u8> {
    let mut out = format!("{ROWS} rows, {BYTES} bytes").into_bytes();
    for named in scorers {
        let scorer = &named.scorer;
        out.extend_from_slice(format!("\n{} {}", scorer.name(), scorer.version()).as_bytes());
        scorer.extra_names().iter().for_each(|name| out.extend_from_slice(format!(" {name}").as_bytes()));
        if !named.steps().is_empty() {
            out.extend_from_slice(format!(" {:?}", named.steps()).as_bytes());
        }
    }
    out
}

struct Batch {
    index: u64,
    file: usize,
    rows: Rows,
    text: usize,
    /// Bytes of input read up to here.
    read: u64,
    earlier: Option<(Scores, u64)>,
}

enum Outcome {
    Scored {
        batch: Batch,
        digest: Digest,
        scores: Scores,
    },
    TakenUp {
        batch: Batch,
        scores: Scores,
        end: u64,
    },
    /// Not scored, because the run is to stop.
    Dropped,
    Failed(anyhow::Error),
    Panicked(Box<dyn Any + Send>),
}

/// Scores all files into `sink`, in their order. The first file is open already.
pub(crate) fn run(
    job: &Job<'_>,
    first: RowReader,
    earlier: Option<Earlier>,
    journal: &mut Journal,
    sink: &mut dyn Sink,
) -> anyhow::Result<Done> {
    let under_way = 2 * job.threads + 2;
    let (tokens, allowed) = sync_channel::<()>(under_way);
    for _ in 0..under_way {
        let _ = tokens.send(());
    }
    let (to_score, batches) = sync_channel::<Batch>(under_way);
    let (to_write, outcomes) = channel::<(u64, Outcome)>();
    let batches = Mutex::new(batches);
    let findings = Mutex::new(Vec::new());
    let mut done = std::thread::scope(|scope| {
        let (failed, noted) = (to_write.clone(), &findings);
        scope.spawn(move || read(job, first, earlier, &allowed, &to_score, &failed, noted));
        for _ in 0..job.threads {
            let (to_write, batches) = (to_write.clone(), &batches);
            scope.spawn(move || work(job, batches, &to_write));
        }
        drop(to_write);
        write(job, outcomes, tokens, journal, sink)
    })?;
    done.findings = findings.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = job.kept {
        done.findings.extend(kept.flush()?.into_iter().map(|finding| ("scores".to_owned(), finding)));
    }
    Ok(done)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads batches of all files until the end, an error, or the stop.
fn read(
    job: &Job<'_>,
    first: RowReader,
    mut earlier: Option<Earlier>,
    allowed: &Receiver<()>,
    to_score: &SyncSender<Batch>,
    to_write: &Sender<(u64, Outcome)>,
    findings: &Mutex<Vec<(String, Finding)>>,
) {
    let names = first.names().to_vec();
    let columns = job.scorers.iter().flat_map(NamedScorer::columns).count();
    let (mut index, mut before, mut may_read) = (0, 0, false);
    let mut first = Some(first);
    for (file, path) in job.files.iter().enumerate() {
        let opened = first.take().map_or_else(|| open(path, &job.options, &names), Ok);
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(e) => return fail(to_write, index, e),
        };
        loop {
            // a writer that is gone has said why
            may_read = may_read || allowed.recv().is_ok();
            if !may_read || job.stop.load(Ordering::Relaxed) {
                let _ = to_write.send((index, Outcome::Dropped));
                return;
            }
            let rows = match reader.next_batch(ROWS, BYTES) {
                Ok(Some(rows)) => rows,
                Ok(None) => break,
                Err(e) => return fail(to_write, index, e.into()),
            };
            let text = reader.text_column();
            let taken = earlier.as_mut().and_then(|e| e.next(columns)).filter(|block| {
                block.digest == digest((0..rows.len()).map(|r| rows.get(text, r)))
                    && block.scores.iter().all(|s| s.len() == rows.len())
            });
            if taken.is_none() {
                earlier = None;
            }
            let earlier = taken.map(|block| (block.scores, block.end));
            let read = before + reader.bytes_read();
            if to_score.send(Batch { index, file, rows, text, read, earlier }).is_err() {
                return;
            }
            (index, may_read) = (index + 1, false);
        }
        before += reader.bytes();
        lock(findings).extend(reader.findings().into_iter().map(|f| (reader.file().to_owned(), f)));
    }
}

fn open(path: &std::path::Path, options: &RowOptions, names: &[String]) -> anyhow::Result<RowReader> {
    let reader = RowReader::open(path, options)?;
    if !options.text_only && reader.names() != names {
        let (file, found, expected) = (path.to_owned(), reader.names().to_vec(), names.to_vec());
        return Err(CliError::ColumnsDiffer { file, found, expected }.into());
    }
    Ok(reader)
}

fn fail(to_write: &Sender<(u64, Outcome)>, index: u64, error: anyhow::Error) {
    let _ = to_write.send((index, Outcome::Failed(error)));
}

/// Scores batches, whichever comes next.
fn work(job: &Job<'_>, batches: &Mutex<Receiver<Batch>>, to_write: &Sender<(u64, Outcome)>) {
    loop {
        let next = lock(batches).recv();
        let Ok(mut batch) = next else { return };
        let index = batch.index;
        let outcome = match batch.earlier.take() {
            Some((scores, end)) => Outcome::TakenUp { batch, scores, end },
            None if job.stop.load(Ordering::Relaxed) => Outcome::Dropped,
            None => catch_unwind(AssertUnwindSafe(|| scored(job, batch))).unwrap_or_else(Outcome::Panicked),
        };
        if to_write.send((index, outcome)).is_err() {
            return;
        }
    }
}

fn scored(job: &Job<'_>, batch: Batch) -> Outcome {
    let texts: Vec<&str> = (0..batch.rows.len()).map(|r| batch.rows.get(batch.text, r)).collect();
    let mut scores = Scores::new();
    for named in job.scorers {
        match score(job, named, &texts) {
            Ok(Some(own)) => scores.extend(named.values(&texts, &own)),
            Ok(None) => return Outcome::Dropped,
            Err(e) => return Outcome::Failed(of_row(job, &batch, &named.name, e)),
        }
    }
    let digest = digest(texts.into_iter());
    Outcome::Scored { batch, digest, scores }
}

/// The error with the row that it is about.
fn of_row(job: &Job<'_>, batch: &Batch, scorer: &str, error: StudyError) -> anyhow::Error {
    match error {
        StudyError::Scorer(source) => match source.place() {
            Some(place) => {
                let (file, row) = (job.files[batch.file].clone(), batch.rows.number(place));
                CliError::Unscored { file, row, scorer: scorer.to_owned(), source: Box::new(source) }.into()
            }
            None => StudyError::Scorer(source).into(),
        },
        other => other.into(),
    }
}

/// Scores in small steps, so that a slow scorer stops soon. `None` when the run is to stop.
fn score(job: &Job<'_>, named: &NamedScorer, texts: &[&str]) -> Result<Option<Vec<Polarity>>, StudyError> {
    const STEP: usize = 256;
    let mut scores = Vec::with_capacity(texts.len());
    for some in texts.chunks(STEP) {
        if job.stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let before = scores.len();
        let found = if named.scorer.is_slow() {
            job.pool.install(|| named.score_all(some))
        } else {
            named.score_all(some)
        };
        scores.extend(found.map_err(|error| match error {
            StudyError::Scorer(error) => error.placed(|place| before + place).into(),
            other => other,
        })?);
    }
    Ok(Some(scores))
}

/// Writes outcomes in the order of their batches.
fn write(
    job: &Job<'_>,
    outcomes: Receiver<(u64, Outcome)>,
    tokens: SyncSender<()>,
    journal: &mut Journal,
    sink: &mut dyn Sink,
) -> anyhow::Result<Done> {
    let (mut done, mut next) = (Done { complete: true, ..Done::default() }, 0);
    let mut waiting = BTreeMap::new();
    for (index, outcome) in outcomes {
        waiting.insert(index, outcome);
        while let Some(outcome) = waiting.remove(&next) {
            next += 1;
            let (batch, scores) = match outcome {
                Outcome::Failed(error) => return Err(error),
                Outcome::Panicked(panic) => resume_unwind(panic),
                Outcome::Dropped => {
                    done.complete = false;
                    return Ok(done);
                }
                Outcome::TakenUp { batch, scores, end } => {
                    journal.keep(end);
                    done.taken_up += batch.rows.len() as u64;
                    (batch, scores)
                }
                Outcome::Scored { batch, digest, scores } => {
                    journal.append(&digest, &scores).map_err(CliError::write(journal.path()))?;
                    (batch, scores)
                }
            };
            sink.write(batch.file, &batch.rows, &scores)?;
            done.rows += batch.rows.len() as u64;
            (job.progress)(done.rows, batch.read);
            // the reader may have ended
            let _ = tokens.try_send(());
        }
    }
    Ok(done)
}
