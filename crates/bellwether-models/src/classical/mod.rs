//! Models of classical statistics and machine learning.

mod decision_tree;
mod draw;
mod elastic_net;
mod gaussian_nb;
mod gradient_boosting;
mod histogram_boosting;
mod learner;
mod linear;
mod linear_svm;
mod logistic_regression;
mod nearest_neighbours;
mod random_forest;
mod ridge;
mod trees;

pub use decision_tree::{DecisionTree, DecisionTreeParams};
pub use elastic_net::{ElasticNet, ElasticNetParams, Lasso, LassoParams};
pub use gaussian_nb::{GaussianNaiveBayes, GaussianNaiveBayesParams};
pub use gradient_boosting::{
    Boosting, BoostingLoss, BoostingParams, GradientBoosting, GradientBoostingParams,
};
pub use histogram_boosting::{
    BoostedTrees, BoostedTreesParams, HistogramBoosting, HistogramBoostingParams, Rows, TreesLoss,
};
pub use linear_svm::{LinearSvm, LinearSvmParams, SvmLoss};
pub use logistic_regression::{LogisticRegression, LogisticRegressionParams};
pub use nearest_neighbours::{NearestNeighbours, NearestNeighboursParams, NeighbourWeights};
pub use random_forest::{Forest, ForestParams, MaxFeatures, RandomForest, RandomForestParams};
pub use ridge::{Ridge, RidgeParams};
pub use trees::{Cart, CartParams, Tree};

pub(crate) use learner::FittedLearner;
pub(crate) use ridge::FittedRidge;
