//! What stocks are called.

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::Ticker;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::matcher::symbol_key;
use crate::TextError;

const BUNDLED: &str = include_str!("../../data/companies.toml");

/// What one stock is called in posts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Company {
    /// Names and aliases, in words: `Apple`, `Bank of America`. A name that starts with a capital letter needs one in the
    /// post as well.
    pub names: Vec<String>,
    /// Hashtags, without `#`, in any case. The symbol itself need not be named.
    pub hashtags: Vec<String>,
    /// Handles, without `@`, in any case.
    pub mentions: Vec<String>,
    /// Further cashtags, without `$`, in any case: of another class of shares, of a symbol before.
    pub cashtags: Vec<String>,
    /// Phrases that hold a name and mean something else: `Apple pie`.
    pub except: Vec<String>,
    /// Whether these take the place of what a table before says of the stock, rather than join it. Default false.
    pub replace: bool,
}

impl Company {
    fn aliases(&mut self) -> [&mut Vec<String>; 5] {
        let Self { names, hashtags, mentions, cashtags, except, replace: _ } = self;
        [names, hashtags, mentions, cashtags, except]
    }
}

/// Stocks by their symbols.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Companies(BTreeMap<Ticker, Company>);

/// A row of a CSV file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    ticker: Ticker,
    kind: AliasKind,
    alias: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AliasKind {
    Name,
    Hashtag,
    Mention,
    Cashtag,
    Except,
    Replace,
}

/// A company with the places of its aliases in the file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Placed {
    names: Vec<Spanned<String>>,
    hashtags: Vec<Spanned<String>>,
    mentions: Vec<Spanned<String>>,
    cashtags: Vec<Spanned<String>>,
    except: Vec<Spanned<String>>,
    replace: bool,
}

impl Companies {
    /// Well-known companies of the United States, by hand.
    ///
    /// # Panics
    /// Never: a test reads the table.
    pub fn bundled() -> Self {
        toml::from_str(BUNDLED).expect("the bundled table is valid")
    }

    /// Reads a table: TOML with a table for each ticker, or CSV with the columns `ticker`, `kind` (`name`, `hashtag`,
    /// `mention`, `cashtag`, `except`, or `replace` without an alias) and `alias`. The ending of the file's name tells which.
    ///
    /// # Errors
    /// [`TextError::Read`] when the file cannot be read, [`TextError::Table`] with the line when it is not such a table.
    pub fn read(path: &Path) -> Result<Self, TextError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| TextError::Read { path: path.to_owned(), source })?;
        let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let wrong = |(line, message)| TextError::Table { path: path.to_owned(), line, message };
        if is_csv { Self::from_csv(&text) } else { Self::from_toml(&text) }.map_err(wrong)
    }

    fn from_toml(text: &str) -> Result<Self, (usize, String)> {
        let table: BTreeMap<Ticker, Placed> = toml::from_str(text)
            .map_err(|e| (e.span().map_or(1, |span| line(text, span.start)), e.message().to_owned()))?;
        let mut out = Self::default();
        for (ticker, placed) in table {
            let Placed { names, hashtags, mentions, cashtags, except, replace } = placed;
            let plain = |aliases: Vec<Spanned<String>>| {
                let one = |alias: Spanned<String>| {
                    let at = line(text, alias.span().start);
                    checked(&ticker, alias.into_inner()).map_err(|message| (at, message))
                };
                aliases.into_iter().map(one).collect::<Result<Vec<String>, _>>()
            };
            let company = Company {
                names: plain(names)?,
                hashtags: plain(hashtags)?,
                mentions: plain(mentions)?,
                cashtags: plain(cashtags)?,
                except: plain(except)?,
                replace,
            };
            out.0.insert(ticker, company);
        }
        Ok(out)
    }

    fn from_csv(text: &str) -> Result<Self, (usize, String)> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let mut out = Self::default();
        let headers = reader.headers().map_err(|e| (1, e.to_string()))?.clone();
        for record in reader.records() {
            let at = |position: Option<&csv::Position>| {
                let start = position.map_or(0, |at| at.byte() as usize);
                // empty lines in front of a record belong to its position
                let rest = text.get(start..).unwrap_or_default();
                line(text, start + rest.len() - rest.trim_start_matches(['\r', '\n']).len())
            };
            let record = record.map_err(|e| (at(e.position()), e.to_string()))?;
            let line = at(record.position());
            let Row { ticker, kind, alias } =
                record.deserialize(Some(&headers)).map_err(|e| match e.kind() {
                    csv::ErrorKind::Deserialize { err, .. } => (line, err.to_string()),
                    _ => (line, e.to_string()),
                })?;
            if matches!(kind, AliasKind::Replace) {
                if !alias.is_empty() {
                    return Err((
                        line,
                        format!("{ticker}: `replace` goes without an alias, found `{alias}`"),
                    ));
                }
                out.0.entry(ticker).or_default().replace = true;
                continue;
            }
            let alias = checked(&ticker, alias).map_err(|message| (line, message))?;
            let company = out.0.entry(ticker).or_default();
            match kind {
                AliasKind::Name => company.names.push(alias),
                AliasKind::Hashtag => company.hashtags.push(alias),
                AliasKind::Mention => company.mentions.push(alias),
                AliasKind::Cashtag => company.cashtags.push(alias),
                AliasKind::Except => company.except.push(alias),
                AliasKind::Replace => {}
            }
        }
        Ok(out)
    }

    /// Adds what `other` says. Of a ticker in both, its aliases join those that are there; with [`Company::replace`] they
    /// take their place.
    pub fn extend(&mut self, other: Self) {
        for (ticker, mut company) in other.0 {
            let there = self.0.entry(ticker).or_default();
            if std::mem::take(&mut company.replace) {
                *there = company;
                continue;
            }
            for (there, aliases) in there.aliases().into_iter().zip(company.aliases()) {
                for alias in std::mem::take(aliases) {
                    if !there.contains(&alias) {
                        there.push(alias);
                    }
                }
            }
        }
    }

    /// Adds a ticker without aliases, which its own symbol is still found by.
    pub fn add(&mut self, ticker: Ticker) {
        self.0.entry(ticker).or_default();
    }

    /// Lets those of `tickers` that have no entry, and are a further cashtag of a stock that is not among them, take over what
    /// that stock is called: `FB` what `META` is. The stock's own symbol becomes a further cashtag of theirs.
    pub fn inherit(&mut self, tickers: &[Ticker]) {
        for ticker in tickers.iter().filter(|t| !self.0.contains_key(t)).cloned().collect::<Vec<_>>() {
            let key = symbol_key(ticker.as_str());
            let is_own = |alias: &String| symbol_key(alias) == key;
            let of_another = |(other, company): &(&Ticker, &Company)| {
                !tickers.contains(other) && company.cashtags.iter().any(is_own)
            };
            let Some((other, company)) = self.0.iter().find(of_another) else { continue };
            let mut company = company.clone();
            company.cashtags.retain(|alias| !is_own(alias));
            company.cashtags.push(other.as_str().to_owned());
            self.0.insert(ticker, company);
        }
    }

    /// Leaves only these tickers.
    pub fn retain(&mut self, keep: impl Fn(&Ticker) -> bool) {
        self.0.retain(|ticker, _| keep(ticker));
    }

    /// The stocks in order of their symbols.
    pub fn iter(&self) -> impl Iterator<Item = (&Ticker, &Company)> {
        self.0.iter()
    }
}

