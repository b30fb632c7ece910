//! The machine that measurements were made on.

use std::fs;
use std::process::Command;

/// Prints `machine cores=… cpu="…" ram_gib=… os=… rustc=…`.
pub(crate) fn print() {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
    let ram = field("/proc/meminfo", "MemTotal")
        .and_then(|kib| kib.split(' ').next().and_then(|n| n.parse::<f64>().ok()))
        .map_or_else(|| "unknown".to_owned(), |kib| format!("{:.1}", kib / 1024.0 / 1024.0));
    println!(
        "machine cores={cores} cpu=\"{cpu}\" ram_gib={ram} os={}-{} rustc={}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        rustc()
    );
}

/// The value behind the first `name :` of a file such as `/proc/cpuinfo`.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

fn rustc() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    text.split(' ').nth(1).unwrap_or("unknown").to_owned()
}
