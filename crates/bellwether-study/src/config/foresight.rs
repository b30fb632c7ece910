//! Inputs that know what came later.

use bellwether_features::TextFeature;

use super::StudyConfig;

impl StudyConfig {
    /// The inputs by which every model of the study sees the future, in words; none for an honest study. Nothing is claimed of
    /// a study that has one.
    pub fn foreseen(&self) -> Vec<String> {
        let mut out = Vec::new();
        let with_text = self.has_text_columns();
        let settings = &self.inputs.text_settings;
        for feature in self.inputs.text.iter().filter(|f| with_text && f.sees_future(settings)) {
            out.push(match feature {
                TextFeature::WeeklyMean => {
                    "`weekly-mean` of the running week holds the posts of its days to come".to_owned()
                }
                TextFeature::FollowerWeighted => {
                    "`follower-weighted` weighs posts by the followers that their authors had when the data were collected, \
                     which is later (if they were counted when the post was published, set `followers = \"at-post\"` under \
                     `inputs.text-settings`)"
                        .to_owned()
                }
                _ => format!(
                    "`{feature}` weighs posts by likes, retweets and replies, which were counted later"
                ),
            });
        }
        for filter in self.inputs.cleaning.filters.iter().filter(|f| with_text && f.sees_future()) {
            out.push(format!(
                "the filter `{}` of `inputs.cleaning` keeps posts by likes and retweets, which were counted later",
                filter.name()
            ));
        }
        if self.topics().is_some_and(|topics| topics.fitted.sees_future()) {
            out.push(
                "the topics of `inputs.topics` are found in all posts of the study, and their sentiment is the mean over all \
                 of them, the posts of the tested days and of days behind them among these"
                    .to_owned(),
            );
        }
        for series in self.data.series.iter().filter(|s| s.known.sees_future()) {
            out.push(format!(
                "the series of `{}` are given to the period that they describe, before it was over and its figures were \
                 published",
                series.file
            ));
        }
        out
    }
}
