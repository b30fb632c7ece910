//! Topics over time: how many documents each has in each bin, and in which words.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CTfIdf, Sparse, top_words};

/// How the words of a bin are weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct OverTimeParams {
    /// The mean with the topic's weights over all time. Default: true.
    pub global_tuning: bool,
    /// The mean with the topic's weights in the bin before, if it has documents there. Default: true.
    pub evolution_tuning: bool,
    /// Words of a topic in a bin. Default: 5.
    pub words: usize,
}

impl Default for OverTimeParams {
    fn default() -> Self {
        Self { global_tuning: true, evolution_tuning: true, words: 5 }
    }
}

/// A topic in one bin.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicAtTime {
    /// The bin.
    pub bin: usize,
    /// The topic.
    pub topic: usize,
    /// Its documents in the bin.
    pub documents: usize,
    /// Its words in the bin and their weights, the highest first.
    pub words: Vec<(u32, f64)>,
}

/// Each topic in each bin in which it has documents, by bin, then by topic.
///
/// The words of a topic's documents in a bin are weighed by `weighing`, which knows all time, and divided by the sum of the
/// absolute weights; then the mean with the bin before, then the mean with `weights`, those of all time, as the settings
/// say. (BERTopic, whose method it is, means to do the first but 0.17.4 writes it to a copy.) Outliers are left out.
///
/// # Panics
/// Where there is not one topic and one bin for each row of `counts`, or one is not below its number.
pub fn over_time(
    params: &OverTimeParams,
    counts: &Sparse,
    topic_of: &[Option<usize>],
    bin_of: &[usize],
    weighing: &CTfIdf,
    weights: &Sparse,
) -> Vec<TopicAtTime> {
    let OverTimeParams { global_tuning, evolution_tuning, words } = *params;
    assert_eq!(topic_of.len(), bin_of.len(), "bins of documents");
    let topics = weights.len();
    let bins = bin_of.iter().map(|bin| bin + 1).max().unwrap_or(0);
    let cells: Vec<Option<usize>> =
        topic_of.iter().zip(bin_of).map(|(topic, bin)| topic.map(|topic| bin * topics + topic)).collect();
    let mut documents = vec![0; bins * topics];
    cells.iter().flatten().for_each(|&cell| documents[cell] += 1);
    let local = shares(weighing.transform(counts.summed_by(&cells, bins * topics)));
    let global = shares(weights.clone());
    let mut tuned: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); bins * topics];
    let mut found = Vec::new();
    for cell in (0..bins * topics).filter(|&cell| documents[cell] > 0) {
        let (bin, topic) = (cell / topics, cell % topics);
        let mut row = entries(&local, cell);
        if evolution_tuning && bin > 0 && documents[cell - topics] > 0 {
            row = mean(&row, &tuned[cell - topics]);
        }
        if global_tuning {
            row = mean(&row, &entries(&global, topic));
        }
        let as_row: Vec<(u32, f64)> = row.iter().map(|(&word, &weight)| (word, weight)).collect();
        let top = top_words(&Sparse::from_rows(counts.width(), &[as_row]), words).remove(0);
        found.push(TopicAtTime { bin, topic, documents: documents[cell], words: top });
        tuned[cell] = row;
    }
    found
}

fn shares(weights: Sparse) -> Sparse {
    let sums: Vec<f64> =
        (0..weights.len()).map(|row| weights.row(row).1.iter().map(|x| x.abs()).sum()).collect();
    weights.map(|row, _, weight| if sums[row] > 0.0 { weight / sums[row] } else { weight })
}

fn entries(weights: &Sparse, row: usize) -> BTreeMap<u32, f64> {
    weights.iter_row(row).map(|(word, weight)| (word as u32, weight)).collect()
}

fn mean(a: &BTreeMap<u32, f64>, b: &BTreeMap<u32, f64>) -> BTreeMap<u32, f64> {
    let mut sum = a.clone();
    for (&word, weight) in b {
        *sum.entry(word).or_insert(0.0) += weight;
    }
    sum.values_mut().for_each(|weight| *weight /= 2.0);
    sum
}

/// Bins of equal width from the first to the last time, each closed on the right, the first on both sides, as
/// `pandas.cut` makes them. All are 0 where the times are the same.
///
/// ```
/// use bellwether_topics::represent::equal_bins;
///
/// assert_eq!(equal_bins(&[0, 5, 6, 10], 2), [0, 0, 1, 1]);
/// assert_eq!(equal_bins(&[7, 7], 3), [0, 0]);
/// ```
pub fn equal_bins(times: &[i64], bins: usize) -> Vec<usize> {
    let (Some(&first), Some(&last)) = (times.iter().min(), times.iter().max()) else { return Vec::new() };
    let span = i128::from(last) - i128::from(first);
    let bins = bins.max(1) as i128;
    let bin = |&time: &i64| {
        let past = (i128::from(time) - i128::from(first)) * bins;
        if past == 0 { 0 } else { ((past - 1) / span) as usize }
    };
    times.iter().map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::represent::CTfIdfParams;

    #[test]
    fn one_bin_is_all_time() {
        let counts =
            Sparse::from_rows(3, &[vec![(0, 2.0), (2, 1.0)], vec![(1, 1.0)], vec![(1, 4.0), (2, 1.0)]]);
        let topic_of = [Some(0), Some(1), Some(1)];
        let sums = counts.summed_by(&topic_of, 2);
        let weighing = CTfIdf::fit(&CTfIdfParams::default(), &sums);
        let weights = weighing.transform(sums);
        let expected = top_words(&shares(weights.clone()), 5);
        for (global_tuning, evolution_tuning) in [(true, true), (true, false), (false, true), (false, false)]
        {
            let params = OverTimeParams { global_tuning, evolution_tuning, words: 5 };
            let found = over_time(&params, &counts, &topic_of, &[0; 3], &weighing, &weights);
            for (at, topic) in found.iter().enumerate() {
                assert_eq!((topic.topic, topic.documents), (at, at + 1));
                for (a, e) in topic.words.iter().zip(&expected[at]) {
                    assert!(a.0 == e.0 && (a.1 - e.1).abs() < 1e-15);
                }
            }
        }
    }

    #[test]
    fn tuning_by_hand() {
        // one topic whose word changes from bin to bin: weights are 1 for the word of the bin
        let counts = Sparse::from_rows(2, &[vec![(0, 1.0)], vec![(1, 1.0)], vec![(1, 1.0)]]);
        let topic_of = [Some(0), Some(0), None];
        let sums = counts.summed_by(&topic_of, 1);
        let weighing = CTfIdf::fit(&CTfIdfParams::default(), &sums);
        let weights = weighing.transform(sums);
        let words = |global_tuning, evolution_tuning| {
            let params = OverTimeParams { global_tuning, evolution_tuning, words: 5 };
            over_time(&params, &counts, &topic_of, &[0, 1, 1], &weighing, &weights)[1].words.clone()
        };
        assert_eq!(words(false, false), [(1, 1.0)]);
        assert_eq!(words(false, true), [(0, 0.5), (1, 0.5)]);
        assert_eq!(words(true, false), [(1, 0.75), (0, 0.25)]);
        // before: (¾, ¼); (0, 1) with it: (⅜, ⅝); with (½, ½): (7/16, 9/16)
        assert_eq!(words(true, true), [(1, 0.5625), (0, 0.4375)]);
    }
}
