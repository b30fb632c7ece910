//! Maximal marginal relevance: words that are near the topic and far from one another (Carbonell and Goldstein, 1998).

use super::cosine;
use crate::TopicsError;

/// The places of `count` of the `words`: the nearest to the topic first, then always the word with the highest
///
/// ```text
/// (1 − diversity) · cos(word, topic) − diversity · max cos(word, chosen)
/// ```
///
/// All of them where there are fewer. `diversity` is 0 (the nearest words) to 1. The tests compare with BERTopic's.
///
/// # Errors
/// Where `diversity` is out of range.
pub fn maximal_marginal_relevance(
    topic: &[f64],
    words: &[Vec<f64>],
    diversity: f64,
    count: usize,
) -> Result<Vec<usize>, TopicsError> {
    if !(0.0..=1.0).contains(&diversity) {
        return Err(TopicsError::Setting {
            setting: "diversity",
            found: diversity.to_string(),
            expected: "0 to 1".to_owned(),
        });
    }
    let near: Vec<f64> = words.iter().map(|word| cosine(word, topic)).collect();
    let mut nearest_chosen = vec![f64::NEG_INFINITY; words.len()];
    let mut left: Vec<usize> = (0..words.len()).collect();
    let mut chosen = Vec::new();
    while chosen.len() < count && !left.is_empty() {
        let worth = |&word: &usize| {
            if chosen.is_empty() {
                near[word]
            } else {
                (1.0 - diversity) * near[word] - diversity * nearest_chosen[word]
            }
        };
        let mut best = 0;
        for at in 1..left.len() {
            if worth(&left[at]) > worth(&left[best]) {
                best = at;
            }
        }
        let word = left.remove(best);
        for &other in &left {
            nearest_chosen[other] = nearest_chosen[other].max(cosine(&words[other], &words[word]));
        }
        chosen.push(word);
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Case {
        diversity: f64,
        top: usize,
        chosen: Vec<usize>,
    }

    #[derive(Deserialize)]
    struct Reference {
        topic: Vec<f64>,
        vectors: Vec<Vec<f64>>,
        cases: Vec<Case>,
    }

    #[test]
    fn words_are_those_of_bertopic() {
        let reference: Reference =
            serde_json::from_str(include_str!("../../tests/reference/bertopic/mmr.json")).unwrap();
        for case in &reference.cases {
            let chosen =
                maximal_marginal_relevance(&reference.topic, &reference.vectors, case.diversity, case.top)
                    .unwrap();
            assert_eq!(chosen, case.chosen, "diversity {}", case.diversity);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(maximal_marginal_relevance(&[1.0], &[vec![2.0]], 0.3, 5).unwrap(), [0]);
        assert!(maximal_marginal_relevance(&[1.0], &[], 0.3, 5).unwrap().is_empty());
        assert!(maximal_marginal_relevance(&[1.0], &[], 1.3, 5).is_err());
    }
}
