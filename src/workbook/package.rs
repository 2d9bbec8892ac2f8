//! The package around a workbook: refuses what is none, and what is too large,
//! before anything of it is inflated.
//!
//! A file of a kilobyte can claim a terabyte. What the central directory
//! declares is judged here, and each part is then inflated no further than it
//! declared.

mod alike;
mod inflate;
mod inside;
mod sniff;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor, Read};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::Limits;
use super::ole::u16_at;
use crate::finding::{Arg, Code, Finding, Severity, code};
use crate::model::{CellRef, column_name};
pub(crate) use alike::{alike, alike_in};
pub(crate) use inflate::PartBytes;
use inside::Inside;
use sniff::Kind;

pub(crate) static NOT_A_WORKBOOK: Code = code("F010", "not-a-workbook", Severity::Error);
pub(crate) static PASSWORD: Code = code("F011", "password", Severity::Error);
pub(crate) static DAMAGED: Code = code("F012", "damaged", Severity::Error);
pub(crate) static OVER_LIMIT: Code = code("F013", "over-limit", Severity::Error);
/// What a text is called in [`OTHER_FORMAT`].
pub(crate) const TEXT_FORMAT: &str = "format-text";

pub(crate) static OTHER_FORMAT: Code = code("F014", "other-format", Severity::Error);
pub(crate) static EMPTY_FILE: Code = code("F015", "no-content", Severity::Error);
pub(crate) static TRUNCATED: Code = code("F017", "truncated", Severity::Error);
pub(crate) static NAMES_TWICE: Code = code("F018", "part-names-twice", Severity::Error);
pub(crate) static LINK: Code = code("F021", "link-to-a-workbook", Severity::Error);
pub(crate) static MAIL: Code = code("F022", "mail-message", Severity::Error);
pub(crate) static ARCHIVE: Code = code("F023", "archive", Severity::Error);
pub(crate) static SHORTCUT: Code = code("F045", "shortcut", Severity::Error);
pub(crate) static TNEF: Code = code("F046", "winmail-dat", Severity::Error);
pub(crate) static NUMBERS: Code = code("F047", "apple-numbers", Severity::Error);

/// A limit of [`Limits`] that was passed.
pub(crate) fn over_limit(limit: &'static str, found: String, allowed: String) -> Finding {
    Finding::new(&OVER_LIMIT)
        .arg("key", super::limits::key(limit))
        .arg("limit", Arg::Word(limit))
        .arg("found", found)
        .arg("allowed", allowed)
}

/// The package cannot be read on; `part` is where.
pub(crate) fn damaged(part: &str) -> Box<Finding> {
    Box::new(Finding::new(&DAMAGED).arg("part", part))
}

/// A package whose directory was judged and found harmless.
#[derive(Debug)]
pub(crate) struct Package<'a> {
    bytes: &'a [u8],
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Place in the archive by name: `/`, lower case, no leading slash.
    names: BTreeMap<String, usize>,
    /// What its parts make it.
    pub(crate) flavour: Flavour,
    /// Bytes of all parts but pictures, inflated, as the package declares them.
    declared: u64,
    /// Bytes of the parts that were opened, inflated: pictures never are …
    opened: u64,
    /// … and how many of them there may be.
    opened_max: u64,
}

/// The workbooks that come as packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// xlsx or xlsm.
    Xlsx,
    /// Excel's binary workbook.
    Xlsb,
    /// `OpenDocument`.
    Ods,
}

