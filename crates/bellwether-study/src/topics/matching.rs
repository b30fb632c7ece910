//! Which topic of a fold is which of the fold before.

use super::corpus::{Labels, Place};

/// Topics that share less than this of the posts that either has are others. Two of one size share half of their posts at
/// this value.
const SAME: f64 = 1.0 / 3.0;

/// A topic at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slot {
    pub(super) topic: usize,
    /// With the topic at this place before; none for another topic.
    pub(super) similarity: Option<f64>,
}

/// The largest topics of a fold at the places of their columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slots(Vec<Option<Slot>>);

impl Slots {
    /// Places for the `largest` topics: those that are a topic of the fold before stay where that was, by the share of common
    /// posts among `fitted`, the most similar first; the others take the first free places, by size.
    pub(super) fn new(
        largest: usize,
        sizes: &[usize],
        labels: &Labels,
        before: Option<(&Labels, &Self)>,
        fitted: &[Place],
    ) -> Self {
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by_key(|&topic| (std::cmp::Reverse(sizes[topic]), topic));
        order.truncate(largest);
        let mut slots = vec![None; largest];
        if let Some((old, places)) = before {
            let mut pairs = Vec::new();
            for (place, slot) in places.0.iter().enumerate() {
                let Some(slot) = slot else { continue };
                for &topic in &order {
                    let similarity = overlap(fitted, (old, slot.topic), (labels, topic));
                    pairs.push((similarity, place, topic));
                }
            }
            pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            for (similarity, place, topic) in pairs {
                if similarity >= SAME && slots[place].is_none() && order.contains(&topic) {
                    slots[place] = Some(Slot { topic, similarity: Some(similarity) });
                    order.retain(|other| *other != topic);
                }
            }
        }
        let mut left = order.into_iter();
        for slot in slots.iter_mut().filter(|slot| slot.is_none()) {
            *slot = left.next().map(|topic| Slot { topic, similarity: None });
        }
        Self(slots)
    }

    /// Each place; none where there are fewer topics.
    pub(super) fn all(&self) -> &[Option<Slot>] {
        &self.0
    }

    /// The topic at a place.
    pub(super) fn topic(&self, place: usize) -> Option<usize> {
        self.0.get(place).copied().flatten().map(|slot| slot.topic)
    }
}

/// Posts that both have, of those that either has (Jaccard, 1901); 0 without any.
fn overlap(fitted: &[Place], (old, before): (&Labels, usize), (new, now): (&Labels, usize)) -> f64 {
    let (mut both, mut either) = (0_usize, 0_usize);
    for &(ticker, post) in fitted {
        let (a, b) = (old[ticker][post] == Some(before), new[ticker][post] == Some(now));
        both += usize::from(a && b);
        either += usize::from(a || b);
    }
    if either == 0 { 0.0 } else { both as f64 / either as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(topics: &[usize]) -> Labels {
        vec![topics.iter().map(|t| (*t < 9).then_some(*t)).collect()]
    }

    #[test]
    fn topics_keep_their_places_when_their_numbers_change() {
        let fitted: Vec<Place> = (0..8).map(|post| (0, post)).collect();
        let old = labels(&[0, 0, 0, 1, 1, 2, 9, 9]);
        let first = Slots::new(2, &[3, 2, 1], &old, None, &fitted);
        assert_eq!(first.0, [0, 1].map(|topic| Some(Slot { topic, similarity: None })));
        // the same topics by other numbers, one post more
        let new = labels(&[1, 1, 1, 0, 0, 9, 0, 0]);
        let second = Slots::new(2, &[4, 3], &new, Some((&old, &first)), &fitted);
        let slot = |topic, similarity| Some(Slot { topic, similarity: Some(similarity) });
        assert_eq!(second.0, [slot(1, 1.0), slot(0, 0.5)]);
        // one that is none of those before takes the free place, and a place may stay empty
        let other = labels(&[9, 9, 9, 0, 0, 1, 1, 1]);
        let third = Slots::new(3, &[2, 3], &other, Some((&old, &first)), &fitted);
        assert_eq!(third.0, [Some(Slot { topic: 1, similarity: None }), slot(0, 1.0), None]);
        assert_eq!((third.topic(1), third.topic(2)), (Some(0), None));
    }
}
