//! Every forecaster: naive, classical and deep.
