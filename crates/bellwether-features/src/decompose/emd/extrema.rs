//! Maxima, minima and zero crossings of a series.

/// Positions of extrema, and the number of times that zero is crossed.
#[derive(Debug, Default)]
pub(super) struct Extrema {
    pub(super) maxima: Vec<usize>,
    pub(super) minima: Vec<usize>,
    pub(super) crossings: usize,
}

impl Extrema {
    pub(super) fn count(&self) -> usize {
        self.maxima.len() + self.minima.len()
    }

    /// Finds those of `x`. A value above both neighbours is a maximum; of several equal ones between a rise and a fall the
    /// middle one, rounded to even. Ends are none. A run of zeros crosses once.
    pub(super) fn find(&mut self, x: &[f64]) {
        let Self { maxima, minima, crossings } = self;
        maxima.clear();
        minima.clear();
        *crossings = 0;
        // whether the last step that moved went up, and the first of the equal values behind it
        let mut before: Option<(bool, usize)> = None;
        for i in 1..x.len() {
            *crossings += usize::from(x[i - 1] * x[i] < 0.0);
            let step = x[i] - x[i - 1];
            if step == 0.0 {
                continue;
            }
            let up = step > 0.0;
            match before {
                Some((true, from)) if !up => maxima.push(middle(from, i - 1)),
                Some((false, from)) if up => minima.push(middle(from, i - 1)),
                _ => {}
            }
            before = Some((up, i));
        }
        *crossings += runs_of_zero(x);
    }
}

/// The middle of two positions, of two middle ones the even one.
fn middle(from: usize, to: usize) -> usize {
    let half = usize::midpoint(from, to);
    if (from + to).is_multiple_of(2) || half.is_multiple_of(2) { half } else { half + 1 }
}

fn runs_of_zero(x: &[f64]) -> usize {
    let starts = x.windows(2).filter(|w| w[0] != 0.0 && w[1] == 0.0).count();
    starts + usize::from(x.first() == Some(&0.0))
}

#[cfg(test)]
mod tests {
    use super::Extrema;

    fn found(x: &[f64]) -> (Vec<usize>, Vec<usize>, usize) {
        let mut extrema = Extrema::default();
        extrema.find(x);
        (extrema.maxima, extrema.minima, extrema.crossings)
    }

    #[test]
    fn plateaus_count_once_and_ends_never() {
        assert_eq!(found(&[]), (vec![], vec![], 0));
        assert_eq!(found(&[1.0, 1.0, 1.0]), (vec![], vec![], 0));
        assert_eq!(found(&[0.0, 1.0, 0.0]), (vec![1], vec![], 2));
        assert_eq!(found(&[0.0, 0.0, 1.0, 1.0, 1.0, -1.0, 2.0, 2.0]), (vec![3], vec![5], 3));
        // 1.5 and 2.5 are rounded to even
        assert_eq!(found(&[0.0, 1.0, 1.0, 0.0]).0, [2]);
        assert_eq!(found(&[0.0, 0.5, 1.0, 1.0, 0.0]).0, [2]);
        // on a rise no extremum
        assert_eq!(found(&[0.0, 1.0, 1.0, 2.0]), (vec![], vec![], 1));
    }
}
