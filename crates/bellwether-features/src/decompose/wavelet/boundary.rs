use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a series goes on beyond its ends, with the names of PyWavelets. Its `antisymmetric` is left out: a price that
/// jumps to its negative is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Boundary {
    /// Mirrored, the end twice: `… b a | a b … y z | z y …`.
    #[default]
    Symmetric,
    /// Mirrored about the end: `… c b | a b … y z | y x …`.
    Reflect,
    /// The end value for ever.
    Constant,
    /// Zeros.
    Zero,
    /// The line through the last two values.
    Smooth,
    /// Turned about the end: `2a − b | a b …`.
    Antireflect,
    /// From the start again.
    Periodic,
    /// As periodic, with no more coefficients than values: half as many at each level.
    Periodization,
}

impl Boundary {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Symmetric,
        Self::Reflect,
        Self::Constant,
        Self::Zero,
        Self::Smooth,
        Self::Antireflect,
        Self::Periodic,
        Self::Periodization,
    ];

    /// The value at `i`, counted from the first one of `x`, which is not empty.
    fn at(self, x: &[f64], i: isize) -> f64 {
        let n = x.len() as isize;
        if (0..n).contains(&i) {
            return x[i as usize];
        }
        let (first, last) = (x[0], x[x.len() - 1]);
        // steps beyond the end
        let beyond = if i < 0 { -i } else { i - n + 1 } as f64;
        match self {
            Self::Zero => 0.0,
            Self::Constant => {
                if i < 0 {
                    first
                } else {
                    last
                }
            }
            Self::Periodic | Self::Periodization => x[i.rem_euclid(n) as usize],
            Self::Symmetric => {
                let k = i.rem_euclid(2 * n);
                x[k.min(2 * n - 1 - k) as usize]
            }
            Self::Reflect | Self::Smooth | Self::Antireflect if n == 1 => first,
            Self::Reflect => {
                let k = i.rem_euclid(2 * (n - 1));
                x[k.min(2 * (n - 1) - k) as usize]
            }
            Self::Smooth if i < 0 => first + beyond * (first - x[1]),
            Self::Smooth => last + beyond * (last - x[x.len() - 2]),
            Self::Antireflect => {
                // turned about both ends, it repeats every 2 (n − 1) values, twice the way from end to end higher
                let period = 2 * (n - 1);
                let (turn, k) = (i.div_euclid(period), i.rem_euclid(period));
                let way = last - first;
                let within = if k < n { x[k as usize] } else { 2.0 * last - x[(period - k) as usize] };
                within + turn as f64 * 2.0 * way
            }
        }
    }

    /// The series with `pad` values before and behind it.
    pub(super) fn extend(self, x: &[f64], pad: usize, out: &mut Vec<f64>) {
        out.clear();
        let n = x.len() as isize;
        out.extend((-(pad as isize)..0).map(|i| self.at(x, i)));
        out.extend_from_slice(x);
        out.extend((n..n + pad as isize).map(|i| self.at(x, i)));
    }
}