impl<'a> Package<'a> {
    /// Opens the package of a workbook.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Box<Finding>> {
        let mut package = Self::counted(bytes, limits)?;
        package.flavour = package.expect_workbook()?;
        package.judge(limits)?;
        Ok(package)
    }

    /// Judges a package whose parts are not known here.
    pub(crate) fn judge_any(bytes: &'a [u8], limits: &Limits) -> Result<(), Box<Finding>> {
        Self::counted(bytes, limits)?.judge(limits)
    }

    /// A package with its parts counted.
    fn counted(bytes: &'a [u8], limits: &Limits) -> Result<Self, Box<Finding>> {
        let zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| without_end(bytes, &error))?;
        if zip.has_duplicate_names() {
            return Err(names_twice(&twice_named(bytes, &zip).unwrap_or_default()));
        }
        let mut package = Self {
            bytes,
            zip,
            names: BTreeMap::new(),
            flavour: Flavour::Xlsx,
            declared: 0,
            opened: 0,
            opened_max: limits.sheet_bytes,
        };
        package.count(limits)?;
        Ok(package)
    }

    /// Takes the parts' names, and refuses one that two parts bear.
    fn count(&mut self, limits: &Limits) -> Result<(), Box<Finding>> {
        let entries = self.zip.len();
        if entries > limits.entries {
            let finding =
                over_limit("limit-entries", entries.to_string(), limits.entries.to_string());
            return Err(Box::new(finding));
        }
        for place in 0..entries {
            let entry = self.zip.by_index_data(place).map_err(|_| damaged("zip"))?;
            let name = entry.name().map_err(|_| damaged("zip"))?;
            let name = normal_name(&name);
            if name.ends_with('/') {
                continue;
            }
            if self.names.insert(name.clone(), place).is_some() {
                return Err(names_twice(&name));
            }
        }
        Ok(())
    }

    /// Judges what the central directory declares.
    fn judge(&mut self, limits: &Limits) -> Result<(), Box<Finding>> {
        let mut declared = 0_u64;
        for (name, place) in &self.names {
            let entry = self.zip.by_index_data(*place).map_err(|_| damaged("zip"))?;
            let size = entry.size();
            if entry.encrypted() {
                return Err(Box::new(Finding::new(&PASSWORD)));
            }
            // A white picture packs well, and nobody opens it.
            if is_picture(name) {
                continue;
            }
            declared = declared.saturating_add(size);
            let ratio = size / entry.compressed_size().max(1);
            if size >= limits.ratio_from_bytes && ratio > limits.ratio {
                let allowed = limits.ratio.to_string();
                return Err(Box::new(over_limit("limit-ratio", ratio.to_string(), allowed)));
            }
            if name.ends_with("sharedstrings.xml") && size > limits.shared_text_bytes {
                let (found, allowed) = (mebibytes(size), mebibytes(limits.shared_text_bytes));
                return Err(Box::new(over_limit("limit-shared-text", found, allowed)));
            }
        }
        self.declared = declared;
        if declared > limits.declared_bytes {
            let (found, allowed) = (mebibytes(declared), mebibytes(limits.declared_bytes));
            return Err(Box::new(over_limit("limit-declared", found, allowed)));
        }
        Ok(())
    }

    /// Refuses packages of other programs by what lies in them.
    fn expect_workbook(&mut self) -> Result<Flavour, Box<Finding>> {
        let has = |name: &str| self.names.contains_key(name);
        if has("xl/workbook.bin") {
            return Ok(Flavour::Xlsb);
        }
        if has("word/document.xml") {
            return Err(not_a_workbook("format-word"));
        }
        if has("ppt/presentation.xml") {
            return Err(not_a_workbook("format-slides"));
        }
        if let Some(kind) = self.open_document() {
            // A template has the same parts.
            if kind.contains("spreadsheet") {
                let is_whole = self.has("content.xml");
                return if is_whole { Ok(Flavour::Ods) } else { Err(damaged("content.xml")) };
            }
            return Err(not_a_workbook("format-other"));
        }
        if !self.has("_rels/.rels") || !self.has("[content_types].xml") {
            if self.names.keys().any(|it| it.starts_with("xl/")) {
                return Err(damaged("_rels/.rels"));
            }
            if self.names.is_empty() {
                return Err(Box::new(Finding::new(&EMPTY_FILE)));
            }
            if self.names.keys().any(|it| is_of_apple(it)) {
                return Err(Box::new(Finding::new(&NUMBERS)));
            }
            return Err(self.archive());
        }
        // Documents of other programs are packed in the same way.
        if !self.names.keys().any(|it| it.contains("workbook") || it.starts_with("xl/")) {
            // The part from which the pages of a printout are found.
            let is_printed =
                self.has("FixedDocSeq.fdseq") || self.has("FixedDocumentSequence.fdseq");
            return Err(not_a_workbook(if is_printed { "format-xps" } else { "format-other" }));
        }
        Ok(Flavour::Xlsx)
    }

    /// The type that a document of `OpenDocument` says it has: in a part of its own, which not
    /// every program writes, or in the list of its parts.
    fn open_document(&mut self) -> Option<String> {
        let own = self.small_text("mimetype");
        if own.as_ref().is_some_and(|it| it.contains("opendocument")) {
            return own;
        }
        let list = self.small_text("meta-inf/manifest.xml").filter(|_| self.has("content.xml"));
        let of_root = list.as_deref().and_then(|it| {
            let roots = ["full-path=\"/\"", "full-path='/'"];
            it.split("file-entry").find(|it| roots.iter().any(|root| it.contains(root)))
        });
        of_root.filter(|it| it.contains("opendocument")).map(str::to_owned).or(own)
    }

    /// The beginning of a small part; whatever cannot be read is simply not what was looked for.
    fn small_text(&mut self, name: &str) -> Option<String> {
        const SMALL_BYTES: u64 = 1 << 20;
        let mut bytes = Vec::new();
        let part = self.has(name).then(|| self.open_part(name).ok()).flatten()?;
        let _ = part.take(SMALL_BYTES).read_to_end(&mut bytes);
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The finding of an archive: the forms in it are named.
    fn archive(&mut self) -> Box<Finding> {
        let is_of_mac = |it: &[u8]| it.to_ascii_lowercase().starts_with(b"__macosx/");
        let names = self.zip.file_names_raw().filter(|it| !is_of_mac(it)).map(inside::shown);
        let names: Vec<String> = names.collect();
        let is_locked = (0..self.zip.len())
            .any(|place| self.zip.by_index_data(place).is_ok_and(|it| it.encrypted()));
        archive_of(Inside { names: Some(names), is_locked })
    }

    /// How much memory reading it may take: what its directory declares, twice,
    /// since parts are judged and then read.
    pub(super) fn weight(&self, limits: &Limits) -> u64 {
        self.declared.min(limits.sheet_bytes).saturating_mul(2)
    }

    /// Whether it has a part of this name, in any case.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal_name(name))
    }

    /// How long a part is by its own word, as far as that may be asked for at once.
    pub(super) fn size_of(&mut self, name: &str, most: u64) -> usize {
        let place = self.names.get(&normal_name(name)).copied();
        let part = place.and_then(|it| self.zip.by_index_raw(it).ok());
        let most = most.min(self.opened_max.saturating_sub(self.opened));
        // And a byte, which is not there and is looked for.
        let size = part.map_or(0, |it| it.size().saturating_add(1)).min(most);
        usize::try_from(size).unwrap_or_default()
    }

    /// A whole part at once, no longer than so many bytes, if it is packed in the usual way and all that
    /// its package tells of it is true; nothing where [`open_part`](Self::open_part) has something to say.
    pub(super) fn inflated(&mut self, name: &str, most: u64) -> Option<PartBytes> {
        let place = self.names.get(&normal_name(name))?;
        let part = self.zip.by_index_raw(*place).ok()?;
        let (size, sum, method) = (part.size(), part.crc32(), part.compression());
        let start = usize::try_from(part.data_start()?).ok()?;
        let end = start.checked_add(usize::try_from(part.compressed_size()).ok()?)?;
        if part.encrypted() || size > most || method != CompressionMethod::Deflated {
            return None;
        }
        let opened = self.opened.checked_add(size).filter(|it| *it <= self.opened_max)?;
        let bytes = inflate::whole(self.bytes.get(start..end)?, usize::try_from(size).ok()?, sum)?;
        self.opened = opened;
        Some(bytes)
    }

    /// A part to read from, inflated no further than it declared and a byte. That byte is
    /// not there: looking for it, the part's end is reached, where its checksum is compared.
    pub(crate) fn open_part(&mut self, name: &str) -> Result<impl BufRead, Box<Finding>> {
        let place = self.names.get(&normal_name(name)).ok_or_else(|| damaged(name))?;
        let part = self.zip.by_index(*place).map_err(|error| match error {
            ZipError::InvalidPassword => Box::new(Finding::new(&PASSWORD)),
            _ => damaged(name),
        })?;
        let size = part.size();
        self.opened = self.opened.saturating_add(size);
        if self.opened > self.opened_max {
            let (found, allowed) = (mebibytes(self.opened), mebibytes(self.opened_max));
            return Err(Box::new(over_limit("limit-sheets", found, allowed)));
        }
        Ok(BufReader::new(part.take(size.saturating_add(1))))
    }
}

