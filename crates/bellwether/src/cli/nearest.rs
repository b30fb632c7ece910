//! What the user may have meant.

use std::path::Path;

/// The candidate closest to what was written, when it is close enough to be meant.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|c| (strsim::jaro_winkler(&written.to_lowercase(), &c.to_lowercase()), c))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

/// The file or folder beside a missing one whose name is closest.
pub(crate) fn nearest_file(missing: &Path) -> Option<String> {
    let folder = missing.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = missing.file_name()?.to_str()?;
    let entries = std::fs::read_dir(folder).ok()?;
    let mut names: Vec<String> = entries.filter_map(|e| e.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let found = nearest(name, names.iter().map(String::as_str))?;
    Some(missing.with_file_name(found).display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_is_recognised_and_another_word_is_not() {
        let kinds = ["persistence", "drift", "ridge", "lstm", "cnn-lstm"];
        assert_eq!(nearest("lsmt", kinds), Some("lstm"));
        assert_eq!(nearest("Persistance", kinds), Some("persistence"));
        assert_eq!(nearest("arima", kinds), None);
    }
}
