//! The forecast quantity as it is drawn and written.

use bellwether_core::{Target, TargetKind};

use crate::number;

/// How one ticker's forecasts are scaled and written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quantity {
    /// Drawn value per recorded value: 100 for returns, which are shown in percent.
    pub(crate) factor: f64,
    /// Written after axis labels.
    pub(crate) unit: &'static str,
    pub(crate) decimals: usize,
    price: bool,
}

impl Quantity {
    /// For values of this size.
    pub(crate) fn new(target: Target, size: f64) -> Self {
        let price = target.is_price();
        match target.kind {
            TargetKind::LogReturn => Self { factor: 100.0, unit: "\u{a0}%", decimals: 2, price },
            _ => Self { factor: 1.0, unit: "", decimals: number::price_decimals(size), price },
        }
    }

    /// A value with its unit; returns with a sign.
    pub(crate) fn write(self, x: f64) -> String {
        if self.price {
            return number::fixed(x, self.decimals);
        }
        format!("{}{}", number::signed(self.factor * x, self.decimals), self.unit)
    }

    /// The change of a price against the last known one, in percent; empty for other targets.
    pub(crate) fn change(self, x: f64, last_known: f64) -> String {
        if !self.price || last_known == 0.0 {
            return String::new();
        }
        format!("{}\u{a0}%", number::signed(100.0 * (x / last_known - 1.0), 2))
    }
}
