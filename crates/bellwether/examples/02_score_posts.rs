//! Posts: read, scored, and counted by session.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let posts = read_posts_bytes(stocknet.posts_name, stocknet.posts, &PostOptions::default())?;
    let vader = Vader::new();

    for (ticker, posts) in &posts.posts {
        let scores: Vec<Polarity> = posts.iter().map(|p| vader.score(&p.text)).collect();
        let mean = scores.iter().map(|s| s.compound).sum::<f64>() / scores.len() as f64;
        println!("{ticker}: {} posts, mean polarity {mean:+.3}", posts.len());
        // people who post about a stock mostly hold it
        assert!(mean > 0.0 && mean < 0.5);
    }

    // a post after the close belongs to the next session, and so do those of the weekend
    let apple = Ticker::new("AAPL")?;
    let friday = Calendar::Xnys.session_on("2015-07-17".parse()?)?.ok_or("no session")?;
    let monday = Calendar::Xnys.next_session(friday.date)?;
    let between = posts.posts[&apple]
        .iter()
        .filter(|p| p.available_at() > friday.close && p.available_at() <= monday.close)
        .count();
    println!("known at the close of {} but not of {}: {between} posts", monday.date, friday.date);
    assert_eq!(monday.date.to_string(), "2015-07-20");
    assert!(between > 0);

    // the scorer knows emphasis, negation and emoji
    let plain = vader.score("$AAPL looks good").compound;
    assert!(vader.score("$AAPL looks GOOD!!!").compound > plain);
    assert!(vader.score("$AAPL does not look good").compound < 0.0);
    Ok(())
}
