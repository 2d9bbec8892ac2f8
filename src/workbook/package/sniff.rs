//! What kind of file the bytes are, told by content: names lie, and a page
//! saved as `phieu.xls` is a daily sight.

use crate::workbook::ole::{Ole, SIGNATURE, file_pass, u16_at};

/// What the bytes are, as far as it shows without unpacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing at all.
    Empty,
    /// A zip package, to be looked into.
    Zip,
    /// An old Office container with an encrypted workbook in it.
    Encrypted,
    /// An Excel 97-2003 workbook.
    Xls,
    /// A workbook of an Excel before that.
    OldXls,
    /// An old Office container of something else.
    OtherOle,
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// A web page, which Excel opens.
    Html,
    /// A film or a recording.
    Media,
    /// A database of Access.
    Access,
    /// Excel's XML of 2003.
    ExcelXml,
    /// Text with formats, which word processors open.
    Rtf,
    /// A packed archive of another kind than zip.
    Archive,
    /// A few words that say where a workbook lies on the net.
    Link,
    /// The same, of a document that is no workbook.
    LinkToDocument,
    /// A few words that say where another file lies.
    Shortcut,
    /// A message of electronic mail.
    Mail,
    /// What Outlook makes of attachments that others cannot open.
    Tnef,
    /// A spreadsheet of `OpenDocument` in one piece of XML.
    FlatOds,
    /// Text that may be a table.
    Text,
    /// Anything else.
    Unknown,
}

/// How archives begin that are no zip: RAR, 7z, gzip, bzip2, xz, cabinets.
const ARCHIVES: [&[u8]; 6] = [
    b"Rar!\x1a\x07",
    b"7z\xBC\xAF\x27\x1C",
    b"\x1F\x8B\x08",
    b"BZh",
    b"\xFD7zXZ\0",
    b"MSCF\0\0\0\0",
];

/// How shortcuts of Windows and of macOS begin.
const SHORTCUTS: [&[u8]; 2] = [b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0", b"book\0\0\0\0mark"];

/// How `winmail.dat` begins.
const TNEF: &[u8] = &[0x78, 0x9F, 0x3E, 0x22];

/// How far tags of a web page are looked for.
const HEAD_BYTES: usize = 4096;

/// The version of Excel 97 in the first record of a workbook.
const BIFF8: u16 = 0x0600;

/// Tells what the bytes are.
pub(super) fn sniff(bytes: &[u8]) -> Kind {
    if bytes.iter().all(|&it| it == 0) {
        return Kind::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if bytes.starts_with(SIGNATURE) {
        return ole(bytes);
    }
    if bytes.starts_with(TNEF) {
        return Kind::Tnef;
    }
    if SHORTCUTS.iter().any(|it| bytes.starts_with(it)) {
        return Kind::Shortcut;
    }
    if bytes.starts_with(b"%PDF") {
        return Kind::Pdf;
    }
    if is_image(bytes) {
        return Kind::Image;
    }
    if is_media(bytes) {
        return Kind::Media;
    }
    if [&b"Standard Jet DB"[..], b"Standard ACE DB"].iter().any(|it| bytes.get(4..19) == Some(it)) {
        return Kind::Access;
    }
    // A workbook of before 1993 has no container.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..]) {
        return Kind::OldXls;
    }
    if ARCHIVES.iter().any(|it| bytes.starts_with(it)) {
        return Kind::Archive;
    }
    // The one without a mark at its begin.
    if bytes.get(257..262) == Some(b"ustar") {
        return Kind::Archive;
    }
    text(bytes)
}

/// What the container of films calls those that are pictures.
const PICTURES: [&[u8]; 9] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"];

fn is_media(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 6] =
        [b"ID3", b"\xFF\xFB", b"\xFF\xF1", b"OggS", b"#!AMR", b"\x1A\x45\xDF\xA3"];
    let is_riff = bytes.starts_with(b"RIFF")
        && [Some(&b"AVI "[..]), Some(b"WAVE")].contains(&bytes.get(8..12));
    let is_film = bytes.get(4..8) == Some(b"ftyp");
    STARTS.iter().any(|it| bytes.starts_with(it)) || is_riff || is_film
}

fn is_image(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 6] =
        [b"\x89PNG\r\n", b"\xFF\xD8\xFF", b"GIF8", b"BM", b"II*\0", b"MM\0*"];
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let is_heic = bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|it| PICTURES.contains(&it));
    STARTS.iter().any(|it| bytes.starts_with(it)) || is_webp || is_heic
}

