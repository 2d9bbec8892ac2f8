//! The blank form of a branch.
