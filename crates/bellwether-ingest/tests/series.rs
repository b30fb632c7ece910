//! Series beside prices and posts: what is read from files, by hand, and what is refused.

#![allow(clippy::unwrap_used)]

use bellwether_core::{FindingKind, Ticker};
use bellwether_ingest::{IngestError, Known, Period, Series, SeriesOptions, read_series_bytes};

fn read(csv: &str, options: &SeriesOptions) -> Result<Series, IngestError> {
    read_series_bytes("series.csv", csv.as_bytes(), options)
}

fn of(period: Period) -> SeriesOptions {
    SeriesOptions { period, ..SeriesOptions::default() }
}

fn refused(csv: &str, options: &SeriesOptions) -> String {
    read(csv, options).unwrap_err().to_string()
}

/// Dates, when they were known, and values, of one column and ticker.
fn listed(series: &Series, column: &str, ticker: Option<&str>) -> Vec<String> {
    let ticker = ticker.map(|t| Ticker::new(t).unwrap());
    series.data[column][&ticker]
        .iter()
        .map(|d| format!("{} {} {}", d.date, d.available_at, d.value))
        .collect()
}

#[test]
fn annual_figures_come_out_in_the_middle_of_the_following_year() {
    let csv = "year,unemployment,gdp\n2014,6.2,17.5e12\n2013,7.4,\n";
    let series = read(csv, &of(Period::Annual)).unwrap();
    assert_eq!(
        listed(&series, "unemployment", None),
        ["2013-01-01 2014-07-01T04:00:00Z 7.4", "2014-01-01 2015-07-01T04:00:00Z 6.2"]
    );
    // a value that is missing is none
    assert_eq!(listed(&series, "gdp", None), ["2014-01-01 2015-07-01T04:00:00Z 17500000000000"]);
    let same = SeriesOptions { known: Known::SamePeriod, ..of(Period::Annual) };
    assert_eq!(
        listed(&read(csv, &same).unwrap(), "gdp", None),
        ["2014-01-01 2014-01-01T05:00:00Z 17500000000000"]
    );
}

#[test]
fn weekly_search_interest_is_known_when_its_week_is_over() {
    let csv = "Week,ticker,interest,note\n2015-07-05,AAPL,70,1\n2015-07-05,MSFT,40,1\n2015-07-12,AAPL,75,1\n";
    let options = SeriesOptions { columns: vec!["interest".to_owned()], ..of(Period::Weekly) };
    let series = read(csv, &options).unwrap();
    assert_eq!(series.data.keys().collect::<Vec<_>>(), ["interest"]);
    assert_eq!(
        listed(&series, "interest", Some("AAPL")),
        ["2015-07-05 2015-07-12T04:00:00Z 70", "2015-07-12 2015-07-19T04:00:00Z 75"]
    );
    assert_eq!(listed(&series, "interest", Some("MSFT")), ["2015-07-05 2015-07-12T04:00:00Z 40"]);
    let only = [Ticker::new("MSFT").unwrap()].into();
    let series = read(csv, &SeriesOptions { tickers: Some(only), ..options }).unwrap();
    assert_eq!(series.data["interest"].len(), 1);
}

/// As search interest is exported: the month alone. It is over on 1 February, and released 31 days later.
#[test]
fn a_month_or_a_quarter_alone_will_do_as_date() {
    let csv = "Month,interest\n2015-01,70\n2015-02,\n2015-03,40\n";
    let series = read(csv, &of(Period::Monthly)).unwrap();
    assert_eq!(
        listed(&series, "interest", None),
        ["2015-01-01 2015-03-04T05:00:00Z 70", "2015-03-01 2015-05-02T04:00:00Z 40"]
    );
    // over on 1 April, and released 92 days later
    for quarter in ["2015-Q1", "2015Q1", "2015 q1", "2015-01", "2015/01"] {
        let series = read(&format!("quarter,gdp\n{quarter},1.5\n"), &of(Period::Quarterly)).unwrap();
        assert_eq!(listed(&series, "gdp", None), ["2015-01-01 2015-07-02T04:00:00Z 1.5"], "{quarter}");
    }
    // of a shorter period it is no date, and there are twelve months and four quarters
    for (csv, period) in [
        ("date,v\n2015-01,1\n", Period::Daily),
        ("date,v\n2015-Q1,1\n", Period::Monthly),
        ("date,v\n2015-13,1\n", Period::Monthly),
        ("date,v\n2015-Q5,1\n", Period::Quarterly),
        ("date,v\n15-01,1\n", Period::Monthly),
    ] {
        assert!(refused(csv, &of(period)).contains("date"), "{csv}");
    }
}

