//! Downloads, from a server of the test on this machine.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use bellwether_text::encoder::{EncoderError, HubError, HubProxy};
use bellwether_text::{EncoderParams, EncoderScorer, Scorer, ScorerSpec, TextError};
use sha1::Sha1;
use sha2::{Digest, Sha256};

#[derive(Default)]
struct Behaviour {
    files: BTreeMap<String, Vec<u8>>,
    /// Bytes of the weights after which an answer breaks off, one entry for each answer.
    cuts: Vec<usize>,
    /// The tag of this file is that of other bytes.
    wrong: Option<&'static str>,
    /// Partial answers are refused: all of a file is sent always.
    whole: bool,
    /// What was asked for: method, path and range.
    asked: Vec<(String, String, Option<usize>)>,
}

struct Server {
    endpoint: String,
    behaviour: Arc<Mutex<Behaviour>>,
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// As a hub tags its files: large ones by SHA-256, small ones by git's own hash.
fn tag(name: &str, bytes: &[u8]) -> String {
    if name.ends_with(".safetensors") {
        return hex(Sha256::digest(bytes));
    }
    let mut sha = Sha1::new_with_prefix(format!("blob {}\0", bytes.len()));
    sha.update(bytes);
    hex(sha.finalize())
}

impl Server {
    /// Serves the files of a reference model as `owner/tiny`.
    fn start(model: &str) -> Self {
        let folder =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/transformers").join(model);
        let mut behaviour = Behaviour::default();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                behaviour.files.insert(name, fs::read(&path).unwrap());
            }
        }
        let behaviour = Arc::new(Mutex::new(behaviour));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::clone(&behaviour);
        // it ends with the process
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { endpoint, behaviour }
    }

    fn open(&self, cache: &Path) -> Result<EncoderScorer, TextError> {
        let params = EncoderParams {
            cache: Some(PathBuf::from("models")),
            endpoint: Some(self.endpoint.clone()),
            ..EncoderParams::new("owner/tiny")
        };
        EncoderScorer::open(&params, cache)
    }

    fn error(&self, cache: &Path) -> HubError {
        match self.open(cache).map(|_| ()) {
            Err(TextError::Encoder(error)) => match *error {
                EncoderError::Hub(error) => error,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    fn set(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().unwrap());
    }

    fn asked(&self) -> Vec<(String, String, Option<usize>)> {
        std::mem::take(&mut self.behaviour.lock().unwrap().asked)
    }
}

fn answer(mut stream: TcpStream, behaviour: &Mutex<Behaviour>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let mut range = None;
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let line = line.to_lowercase();
        if let Some(from) = line.strip_prefix("range: bytes=") {
            range = from.trim_end_matches('-').parse().ok();
        }
    }
    let mut words = request.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut behaviour = behaviour.lock().unwrap();
    behaviour.asked.push((method.to_owned(), path.to_owned(), range));
    let end = "connection: close\r\n\r\n";
    let Some(name) = path.strip_prefix("/owner/tiny/resolve/main/") else {
        let _ = write!(stream, "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n{end}");
        return;
    };
    let Some(bytes) = behaviour.files.get(name).cloned() else {
        let _ = write!(stream, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n{end}");
        return;
    };
    let tag = if behaviour.wrong == Some(name) { tag(name, b"other bytes") } else { tag(name, &bytes) };
    if method == "HEAD" {
        // as a hub that sends large files on to a store: the answer's own length says nothing
        let linked = format!("x-linked-size: {}\r\nx-linked-etag: \"{tag}\"\r\n", bytes.len());
        let _ = write!(
            stream,
            "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n{linked}{end}"
        );
        return;
    }
    let from = if behaviour.whole { 0 } else { range.unwrap_or(0) };
    let rest = &bytes[from..];
    let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
    let content = format!("content-range: bytes {from}-{}/{}\r\n", bytes.len() - 1, bytes.len());
    let _ = write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {}\r\n{content}{end}", rest.len());
    let cut = if name == "model.safetensors" { behaviour.cuts.pop() } else { None };
    let _ = stream.write_all(&rest[..cut.unwrap_or(rest.len()).min(rest.len())]);
}

#[test]
fn a_model_is_fetched_once() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    let first = server.open(base.path()).unwrap();
    assert!(!server.asked().is_empty());
    let second = server.open(base.path()).unwrap();
    assert_eq!(server.asked(), [], "a complete folder needs no network");
    assert_eq!(first.version(), second.version());
    assert_eq!(first.name(), "tiny");
}

#[test]
fn an_interrupted_download_goes_on() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    server.set(|behaviour| behaviour.cuts = vec![20_000, 30_000]);
    server.open(base.path()).unwrap();
    let ranges: Vec<_> = server
        .asked()
        .into_iter()
        .filter(|(method, path, _)| method == "GET" && path.ends_with(".safetensors"))
        .map(|(_, _, range)| range)
        .collect();
    assert_eq!(ranges, [None, Some(30_000), Some(50_000)]);
}