/// Tells a container by the streams in its root. Where its directory cannot be read, their
/// names are looked for: the directory holds them in UTF-16.
fn ole(bytes: &[u8]) -> Kind {
    let ole = Ole::open(bytes);
    let names = ole.as_ref().map(Ole::names).filter(|it| !it.is_empty());
    let has = |name: &str| match &names {
        Some(names) => names.iter().any(|it| it == name),
        None => has_wide(bytes, name),
    };
    let is_message = match &names {
        Some(names) => names.iter().any(|it| it.starts_with("__PROPERTIES_VERSION")),
        None => has_wide(bytes, "__PROPERTIES_VERSION"),
    };
    // A message may hold workbooks, with all their names.
    if is_message {
        return Kind::Mail;
    }
    if has("ENCRYPTEDPACKAGE") {
        return Kind::Encrypted;
    }
    let Some(name) = ["WORKBOOK", "BOOK"].into_iter().find(|it| has(it)) else {
        return Kind::OtherOle;
    };
    let Some(stream) = ole.and_then(|it| it.stream(name)) else {
        return if name == "WORKBOOK" { Kind::Xls } else { Kind::OldXls };
    };
    if file_pass(&stream).is_some() {
        return Kind::Encrypted;
    }
    // Some programs name the newer stream as Excel 95 did.
    let is_new = name == "WORKBOOK" || u16_at(&stream, 4) == Some(BIFF8);
    if is_new { Kind::Xls } else { Kind::OldXls }
}

/// Whether a text stands somewhere in UTF-16, in any case.
fn has_wide(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|it| it.eq_ignore_ascii_case(&wide))
}

fn text(bytes: &[u8]) -> Kind {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let is_wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let plain: Vec<u8> =
        head.iter().copied().filter(|&it| it != 0).map(|it| it.to_ascii_lowercase()).collect();
    let has = |tag: &str| plain.windows(tag.len()).any(|it| it == tag.as_bytes());
    if has("urn:oasis:names:tc:opendocument:xmlns:office") && has("<office:document") {
        let is_sheet = bytes.windows(FLAT_BODY.len()).any(|it| it == FLAT_BODY);
        return if is_sheet { Kind::FlatOds } else { Kind::Unknown };
    }
    if has("urn:schemas-microsoft-com:office:spreadsheet") && !has("<html") {
        return Kind::ExcelXml;
    }
    let starts = |begin: &str| {
        let plain = plain.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&plain);
        plain.trim_ascii_start().starts_with(begin.as_bytes())
    };
    // Before pages: a message may be one, with headers.
    if is_message(&plain) {
        // A page with its pictures in one file, as Excel saves it.
        let is_page = has("x-document-type: workbook") || has("content-location: file:///");
        return if is_page { Kind::Html } else { Kind::Mail };
    }
    if let Some(link) = link(&plain, &starts, &has) {
        return link;
    }
    if ["<html", "<!doctype html", "<table", "<meta"].iter().any(|it| has(it)) {
        return Kind::Html;
    }
    if starts("{\\rtf") {
        return Kind::Rtf;
    }
    let is_control = |it: u8| it < 0x20 && !matches!(it, b'\t' | b'\n' | b'\r' | 0x0C);
    if is_wide || !head.iter().any(|&it| is_control(it)) { Kind::Text } else { Kind::Unknown }
}

/// What a spreadsheet in one piece of XML has as its body.
const FLAT_BODY: &[u8] = b"<office:spreadsheet";

