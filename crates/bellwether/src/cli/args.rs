//! The arguments.

use std::path::PathBuf;

use bellwether_core::{TargetKind, Ticker};
use bellwether_ingest::{DateOrder, DecimalMark};
use clap::builder::TypedValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::clean::Clean;

const EXAMPLES: &str = "\
Examples:
  bellwether demo                       run the bundled study
  bellwether demo --export my-study     write its study file and data, to change and run
  bellwether study my-study/study.toml  run a study
  bellwether check predictions.csv      are predictions of any tool better than naive ones?
  bellwether audit my-study/study.toml  does it see the future? found out by experiment
  bellwether data inspect prices.csv    see what is recognised in a file
  bellwether sentiment score posts.csv -o scored.csv    the polarity of each post
  bellwether topics posts.csv -o topics.html            what the posts are about
  bellwether paper topics --data data                   a paper's figures, run again

Exit codes:
  0    done
  1    something is wrong with the data, the study file or the arguments, or an audit found a leak
  2    a fault of the program
  130  interrupted; what was done is kept";

/// Forecasts stock prices from market data and talk, and tells honestly whether the talk helped.
#[derive(Debug, Parser)]
#[command(name = "bellwether", version, after_help = EXAMPLES, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Arguments of every verb.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Global {
    /// What stdout gets: text to read, or JSON for machines
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
    /// Colour: auto is on for terminals, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// No progress and no notes on stderr; warnings and errors stay
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// What stdout gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Demo(DemoArgs),
    Study(StudyArgs),
    Check(CheckArgs),
    Audit(AuditArgs),
    Models(ModelsArgs),
    /// List the columns that models can be given: name, warm-up, formula, source
    Features,
    Data(DataArgs),
    Sentiment(SentimentArgs),
    Topics(TopicsArgs),
    Paper(PaperArgs),
}

