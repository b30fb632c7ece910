//! Features: causal columns of prices and posts, and the proof that they cannot see the future.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::collections::BTreeMap;

use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let posts = read_posts_bytes(stocknet.posts_name, stocknet.posts, &PostOptions::default())?;
    let ticker = Ticker::new("MSFT")?;

    // prices and posts of a ticker side by side, each post with its score
    let mut data = TickerData::new(&ticker, prices.bars[&ticker].clone(), posts.posts[&ticker].clone())?;
    let vader = Vader::new();
    let scores = data.posts().iter().map(|post| {
        let p = vader.score(&post.text);
        PostScore { negative: p.negative, neutral: p.neutral, positive: p.positive, polarity: p.compound }
    });
    let scores = scores.collect();
    data.add_scores(vader.name(), scores)?;
    let panel = Panel::new(BTreeMap::from([(ticker.clone(), data)]));

    // the panel shows nothing by itself: a history shows what was known at a cutoff
    let spec = FrameSpec {
        price: vec![PriceFeature::Close, PriceFeature::Ma20, PriceFeature::Macd],
        text: vec![TextFeature::Score, TextFeature::PostCount],
        scorer: vader.name().to_owned(),
        ..FrameSpec::default()
    };
    let frame_at = |cutoff: Timestamp| {
        build_frame(&panel.as_of(cutoff), &ticker, &spec, &DecisionTime::default(), &Calendar::Xnys)
    };
    let all = frame_at(panel.last_available().ok_or("no data")?)?;
    println!("{:?}: {} rows", all.view().names(), all.len());
    let day = 500;
    println!("{}: {:?}", all.view().stamps()[day].date, all.view().row(day));

    // a frame built on that day is, bit for bit, the beginning of the frame built at the end
    let early = frame_at(all.view().stamps()[day].decision)?;
    assert_eq!(early.len(), day + 1);
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(early.view().values()), bits(all.first(day + 1).values()));
    Ok(())
}
