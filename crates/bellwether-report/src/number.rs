//! Numbers as readers see them: a true minus sign, grouped thousands, no NaN.

/// What stands where there is no number.
pub const NONE: &str = "–";

/// From here on digits are counted in powers of ten: nobody reads more of them, and no column holds 300.
const ENORMOUS: f64 = 1e9;

/// `x` with so many decimals; thousands grouped, `−` for negative numbers, [`NONE`] when it is not finite; `1.23e300` for
/// an enormous one.
pub fn fixed(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return NONE.into();
    }
    if x.abs() >= ENORMOUS {
        return format!("{}{:.2e}", if x < 0.0 { "−" } else { "" }, x.abs());
    }
    let digits = format!("{:.decimals$}", x.abs());
    let zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if x < 0.0 && !zero {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// As [`fixed`], with a plus sign where the number is positive.
pub fn signed(x: f64, decimals: usize) -> String {
    let text = fixed(x, decimals);
    let positive = x > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if positive && x.is_finite() { format!("+{text}") } else { text }
}

/// Decimals that show a number of this size with `significant` digits; between 0 and 8.
pub(crate) fn decimals(size: f64, significant: i32) -> usize {
    let size = size.abs();
    if !size.is_finite() || size == 0.0 {
        return 2;
    }
    let magnitude = size.log10().floor() as i32;
    (significant - 1 - magnitude).clamp(0, 8) as usize
}

/// Decimals for prices of this size: cents from 1 up, more below.
pub(crate) fn price_decimals(size: f64) -> usize {
    if size.abs() >= 1.0 { 2 } else { decimals(size, 4).max(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_true_minus_and_grouped_thousands() {
        assert_eq!(fixed(-1234567.891, 2), "−1,234,567.89");
        assert_eq!(fixed(999.5, 0), "1,000");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(f64::NAN, 2), NONE);
        assert_eq!(fixed(f64::INFINITY, 2), NONE);
    }

    #[test]
    fn an_enormous_number_has_an_exponent() {
        assert_eq!(fixed(999_999_999.0, 0), "999,999,999");
        assert_eq!(fixed(1e300, 2), "1.00e300");
        assert_eq!(signed(-1.2345e12, 1), "−1.23e12");
        assert_eq!(signed(1.2345e12, 1), "+1.23e12");
    }

    #[test]
    fn a_sign_stands_only_before_what_is_not_zero() {
        assert_eq!(signed(0.25, 1), "+0.2");
        assert_eq!(signed(0.0001, 1), "0.0");
        assert_eq!(signed(-2.0, 1), "−2.0");
    }

    #[test]
    fn decimals_follow_the_size() {
        assert_eq!(decimals(123.4, 4), 1);
        assert_eq!(decimals(0.01234, 3), 4);
        assert_eq!(price_decimals(0.0123), 5);
        assert_eq!(price_decimals(1500.0), 2);
    }
}
