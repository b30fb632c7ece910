/// Least squares column by column: each is made orthogonal to those before it.
#[derive(Debug, Clone)]
pub(super) struct Orthogonal {
    basis: Vec<Vec<f64>>,
    rest: Vec<f64>,
}

/// A column is not independent of those before it when less than this of it is left.
const INDEPENDENT: f64 = 1e-10;

impl Orthogonal {
    pub(super) fn new(target: Vec<f64>) -> Self {
        Self { basis: Vec::new(), rest: target }
    }

    /// Adds a column and takes its part from the target; returns the target's share in its direction, `None` when it is
    /// not independent.
    pub(super) fn add(&mut self, column: &[f64]) -> Option<f64> {
        let whole = dot(column, column).sqrt();
        let mut own = column.to_vec();
        // twice is enough (Kahan and Parlett)
        for _ in 0..2 {
            for other in &self.basis {
                let share = dot(other, &own);
                own.iter_mut().zip(other).for_each(|(v, o)| *v -= share * o);
            }
        }
        let left = dot(&own, &own).sqrt();
        let independent = left > INDEPENDENT * whole;
        if !independent {
            return None;
        }
        for v in &mut own {
            *v /= left;
        }
        let share = dot(&own, &self.rest);
        self.rest.iter_mut().zip(&own).for_each(|(v, o)| *v -= share * o);
        self.basis.push(own);
        Some(share)
    }

    /// Sum of squares left over.
    pub(super) fn squares(&self) -> f64 {
        dot(&self.rest, &self.rest)
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
