//! What the schema of a study file cannot refuse.

use bellwether_core::{Bell, DecisionTime, TargetKind};
use bellwether_evaluation::splits::{Split, WalkForward};
use bellwether_features::CandleColumns;
use bellwether_models::ModelSpec;

use super::{ModelEntry, Scope, StudyConfig, first_repeated, scorers, words};
use crate::ConfigError;

impl StudyConfig {
    /// Checks what the schema cannot.
    ///
    /// # Errors
    /// [`ConfigError::Value`] or [`ConfigError::Model`].
    pub fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |key: &str, value: String, expected: &str| {
            Err(ConfigError::Value { key: key.to_owned(), value, expected: expected.to_owned() })
        };
        if self.study.name.trim().is_empty() {
            return refuse("study.name", "empty".to_owned(), "a study has a name");
        }
        if self.study.seeds.is_empty() {
            return refuse("study.seeds", "[]".to_owned(), "give at least one seed");
        }
        if let Some(twice) = first_repeated(&self.study.seeds) {
            return refuse(
                "study.seeds",
                format!("{:?}", self.study.seeds),
                &format!("{twice} stands twice"),
            );
        }
        if let Some(twice) = first_repeated(&self.data.tickers) {
            return refuse("data.tickers", format!("{twice} twice"), "each ticker stands once");
        }
        if let (Some(start), Some(end)) = (self.data.start, self.data.end)
            && start > end
        {
            return refuse("data.start", start.to_string(), &format!("it must not be after data.end, {end}"));
        }
        if self.target.horizon == 0 || self.target.horizon > 260 {
            return refuse("target.horizon", self.target.horizon.to_string(), "it must be from 1 to 260");
        }
        if let Some(wrong) = self.target.further.iter().find(|h| !(1..=260).contains(*h)) {
            return refuse("target.further", wrong.to_string(), "it must be from 1 to 260");
        }
        if self.target.further.contains(&self.target.horizon) {
            let expected = "it is the horizon of the target; name others";
            return refuse("target.further", self.target.horizon.to_string(), expected);
        }
        if let Some(twice) = first_repeated(&self.target.further) {
            return refuse("target.further", format!("{twice} twice"), "each horizon stands once");
        }
        if let Err(e) = self.inputs.decision.validate() {
            return refuse(
                "inputs.decision",
                self.inputs.decision.offset_minutes.to_string(),
                &e.to_string(),
            );
        }
        let DecisionTime { at, offset_minutes } = self.inputs.decision;
        let after_the_open = if at == Bell::Open { offset_minutes >= 0 } else { offset_minutes < 0 };
        if self.target.kind == TargetKind::Open && after_the_open {
            let expected = "the next open is forecast at or after a close, or before the open";
            return refuse(
                "inputs.decision",
                format!("{offset_minutes} minutes after the {at:?}").to_lowercase(),
                expected,
            );
        }
        if self.inputs.price.is_empty() {
            return refuse("inputs.price", "[]".to_owned(), "name at least one price column");
        }
        if let Some(twice) = first_repeated(&self.inputs.price) {
            return refuse("inputs.price", format!("{twice:?}"), "each column stands once");
        }
        if let Some(twice) = first_repeated(&self.inputs.text) {
            return refuse("inputs.text", format!("{twice:?}"), "each column stands once");
        }
        self.inputs.cleaning.validate().map_err(|e| words::setting("inputs.cleaning", &e))?;
        scorers::validate(&self.inputs)?;
        self.validate_topics()?;
        self.validate_series()?;
        if let Err(e) = self.inputs.text_settings.validate() {
            return refuse("inputs.text-settings", "out of range".to_owned(), &e.to_string());
        }
        self.validate_read()?;
        self.validate_intervals()?;
        self.validate_backtest()?;
        self.validate_left_out()?;
        if let Split::WalkForward(WalkForward { refit_every: 0, .. })
        | Split::LeaveOneTickerOut(WalkForward { refit_every: 0, .. }) = self.protocol
        {
            let expected = "a model is refitted after at least one session";
            return refuse("protocol.refit-every", "0".to_owned(), expected);
        }
        let labels: Vec<String> = self.models.iter().map(ModelEntry::label).collect();
        if let Some(twice) = first_repeated(&labels) {
            return refuse("models.name", format!("`{twice}` twice"), "give each of them a name of its own");
        }
        self.models.iter().try_for_each(|entry| self.validate_model(entry))
    }

    /// Checks one model against target, inputs and scope.
    fn validate_model(&self, entry: &ModelEntry) -> Result<(), ConfigError> {
        let refuse = |key: &str, value: String, expected: &str| {
            Err(ConfigError::Value { key: key.to_owned(), value, expected: expected.to_owned() })
        };
        let model = entry.label();
        if entry.scope == Scope::Global && !entry.build().needs().global {
            let able = ModelSpec::all().into_iter().filter(|m| m.build().needs().global);
            let able: Vec<&str> = able.map(|m| m.info().kind).collect();
            let kind = entry.spec.info().kind;
            let able = able.join(", ");
            if entry.pca.is_some() {
                let expected = "the components of one ticker are not those of another; leave one of them out";
                return refuse("models.scope", format!("global for `{kind}` with pca"), expected);
            }
            return refuse(
                "models.scope",
                format!("global for `{kind}`, which learns from one ticker"),
                &format!("these can learn from all tickers at once: {able}"),
            );
        }
        self.validate_model_left_out(entry)?;
        if entry.pca.is_some() && entry.spec.picture().is_some() {
            let kind = entry.spec.info().kind;
            let value = format!("given for `{kind}`");
            return refuse("models.pca", value, "pictures are drawn from prices, not from components");
        }
        let decomposed = entry.spec.decomposes() || self.inputs.price.iter().any(|p| p.is_decomposition());
        if entry.decomposition.sees_future() && !decomposed {
            return refuse(
                "models.decomposition",
                format!("whole-series for `{model}`"),
                "neither the model nor a column of inputs.price decomposes anything",
            );
        }
        let recipe = entry.build();
        let fits = recipe.validate().and_then(|()| recipe.suits(self.target.main(), &self.target.further));
        fits.map_err(|source| ConfigError::Model { model, line: None, source })?;
        let price = |name: &String| self.inputs.price.iter().any(|p| p.name() == name);
        let text =
            |name: &String| self.data.posts.is_some() && self.inputs.text.iter().any(|t| t.name() == name);
        let series = |name: &String| self.data.series.iter().any(|s| s.may_have(name));
        let unknown = |name: &&String| !price(name) && !text(name) && !series(name);
        if let Some(name) = entry.spec.exogenous().iter().find(unknown) {
            let expected = "it names columns of `inputs.price`, of `data.series`, or of `inputs.text` where there are posts";
            return refuse("models.exogenous", format!("{name:?}"), expected);
        }
        if let Some(spec) = entry.spec.picture() {
            let columns: Vec<String> = self.inputs.price.iter().map(|p| p.name().to_owned()).collect();
            if let Err(missing) = CandleColumns::find(&spec, &columns) {
                return refuse("inputs.price", format!("{columns:?}"), &missing.to_string());
            }
        }
        Ok(())
    }
}
