//! One HTML file: styles, script and charts inside, nothing fetched.

use bellwether_study::record::RunRecord;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use crate::ReportError;
use crate::page::Page;

const TEMPLATES: [(&str, &str); 14] = [
    ("report.html", include_str!("../templates/report.html")),
    ("headline.html", include_str!("../templates/headline.html")),
    ("forecasts.html", include_str!("../templates/forecasts.html")),
    ("leaderboard.html", include_str!("../templates/leaderboard.html")),
    ("check.html", include_str!("../templates/check.html")),
    ("scorers.html", include_str!("../templates/scorers.html")),
    ("backtest.html", include_str!("../templates/backtest.html")),
    ("topics.html", include_str!("../templates/topics.html")),
    ("tickers.html", include_str!("../templates/tickers.html")),
    ("pictures.html", include_str!("../templates/pictures.html")),
    ("folds.html", include_str!("../templates/folds.html")),
    ("findings.html", include_str!("../templates/findings.html")),
    ("settings.html", include_str!("../templates/settings.html")),
    ("guide.html", include_str!("../templates/guide.html")),
];
pub(crate) const STYLE: &str = include_str!("../templates/style.css");
pub(crate) const SCRIPT: &str = include_str!("../templates/report.js");

/// The report of a record as one HTML page that needs nothing else: no network, no fonts, no script to be read.
///
/// All text of the record is escaped. Same record, same bytes.
///
/// # Errors
/// Those of [`Page::new`]; [`ReportError::Template`] when a template cannot be filled.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let page = Page::new(record)?;
    let environment = environment(&TEMPLATES)?;
    let template = environment.get_template("report.html")?;
    Ok(template.render(context! { page => Value::from(Serde(&page)), style => STYLE, script => SCRIPT })?)
}

/// These templates, whose values are escaped, and in which an unknown name is an error.
pub(crate) fn environment(
    templates: &[(&'static str, &'static str)],
) -> Result<Environment<'static>, ReportError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}
