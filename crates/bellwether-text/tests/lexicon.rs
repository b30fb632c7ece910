//! Word lists: formulas by hand, and errors with file, line and value.

use std::fs;
use std::path::Path;

use bellwether_text::{Lexicon, LexiconError, LexiconFormat, Scorer, ScorerSpec, TextError};

const HEADER: &str =
    "Word,Seq_num,Word Count,Negative,Positive,Uncertainty,Litigious,Strong_Modal,Syllables,Source";

/// In the form of the master dictionary; the words are our own.
fn dictionary() -> String {
    let rows = [
        "BRILLIANT,1,10,0,2009,0,0,0,2,x",
        "CATASTROPHE,2,10,2009,0,0,0,0,4,x",
        "PERHAPS,3,10,0,0,2009,0,0,2,x",
        "SUBPOENA,4,10,2009,0,0,2011,0,3,x",
        "TABLE,5,10,0,0,0,0,0,2,x",
        "OLDWORD,6,10,-2020,0,0,0,0,2,x",
    ];
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn parse(text: &str, format: LexiconFormat, negation: bool) -> Result<Lexicon, LexiconError> {
    Lexicon::parse("mine", Path::new("mine.csv"), text.as_bytes(), format, negation)
}

#[test]
fn loughran_mcdonald_shares_are_counts_over_words() {
    let lexicon = parse(&dictionary(), LexiconFormat::LoughranMcdonald, false).unwrap();
    // eleven words: 1 brilliant, 2 catastrophe, 1 subpoena; a number and a mark are no words
    let text = "Perhaps a BRILLIANT table, catastrophe or catastrophe: 12 subpoena oldword the end!";
    let shares = lexicon.shares(text);
    assert_eq!(shares.words, 11);
    let eleventh = |count: f64| count / 11.0;
    assert_eq!((shares.positive, shares.negative), (eleventh(1.0), eleventh(3.0)));
    assert_eq!((shares.uncertainty, shares.litigious), (eleventh(1.0), eleventh(1.0)));
    assert_eq!(lexicon.extra_names(), ["uncertainty", "litigious"]);
    assert_eq!(lexicon.extra(text), [eleventh(1.0), eleventh(1.0)]);
    let polarity = lexicon.score(text);
    assert_eq!((polarity.positive, polarity.negative), (eleventh(1.0), eleventh(3.0)));
    assert_eq!(polarity.neutral, eleventh(7.0));
    assert_eq!(polarity.compound, -0.5); // (1 - 3) / (1 + 3)
    assert_eq!(lexicon.score("nothing known").neutral, 1.0);
    assert_eq!(lexicon.score("12 !!").neutral, 0.0);
}

#[test]
fn weights_are_summed_and_negation_turns_them() {
    let list = "# mine\nword\tweight\nmoon\t3\ndump\t-2\n🚀\t1\n";
    let plain = parse(list, LexiconFormat::Weighted, false).unwrap();
    let turning = parse(list, LexiconFormat::Weighted, true).unwrap();
    let text = "not a Moon but 🚀 dump"; // "moon" is within three words of "not", the rest is not
    assert_eq!(plain.score(text).compound, (3.0 + 1.0 - 2.0) / 6.0);
    assert_eq!(turning.score(text).compound, (-3.0 + 1.0 - 2.0) / 6.0);
    assert_ne!(plain.version(), turning.version());
    let terms = turning.explain(text).unwrap();
    let found: Vec<(&str, f64)> = terms.into_iter().map(|term| (&text[term.range], term.weight)).collect();
    assert_eq!(found, [("Moon", -0.5), ("🚀", 1.0 / 6.0), ("dump", -2.0 / 6.0)]);
}

#[test]
fn commas_and_spaces_part_words_from_weights_too() {
    for list in
        ["up,1\ndown,-1\n", "up 1\ndown   -1", "\u{feff}up\t1\t0.3\r\ndown\t-1\t0.4\r\n", "\"up\",1\ndown,-1"]
    {
        let lexicon = parse(list, LexiconFormat::Weighted, false).unwrap();
        assert_eq!(lexicon.score("up up down").compound, 1.0 / 3.0, "{list:?}");
    }
}

#[test]
fn the_form_is_told_from_the_first_line() {
    let same = |text: &str, format| {
        let (told, given) = (parse(text, LexiconFormat::default(), false), parse(text, format, false));
        let (told, given) = (told.unwrap(), given.unwrap());
        for word in ["brilliant", "up", "down"] {
            assert_eq!(told.score(word), given.score(word), "{word}");
        }
    };
    same(&dictionary(), LexiconFormat::LoughranMcdonald);
    same("up,1\ndown,-1\n", LexiconFormat::Weighted);
    same("word,weight\nup,1\ndown,-1\n", LexiconFormat::Weighted);
}

#[test]
fn errors_name_file_line_and_value() {
    use LexiconFormat::{LoughranMcdonald, Weighted};
    let message = |text: &str, format| parse(text, format, false).expect_err(text).to_string();
    assert_eq!(
        message("word\tx\nup\tmuch\n", Weighted),
        "mine.csv, line 2: the weight is `much`, expected a number from -1e9 to 1e9"
    );
    assert_eq!(
        message("up\t1\nUP\t2\n", Weighted),
        "mine.csv, line 2: `up` stands in line 1 already, with another weight"
    );
    assert_eq!(
        message("to the moon\t2\n", Weighted),
        "mine.csv, line 1: `to the moon` is not one word or emoji"
    );
    assert_eq!(message("up 1\nalone\n", Weighted), "mine.csv, line 2: 1 field(s), and 2 are needed");
    assert_eq!(message("up\t0\n", Weighted), "mine.csv: no word of it has a weight");
    assert_eq!(message("", Weighted), "mine.csv: no word of it has a weight");
    let error = message("Word,Positive\n", LoughranMcdonald);
    assert_eq!(error, r#"mine.csv, line 1: there is no column `Negative` among ["Word", "Positive"]"#);
    let error = message(&format!("{HEADER}\nBOTH,1,1,2009,2009,0,0,0,1,x\n"), LoughranMcdonald);
    assert_eq!(error, "mine.csv, line 2: `BOTH` is positive and negative");
    let error = message(&format!("{HEADER}\nSHORT,1,1\n"), LoughranMcdonald);
    assert_eq!(error, "mine.csv, line 2: 3 field(s), and 10 are needed");
    let bytes = b"up\t1\ndown\xff\t-1\n";
    let error = Lexicon::parse("mine", Path::new("mine.csv"), bytes, Weighted, false).unwrap_err();
    assert_eq!(error.to_string(), "mine.csv, line 2: the bytes are no UTF-8");
}

#[test]
fn a_specification_builds_it_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lm.csv"), dictionary()).unwrap();
    let json = r#"{"kind":"lexicon","path":"lm.csv","format":"loughran-mcdonald"}"#;
    let spec: ScorerSpec = serde_json::from_str(json).unwrap();
    let scorer = spec.build(folder.path()).unwrap();
    assert_eq!(scorer.name(), "lexicon(lm)");
    assert_eq!(spec.label(), scorer.name());
    assert_eq!(scorer.score("brilliant").compound, 1.0);
    let error = spec.build(Path::new("nowhere")).err().unwrap();
    assert!(matches!(error, TextError::Read { .. }), "{error}");
}
