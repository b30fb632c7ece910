//! The command line from outside: what it prints, what it writes, and its exit codes.

mod demo;
mod errors;
mod help;
mod inspect;
mod lists;
mod sandbox;
mod study;
