//! The consolidated workbook, `tong-hop-<year>.xlsx`.