/// Whether a part is a picture by its place: no reader opens it.
fn is_picture(name: &str) -> bool {
    ["xl/media/", "pictures/", "thumbnails/", "docprops/thumbnail."]
        .iter()
        .any(|it| name.starts_with(it))
}

/// Whether a name is one that a document of Apple's programs has in its package.
fn is_of_apple(name: &str) -> bool {
    let is_old = matches!(name, "index.apxl" | "buildversionhistory.plist")
        || name.ends_with("/buildversionhistory.plist");
    is_old || std::path::Path::new(name).extension().is_some_and(|it| it == "iwa")
}

/// Whether a file is called as workbooks are.
fn is_named_as_form(name: &str) -> bool {
    // Archives too: a form may lie in one that lies in another.
    const EXTENSIONS: [&str; 10] =
        ["xlsx", "xlsm", "xls", "xlsb", "ods", "fods", "numbers", "zip", "rar", "7z"];
    let extension = name.rsplit_once('.').map(|it| it.1.to_lowercase());
    extension.is_some_and(|it| EXTENSIONS.contains(&it.as_str()))
}

fn names_twice(part: &str) -> Box<Finding> {
    Box::new(Finding::new(&NAMES_TWICE).arg("part", part))
}

/// The first name that stands twice in the directory of an archive, of which the reader
/// keeps but the last.
fn twice_named(bytes: &[u8], zip: &ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    const ENTRY: &[u8] = b"PK\x01\x02";
    const ENTRY_BYTES: usize = 46;
    let mut at = usize::try_from(zip.central_directory_start()).ok()?;
    let mut seen = BTreeSet::new();
    while bytes.get(at..)?.starts_with(ENTRY) {
        let length = |place: usize| u16_at(bytes, at + place).map(usize::from);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let start = at + ENTRY_BYTES;
        let name = bytes.get(start..start + name)?;
        if !seen.insert(name) {
            return Some(normal_name(&String::from_utf8_lossy(name)));
        }
        at = start + name.len() + extra + comment;
    }
    None
}

