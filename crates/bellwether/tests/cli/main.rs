//! The command line from outside: what it prints, what it writes, and its exit codes.

#![expect(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

mod audit;
mod check;
mod check_tools;
mod demo;
mod diagnose;
mod errors;
mod help;
mod inspect;
mod lists;
mod movement;
mod paper;
mod sandbox;
mod sentiment;
mod study;
mod topics;
mod train;
