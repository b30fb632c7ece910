use super::fit::fit;
use super::{ErrorKind, FittedEts, Form, Season, SmoothingError, Trend};

/// Forms to choose from: each list as it is to be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms {
    /// Errors.
    pub errors: Vec<ErrorKind>,
    /// Trends.
    pub trends: Vec<Trend>,
    /// Seasons.
    pub seasons: Vec<Season>,
    /// Values in a season; not read without one.
    pub period: usize,
}

impl Forms {
    /// Additive and multiplicative errors, no trend, a trend and a damped one; with a period also both seasons.
    /// Multiplicative trends are left out: their forecasts run away.
    pub fn all(period: Option<usize>) -> Self {
        let seasons: &[Season] = if period.is_some() {
            &[Season::None, Season::Additive, Season::Multiplicative]
        } else {
            &[Season::None]
        };
        Self {
            errors: vec![ErrorKind::Additive, ErrorKind::Multiplicative],
            trends: vec![Trend::None, Trend::Additive, Trend::AdditiveDamped],
            seasons: seasons.to_vec(),
            period: period.unwrap_or(1),
        }
    }

    fn iter(&self) -> impl Iterator<Item = Form> {
        let pairs =
            self.seasons.iter().flat_map(|season| self.trends.iter().map(move |trend| (*trend, *season)));
        let forms = pairs
            .flat_map(|(trend, season)| self.errors.iter().map(move |e| Form { error: *e, trend, season }));
        // additive errors with ratios have no finite variance
        let several = self.errors.len() * self.trends.len() * self.seasons.len() > 1;
        forms.filter(move |f| !several || f.error == ErrorKind::Multiplicative || f.is_linear())
    }
}

/// The chosen model, and how many were fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct EtsSelection {
    /// The fit with the lowest AICc.
    pub best: FittedEts,
    /// Models fitted.
    pub tried: usize,
}

/// The form that AICc prefers. Forms that need values above 0 are passed over where there are others.
///
/// # Errors
/// [`SmoothingError`] of the first form when none can be fitted.
pub fn select(series: &[f64], forms: &Forms) -> Result<EtsSelection, SmoothingError> {
    let mut best: Option<(f64, FittedEts)> = None;
    let (mut tried, mut refused) = (0, None);
    for form in forms.iter() {
        match fit(series, form, forms.period) {
            Ok(found) => {
                tried += 1;
                let aicc = found.aicc();
                if best.as_ref().is_none_or(|b| aicc < b.0) {
                    best = Some((aicc, found));
                }
            }
            Err(e) => {
                refused.get_or_insert(e);
            }
        }
    }
    match (best, refused) {
        (Some((_, best)), _) => Ok(EtsSelection { best, tried }),
        (None, Some(e)) => Err(e),
        (None, None) => Err(SmoothingError::TooShort { model: "ets".to_owned(), needed: 1, found: 0 }),
    }
}
