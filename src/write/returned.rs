//! The submitter's own workbook, annotated.
