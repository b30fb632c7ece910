//! Running a program and watching its time and memory.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What a finished program used.
pub(crate) struct Usage {
    /// Seconds from start to end.
    pub(crate) seconds: f64,
    /// Seconds until it first wrote anything on either stream.
    pub(crate) first_output: Option<f64>,
    /// Most memory that was resident at a time, in 10^6 bytes; `None` where the system does not say.
    pub(crate) peak_mb: Option<f64>,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
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
    let first = Arc::new(OnceLock::new());
    let stdout = listen(child.stdout.take(), start, &first);
    let stderr = listen(child.stderr.take(), start, &first);
    let mut peak_mb = None;
    let status = loop {
        peak_mb = peak(&child).or(peak_mb);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let seconds = start.elapsed().as_secs_f64();
    let text = |listener: JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&listener.join().unwrap_or_default()).into_owned()
    };
    let (stdout, stderr) = (text(stdout), text(stderr));
    if !status.success() {
        bail!("{name} ended with {status}\n{}", stderr.trim_end());
    }
    Ok(Usage { seconds, first_output: first.get().copied(), peak_mb, stdout })
}

fn listen(
    stream: Option<impl Read + Send + 'static>,
    start: Instant,
    first: &Arc<OnceLock<f64>>,
) -> JoinHandle<Vec<u8>> {
    let first = Arc::clone(first);
    thread::spawn(move || {
        let mut text = Vec::new();
        let mut buffer = [0; 4096];
        let mut stream = stream.expect("the stream is piped");
        while let Ok(n) = stream.read(&mut buffer)
            && n > 0
        {
            first.get_or_init(|| start.elapsed().as_secs_f64());
            text.extend_from_slice(&buffer[..n]);
        }
        text
    })
}

fn peak(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    kib.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kib| kib * 1024.0 / 1e6)
}
