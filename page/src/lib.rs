//! The core of xeploai for a browser: what `xeploai.html` asks it to do, as bytes to bytes.
//!
//! The page hands over files by their places in a list and reads answers; every judgement and every
//! output is the core's, so that both are the command's too.

mod bridge;
mod foreign;
mod new;
mod tasks;