/// Half past ten at night in California is half past one in New York, an hour and a half into the next day there.
#[test]
fn a_value_is_not_known_before_its_stamp() {
    let csv =
        "time,trend\n2015-07-06T22:30:00-08:00,1\n2015-07-07T12:00:00-08:00,2\n2015-07-08T22:30:00+09:00,3\n";
    let daily = read(csv, &of(Period::Daily)).unwrap();
    assert_eq!(
        listed(&daily, "trend", None),
        [
            "2015-07-06 2015-07-07T06:30:00Z 1",
            "2015-07-07 2015-07-08T04:00:00Z 2",
            "2015-07-08 2015-07-09T04:00:00Z 3"
        ]
    );
    let weekly = read("week,trend\n2015-07-05T23:00:00-08:00,1\n", &of(Period::Weekly)).unwrap();
    assert_eq!(listed(&weekly, "trend", None), ["2015-07-05 2015-07-12T04:00:00Z 1"]);
    // a time without a zone is the exchange's, and its day ends there
    let local = read("time,trend\n2015-07-06 22:30:00,1\n", &of(Period::Daily)).unwrap();
    assert_eq!(listed(&local, "trend", None), ["2015-07-06 2015-07-07T04:00:00Z 1"]);
}

#[test]
fn of_two_values_for_one_period_the_first_is_kept_and_told_of() {
    let csv = "month,cpi\n2015-02-01,2\n2015-02-15,3\n,4\n";
    let series = read(csv, &of(Period::Monthly)).unwrap();
    assert_eq!(listed(&series, "cpi", None), ["2015-02-01 2015-04-01T04:00:00Z 2"]);
    let found: Vec<FindingKind> = series.findings.iter().map(|f| f.kind).collect();
    assert_eq!(found, [FindingKind::SkippedRows, FindingKind::RepeatedValues]);
    assert!(series.findings[1].message.contains("line 3"), "{}", series.findings[1].message);
}

#[test]
fn what_cannot_be_read_without_guessing_is_refused() {
    let daily = SeriesOptions::default();
    let years = refused("year,gdp\n2014,1\n", &daily);
    assert_eq!(years, "series.csv: column `year` is years, which cannot be read as dates");
    let value = refused("date,gdp\n2014-01-02,a lot\n", &daily);
    assert!(value.contains("line 2") && value.contains("`gdp`") && value.contains("a lot"), "{value}");
    let date = refused("date,gdp\n2014-01-02,1\nsoon,2\n", &daily);
    assert!(date.contains("line 3") && date.contains("soon"), "{date}");
    let nothing = refused("date\n2014-01-02\n", &daily);
    assert!(nothing.contains("series.csv"), "{nothing}");
    let twice = refused("date,gdp,gdp\n2014-01-02,1,2\n", &daily);
    assert!(twice.contains("gdp"), "{twice}");
    let ticker = refused("date,ticker,x\n2014-01-02,not a ticker!,1\n", &daily);
    assert!(ticker.contains("not a ticker!"), "{ticker}");
    let unknown = SeriesOptions { columns: vec!["gnp".to_owned()], ..daily.clone() };
    let unknown = refused("date,gdp\n2014-01-02,1\n", &unknown);
    assert!(unknown.contains("gnp") && unknown.contains("gdp"), "{unknown}");
    assert!(refused("", &daily).contains("empty"));
    assert!(refused("date,gdp\n", &daily).contains("no rows"));
}

#[test]
fn posts_say_whether_they_are_news() {
    let csv = "ticker,created_at,text,kind\nAAPL,2015-01-02T10:00:00Z,a,News\nAAPL,2015-01-02T11:00:00Z,b,tweet\n\
               AAPL,2015-01-02T12:00:00Z,c,rumour\nAAPL,2015-01-02T13:00:00Z,d,\n";
    let options = bellwether_ingest::PostOptions::default();
    let posts = bellwether_ingest::read_posts_bytes("posts.csv", csv.as_bytes(), &options).unwrap();
    let kinds: Vec<_> = posts.posts.values().flatten().map(|p| p.kind).collect();
    use bellwether_core::PostKind::{Chatter, News};
    assert_eq!(kinds, [Some(News), Some(Chatter), None, None]);
    let [finding] = posts.findings.as_slice() else { panic!("{:?}", posts.findings) };
    assert_eq!((finding.kind, finding.count), (FindingKind::UnknownKind, 1));
    assert!(finding.message.contains("rumour"), "{}", finding.message);
}