/// Run the bundled study: does Twitter help to forecast Apple and Amazon?
///
/// Prices and posts come with the program (StockNet, MIT licence). The leaderboard goes to stdout, and a report in one
/// HTML file and the run record go to bellwether-out/demo.
#[derive(Debug, Args)]
#[command(mut_arg("out", |arg| arg.help("Folder of the results [default: bellwether-out/demo]")))]
pub(crate) struct DemoArgs {
    /// Write study file, data and licence to DIR instead of running
    #[arg(long, value_name = "DIR", conflicts_with_all = ["threads", "out", "no_cache"])]
    pub(crate) export: Option<PathBuf>,
    /// With --export: overwrite files that are there
    #[arg(long, requires = "export")]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// Run a study file: data, target, inputs, protocol and models in TOML.
///
/// The leaderboard goes to stdout. A report in one HTML file and the run record go to bellwether-out/NAME, or where the
/// study file or --out says. Finished trials are kept there, so that a run that was stopped goes on where it was, and a
/// changed study computes only what changed.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    /// The study file; `bellwether demo --export DIR` writes one to start from
    #[arg(value_name = "FILE", required_unless_present = "schema")]
    pub(crate) file: Option<PathBuf>,
    /// Print the settings with every default, as a study file, and do not run
    #[arg(long, conflicts_with = "schema")]
    pub(crate) show_settings: bool,
    /// Print the JSON schema of study files, for editors, and do not run
    #[arg(long, conflicts_with = "file")]
    pub(crate) schema: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// Check predictions that any tool made: are they better than naive forecasts, and by more than chance?
///
/// The file has a row for each day: the date, what came, and what was forecast, in a column for each model; with several stocks
/// the ticker; if it is there the close before, a probability of a rise, quantiles. Quantiles carry the name of their model
/// (`lstm_q0.1`, `lstm-lo-80`, `lstm-hi-80`, `lstm-median`), or none where there is one model (`0.1`, `q0.5`, `lo-80`). Columns as
/// darts, Nixtla, AutoGluon, Prophet, qlib and pandas write them are recognised; --column names others. CSV, JSON lines and
/// Parquet are read, also compressed (.gz, .zst).
///
/// Forecasts several rows ahead have a column `cutoff` (the last day known, as Nixtla's and Prophet's cross-validation write it)
/// or `horizon` (1, 2, …): each is scored on its own rows, beside the naive forecast of as many. Rows are counted by the dates of
/// the prices where they are given, and else by those of the file; no calendar of an exchange is needed.
///
/// Persistence, drift and always-majority are rebuilt for the same days. Against persistence: Diebold-Mariano by ticker
/// and by day over all, Holm-adjusted over models; Pesaran-Timmermann of directions; a bootstrap interval of the skill that
/// resamples days; coverage of intervals. The verdict goes to stdout, a report in one HTML file and the record of every
/// number to bellwether-out/check-FILE.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The file of predictions
    #[arg(value_name = "PREDICTIONS")]
    pub(crate) file: PathBuf,
    /// Prices, one file or a folder: what came, where the file does not say, and previous closes. A file without tickers is of the
    /// one ticker that the predictions have
    #[arg(long, value_name = "PRICES")]
    pub(crate) prices: Option<PathBuf>,
    /// Rows ahead: the naive forecast is the value of N rows before [default: each that the file has by its cutoffs, or 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=260))]
    pub(crate) horizon: Option<u16>,
    /// What was forecast [default: told by what came: 0 and 1 are directions, both signs returns, else closes]
    #[arg(long, value_enum, value_name = "TARGET")]
    pub(crate) target: Option<CheckTarget>,
    /// Name of the report [default: that of the file]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Folder of the results [default: bellwether-out/check-FILE]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Use column NAME as ROLE (date, ticker, actual, predicted, previous, cutoff, step, probability); may be repeated,
    /// predicted for several models
    #[arg(long = "column", value_name = "ROLE=NAME", value_parser = role_and_name, help_heading = READING)]
    pub(crate) columns: Vec<(String, String)>,
    /// Percent of the days that columns `lower` and `upper` should hold [default: 80 for Prophet's, 95 for statsmodels']
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = READING)]
    pub(crate) interval: Option<f64>,
    /// Time zone of the exchange, for prices whose times have an offset [default: America/New_York]
    #[arg(long, value_name = "ZONE", requires = "prices", help_heading = READING)]
    pub(crate) time_zone: Option<String>,
    /// Ticker of a file that names none
    #[arg(long, value_name = "SYMBOL", value_parser = Ticker::new, help_heading = READING)]
    pub(crate) ticker: Option<Ticker>,
    /// Order of dates such as 03/04/2020
    #[arg(long, value_enum, value_name = "ORDER", help_heading = READING)]
    pub(crate) dates: Option<Dates>,
    /// Decimal mark of numbers such as 1,234
    #[arg(long, value_enum, value_name = "MARK", help_heading = READING)]
    pub(crate) decimal: Option<Decimal>,
}

/// Heading of arguments on how files are read.
const READING: &str = "Where a file does not say it itself";

/// A percentage as a share.
fn percent(text: &str) -> Result<f64, String> {
    let given: f64 = text.trim_end_matches('%').parse().map_err(|_| "not a number".to_owned())?;
    if given > 1.0 && given < 100.0 {
        Ok(given / 100.0)
    } else {
        Err("a percentage is between 1 and 100, such as 80".to_owned())
    }
}

/// What predictions are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckTarget {
    Close,
    Open,
    AdjClose,
    LogReturn,
    Direction,
}

impl From<CheckTarget> for TargetKind {
    fn from(target: CheckTarget) -> Self {
        match target {
            CheckTarget::Close => Self::Close,
            CheckTarget::Open => Self::Open,
            CheckTarget::AdjClose => Self::AdjClose,
            CheckTarget::LogReturn => Self::LogReturn,
            CheckTarget::Direction => Self::Direction,
        }
    }
}