/// The finding of an archive, with what is known of its content.
fn archive_of(inside: Inside) -> Box<Finding> {
    let locked = if inside.is_locked { Arg::Word("archive-locked") } else { Arg::from("") };
    let words = ["archive-of-forms", "archive-of-others", "archive-unknown"];
    Box::new(naming(Finding::new(&ARCHIVE), inside.names, words).arg("locked", locked))
}

/// The finding of a message, with the forms that are attached.
fn mail_of(names: Option<Vec<String>>) -> Box<Finding> {
    let words = ["mail-of-forms", "mail-of-others", "mail-unknown"];
    Box::new(naming(Finding::new(&MAIL), names, words))
}

/// The finding of what Outlook makes of a message.
fn tnef_of(names: Option<Vec<String>>) -> Box<Finding> {
    let words = ["archive-of-forms", "archive-of-others", "archive-unknown"];
    Box::new(naming(Finding::new(&TNEF), names, words))
}

/// Names the forms among files; the words are for some, for none, and where nothing is known.
fn naming(finding: Finding, names: Option<Vec<String>>, words: [&'static str; 3]) -> Finding {
    const NAMED_MAX: usize = 5;
    let [some, none, unknown] = words;
    let is_known = names.is_some();
    let mut forms = names.unwrap_or_default();
    forms.retain(|it| !it.starts_with(['.', '~']) && is_named_as_form(it));
    forms.sort();
    let more = forms.len().saturating_sub(NAMED_MAX);
    forms.truncate(NAMED_MAX);
    let mut shown = forms.join(", ");
    if more > 0 {
        shown.push_str(", …");
    }
    let word = if !is_known {
        unknown
    } else if forms.is_empty() {
        none
    } else {
        some
    };
    finding.arg("inside", Arg::Word(word)).arg("names", shown)
}

/// A part's name as it is looked up: some programs write `\`, or a leading `/`.
fn normal_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

pub(crate) fn other_format(format: &'static str) -> Box<Finding> {
    Box::new(Finding::new(&OTHER_FORMAT).arg("format", Arg::Word(format)))
}

/// What a program that writes no workbooks has made.
pub(crate) fn not_a_workbook(format: &'static str) -> Box<Finding> {
    Box::new(Finding::new(&NOT_A_WORKBOOK).arg("format", Arg::Word(format)))
}

/// Which reader reads a file, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A package, to be looked into.
    Package,
    /// An Excel 97-2003 workbook, to be read apart.
    Xls,
    /// A spreadsheet of `OpenDocument` in one piece, to be read apart.
    FlatOds,
    /// Text, which may be a table.
    Text,
}

