use bellwether_core::Ticker;

/// Reads tickers, remembering the last one: rows of one ticker mostly follow one another.
#[derive(Default)]
pub(crate) struct Symbols {
    last: Option<(String, Option<Ticker>)>,
}

impl Symbols {
    /// The ticker, or `None` when the text is none.
    pub(crate) fn read(&mut self, text: &str) -> Option<Ticker> {
        match &self.last {
            Some((last, ticker)) if last == text => ticker.clone(),
            _ => {
                let ticker = Ticker::new(text).ok();
                self.last = Some((text.to_owned(), ticker.clone()));
                ticker
            }
        }
    }
}
