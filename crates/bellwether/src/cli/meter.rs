//! Progress on stderr: a bar on a terminal, now and then a line elsewhere, nothing with `--quiet`.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bellwether_study::Progress;
use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use super::count::count;
use super::screen::{Screen, stderr_line};

/// Lines that a run prints when stderr is no terminal.
const PLAIN_LINES: usize = 10;
/// Posts from which on even quick scorers take a while.
const PLAIN_POSTS: usize = 1_000_000;

/// How far a run is.
#[derive(Debug, Clone)]
pub(crate) enum Meter {
    Silent,
    /// With the number of lines printed so far.
    Plain(Arc<AtomicUsize>),
    Bar(ProgressBar),
}

impl Meter {
    pub(crate) fn new(screen: &Screen) -> Self {
        if screen.quiet {
            return Self::Silent;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Plain(Arc::default());
        }
        let bar = ProgressBar::new_spinner();
        bar.set_style(style("{spinner} {msg}  {elapsed}"));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self::Bar(bar)
    }

    /// A stage of unknown length begins.
    pub(crate) fn stage(&self, text: &str) {
        match self {
            Self::Silent => {}
            Self::Plain(_) => stderr_line(text),
            Self::Bar(bar) => {
                bar.set_message(text.to_owned());
                bar.tick();
            }
        }
    }

    /// What the runner reports.
    pub(crate) fn progress(&self, progress: Progress) {
        match (self, progress) {
            (Self::Plain(_), Progress::Topics { done: 0, total }) => {
                stderr_line(format_args!(
                    "finding the topics of {total} fold{}",
                    if total == 1 { "" } else { "s" }
                ));
            }
            (Self::Bar(bar), Progress::Topics { done, total }) => {
                bar.set_message(format!("finding topics: {done} of {total} folds"));
                bar.tick();
            }
            (Self::Plain(lines), Progress::Planned { total, cached }) => {
                lines.store(0, Ordering::Relaxed);
                let kept = if cached > 0 {
                    format!(", {cached} of them kept from an earlier run")
                } else {
                    String::new()
                };
                stderr_line(format_args!("running {}{kept}", count(total as u64, "trial")));
            }
            (Self::Plain(lines), Progress::Scoring { done, total, slow }) if slow || total >= PLAIN_POSTS => {
                let line = done * PLAIN_LINES / total.max(1);
                if lines.fetch_max(line, Ordering::Relaxed) < line {
                    stderr_line(format_args!("{done} of {} scored", count(total as u64, "post")));
                }
            }
            (Self::Plain(lines), Progress::Trial { done, total, .. }) => {
                let line = done * PLAIN_LINES / total.max(1);
                if lines.fetch_max(line, Ordering::Relaxed) < line {
                    stderr_line(format_args!("{done} of {} done", count(total as u64, "trial")));
                }
            }
            (Self::Bar(bar), Progress::Scoring { done, total, .. }) => {
                if done == 0 {
                    bar.set_style(style("{bar:32} {pos}/{len} posts scored  {left}").progress_chars("━╸ "));
                    bar.set_length(total as u64);
                    bar.reset_eta();
                }
                // parts end in any order
                if done as u64 > bar.position() {
                    bar.set_position(done as u64);
                }
            }
            (Self::Bar(bar), Progress::Planned { total, cached }) => {
                bar.set_style(style("{bar:32} {pos}/{len} trials  {left}{wide_msg}").progress_chars("━╸ "));
                bar.set_length(total as u64);
                bar.set_position(cached as u64);
                bar.reset_eta();
                bar.set_message("");
                bar.tick();
            }
            (Self::Bar(bar), Progress::Trial { done, label, .. }) => {
                // trials end in any order
                if done as u64 > bar.position() {
                    bar.set_position(done as u64);
                }
                bar.set_message(label);
            }
            _ => {}
        }
    }

    /// Scoring of this many bytes begins.
    pub(crate) fn scoring(&self, bytes: u64) {
        if let Self::Bar(bar) = self {
            bar.set_style(style("{bar:32} {percent:>3} %  {msg}  {left}").progress_chars("━╸ "));
            bar.set_length(bytes);
            bar.set_message("");
        }
    }

    /// So many posts are scored and written, from so many bytes of all.
    pub(crate) fn scored(&self, posts: u64, read: u64, bytes: u64) {
        match self {
            Self::Silent => {}
            Self::Plain(lines) => {
                let line = (read * PLAIN_LINES as u64 / bytes.max(1)) as usize;
                if lines.fetch_max(line, Ordering::Relaxed) < line {
                    let percent = read * 100 / bytes.max(1);
                    stderr_line(format_args!("{} scored, {percent} %", count(posts, "post")));
                }
            }
            Self::Bar(bar) => {
                bar.set_position(read);
                let speed = posts as f64 / bar.elapsed().as_secs_f64().max(1e-3);
                bar.set_message(format!("{}, {speed:.0}/s", count(posts, "post")));
            }
        }
    }

    /// A line above the bar.
    pub(crate) fn say(&self, text: &str) {
        match self {
            Self::Silent | Self::Plain(_) => stderr_line(text),
            Self::Bar(bar) => bar.suspend(|| stderr_line(text)),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are constants").with_key("left", left)
}

/// The time left, once there is something to judge it by.
fn left(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    let left = state.eta();
    if !left.is_zero() {
        // a closed stderr has no reader
        let _ = write!(out, "{} left  ", HumanDuration(left));
    }
}
