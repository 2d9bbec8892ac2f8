//! The command `xeploai`.

fn main() {}
