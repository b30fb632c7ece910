//! What posts are about, as one HTML page: a map of the posts, a table of topics, topics over time, quality.
//!
//! Given plain data ([`TopicsReport`]); computes nothing but layout.

mod leads;
mod map;
mod over_time;
mod page;

use bellwether_core::Date;
use minijinja::value::Serde;
use minijinja::{Value, context};

use crate::ReportError;
use crate::html::{SCRIPT, STYLE, environment};
use page::Page;

const TEMPLATES: [(&str, &str); 8] = [
    ("topics.html", include_str!("../../templates/topics/topics.html")),
    ("head.html", include_str!("../../templates/topics/head.html")),
    ("map.html", include_str!("../../templates/topics/map.html")),
    ("table.html", include_str!("../../templates/topics/table.html")),
    ("over_time.html", include_str!("../../templates/topics/over_time.html")),
    ("leads.html", include_str!("../../templates/topics/leads.html")),
    ("quality.html", include_str!("../../templates/topics/quality.html")),
    ("guide.html", include_str!("../../templates/topics/guide.html")),
];
const OWN_STYLE: &str = include_str!("../../templates/topics/topics.css");
const OWN_SCRIPT: &str = include_str!("../../templates/topics/map.js");

/// Topics of posts, as a page shows them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopicsReport {
    /// Version of the program.
    pub version: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// How the topics were found, as a phrase: "BERTopic: UMAP, HDBSCAN, class-based TF-IDF".
    pub method: String,
    /// Seed of the random streams.
    pub seed: u64,
    /// Posts.
    pub posts: usize,
    /// Different texts that were read.
    pub documents: usize,
    /// Posts without a word.
    pub without_words: usize,
    /// Posts outside all topics, those without words among them.
    pub outliers: usize,
    /// Different texts in no cluster that were brought into the nearest topic; none for a method without clusters.
    pub brought_in: Option<usize>,
    /// Who scored the posts.
    pub scorer: String,
    /// Mean polarity of all posts, −1 to 1.
    pub polarity: f64,
    /// Mean polarity of posts outside all topics.
    pub outliers_polarity: Option<f64>,
    /// The topics, the largest first.
    pub topics: Vec<ReportedTopic>,
    /// Mean coherence of the topics, by normalised pointwise mutual information, −1 to 1.
    pub npmi: Option<f64>,
    /// The share of different words among the first words of all topics.
    pub diversity: Option<f64>,
    /// Words of each topic that coherence and diversity look at.
    pub quality_words: usize,
    /// Topics over time, where the posts have times.
    pub over_time: Option<TopicsOverTime>,
    /// Whether the polarity of topics came before the price, where there are prices.
    pub leads: Option<TopicLeads>,
    /// Different posts in the plane.
    pub map: Vec<MapPoint>,
    /// The settings as a file.
    pub settings: String,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReportedTopic {
    /// Its words, the heaviest first.
    pub words: Vec<String>,
    /// Its posts.
    pub posts: usize,
    /// Mean polarity of its posts, −1 to 1.
    pub polarity: f64,
    /// Coherence of its words.
    pub npmi: Option<f64>,
    /// Posts that are most like it.
    pub examples: Vec<String>,
}

/// A post on the map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MapPoint {
    /// Where it lies, in any unit.
    pub at: [f32; 2],
    /// Its topic.
    pub topic: Option<usize>,
    /// What it says.
    pub text: String,
}

/// Topics in stretches of time of equal length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopicsOverTime {
    /// First and last day of each stretch, in order.
    pub stretches: Vec<(Date, Date)>,
    /// Topics × stretches: posts.
    pub posts: Vec<Vec<usize>>,
    /// All posts of each stretch.
    pub all: Vec<usize>,
    /// Of each topic the stretch of its largest share of the posts, and its words then.
    pub peaks: Vec<(usize, Vec<String>)>,
    /// Posts without a time.
    pub without_time: usize,
}

/// Topics beside a price.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopicLeads {
    /// Whose price it is, the mean of several.
    pub tickers: Vec<String>,
    /// Sessions from the first post to the last.
    pub sessions: usize,
    /// What was found, as a sentence.
    pub sentence: String,
    /// The price by session, 100 at first.
    pub price: Vec<(Date, f64)>,
    /// Of each topic.
    pub topics: Vec<TopicLead>,
}

/// Rank correlations of a topic's mean polarity by session with returns; none with too few sessions that have posts of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopicLead {
    /// Sessions with posts of it.
    pub sessions: usize,
    /// With the return of the session before.
    pub before: Option<f64>,
    /// With that of the same session.
    pub same: Option<f64>,
    /// With that of the next session, between the ends of its interval.
    pub after: Option<[f64; 3]>,
}

/// One HTML page that needs nothing else: no network, no fonts; the map and the tables can be read without its script.
///
/// All text is escaped. Same report, same bytes.
///
/// # Errors
/// [`ReportError::Template`] when a template cannot be filled.
pub fn render(report: &TopicsReport) -> Result<String, ReportError> {
    let page = Page::new(report);
    let environment = environment(&TEMPLATES)?;
    let style = [STYLE, OWN_STYLE].concat();
    let script = [SCRIPT, OWN_SCRIPT].concat();
    let template = environment.get_template("topics.html")?;
    Ok(template.render(context! { page => Value::from(Serde(&page)), style => style, script => script })?)
}
