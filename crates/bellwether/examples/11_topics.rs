//! Topics: what posts are about, in words, with the sentiment of each, and where later posts belong.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use bellwether::prelude::*;
use bellwether::text::{Cleaner, Step};
use bellwether::topics::models::{BertopicParams, FittedBertopic};
use bellwether::topics::quality::topic_diversity;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let posts = read_posts_bytes(stocknet.posts_name, stocknet.posts, &PostOptions::default())?;
    let texts: Vec<&str> =
        posts.posts[&Ticker::new("AAPL")?].iter().take(3000).map(|post| &*post.text).collect();

    // links, mentions and heads of retweets are no talk
    let mut cleaner = Cleaner::new(&[Step::RetweetHeadOut, Step::LinksOut, Step::MentionsOut, Step::Spaces]);
    let documents: Vec<String> = texts.iter().map(|text| cleaner.clean(text).to_owned()).collect();

    let params = BertopicParams { topics: Some(12), ..BertopicParams::default() };
    let fitted = FittedBertopic::fit(&params, &documents, &RunContext::new(1))?;

    let vader = Vader::new();
    for (number, topic) in fitted.topics().iter().enumerate() {
        let scores: Vec<f64> = (0..texts.len())
            .filter(|&at| fitted.topic_of()[at] == Some(number))
            .map(|at| vader.score(texts[at]).compound)
            .collect();
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        println!("{:5} posts, polarity {mean:+.2}  {}", topic.size, topic.label);
        assert_eq!(scores.len(), topic.size);
    }
    let words: Vec<Vec<&str>> = fitted
        .topics()
        .iter()
        .map(|topic| topic.words.iter().map(|word| word.0.as_str()).collect())
        .collect();
    let diversity = topic_diversity(&words, 10).ok_or("no words")?;
    println!("{diversity:.2} of the first ten words of all topics are different");
    assert!(diversity > 0.5);

    // at most one in five posts stays outside all topics, and the same seed gives the same topics
    let outside = fitted.topic_of().iter().filter(|topic| topic.is_none()).count();
    assert!(outside * 5 <= texts.len(), "{outside} of {}", texts.len());
    let again = FittedBertopic::fit(&params, &documents, &RunContext::new(1))?;
    assert_eq!(again.topics(), fitted.topics());

    // a later post goes the same way alone: its topic does not depend on what else comes
    let later = ["new iphone release date rumours", "earnings beat estimates, revenue up"];
    let together = fitted.assign(&later, &RunContext::new(1))?;
    let alone = fitted.assign(&later[1..], &RunContext::new(1))?;
    assert_eq!(together[1], alone[0]);
    for (text, topic) in later.iter().zip(together) {
        println!("{text}: {}", topic.map_or("outside all topics", |topic| &fitted.topics()[topic].label));
    }
    Ok(())
}
