//! Posts of a study: filed, sifted and cleaned by its file.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use bellwether_core::{FindingKind, Ticker};
use bellwether_study::record::Verdict;
use bellwether_study::{Dataset, RunOptions, StudyConfig, StudyError, run};

const POSTS: &str = "created_at,text,author,likes,retweets\n\
    2016-01-05T15:00:00Z,Apple beats and the shares are great,a,50,9\n\
    2016-01-05T15:01:00Z,RT @a: Apple beats and the shares are great,b,0,0\n\
    2016-01-05T15:02:00Z,Amazon and Apple are awful,c,2,1\n\
    2016-01-06T15:00:00Z,nothing about anybody,c,2,1\n\
    2016-01-07T15:00:00Z,$AMZN ist eine sehr gute Aktie und wird weiter steigen,d,99,99\n";

/// The demo's prices with those posts, and further settings.
fn dataset(further: &str) -> (StudyConfig, Result<Dataset, StudyError>) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bellwether/data/demo/prices.csv.zst");
    std::fs::copy(demo, folder.path().join("prices.csv.zst")).unwrap();
    std::fs::write(folder.path().join("posts.csv"), POSTS).unwrap();
    let text = format!(
        "study.name = \"posts\"\nmodels = [{{ kind = \"persistence\" }}, {{ kind = \"ridge\" }}]\n\
         protocol = {{ kind = \"hold-out\", test = {{ rows = 20 }}, validation = {{ rows = 0 }} }}\n\
         [data]\nprices = \"prices.csv.zst\"\nposts = \"posts.csv\"\ntickers = [\"AAPL\", \"AMZN\"]\n{further}"
    );
    let config = StudyConfig::parse(&text, Path::new("study.toml")).unwrap();
    let data = Dataset::load(&config, folder.path(), &[]);
    (config, data)
}

fn texts(data: &Dataset, ticker: &str) -> Vec<String> {
    let ticker = Ticker::new(ticker).unwrap();
    let history = data.history();
    history.posts(&ticker).iter().map(|post| post.text.to_string()).collect()
}

#[test]
fn posts_are_filed_under_what_they_name() {
    let (_, data) = dataset("[data.matching]\n");
    let data = data.unwrap();
    assert_eq!(texts(&data, "AAPL").len(), 3);
    assert_eq!(texts(&data, "AMZN").len(), 2);
    let finding = data.findings().iter().find(|f| f.kind == FindingKind::MatchedPosts).unwrap();
    assert_eq!(finding.count, 5);
    assert_eq!(finding.examples, ["names none: nothing about anybody"]);
}

/// The files' own tickers are not looked at, and may be blank or none.
#[test]
fn tickers_that_are_not_looked_at_refuse_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let prices = "Date,ticker,Open,High,Low,Close,Volume\n2016-01-05,FB,1,1,1,1,1\n2016-01-06,FB,1,1,1,1,1\n";
    let posts = "ticker,created_at,text\nFacebook Inc.,2016-01-05T15:00:00Z,Facebook is great\n\
        ,2016-01-05T16:00:00Z,$META and more\n,2016-01-05T16:00:00Z,$META and more\n\
        x y,2016-01-05T17:00:00Z,I like $FB\nFB,2016-01-05T18:00:00Z,nobody\n";
    std::fs::write(folder.path().join("prices.csv"), prices).unwrap();
    std::fs::write(folder.path().join("posts.csv"), posts).unwrap();
    let study = |further: &str| {
        let text = format!(
            "study.name = \"x\"\nmodels = [{{ kind = \"persistence\" }}]\n\
             [data]\nprices = \"prices.csv\"\nposts = \"posts.csv\"\n{further}"
        );
        StudyConfig::parse(&text, Path::new("study.toml"))
    };
    let replaced = Dataset::load(&study("[data.matching]\n").unwrap(), folder.path(), &[]).unwrap();
    // the table knows Facebook under its later symbol
    assert_eq!(texts(&replaced, "FB"), ["Facebook is great", "$META and more", "I like $FB"]);
    let repeated = replaced.findings().iter().find(|f| f.kind == FindingKind::DuplicateRows).unwrap();
    assert_eq!((repeated.count, &repeated.ticker), (1, &None));
    let added = study("[data.matching]\nassign = \"add\"\n").unwrap();
    assert!(Dataset::load(&added, folder.path(), &[]).is_err());
    let column = study("post-columns = { ticker = \"ticker\" }\n[data.matching]\n").unwrap_err().to_string();
    assert!(column.starts_with("`data.post-columns.ticker` is `ticker`"), "{column}");
}

