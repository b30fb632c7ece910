use crate::Violation;

/// What a computation gave, bit by bit, under labels: two traces are equal when no bit differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace(Vec<(String, Vec<u64>)>);

impl Trace {
    /// Adds numbers. Every NaN counts as the same.
    pub fn numbers(&mut self, label: impl Into<String>, values: impl IntoIterator<Item = f64>) {
        let bits = |v: f64| if v.is_nan() { f64::NAN.to_bits() } else { v.to_bits() };
        self.0.push((label.into(), values.into_iter().map(bits).collect()));
    }

    /// Adds bytes.
    pub fn bytes(&mut self, label: impl Into<String>, bytes: &[u8]) {
        self.0.push((label.into(), bytes.iter().map(|b| u64::from(*b)).collect()));
    }

    /// Adds all of another trace, each label behind a prefix.
    pub fn append(&mut self, prefix: &str, other: Self) {
        self.0.extend(other.0.into_iter().map(|(label, values)| (format!("{prefix} {label}"), values)));
    }

    /// Whether nothing was recorded: a law over it would say nothing.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, values)| values.is_empty())
    }

    /// Checks that `after` is the same, bit by bit.
    ///
    /// # Errors
    /// The first [`Violation`], with `under` to say what was changed; [`Violation::Untested`] for an empty trace.
    pub fn unmoved(&self, after: &Self, under: &str) -> Result<(), Violation> {
        if self.is_empty() {
            return Err(Violation::untested(format!("{under}: nothing was computed")));
        }
        let reshaped = |label: &str, before, after| Violation::Reshaped {
            under: under.to_owned(),
            label: label.to_owned(),
            before,
            after,
        };
        if self.0.len() != after.0.len() {
            return Err(reshaped("the result", self.0.len(), after.0.len()));
        }
        for ((label, old), (other, new)) in self.0.iter().zip(&after.0) {
            if label != other || old.len() != new.len() {
                return Err(reshaped(label, old.len(), new.len()));
            }
            if let Some(index) = (0..old.len()).find(|&i| old[i] != new[i]) {
                return Err(Violation::Moved {
                    under: under.to_owned(),
                    label: label.clone(),
                    index,
                    before: number(old[index]),
                    after: number(new[index]),
                });
            }
        }
        Ok(())
    }
}

/// Bytes are small integers, numbers the bits of a double.
fn number(bits: u64) -> String {
    if bits < 256 { bits.to_string() } else { f64::from_bits(bits).to_string() }
}
