//! Documents in an order that does not depend on the one in which they are given.

use crate::TopicsError;

/// Documents in the order of their texts.
pub(super) struct Order {
    /// The place of each before.
    pub(super) places: Vec<usize>,
    /// The first with the same text, in this order.
    pub(super) first: Vec<usize>,
}

impl Order {
    pub(super) fn of<S: AsRef<str>>(documents: &[S]) -> Self {
        let mut places: Vec<usize> = (0..documents.len()).collect();
        places.sort_by(|&a, &b| documents[a].as_ref().cmp(documents[b].as_ref()).then(a.cmp(&b)));
        let mut first: Vec<usize> = Vec::with_capacity(places.len());
        for (at, &place) in places.iter().enumerate() {
            let same = at > 0 && documents[place].as_ref() == documents[places[at - 1]].as_ref();
            first.push(if same { first[at - 1] } else { at });
        }
        Self { places, first }
    }

    /// # Errors
    /// Where there are several documents, and all have the same text.
    pub(super) fn refuse_all_the_same(&self) -> Result<(), TopicsError> {
        let documents = self.first.len();
        if documents > 1 && self.first.iter().all(|&first| first == 0) {
            return Err(TopicsError::AllTheSame { documents });
        }
        Ok(())
    }

    pub(super) fn texts<'d, S: AsRef<str>>(&self, documents: &'d [S]) -> Vec<&'d str> {
        self.places.iter().map(|&place| documents[place].as_ref()).collect()
    }

    /// Gives equal texts the topic that most of them have, the lowest of equally many, and none only if all have none.
    pub(super) fn unify(&self, topic_of: &mut [Option<usize>]) {
        let mut from = 0;
        while from < topic_of.len() {
            let to = (from..topic_of.len()).find(|&at| self.first[at] != from).unwrap_or(topic_of.len());
            let mut topics: Vec<usize> = topic_of[from..to].iter().flatten().copied().collect();
            topics.sort_unstable();
            let most = topics.chunk_by(|a, b| a == b).reduce(|a, b| if b.len() > a.len() { b } else { a });
            topic_of[from..to].fill(most.map(|same| same[0]));
            from = to;
        }
    }

    /// From this order to the one before.
    pub(super) fn back<T: Copy + Default>(&self, values: &[T]) -> Vec<T> {
        let mut back = vec![T::default(); values.len()];
        for (&place, &value) in self.places.iter().zip(values) {
            back[place] = value;
        }
        back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_the_topic_of_most() {
        let order = Order::of(&["b", "a", "b", "b", "c"]);
        assert_eq!(order.places, [1, 0, 2, 3, 4]);
        let mut topics = [None, Some(1), None, Some(1), None];
        order.unify(&mut topics);
        assert_eq!(topics, [None, Some(1), Some(1), Some(1), None]);
        let mut topics = [Some(3), Some(2), Some(1), None, Some(0)];
        order.unify(&mut topics);
        assert_eq!(topics, [Some(3), Some(1), Some(1), Some(1), Some(0)]);
        assert_eq!(order.back(&[10, 20, 21, 22, 30]), [20, 10, 21, 22, 30]);
    }
}
