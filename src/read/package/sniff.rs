//! What kind of file the bytes are, told by content: names lie, and a page
//! saved as `phieu.xls` is a daily sight.

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
    /// Excel's XML of 2003.
    ExcelXml,
    /// Text with formats, which word processors open.
    Rtf,
    /// A packed archive of another kind than zip.
    Archive,
    /// A few words that say where a workbook lies.
    Link,
    /// A message of electronic mail.
    Mail,
    /// Text that may be a table.
    Text,
    /// Anything else.
    Unknown,
}

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// How archives begin that are no zip: RAR, 7z, gzip.
const ARCHIVES: [&[u8]; 3] = [b"Rar!\x1a\x07", b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B\x08"];

/// How far tags of a web page are looked for.
const HEAD_BYTES: usize = 4096;

/// Tells what the bytes are.
pub(super) fn sniff(bytes: &[u8]) -> Kind {
    if bytes.iter().all(|&it| it == 0) {
        return Kind::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if bytes.starts_with(OLE) {
        return ole(bytes);
    }
    if bytes.starts_with(b"%PDF") {
        return Kind::Pdf;
    }
    if is_image(bytes) {
        return Kind::Image;
    }
    // A workbook of before 1993 has no container.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..]) {
        return Kind::OldXls;
    }
    if ARCHIVES.iter().any(|it| bytes.starts_with(it)) {
        return Kind::Archive;
    }
    text(bytes)
}

fn is_image(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 6] =
        [b"\x89PNG\r\n", b"\xFF\xD8\xFF", b"GIF8", b"BM", b"II*\0", b"MM\0*"];
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let is_heic = bytes.get(4..8) == Some(b"ftyp");
    STARTS.iter().any(|it| bytes.starts_with(it)) || is_webp || is_heic
}

/// Looks for the names of streams, which the directory holds in UTF-16.
fn ole(bytes: &[u8]) -> Kind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|it| it == wide)
    };
    if has("EncryptedPackage") {
        Kind::Encrypted
    } else if has("Workbook") {
        if has_file_pass(bytes) { Kind::Encrypted } else { Kind::Xls }
    } else if has("Book") {
        Kind::OldXls
    } else {
        Kind::OtherOle
    }
}

/// Whether the first records of an old workbook say that the rest is
/// encrypted: `FILEPASS` (0x002F) stands right after the `BOF` of BIFF8.
fn has_file_pass(bytes: &[u8]) -> bool {
    const BOF: &[u8] = &[0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00];
    const BOF_BYTES: usize = 20;
    // Streams begin at sectors, the first after the header of 512 bytes.
    bytes
        .chunks(512)
        .position(|it| it.starts_with(BOF))
        .and_then(|sector| bytes.get(sector * 512 + BOF_BYTES..))
        .is_some_and(|it| it.starts_with(&[0x2F, 0x00]))
}

fn text(bytes: &[u8]) -> Kind {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let is_wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let plain: Vec<u8> =
        head.iter().copied().filter(|&it| it != 0).map(|it| it.to_ascii_lowercase()).collect();
    let has = |tag: &str| plain.windows(tag.len()).any(|it| it == tag.as_bytes());
    if has("urn:schemas-microsoft-com:office:spreadsheet") && !has("<html") {
        return Kind::ExcelXml;
    }
    if ["<html", "<!doctype html", "<table", "<meta"].iter().any(|it| has(it)) {
        return Kind::Html;
    }
    let starts = |begin: &str| {
        let plain = plain.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&plain);
        plain.trim_ascii_start().starts_with(begin.as_bytes())
    };
    if starts("{\\rtf") {
        return Kind::Rtf;
    }
    if starts("[internetshortcut]") || (starts("{") && has("docs.google.com")) {
        return Kind::Link;
    }
    let mail = ["received:", "return-path:", "delivered-to:", "mime-version:", "from:", "x-"];
    let is_headed = ["\nsubject:", "\nmime-version:", "\ncontent-type:"].iter().any(|it| has(it));
    if is_headed && mail.iter().any(|it| starts(it)) {
        return Kind::Mail;
    }
    let is_control = |it: u8| it < 0x20 && !matches!(it, b'\t' | b'\n' | b'\r' | 0x0C);
    if is_wide || !head.iter().any(|&it| is_control(it)) { Kind::Text } else { Kind::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(stream: &str) -> Vec<u8> {
        let mut bytes = OLE.to_vec();
        bytes.resize(512, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(1024, 0);
        bytes
    }

    #[test]
    fn content_tells_what_a_file_is() {
        let mut locked = container("Workbook");
        locked.extend([0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]);
        locked.resize(1024 + 20, 0);
        locked.extend([0x2F, 0x00, 0x36, 0x00]);
        let mut wide = vec![0xFF, 0xFE];
        wide.extend("Họ tên\tNgày sinh".encode_utf16().flat_map(u16::to_le_bytes));
        for (bytes, kind) in [
            (vec![], Kind::Empty),
            (vec![0; 9], Kind::Empty),
            (b"PK\x03\x04....".to_vec(), Kind::Zip),
            (container("EncryptedPackage"), Kind::Encrypted),
            (container("Workbook"), Kind::Xls),
            (container("WordDocument"), Kind::OtherOle),
            (locked, Kind::Encrypted),
            (b"%PDF-1.7".to_vec(), Kind::Pdf),
            (b"\xFF\xD8\xFF\xE0..JFIF".to_vec(), Kind::Image),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Kind::Image),
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
