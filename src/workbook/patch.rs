//! The package around somebody's own workbook, to be patched: entries of the zip, who points to whom, and
//! what kind each part is.
//!
//! An entry that nobody changes is copied as it was stored, without inflating.

pub(crate) mod grid;
mod refusal;
pub(crate) mod spans;
pub(crate) mod workbook;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::package::alike;
pub use refusal::Refusal;
use spans::{Edits, Outline, attribute, prefixed};

/// Most entries of a package.
const ENTRIES_MAX: usize = 1_000;
/// Most bytes of one part when inflated.
const PART_BYTES_MAX: u64 = 64 << 20;
/// Most bytes of all parts when inflated.
const TOTAL_BYTES_MAX: u64 = 256 << 20;

const CONTENT_TYPES: &str = "[Content_Types].xml";
const TYPES_NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELS_NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const RELS_TYPE: &str = "application/vnd.openxmlformats-package.relationships+xml";

/// What XML parts of ours begin with.
pub(crate) const DECLARATION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A relationship of a part.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    /// Its id.
    pub(crate) id: String,
    /// Its type, an address.
    pub(crate) kind: String,
    /// The part that it leads to, from the root; `None` outside the package.
    pub(crate) part: Option<String>,
}

impl Relation {
    /// Whether the last piece of the type is `name`, in either dialect.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.kind.rsplit('/').next() == Some(name)
    }
}

/// The submitter's package with what is laid over it.
pub(crate) struct PatchedPackage<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The entries' names as stored, in order.
    names: Vec<String>,
    /// Lower-case name to the name in use, entries and new parts alike.
    known: BTreeMap<String, String>,
    /// New content by name in use; `None` for a part that is gone.
    laid: BTreeMap<String, Option<String>>,
    /// New parts in the order of their making.
    added: Vec<String>,
    /// Entries that begin with a byte order mark, as far as they were read.
    marked: BTreeSet<String>,
    /// Every patch with the text that it was made on.
    #[cfg(test)]
    pub(crate) history: Vec<(String, String, Edits)>,
}

