//! Text as tokens.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokenizers::models::bpe::BPE;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::processors::bert::BertProcessing;
use tokenizers::processors::roberta::RobertaProcessing;
use tokenizers::{AddedToken, Encoding, Tokenizer, TruncationDirection};

use super::files;
use super::{EncoderError, Fault};
use crate::TextError;

/// Bytes of a text for each token that the model reads, below which a text is looked at as a whole.
const BYTES_PER_TOKEN: usize = 16;
/// A beginning with this many times the tokens that the model reads tells all of them.
const MARGIN: usize = 2;
/// Bytes from which on a beginning is taken as it is, however few tokens it gives: of one word or of white space, say.
const LONGEST_READ: usize = 1 << 20;

/// The least `max_tokens`: one token between the special ones.
const LEAST: usize = 3;

/// A tokenizer that reads no more of a text than a model takes.
pub(super) struct Tokens {
    tokenizer: Tokenizer,
    /// Most tokens of a text, with the special ones.
    longest: usize,
    /// Special tokens around a text.
    added: usize,
    lower: bool,
}

/// `tokenizer_config.json`.
#[derive(Deserialize, Default)]
struct Settings {
    model_max_length: Option<f64>,
    do_lower_case: Option<bool>,
    strip_accents: Option<bool>,
    tokenize_chinese_chars: Option<bool>,
}

/// `sentence_bert_config.json`.
#[derive(Deserialize, Default)]
struct Sentences {
    max_seq_length: Option<usize>,
    #[serde(default)]
    do_lower_case: bool,
}

impl Tokens {
    /// Reads the tokenizer of a folder, or the one at `other`. `vocabulary` and `longest` are the model's.
    pub(super) fn read(
        folder: &Path,
        other: Option<&Path>,
        vocabulary: usize,
        longest: usize,
    ) -> Result<Self, EncoderError> {
        let from = other.unwrap_or(folder);
        let settings: Settings =
            files::optional_json(&from.join("tokenizer_config.json"))?.unwrap_or_default();
        let sentences: Sentences =
            files::optional_json(&folder.join("sentence_bert_config.json"))?.unwrap_or_default();
        let (path, mut tokenizer) = open(from, &settings)?;
        let damaged =
            |e: tokenizers::Error| EncoderError::Tokenizer { path: path.clone(), reason: e.to_string() };
        // both are made here
        tokenizer.with_padding(None).with_truncation(None).map_err(damaged)?;
        let greatest = tokenizer.get_vocab(true).into_values().max().unwrap_or(0);
        if greatest as usize >= vocabulary {
            return Err(EncoderError::Vocabulary { path, token: greatest, vocabulary });
        }
        // a bound of 1e30 stands for none
        let bound = settings.model_max_length.filter(|bound| (1.0..1e9).contains(bound));
        let longest = longest.min(bound.map_or(usize::MAX, |bound| bound as usize));
        let longest = longest.min(sentences.max_seq_length.unwrap_or(usize::MAX));
        let added = tokenizer.encode_fast("", true).map_err(damaged)?.len();
        Ok(Self { tokenizer, longest, added, lower: sentences.do_lower_case })
    }

    /// Reads at most `max_tokens` of a text, where they are given.
    pub(super) fn bound(&mut self, max_tokens: Option<usize>) -> Result<(), TextError> {
        let Some(longest) = max_tokens else { return Ok(()) };
        if longest < LEAST {
            return Err(TextError::Setting {
                setting: "max_tokens",
                found: longest.to_string(),
                expected: format!("at least {LEAST}"),
            });
        }
        self.longest = self.longest.min(longest);
        Ok(())
    }

    /// Most tokens of a text, with the special ones around it.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The tokens of a text, cut where the model ends.
    ///
    /// Of a long text only a beginning is looked at, one that gives more than twice as many tokens as are used, or of about
    /// a megabyte.
    pub(super) fn of(&self, text: &str) -> Result<Vec<u32>, Fault> {
        let (_, mut encoding) = self.begin(text)?;
        encoding.truncate(self.longest.saturating_sub(self.added), 0, TruncationDirection::Right);
        Ok(self.tokenizer.post_process(encoding, None, true).map_err(failed)?.get_ids().to_vec())
    }

