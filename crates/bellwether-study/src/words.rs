//! Numbers and lists as sentences have them.

/// A percentage's number: one decimal, thousands grouped.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    let (whole, tenth) = text.split_once('.').unwrap_or((&text, "0"));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        let digits = whole.len() - i;
        if i > 0 && digits % 3 == 0 && grouped != "-" {
            grouped.push(',');
        }
        grouped.push(c);
    }
    format!("{grouped}.{tenth} %")
}

/// A value with so many decimals and a true minus sign; with an exponent where it is enormous.
pub(crate) fn value(x: f64, decimals: usize) -> String {
    let text = if x.abs() >= 1e9 { format!("{x:.2e}") } else { format!("{x:.decimals$}") };
    text.replace('-', "−")
}

/// `1 post`, `4 posts`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

/// The verb behind so many: `1 row stands`, `4 rows stand`.
pub(crate) fn verb(n: usize, of_one: &'static str, of_several: &'static str) -> &'static str {
    if n == 1 { of_one } else { of_several }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let shares = [0.0064, 3.172, 9.999, 81.2346, -0.5, -12_345.678];
        let written = ["0.6 %", "317.2 %", "999.9 %", "8,123.5 %", "-50.0 %", "-1,234,567.8 %"];
        assert_eq!(shares.map(percent), written);
    }

    #[test]
    fn an_enormous_value_has_an_exponent() {
        assert_eq!((value(593.641, 2), value(-1e300, 2)), ("593.64".to_owned(), "−1.00e300".to_owned()));
    }

    #[test]
    fn only_the_last_stands_behind_and() {
        let names = ["mlp", "lstm", "cnn"].map(str::to_owned);
        assert_eq!(listed(&names[..1]), "mlp");
        assert_eq!(listed(&names[..2]), "mlp and lstm");
        assert_eq!(listed(&names), "mlp, lstm and cnn");
    }
}
