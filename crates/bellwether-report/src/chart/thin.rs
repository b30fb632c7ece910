//! Fewer points than days, chosen so that the picture stays the same.

/// At most `keep` indices of `values`, ends included: the largest triangles of Steinarsson (2013, "Downsampling time
/// series for visual representation"), one a bucket. Values that are not finite count as zero height.
pub(crate) fn largest_triangles(values: &[f64], keep: usize) -> Vec<usize> {
    let n = values.len();
    if n <= keep.max(3) {
        return (0..n).collect();
    }
    let keep = keep.max(3);
    let value = |i: usize| if values[i].is_finite() { values[i] } else { 0.0 };
    let edge = |b: usize| 1 + b * (n - 2) / (keep - 2);
    let mut chosen = vec![0];
    for bucket in 0..keep - 2 {
        let (start, end) = (edge(bucket), edge(bucket + 1));
        let next = if bucket + 3 == keep { n - 1..n } else { end..edge(bucket + 2) };
        let len = next.len() as f64;
        let (cx, cy) = next.fold((0.0, 0.0), |(x, y), i| (x + i as f64 / len, y + value(i) / len));
        let previous = chosen[bucket];
        let (ax, ay) = (previous as f64, value(previous));
        let area = |i: usize| ((ax - cx) * (value(i) - ay) - (ax - i as f64) * (cy - ay)).abs();
        let best = (start..end).fold(start, |best, i| if area(i) > area(best) { i } else { best });
        chosen.push(best);
    }
    chosen.push(n - 1);
    chosen
}

/// At most `keep` indices: the tallest of each of `keep` equal stretches.
pub(crate) fn tallest(values: &[f64], keep: usize) -> Vec<usize> {
    let n = values.len();
    if n <= keep.max(1) {
        return (0..n).collect();
    }
    let edge = |b: usize| b * n / keep;
    (0..keep)
        .map(|b| {
            (edge(b)..edge(b + 1)).fold(edge(b), |best, i| if values[i] > values[best] { i } else { best })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_spike_survives() {
        let mut values = vec![0.0; 1000];
        values[617] = 9.0;
        assert!(largest_triangles(&values, 50).contains(&617));
        assert!(tallest(&values, 50).contains(&617));
    }

    proptest! {
        #[test]
        fn indices_rise_and_are_few(values in prop::collection::vec(-10.0..10.0f64, 0..300), keep in 3usize..80) {
            for chosen in [largest_triangles(&values, keep), tallest(&values, keep)] {
                prop_assert_eq!(chosen.len(), values.len().min(keep));
                prop_assert!(chosen.windows(2).all(|w| w[0] < w[1]));
                prop_assert!(chosen.last().is_none_or(|i| *i < values.len()));
            }
        }
    }
}
