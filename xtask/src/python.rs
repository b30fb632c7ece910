//! Python, which runs the peers.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::on_cores;

/// A Python that can be started.
#[derive(Clone)]
pub(crate) struct Python {
    program: String,
    /// Major and minor version.
    pub(crate) version: (u32, u32),
}

impl Python {
    /// Those of `$BELLWETHER_PYTHON`, names or paths with `:` between them, else `python3`; or why there is none. Peers that
    /// cannot live in one environment each have their own.
    pub(crate) fn all() -> Result<Vec<Self>, String> {
        let named = std::env::var("BELLWETHER_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        named.split(':').map(|program| Self::start(program.to_owned())).collect()
    }

    fn start(program: String) -> Result<Self, String> {
        let code = "import sys; print(sys.version_info[0], sys.version_info[1])";
        let output = Command::new(&program).args(["-c", code]).output();
        let text = match output {
            Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
            _ => return Err(format!("Python is not there: `{program}` does not start")),
        };
        let mut numbers = text.split_whitespace().map_while(|word| word.parse().ok());
        match (numbers.next(), numbers.next()) {
            (Some(major), Some(minor)) => Ok(Self { program, version: (major, minor) }),
            _ => Err(format!("`{program}` does not say its version")),
        }
    }

    /// The first of the packages that is not installed. Modules in `folder` count as installed.
    pub(crate) fn missing(&self, packages: &[&str], folder: &Path) -> Result<Option<String>> {
        let code = "import sys, importlib.util as u\n\
                    print(next((m for m in sys.argv[1:] if u.find_spec(m) is None), ''))";
        let found =
            self.output(Command::new(&self.program).current_dir(folder).args(["-c", code]).args(packages))?;
        let found = found.trim();
        Ok((!found.is_empty()).then(|| found.to_owned()))
    }

    /// The first Python with these packages, or why there is none.
    pub(crate) fn with(packages: &[&str]) -> Result<Result<Self, String>> {
        match Self::all() {
            Ok(pythons) => Self::first(pythons, packages, crate::place::root()),
            Err(reason) => Ok(Err(reason)),
        }
    }

    /// The first of these that has the packages, or what the first of all lacks.
    pub(crate) fn first(
        pythons: Vec<Self>,
        packages: &[&str],
        folder: &Path,
    ) -> Result<Result<Self, String>> {
        let mut lacks = None;
        for python in pythons {
            match python.missing(packages, folder)? {
                None => return Ok(Ok(python)),
                Some(package) => lacks = lacks.or(Some(package)),
            }
        }
        Ok(Err(format!("the Python package {} is not installed", lacks.unwrap_or_default())))
    }

    /// `name-version` of an installed distribution.
    pub(crate) fn peer(&self, distribution: &str) -> Result<String> {
        let code = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))";
        let version = self.output(Command::new(&self.program).args(["-c", code, distribution]))?;
        Ok(format!("{distribution}-{}", version.trim()))
    }

    /// A command that runs a script; it leaves no compiled files behind.
    pub(crate) fn script(&self, path: &Path) -> Command {
        Self::running(Command::new(&self.program), path)
    }

    /// The same on only so many cores.
    pub(crate) fn script_on(&self, cores: usize, path: &Path) -> Command {
        Self::running(on_cores(cores, Path::new(&self.program)), path)
    }

    fn running(mut command: Command, path: &Path) -> Command {
        command.arg(path).env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
        command
    }

    /// What a command of this Python prints.
    pub(crate) fn output(&self, command: &mut Command) -> Result<String> {
        let output = command.output().with_context(|| format!("cannot start `{}`", self.program))?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            bail!("Python ended with {}\n{}", output.status, stderr.trim_end());
        }
        String::from_utf8(output.stdout).context("Python printed what is not UTF-8")
    }
}
