//! The texts of cells: each text of a workbook's table is kept once, however many cells
//! show it, and the lengths of all that are shown are bounded.
//!
//! A table of one long text and some thousand cells that refer to it make a file of a few
//! kilobytes whose texts are gigabytes when each cell is taken for itself. Kept once they
//! take no memory; but whatever is done with a cell's text is done for every cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Limits;
use crate::model::text::is_blank;

/// More text than the limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMuch;

/// The texts of one workbook while its cells are read.
#[derive(Debug)]
pub(crate) struct Texts {
    /// Texts of the table by where they lie in memory, the blank ones as nothing. The table
    /// stays where it is while a workbook is read.
    shared: BTreeMap<(usize, usize), Option<Arc<str>>>,
    /// Bytes that may still be shown.
    left: u64,
}

impl Texts {
    /// As many as the limits allow.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { shared: BTreeMap::new(), left: limits.cell_text_bytes }
    }

    /// A text of the workbook's table; nothing if it shows nothing.
    pub(crate) fn shared(&mut self, text: &str) -> Option<Arc<str>> {
        let place = (text.as_ptr().addr(), text.len());
        let kept = self.shared.entry(place);
        kept.or_insert_with(|| (!is_blank(text)).then(|| Arc::from(text))).clone()
    }

    /// Counts what a cell shows.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(bytes as u64).ok_or(TooMuch)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_table_is_kept_once_and_counted_each_time() {
        let table = ["Ma Văn Hòa".to_owned(), " \u{A0}".to_owned(), "Ma Văn Hòa".to_owned()];
        let limits = Limits { cell_text_bytes: 30, ..Limits::default() };
        let mut texts = Texts::new(&limits);
        let (first, again) = (texts.shared(&table[0]).unwrap(), texts.shared(&table[0]).unwrap());
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(texts.shared(&table[1]), None);
        assert!(!Arc::ptr_eq(&first, &texts.shared(&table[2]).unwrap()));
        assert_eq!([(); 3].map(|()| texts.take(first.len())), [Ok(()), Ok(()), Err(TooMuch)]);
        assert_eq!(Texts::new(&limits).take(31), Err(TooMuch));
        assert_eq!(Texts::new(&limits).take(30), Ok(()));
    }
}
