//! Discrete wavelet transform with orthogonal wavelets, and denoising by it.

mod boundary;
mod denoise;
mod filters;
mod transform;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use boundary::Boundary;
pub use denoise::{Denoising, Shrinkage, Threshold, denoise};
pub use transform::{Coefficients, dwt, idwt, wavedec, waverec};

/// An orthogonal wavelet of compact support: Haar, Daubechies with extremal phase, or symlet (Daubechies, 1988 and
/// 1993). The number is that of vanishing moments; filters have twice as many taps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Wavelet {
    Haar,
    Db2,
    Db3,
    #[default]
    Db4,
    Db5,
    Db6,
    Db7,
    Db8,
    Db9,
    Db10,
    Sym2,
    Sym3,
    Sym4,
    Sym5,
    Sym6,
    Sym7,
    Sym8,
    Sym9,
    Sym10,
}

impl Wavelet {
    /// Every wavelet.
    pub const ALL: [Self; 19] = [
        Self::Haar,
        Self::Db2,
        Self::Db3,
        Self::Db4,
        Self::Db5,
        Self::Db6,
        Self::Db7,
        Self::Db8,
        Self::Db9,
        Self::Db10,
        Self::Sym2,
        Self::Sym3,
        Self::Sym4,
        Self::Sym5,
        Self::Sym6,
        Self::Sym7,
        Self::Sym8,
        Self::Sym9,
        Self::Sym10,
    ];

    /// The name in the literature and in PyWavelets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Haar => "haar",
            Self::Db2 => "db2",
            Self::Db3 => "db3",
            Self::Db4 => "db4",
            Self::Db5 => "db5",
            Self::Db6 => "db6",
            Self::Db7 => "db7",
            Self::Db8 => "db8",
            Self::Db9 => "db9",
            Self::Db10 => "db10",
            Self::Sym2 => "sym2",
            Self::Sym3 => "sym3",
            Self::Sym4 => "sym4",
            Self::Sym5 => "sym5",
            Self::Sym6 => "sym6",
            Self::Sym7 => "sym7",
            Self::Sym8 => "sym8",
            Self::Sym9 => "sym9",
            Self::Sym10 => "sym10",
        }
    }

    /// The scaling filter `h` with `Σ h = √2` and `Σ h² = 1`: the low-pass filter of reconstruction. The high-pass one is
    /// its quadrature mirror, `g[k] = (−1)^k h[L − 1 − k]`; decomposition uses both reversed.
    pub fn scaling_filter(self) -> &'static [f64] {
        match self {
            Self::Haar => &filters::HAAR,
            Self::Db2 => &filters::DB2,
            Self::Db3 => &filters::DB3,
            Self::Db4 => &filters::DB4,
            Self::Db5 => &filters::DB5,
            Self::Db6 => &filters::DB6,
            Self::Db7 => &filters::DB7,
            Self::Db8 => &filters::DB8,
            Self::Db9 => &filters::DB9,
            Self::Db10 => &filters::DB10,
            Self::Sym2 => &filters::SYM2,
            Self::Sym3 => &filters::SYM3,
            Self::Sym4 => &filters::SYM4,
            Self::Sym5 => &filters::SYM5,
            Self::Sym6 => &filters::SYM6,
            Self::Sym7 => &filters::SYM7,
            Self::Sym8 => &filters::SYM8,
            Self::Sym9 => &filters::SYM9,
            Self::Sym10 => &filters::SYM10,
        }
    }

    /// The high-pass filter of reconstruction.
    fn mirror_filter(self) -> Vec<f64> {
        let sign = |k: usize| if k.is_multiple_of(2) { 1.0 } else { -1.0 };
        self.scaling_filter().iter().rev().enumerate().map(|(k, h)| sign(k) * h).collect()
    }

    /// The most levels at which a series of this length still has coefficients that no boundary touches:
    /// `⌊log₂(n / (L − 1))⌋` for filters of `L` taps.
    pub fn max_level(self, n: usize) -> usize {
        let mut ratio = n / (self.scaling_filter().len() - 1);
        let mut level = 0;
        while ratio >= 2 {
            ratio /= 2;
            level += 1;
        }
        level
    }
}
