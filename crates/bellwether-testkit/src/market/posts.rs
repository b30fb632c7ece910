//! Posts of a synthetic market.

use bellwether_core::{Post, PostKind, Session};
use jiff::SignedDuration;
use rand_chacha::ChaCha8Rng;

use super::{later, uniform};

/// What is said, with the polarity of `vaderSentiment` 3.3.2: five that are positive, five negative, three neutral.
pub const PHRASES: [(&str, f64); 13] = [
    ("$TICKER great quarter, I love this stock", 0.8519),
    ("Strong growth and a happy outlook for $TICKER", 0.8625),
    ("best earnings ever, winning big :)", 0.891),
    ("good news for holders today", 0.4404),
    ("nice and solid numbers, buying more", 0.5267),
    ("$TICKER terrible guidance, I hate this", -0.7783),
    ("awful losses and a sad outlook for $TICKER", -0.8316),
    ("worst earnings ever, losing badly :(", -0.9136),
    ("bad news for holders today", -0.5423),
    ("weak numbers and fear, selling it all", -0.7269),
    ("$TICKER reports on Thursday after the bell", 0.0),
    ("watching $TICKER from the sidelines", 0.0),
    ("the chart of $TICKER over five years", 0.0),
];

/// Posts of each session, those after the close before up to its own close, and their mean polarity; one session in
/// ten is silent, with polarity 0.
pub(super) fn posts(sessions: &[Session], rng: &mut ChaCha8Rng) -> (Vec<Post>, Vec<f64>) {
    let mut posts = Vec::new();
    let mut polarity = Vec::with_capacity(sessions.len());
    for (t, session) in sessions.iter().enumerate() {
        let start = if t == 0 { later(session.close, -SECONDS_A_DAY) } else { sessions[t - 1].close };
        let seconds = SignedDuration::as_secs(&session.close.duration_since(start));
        let count = if uniform(rng) < 0.1 { 0 } else { 1 + (uniform(rng) * 5.0) as usize };
        let mood = uniform(rng);
        let mut sum = 0.0;
        for i in 0..count {
            let (text, value) = PHRASES[phrase(mood, rng)];
            sum += value;
            let second = match i {
                // on the second of the decision, and right after the one before
                0 => seconds,
                1 => 1,
                _ => 1 + (uniform(rng) * (seconds - 1) as f64) as i64,
            };
            // no draw of their own: every market stays what it was before posts had them
            let place = (posts.len() * 7) as u64;
            posts.push(Post {
                likes: Some(place % 40),
                followers: Some(place * 13 % 900),
                kind: (place % 4 != 1).then_some(if place.is_multiple_of(2) {
                    PostKind::News
                } else {
                    PostKind::Chatter
                }),
                ..Post::new(later(start, second), text)
            });
        }
        polarity.push(if count == 0 { 0.0 } else { sum / count as f64 });
    }
    posts.sort_by_key(Post::available_at);
    (posts, polarity)
}

const SECONDS_A_DAY: i64 = 86_400;

/// A phrase: one in eight neutral, the others positive with probability `mood`.
fn phrase(mood: f64, rng: &mut ChaCha8Rng) -> usize {
    let first = match (uniform(rng) < 0.125, uniform(rng) < mood) {
        (true, _) => return 10 + (uniform(rng) * 3.0) as usize,
        (false, true) => 0,
        (false, false) => 5,
    };
    first + (uniform(rng) * 5.0) as usize
}