impl<'a> PatchedPackage<'a> {
    /// Opens a package and judges it by its directory and its sums before
    /// anything is kept in memory.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(Refusal::Ole);
        }
        // A workbook that is one piece of XML, or text, is whole as it is; only no package.
        let no_package = if bytes.is_empty() || bytes.starts_with(b"PK") {
            Refusal::Damaged
        } else {
            Refusal::NotWorkbook
        };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_package)?;
        if archive.has_duplicate_names() {
            return Err(Refusal::DuplicateNames);
        }
        if archive.len() > ENTRIES_MAX {
            return Err(Refusal::TooLarge);
        }
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(|_| Refusal::Damaged)?;
            if entry.encrypted() {
                return Err(Refusal::Encrypted);
            }
            total = total.saturating_add(entry.size());
            if entry.size() > PART_BYTES_MAX || total > TOTAL_BYTES_MAX {
                return Err(Refusal::TooLarge);
            }
        }
        let mut names = Vec::with_capacity(archive.len());
        let mut known = BTreeMap::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|error| refusal_of(&error))?;
            let name = entry.name().map_err(|_| Refusal::BadNames)?.into_owned();
            if name.contains('\\') || name.starts_with('/') || name.split('/').any(|it| it == "..")
            {
                return Err(Refusal::BadNames);
            }
            if known.insert(name.to_lowercase(), name.clone()).is_some() {
                return Err(Refusal::DuplicateNames);
            }
            // Reading to the end compares the sum of each entry.
            std::io::copy(&mut entry, &mut std::io::sink()).map_err(|_| Refusal::Damaged)?;
            names.push(name);
        }
        if names.iter().any(|it| it.to_lowercase().starts_with("_xmlsignatures/")) {
            return Err(Refusal::Signed);
        }
        Ok(Self {
            archive,
            names,
            known,
            laid: BTreeMap::new(),
            added: Vec::new(),
            marked: BTreeSet::new(),
            #[cfg(test)]
            history: Vec::new(),
        })
    }

    /// The name in use of a part, whatever its case.
    fn in_use(&self, part: &str) -> Option<&String> {
        let name = self.known.get(&part.to_lowercase())?;
        (!matches!(self.laid.get(name), Some(None))).then_some(name)
    }

    /// Whether a part is there.
    pub(crate) fn has(&self, part: &str) -> bool {
        self.in_use(part).is_some()
    }

    /// Names of the parts in use that end in `suffix`, in any case.
    pub(crate) fn ending_in(&self, suffix: &str) -> Vec<String> {
        let all = self.known.iter().filter(|(lower, _)| lower.ends_with(suffix));
        all.map(|(_, name)| name.clone()).filter(|it| self.has(it)).collect()
    }

    /// The text of a part, without a byte order mark.
    pub(crate) fn text(&mut self, part: &str) -> Result<String, Refusal> {
        let name = self.in_use(part).ok_or(Refusal::Damaged)?.clone();
        if let Some(Some(text)) = self.laid.get(&name) {
            return Ok(text.clone());
        }
        let text = self.stored(&name)?;
        match text.strip_prefix('\u{feff}') {
            Some(rest) => {
                let rest = rest.to_owned();
                self.marked.insert(name);
                Ok(rest)
            }
            None => Ok(text),
        }
    }

    fn stored(&mut self, name: &str) -> Result<String, Refusal> {
        let mut entry = self.archive.by_name(name).map_err(|error| refusal_of(&error))?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|_| Refusal::Damaged)?;
        String::from_utf8(bytes).map_err(|_| Refusal::Encoding)
    }

    /// Splices a part. No splices, no change.
    pub(crate) fn patch(&mut self, part: &str, old: &str, edits: &Edits) {
        let new = edits.apply(old);
        if new != old {
            #[cfg(test)]
            self.history.push((part.to_owned(), old.to_owned(), edits.clone()));
            self.put(part, new);
        }
    }

    /// Lays a whole text over a part, or makes the part.
    pub(crate) fn put(&mut self, part: &str, text: String) {
        let name = self.known.entry(part.to_lowercase()).or_insert_with(|| part.to_owned()).clone();
        if !self.names.contains(&name) && !self.added.contains(&name) {
            self.added.push(name.clone());
        }
        self.laid.insert(name, Some(text));
    }

    /// Takes a part out, with its kind.
    pub(crate) fn remove(&mut self, part: &str) -> Result<(), Refusal> {
        let Some(name) = self.in_use(part).cloned() else { return Ok(()) };
        self.laid.insert(name, None);
        let types = self.text(CONTENT_TYPES)?;
        let outline = Outline::new(&types)?;
        let mut edits = Edits::default();
        for index in outline.children(0) {
            let is_its = outline
                .attr(index, "PartName")
                .is_some_and(|it| it.trim_start_matches('/').eq_ignore_ascii_case(part));
            if outline.elements[index].local() == "Override" && is_its {
                edits.delete(outline.elements[index].whole.clone());
            }
        }
        self.patch(CONTENT_TYPES, &types, &edits);
        Ok(())
    }

    /// A name that no part has: `stem`, a number, `extension`.
    pub(crate) fn free_name(&self, stem: &str, extension: &str) -> String {
        // One more than there are parts is enough.
        (1..=self.known.len() + 1)
            .map(|number| format!("{stem}{number}{extension}"))
            .find(|it| !self.has(it))
            .unwrap_or_default()
    }

    /// The content type of a part.
    pub(crate) fn type_of(&mut self, part: &str) -> Result<Option<String>, Refusal> {
        let types = self.text(CONTENT_TYPES)?;
        let outline = Outline::new(&types)?;
        if outline.namespace().as_deref() != Some(TYPES_NAMESPACE) {
            return Err(Refusal::Damaged);
        }
        let by_name = outline.children(0).find(|&it| {
            outline
                .attr(it, "PartName")
                .is_some_and(|name| name.trim_start_matches('/').eq_ignore_ascii_case(part))
        });
        let by_extension = || {
            let extension = part.rsplit('.').next()?;
            outline.children(0).find(|&it| {
                outline.attr(it, "Extension").is_some_and(|it| it.eq_ignore_ascii_case(extension))
            })
        };
        let found = by_name.or_else(by_extension);
        Ok(found.and_then(|it| outline.attr(it, "ContentType")).map(Cow::into_owned))
    }

    /// Says what kind a part of ours is.
    pub(crate) fn set_type(&mut self, part: &str, kind: &str) -> Result<(), Refusal> {
        if self.type_of(part)?.as_deref() == Some(kind) {
            return Ok(());
        }
        let name = attribute(&format!("/{part}"));
        self.add_type(&format!("<Override PartName=\"{name}\" ContentType=\"{kind}\"/>"), false)
    }

    /// Says what kind every part with an extension is, unless that is said.
    pub(crate) fn set_default_type(&mut self, extension: &str, kind: &str) -> Result<(), Refusal> {
        if self.type_of(&format!("?.{extension}"))?.is_some() {
            return Ok(());
        }
        self.add_type(&format!("<Default Extension=\"{extension}\" ContentType=\"{kind}\"/>"), true)
    }

    fn add_type(&mut self, xml: &str, is_first: bool) -> Result<(), Refusal> {
        let types = self.text(CONTENT_TYPES)?;
        let outline = Outline::new(&types)?;
        let xml = prefixed(xml, outline.prefix());
        let mut edits = Edits::default();
        match outline.children(0).next() {
            Some(child) if is_first => edits.insert(outline.elements[child].whole.start, xml),
            _ => outline.append(&mut edits, 0, &xml),
        }
        self.patch(CONTENT_TYPES, &types, &edits);
        Ok(())
    }

    /// The relationships of a part; of the package itself for an empty name.
    pub(crate) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Refusal> {
        let rels = rels_of(part);
        if !self.has(&rels) {
            return Ok(Vec::new());
        }
        let text = self.text(&rels)?;
        let outline = Outline::new(&text)?;
        let mut all = Vec::new();
        for index in outline.children(0) {
            let (Some(id), Some(kind), Some(target)) = (
                outline.attr(index, "Id"),
                outline.attr(index, "Type"),
                outline.attr(index, "Target"),
            ) else {
                continue;
            };
            let is_outside = outline.attr(index, "TargetMode").as_deref() == Some("External");
            let path = resolved(part, target.split('#').next().unwrap_or_default());
            all.push(Relation {
                id: id.into_owned(),
                kind: kind.into_owned(),
                part: (!is_outside).then(|| self.in_use(&path).cloned().unwrap_or(path)),
            });
        }
        Ok(all)
    }

    /// Lets `part` point to `target` and gives the relationship's id.
    pub(crate) fn relate(
        &mut self,
        part: &str,
        kind: &str,
        target: &str,
    ) -> Result<String, Refusal> {
        let rels = rels_of(part);
        if !self.has(&rels) {
            self.put(
                &rels,
                format!("{DECLARATION}<Relationships xmlns=\"{RELS_NAMESPACE}\"></Relationships>"),
            );
            self.set_default_type("rels", RELS_TYPE)?;
        }
        let ids: BTreeSet<_> = self.relations(part)?.into_iter().map(|it| it.id).collect();
        let last = ids.iter().filter_map(|it| it.strip_prefix("rId")?.parse::<u32>().ok()).max();
        let id = format!("rId{}", last.unwrap_or(0).checked_add(1).ok_or(Refusal::Damaged)?);
        let text = self.text(&rels)?;
        let outline = Outline::new(&text)?;
        let target = attribute(&relative(part, target));
        let xml = format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
        let mut edits = Edits::default();
        outline.append(&mut edits, 0, &prefixed(&xml, outline.prefix()));
        self.patch(&rels, &text, &edits);
        Ok(id)
    }

    /// Takes the relationship with this id from a part.
    pub(crate) fn unrelate(&mut self, part: &str, id: &str) -> Result<(), Refusal> {
        let rels = rels_of(part);
        let text = self.text(&rels)?;
        let outline = Outline::new(&text)?;
        let mut edits = Edits::default();
        for index in outline.children(0) {
            if outline.attr(index, "Id").as_deref() == Some(id) {
                edits.delete(outline.elements[index].whole.clone());
            }
        }
        self.patch(&rels, &text, &edits);
        Ok(())
    }

    /// The package as bytes: old entries in their order, new ones behind.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Refusal> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        let failed = |_| Refusal::TooLarge;
        let comment = self.archive.comment().to_vec();
        for (index, name) in self.names.iter().enumerate() {
            match self.laid.get(name) {
                None => {
                    let entry =
                        self.archive.by_index_raw(index).map_err(|error| refusal_of(&error))?;
                    out.raw_copy_file(entry).map_err(failed)?;
                }
                Some(None) => {}
                Some(Some(text)) => {
                    out.start_file(name.as_str(), options).map_err(failed)?;
                    let mark = if self.marked.contains(name) { "\u{feff}" } else { "" };
                    out.write_all(mark.as_bytes()).map_err(|_| Refusal::TooLarge)?;
                    out.write_all(text.as_bytes()).map_err(|_| Refusal::TooLarge)?;
                }
            }
        }
        for name in &self.added {
            if let Some(Some(text)) = self.laid.get(name) {
                out.start_file(name.as_str(), options).map_err(failed)?;
                out.write_all(text.as_bytes()).map_err(|_| Refusal::TooLarge)?;
            }
        }
        if !comment.is_empty() {
            out.set_raw_comment(comment.into_boxed_slice()).map_err(failed)?;
        }
        Ok(alike(out.finish().map_err(failed)?.into_inner()))
    }
}

