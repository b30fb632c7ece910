//! The two studies of a paper, with what the user's folder has beside the public files.

use std::path::{Path, PathBuf};

use bellwether::papers::{Addition, Paper};
use bellwether_study::StudyConfig;

/// A study of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// As published.
    AsPublished,
    /// The same models by a protocol that cannot see the future.
    WalkForward,
}

impl Protocol {
    pub(crate) const ALL: [Self; 2] = [Self::AsPublished, Self::WalkForward];

    /// Of files and folders.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AsPublished => "as-published",
            Self::WalkForward => "walk-forward",
        }
    }

    /// What errors name as the study's file.
    pub(crate) fn file(self, paper: &Paper) -> PathBuf {
        format!("{}/{}.toml", paper.name, self.name()).into()
    }

    /// The study; what the folder has of the paper's additions joins.
    pub(crate) fn study(self, paper: &Paper, folder: &Path) -> anyhow::Result<StudyConfig> {
        let (text, of): (_, fn(&Addition) -> &'static str) = match self {
            Self::AsPublished => (paper.as_published, |a| a.as_published),
            Self::WalkForward => (paper.walk_forward, |a| a.walk_forward),
        };
        let mut text = text.to_owned();
        for (addition, file) in found(paper, folder) {
            text = Addition::join(&text, of(addition), file)?;
        }
        Ok(StudyConfig::parse(&text, &self.file(paper))?)
    }
}

/// The additions that the folder has, for people.
pub(crate) fn joined(paper: &Paper, folder: &Path) -> Vec<String> {
    found(paper, folder).map(|(addition, file)| format!("{file}, {}", addition.what)).collect()
}

fn found<'a>(paper: &'a Paper, folder: &'a Path) -> impl Iterator<Item = (&'a Addition, &'static str)> {
    let first = |addition: &'a Addition| {
        let file = addition.files.iter().find(|file| folder.join(file).exists())?;
        Some((addition, *file))
    };
    paper.additions.iter().filter_map(first)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use bellwether::papers;
    use bellwether_features::TextFeature;
    use bellwether_ingest::{Known, Period};

    use super::*;

    /// Every addition of every paper can be read, alone and with the others; walked forward nothing of it is the future.
    #[test]
    fn additions_join_both_studies() {
        for paper in papers::ALL {
            let folder = tempfile::tempdir().unwrap();
            let bare = Protocol::AsPublished.study(&paper, folder.path()).unwrap();
            assert_eq!(bare, StudyConfig::parse(paper.as_published, Path::new("x")).unwrap());
            assert!(joined(&paper, folder.path()).is_empty());
            for addition in paper.additions {
                let file = folder.path().join(addition.files[0]);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(&file, "").unwrap();
                let [published, walked] =
                    Protocol::ALL.map(|protocol| protocol.study(&paper, folder.path()).unwrap());
                assert!(!walked.claims_nothing(), "{}", addition.files[0]);
                let named = |config: &StudyConfig| {
                    config.data.posts.as_deref() == Some(addition.files[0])
                        || config.data.series.iter().any(|series| series.file == addition.files[0])
                };
                assert!(named(&published) && named(&walked), "{}", addition.files[0]);
            }
            assert_eq!(joined(&paper, folder.path()).len(), paper.additions.len());
        }
    }

    #[test]
    fn a_week_and_a_month_are_given_before_they_are_over_only_as_published() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("maama")).unwrap();
        for file in ["sentiment_weekly.csv", "search_monthly.parquet", "tweets.csv.zst"] {
            fs::write(folder.path().join("maama").join(file), "").unwrap();
        }
        let [published, walked] =
            Protocol::ALL.map(|protocol| protocol.study(&papers::MAAMA, folder.path()).unwrap());
        let series = |config: &StudyConfig| -> Vec<(String, Period, Known)> {
            config.data.series[2..].iter().map(|s| (s.file.clone(), s.period, s.known)).collect()
        };
        let expected = |known| {
            [
                ("maama/sentiment_weekly.csv".to_owned(), Period::Weekly, known),
                ("maama/search_monthly.parquet".to_owned(), Period::Monthly, known),
            ]
        };
        assert_eq!(series(&published), expected(Known::SamePeriod));
        assert_eq!(series(&walked), expected(Known::Released));
        let columns = [TextFeature::Score, TextFeature::PostCount, TextFeature::WeeklyMean];
        for config in [&published, &walked] {
            assert_eq!(config.inputs.text, columns);
        }
        assert!(published.inputs.text_settings.week.sees_future());
        assert!(!walked.inputs.text_settings.week.sees_future());
    }
}
