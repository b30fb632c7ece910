use rayon::ThreadPoolBuilder;

use super::*;
use crate::represent::{DocumentLimit, StopWords, Vocabulary, VocabularyParams};

#[derive(Deserialize)]
struct LsaCase {
    sublinear: bool,
    values: Vec<f64>,
    cosines: Vec<Vec<f64>>,
    weights: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct LsaReference {
    documents: Vec<String>,
    cases: Vec<LsaCase>,
}

#[derive(Deserialize)]
struct PpmiCase {
    shift: f64,
    remove_common: bool,
    words: Vec<Vec<f64>>,
    documents: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct PpmiReference {
    window: usize,
    rarity: f64,
    width: usize,
    least: usize,
    texts: Vec<String>,
    cases: Vec<PpmiCase>,
}

fn lsa_reference() -> LsaReference {
    serde_json::from_str(include_str!("../../tests/reference/scikit-learn/lsa.json")).unwrap()
}

fn plain(least: usize) -> VocabularyParams {
    VocabularyParams {
        stop_words: StopWords::None,
        min_documents: DocumentLimit::Count(least),
        ..Default::default()
    }
}

fn small(documents: &[String]) -> Vec<(FittedEmbed, Points)> {
    let run = RunContext::new(5);
    [
        EmbedParams::Lsa(LsaParams { width: 12, ..Default::default() }),
        EmbedParams::Ppmi(PpmiParams { width: 12, ..Default::default() }),
    ]
    .map(|params| params.fit(documents, &run).unwrap())
    .into()
}

#[test]
fn lsa_is_that_of_scikit_learn() {
    let reference = lsa_reference();
    for case in &reference.cases {
        let tf_idf = TfIdfParams { sublinear: case.sublinear };
        let (_, counts) = Vocabulary::fit(&plain(2), &reference.documents).unwrap();
        let weights = TfIdf::fit(&tf_idf, &counts).transform(counts);
        for (row, expected) in case.weights.iter().enumerate() {
            for (a, e) in weights.dense_row(row).iter().zip(expected) {
                assert!((a - e).abs() <= 1e-10, "{a} is not {e}");
            }
        }
        let params = LsaParams { vocabulary: plain(2), tf_idf, width: 12, iterations: 100 };
        let (fitted, points) = FittedLsa::fit(&params, &reference.documents, &RunContext::new(1)).unwrap();
        for (a, e) in fitted.singular_values().iter().zip(&case.values) {
            assert!((a / e - 1.0).abs() <= 1e-6, "{a} is not {e}");
        }
        near(&points, &case.cosines, 1e-6);
    }
}

#[test]
fn documents_wider_than_long_have_the_same_singular_values() {
    let reference = lsa_reference();
    let (_, counts) = Vocabulary::fit(&plain(1), &reference.documents[..40]).unwrap();
    assert!(counts.width() > counts.len());
    let svd = |matrix: &crate::represent::Sparse| {
        truncated_svd(matrix, 8, 200, &RunContext::new(1), "test").unwrap()
    };
    let (wide, tall) = (svd(&counts), svd(&counts.transposed()));
    let images = counts.times(&wide.right, 8);
    let lengths = dense::gram(&images, 8);
    for (i, (a, b)) in wide.values.iter().zip(&tall.values).enumerate() {
        assert!((a / b - 1.0).abs() < 1e-9, "{a} is not {b}");
        // A v = σ u
        assert!((lengths[i * 9].sqrt() / a - 1.0).abs() < 1e-9);
    }
}

#[test]
fn what_is_beyond_the_rank_is_zero() {
    let rows: Vec<Vec<(u32, f64)>> = (0..9).map(|row| vec![(row % 2, 1.0)]).collect();
    let matrix = crate::represent::Sparse::from_rows(6, &rows);
    for matrix in [matrix.transposed(), matrix] {
        let svd = truncated_svd(&matrix, 4, 5, &RunContext::new(1), "test").unwrap();
        assert!((svd.values[0] - 5.0_f64.sqrt()).abs() < 1e-12 && (svd.values[1] - 2.0).abs() < 1e-12);
        assert_eq!(svd.values[2..], [0.0, 0.0]);
        assert!(svd.right.chunks(4).all(|row| row[2] == 0.0 && row[3] == 0.0));
    }
}

#[test]
fn ppmi_is_that_of_dense_matrices() {
    let reference: PpmiReference =
        serde_json::from_str(include_str!("../../tests/reference/numpy/ppmi.json")).unwrap();
    for case in &reference.cases {
        let params = PpmiParams {
            vocabulary: plain(reference.least),
            window: reference.window,
            shift: case.shift,
            rarity: reference.rarity,
            remove_common: case.remove_common,
            width: reference.width,
            iterations: 200,
            ..Default::default()
        };
        let (fitted, points) = FittedPpmi::fit(&params, &reference.texts, &RunContext::new(1)).unwrap();
        for (i, row) in case.words.iter().enumerate() {
            for (j, e) in row.iter().enumerate() {
                let a: f64 =
                    fitted.word_vector(i).iter().zip(fitted.word_vector(j)).map(|(x, y)| x * y).sum();
                assert!((a - e).abs() <= 1e-5, "words {i} and {j}: {a} is not {e}");
            }
        }
        near(&points, &case.documents, 1e-5);
    }
}

fn near(points: &Points, cosines: &[Vec<f64>], tolerance: f64) {
    for (i, row) in cosines.iter().enumerate() {
        for (j, e) in row.iter().enumerate() {
            let a: f64 =
                points.row(i).iter().zip(points.row(j)).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum();
            assert!((a - e).abs() <= tolerance, "documents {i} and {j}: {a} is not {e}");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let documents = lsa_reference().documents;
    let on = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| small(&documents))
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn the_documents_of_the_fit_transform_to_the_same() {
    let documents = lsa_reference().documents;
    for (fitted, points) in small(&documents) {
        assert_eq!(fitted.transform(&documents).unwrap(), points);
        let json = serde_json::to_string(&fitted).unwrap();
        assert_eq!(
            serde_json::from_str::<FittedEmbed>(&json).unwrap().transform(&documents).unwrap(),
            points
        );
        // the empty one, and unknown words
        assert!(points.row(7).iter().all(|&x| x == 0.0));
        assert!(fitted.transform(&["never seen"]).unwrap().values().iter().all(|&x| x == 0.0));
        for row in points.rows().enumerate().filter(|row| row.0 != 7).map(|row| row.1) {
            assert!((row.iter().map(|x| x * x).sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }
}

#[test]
fn too_little_is_an_error() {
    let few = ["oil", "oil", "cup"];
    let run = RunContext::new(1);
    for params in [EmbedParams::Lsa(LsaParams::default()), EmbedParams::Ppmi(PpmiParams::default())] {
        assert!(params.fit(&few, &run).is_err());
        assert!(matches!(params.fit(&[] as &[&str], &run), Err(TopicsError::EmptyVocabulary { .. })));
    }
    let params = LsaParams { vocabulary: plain(1), width: 3, ..Default::default() };
    assert!(matches!(
        FittedLsa::fit(&params, &few, &run),
        Err(TopicsError::TooFewTerms { found: 2, width: 3 })
    ));
    let params = LsaParams { vocabulary: plain(1), width: 4, ..Default::default() };
    assert!(matches!(FittedLsa::fit(&params, &few, &run), Err(TopicsError::TooFewDocuments { .. })));
    let same = vec!["oil price cup"; 30];
    let vocabulary = VocabularyParams::default();
    let params = LsaParams { vocabulary, width: 3, ..Default::default() };
    let (_, points) = FittedLsa::fit(&params, &same, &run).unwrap();
    assert!(points.rows().all(|row| row == points.row(0)));
}

#[test]
fn settings_are_checked_and_named() {
    let params: EmbedParams = serde_json::from_str(r#"{"kind": "ppmi", "window": 3}"#).unwrap();
    assert_eq!(params, EmbedParams::Ppmi(PpmiParams { window: 3, ..Default::default() }));
    assert!(serde_json::from_str::<EmbedParams>(r#"{"kind": "lsa", "windows": 3}"#).is_err());
    assert!(EmbedParams::Ppmi(PpmiParams { shift: 0.5, ..Default::default() }).validate().is_err());
    assert!(EmbedParams::Lsa(LsaParams { width: 0, ..Default::default() }).validate().is_err());
}
