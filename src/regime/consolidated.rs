//! `consolidated.toml`: the workbook for the superior.

use serde::Deserialize;

/// The consolidated workbook of one regime.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Consolidated {}

impl Consolidated {
    /// Refuses a workbook that contradicts itself.
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "filled in with the writer")]
    pub(super) fn check(&self) -> Result<(), String> {
        Ok(())
    }
}
