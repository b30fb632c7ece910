//! Readers for prices and posts: the only input from files.
