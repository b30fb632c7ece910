//! A candlestick picture of the last two weeks, as networks see it: `08_candlestick_picture [FILE.png]`.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use bellwether::features::{Candle, CandleSpec, png_rgb};
use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let bars = &prices.bars[&Ticker::new("MSFT")?];

    // the picture of a day is drawn from the days up to it, and from nothing else
    let spec = CandleSpec { volume: true, ..CandleSpec::default() };
    let candles: Vec<Candle> = bars.iter().map(Candle::from).collect();
    let last = &candles[candles.len() - spec.days..];
    let mut picture = vec![0_u8; spec.values()];
    spec.draw(last, &mut picture)?;

    // every second row, so that a letter is about as high as it is wide
    for row in picture.chunks(2 * 3 * spec.width) {
        let letter = |pixel: &[u8]| match pixel {
            [0, 0, 0] => ' ',
            [0, 255, 0] => '#',
            [255, 0, 0] => '=',
            _ => ':',
        };
        println!("{}", row[..3 * spec.width].chunks(3).map(letter).collect::<String>());
    }

    // a column of each day's body says whether it rose: five columns a day, the middle one is in the shadow
    for (day, candle) in last.iter().enumerate() {
        let column = (0..spec.height).map(|row| &picture[3 * (row * spec.width + 5 * day + 2)..][..3]);
        let colour = if candle.close > candle.open { [0, 255, 0] } else { [255, 0, 0] };
        assert!(column.into_iter().any(|pixel| pixel == colour));
    }

    let file = png_rgb(&picture, spec.width, spec.height)?;
    if let Some(path) = std::env::args_os().nth(1) {
        std::fs::write(path, file)?;
    }
    Ok(())
}
