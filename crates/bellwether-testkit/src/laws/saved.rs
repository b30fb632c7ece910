//! A restored model forecasts bit for bit; damaged bytes are refused.

use bellwether_core::{Fitted, ForecastError, Forecaster, RunContext};

use crate::{Case, Trace, Violation};

/// How saved models are read.
pub type Restore = dyn Fn(&[u8]) -> Result<Box<dyn Fitted>, ForecastError>;

/// Fits the model at the decision of `row`, restores it from its bytes, and compares the forecasts from all later rows.
///
/// # Errors
/// [`Violation::Moved`], or [`Violation::Untested`] when it cannot be fitted, restored, or forecast.
pub fn model(model: &dyn Forecaster, case: &Case, row: usize, restore: &Restore) -> Result<(), Violation> {
    let fitted = model.fit(&case.train_set(row), &RunContext::new(7)).map_err(Violation::untested)?;
    let bytes = fitted.to_bytes();
    let restored = restore(&bytes).map_err(Violation::untested)?;
    forecasts(&*fitted, case, row)?.unmoved(&forecasts(&*restored, case, row)?, "save and load")?;
    let mut trace = Trace::default();
    trace.bytes("fitted model", &bytes);
    let mut again = Trace::default();
    again.bytes("fitted model", &restored.to_bytes());
    trace.unmoved(&again, "save and load")?;
    if fitted.losses() == restored.losses() {
        return Ok(());
    }
    Err(Violation::untested("the losses are not restored"))
}

/// Damages the bytes in many ways: cut short at up to 200 places, lengthened, one bit flipped in up to 200 bytes, all
/// bytes 255.
///
/// # Errors
/// [`Violation::Accepted`] for the first that is not refused.
pub fn damaged(bytes: &[u8], restore: &Restore) -> Result<(), Violation> {
    let refuse = |damaged: &[u8], damage: String| match restore(damaged) {
        Err(ForecastError::Saved { .. }) => Ok(()),
        Err(other) => Err(Violation::Accepted { damage: format!("{damage}, as {other:?}") }),
        Ok(_) => Err(Violation::Accepted { damage }),
    };
    let step = bytes.len() / 200 + 1;
    for length in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
        refuse(&bytes[..length], format!("cut to {length} of {} bytes", bytes.len()))?;
    }
    refuse(&[bytes, &[0]].concat(), "one byte more".to_owned())?;
    for (i, at) in (0..bytes.len()).step_by(step).enumerate() {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1 << (i % 8);
        refuse(&flipped, format!("bit {} of byte {at} flipped", i % 8))?;
    }
    refuse(&vec![255; bytes.len()], "all bytes 255".to_owned())
}

fn forecasts(fitted: &dyn Fitted, case: &Case, row: usize) -> Result<Trace, Violation> {
    let mut numbers = Vec::new();
    for origin in row..case.frame.len() {
        let forecast = fitted.forecast(&case.origin(origin)).map_err(Violation::untested)?;
        numbers.extend(super::poison::numbers(&forecast));
    }
    let mut trace = Trace::default();
    trace.numbers("forecasts", numbers);
    Ok(trace)
}