/// The line of a byte, from 1.
fn line(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

fn checked(ticker: &Ticker, alias: String) -> Result<String, String> {
    if alias.trim().is_empty() {
        return Err(format!("{ticker} has an empty alias"));
    }
    Ok(alias)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_csv_say_the_same() {
        let toml = "[AAPL]\nnames = [\"Apple\", \"Apple Inc\"]\nhashtags = [\"iphone\"]\n[BRK-B]\ncashtags = [\"BRK.A\"]\nreplace = true\n";
        let csv = "ticker,kind,alias\nAAPL,name,Apple\naapl,name,Apple Inc\nAAPL,hashtag,iphone\nBRK-B,cashtag,BRK.A\nBRK-B,replace,\n";
        assert_eq!(Companies::from_toml(toml).unwrap(), Companies::from_csv(csv).unwrap());
        assert!(Companies::bundled().0.len() > 40);
    }

    #[test]
    fn an_earlier_symbol_has_what_the_company_is_called() {
        let tickers = |symbols: &[&str]| symbols.iter().map(|s| Ticker::new(s).unwrap()).collect::<Vec<_>>();
        let old = tickers(&["BRK-A", "FB", "GOOGL", "NONE"]);
        let mut table = Companies::bundled();
        table.inherit(&old);
        for (old, new) in [("FB", "META"), ("GOOGL", "GOOG"), ("BRK-A", "BRK-B")] {
            let [old, new] = [old, new].map(|symbol| Ticker::new(symbol).unwrap());
            assert_eq!(table.0[&old].names, table.0[&new].names);
            assert_eq!(table.0[&old].cashtags.last().map(String::as_str), Some(new.as_str()));
            assert!(!table.0[&old].cashtags.iter().any(|c| symbol_key(c) == symbol_key(old.as_str())));
        }
        assert!(!table.0.contains_key(&old[3]));
        // beside the newer one, and with an entry of its own, it takes nothing
        let both = tickers(&["FB", "META"]);
        let mut table = Companies::bundled();
        table.inherit(&both);
        assert!(!table.0.contains_key(&both[0]));
        let own = Companies::from_toml("[FB]\nnames = [\"Friendly Bakers\"]\n").unwrap();
        table.extend(own.clone());
        table.inherit(&both[..1]);
        assert_eq!(table.0[&both[0]], own.0[&both[0]]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let (line, message) =
            Companies::from_csv("ticker,kind,alias\nAAPL,name,Apple\nMSFT,nickname,M\n").unwrap_err();
        assert_eq!(line, 3);
        assert!(message.contains("nickname"), "{message}");
        let (line, message) = Companies::from_toml("[AAPL]\nname = [\"Apple\"]\n").unwrap_err();
        assert_eq!(line, 2, "{message}");
        assert!(message.contains("name"), "{message}");
        assert!(Companies::from_csv("ticker,kind,alias\ntwo words,name,x\n").is_err());
        let empty = (4, "AAPL has an empty alias".to_owned());
        let csv = "ticker,kind,alias\nMSFT,name,Microsoft\n\nAAPL,name,\n";
        assert_eq!(Companies::from_csv(csv).unwrap_err(), empty);
        let toml = "[AAPL]\nnames = [\"Apple\"]\nhashtags = [\"iphone\",\n  \" \"]\n";
        assert_eq!(Companies::from_toml(toml).unwrap_err(), empty);
        assert_eq!(Companies::from_csv("ticker,kind,alias\nAAPL,replace,Apple\n").unwrap_err().0, 2);
    }
}
