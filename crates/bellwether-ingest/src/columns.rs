//! Which column is what.

use crate::IngestError;
use crate::layout::ColumnUse;
use crate::options::{PostColumns, PostOptions, PriceColumns, SeriesOptions};
use crate::predictions::PredictionColumns;

/// A use for a column, and the names under which it is found, the most telling first. Names are compared without
/// case, spaces and punctuation.
pub(crate) struct Role {
    pub(crate) name: &'static str,
    aliases: &'static [&'static str],
}

#[rustfmt::skip]
pub(crate) const PRICE_ROLES: [Role; 8] = [
    Role { name: "date", aliases: &["date", "tradedate", "tradingdate", "tradingday", "pricedate", "sessiondate",
        "datadate", "caldt", "datetime", "timestamp", "time", "day", "dt", "t", UNNAMED, "unnamed0", "indexlevel0", "index"] },
    Role { name: "ticker", aliases: &["ticker", "symbol", "tickersymbol", "stocksymbol", "actsymbol", "stockname", "tic",
        "stock", "ric", "instrument", "name"] },
    Role { name: "open", aliases: &["open", "openprice", "openingprice", "priceopen", "1open", "o"] },
    Role { name: "high", aliases: &["high", "highprice", "pricehigh", "2high", "max", "h"] },
    Role { name: "low", aliases: &["low", "lowprice", "pricelow", "3low", "min", "l"] },
    Role { name: "close", aliases: &["close", "closelast", "closeprice", "closingprice", "priceclose", "4close", "last",
        "lastprice", "price", "c"] },
    Role { name: "adj_close", aliases: &["adjclose", "adjustedclose", "adjcloseprice", "closeadj", "closeadjusted",
        "adjustedcloseprice", "5adjustedclose"] },
    Role { name: "volume", aliases: &["volume", "vol", "tradingvolume", "totalvolume", "volumeshares", "5volume",
        "6volume", "v"] },
];

#[rustfmt::skip]
pub(crate) const POST_ROLES: [Role; 11] = [
    Role { name: "ticker", aliases: &["ticker", "symbol", "tickersymbol", "stocksymbol", "stockname", "cashtag", "stock"] },
    Role { name: "created_at", aliases: &["createdat", "createdatutc", "createdutc", "postdate", "posteddate", "postedat",
        "publishedat", "publishedutc", "published", "publishdate", "datepublished", "pubdate", "tweetdate", "tweetcreatedat",
        "datetime", "timestamp", "date", "time"] },
    Role { name: "text", aliases: &["text", "fulltext", "tweet", "tweettext", "body", "content", "rawcontent", "message",
        "messagebody", "post", "posttext", "headline", "title", "news"] },
    Role { name: "id", aliases: &["postid", "tweetid", "idstr", "id", "statusid", "messageid", "commentid"] },
    Role { name: "author", aliases: &["author", "authorid", "useridstr", "userid", "writer", "username",
        "userscreenname", "screenname", "user", "handle"] },
    Role { name: "copies", aliases: &["copies"] },
    Role { name: "followers", aliases: &["followers", "followerscount", "followercount", "maxfollowers",
        "authorfollowers", "userfollowers", "userfollowerscount"] },
    Role { name: "likes", aliases: &["likes", "likecount", "likescount", "likenum", "favoritecount", "favouritecount",
        "favorites", "favourites", "totallikes"] },
    Role { name: "retweets", aliases: &["retweets", "retweetcount", "retweetscount", "retweetnum", "rts", "shares",
        "sharecount", "reposts", "repostcount"] },
    Role { name: "replies", aliases: &["replies", "replycount", "repliescount", "comments", "commentcount", "commentnum",
        "numcomments"] },
    Role { name: "kind", aliases: &["kind", "postkind", "sourcekind", "sourcetype", "contenttype"] },
];

#[rustfmt::skip]
pub(crate) const SERIES_ROLES: [Role; 2] = [
    Role { name: "date", aliases: &["date", "week", "weekstarting", "weekof", "month", "quarter", "year", "day", "period",
        "time", "timestamp", "datetime", "observationdate", "dt", UNNAMED, "unnamed0", "index"] },
    Role { name: "ticker", aliases: &["ticker", "symbol", "tickersymbol", "stocksymbol", "stock"] },
];

