//! What each model computes, as lists show it.

use crate::spec::ModelSpec;

impl ModelSpec {
    /// The formula, recursion or chain of layers, in one or two lines. `y` is the target, `x` the window's lookback x columns
    /// values, scaled, `h` the sessions ahead; the model's own file has it in full.
    #[expect(clippy::too_many_lines, reason = "a table: a line or two for each model")]
    pub fn formula(&self) -> &'static str {
        match self {
            Self::Persistence(_) => "forecast = last known y",
            Self::Drift(_) => "forecast = last known y + mean(y − last known y)",
            Self::AlwaysMajority(_) => "P(rise) = share of rises",
            Self::HistoricalMean(_) => "forecast = mean(y), variance s² (1 + 1/n)",
            Self::NearestDate(_) => {
                "forecast = y of the sample whose date is nearest, the earlier one of two"
            }
            Self::SeasonalNaive(_) => {
                "forecast = y(T+h−m k), k the fewest seasons of m back that are known, variance σ² k"
            }
            Self::Ses(_) => "l' = l + α (y − l); forecast = l, variance σ² (1 + (h − 1) α²)",
            Self::Holt(_) => {
                "e = y − l − φb; l' = l + φb + α e, b' = φb + β e; forecast = l + (φ + … + φ^h) b"
            }
            Self::Ets(_) => {
                "y = w(state) + e or w(state) (1 + e); state' = f(state) + g e: level, trend and season, each added, \
                 multiplied or absent; by likelihood, the form by AICc"
            }
            Self::Theta(_) => {
                "l' = l + α (y − l), b the slope of a line through y; forecast = l + (θ − 1)/θ · b (h − 1 + 1/α − (1 − α)ⁿ/α)"
            }
            Self::Arima(_) => {
                "φ(B) (1 − B)ᵈ (y − β·x) = c + θ(B) e, with seasonal factors Φ(Bᵐ), Θ(Bᵐ); exact likelihood by Kalman filter"
            }
            Self::ArimaGrid(_) => {
                "ARIMA with the p, d, q of the grid whose AICc or validation error is least"
            }
            Self::AutoArima(_) => {
                "ARIMA; d by KPSS, then steps of one in p and q (and P, Q) as long as AICc falls"
            }
            Self::Garch(_) => {
                "r = μ + e, e ~ (0, σ²); σ²' = ω + α e² + β σ² (+ γ e² after a fall); forecast = last · exp(h μ)"
            }
            Self::Ridge(_) => "w = argmin |y − b − X w|² + alpha |w|²; forecast = b + x·w",
            Self::Lasso(_) => "w = argmin 1/(2n) |y − b − X w|² + alpha |w|₁; forecast = b + x·w",
            Self::ElasticNet(_) => {
                "w = argmin 1/(2n) |y − b − X w|² + alpha (r |w|₁ + (1 − r)/2 |w|²); forecast = b + x·w"
            }
            Self::LogisticRegression(_) => {
                "w, b = argmin ½ |w|² + c Σ s (ln(1 + eᶻ) − y z), z = b + x·w; P(rise) = 1 / (1 + e⁻ᶻ)"
            }
            Self::LinearSvm(_) => {
                "f = w·x; w = argmin ½ |w|² + c Σ s max(0, 1 − y f), of numbers max(0, |y − f| − epsilon), or squares; \
                 rise when f > 0"
            }
            Self::GaussianNaiveBayes(_) => "P(c | x) ∝ πc Π over j of N(xⱼ; μcj, σ²cj)",
            Self::NearestNeighbours(_) => {
                "forecast = mean of y over the k training windows nearest to x, each 1 or 1 / distance"
            }
            Self::DecisionTree(_) => {
                "splits x ≤ c that lower the squared error (Gini impurity) most; forecast = mean of y in the leaf of x"
            }
            Self::RandomForest(_) => {
                "forecast = mean of trees, each on a draw of samples, and of inputs at each split"
            }
            Self::GradientBoosting(_) | Self::HistogramBoosting(_) => {
                "F₀ = argmin_c Σ L(y, c), Fₘ = Fₘ₋₁ + learning-rate · treeₘ, grown on the derivative of L at Fₘ₋₁; forecast = F"
            }
            Self::Lstm(_) => "window → LSTM(units) → last output (→ dropout → Dense(dense, relu)) → head",
            Self::Gru(_) => "window → GRU(units) → last output → head",
            Self::Mlp(_) => "window → one row → for each of units: Dense(relu) → dropout → head",
            Self::Cnn(_) => {
                "window → Conv1d(filters, kernel, relu) → max-pool(pool) → one row → Dense(dense, relu) → dropout → head"
            }
            Self::CnnLstm(_) => {
                "window → Conv1d(filters, kernel, relu) (→ max-pool(pool)) → LSTM(units) → last output (→ Dense(dense, relu)) \
                 → head"
            }
            Self::ArLstm(_) => {
                "a = autoregression on the lags, at each step; [columns, a] → LSTM(units) → Dense → residual; \
                 forecast = a + residual"
            }
            Self::BiLstm(_) => "window → for each of units: BiLSTM → dropout → head",
            Self::Transformer(_) => {
                "window → Dense(embedding) → positions → blocks of attention(heads) + norm, feed-forward + norm → one row → \
                 Dense(dense, relu) → dropout → head"
            }
            Self::BertInspired(_) => {
                "window → Dense(embedding) → learnt positions → blocks of attention(heads, key-dim) + norm, feed-forward + norm \
                 → mean over the steps → dropout → head"
            }
            Self::Hybrid(_) => {
                "window → Conv1d(filters, kernel, tanh) → BiLSTM(units) → attention(heads, key-dim) + norm → mean over the \
                 steps → Dense(dense, relu) → dropout → head, trained; then boosted trees in the place of the head"
            }
            Self::Alstm(_) => {
                "window → Dense(mapping, tanh) → LSTM(units) → e = [attention over the steps, last output] → head; \
                 adversarial: loss(e) + beta · loss(e + epsilon g / |g|), g the derivative by e"
            }
            Self::Gan(_) => {
                "generator: window, noise → LSTM(units) → next value; discriminator: window, next value → Dense twice → \
                 log-odds that it is true; forecast = mean of the draws"
            }
            Self::SentimentCnn(_) => {
                "window → 3 x [Conv1d(filters, kernel) → BatchNorm → relu] → mean over the steps → Dense(dense, relu) → \
                 dropout → head"
            }
            Self::CandleCnn(_) => {
                "picture → for each of filters: Conv2d(3 x 3, relu) → max-pool 2 x 2, with dropout → Dense(dense, relu) → \
                 dropout → head"
            }
            Self::Joint(_) => {
                "[convolutions of sentiment-cnn on the window, of candle-cnn on the picture] → Dense(dense, relu) → dropout → \
                 head"
            }
            Self::EmdLstm(_) => {
                "y = modes + rest by empirical mode decomposition of each window; an LSTM for each; forecast = their sum"
            }
            Self::EmdCnnLstm(_) => {
                "y = modes + rest by empirical mode decomposition of each window; a CNN-LSTM for each; forecast = their sum"
            }
            Self::CeemdCnnLstm(_) => {
                "y = modes + rest, means over pairs of y + noise and y − noise; a CNN-LSTM for each; forecast = their sum"
            }
        }
    }
}
