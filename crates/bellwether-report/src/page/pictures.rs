//! What networks that look at charts have seen: a few pictures, by what came after them.

use bellwether_study::record::{PictureRecord, RunRecord};
use serde::Serialize;

use crate::words;

/// Pixels on the page that a picture should have across, about.
const ACROSS: usize = 150;

/// Pictures with the same outcome.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PictureGroup {
    title: &'static str,
    pictures: Vec<Picture>,
}

/// One picture.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Picture {
    /// A PNG file in base64.
    png: String,
    /// On the page, a whole multiple of its own size.
    width: usize,
    height: usize,
    alt: String,
    ticker: String,
    /// Its last day.
    date: String,
    /// By when what came came.
    until: String,
}

pub(crate) fn build(record: &RunRecord) -> Vec<PictureGroup> {
    let group = |title, rises| {
        let pictures = record.pictures.iter().filter(|p| p.rises == rises).map(picture);
        PictureGroup { title, pictures: pictures.collect() }
    };
    let groups =
        [group("The close rose afterwards", true), group("The close did not rise afterwards", false)];
    groups.into_iter().filter(|g| !g.pictures.is_empty()).collect()
}

fn picture(record: &PictureRecord) -> Picture {
    let PictureRecord { ticker, first, date, target_date, rises, width, height, png } = record;
    let times = (ACROSS / width.max(&1)).clamp(1, 8);
    let outcome = if *rises { "higher" } else { "not higher" };
    Picture {
        png: png.clone(),
        width: width.saturating_mul(times),
        height: height.saturating_mul(times),
        alt: format!(
            "Candlesticks of {ticker} from {} to {}; the close of {} was {outcome}",
            words::date(*first),
            words::date(*date),
            words::date(*target_date)
        ),
        ticker: ticker.to_string(),
        date: words::date(*date),
        until: words::date(*target_date),
    }
}