/// Tells who reads a file; the error is the finding of a file that nobody reads.
pub(crate) fn recognise(bytes: &[u8], limits: &Limits) -> Result<Reader, Box<Finding>> {
    let found = bytes.len() as u64;
    if found > limits.file_bytes {
        return Err(too_long(found, limits));
    }
    Err(match sniff::sniff(bytes) {
        Kind::Zip => return Ok(Reader::Package),
        Kind::Xls => return Ok(Reader::Xls),
        Kind::FlatOds => return Ok(Reader::FlatOds),
        Kind::Text => return Ok(Reader::Text),
        Kind::Empty => Box::new(Finding::new(&EMPTY_FILE)),
        Kind::Encrypted => Box::new(Finding::new(&PASSWORD)),
        Kind::OldXls => other_format("format-old-xls"),
        Kind::Html => other_format("format-html"),
        Kind::ExcelXml => other_format("format-excel-xml"),
        Kind::Rtf => not_a_workbook("format-word"),
        Kind::OtherOle => not_a_workbook("format-old-office"),
        Kind::Pdf => not_a_workbook("format-pdf"),
        Kind::Image => not_a_workbook("format-image"),
        Kind::Media => not_a_workbook("format-media"),
        Kind::Access => not_a_workbook("format-access"),
        Kind::Archive => archive_of(inside::of_archive(bytes)),
        Kind::Link => link("link-workbook"),
        Kind::LinkToDocument => link("link-document"),
        Kind::Shortcut => Box::new(Finding::new(&SHORTCUT)),
        Kind::Tnef => tnef_of(inside::of_tnef(bytes)),
        Kind::Mail => mail_of(inside::of_mail(bytes)),
        Kind::Unknown => not_a_workbook("format-unknown"),
    })
}

fn link(what: &'static str) -> Box<Finding> {
    Box::new(Finding::new(&LINK).arg("what", Arg::Word(what)))
}

/// What a file is by its name, where its content says little: the finding of its content, or
/// a better one.
pub(crate) fn by_name(finding: Box<Finding>, path: &str) -> Box<Finding> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let extension = name.rsplit_once('.').map_or("", |it| it.1);
    if finding.code == &LINK {
        // What a program on the net leaves does not always say of what kind it is.
        return if is_of_documents(extension) { link("link-document") } else { finding };
    }
    if finding.code == &NUMBERS || finding.code == &ARCHIVE {
        let is_untold = finding.args.iter().any(|it| it.1 == Arg::Word("archive-unknown"));
        let stem = name.rsplit_once('.').map(|it| it.0).filter(|it| is_named_as_form(it));
        if let Some(stem) = stem.filter(|_| is_untold && ONE_FILE.contains(&extension)) {
            let stem = path.rsplit('/').next().and_then(|it| it.get(..stem.len())).unwrap_or(stem);
            return archive_of(Inside { names: Some(vec![stem.to_owned()]), is_locked: false });
        }
        return match extension {
            "pages" => not_a_workbook("format-pages"),
            "key" | "keynote" => not_a_workbook("format-keynote"),
            "numbers" => Box::new(Finding::new(&NUMBERS)),
            _ => finding,
        };
    }
    let is_vague = finding.code == &NOT_A_WORKBOOK && {
        let vague = ["format-unknown", "format-other", "format-old-office"];
        finding.args.iter().any(|it| matches!(it.1, Arg::Word(word) if vague.contains(&word)))
    };
    let is_text = finding.code == &OTHER_FORMAT
        && finding.args.iter().any(|it| it.1 == Arg::Word(TEXT_FORMAT));
    if !is_vague && !is_text {
        return finding;
    }
    match extension {
        // Excel's own text would have the headings of a form.
        "txt" | "log" | "md" if is_text => not_a_workbook("format-note"),
        "lnk" | "alias" => Box::new(Finding::new(&SHORTCUT)),
        "gsheet" | "url" | "webloc" | "website" => link("link-workbook"),
        _ if is_of_documents(extension) => link("link-document"),
        "msg" | "eml" | "emlx" | "oft" => mail_of(None),
        "dat" if name.starts_with("winmail") => tnef_of(None),
        "numbers" => Box::new(Finding::new(&NUMBERS)),
        "pages" => not_a_workbook("format-pages"),
        "key" | "keynote" => not_a_workbook("format-keynote"),
        "rar" | "7z" | "tar" | "gz" | "tgz" | "zipx" | "z" | "arj" | "lzh" | "cab" => {
            archive_of(Inside::default())
        }
        _ => finding,
    }
}