/// Find out by experiment whether a study sees the future.
///
/// Everything after a cut is changed, prices, posts and series each alone, and inputs are made and models fitted again:
/// nothing that was known before may move by one bit. Dividends are paid and shares are split after the data, counts are
/// counted again, posts are moved by days, and the parts of each fold are laid beside each other. Models are fitted
/// at the first and the last fold, or with --folds all at every one. The days of the test are
/// exchanged, and each forecast must stay that of its own day; where every move is the toss of a coin, no model may be right.
/// What leaks is named with its column or model, first date and size; the exit code is then 1.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// The study file
    #[arg(value_name = "FILE", required_unless_present = "table", conflicts_with = "table")]
    pub(crate) file: Option<PathBuf>,
    /// Do not fit models: inputs and the division of the samples alone
    #[arg(long, conflicts_with = "table")]
    pub(crate) inputs_only: bool,
    /// At which folds models are fitted again: the first and the last, models of one ticker for the first ticker at the
    /// first and for the last at the last; or every fold with every ticker, which takes as much longer [default: ends]
    #[arg(long, value_enum, value_name = "FOLDS", conflicts_with_all = ["table", "inputs_only"])]
    pub(crate) folds: Option<Folds>,
    /// Audit anybody's table of features: CSV, JSON lines or Parquet with `date`, features and `target`, and if there are such
    /// `ticker`, `split` (train, validation, test), `available_at`, and `NAME_available_at` for a feature. A row is decided at
    /// the close of its date
    #[arg(long, value_name = "TABLE")]
    pub(crate) table: Option<PathBuf>,
    /// With --table: the column of dates [default: date]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) date: Option<String>,
    /// With --table: the column of the target [default: target]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: Option<String>,
    /// With --table: rows until a row's target is realised [default: 1]
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u16).range(1..=260))]
    pub(crate) horizon: Option<u16>,
    /// With --table: the exchange's time zone, where it is not New York's
    #[arg(long, value_name = "ZONE", requires = "close")]
    pub(crate) time_zone: Option<String>,
    /// With --time-zone: when the exchange closes, such as 16:30
    #[arg(long, value_name = "TIME", requires = "time_zone")]
    pub(crate) close: Option<jiff::civil::Time>,
    /// Threads; results are the same with any number [default: one a core]
    #[arg(long, value_name = "N", conflicts_with = "table", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// Folds of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Folds {
    Ends,
    All,
}

/// How a study is run.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct RunArgs {
    /// Threads; results are the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Folder of the results [default: bellwether-out/NAME, or what a study file says]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Run every trial again, whatever earlier runs kept
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// Where the results of a paper go.
const PAPER_OUT: &str = "Folder of the results, and of all papers the folder of their folders [default: \
    bellwether-out/paper-NAME, of a quick run bellwether-out/paper-NAME-quick]";

/// Run a paper's study as published, then the same models walked forward, beside the figures that the paper states.
///
/// The papers: nflx (CNN-LSTM and AR-LSTM), maama (six models on four stocks), candles (candlesticks and directions), topics
/// (BERTopic's topic sentiment on AMZN), emd (empirical modes of two indices), movement (ACL18 and KDD17, then all of StockNet); all runs every one with at most five seeds and
/// ends with a table of all. The data are yours: a folder with the public files that the paper needs; without --data the
/// command names them and their columns. The table goes to stdout; a page, the reports, records and all metrics go to bellwether-out/paper-NAME, of a quick run to
/// bellwether-out/paper-NAME-quick. A run that was stopped goes on where it was.
#[derive(Debug, Args)]
#[command(mut_arg("out", |arg| arg.help(PAPER_OUT)))]
pub(crate) struct PaperArgs {
    /// The paper, or all
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The folder of the data; without it the command says which files the paper needs, with their columns
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// One seed, fewer epochs and fewer refits; every table says so, and results go to a folder of their own
    #[arg(long)]
    pub(crate) quick: bool,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// List the models, and what each needs.
///
/// With KIND: the parameters of that model, as a study file writes them, with what they mean and their defaults.
#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    /// Show the parameters of this model
    #[arg(value_name = "KIND")]
    pub(crate) kind: Option<String>,
}

/// Look into data files.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct DataArgs {
    #[command(subcommand)]
    pub(crate) verb: DataVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DataVerb {
    Inspect(InspectArgs),
    Diagnose(DiagnoseArgs),
}

/// Say what is recognised in files of prices or posts: layout, tickers, range, and what is odd.
///
/// CSV, JSON lines and Parquet are read, also compressed (.gz, .zst), and folders of such files.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Files or folders
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// Say what prices are like: do they wander, do returns remember, does volatility cluster, how heavy are the tails.
///
/// ADF and KPSS tests of the log close; Ljung-Box, ARCH-LM and Jarque-Bera tests and autocorrelations of the daily log
/// returns; a GARCH(1, 1) of them. The file is read as `data inspect` reads it. `--format json` has every number.
#[derive(Debug, Args)]
pub(crate) struct DiagnoseArgs {
    /// A file or folder of prices
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Sessions over which memory and clustering are tested
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=25).map(usize::from))]
    pub(crate) lags: usize,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// What files do not say themselves.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where a file does not say it itself")]
