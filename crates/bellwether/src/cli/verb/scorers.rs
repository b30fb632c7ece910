//! `bellwether sentiment scorers`: what `--scorer` and `scorer = …` of a study can name.

use bellwether_text::ScorerSpec;
use serde::Serialize;

use crate::cli::End;
use crate::cli::scoring::spec;
use crate::cli::screen::{self, Screen};
use crate::cli::table::{Align, Table, wrap};

/// One kind, as JSON shows it.
#[derive(Debug, Serialize)]
struct Entry {
    kind: &'static str,
    what: &'static str,
    /// The setting that it needs.
    needs: Option<&'static str>,
    /// The setting that `KIND:FILE` gives.
    file: Option<&'static str>,
}

pub(crate) fn run(screen: &Screen) -> anyhow::Result<End> {
    if screen.is_json() {
        let entry = |kind: &bellwether_text::ScorerKind| Entry {
            kind: kind.kind,
            what: kind.what,
            needs: Some(kind.needs).filter(|needs| !needs.is_empty()),
            file: kind.file,
        };
        screen::json(&ScorerSpec::KINDS.iter().map(entry).collect::<Vec<_>>())?;
        return Ok(End::Done);
    }
    let mut table = Table::new(&[("scorer", Align::Left), ("what it is", Align::Left)]);
    for kind in ScorerSpec::KINDS {
        table.row([spec::written(kind), kind.what.to_owned()]);
    }
    let legend = "\
`--scorer` takes one or several between commas; NAME=SCORER gives one another name. In a study file a scorer is a table: \
`scorer = { kind = \"vader\" }`, with the file of lexicon as `path`, that of linear and the folder of encoder as `model`. Other \
settings stand in the table too, and `bellwether study --schema` describes them.";
    let legend = wrap(legend, screen.width).join("\n");
    screen::data(format_args!("{}\n{legend}\n", table.text(screen.width, |h| screen.heading(h))))?;
    Ok(End::Done)
}
