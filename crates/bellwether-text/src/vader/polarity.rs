//! From the valences of the tokens to the polarity of the text.

use super::Valence;
use crate::Polarity;

/// Brings the summed valence into (-1, 1): about the largest sum to expect of a sentence.
const ALPHA: f64 = 15.0;
/// The emphasis of an exclamation mark, of which four count.
const EXCLAMATION: f64 = 0.292;
/// The emphasis of a question mark where there are two or three; a lone one has none.
const QUESTION: f64 = 0.18;
/// The emphasis of four question marks and more.
const QUESTIONS: f64 = 0.96;

/// The polarity of a text of so many `tokens`, of which all without an entry in `valences` have valence zero.
pub(super) fn summarize(valences: &[Valence], tokens: usize, text: &str) -> Polarity {
    if tokens == 0 {
        return Polarity::default();
    }
    let (mut sum, mut positive, mut negative, mut neutral) = (0.0, 0.0, 0.0, tokens);
    for &Valence { position: _, value } in valences {
        sum += value;
        // Neutral tokens count one each; a charged one counts one more than its strength.
        if value > 0.0 {
            positive += value + 1.0;
            neutral -= 1;
        } else if value < 0.0 {
            negative += value - 1.0;
            neutral -= 1;
        }
    }
    if neutral == tokens {
        return Polarity { neutral: 1.0, ..Polarity::default() };
    }
    let emphasis = emphasis(text);
    if sum > 0.0 {
        sum += emphasis;
    } else if sum < 0.0 {
        sum -= emphasis;
    }
    if positive > -negative {
        positive += emphasis;
    } else if positive < -negative {
        negative -= emphasis;
    }
    let neutral = neutral as f64;
    let total = positive - negative + neutral;
    let share = |part: f64| round(part / total, 1000.0);
    Polarity {
        negative: share(-negative),
        neutral: share(neutral),
        positive: share(positive),
        compound: round((sum / (sum * sum + ALPHA).sqrt()).clamp(-1.0, 1.0), 10_000.0),
    }
}

fn emphasis(text: &str) -> f64 {
    let count = |mark: u8| text.bytes().filter(|&byte| byte == mark).count();
    let questions = match count(b'?') {
        0 | 1 => 0.0,
        few @ (2 | 3) => few as f64 * QUESTION,
        _ => QUESTIONS,
    };
    count(b'!').min(4) as f64 * EXCLAMATION + questions
}

/// `x` rounded to a multiple of 1/`scale`, half to even: of the exact value of `x`, not of the rounded product.
/// For |x| up to 1 and `scale` up to 10,000. Zero comes without a sign.
fn round(x: f64, scale: f64) -> f64 {
    let scaled = x * scale;
    let tie = scaled.floor() + 0.5;
    let rounded = if scaled == tie {
        // The product may have been rounded onto the tie: decide by its exact error.
        let error = x.mul_add(scale, -scaled);
        match error {
            e if e > 0.0 => scaled.ceil(),
            e if e < 0.0 => scaled.floor(),
            _ => scaled.round_ties_even(),
        }
    } else {
        scaled.round_ties_even()
    };
    rounded / scale + 0.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::round;

    #[test]
    fn ties_of_the_exact_value_go_to_even() {
        assert_eq!(round(0.0625, 1000.0), 0.062);
        assert_eq!(round(0.1875, 1000.0), 0.188);
        // 0.0005 lies just above the tie and 0.0015 just above, 0.0025 just above, 0.9995 just below.
        for x in [0.0005, 0.0015, 0.0025, 0.0035, 0.9985, 0.9995, -0.00005, 0.12345] {
            for scale in [1000.0, 10_000.0] {
                assert_eq!(round(x, scale), by_printing(x, scale), "{x}");
            }
        }
        assert!(round(-0.00001, 10_000.0).is_sign_positive());
    }

    /// Decimal printing rounds the exact value.
    fn by_printing(x: f64, scale: f64) -> f64 {
        let digits = scale.log10().round() as usize;
        format!("{x:.digits$}").parse().unwrap()
    }

    proptest! {
        #[test]
        fn agrees_with_decimal_printing(x in -1.0..=1.0, near in -20_000..=20_000_i32, ulps in 0..3_u32) {
            let mut tie = f64::from(near) / 20_000.0;
            for _ in 0..ulps {
                tie = tie.next_up();
            }
            for x in [x, tie] {
                prop_assert_eq!(round(x, 1000.0), by_printing(x, 1000.0));
                prop_assert_eq!(round(x, 10_000.0), by_printing(x, 10_000.0));
            }
        }
    }
}