#[test]
fn filters_say_what_they_took() {
    let (config, data) = dataset(
        "[data.matching]\n[inputs.cleaning]\npreset = \"nflx\"\nfilters = [{ kind = \"retweets\" }]\n\
         languages = { routes = { en = \"clean\" }, others = \"drop\" }\n",
    );
    let data = data.unwrap();
    assert_eq!(StudyConfig::parse(&config.to_toml(), Path::new("again.toml")).unwrap(), config);
    assert!(config.to_toml().contains("\"lemmas\""));
    assert_eq!(texts(&data, "AAPL").len(), 2);
    assert_eq!(texts(&data, "AMZN").len(), 1);
    let taken: Vec<_> = data.findings().iter().filter(|f| f.kind == FindingKind::FilteredPosts).collect();
    assert_eq!(taken.len(), 2);
    assert!(taken[0].message.contains("retweets dropped 1 of 3 posts"), "{}", taken[0].message);
    assert!(taken[0].examples[0].contains("RT @a: Apple"), "{:?}", taken[0].examples);
    assert!(taken[1].message.contains("languages dropped 1 of 2 posts"), "{}", taken[1].message);
}

#[test]
fn engagement_sees_the_future_and_the_record_says_so() {
    let (config, data) = dataset("[data.matching]\n[inputs.cleaning]\npreset = \"candles\"\n");
    let data = data.unwrap();
    assert_eq!((texts(&data, "AAPL").len(), texts(&data, "AMZN").len()), (1, 1));
    let folder = tempfile::tempdir().unwrap();
    let record = run(&config, &data, &RunOptions::new(folder.path()), &|_| {}).unwrap().record;
    let not_evidence = record.not_evidence.as_ref().unwrap();
    assert!(not_evidence.contains("filter `engagement`") && not_evidence.contains("counted later"));
    assert!(record.warnings.iter().any(|w| w.contains("engagement") && w.contains("the future")));
    assert!(record.verdict.iter().all(|s| !s.contains("helped")), "{:?}", record.verdict);
    // nothing is tested, and nothing is forecast beyond the data
    let rows = record.tickers.iter().flat_map(|t| &t.rows);
    for row in rows {
        assert!(row.next.is_none());
        let tests = [&row.vs_persistence, &row.vs_without_text];
        assert!(tests.into_iter().flatten().all(|t| t.verdict == Verdict::Untested), "{row:?}");
    }
}

/// Where no model is given text, no filter of posts tells it anything.
#[test]
fn a_filter_of_posts_that_nobody_reads_forbids_nothing() {
    let (config, data) =
        dataset("[data.matching]\n[inputs]\ntext = []\ncleaning = { preset = \"candles\" }\n");
    assert!(data.is_ok());
    assert_eq!(config.foreseen(), Vec::<String>::new());
}

#[test]
fn filters_that_take_all_are_an_error_that_says_so() {
    let (_, data) =
        dataset("[data.matching]\n[inputs.cleaning]\nfilters = [{ kind = \"engagement\", likes = 1000 }]\n");
    let error = data.unwrap_err().to_string();
    assert!(error.contains("took all 5"), "{error}");
}

#[test]
fn settings_out_of_range_are_refused() {
    let text = "study.name = \"x\"\ndata.prices = \"p.csv\"\nmodels = [{ kind = \"persistence\" }]\n\
                [inputs.cleaning]\nfilters = [{ kind = \"near-duplicates\", similarity = 2.0 }]\n";
    let error = StudyConfig::parse(text, Path::new("study.toml")).unwrap_err().to_string();
    assert!(error.contains("near-duplicates.similarity") && error.contains("is 2"), "{error}");
}
