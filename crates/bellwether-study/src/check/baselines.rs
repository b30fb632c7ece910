//! Naive forecasts of the samples, from what was known before each.

use bellwether_core::{Target, TargetKind};

use super::align::{Aligned, Sample};

/// A naive forecast's name, and its value for each sample.
pub(super) struct Baseline {
    pub(super) name: &'static str,
    pub(super) points: Vec<f64>,
}

/// Persistence first; then the mean change so far of values, the mean so far of returns, the more frequent class so far.
pub(super) fn baselines(target: Target, ticker: &Aligned) -> Vec<Baseline> {
    let of = |name, point: &dyn Fn(&Sample) -> f64| Baseline {
        name,
        points: ticker.samples.iter().map(point).collect(),
    };
    // sums of the first so many values, so that each sample is one subtraction
    let mut sums = vec![0.0];
    sums.extend(ticker.known.iter().scan(0.0, |sum, v| {
        *sum += v;
        Some(*sum)
    }));
    let mean = |s: &Sample| if s.known == 0 { 0.0 } else { sums[s.known] / s.known as f64 };
    let persistence = of("persistence", &|s| s.last_known);
    let second = match target.kind {
        TargetKind::Direction => of("always-majority", &|s| f64::from(mean(s) >= 0.5)),
        TargetKind::LogReturn => of("mean-so-far", &mean),
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => of("drift", &|s| {
            let Some(last) = s.known.checked_sub(1).filter(|last| *last > 0) else { return s.last_known };
            let step = (ticker.known[last] - ticker.known[0]) / last as f64;
            s.last_known + step * target.horizon as f64
        }),
    };
    vec![persistence, second]
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwether_core::{Date, Ticker};

    fn ticker(known: &[f64]) -> Aligned {
        let day = |n: usize| Date::new(2024, 1, n as i8 + 1).unwrap();
        let sample = |n: usize| Sample {
            origin: day(n - 1),
            date: day(n),
            actual: known[n],
            last_known: known[n - 1],
            known: n,
            models: Vec::new(),
        };
        Aligned {
            ticker: Ticker::new("A").unwrap(),
            samples: (1..known.len()).map(sample).collect(),
            known: known.to_vec(),
            skipped: 0,
            findings: Vec::new(),
            holes: [0; 2],
        }
    }

    /// By hand: of 10, 12, 16 the mean step known at 16 is 3, at 12 it is 2; at 10 none is known.
    #[test]
    fn only_what_was_known_counts() {
        let of = |kind, known: &[f64]| {
            let made = baselines(Target { kind, horizon: 1 }, &ticker(known));
            made.into_iter().map(|b| (b.name, b.points)).collect::<Vec<_>>()
        };
        let close = of(TargetKind::Close, &[10.0, 12.0, 16.0, 11.0]);
        assert_eq!(close[0], ("persistence", vec![10.0, 12.0, 16.0]));
        assert_eq!(close[1], ("drift", vec![10.0, 14.0, 19.0]));
        let classes = of(TargetKind::Direction, &[0.0, 1.0, 0.0, 0.0, 1.0]);
        assert_eq!(classes[1], ("always-majority", vec![0.0, 1.0, 0.0, 0.0]));
        let returns = of(TargetKind::LogReturn, &[0.5, -0.25, 0.5]);
        assert_eq!(returns[1], ("mean-so-far", vec![0.5, 0.125]));
    }
}
