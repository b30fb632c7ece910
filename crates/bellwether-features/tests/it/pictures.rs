//! Candlestick pictures against hand-drawn ones and Pillow, and the laws that they keep.

use bellwether_core::FeatureFrame;
use bellwether_features::{
    Background, Candle, CandleColumns, CandleSpec, FeatureError, FrameSpec, PriceFeature, png_rgb,
};
use proptest::prelude::*;

use crate::support::{Table, bars, frame, panel, poisoned};

const BARS: &str = include_str!("../reference/amzn/bars.csv");
const PILLOW: &str = include_str!("../reference/pillow/candles.txt");

fn candle(open: f64, high: f64, low: f64, close: f64, volume: f64) -> Candle {
    Candle { open, high, low, close, volume }
}

fn drawn(spec: &CandleSpec, candles: &[Candle]) -> Result<Vec<u8>, FeatureError> {
    let mut out = vec![77; spec.values()];
    spec.draw(candles, &mut out).map(|()| out)
}

fn letter(pixel: &[u8]) -> char {
    match pixel {
        [0, 0, 0] => '.',
        [0, 255, 0] => 'G',
        [255, 0, 0] => 'R',
        [128, 128, 128] => 'V',
        [255, 255, 255] => ' ',
        other => panic!("{other:?}"),
    }
}

/// A picture as lines, a letter a pixel.
fn lines(spec: &CandleSpec, candles: &[Candle]) -> Vec<String> {
    let picture = drawn(spec, candles).unwrap();
    picture.chunks(spec.width * 3).map(|row| row.chunks(3).map(letter).collect()).collect()
}

fn small(days: usize, width: usize, height: usize) -> CandleSpec {
    CandleSpec { days, width, height, ..CandleSpec::default() }
}

// prices 8 to 1 are rows 0 to 7
#[test]
fn bodies_and_shadows_are_where_the_prices_are() {
    let candles = [candle(3.0, 8.0, 2.0, 6.0, 0.0), candle(5.0, 6.0, 1.0, 2.0, 0.0)];
    let expected = [
        "..G.......", //
        "..G.......",
        ".GGG...R..",
        ".GGG..RRR.",
        ".GGG..RRR.",
        ".GGG..RRR.",
        "..G...RRR.",
        ".......R..",
    ];
    assert_eq!(lines(&small(2, 10, 8), &candles), expected);
}

// 2 rows of volume and an empty one leave 7 for the prices 7 to 1; 30 of 100 is 0.6 of 2 rows
#[test]
fn volume_bars_stand_below_and_a_doji_is_red() {
    let spec = CandleSpec { volume: true, ..small(2, 8, 10) };
    let candles = [candle(4.0, 7.0, 1.0, 4.0, 100.0), candle(2.0, 5.0, 2.0, 5.0, 30.0)];
    let expected = [
        ".R......", //
        ".R......", ".R..GGG.", "RRR.GGG.", ".R..GGG.", ".R..GGG.", ".R......", "........", "VVV.....",
        "VVV.VVV.",
    ];
    assert_eq!(lines(&spec, &candles), expected);
    // next to nothing traded is one row, nothing at all none
    let candles = [candle(4.0, 7.0, 1.0, 4.0, 1e9), candle(2.0, 5.0, 2.0, 5.0, 1.0)];
    assert_eq!(lines(&spec, &candles)[8..], ["VVV.....", "VVV.VVV."]);
    let candles = [candle(4.0, 7.0, 1.0, 4.0, 0.0), candle(2.0, 5.0, 2.0, 5.0, 0.0)];
    assert_eq!(lines(&spec, &candles)[8..], ["........", "........"]);
}

#[test]
fn one_price_lies_in_the_middle_row() {
    let flat = [candle(5.0, 5.0, 5.0, 5.0, 0.0); 3];
    let picture = lines(&small(3, 11, 8), &flat);
    for (row, line) in picture.iter().enumerate() {
        assert_eq!(line, if row == 3 { ".RRRRRRRRR." } else { "..........." });
    }
}

// the low is above the high and the close above both: 8 to 1 all the same
#[test]
fn a_candle_at_odds_with_itself_reaches_over_its_prices() {
    let candles = [candle(1.0, 3.0, 5.0, 8.0, 0.0)];
    assert_eq!(lines(&small(1, 3, 8), &candles), ["GGG"; 8]);
    let candles = [candle(3.0, 1.0, 8.0, 4.0, 0.0)];
    let expected = [".G.", ".G.", ".G.", ".G.", "GGG", "GGG", ".G.", ".G."];
    assert_eq!(lines(&small(1, 3, 8), &candles), expected);
}

