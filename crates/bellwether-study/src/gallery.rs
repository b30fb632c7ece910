//! A few of the pictures that models looked at, and what came after them.

use bellwether_core::{Bar, Ticker};
use bellwether_features::{Candle, CandleSpec, png_rgb};

use crate::StudyConfig;
use crate::record::PictureRecord;
use crate::samples::TickerStudy;

/// Pictures in a record at most.
const PICTURES: usize = 12;

/// The newest test samples of every ticker as candlestick pictures, a rise and a fall by turns as long as there are
/// both; none when no model looks at pictures. Of several kinds of pictures the first model's are shown.
pub(crate) fn gallery(config: &StudyConfig, tickers: &[TickerStudy]) -> Vec<PictureRecord> {
    let Some(spec) = config.models.iter().find_map(|m| m.spec.picture()) else { return Vec::new() };
    let sources: Vec<Source<'_>> = tickers
        .iter()
        .map(|t| Source {
            ticker: &t.ticker,
            bars: &t.bars,
            rows: t.tested().into_iter().map(|i| t.samples[i].row).collect(),
        })
        .collect();
    pictures(&spec, config.target.horizon, &sources)
}

/// Where pictures come from.
struct Source<'a> {
    ticker: &'a Ticker,
    bars: &'a [Bar],
    /// Rows of the test samples, oldest first.
    rows: Vec<usize>,
}

fn pictures(spec: &CandleSpec, horizon: usize, sources: &[Source<'_>]) -> Vec<PictureRecord> {
    // the newest of each ticker, then the ones before them, …
    let longest = sources.iter().map(|s| s.rows.len()).max().unwrap_or(0);
    let newest_first = (0..longest).flat_map(|age| {
        sources.iter().filter_map(move |s| Some((s, *s.rows.get(s.rows.len().checked_sub(age + 1)?)?)))
    });
    let (mut rises, mut falls) = (Vec::new(), Vec::new());
    for (source, row) in newest_first {
        let [now, then] = [row, row + horizon].map(|i| source.bars[i].close);
        let side = if then > now { &mut rises } else { &mut falls };
        if side.len() < PICTURES && (now.is_finite() && then.is_finite()) {
            side.extend(picture(spec, horizon, source, row));
        }
        if rises.len() == PICTURES && falls.len() == PICTURES {
            break;
        }
    }
    // as many of each, and more of one where the other has too few
    let rising = (PICTURES / 2).max(PICTURES.saturating_sub(falls.len())).min(rises.len());
    falls.truncate(PICTURES - rising);
    rises.truncate(rising);
    let (mut rises, mut falls) = (rises.into_iter(), falls.into_iter());
    let mut out = Vec::new();
    loop {
        let pair = [rises.next(), falls.next()];
        if pair.iter().all(Option::is_none) {
            return out;
        }
        out.extend(pair.into_iter().flatten());
    }
}

/// None when the window cannot be drawn: a price is missing, or there are too few days.
fn picture(spec: &CandleSpec, horizon: usize, source: &Source<'_>, row: usize) -> Option<PictureRecord> {
    let bars = source.bars.get((row + 1).checked_sub(spec.days)?..=row)?;
    let candles: Vec<Candle> = bars.iter().map(Candle::from).collect();
    let mut pixels = vec![0; spec.values()];
    spec.draw(&candles, &mut pixels).ok()?;
    let target = &source.bars[row + horizon];
    Some(PictureRecord {
        ticker: source.ticker.clone(),
        first: bars.first()?.date(),
        date: source.bars[row].date(),
        target_date: target.date(),
        rises: target.close > source.bars[row].close,
        width: spec.width,
        height: spec.height,
        png: base64(&png_rgb(&pixels, spec.width, spec.height).ok()?),
    })
}

/// Base64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - group.len()));
        for i in 0..4 {
            let letter = char::from(LETTERS[(bits >> (18 - 6 * i) & 63) as usize]);
            out.push(if i <= group.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use bellwether_core::Calendar;

    use super::*;

    fn bars(closes: &[f64]) -> Vec<Bar> {
        let mut date = "2015-03-01".parse().unwrap();
        let bar = |close: &f64| {
            let session = Calendar::Xnys.next_session(date).unwrap();
            date = session.date;
            let open = close - 0.5;
            Bar {
                session,
                open,
                high: close + 1.0,
                low: open - 1.0,
                close: *close,
                adj_close: f64::NAN,
                volume: 1e6,
            }
        };
        closes.iter().map(bar).collect()
    }

    fn spec() -> CandleSpec {
        CandleSpec { days: 3, width: 12, height: 12, ..CandleSpec::default() }
    }

    fn shown(bars: &[Bar], rows: std::ops::Range<usize>, horizon: usize) -> Vec<PictureRecord> {
        let ticker = Ticker::new("AAA").unwrap();
        pictures(&spec(), horizon, &[Source { ticker: &ticker, bars, rows: rows.collect() }])
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        // the test vectors of RFC 4648, and letters from both ends of the alphabet
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    #[test]
    fn rises_and_falls_alternate_from_the_newest_on() {
        // two up, one down, over and over
        let closes: Vec<f64> =
            (0..90).map(|i| 50.0 + f64::from(i) + [0.0, 3.0, 6.0][i as usize % 3]).collect();
        let bars = bars(&closes);
        let found = shown(&bars, 20..89, 1);
        assert_eq!(found.len(), 12);
        for (i, picture) in found.iter().enumerate() {
            let row = bars.iter().position(|b| b.date() == picture.date).unwrap();
            assert_eq!(picture.rises, i % 2 == 0);
            assert_eq!(picture.rises, closes[row + 1] > closes[row]);
            assert_eq!(picture.target_date, bars[row + 1].date());
            assert_eq!(picture.first, bars[row - 2].date());
            assert!(i < 2 || picture.date < found[i - 2].date);
        }
        // the newest rise and fall among rows 20 to 88
        assert_eq!(found[0].date, bars[88 - usize::from(closes[89] <= closes[88])].date());
    }

    #[test]
    fn one_direction_alone_fills_the_gallery() {
        let rising: Vec<f64> = (0..40).map(|i| 50.0 + f64::from(i)).collect();
        let found = shown(&bars(&rising), 10..35, 5);
        assert!(found.len() == 12 && found.iter().all(|p| p.rises));
        let falling: Vec<f64> = rising.iter().rev().copied().collect();
        let found = shown(&bars(&falling), 30..35, 5);
        assert!(found.len() == 5 && found.iter().all(|p| !p.rises));
        assert!(shown(&bars(&rising), 0..0, 1).is_empty());
    }

    #[test]
    fn a_picture_is_drawn_from_its_own_days_and_left_out_where_it_cannot_be() {
        let closes: Vec<f64> = (0..12).map(|i| 50.0 + f64::from(i * i % 7)).collect();
        let whole = bars(&closes);
        let found = shown(&whole, 0..11, 1);
        // the first two rows have too few days
        assert_eq!(found.len(), 9);
        let one = &found[0];
        let row = whole.iter().position(|b| b.date() == one.date).unwrap();
        let mut pixels = vec![0; spec().values()];
        spec().draw(&whole[row - 2..=row].iter().map(Candle::from).collect::<Vec<_>>(), &mut pixels).unwrap();
        assert_eq!(one.png, base64(&png_rgb(&pixels, 12, 12).unwrap()));
        // a missing price is in the windows of three days
        let mut gap = whole.clone();
        gap[6].low = f64::NAN;
        assert_eq!(shown(&gap, 0..11, 1).len(), 6);
    }
}
