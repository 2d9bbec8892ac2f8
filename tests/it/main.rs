//! The tests that use the crate and the program from outside, as one program: what they all
//! link is linked once. One subject: `cargo test --test it samples::`.
//!
//! `costs` and `fuzz` are programs of their own: the first counts, with an allocator of its own,
//! the memory of a process that does nothing else, the second is built with a profile of its own.

mod boundaries;
mod branches;
mod cases;
mod catalogue;
mod cli;
mod common;
mod copies;
mod corpus;
mod export;
mod fields;
mod fill;
mod filled;
mod foreign;
mod formats;
mod fresh;
mod hostile;
mod inbox;
mod kept;
mod keyboard;
mod killed;
mod late;
mod layering;
mod legacy;
mod moved;
mod one_page;
mod outside;
mod page;
mod papers;
mod pdf;
mod printed;
mod profiles;
mod returned;
mod rollup;
mod rounds;
mod rules;
mod samples;
mod schema;
mod scoring;
mod sealed;
mod shown;
mod templates;
mod typed;
mod units;
mod watch;
mod wizard;
mod workbooks;
mod year_books;