#[test]
fn white_is_everything_that_is_not_drawn() {
    let spec = CandleSpec { background: Background::White, ..small(1, 5, 8) };
    let picture = lines(&spec, &[candle(8.0, 8.0, 1.0, 1.0, 0.0)]);
    assert_eq!(picture, [" RRR "; 8]);
}

#[test]
fn pictures_are_those_of_pillow() {
    let table = Table::read(BARS);
    let [open, high, low, close, volume] =
        ["open", "high", "low", "close", "volume"].map(|name| table.numbers(name));
    let mut pictures = 0;
    for block in PILLOW.split("# row=").skip(1) {
        let (head, expected) = block.split_once('\n').unwrap();
        let words: Vec<&str> = head.split(' ').map(|w| w.split('=').next_back().unwrap()).collect();
        let number = |i: usize| words[i].parse::<usize>().unwrap();
        let spec = CandleSpec { volume: words[4].parse().unwrap(), ..small(number(1), number(2), number(3)) };
        let window = number(0) + 1 - spec.days..=number(0);
        let candles: Vec<_> = window.map(|i| candle(open[i], high[i], low[i], close[i], volume[i])).collect();
        assert_eq!(lines(&spec, &candles), expected.lines().collect::<Vec<_>>(), "{head}");
        pictures += 1;
    }
    assert_eq!(pictures, 7);
}

#[test]
fn sizes_and_values_that_cannot_be_drawn_are_named() {
    let words = |spec: CandleSpec| spec.validate().unwrap_err().to_string();
    assert_eq!(words(small(0, 50, 50)), "a candlestick picture's `days` is 0; it must be 1 to 128");
    assert_eq!(words(small(20, 50, 50)), "a candlestick picture's `width` is 50; it must be 60 to 512");
    assert_eq!(words(small(10, 50, 7)), "a candlestick picture's `height` is 7; it must be 8 to 512");
    assert_eq!(CandleSpec::default().validate(), Ok(()));
    assert_eq!(CandleSpec::default().shape(), [50, 50, 3]);

    let spec = small(2, 8, 8);
    let good = candle(2.0, 3.0, 1.0, 2.5, f64::NAN);
    let words = |candles: &[Candle]| drawn(&spec, candles).unwrap_err().to_string();
    assert_eq!(words(&[good; 3]), "a candlestick picture of 2 days cannot be drawn from 3 candles");
    let missing = Candle { low: f64::NAN, ..good };
    assert_eq!(
        words(&[good, missing]),
        "the candle of day 1 (counted from 0) has the low NaN; it cannot be drawn"
    );
    let wide = candle(-1e308, 1e308, -1e308, 1e308, 0.0);
    assert!(words(&[good, wide]).starts_with("candles from -1000"));
    // the volume is looked at only where it is drawn
    assert!(drawn(&spec, &[good; 2]).is_ok());
    let spec = CandleSpec { volume: true, ..spec };
    for volume in [f64::NAN, -1.0, f64::INFINITY] {
        let error = drawn(&spec, &[Candle { volume, ..good }; 2]).unwrap_err();
        assert!(matches!(error, FeatureError::CandleNotFinite { field: "volume", day: 0, .. }), "{error}");
    }
    let mut out = [9_u8; 10];
    let error = spec.draw(&[candle(1.0, 1.0, 1.0, 1.0, 1.0); 2], &mut out).unwrap_err();
    assert_eq!(error.to_string(), "10 values are not a picture of 8 rows, 8 columns and 3 channels");
    assert_eq!(out, [9; 10]);
}

