//! From the rows of a file to the scores of a study: matching, unfolding, filters, languages, cleaning and scoring. What was
//! published up to a time does not depend on what was published later, by one bit.

use std::path::Path;
use std::sync::Arc;

use bellwether_core::{Post, Timestamp};
use bellwether_study::{Dataset, StudyConfig};
use bellwether_testkit::{Market, MarketSpec, Poison, Trace, Violation, studies};
use bellwether_text::noise::Filter;

const ROW: usize = 60;

/// Every filter but those named, with matching, routes of languages, steps and two scorers.
fn config(matching: &str, without: &[&str]) -> StudyConfig {
    let filters = Filter::all().into_iter().map(|f| f.name()).filter(|name| !without.contains(name));
    let filters: Vec<String> = filters.map(|name| format!("{{ kind = \"{name}\" }}")).collect();
    let text = format!(
        "study.name = \"posts\"\nmodels = [{{ kind = \"persistence\" }}]\n\
         [data]\nprices = \"memory\"\nposts = \"memory\"\ntickers = [\"AAA\", \"BBB\"]\n{matching}\n\
         [inputs]\nscorers = [{{ kind = \"vader\" }}, {{ kind = \"finance\" }}]\n\
         cleaning = {{ preset = \"nflx\", filters = [{}], languages = {{ routes = {{ en = \"clean\", de = \"as-published\" }}, \
         others = \"drop\" }} }}\n",
        filters.join(", ")
    );
    StudyConfig::parse(&text, Path::new("study.toml")).unwrap()
}

/// Two tickers' posts, some of which name the other, name none, stand for several, or say again what was said.
fn market() -> Market {
    let spec = MarketSpec { seed: 4, tickers: 2, sessions: 90, ..MarketSpec::default() };
    let mut market = Market::new(&spec);
    let tickers: Vec<_> = market.posts.keys().cloned().collect();
    for (place, (ticker, post)) in
        market.posts.iter_mut().flat_map(|(t, posts)| posts.iter_mut().map(move |p| (t, p))).enumerate()
    {
        post.author = Some(Arc::from(format!("author {}", place % 40)));
        post.copies = if place % 5 == 0 { 3 } else { 1 };
        let own = post.text.replace("$TICKER", &format!("${ticker}"));
        post.text = match place % 8 {
            0 => format!("RT @author: {own}"),
            1 => format!("{own}, which is what ${} and the number {place} say", tickers[place / 8 % 2]),
            2 => format!("Die Aktie ${ticker} ist sehr gut und wird weiter steigen, sagt Nummer {place}"),
            _ => format!("${ticker} {own} says number {place}"),
        }
        .into();
    }
    market
}

/// What comes after the cutoff says word for word what was said before it, by the same authors.
fn echoed(market: &Market, cutoff: Timestamp) -> Market {
    let mut changed = market.clone();
    for posts in changed.posts.values_mut() {
        let before: Vec<Post> = posts.iter().filter(|p| p.available_at() <= cutoff).cloned().collect();
        for (post, old) in posts.iter_mut().filter(|p| p.available_at() > cutoff).zip(before.iter().rev()) {
            *post = Post { created_at: post.created_at, copies: 9, ..old.clone() };
        }
    }
    changed
}

/// Posts and scores that are available at the cutoff.
fn known(config: &StudyConfig, market: &Market, cutoff: Timestamp) -> Trace {
    let data: Dataset = studies::dataset(config, market).unwrap();
    let history = data.panel().as_of(cutoff);
    let mut trace = Trace::default();
    for ticker in data.tickers() {
        for post in history.posts(ticker) {
            let Post { created_at, text, copies, .. } = post;
            trace.bytes(format!("{ticker} {created_at} {copies}"), text.as_bytes());
        }
        for scorer in ["vader", "finance"] {
            let scores = history.scores(ticker, scorer).unwrap();
            let numbers = scores.iter().flat_map(|s| [s.negative, s.neutral, s.positive, s.polarity]);
            trace.numbers(format!("{ticker} {scorer}"), numbers);
        }
    }
    trace
}

fn moved(config: &StudyConfig, poison: &str) -> Result<(), Violation> {
    let market = market();
    let cutoff = market.close_of(ROW);
    let changed = match poison {
        "absent" => Poison::Absent.market(&market, cutoff),
        "silent" => Poison::Silent.market(&market, cutoff),
        "loud" => Poison::Loud.market(&market, cutoff),
        "recounted" => Poison::Recounted.market(&market, cutoff),
        _ => echoed(&market, cutoff),
    };
    known(config, &market, cutoff).unmoved(&known(config, &changed, cutoff), poison)
}

#[test]
fn no_post_and_no_score_depends_on_later_posts() {
    for matching in ["", "[data.matching]", "[data.matching]\nassign = \"add\""] {
        let config = config(matching, &["engagement"]);
        let (market, cutoff) = (market(), market().close_of(ROW));
        let data = studies::dataset(&config, &market).unwrap();
        let history = data.panel().as_of(cutoff);
        for ticker in data.tickers() {
            let (left, all) = (history.posts(ticker).len(), market.posts[ticker].len());
            assert!(left > 20 && left < all, "{matching}: {left} of {all}");
        }
        for poison in ["absent", "silent", "loud", "echoed", "recounted"] {
            moved(&config, poison).unwrap_or_else(|e| panic!("{matching}, {poison}: {e}"));
        }
    }
}

#[test]
fn a_filter_that_sees_the_future_is_caught() {
    let config = config("[data.matching]", &[]);
    assert!(!config.foreseen().is_empty());
    for poison in ["silent", "loud", "echoed"] {
        moved(&config, poison).unwrap_or_else(|e| panic!("{poison}: {e}"));
    }
    let found = moved(&config, "recounted");
    assert!(matches!(found, Err(Violation::Moved { .. } | Violation::Reshaped { .. })), "{found:?}");
}
