//! The package that calamine opens: the cells and parts that were judged, nothing else.
//!
//! A file can be made so that two readers see different things in it: a part
//! under two names, an inflated size that is not the declared one, a relation
//! that one of them follows. What calamine opens is therefore written anew, the
//! parts as they are, uncompressed, under the names that calamine expects.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::sorted::BTreeSet;

const PACKAGE_RELATIONS: &str = "<Relationships><Relationship Id=\"w\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"xl/workbook.xml\"/></Relationships>";

/// A package being written, in memory.
pub(super) struct Rewritten {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    /// The workbook's list of sheets, so far.
    sheets: String,
    /// The relations of the workbook to its sheets, so far.
    relations: String,
    count: usize,
}

impl Rewritten {
    pub(super) fn new() -> Self {
        Self {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
            sheets: String::new(),
            relations: String::new(),
            count: 0,
        }
    }

    /// Adds the table of shared texts.
    pub(super) fn add_texts(&mut self, bytes: &[u8]) -> ZipResult<()> {
        self.add("xl/sharedStrings.xml", bytes)
    }

    /// Adds the formats.
    pub(super) fn add_styles(&mut self, bytes: &[u8]) -> ZipResult<()> {
        self.add("xl/styles.xml", bytes)
    }

    /// Adds a worksheet of these elements of cells and tells the name under which calamine
    /// finds it: a file may give two tabs the same.
    pub(super) fn add_cells<'c>(
        &mut self,
        cells: impl Iterator<Item = &'c [u8]>,
    ) -> ZipResult<String> {
        let name = self.count.to_string();
        self.count += 1;
        let mut bytes = b"<worksheet><sheetData>".to_vec();
        cells.for_each(|it| bytes.extend_from_slice(it));
        bytes.extend_from_slice(b"</sheetData></worksheet>");
        self.add(&format!("xl/{name}.xml"), &bytes)?;
        // Writing to a string cannot fail.
        let _ = write!(self.sheets, "<sheet name=\"{name}\" id=\"{name}\"/>");
        let _ = write!(
            self.relations,
            "<Relationship Id=\"{name}\" Type=\"/worksheet\" Target=\"{name}.xml\"/>"
        );
        Ok(name)
    }

    /// Adds a worksheet of cells that show the shared texts of these places.
    pub(super) fn add_shared(&mut self, places: &BTreeSet<usize>) -> ZipResult<String> {
        let cell = |it: &usize| format!("<c t=\"s\"><v>{it}</v></c>");
        let cells = places.iter().map(cell).collect::<String>();
        self.add_cells(std::iter::once(cells.as_bytes()))
    }

    /// The package's bytes.
    pub(super) fn finish(mut self) -> ZipResult<Vec<u8>> {
        let workbook = format!("<workbook><sheets>{}</sheets></workbook>", self.sheets);
        let relations = format!("<Relationships>{}</Relationships>", self.relations);
        self.add("_rels/.rels", PACKAGE_RELATIONS.as_bytes())?;
        self.add("xl/workbook.xml", workbook.as_bytes())?;
        self.add("xl/_rels/workbook.xml.rels", relations.as_bytes())?;
        Ok(self.zip.finish()?.into_inner())
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> ZipResult<()> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.zip.start_file(name, stored)?;
        self.zip.write_all(bytes)?;
        Ok(())
    }
}
