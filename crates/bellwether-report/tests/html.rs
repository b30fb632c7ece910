//! What holds for the page of every record.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use bellwether_core::Date;
use bellwether_report::{ReportError, html};
use bellwether_study::record::RunRecord;

fn records() -> Vec<(&'static str, RunRecord)> {
    vec![
        ("study", common::study()),
        ("direction", common::direction()),
        ("no posts", common::no_posts()),
        ("interrupted", common::interrupted()),
        ("empty", common::empty()),
        ("hollow", common::hollow()),
        ("wild", common::wild()),
        ("hostile", common::hostile()),
        ("pictured", common::pictured()),
        ("many", common::many(12)),
        ("several", common::several()),
        ("random split", common::random_split()),
        ("left out", common::left_out(false)),
        ("same dates", common::left_out(true)),
    ]
}

/// The page without the contents of its style and script.
fn markup(page: &str) -> String {
    let mut out = page.to_owned();
    for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let from = out.find(open).unwrap() + open.len();
        let to = out[from..].find(close).unwrap() + from;
        out.replace_range(from..to, "");
    }
    out
}

/// Every tag, as written between `<` and `>`.
fn tags(markup: &str) -> Vec<&str> {
    markup.split('<').skip(1).map(|piece| &piece[..piece.find('>').expect("a tag ends")]).collect()
}

#[test]
fn nothing_is_fetched() {
    for (name, record) in records() {
        let page = html::render(&record).unwrap();
        // the name of SVG, which elements made by the script carry, is no address
        let page = page.replace("'http://www.w3.org/2000/svg'", "");
        // a picture is in the page itself
        let page = page.replace("<img src=\"data:image/png;base64,", "");
        assert!(!page.contains("://"), "{name}");
        for needle in ["@import", "url(", "<link", "<img", "<iframe", " src=", "fetch(", "XMLHttp"] {
            assert!(!page.contains(needle), "{name}: {needle}");
        }
        for (i, _) in page.match_indices("href=\"") {
            assert_eq!(&page[i + 6..=i + 6], "#", "{name}: a link that leaves the page");
        }
    }
}

#[test]
fn text_of_the_record_is_never_markup() {
    let page = html::render(&common::hostile()).unwrap();
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("&lt;script&gt;alert(1)"));
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
}

#[test]
fn pictures_are_in_the_page_and_told_in_words() {
    let record = common::pictured();
    let page = html::render(&record).unwrap();
    let section = &page[page.find("<section id=\"pictures\">").unwrap()..];
    let section = &section[..section.find("</section>").unwrap()];
    assert_eq!(section.matches("<img ").count(), record.pictures.len());
    for picture in &record.pictures {
        // an entity stands for the same letter in an attribute
        assert!(section.contains(&format!("base64,{}\"", picture.png.replace('/', "&#x2f;"))));
    }
    assert!(section.contains("width=\"150\" height=\"150\" alt=\"Candlesticks of "));
    // the four of seven that rose come first
    let (rose, fell) = section.split_once("did not rise afterwards").unwrap();
    assert_eq!((rose.matches("<img ").count(), fell.matches("<img ").count()), (4, 3));
    assert!(page.contains("<a href=\"#pictures\">"));
    let without = html::render(&common::direction()).unwrap();
    assert!(!without.contains("pictures\"") && !without.contains("<img"));
}

