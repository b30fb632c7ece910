//! What can go wrong with training a linear classifier and with its file.

/// Why a linear classifier cannot be trained or loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinearError {
    /// Not as many labels as texts.
    #[error("{texts} texts and {labels} labels: each text needs one")]
    Rows {
        /// Texts given.
        texts: usize,
        /// Labels given.
        labels: usize,
    },
    /// A class is too small to be spread over the folds of the calibration or of a cross-validation.
    #[error("{rows} texts are labelled {class:?}, and {needed} are needed: one a fold")]
    SmallClass {
        /// The class.
        class: crate::PolarityLabel,
        /// Its texts.
        rows: usize,
        /// The number of folds.
        needed: usize,
    },
    /// All texts have one label.
    #[error("{rows} texts with {classes} label(s): a classifier needs at least two")]
    OneClass {
        /// Texts given.
        rows: usize,
        /// Distinct labels.
        classes: usize,
    },
    /// No n-gram is left.
    #[error("none of the n-grams stands in {min_documents} or more of {texts} texts")]
    EmptyVocabulary {
        /// The bound.
        min_documents: usize,
        /// Texts given.
        texts: usize,
    },
    /// A setting is out of range.
    #[error("{setting} = {found}: expected {expected}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// What was given.
        found: String,
        /// What can be.
        expected: &'static str,
    },
    /// Naive Bayes counts, and a feature is below zero.
    #[error(
        "a feature is {value}: naive Bayes takes counts. Hashed n-grams are signed and the lexicons' sums too; \
         take tf-idf"
    )]
    NegativeFeature {
        /// The smallest value.
        value: f64,
    },
    /// The optimiser does not come to rest.
    #[error(
        "no minimum after {steps} steps: the gradient is {gradient:.1e} of that at the start; take a smaller c"
    )]
    NotConverged {
        /// Newton steps allowed.
        steps: usize,
        /// The gradient's norm against that at zero.
        gradient: f64,
    },
    /// The file does not begin as a model does.
    #[error("it is no model file: it does not begin with {expected:?}")]
    NotAModel {
        /// How it should begin.
        expected: &'static str,
    },
    /// A model of another version of the format.
    #[error("format {found}, and this program reads format {expected}: train it again")]
    Format {
        /// In the file.
        found: u32,
        /// Read here.
        expected: u32,
    },
    /// The file ends too early or too late.
    #[error("{found} bytes, and its header says {expected}: it was cut or added to")]
    Length {
        /// Bytes of the file.
        found: u64,
        /// What its header says.
        expected: u64,
    },
    /// Bytes were changed.
    #[error("its checksum is {found}, and its header says {expected}: it is damaged")]
    Checksum {
        /// Of the content.
        found: String,
        /// What its header says.
        expected: String,
    },
    /// A sound checksum over content that makes no model.
    #[error("its content makes no model: {what}")]
    Content {
        /// What does not fit, with values.
        what: String,
    },
    /// Trained with other lexicons than those of this program.
    #[error("it was trained with the lexicons {found}, and this program has {expected}: train it again")]
    Lexicons {
        /// In the file.
        found: String,
        /// Here.
        expected: String,
    },
}
