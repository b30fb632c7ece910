//! The page of topics.
#![allow(clippy::unwrap_used, reason = "tests")]

use bellwether_report::topics::{
    MapPoint, ReportedTopic, TopicLead, TopicLeads, TopicsOverTime, TopicsReport, render,
};

fn topic(words: &[&str], posts: usize, polarity: f64) -> ReportedTopic {
    ReportedTopic {
        words: words.iter().map(|&word| word.to_owned()).collect(),
        posts,
        polarity,
        npmi: Some(0.1),
        examples: vec![format!("about {} & </script><b>more</b>", words[0]), "another".to_owned()],
    }
}

fn report() -> TopicsReport {
    let date = |text: &str| text.parse().unwrap();
    TopicsReport {
        version: "1".to_owned(),
        files: vec!["a&b.csv".to_owned()],
        method: "BERTopic".to_owned(),
        seed: 7,
        posts: 1200,
        documents: 900,
        without_words: 3,
        outliers: 100,
        brought_in: Some(50),
        scorer: "vader".to_owned(),
        polarity: 0.1,
        outliers_polarity: Some(-0.05),
        topics: vec![
            topic(&["oil", "crude", "opec", "barrel"], 700, -0.25),
            topic(&["<i>", "phone"], 400, 0.5),
        ],
        npmi: Some(0.08),
        diversity: Some(0.9),
        quality_words: 10,
        over_time: Some(TopicsOverTime {
            stretches: vec![
                (date("2014-01-01"), date("2014-02-01")),
                (date("2014-02-01"), date("2014-03-04")),
            ],
            posts: vec![vec![500, 200], vec![0, 400]],
            all: vec![560, 640],
            peaks: vec![(0, vec!["rig".to_owned()]), (1, vec!["launch".to_owned()])],
            without_time: 5,
        }),
        map: (0..900)
            .map(|i| MapPoint {
                at: [(i % 30) as f32, (i / 30) as f32],
                topic: [Some(0), Some(1), None][i % 3],
                text: format!("post {i} </script><script>alert(1)</script>"),
            })
            .collect(),
        leads: None,
        settings: "topics = 2\n".to_owned(),
    }
}

#[test]
fn all_text_is_escaped() {
    let page = render(&report()).unwrap();
    assert!(
        !page.contains("alert(1)</script>") && !page.contains("<b>more</b>") && !page.contains("<i> phone")
    );
    assert!(page.contains("a&amp;b.csv") && page.contains("&lt;i&gt;"));
    // the style sheet, the texts of the map, and the script
    assert_eq!(page.matches("</script>").count(), 2);
}

#[test]
fn it_can_be_read_without_its_script() {
    let page = render(&report()).unwrap();
    let body = &page[page.find("<body>").unwrap()..page.rfind("<script>").unwrap()];
    // a path of dots for each topic and for what is outside, and the figures as text
    assert_eq!(body.matches("<path class=\"").count(), 3 + 2, "three on the map, two over time");
    assert_eq!(body.matches("h0M").count(), 3 * 299);
    for text in ["700", "58.3", "−0.25", "+0.50", "about oil", "Feb", "rig", "launch", "0.90", "topics = 2"]
    {
        assert!(body.contains(text), "{text}");
    }
    assert!(body.contains("5 posts have no time"));
    // what needs the script is hidden until it runs
    assert_eq!(body.matches("<button").count(), body.matches("hidden>").count() + 2, "three in one box");
}

#[test]
fn nothing_is_fetched_and_the_same_report_is_the_same_page() {
    let page = render(&report()).unwrap();
    for fetched in ["src=", "@import", "url(", "<link"] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    assert_eq!(page, render(&report()).unwrap());
}

#[test]
fn there_need_be_no_topics_times_or_map() {
    let report = TopicsReport {
        topics: vec![],
        over_time: None,
        map: vec![],
        npmi: None,
        diversity: None,
        outliers_polarity: None,
        ..report()
    };
    let page = render(&report).unwrap();
    assert!(page.contains("No topic stands out among 1,200 posts."));
    assert!(!page.contains("id=\"map\"") && !page.contains("id=\"time\""));
    // a map needs no spread either
    let one = MapPoint { at: [1.0, 1.0], topic: None, text: "x".to_owned() };
    assert!(render(&TopicsReport { map: vec![one; 3], ..report }).unwrap().contains("id=\"map\""));
}

#[test]
fn a_map_of_many_posts_draws_some_of_them() {
    let many: Vec<MapPoint> = (0..50_000)
        .map(|i| MapPoint { at: [i as f32, (i * 7 % 1000) as f32], topic: Some(i % 2), text: "x".to_owned() })
        .collect();
    let page = render(&TopicsReport { map: many, ..report() }).unwrap();
    assert!(page.contains("20,000 dots") && page.contains("50,000 different posts"));
}

#[test]
fn topics_stand_beside_the_price() {
    let without = render(&report()).unwrap();
    assert!(!without.contains("Before the price?") && !without.contains("grey line"));
    let lead = |after| TopicLead { sessions: 61, before: Some(0.31), same: Some(-0.12), after };
    let date = |day: i8| format!("2014-02-{day:02}").parse().unwrap();
    let mut report = report();
    report.leads = Some(TopicLeads {
        tickers: vec!["A<B".to_owned(), "C".to_owned()],
        sessions: 70,
        sentence: "Nothing leads & nothing follows.".to_owned(),
        price: (1..20).map(|day| (date(day), 100.0 + f64::from(day))).collect(),
        topics: vec![lead(Some([0.1, 0.25, 0.4])), TopicLead { sessions: 3, ..lead(None) }],
    });
    let page = render(&report).unwrap();
    let section = &page[page.find("id=\"leads\"").unwrap()..];
    for text in [
        "the mean of A&lt;B, C",
        "Nothing leads &amp; nothing follows.",
        "+0.31",
        "−0.12",
        "<b>+0.25</b>",
        "+0.10 to +0.40",
        "--a:62.5%;--w:37.5%",
        "--a:81.2%",
        "too few sessions",
    ] {
        assert!(section.contains(text), "{text}");
    }
    assert!(page.contains("grey line"));
    // a line of the price in each panel over time
    let lines = |page: &str| page.matches("<path class=\"").count();
    assert_eq!(lines(&page), lines(&without) + 2);
}