fn refusal_of(error: &ZipError) -> Refusal {
    match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            Refusal::Encrypted
        }
        _ => Refusal::Damaged,
    }
}

/// The folder of a part, with its slash.
pub(crate) fn folder(part: &str) -> &str {
    part.rfind('/').map_or("", |slash| &part[..=slash])
}

/// The relationships part of a part.
pub(crate) fn rels_of(part: &str) -> String {
    let folder = folder(part);
    format!("{folder}_rels/{}.rels", &part[folder.len()..])
}

/// A target as `part` writes it, from the root.
fn resolved(part: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder(part).split('/').filter(|it| !it.is_empty()).collect(),
    };
    for piece in target.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            piece => path.push(piece),
        }
    }
    path.join("/")
}

/// How `part` writes a target that is given from the root.
fn relative(part: &str, target: &str) -> String {
    let mut from: Vec<&str> = folder(part).split('/').collect();
    from.pop();
    let to: Vec<&str> = target.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut pieces = vec![".."; from.len() - shared];
    pieces.extend(&to[shared..]);
    pieces.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_and_written_back() {
        for (part, target, path) in [
            ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets/sheet1.xml", "../comments1.xml", "xl/comments1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("a/b/c.xml", "./../../x.xml", "x.xml"),
        ] {
            assert_eq!(resolved(part, target), path);
            assert_eq!(resolved(part, &relative(part, path)), path);
        }
        assert_eq!(relative("xl/worksheets/sheet1.xml", "xl/comments1.xml"), "../comments1.xml");
        assert_eq!(relative("xl/workbook.xml", "xl/worksheets/s.xml"), "worksheets/s.xml");
        assert_eq!(relative("", "docProps/custom.xml"), "docProps/custom.xml");
    }

    #[test]
    fn the_relations_of_a_part_stand_beside_it() {
        assert_eq!(rels_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(rels_of(""), "_rels/.rels");
    }
}