#[rustfmt::skip]
pub(crate) const PREDICTION_ROLES: [Role; 7] = [
    Role { name: "date", aliases: &["date", "ds", "datetime", "timestamp", "time", "targetdate", "tradedate", "session", "day", "dt", UNNAMED,
        "unnamed0", "indexlevel0", "index"] },
    Role { name: "ticker", aliases: &["ticker", "symbol", "tickersymbol", "uniqueid", "instrument", "stock", "stockname", "tic", "asset", "itemid",
        "seriesid"] },
    Role { name: "actual", aliases: &["actual", "actuals", "ytrue", "y", "truth", "groundtruth", "true", "label", "label0", "realised",
        "realized", "observed", "target", "actualclose", "actualvalue"] },
    Role { name: "previous", aliases: &["previous", "previousclose", "prevclose", "prev", "lastknown", "lastclose", "lastvalue",
        "priorclose", "previousvalue"] },
    Role { name: "cutoff", aliases: &["cutoff", "origin", "cutoffdate", "origindate", "forecastorigin", "asof"] },
    Role { name: "probability", aliases: &["probability", "proba", "prob", "probup", "probabilityup", "pup", "yprob", "yproba", "predproba",
        "predictedprobability"] },
    Role { name: "step", aliases: &["horizon", "step", "steps", "stepahead", "stepsahead", "forecasthorizon", "forecaststep", "h", "fh",
        "leadtime"] },
];

/// The alias of a column without a name, as an exported index has.
const UNNAMED: &str = "";

/// The columns of a file by role.
pub(crate) struct Roles {
    roles: &'static [Role],
    /// For each role its column's position.
    at: Vec<Option<usize>>,
}

impl Roles {
    pub(crate) fn prices(file: &str, names: &[String], given: &PriceColumns) -> Result<Self, IngestError> {
        let PriceColumns { date, ticker, open, high, low, close, adj_close, volume } = given;
        Self::find(file, names, &PRICE_ROLES, &[date, ticker, open, high, low, close, adj_close, volume])
    }

    pub(crate) fn posts(file: &str, names: &[String], options: &PostOptions) -> Result<Self, IngestError> {
        let PostColumns {
            ticker,
            created_at,
            text,
            id,
            author,
            copies,
            followers,
            likes,
            retweets,
            replies,
            kind,
        } = &options.columns;
        let given = [ticker, created_at, text, id, author, copies, followers, likes, retweets, replies, kind];
        // the ticker's role is the first
        let from = usize::from(options.ignore_tickers);
        Self::find(file, names, &POST_ROLES[from..], &given[from..])
    }

    pub(crate) fn series(file: &str, names: &[String], given: &SeriesOptions) -> Result<Self, IngestError> {
        Self::find(file, names, &SERIES_ROLES, &[&given.date, &given.ticker])
    }

    pub(crate) fn predictions(
        file: &str,
        names: &[String],
        given: &PredictionColumns,
    ) -> Result<Self, IngestError> {
        let PredictionColumns { date, ticker, actual, previous, cutoff, probability, step, predicted: _ } =
            given;
        Self::find(
            file,
            names,
            &PREDICTION_ROLES,
            &[date, ticker, actual, previous, cutoff, probability, step],
        )
    }

    fn find(
        file: &str,
        names: &[String],
        roles: &'static [Role],
        given: &[&Option<String>],
    ) -> Result<Self, IngestError> {
        let mut at = vec![None; roles.len()];
        for ((slot, role), given) in at.iter_mut().zip(roles).zip(given) {
            let Some(name) = given else { continue };
            *slot = Some(named(file, names, role.name, name)?);
        }
        let plain: Vec<String> = names.iter().map(|n| simplified(n)).collect();
        for i in 0..roles.len() {
            if at[i].is_none() {
                at[i] = recognised(file, names, &plain, &roles[i], &at)?;
            }
        }
        Ok(Self { roles, at })
    }

    /// The position of a role's column.
    pub(crate) fn get(&self, role: &str) -> Option<usize> {
        self.roles.iter().position(|r| r.name == role).and_then(|i| self.at[i])
    }

    /// The position of a role's column, or an error that lists what is there.
    pub(crate) fn need(
        &self,
        file: &str,
        names: &[String],
        role: &'static str,
    ) -> Result<usize, IngestError> {
        self.get(role).ok_or_else(|| IngestError::MissingColumn {
            file: file.to_owned(),
            role,
            given: None,
            found: shown(names),
        })
    }