pub(crate) struct ReadingArgs {
    /// Ticker of a file that names none
    #[arg(long, value_name = "SYMBOL", value_parser = Ticker::new)]
    pub(crate) ticker: Option<Ticker>,
    /// Use column NAME as ROLE (close, volume, created-at, text, ...); may be repeated
    #[arg(long = "column", value_name = "ROLE=NAME", value_parser = role_and_name)]
    pub(crate) columns: Vec<(String, String)>,
    /// Order of dates such as 03/04/2020
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(crate) dates: Option<Dates>,
    /// Decimal mark of numbers such as 1,234
    #[arg(long, value_enum, value_name = "MARK")]
    pub(crate) decimal: Option<Decimal>,
    /// Time zone of post times written without one, such as America/New_York
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
}

fn role_and_name(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((role, name)) if !role.is_empty() && !name.is_empty() => {
            Ok((role.replace('_', "-"), name.to_owned()))
        }
        _ => Err("write it as ROLE=NAME, for example close=Last".to_owned()),
    }
}

/// What comes first in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dates {
    DayFirst,
    MonthFirst,
}

impl From<Dates> for DateOrder {
    fn from(dates: Dates) -> Self {
        match dates {
            Dates::DayFirst => Self::DayFirst,
            Dates::MonthFirst => Self::MonthFirst,
        }
    }
}

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Decimal {
    Point,
    Comma,
}

impl From<Decimal> for DecimalMark {
    fn from(decimal: Decimal) -> Self {
        match decimal {
            Decimal::Point => Self::Point,
            Decimal::Comma => Self::Comma,
        }
    }
}

/// Polarity of texts: score files of any size, compare scorers on labelled texts, explain a score.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct SentimentArgs {
    #[command(subcommand)]
    pub(crate) verb: SentimentVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SentimentVerb {
    Score(ScoreArgs),
    Compare(CompareArgs),
    Train(TrainArgs),
    Explain(ExplainArgs),
    /// List the scorers, what each is and what it needs
    Scorers,
}

/// Score the texts of files, whatever their size, with one scorer or several.
///
/// CSV, JSON lines and Parquet are read, also compressed (.gz, .zst). The output has the columns of the input and, for
/// each scorer, SCORER_negative, SCORER_neutral, SCORER_positive and SCORER_compound; a word list with words of doubt
/// or of the law gives SCORER_uncertainty and SCORER_litigious as well. Memory does not grow with the input. A run that is stopped leaves what was scored in OUTPUT.scores; the same command goes on from there, and the
/// output is the same as that of a run that was not stopped.
///
/// Scores of slow scorers (networks) are also kept for other runs and studies, in bellwether/scores in the user's
/// cache folder (BELLWETHER_CACHE names another one): a text is scored once. Delete that folder to clear it.
#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// Files of texts
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The output; its ending says what it is: .parquet, .csv, or .jsonl
    #[arg(short, long, value_name = "OUTPUT")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) scorers: ScorerArgs,
    /// The column of the texts [default: the one with a telling name]
    #[arg(long, value_name = "NAME")]
    pub(crate) text_column: Option<String>,
    /// What of the input is written: every column, the text and its row number, or the row number alone
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Keep::All)]
    pub(crate) keep: Keep,
    /// Threads; results are the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Overwrite an output that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// Score every text again, whatever earlier runs left
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// What of the input stands in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keep {
    All,
    Text,
    None,
}

/// Which scorers.
#[derive(Debug, Args)]
pub(crate) struct ScorerArgs {
    /// Scorers between commas: a kind (vader), a kind and its file (KIND:FILE), or a table as in a study file
    /// ({ kind = "vader" }); NAME=SCORER gives one another name; `bellwether sentiment scorers` lists them
    #[arg(long = "scorer", value_name = "SCORERS", default_value = "vader")]
    pub(crate) list: Vec<String>,
    /// Clean texts first, by the steps of a preset (its filters are for studies); a scorer's own `cleaning` goes before it
    /// [default: raw, nothing; twitter-roberta for twitter-xlm-roberta-base-sentiment]
    #[arg(long, value_enum, value_name = "PRESET")]
    pub(crate) clean: Option<Clean>,
}

