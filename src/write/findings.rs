//! The list of findings, `kiem-tra.xlsx`.