    /// The roles that have a column, with it.
    pub(crate) fn used(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.roles.iter().zip(&self.at).filter_map(|(role, at)| at.map(|at| (role.name, at)))
    }

    /// The recognised columns, by name.
    pub(crate) fn uses(&self, names: &[String]) -> Vec<ColumnUse> {
        let names = shown(names);
        let column = |(role, at): (&str, usize)| ColumnUse { role: role.into(), column: names[at].clone() };
        self.used().map(column).collect()
    }

    /// The columns without a role, by name.
    pub(crate) fn unused(&self, names: &[String]) -> Vec<String> {
        let free = shown(names).into_iter().enumerate().filter(|(i, _)| !self.at.contains(&Some(*i)));
        free.map(|(_, name)| name).collect()
    }
}

/// The position of the column of texts: the one given, or else one with a telling name.
pub(crate) fn text(file: &str, names: &[String], given: Option<&str>) -> Result<usize, IngestError> {
    let role = POST_ROLES.iter().find(|role| role.name == "text").expect("posts have a text");
    if let Some(name) = given {
        return named(file, names, role.name, name);
    }
    let plain: Vec<String> = names.iter().map(|n| simplified(n)).collect();
    recognised(file, names, &plain, role, &[])?.ok_or_else(|| IngestError::MissingColumn {
        file: file.to_owned(),
        role: role.name,
        given: None,
        found: shown(names),
    })
}

/// The position of the time of posts: the column that the user names, or the one with a telling name, if there is one.
pub(crate) fn time(file: &str, names: &[String], given: Option<&str>) -> Result<Option<usize>, IngestError> {
    let role = POST_ROLES.iter().find(|role| role.name == "created_at").expect("posts have a time");
    if let Some(name) = given {
        return named(file, names, role.name, name).map(Some);
    }
    let plain: Vec<String> = names.iter().map(|n| simplified(n)).collect();
    recognised(file, names, &plain, role, &[])
}

/// Names for messages.
pub(crate) fn shown(names: &[String]) -> Vec<String> {
    names.iter().map(|n| if n.is_empty() { "(unnamed)".into() } else { n.clone() }).collect()
}

/// Whether a column has no name of its own, as an exported index.
pub(crate) fn is_index(name: &str) -> bool {
    matches!(simplified(name).as_str(), UNNAMED | "unnamed0" | "indexlevel0" | "index")
}

pub(crate) fn simplified(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The position of a column of values that the user names.
pub(crate) fn value_column(file: &str, names: &[String], name: &str) -> Result<usize, IngestError> {
    named(file, names, "value", name)
}

/// The column that the user names for a role, exactly or else without regard to case and punctuation.
pub(crate) fn named(
    file: &str,
    names: &[String],
    role: &'static str,
    name: &str,
) -> Result<usize, IngestError> {
    let matching = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..names.len()).filter(|i| test(&names[*i])).collect()
    };
    let mut found = matching(&|n| n == name);
    if found.is_empty() {
        found = matching(&|n| simplified(n) == simplified(name));
    }
    match found[..] {
        [] => Err(IngestError::MissingColumn {
            file: file.to_owned(),
            role,
            given: Some(name.to_owned()),
            found: shown(names),
        }),
        [only] => Ok(only),
        [first, second, ..] => Err(twice(file, names, role, first, second)),
    }
}

fn twice(file: &str, names: &[String], role: &'static str, first: usize, second: usize) -> IngestError {
    IngestError::ColumnTwice {
        file: file.to_owned(),
        role,
        first,
        first_name: names[first].clone(),
        second,
        second_name: names[second].clone(),
    }
}

/// The column with the most telling name that has no other use.
fn recognised(
    file: &str,
    names: &[String],
    plain: &[String],
    role: &Role,
    taken: &[Option<usize>],
) -> Result<Option<usize>, IngestError> {
    for alias in role.aliases {
        let mut found = plain
            .iter()
            .enumerate()
            .filter(|(i, n)| n == alias && !taken.contains(&Some(*i)))
            .map(|(i, _)| i);
        let Some(first) = found.next() else { continue };
        return match found.next() {
            // an unnamed column says nothing, and several say no more
            Some(second) if *alias != UNNAMED => Err(twice(file, names, role.name, first, second)),
            _ => Ok(Some(first)),
        };
    }
    Ok(None)
}
