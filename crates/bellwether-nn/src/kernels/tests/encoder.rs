//! GELU, softmax and the normalised residual.

use super::super::norm::Extent;
use super::super::{Gelu, Isa, ResidualNorm, gelu, softmax};
use super::{SUM, close, values};

/// `2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!`: all terms have one sign.
fn erf(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..200 {
        term *= 2.0 * x * x / f64::from(2 * n + 1);
        sum += term;
    }
    std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

#[test]
fn gelu_follows_its_equations() {
    for isa in Isa::available() {
        for form in [Gelu::Erf, Gelu::Tanh] {
            for width in [1, 7, 16, 1001] {
                let x: Vec<f32> = values(1, 2 * width + 3).iter().map(|x| 9.0 * x).collect();
                let mut y = x.clone();
                gelu(isa, form, &mut y, (2, width, width + 3));
                for (i, (&x, &y)) in x.iter().zip(&y).enumerate() {
                    if i >= width && i < width + 3 {
                        assert_eq!(x, y, "padding is left as it is");
                        continue;
                    }
                    let x = f64::from(x);
                    let expected = match form {
                        Gelu::Erf => 0.5 * x * (1.0 + erf(x * std::f64::consts::FRAC_1_SQRT_2)),
                        Gelu::Tanh => {
                            let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3));
                            0.5 * x * (1.0 + inner.tanh())
                        }
                    };
                    close("gelu", y, expected, 2e-6);
                }
            }
        }
    }
}

#[test]
fn softmax_follows_its_equation_at_every_width() {
    for isa in Isa::available() {
        for width in [1, 2, 7, 8, 15, 16, 17, 33, 512] {
            for size in [0.1, 5.0, 300.0] {
                let (rows, stride, scale) = (3, width + 2, 0.3f32);
                let x: Vec<f32> = values(2, rows * stride).iter().map(|x| size * x).collect();
                let mut y = x.clone();
                softmax(isa, &mut y, (rows, width, stride), scale);
                for row in 0..rows {
                    let from = &x[row * stride..][..width];
                    let weights = |x: f32| (f64::from(scale) * (f64::from(x) - f64::from(from[0]))).exp();
                    let sum: f64 = from.iter().map(|&x| weights(x)).sum();
                    for (j, &x) in from.iter().enumerate() {
                        close("softmax", y[row * stride + j], weights(x) / sum, 2e-5);
                    }
                    let total: f64 = y[row * stride..][..width].iter().map(|&y| f64::from(y)).sum();
                    assert!((total - 1.0).abs() < 1e-6, "{total}");
                    assert_eq!(y[row * stride + width..][..2], x[row * stride + width..][..2]);
                }
            }
        }
    }
}

#[test]
fn residual_norm_follows_its_equation() {
    for isa in Isa::available() {
        for width in [1, 7, 16, 33, 384] {
            let (rows, stride) = (3, width + 5);
            let (x, residual) = (values(1, rows * stride), values(2, rows * stride));
            let (gain, offset) = (values(3, width), values(4, width));
            let mut y = x.clone();
            let extent = Extent { rows, width, stride };
            ResidualNorm {
                extent,
                epsilon: 1e-5,
                x: &mut y,
                residual: &residual,
                gain: &gain,
                offset: &offset,
            }
            .run(isa);
            for row in 0..rows {
                let sum = |j: usize| f64::from(x[row * stride + j]) + f64::from(residual[row * stride + j]);
                let mean = (0..width).map(sum).sum::<f64>() / width as f64;
                let variance = (0..width).map(|j| (sum(j) - mean).powi(2)).sum::<f64>() / width as f64;
                for j in 0..width {
                    let unit = (sum(j) - mean) / (variance + 1e-5).sqrt();
                    let expected = unit * f64::from(gain[j]) + f64::from(offset[j]);
                    close("norm", y[row * stride + j], expected, 10.0 * SUM);
                }
            }
        }
    }
}
