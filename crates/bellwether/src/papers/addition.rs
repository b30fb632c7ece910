/// What a paper reads and is not public. Where the user's folder has it, both runs read it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addition {
    /// The files that it may be, relative to the folder of the data: the first that is there is read.
    pub files: &'static [&'static str],
    /// What it is, with its columns.
    pub what: &'static str,
    /// What it adds to the study file of the protocol as published; the word `FILE` stands for the file. Tables are merged,
    /// lists of tables go on, and other values take the place of those that were there.
    pub as_published: &'static str,
    /// The same for the study that is walked forward.
    pub walk_forward: &'static str,
}

impl Addition {
    /// The study file `text` with what this one adds, which it reads from `file`.
    ///
    /// # Errors
    /// Where one of both is not TOML.
    pub fn join(text: &str, fragment: &str, file: &str) -> Result<String, toml::de::Error> {
        let mut study: toml::Table = text.parse()?;
        let own: toml::Table = fragment.replace("\"FILE\"", &toml::Value::from(file).to_string()).parse()?;
        merge(&mut study, own);
        Ok(study.to_string())
    }
}

fn merge(into: &mut toml::Table, from: toml::Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(toml::Value::Table(own)), toml::Value::Table(more)) => merge(own, more),
            (Some(toml::Value::Array(own)), toml::Value::Array(more))
                if own.iter().chain(&more).all(toml::Value::is_table) =>
            {
                own.extend(more);
            }
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}
