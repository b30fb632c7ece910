//! Running a program and watching its time and memory.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What a finished program used and said.
pub(crate) struct Usage {
    /// Seconds from start to end.
    pub(crate) seconds: f64,
    /// Most memory that was resident at a time, in 10^6 bytes; `None` where the system does not say.
    pub(crate) peak_mb: Option<f64>,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// Pieces of standard error, each with the seconds from the start until it came.
    stderr: Vec<Piece>,
}

type Piece = (f64, Vec<u8>);

impl Usage {
    /// Seconds until something on standard error held `text`; empty text asks for anything at all.
    pub(crate) fn seconds_until(&self, text: &str) -> Option<f64> {
        let mut so_far = Vec::new();
        self.stderr.iter().find_map(|(seconds, piece)| {
            so_far.extend_from_slice(piece);
            String::from_utf8_lossy(&so_far).contains(text).then_some(*seconds)
        })
    }
}

/// A command that has only so many cores, whatever the machine has.
pub(crate) fn on_cores(cores: usize, program: &Path) -> Command {
    let has_more = thread::available_parallelism().map_or(0, usize::from) > cores;
    let can_pin = Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok();
    let mut command = if has_more && can_pin {
        let mut taskset = Command::new("taskset");
        taskset.args(["--cpu-list", &format!("0-{}", cores - 1)]).arg(program);
        taskset
    } else {
        Command::new(program)
    };
    command.env("RAYON_NUM_THREADS", cores.to_string());
    command
}

/// Runs a command to its end. Memory is read from `/proc` every few milliseconds, so that the last of them are not
/// seen.
pub(crate) fn watch(command: &mut Command) -> Result<Usage> {
    let name = Path::new(command.get_program()).file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    let name = name.into_owned();
    let start = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let stdout = listen(child.stdout.take(), start);
    let stderr = listen(child.stderr.take(), start);
    let mut peak_mb = None;
    let status = loop {
        peak_mb = peak(&child).or(peak_mb);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let seconds = start.elapsed().as_secs_f64();
    let stdout = text(&stdout.join().unwrap_or_default());
    let stderr = stderr.join().unwrap_or_default();
    if !status.success() {
        bail!("{name} ended with {status}\n{}", text(&stderr).trim_end());
    }
    Ok(Usage { seconds, peak_mb, stdout, stderr })
}

fn listen(stream: Option<impl Read + Send + 'static>, start: Instant) -> JoinHandle<Vec<Piece>> {
    thread::spawn(move || {
        let mut pieces = Vec::new();
        let mut buffer = [0; 4096];
        let mut stream = stream.expect("the stream is piped");
        while let Ok(n) = stream.read(&mut buffer)
            && n > 0
        {
            pieces.push((start.elapsed().as_secs_f64(), buffer[..n].to_vec()));
        }
        pieces
    })
}

fn text(pieces: &[Piece]) -> String {
    let bytes: Vec<u8> = pieces.iter().flat_map(|(_, piece)| piece).copied().collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn peak(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    kib.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kib| kib * 1024.0 / 1e6)
}
