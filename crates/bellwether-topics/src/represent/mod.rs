//! What a group is about, in words.
