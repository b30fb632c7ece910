//! Models of the hub, kept in a folder.
//!
//! A file is fetched once. It stands under its name only when its length and checksum are right; what an interrupted
//! download left is continued by the next. A folder that is complete needs no network.

mod checksum;
mod download;
mod proxy;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ureq::Agent;

use self::download::Download;
pub use self::proxy::HubProxy;
use super::source::{Files, is_repository};

const ENDPOINT: &str = "https://huggingface.co";
/// Beside the files: which of the optional ones the repository does not have.
const ABSENT: &str = "absent.json";
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a file of the hub cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HubError {
    /// No name of the hub.
    #[error("`{found}` is no folder and no `owner/name` of the hub")]
    Name {
        /// What was given.
        found: String,
    },
    /// No revision.
    #[error("`{found}` is no branch, tag or commit")]
    Revision {
        /// What was given.
        found: String,
    },
    /// The proxy's address is none.
    #[error("the address of the proxy cannot be used; expected http://host:port")]
    Proxy {
        /// Why. The address is not shown, as it may hold a password.
        source: Box<ureq::Error>,
    },
    /// The server cannot be reached.
    #[error("cannot reach {url}")]
    Connect {
        /// What was asked for.
        url: String,
        /// Why.
        source: Box<ureq::Error>,
    },
    /// The server declines.
    #[error("{url}: the server answers {status}{}", if matches!(status, 401 | 403) {
        " (the model needs a login: fetch it by hand and name its folder)"
    } else {
        ""
    })]
    Status {
        /// What was asked for.
        url: String,
        /// Its answer.
        status: u16,
    },
    /// The download broke off. What came is kept, and the next try goes on from there.
    #[error("{url}: broke off at {have} of {size} bytes; try again, it goes on from there")]
    Interrupted {
        /// What was asked for.
        url: String,
        /// Bytes that are kept.
        have: u64,
        /// Bytes in all.
        size: u64,
    },
    /// The server gives no checksum.
    #[error("{url}: the server gives neither length nor checksum, so that the file cannot be trusted")]
    NoChecksum {
        /// What was asked for.
        url: String,
    },
    /// The bytes are others than those that were announced. They are thrown away.
    #[error("{url}: checksum {found}, announced was {expected}; nothing was kept")]
    Checksum {
        /// What was asked for.
        url: String,
        /// Announced.
        expected: String,
        /// Of what came.
        found: String,
    },
    /// The file cannot be written, as on a full disk. What was written is kept.
    #[error("cannot write {} after {written} bytes", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Bytes that were written.
        written: u64,
        /// Why.
        source: io::Error,
    },
}

/// What was found out about a folder.
#[derive(Default, Serialize, Deserialize)]
struct Absent {
    absent: BTreeSet<String>,
}

/// A hub, and the folder that its models are kept in.
pub(super) struct Hub {
    cache: PathBuf,
    endpoint: String,
    agent: Agent,
}

impl Hub {
    /// Hubs on this machine are asked without the proxy.
    pub(super) fn new(
        cache: &Path,
        endpoint: Option<&str>,
        proxy: Option<&HubProxy>,
    ) -> Result<Self, HubError> {
        let endpoint = endpoint.unwrap_or(ENDPOINT).trim_end_matches('/').to_owned();
        let is_local = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|local| endpoint.starts_with(local));
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(PATIENCE))
            .timeout_recv_response(Some(PATIENCE))
            .proxy(proxy.filter(|_| !is_local).map(HubProxy::build).transpose()?)
            .build();
        Ok(Self { cache: cache.to_owned(), endpoint, agent: config.new_agent() })
    }

    /// The folder that holds these files of a repository, after fetching what is missing.
    pub(super) fn fetch(&self, repository: &str, revision: &str, files: Files) -> Result<PathBuf, HubError> {
        if !is_repository(repository) {
            return Err(HubError::Name { found: repository.to_owned() });
        }
        let is_revision = revision.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        });
        if !is_revision {
            return Err(HubError::Revision { found: revision.to_owned() });
        }
        let folder = self.cache.join(repository.replace('/', "--")).join(revision.replace('/', "--"));
        let note = folder.join(ABSENT);
        // a damaged note costs questions to the server, nothing else
        let mut absent: Absent =
            fs::read(&note).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let path_of = |file: &str| {
            let path = format!("{repository}/resolve/{}/{file}", revision.replace('/', "%2F"));
            format!("{}/{path}", self.endpoint)
        };
        for &(file, is_needed) in files {
            let path = folder.join(file);
            if path.is_file() || (!is_needed && absent.absent.contains(file)) {
                continue;
            }
            let url = path_of(file);
            match (Download { agent: &self.agent, url: &url, path: &path }).run() {
                Ok(()) => {}
                Err(HubError::Status { status: 404, .. }) => {
                    absent.absent.insert(file.to_owned());
                }
                Err(error) => return Err(error),
            }
        }
        if folder.is_dir() {
            let text = serde_json::to_vec(&absent).unwrap_or_default();
            fs::write(&note, text).map_err(|source| HubError::Write { path: note, written: 0, source })?;
        }
        // a needed file that is absent is named by whoever reads the folder, with a hint
        match files.iter().find(|(file, is_needed)| *is_needed && absent.absent.contains(*file)) {
            Some((file, _)) if !folder.is_dir() => Err(HubError::Status { url: path_of(file), status: 404 }),
            _ => Ok(folder),
        }
    }
}
