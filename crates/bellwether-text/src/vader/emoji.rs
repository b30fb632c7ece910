//! Emoji are read as their descriptions.

/// The descriptions of single-character emoji, in pages of 256 code points.
#[derive(Debug)]
pub(super) struct Emoji {
    /// The page of each block of 256 code points; page zero is empty.
    blocks: Vec<u8>,
    /// Numbers of descriptions; zero for a character that is no emoji.
    pages: Vec<[u16; 256]>,
    descriptions: Vec<&'static str>,
}

impl Emoji {
    /// Reads the lexicon: emoji, tab, description. Emoji of several characters are left out: text is read
    /// character by character, so they are only ever met in parts.
    pub(super) fn new(lexicon: &'static str) -> Self {
        let mut this = Self {
            blocks: vec![0; (char::MAX as usize >> 8) + 1],
            pages: vec![[0; 256]],
            descriptions: vec![""],
        };
        for line in lexicon.lines() {
            let mut fields = line.trim().split('\t');
            let (Some(emoji), Some(description)) = (fields.next(), fields.next()) else { continue };
            let mut chars = emoji.chars();
            let (Some(c), None) = (chars.next(), chars.next()) else { continue };
            assert!(!c.is_ascii(), "the bundled emoji lexicon describes an ASCII character: {c:?}");
            let block = &mut this.blocks[c as usize >> 8];
            if *block == 0 {
                *block = u8::try_from(this.pages.len()).expect("emoji lie in fewer than 256 blocks");
                this.pages.push([0; 256]);
            }
            this.pages[*block as usize][c as usize & 0xff] = this.descriptions.len() as u16;
            this.descriptions.push(description);
        }
        this
    }

    /// `text` with every emoji replaced by its description, after a space if none precedes it and the text has
    /// begun. Nothing separates a description from what follows. Uses `buffer` only if there is an emoji.
    pub(super) fn expand<'a>(&self, text: &'a str, buffer: &'a mut String) -> &'a str {
        if text.is_ascii() || !text.chars().any(|c| self.number(c) != 0) {
            return text;
        }
        buffer.clear();
        let mut after_space = true;
        for c in text.chars() {
            let number = self.number(c);
            if number == 0 {
                buffer.push(c);
                after_space = c == ' ';
            } else {
                if !after_space {
                    buffer.push(' ');
                }
                buffer.push_str(self.descriptions[number as usize]);
                after_space = false;
            }
        }
        buffer
    }

    fn number(&self, c: char) -> u16 {
        if c.is_ascii() {
            return 0;
        }
        self.pages[self.blocks[c as usize >> 8] as usize][c as usize & 0xff]
    }
}

#[cfg(test)]
mod tests {
    use super::Emoji;

    #[test]
    fn descriptions_replace_emoji_one_character_at_a_time() {
        let emoji = Emoji::new("🐂\tox\n📈\tchart\n👍🏽\tthumbs up\n©\tcopyright\n");
        let expand = |text| emoji.expand(text, &mut String::new()).to_owned();
        assert_eq!(expand("📈🐂"), "chart ox");
        assert_eq!(expand("buy 📈 now"), "buy chart now");
        assert_eq!(expand("buy📈now\t🐂"), "buy chartnow\t ox");
        assert_eq!(expand("👍🏽 café ©"), "👍🏽 café copyright");
    }
}