#[test]
fn what_came_before_a_standstill_is_kept_for_the_next_try() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    server.set(|behaviour| behaviour.cuts = vec![0, 40_000]);
    let whole = server.behaviour.lock().unwrap().files["model.safetensors"].len() as u64;
    match server.error(base.path()) {
        HubError::Interrupted { have, size, .. } => assert_eq!((have, size), (40_000, whole)),
        other => panic!("{other:?}"),
    }
    server.asked();
    server.open(base.path()).unwrap();
    assert!(server.asked().iter().any(|(_, _, range)| *range == Some(40_000)));
}

#[test]
fn a_server_that_sends_all_again_is_understood() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    server.set(|behaviour| (behaviour.cuts, behaviour.whole) = (vec![40_000], true));
    server.open(base.path()).unwrap();
}

#[test]
fn wrong_bytes_are_refused_and_thrown_away() {
    let base = tempfile::tempdir().unwrap();
    for file in ["model.safetensors", "config.json"] {
        let server = Server::start("bert");
        server.set(|behaviour| behaviour.wrong = Some(file));
        match server.error(base.path()) {
            HubError::Checksum { url, expected, found } => {
                assert!(url.ends_with(file) && expected != found, "{url}");
            }
            other => panic!("{other:?}"),
        }
        let left = base.path().join("models/owner--tiny/main");
        assert!(!left.join(file).exists());
        let parts =
            fs::read_dir(&left).unwrap().flatten().filter(|e| e.path().extension() == Some("part".as_ref()));
        assert_eq!(parts.count(), 0);
        fs::remove_dir_all(base.path().join("models")).unwrap();
        server.set(|behaviour| behaviour.wrong = None);
        server.open(base.path()).unwrap();
        fs::remove_dir_all(base.path().join("models")).unwrap();
    }
}

#[test]
fn a_file_that_the_hub_lacks_is_named() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    server.set(|behaviour| drop(behaviour.files.remove("model.safetensors")));
    let Err(TextError::Encoder(error)) = server.open(base.path()).map(|_| ()) else { panic!("it opens") };
    assert!(matches!(*error, EncoderError::MissingFile { .. }), "{error:?}");
}

#[test]
fn names_and_answers_of_another_kind_are_refused() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    let open = |model: &str, revision: Option<&str>| {
        let params = EncoderParams {
            cache: Some(PathBuf::from("models")),
            endpoint: Some(server.endpoint.clone()),
            revision: revision.map(str::to_owned),
            ..EncoderParams::new(model)
        };
        EncoderScorer::open(&params, base.path()).map(|_| ()).unwrap_err().to_string()
    };
    assert!(open("tiny", None).contains("no `owner/name`"));
    assert!(open("../tiny", None).contains("no `owner/name`"));
    assert!(open("owner/tiny", Some("../main")).contains("no branch"));
    assert!(open("owner/private", None).contains("401 (the model needs a login"));
    assert!(server.asked().iter().all(|(_, path, _)| !path.contains("..")));
    let nobody = EncoderParams {
        cache: Some(PathBuf::from("models")),
        // a port that was free a moment ago
        endpoint: Some(format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())),
        ..EncoderParams::new("owner/tiny")
    };
    let found = EncoderScorer::open(&nobody, base.path()).map(|_| ()).unwrap_err().to_string();
    assert!(found.contains("cannot reach"), "{found}");
}

#[test]
fn the_hub_is_asked_through_a_proxy_and_the_machine_itself_is_not() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("name:word@{}", proxy.local_addr().unwrap());
    // it writes down what it is asked for first, and hangs up
    let asked = thread::spawn(move || {
        let (stream, _) = proxy.accept().unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line
    });
    let open = |endpoint: &str, url: &str, except: &str| {
        let mut spec = ScorerSpec::Encoder(EncoderParams {
            cache: Some(PathBuf::from("models")),
            endpoint: Some(endpoint.to_owned()),
            ..EncoderParams::new("owner/tiny")
        });
        spec.fetch_through(&HubProxy { url: url.to_owned(), except: except.to_owned() });
        assert!(!format!("{spec:?}").contains("word"));
        assert!(!serde_json::to_string(&spec).unwrap().contains("proxy"));
        spec.build(base.path()).map(|_| ()).map_err(|error| error.to_string())
    };
    let found = open("http://hub.invalid", &url, "example.com").unwrap_err();
    assert!(found.contains("cannot reach http://hub.invalid"), "{found}");
    assert!(asked.join().unwrap().contains("hub.invalid"));
    let found = open("http://hub.invalid", "ftp://127.0.0.1:21", "").unwrap_err();
    assert!(found.contains("the address of the proxy cannot be used"), "{found}");
    // nobody listens at the proxy's address any more: it would fail if it were asked
    open(&server.endpoint, &url, "").unwrap();
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let (server, base) = (Server::start("bert"), tempfile::tempdir().unwrap());
    // a file stands where the folder should be
    fs::write(base.path().join("models"), "").unwrap();
    assert!(matches!(server.error(base.path()), HubError::Write { written: 0, .. }));
}