#[test]
fn settings_are_read_in_kebab_case_and_unknown_ones_refused() {
    let spec: CandleSpec = serde_json::from_str(r#"{"days":5,"volume":true,"background":"white"}"#).unwrap();
    let expected =
        CandleSpec { days: 5, volume: true, background: Background::White, ..CandleSpec::default() };
    assert_eq!(spec, expected);
    assert!(serde_json::from_str::<CandleSpec>(r#"{"day":5}"#).unwrap_err().to_string().contains("day"));
}

// chunk by chunk as the PNG specification (RFC 2083) lays them out; the checksums are the specification's CRC, bit by bit
#[test]
fn a_png_file_holds_the_pixels() {
    let pixels: Vec<u8> = (0..60 * 7 * 3).map(|i| (i * 31 % 251) as u8).collect();
    let file = png_rgb(&pixels, 60, 7).unwrap();
    let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").unwrap();
    let mut chunks = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (body, after) = after.split_at(4 + u32::from_be_bytes(*length) as usize);
        let crc = body.iter().fold(u32::MAX, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
        });
        assert_eq!(after[..4], (!crc).to_be_bytes());
        chunks.push(body);
        rest = &after[4..];
    }
    assert_eq!(chunks[0], b"IHDR\0\0\0\x3c\0\0\0\x07\x08\x02\0\0\0");
    assert_eq!((chunks.len(), chunks[2]), (3, &b"IEND"[..]));
    let mut scanlines = Vec::new();
    let stream = chunks[1].strip_prefix(b"IDAT").unwrap();
    std::io::copy(&mut flate2::read::ZlibDecoder::new(stream), &mut scanlines).unwrap();
    let lines: Vec<&[u8]> = scanlines.chunks(60 * 3 + 1).collect();
    assert!(lines.len() == 7 && lines.iter().all(|line| line[0] == 0));
    assert_eq!(lines.iter().flat_map(|line| &line[1..]).copied().collect::<Vec<_>>(), pixels);

    assert!(png_rgb(&pixels, 60, 8).is_err() && png_rgb(&[], 0, 0).is_err());
    assert!(png_rgb(&[0; 3], usize::MAX, usize::MAX).is_err());
}

fn columns_of(closes: &[f64], volume: bool) -> FeatureFrame {
    let mut price = vec![PriceFeature::Ma7, PriceFeature::Close, PriceFeature::Open];
    price.extend([PriceFeature::Low, PriceFeature::High]);
    price.extend(volume.then_some(PriceFeature::Volume));
    frame(&panel(bars(closes), &[]), &FrameSpec { price, ..FrameSpec::default() }).unwrap()
}

fn any_spec() -> impl Strategy<Value = CandleSpec> {
    (1_usize..=12, 0_usize..60, 8_usize..=60, any::<bool>(), any::<bool>()).prop_map(
        |(days, extra, height, volume, white)| CandleSpec {
            days,
            width: 3 * days + extra,
            height,
            volume,
            background: if white { Background::White } else { Background::Black },
        },
    )
}

/// A price that is a whole number of quarters, so that shifts and powers of two are exact.
fn quarters() -> impl Strategy<Value = f64> {
    (4..4000_i32).prop_map(|q| f64::from(q) / 4.0)
}

fn candles(number: impl Strategy<Value = f64>) -> impl Strategy<Value = Vec<Candle>> {
    let ordered = prop::array::uniform5(number).prop_map(|[a, b, c, d, volume]| {
        let (high, low) = (a.max(b).max(c).max(d), a.min(b).min(c).min(d));
        candle(a, high, low, b, volume)
    });
    prop::collection::vec(ordered, 12)
}

proptest! {
    #[test]
    fn the_picture_of_a_day_depends_on_its_window_alone(
        closes in prop::collection::vec(1.0..1000.0_f64, 20..40),
        spec in any_spec(),
        at in 12_usize..19,
        poison in prop::sample::select(vec![f64::NAN, 1e300, -5.0, f64::INFINITY, 0.0]),
    ) {
        let whole = columns_of(&closes, spec.volume);
        let columns = CandleColumns::find(&spec, whole.view().names()).unwrap();
        let picture = |frame: &FeatureFrame, rows: usize| {
            let mut out = vec![0_u8; spec.values()];
            spec.draw_row(&frame.first(rows), &columns, at, &mut out).unwrap();
            out
        };
        let expected = picture(&whole, whole.len());
        prop_assert_eq!(&picture(&whole, at + 1), &expected);
        let mut changed = bars(&closes);
        changed[at + 1..].iter_mut().for_each(|b| *b = poisoned(b, poison));
        changed[..=at - spec.days].iter_mut().for_each(|b| *b = poisoned(b, poison));
        let mut price = vec![PriceFeature::Ma7, PriceFeature::Close, PriceFeature::Open];
        price.extend([PriceFeature::Low, PriceFeature::High]);
        price.extend(spec.volume.then_some(PriceFeature::Volume));
        let changed_frame =
            frame(&panel(changed.clone(), &[]), &FrameSpec { price, ..FrameSpec::default() }).unwrap();
        prop_assert_eq!(&picture(&changed_frame, whole.len()), &expected);
        // from the frame as from the bars themselves
        let window: Vec<Candle> = changed[at + 1 - spec.days..=at].iter().map(Candle::from).collect();
        prop_assert_eq!(&drawn(&spec, &window).unwrap(), &expected);
        // rows that are not there
        let mut out = vec![0_u8; spec.values()];
        let short = spec.draw_row(&whole.first(at), &columns, at, &mut out);
        prop_assert_eq!(short, Err(FeatureError::CandleDays { days: spec.days, candles: 0 }));
    }

    #[test]
    fn every_candle_has_its_colour_and_keeps_to_its_columns(spec in any_spec(), all in candles(quarters())) {
        let window = &all[..spec.days];
        let picture = drawn(&spec, window).unwrap();
        let pixel = |row: usize, column: usize| &picture[(row * spec.width + column) * 3..][..3];
        let empty = if spec.background == Background::White { [255; 3] } else { [0; 3] };
        let slot = spec.width / spec.days;
        let margin = (spec.width - slot * spec.days) / 2;
        for column in (0..margin).chain(margin + slot * spec.days..spec.width) {
            prop_assert!((0..spec.height).all(|row| pixel(row, column) == empty));
        }
        for (day, candle) in window.iter().enumerate() {
            let colour: [u8; 3] = if candle.close > candle.open { [0, 255, 0] } else { [255, 0, 0] };
            let mut widths = Vec::new();
            for row in 0..spec.height {
                let columns = margin + day * slot..margin + (day + 1) * slot;
                let filled: Vec<usize> = columns.filter(|c| pixel(row, *c) != empty).collect();
                let is_volume = filled.iter().all(|c| pixel(row, *c) == [128; 3]);
                prop_assert!(is_volume || filled.iter().all(|c| pixel(row, *c) == colour));
                // without holes, an odd number of columns, and a gap to the neighbour where there is room
                prop_assert!(filled.windows(2).all(|pair| pair[1] == pair[0] + 1));
                prop_assert!(filled.is_empty() || filled.len() % 2 == 1);
                prop_assert!(slot == 3 || filled.len() < slot);
                if !filled.is_empty() && !is_volume {
                    widths.push(filled.len());
                }
            }
            // a shadow, a body, a shadow
            prop_assert!(widths.iter().any(|w| *w > 1));
            let body = widths.iter().max().unwrap();
            prop_assert!(widths.iter().all(|w| *w == 1 || w == body));
            prop_assert!(widths.split(|w| *w == 1).filter(|run| !run.is_empty()).count() == 1);
        }
        // the highest price is in the first row and the lowest in the last of the prices, unless all are one
        let prices = window.iter().flat_map(|c| [c.high, c.low]);
        let (top, bottom) = prices.fold((f64::MIN, f64::MAX), |(t, b), p| (t.max(p), b.min(p)));
        let last = if spec.volume { spec.height - spec.height / 5 - 2 } else { spec.height - 1 };
        for row in [0, last] {
            prop_assert!(top == bottom || (0..spec.width).any(|column| pixel(row, column) != empty));
        }
    }

    #[test]
    fn another_currency_draws_the_same(
        spec in any_spec(), all in candles(quarters()), power in -8_i32..20, shift in -500_i32..100_000,
    ) {
        let window = &all[..spec.days];
        let change = |v: f64| (v + f64::from(shift)) * 2_f64.powi(power);
        let moved: Vec<Candle> = window
            .iter()
            .map(|c| Candle {
                open: change(c.open), high: change(c.high), low: change(c.low), close: change(c.close),
                volume: c.volume * 2_f64.powi(power),
            })
            .collect();
        prop_assert_eq!(drawn(&spec, window).unwrap(), drawn(&spec, &moved).unwrap());
    }

    #[test]
    fn numbers_are_the_bytes_on_the_scale_of_one(spec in any_spec(), all in candles(quarters())) {
        let window = &all[..spec.days];
        let mut numbers = vec![f32::NAN; spec.values()];
        spec.draw(window, &mut numbers).unwrap();
        let bytes = drawn(&spec, window).unwrap();
        prop_assert!(numbers.iter().zip(&bytes).all(|(n, b)| *n == f32::from(*b) / 255.0));
    }

    #[test]
    fn whatever_the_numbers_nothing_panics(spec in any_spec(), all in candles(any::<f64>())) {
        let window = &all[..spec.days];
        match drawn(&spec, window) {
            Ok(_) => {}
            Err(FeatureError::CandleNotFinite { .. } | FeatureError::CandleRange { .. }) => {}
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}
