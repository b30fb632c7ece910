//! A p-value in words.

/// In the field's form: `p = .41`, `p = .032`, `p < .001`, `p > .99`; below .1 with a third decimal.
///
/// ```
/// use bellwether_evaluation::significance::p_value_words;
///
/// assert_eq!(p_value_words(0.0321), "p = .032");
/// assert_eq!(p_value_words(0.0999), "p = .10");
/// assert_eq!(p_value_words(1.0), "p > .99");
/// ```
pub fn p_value_words(p: f64) -> String {
    if !p.is_finite() {
        return "p unknown".to_owned();
    }
    if p < 0.001 {
        return "p < .001".to_owned();
    }
    if p > 0.99 {
        return "p > .99".to_owned();
    }
    // what three decimals would round to .100 has two
    let text = if p < 0.0995 { format!("{p:.3}") } else { format!("{p:.2}") };
    format!("p = {}", text.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_have_no_leading_zero() {
        for (p, text) in [
            (0.41, "p = .41"),
            (0.0321, "p = .032"),
            (0.0994, "p = .099"),
            (0.0996, "p = .10"),
            (0.1, "p = .10"),
            (0.001, "p = .001"),
            (0.0001, "p < .001"),
            (0.99, "p = .99"),
            (0.999, "p > .99"),
            (f64::NAN, "p unknown"),
        ] {
            assert_eq!(p_value_words(p), text);
        }
    }
}