#[test]
fn tags_are_balanced() {
    const VOID: [&str; 5] = ["meta", "input", "img", "br", "hr"];
    for (name, record) in records() {
        let page = markup(&html::render(&record).unwrap());
        let mut open: Vec<&str> = Vec::new();
        for tag in tags(&page) {
            let word = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
            if tag.starts_with('/') {
                assert_eq!(open.pop(), Some(word), "{name}: </{word}>");
            } else if !tag.starts_with('!') && !tag.ends_with('/') && !VOID.contains(&word) {
                open.push(word);
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[test]
fn every_coordinate_is_a_number() {
    const NUMERIC: [&str; 14] =
        ["x", "y", "x1", "x2", "y1", "y2", "dx", "width", "height", "cx", "cy", "r", "data-top", "data-w"];
    for (name, record) in records() {
        let page = markup(&html::render(&record).unwrap());
        for tag in tags(&page) {
            for key in NUMERIC {
                let Some(at) = tag.find(&format!(" {key}=\"")) else { continue };
                let value = &tag[at + key.len() + 3..];
                let value = &value[..value.find('"').unwrap()];
                let number: f64 = value.trim_end_matches('%').parse().unwrap_or(f64::NAN);
                assert!(number.is_finite(), "{name}: {key}={value:?} in <{tag}>");
                if value.ends_with('%') && tag.starts_with("rect") {
                    assert!((-1.0..=101.0).contains(&number), "{name}: {key}={value:?} in <{tag}>");
                }
            }
            if let Some(at) = tag.find(" d=\"") {
                let d = &tag[at + 4..tag.len() - 1].trim_end_matches('"');
                assert!(d.starts_with('M'), "{name}: {d}");
                assert!(d.chars().all(|c| "MlmhvHV -".contains(c) || c.is_ascii_digit()), "{name}: {d}");
            }
        }
        for needle in ["NaN", "inf%", ">inf<", "Infinity"] {
            assert!(!page.contains(needle), "{name}: {needle}");
        }
    }
}

/// The points of a path, as the page's script reads them.
fn points(d: &str) -> Vec<(i64, i64)> {
    let mut out = Vec::new();
    let (mut x, mut y) = (0, 0);
    let mut rest = d;
    while let Some(command) = rest.chars().next() {
        let body = &rest[1..];
        let end = body.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(body.len());
        let spaced = body[..end].replace('-', " -");
        let numbers: Vec<i64> = spaced.split_whitespace().map(|n| n.parse().unwrap()).collect();
        for pair in numbers.chunks_exact(2) {
            (x, y) = if command == 'M' { (pair[0], pair[1]) } else { (x + pair[0], y + pair[1]) };
            out.push((x, y));
        }
        rest = &body[end..];
    }
    out
}

#[test]
fn what_is_drawn_is_what_the_record_holds() {
    let record = common::study();
    let page = html::render(&record).unwrap();
    let attribute = |text: &str, key: &str| {
        let at = text.find(&format!(" {key}=\"")).unwrap() + key.len() + 3;
        text[at..].split('"').next().unwrap().to_owned()
    };
    let charts = page.find("<b>Actual and forecast</b>").unwrap();
    let chart = &page[charts..charts + page[charts..].find("</figure>").unwrap()];
    let top: f64 = attribute(chart, "data-top").parse().unwrap();
    let scale = 10f64.powi(attribute(chart, "data-d").parse().unwrap());
    let first: Date = attribute(chart, "data-from").parse().unwrap();
    for (name, row) in [("actual", 0), ("lstm with text", 5)] {
        let at = chart.find(&format!("data-n=\"{name}\"")).unwrap();
        let drawn = points(&attribute(&chart[at - 1..], "d"));
        let forecasts = &record.tickers[0].rows[row].forecasts;
        assert_eq!(drawn.len(), forecasts.len());
        for ((x, y), point) in drawn.into_iter().zip(forecasts) {
            let value = if name == "actual" { point.actual } else { point.predicted };
            // half a quantum, and the rounding of the sum
            assert!(((top - y as f64) / scale - value).abs() <= 0.500_001 / scale);
            assert_eq!(first.checked_add(jiff::Span::new().days(x)).unwrap(), point.date);
        }
    }
}

#[test]
fn persistence_opens_every_table() {
    for (name, record) in records() {
        let page = html::render(&record).unwrap();
        for table in page.split("<table class=\"board\">").skip(1) {
            let body = table[table.find("</thead>").unwrap()..table.find("</table>").unwrap()].to_owned();
            if body.contains("<tr") {
                let first = &body[body.find("<tr").unwrap()..body.find("</tr>").unwrap()];
                assert!(first.contains("persistence") && first.contains("the benchmark"), "{name}: {first}");
            }
        }
    }
}

#[test]
fn what_went_wrong_is_said() {
    let page = html::render(&common::study()).unwrap();
    assert!(page.contains("<b>Failed.</b> fold 3, seed 2: the loss is not finite after epoch 7"));
    assert!(page.contains("2 trials of 320 failed"));
    let page = html::render(&common::interrupted()).unwrap();
    assert!(page.contains("120 trials of 320 not run"));
    assert!(page.contains("The folds are drawn at random"));
    assert!(page.contains("No scores: not all of its trials have been run."));
}

#[test]
fn pages_stay_small() {
    assert!(html::render(&common::study()).unwrap().len() < 400_000);
    assert!(html::render(&common::many(88)).unwrap().len() < 8_000_000);
}

#[test]
fn the_same_record_gives_the_same_page() {
    assert_eq!(html::render(&common::study()).unwrap(), html::render(&common::study()).unwrap());
}

#[test]
fn records_that_cannot_be_read_are_errors() {
    let mut record = common::study();
    record.format = 99;
    assert!(matches!(html::render(&record), Err(ReportError::Format { found: 99, expected: 1 })));
    let mut record = common::study();
    record.tickers[1].series.posts.pop();
    let error = html::render(&record).unwrap_err();
    assert_eq!(error.to_string(), "AMZN: the daily column `posts` has 619 values for 620 dates");
}

/// The other tickers' training stands in the upper half of a fold's bar, the ticker's own past and test in the lower.
#[test]
fn a_ticker_that_is_left_out_has_folds_of_two_lanes() {
    for same_dates in [false, true] {
        let page = html::render(&common::left_out(same_dates)).unwrap();
        assert!(page.contains("training on the other tickers"), "{same_dates}");
        let from = page.find("<svg class=\"plot folds\"").unwrap();
        let picture = &page[from..from + page[from..].find("</svg>").unwrap()];
        let y = |class: &str| -> Vec<String> {
            let rects =
                picture.split("<rect ").skip(1).filter(|r| r.starts_with(&format!("class=\"{class}\"")));
            rects.map(|r| r.split("y=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
        };
        assert_eq!((y("own"), y("train").len()), (y("test"), y("test").len()));
        assert!(y("train").iter().zip(y("test")).all(|(train, test)| *train != test));
        assert_eq!(y("validation").len(), if same_dates { 0 } else { y("train").len() });
        let right = |class: &str| {
            let rect = picture.split(&format!("<rect class=\"{class}\"")).nth(1).unwrap();
            let number = |key: &str| -> f64 {
                rect.split(key).nth(1).unwrap().split('%').next().unwrap().parse().unwrap()
            };
            (number("x=\""), number("x=\"") + number("width=\""))
        };
        let ((_, learnt), (first, last)) = (right("train"), right("test"));
        assert!(
            if same_dates { (learnt - last).abs() < 0.1 } else { learnt < first },
            "{learnt} {first} {last}"
        );
    }
    let plain = html::render(&common::study()).unwrap();
    assert!(!plain.contains("on the other tickers"));
}

#[test]
fn a_random_split_opens_with_its_banner() {
    let page = html::render(&common::random_split()).unwrap();
    let (banner, title) = (page.find("class=\"banner\"").unwrap(), page.find("<h1>").unwrap());
    assert!(banner < title);
    assert!(page.contains("Not evidence: this protocol sees the future."));
    assert!(!page.contains("The shaded stretch was forecast"));
    for honest in [common::study(), common::several()] {
        assert!(!html::render(&honest).unwrap().contains("class=\"banner\""));
    }
}

/// Every day of a random split stands in the row of its year, in the colour of its part.
#[test]
fn a_random_split_is_drawn_day_by_day() {
    let record = common::random_split();
    let page = html::render(&record).unwrap();
    assert!(page.contains("validation") && page.contains("a row a year"));
    let from = page.find("<svg class=\"plot folds\"").unwrap();
    let picture = &page[from..from + page[from..].find("</svg>").unwrap()];
    let pieces = record.tickers[0].folds[0].pieces.as_ref().unwrap();
    let dates = &record.tickers[0].series.dates;
    let years = usize::from((dates[dates.len() - 1].year() - dates[0].year()).unsigned_abs());
    for (class, stretches) in
        [("train", &pieces.train), ("validation", &pieces.validation), ("test", &pieces.test)]
    {
        let drawn = picture.matches(&format!("<rect class=\"{class}\"")).count();
        // a stretch over a new year stands in two rows
        assert!((stretches.len()..=stretches.len() + years).contains(&drawn), "{class}: {drawn}");
    }
    // a record that does not say which days they were has no picture
    let mut old = record;
    old.tickers.iter_mut().flat_map(|t| &mut t.folds).for_each(|fold| fold.pieces = None);
    old.tickers.iter_mut().flat_map(|t| &mut t.folds).for_each(|fold| fold.train.last = fold.test.last);
    let page = html::render(&old).unwrap();
    assert!(page.contains("<h2>Protocol</h2>") && !page.contains("<svg class=\"plot folds\""));
}
