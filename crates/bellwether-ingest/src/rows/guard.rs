//! A bound on the length of one row.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::LONGEST_ROW;

/// What is told of the bytes that a parser was given.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Bytes since the last whole row, up to a parser's buffer.
    since: AtomicU64,
    /// Whether quotes came in pairs so far.
    odd: AtomicBool,
}

impl Watch {
    pub(super) fn row_ended(&self) {
        self.since.store(0, Ordering::Relaxed);
    }

    pub(super) fn quote_is_open(&self) -> bool {
        self.odd.load(Ordering::Relaxed)
    }

    pub(super) fn is_too_long(&self) -> bool {
        self.since.load(Ordering::Relaxed) > LONGEST_ROW
    }
}

/// Refuses to read on when a row does not end.
pub(super) struct Guard<R> {
    inner: R,
    watch: Arc<Watch>,
}

impl<R> Guard<R> {
    pub(super) fn new(inner: R) -> (Self, Arc<Watch>) {
        let watch = Arc::<Watch>::default();
        (Self { inner, watch: Arc::clone(&watch) }, watch)
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.watch.is_too_long() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the row does not end"));
        }
        let n = self.inner.read(buffer)?;
        self.watch.since.fetch_add(n as u64, Ordering::Relaxed);
        if buffer[..n].iter().fold(false, |odd, b| odd ^ (*b == b'"')) {
            self.watch.odd.fetch_xor(true, Ordering::Relaxed);
        }
        Ok(n)
    }
}