/// Whether a text begins as a message does: with lines of headers, several of which every
/// message has. A list may have one of the words as its first.
fn is_message(plain: &[u8]) -> bool {
    const HEADERS: [&str; 8] =
        ["from", "to", "subject", "date", "message-id", "mime-version", "content-type", "received"];
    let plain = plain.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(plain);
    let (mut found, mut is_first) = (0, true);
    for line in plain.split(|it| *it == b'\n').map(<[u8]>::trim_ascii_end) {
        let name = line.iter().position(|it| *it == b':').map(|at| &line[..at]);
        match name {
            Some(name) if !name.is_empty() && name.iter().all(|it| is_of_name(*it)) => {
                found += usize::from(HEADERS.iter().any(|it| it.as_bytes() == name));
            }
            // What goes on from the line before, or the line above a mailbox's first message.
            _ if line.starts_with(b" ") || line.starts_with(b"\t") => {}
            _ if is_first && line.starts_with(b"from ") => {}
            _ => break,
        }
        is_first = false;
    }
    found >= 2
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// The kind of a file that only says where another lies.
fn link(plain: &[u8], starts: &dyn Fn(&str) -> bool, has: &dyn Fn(&str) -> bool) -> Option<Kind> {
    let of_address = || {
        let is_document = ["/document/", "/presentation/", "/forms/", "/drawings/"]
            .iter()
            .any(|it| has(&format!("docs.google.com{it}")));
        if has("file:") {
            Kind::Shortcut
        } else if is_document {
            Kind::LinkToDocument
        } else {
            Kind::Link
        }
    };
    let is_of_windows = starts("[internetshortcut]") || starts("[{000214a0");
    let is_of_mac = (starts("<?xml") || starts("<!doctype plist") || starts("<plist"))
        && has("<plist")
        && has("<key>url</key>");
    let is_binary = starts("bplist00") && has("http");
    if starts("[desktop entry]") {
        return Some(if has("type=link") { of_address() } else { Kind::Shortcut });
    }
    if is_of_windows || is_of_mac || is_binary {
        return Some(of_address());
    }
    // What Google Drive leaves of a document.
    let is_of_google = plain.trim_ascii_start().starts_with(b"{")
        && (has("docs.google.com") || has("drive.google.com") || has("\"doc_id\""));
    is_of_google.then(of_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(stream: &str) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.resize(512, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(1024, 0);
        bytes
    }

    fn flat(body: &str) -> Vec<u8> {
        let names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'";
        format!("<?xml version='1.0'?>\n<office:document {names}><office:body>{body}").into_bytes()
    }

    #[test]
    fn content_tells_what_a_file_is() {
        let mut packed = vec![0; 512];
        packed[0] = b'a';
        packed[257..262].copy_from_slice(b"ustar");
        let mut wide = vec![0xFF, 0xFE];
        wide.extend("Họ tên\tNgày sinh".encode_utf16().flat_map(u16::to_le_bytes));
        for (bytes, kind) in [
            (vec![], Kind::Empty),
            (vec![0; 9], Kind::Empty),
            (b"PK\x03\x04....".to_vec(), Kind::Zip),
            (container("EncryptedPackage"), Kind::Encrypted),
            (container("Workbook"), Kind::Xls),
            (container("WordDocument"), Kind::OtherOle),
            (container("WORKBOOK"), Kind::Xls),
            (container("__properties_version1.0 Workbook"), Kind::Mail),
            (packed, Kind::Archive),
            (b"\x78\x9F\x3E\x22\x01\x00".to_vec(), Kind::Tnef),
            (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46".to_vec(), Kind::Shortcut),
            (b"book\0\0\0\0mark\0\0\0\0".to_vec(), Kind::Shortcut),
            (b"[InternetShortcut]\nURL=file://may-chu/phieu.xlsx".to_vec(), Kind::Shortcut),
            (b"{\"doc_id\": \"1\", \"email\": \"a@example.org\"}".to_vec(), Kind::Link),
            (b"{\"url\": \"https://docs.google.com/document/d/1\"}".to_vec(), Kind::LinkToDocument),
            (b"{\"tool\": 1}".to_vec(), Kind::Text),
            (b"<?xml version=\"1.0\"?><plist><dict><key>URL</key><string>https://a</string>".to_vec(), Kind::Link),
            (b"Date: x\r\nDKIM-Signature: a\r\n b\r\nSubject: x\r\n\r\n<html>".to_vec(), Kind::Mail),
            (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: a\r\n".to_vec(), Kind::Html),
            ("Subject: Họ tên\nNguyễn Văn A\n".into(), Kind::Text),
            (flat("<office:spreadsheet>"), Kind::FlatOds),
            (flat("<office:text>"), Kind::Unknown),
            (b"%PDF-1.7".to_vec(), Kind::Pdf),
            (b"\xFF\xD8\xFF\xE0..JFIF".to_vec(), Kind::Image),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Kind::Image),
            (b"\0\0\0\x18ftypheic".to_vec(), Kind::Image),
            (b"\0\0\0\x18ftypqt  ".to_vec(), Kind::Media),
            (b"RIFF....WAVE".to_vec(), Kind::Media),
            (b"RIFF....WEBP".to_vec(), Kind::Image),
            (b"ID3\x04".to_vec(), Kind::Media),
            (b"\0\x01\0\0Standard ACE DB\0".to_vec(), Kind::Access),
            (b"\xEF\xBB\xBF<HTML><body><table>".to_vec(), Kind::Html),
            (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>".to_vec(), Kind::ExcelXml),
            ("Họ tên,Ngày sinh\n".into(), Kind::Text),
            (wide, Kind::Text),
            (container("Book"), Kind::OldXls),
            (vec![0x09, 0x04, 0x06, 0x00, 0x00], Kind::OldXls),
            (b"Rar!\x1a\x07\x00....".to_vec(), Kind::Archive),
            (b"{\\rtf1\\ansi".to_vec(), Kind::Rtf),
            (b"{\"url\": \"https://docs.google.com/spreadsheets/d/1\"}".to_vec(), Kind::Link),
            (b"[InternetShortcut]\r\nURL=https://example.org".to_vec(), Kind::Link),
            (b"From: a@example.org\r\nContent-Type: text/plain\r\n".to_vec(), Kind::Mail),
            (b"From:,a\n".to_vec(), Kind::Text),
            (vec![1, 2, 3, 4], Kind::Unknown),
        ] {
            assert_eq!(sniff(&bytes), kind, "{bytes:?}");
        }
    }
}