/// Programs that pack one file, and put their own extension behind its.
const ONE_FILE: [&str; 4] = ["gz", "bz2", "xz", "z"];

/// What a program on the net calls its own documents that are no tables.
fn is_of_documents(extension: &str) -> bool {
    ["gdoc", "gslides", "gform", "gdraw", "gsite", "gmap"].contains(&extension)
}

/// The finding of a file that is longer than a form may be.
pub(crate) fn too_long(found: u64, limits: &Limits) -> Box<Finding> {
    Box::new(over_limit("limit-file", mebibytes(found), mebibytes(limits.file_bytes)))
}

/// Refuses a spreadsheet in one piece that is longer than the sheets of a form may be.
pub(crate) fn judge_flat(bytes: &[u8], limits: &Limits) -> Result<(), Box<Finding>> {
    let found = bytes.len() as u64;
    if found > limits.sheet_bytes {
        let (found, allowed) = (mebibytes(found), mebibytes(limits.sheet_bytes));
        return Err(Box::new(over_limit("limit-sheets", found, allowed)));
    }
    Ok(())
}

/// Whether the bytes begin as a package does.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    sniff::sniff(bytes) == Kind::Zip
}

/// The finding of a workbook whose cells show more text than a form may.
pub(crate) fn texts_over_limit(sheet: &str, allowed: u64) -> Box<Finding> {
    let allowed = mebibytes(allowed);
    let finding = over_limit("limit-cell-texts", format!("> {allowed}"), allowed);
    Box::new(finding.sheet(sheet))
}

/// Whether the bytes are a spreadsheet of `OpenDocument` in one piece.
pub(crate) fn is_flat(bytes: &[u8]) -> bool {
    sniff::sniff(bytes) == Kind::FlatOds
}

/// The finding of a value below the last row that a form may have.
pub(crate) fn row_over_limit(cell: &CellRef, rows: u32) -> Box<Finding> {
    let found = u64::from(cell.row) + 1;
    Box::new(over_limit("limit-rows", found.to_string(), rows.to_string()).cell(cell))
}

/// The finding of a value to the right of the last column that a form may have.
pub(crate) fn col_over_limit(cell: &CellRef, cols: u32) -> Box<Finding> {
    let allowed = column_name(cols.saturating_sub(1));
    Box::new(over_limit("limit-cols", column_name(cell.col), allowed).cell(cell))
}

/// Why a zip could not be opened: cut short (its end record is missing), or damaged.
fn without_end(bytes: &[u8], error: &ZipError) -> Box<Finding> {
    const END: &[u8] = b"PK\x05\x06";
    let has_end = bytes.windows(END.len()).rev().any(|it| it == END);
    match error {
        ZipError::InvalidArchive(_) | ZipError::Io(_) if !has_end => {
            Box::new(Finding::new(&TRUNCATED))
        }
        _ => damaged("zip"),
    }
}

/// A size for people; never rounded down, so that what is over a limit looks so.
pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}