    /// Bytes of a text that surely tell its tokens.
    pub(super) fn read_of<'t>(&self, text: &'t str) -> Result<&'t str, Fault> {
        self.begin(text).map(|(part, _)| part)
    }

    /// The beginning of a text that is looked at, and its tokens without the special ones.
    fn begin<'t>(&self, text: &'t str) -> Result<(&'t str, Encoding), Fault> {
        let mut bytes = BYTES_PER_TOKEN * self.longest;
        loop {
            let part = beginning(text, bytes);
            let lowered = self.lower.then(|| part.to_lowercase());
            let encoded = self.tokenizer.encode_fast(lowered.as_deref().unwrap_or(part), false);
            let encoding = encoded.map_err(failed)?;
            let is_enough = bytes >= LONGEST_READ || encoding.len() > MARGIN * self.longest;
            if part.len() == text.len() || is_enough {
                return Ok((part, encoding));
            }
            bytes *= 4;
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: tokenizers::Error) -> Fault {
    Fault::Tokens { reason: error.to_string() }
}

/// About the first `bytes` of a text, cut in front of white space where there is some in the second half.
fn beginning(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let floor = |at: usize| (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let (end, middle) = (floor(bytes), floor(bytes / 2));
    let space = text[middle..end].rfind(char::is_whitespace).map(|at| middle + at);
    &text[..space.filter(|&at| at > 0).unwrap_or(end)]
}

/// `tokenizer.json`, else the vocabulary files of older checkpoints.
fn open(folder: &Path, settings: &Settings) -> Result<(PathBuf, Tokenizer), EncoderError> {
    let path = folder.join("tokenizer.json");
    if let Some(bytes) = files::optional(&path)? {
        return match Tokenizer::from_bytes(bytes) {
            Ok(tokenizer) => Ok((path, tokenizer)),
            Err(e) => Err(EncoderError::Tokenizer { path, reason: e.to_string() }),
        };
    }
    let vocabulary = folder.join("vocab.txt");
    let damaged = |path: &Path, e: tokenizers::Error| EncoderError::Tokenizer {
        path: path.to_owned(),
        reason: e.to_string(),
    };
    if vocabulary.is_file() {
        let tokenizer = wordpiece(&vocabulary, settings).map_err(|e| damaged(&vocabulary, e))?;
        return Ok((vocabulary, tokenizer));
    }
    let (vocabulary, merges) = (folder.join("vocab.json"), folder.join("merges.txt"));
    if vocabulary.is_file() && merges.is_file() {
        let tokenizer = byte_pairs(&vocabulary, &merges).map_err(|e| damaged(&vocabulary, e))?;
        return Ok((vocabulary, tokenizer));
    }
    let hint = "the tokenizer: tokenizer.json, or vocab.txt, or vocab.json with merges.txt; \
                `AutoTokenizer.from_pretrained(…).save_pretrained(…)` writes it from other files, \
                and `tokenizer` names a folder that has it";
    Err(EncoderError::MissingFile { path, hint })
}

/// As BERT's own tokenizer: cleaned text, words and punctuation, pieces of words.
fn wordpiece(path: &Path, settings: &Settings) -> tokenizers::Result<Tokenizer> {
    let model = WordPiece::from_file(&path.to_string_lossy()).unk_token("[UNK]".to_owned()).build()?;
    let mut tokenizer = Tokenizer::new(model);
    let lower = settings.do_lower_case.unwrap_or(true);
    let chinese = settings.tokenize_chinese_chars.unwrap_or(true);
    tokenizer.with_normalizer(Some(BertNormalizer::new(true, chinese, settings.strip_accents, lower)))?;
    tokenizer.with_pre_tokenizer(Some(BertPreTokenizer));
    let (sep, cls) = (special(&tokenizer, "[SEP]")?, special(&tokenizer, "[CLS]")?);
    tokenizer.with_post_processor(Some(BertProcessing::new(sep, cls)));
    add_special(&mut tokenizer, &["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])?;
    Ok(tokenizer)
}

/// As RoBERTa's own tokenizer: pairs of bytes, merged.
fn byte_pairs(vocabulary: &Path, merges: &Path) -> tokenizers::Result<Tokenizer> {
    let model = BPE::from_file(&vocabulary.to_string_lossy(), &merges.to_string_lossy()).build()?;
    let mut tokenizer = Tokenizer::new(model);
    tokenizer.with_pre_tokenizer(Some(ByteLevel::new(false, true, true)));
    let (sep, cls) = (special(&tokenizer, "</s>")?, special(&tokenizer, "<s>")?);
    tokenizer.with_post_processor(Some(RobertaProcessing::new(sep, cls).add_prefix_space(false)));
    add_special(&mut tokenizer, &["<s>", "<pad>", "</s>", "<unk>"])?;
    // the mask takes the space in front of it
    if tokenizer.token_to_id("<mask>").is_some() {
        tokenizer.add_special_tokens([AddedToken::from("<mask>", true).lstrip(true)])?;
    }
    Ok(tokenizer)
}

fn special(tokenizer: &Tokenizer, token: &str) -> tokenizers::Result<(String, u32)> {
    let id = tokenizer.token_to_id(token).ok_or_else(|| format!("it has no token {token}"))?;
    Ok((token.to_owned(), id))
}

fn add_special(tokenizer: &mut Tokenizer, tokens: &[&str]) -> tokenizers::Result<()> {
    let known = tokens.iter().filter(|token| tokenizer.token_to_id(token).is_some());
    let known: Vec<_> = known.map(|token| AddedToken::from(*token, true)).collect();
    tokenizer.add_special_tokens(known)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_beginning_ends_in_front_of_white_space_if_it_can() {
        assert_eq!(beginning("short", 10), "short");
        assert_eq!(beginning("four five six", 8), "four");
        assert_eq!(beginning("abcdefghij", 8), "abcdefgh");
        // white space in the first half only
        assert_eq!(beginning("a bcdefghij", 8), "a bcdefg");
        assert_eq!(beginning("日本株日本株", 8), "日本");
    }
}
