//! The largest of many scores, for some queries at once.

/// For each query the places of its largest scores so far, largest first.
pub(super) struct Best {
    keep: usize,
    scores: Vec<f32>,
    places: Vec<u32>,
    held: Vec<usize>,
}

/// Scores looked at together: none of most groups is large enough.
const GROUP: usize = 16;

impl Best {
    /// For `queries`, keeping so many for each.
    pub(super) fn new(queries: usize, keep: usize) -> Self {
        Self {
            keep,
            scores: vec![f32::NEG_INFINITY; queries * keep],
            places: vec![0; queries * keep],
            held: vec![0; queries],
        }
    }

    /// Scores of the places from `from` on. Of equal scores the first offered stays.
    pub(super) fn offer(&mut self, query: usize, from: usize, scores: &[f32]) {
        let at = query * self.keep..(query + 1) * self.keep;
        let (kept, places) = (&mut self.scores[at.clone()], &mut self.places[at]);
        let last = self.keep - 1;
        for (g, group) in scores.chunks(GROUP).enumerate() {
            let least = kept[last];
            if group.iter().fold(0, |any, &score| any | u32::from(score > least)) == 0 {
                continue;
            }
            for (j, &score) in group.iter().enumerate() {
                if score > kept[last] {
                    let mut to = last;
                    while to > 0 && kept[to - 1] < score {
                        kept[to] = kept[to - 1];
                        places[to] = places[to - 1];
                        to -= 1;
                    }
                    kept[to] = score;
                    places[to] = (from + g * GROUP + j) as u32;
                    self.held[query] = self.keep.min(self.held[query] + 1);
                }
            }
        }
    }

    /// The places of a query's largest scores.
    pub(super) fn places(&self, query: usize) -> &[u32] {
        &self.places[query * self.keep..][..self.held[query]]
    }
}