/// Compare scorers on labelled texts: accuracy, F1, AUC, confusion, agreement, and texts on which they disagree.
///
/// Labels are negative, neutral and positive, or bearish and bullish (any case). Other labels, such as 0 and 1, mean
/// different things in different files: --labels says what they mean.
///
/// The class of a text is that of its compound: neutral within --threshold of zero. Where no text is labelled neutral,
/// the sign of the compound decides, and a compound of zero counts as wrong. AUC ranks by the compound, for neutral by
/// the neutral share. Log loss, Brier score and calibration take the shares for probabilities.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// A file of labelled texts
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) scorers: ScorerArgs,
    /// The column of the texts [default: the one with a telling name]
    #[arg(long, value_name = "NAME")]
    pub(crate) text_column: Option<String>,
    /// The column of the labels
    #[arg(long, value_name = "NAME")]
    pub(crate) label_column: String,
    /// What labels mean: LABEL=CLASS between commas, such as 0=bearish,1=bullish,2=neutral; CLASS may be skip
    #[arg(long, allow_hyphen_values = true, value_name = "LABEL=CLASS", value_delimiter = ',', value_parser = label_and_class)]
    pub(crate) labels: Vec<(String, LabelClass)>,
    /// Compounds within this of zero are neutral
    #[arg(long, value_name = "X", default_value_t = 0.05, value_parser = threshold)]
    pub(crate) threshold: f64,
    /// The class of a text is the one with its largest share or probability, not that of the compound
    #[arg(long, conflicts_with = "threshold")]
    pub(crate) likeliest: bool,
    /// Score every text again, whatever earlier runs left of a slow scorer
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Texts shown on which scorers disagree
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) examples: usize,
}

/// Train a linear classifier on labelled texts, and say how it scores texts that it has not seen.
///
/// Labels are read as by `sentiment compare`. The model is logistic regression on n-grams of words and letters with
/// calibrated probabilities, unless --settings says otherwise; the same texts and settings give the same file. Studies
/// and the other verbs take it as { kind = "linear", model = "FILE" }.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// A file of labelled texts
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The file of the model
    #[arg(short, long, value_name = "MODEL")]
    pub(crate) output: PathBuf,
    /// The column of the texts [default: the one with a telling name]
    #[arg(long, value_name = "NAME")]
    pub(crate) text_column: Option<String>,
    /// The column of the labels
    #[arg(long, value_name = "NAME")]
    pub(crate) label_column: String,
    /// What labels mean: LABEL=CLASS between commas, such as 0=bearish,1=bullish,2=neutral; CLASS may be skip
    #[arg(long, allow_hyphen_values = true, value_name = "LABEL=CLASS", value_delimiter = ',', value_parser = label_and_class)]
    pub(crate) labels: Vec<(String, LabelClass)>,
    /// Clean texts first, by the steps of a preset; whoever scores with the model must clean likewise [default: raw, nothing]
    #[arg(long, value_enum, value_name = "PRESET")]
    pub(crate) clean: Option<Clean>,
    /// A TOML file of settings: normalisation, features, classifier, calibration, seed
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Parts of the cross-validation, 2 to 20; 0 for none
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = folds)]
    pub(crate) folds: usize,
    /// Overwrite a model that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelClass {
    Negative,
    Neutral,
    Positive,
    /// The row is left out.
    Skip,
}

impl LabelClass {
    /// A class by its name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "negative" | "bearish" => Some(Self::Negative),
            "neutral" => Some(Self::Neutral),
            "positive" | "bullish" => Some(Self::Positive),
            "skip" => Some(Self::Skip),
            _ => None,
        }
    }
}

fn label_and_class(text: &str) -> Result<(String, LabelClass), String> {
    // a label may hold an equals sign, a class cannot
    let (label, class) = text.rsplit_once('=').ok_or("write it as LABEL=CLASS, for example 1=bullish")?;
    let expected = "negative (bearish), neutral, positive (bullish) or skip";
    let class =
        LabelClass::of(class).ok_or_else(|| format!("`{class}` is not a class; expected {expected}"))?;
    Ok((label.trim().to_owned(), class))
}

fn folds(text: &str) -> Result<usize, String> {
    let expected = "expected 0, or a whole number from 2 to 20";
    let folds: usize = text.parse().map_err(|_| expected.to_owned())?;
    if folds == 0 || (2..=20).contains(&folds) { Ok(folds) } else { Err(expected.to_owned()) }
}

