//! Drawing into a caller's buffer, `[row][column][channel]`.

use std::ops::Range;

use bellwether_core::FrameView;

use super::layout::Layout;
use crate::{Background, Candle, CandleColumns, CandleSpec, FeatureError};

/// What a picture's values are: bytes, or numbers in 0..=1.
pub trait Channel: Copy + private::Sealed {
    /// Nothing of a colour.
    const NONE: Self;
    /// Half of a colour: 128, or 128/255.
    const HALF: Self;
    /// All of a colour.
    const FULL: Self;
}

impl Channel for u8 {
    const NONE: Self = 0;
    const HALF: Self = 128;
    const FULL: Self = 255;
}

impl Channel for f32 {
    const NONE: Self = 0.0;
    const HALF: Self = 128.0 / 255.0;
    const FULL: Self = 1.0;
}

mod private {
    pub trait Sealed {}
    impl Sealed for u8 {}
    impl Sealed for f32 {}
}

impl CandleSpec {
    /// Draws the candles, oldest first, over whatever `out` holds: `[row][column][channel]`, red, green, blue, from
    /// the top left. Nothing is allocated.
    ///
    /// A candle whose open or close lies outside its low and high, or whose high is below its low, is drawn from the
    /// lowest to the highest of its four prices.
    ///
    /// # Errors
    /// What [`validate`](Self::validate) finds; [`FeatureError::CandleDays`] unless there is one candle for each of
    /// the days; [`FeatureError::PictureLength`] when `out` is not the picture's [`values`](Self::values);
    /// [`FeatureError::CandleNotFinite`] for a price that is missing or infinite, and with volume bars for a volume
    /// that is, or that is negative; [`FeatureError::CandleRange`] for prices that span more than a double holds. On an error `out` is
    /// as it was.
    ///
    /// ```
    /// use bellwether_features::{Candle, CandleSpec};
    /// let spec = CandleSpec { days: 1, width: 3, height: 8, ..CandleSpec::default() };
    /// let mut picture = vec![0_u8; spec.values()];
    /// let candle = Candle { open: 1.0, high: 8.0, low: 1.0, close: 5.0, volume: 0.0 };
    /// spec.draw(&[candle], &mut picture)?;
    /// // prices 8 to 1 are rows 0 to 7: the shadow from the top, the body from 5 down to 1
    /// let green = |row: usize, column: usize| picture[(row * 3 + column) * 3..][..3] == [0, 255, 0];
    /// assert!(green(0, 1) && !green(0, 0) && green(3, 0) && green(7, 2));
    /// # Ok::<(), bellwether_features::FeatureError>(())
    /// ```
    pub fn draw<T: Channel>(&self, candles: &[Candle], out: &mut [T]) -> Result<(), FeatureError> {
        self.validate()?;
        if candles.len() != self.days {
            return Err(FeatureError::CandleDays { days: self.days, candles: candles.len() });
        }
        self.paint(|day| candles[day], out)
    }

    /// Draws the picture that ends with `row` of a frame, as [`draw`](Self::draw) does; rows before the window and
    /// after `row` are not looked at.
    ///
    /// # Errors
    /// As [`draw`](Self::draw); [`FeatureError::CandleDays`] when fewer than `days` rows end with `row`, or the frame
    /// has no such row.
    pub fn draw_row<T: Channel>(
        &self,
        frame: &FrameView<'_>,
        columns: &CandleColumns,
        row: usize,
        out: &mut [T],
    ) -> Result<(), FeatureError> {
        self.validate()?;
        let found = if row < frame.len() { row + 1 } else { 0 };
        if found < self.days {
            return Err(FeatureError::CandleDays { days: self.days, candles: found });
        }
        self.paint(|day| columns.candle(frame.row(row + 1 - self.days + day)), out)
    }

    /// `candle` gives the candle of each of the `days`, from 0.
    fn paint<T: Channel>(&self, candle: impl Fn(usize) -> Candle, out: &mut [T]) -> Result<(), FeatureError> {
        if out.len() != self.values() {
            return Err(FeatureError::PictureLength {
                values: out.len(),
                rows: self.height,
                columns: self.width,
            });
        }
        let scale = self.scale(&candle)?;
        let layout = Layout::of(self);
        out.fill(match self.background {
            Background::Black => T::NONE,
            Background::White => T::FULL,
        });
        let mut canvas = Canvas { width: self.width, values: out };
        for day in 0..self.days {
            let candle = candle(day);
            let colour =
                if candle.rises() { [T::NONE, T::FULL, T::NONE] } else { [T::FULL, T::NONE, T::NONE] };
            let row = |price| layout.row(price, scale.top, scale.span);
            let shadow = layout.shadow(day);
            canvas.fill(row(candle.top())..row(candle.bottom()) + 1, shadow..shadow + 1, colour);
            let (upper, lower) = (candle.open.max(candle.close), candle.open.min(candle.close));
            canvas.fill(row(upper)..row(lower) + 1, layout.body(day), colour);
            if self.volume {
                let rows = layout.volume_bar(candle.volume, scale.volume);
                canvas.fill(self.height - rows..self.height, layout.body(day), [T::HALF; 3]);
            }
        }
        Ok(())
    }

    /// The highest price, the reach of prices, and the largest volume, once every value has been found to be fit.
    fn scale(&self, candle: &impl Fn(usize) -> Candle) -> Result<Scale, FeatureError> {
        let (mut top, mut bottom, mut volume) = (f64::NEG_INFINITY, f64::INFINITY, 0.0_f64);
        for day in 0..self.days {
            let candle = candle(day);
            let refuse = |field, value| Err(FeatureError::CandleNotFinite { field, day, value });
            if let Some((field, value)) = candle.prices().into_iter().find(|(_, v)| !v.is_finite()) {
                return refuse(field, value);
            }
            if self.volume && !(candle.volume >= 0.0 && candle.volume.is_finite()) {
                return refuse("volume", candle.volume);
            }
            top = top.max(candle.top());
            bottom = bottom.min(candle.bottom());
            volume = volume.max(candle.volume);
        }
        let span = top - bottom;
        if !span.is_finite() {
            return Err(FeatureError::CandleRange { low: bottom, high: top });
        }
        Ok(Scale { top, span, volume })
    }
}

struct Scale {
    top: f64,
    span: f64,
    volume: f64,
}

struct Canvas<'a, T> {
    width: usize,
    values: &'a mut [T],
}

impl<T: Channel> Canvas<'_, T> {
    fn fill(&mut self, rows: Range<usize>, columns: Range<usize>, colour: [T; 3]) {
        for row in rows {
            let line = &mut self.values[(row * self.width + columns.start) * 3..][..columns.len() * 3];
            for pixel in line.as_chunks_mut::<3>().0 {
                *pixel = colour;
            }
        }
    }
}