fn threshold(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("expected a number from 0 to 1".to_owned()) }
}

/// Say which words moved the score of a text, and how far.
///
/// A word's weight is what the compound loses without it, or its own term where the scorer is a sum of words.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The text
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) scorers: ScorerArgs,
}

/// Say what texts are about: topics, their words, sizes and sentiment, and with -o a page with a map of the posts.
///
/// CSV, JSON lines and Parquet are read, also compressed (.gz, .zst). Nothing is downloaded: the default, BERTopic's method,
/// makes vectors of the texts from the words that stand together in them (PPMI and a truncated SVD), and finds topics by
/// UMAP, HDBSCAN and class-based TF-IDF. The same texts, settings and seed give the same topics, in any order of the rows.
///
/// Texts are taken for posts: links, mentions, cashtags and `RT @name:` are taken out, hashtags are words, and posts with the
/// same words are read once, and counted as often as they are there. Of texts in no dense group, those that share
/// words with a topic go to it until at most one in five is outside. Articles and other long texts are read as they are with --texts documents, and get LSA's vectors.
#[derive(Debug, Args)]
pub(crate) struct TopicsArgs {
    /// Files of texts
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Write one HTML page: map, topics with example posts, topics over time, quality
    #[arg(short, long, value_name = "PAGE.html")]
    pub(crate) output: Option<PathBuf>,
    /// Write the topic of each row as CSV: row, topic (-1 is outside all), label
    #[arg(long, value_name = "OUT.csv")]
    pub(crate) assign: Option<PathBuf>,
    /// Overwrite outputs that are there
    #[arg(long)]
    pub(crate) force: bool,
    /// Who scores the posts: a kind (vader), a kind and its file (KIND:FILE), or a table as in a study file
    /// ({ kind = "vader" }); `bellwether sentiment scorers` lists them
    #[arg(long, value_name = "SCORER", default_value = "vader")]
    pub(crate) scorer: String,
    #[command(flatten)]
    pub(crate) reading: TopicReading,
    #[command(flatten)]
    pub(crate) finding: TopicFinding,
}

/// Where the texts stand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct TopicReading {
    /// The column of the texts [default: the one with a telling name]
    #[arg(long, value_name = "NAME")]
    pub(crate) text_column: Option<String>,
    /// The column of the times, for topics over time [default: the one with a telling name, if there is one]
    #[arg(long, value_name = "NAME")]
    pub(crate) time_column: Option<String>,
    /// Order of dates such as 03/04/2020
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(crate) dates: Option<Dates>,
    /// Prices, one file or a folder of them: whether the polarity of a topic came before the price, and the price beside
    /// topics over time
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// What the texts are
    #[arg(long, value_enum, value_name = "KIND", default_value_t = TopicTexts::Posts)]
    pub(crate) texts: TopicTexts,
}

/// How topics are found.
#[derive(Debug, Args)]
#[command(next_help_heading = "Finding topics")]
pub(crate) struct TopicFinding {
    /// The method; all but bertopic give each text a topic
    #[arg(long, value_enum, value_name = "MODEL", default_value_t = TopicModel::Bertopic)]
    pub(crate) model: TopicModel,
    /// Topics: at most, the nearest merged, for bertopic and top2vec [default: as many as are found]; so many for others
    /// [default: 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub(crate) topics: Option<u16>,
    /// Different texts that a topic has at least [default: 1 of 250 texts, between 15 and 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..))]
    pub(crate) min_size: Option<u16>,
    /// How different the words of a topic are from each other, 0 to 1 [default: the weightiest words]
    #[arg(long, value_name = "X", value_parser = diversity)]
    pub(crate) diversity: Option<f64>,
    /// Seed of the random streams
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// A TOML file of settings, as the page shows them; what it leaves out is as without it
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) settings: Option<PathBuf>,
    /// Threads; results are the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// A topic model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TopicModel {
    Bertopic,
    Top2vec,
    Lda,
    Nmf,
    Lsa,
}

impl TopicModel {
    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bertopic => "bertopic",
            Self::Top2vec => "top2vec",
            Self::Lda => "lda",
            Self::Nmf => "nmf",
            Self::Lsa => "lsa",
        }
    }
}

/// What texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TopicTexts {
    Posts,
    Documents,
}

fn diversity(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("expected a number from 0 to 1".to_owned()) }
}
