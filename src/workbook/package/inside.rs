//! What lies in archives and messages, as far as it is told without unpacking: the names of
//! forms, so that people know what to take out. Whatever cannot be read tells nothing.

use std::borrow::Cow;

use crate::workbook::base64;
use crate::workbook::ole::{Ole, u16_at, u32_at};

/// More attachments and files than these are not looked at.
const LOOKED_AT_MAX: usize = 200;

/// What an archive tells of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inside {
    /// Names of the files in it, if it tells them.
    pub(super) names: Option<Vec<String>>,
    /// Whether it asks for a password.
    pub(super) is_locked: bool,
}

/// What an archive tells that is no zip.
pub(super) fn of_archive(bytes: &[u8]) -> Inside {
    let named = |names| Inside { names, is_locked: false };
    if bytes.starts_with(b"Rar!\x1a\x07\x01\x00") {
        return rar(bytes);
    }
    if bytes.starts_with(b"Rar!\x1a\x07\x00") {
        return old_rar(bytes);
    }
    if bytes.starts_with(b"\x1F\x8B") {
        return named(gzip(bytes));
    }
    named(if bytes.get(257..262) == Some(b"ustar") { tar(bytes) } else { None })
}

/// The name that gzip notes of the file in it.
fn gzip(bytes: &[u8]) -> Option<Vec<String>> {
    const HAS_EXTRA: u8 = 4;
    const HAS_NAME: u8 = 8;
    let flags = *bytes.get(3)?;
    let extra = if flags & HAS_EXTRA == 0 { 0 } else { usize::from(u16_at(bytes, 10)?) + 2 };
    let name = bytes.get(10 + extra..).filter(|_| flags & HAS_NAME != 0)?;
    let end = name.iter().position(|it| *it == 0)?;
    // Of an archive in it the names are packed.
    let name = shown(name.get(..end)?);
    (!name.to_lowercase().ends_with(".tar")).then(|| vec![name])
}

/// The names of a tape archive. A long one stands in a record of its own before the file's.
fn tar(bytes: &[u8]) -> Option<Vec<String>> {
    const RECORD: usize = 512;
    let (mut at, mut names, mut long) = (0, Vec::new(), None);
    while let Some(head) = bytes.get(at..at + RECORD).filter(|it| it[0] != 0) {
        let number = std::str::from_utf8(&head[124..136]).ok()?;
        let number = number.trim_matches(|it: char| it == '\0' || it == ' ');
        let size = usize::from_str_radix(number, 8).ok()?;
        let data = bytes.get(at + RECORD..).map_or(&[][..], |it| &it[..size.min(it.len())]);
        match head[156] {
            b'L' => long = Some(shown(until_null(data))),
            b'x' => long = path_of_pax(data),
            b'0' | 0 => {
                let name = long.take().unwrap_or_else(|| shown(until_null(&head[..100])));
                names.push(name);
            }
            _ => long = None,
        }
        at = at.checked_add(RECORD)?.checked_add(size.checked_next_multiple_of(RECORD)?)?;
        if names.len() == LOOKED_AT_MAX {
            break;
        }
    }
    Some(names)
}

/// The path among the lines of what pax writes before a file: `24 path=phiếu.xlsx`.
fn path_of_pax(data: &[u8]) -> Option<String> {
    let mut lines = data.split(|it| *it == b'\n');
    lines.find_map(|it| {
        Some(shown(std::str::from_utf8(it).ok()?.split_once(" path=")?.1.as_bytes()))
    })
}

fn until_null(bytes: &[u8]) -> &[u8] {
    bytes.split(|it| *it == 0).next().unwrap_or_default()
}

/// RAR 5: blocks with numbers of seven bits a byte.
fn rar(bytes: &[u8]) -> Inside {
    const FILE: u64 = 2;
    const ENCRYPTION: u64 = 4;
    let mut inside = Inside { names: Some(Vec::new()), is_locked: false };
    let mut at = 8;
    for _ in 0..LOOKED_AT_MAX {
        let Some((kind, name, next)) = rar_block(bytes, at) else { break };
        match (kind, name) {
            (ENCRYPTION, _) => return Inside { names: None, is_locked: true },
            (FILE, Some(name)) => inside.names.get_or_insert_default().push(name),
            _ => {}
        }
        at = next;
    }
    inside
}

/// The kind of a block, the name of the file if it is one, and where the next begins.
fn rar_block(bytes: &[u8], at: usize) -> Option<(u64, Option<String>, usize)> {
    const HAS_EXTRA: u64 = 1;
    const HAS_DATA: u64 = 2;
    let mut place = at.checked_add(4)?;
    let length = number(bytes, &mut place)?;
    let end = place.checked_add(usize::try_from(length).ok()?)?;
    let kind = number(bytes, &mut place)?;
    let flags = number(bytes, &mut place)?;
    if flags & HAS_EXTRA != 0 {
        number(bytes, &mut place)?;
    }
    let data = if flags & HAS_DATA == 0 { 0 } else { number(bytes, &mut place)? };
    let name = (kind == 2).then(|| rar_name(bytes, place)).flatten();
    Some((kind, name, end.checked_add(usize::try_from(data).ok()?)?))
}

fn rar_name(bytes: &[u8], mut place: usize) -> Option<String> {
    const IS_FOLDER: u64 = 1;
    const HAS_TIME: u64 = 2;
    const HAS_SUM: u64 = 4;
    let flags = number(bytes, &mut place)?;
    number(bytes, &mut place)?; // size
    number(bytes, &mut place)?; // attributes
    place += if flags & HAS_TIME == 0 { 0 } else { 4 };
    place += if flags & HAS_SUM == 0 { 0 } else { 4 };
    number(bytes, &mut place)?; // method
    number(bytes, &mut place)?; // system
    let length = usize::try_from(number(bytes, &mut place)?).ok()?;
    let name = bytes.get(place..place.checked_add(length)?)?;
    (flags & IS_FOLDER == 0).then(|| shown(name))
}

/// A number of seven bits a byte, the lowest first.
fn number(bytes: &[u8], place: &mut usize) -> Option<u64> {
    let mut found = 0;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.get(*place)?;
        *place += 1;
        found |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(found);
        }
    }
    None
}

/// RAR before 5.
fn old_rar(bytes: &[u8]) -> Inside {
    const MAIN: u8 = 0x73;
    const FILE: u8 = 0x74;
    const IS_LOCKED: u16 = 0x80;
    const FILE_IS_LOCKED: u16 = 0x04;
    const IS_FOLDER: u16 = 0xE0;
    const HAS_LARGE_SIZE: u16 = 0x100;
    const HAS_DATA: u16 = 0x8000;
    let mut inside = Inside { names: Some(Vec::new()), is_locked: false };
    let mut at = 7_usize;
    for _ in 0..LOOKED_AT_MAX {
        let (Some(kind), Some(flags), Some(length)) =
            (bytes.get(at + 2), u16_at(bytes, at + 3), u16_at(bytes, at + 5))
        else {
            break;
        };
        if *kind == MAIN && flags & IS_LOCKED != 0 {
            return Inside { names: None, is_locked: true };
        }
        if *kind == FILE && flags & IS_FOLDER != IS_FOLDER {
            inside.is_locked |= flags & FILE_IS_LOCKED != 0;
            let start = at + 32 + if flags & HAS_LARGE_SIZE == 0 { 0 } else { 8 };
            let name = u16_at(bytes, at + 26).map(usize::from);
            let name = name.and_then(|it| bytes.get(start..start + it));
            // Behind a zero the same name stands in another encoding.
            inside.names.get_or_insert_default().extend(name.map(|it| shown(until_null(it))));
        }
        let has_data = *kind == FILE || flags & HAS_DATA != 0;
        let data = if has_data { u32_at(bytes, at + 7).unwrap_or(u32::MAX) } else { 0 };
        let Some(next) = usize::try_from(data)
            .ok()
            .and_then(|it| at.checked_add(usize::from(length).max(7))?.checked_add(it))
        else {
            break;
        };
        at = next;
    }
    inside
}

/// The names of what is attached to a message, of Outlook or as the net sends it.
pub(super) fn of_mail(bytes: &[u8]) -> Option<Vec<String>> {
    match Ole::open(bytes) {
        Some(ole) => Some(of_outlook(&ole)),
        None if bytes.starts_with(crate::workbook::ole::SIGNATURE) => None,
        None => Some(of_headers(bytes)),
    }
}

/// The long name of each attachment, else the short one, else the one that is shown.
fn of_outlook(ole: &Ole<'_>) -> Vec<String> {
    const FOLDER: &str = "__ATTACH_VERSION1.0_";
    const NAMES: [&str; 6] =
        ["3707001F", "3707001E", "3704001F", "3704001E", "3001001F", "3001001E"];
    let folders = ole.folders(FOLDER).into_iter().take(LOOKED_AT_MAX);
    let name = |folder: &_| {
        NAMES.iter().find_map(|it| {
            let bytes = ole.stream_in(folder, &format!("__SUBSTG1.0_{it}"))?;
            Some(if it.ends_with('F') { wide(&bytes) } else { shown(&bytes) })
        })
    };
    folders.filter_map(|it| name(&it)).collect()
}

fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|it| u16::from_le_bytes([it[0], it[1]])).collect();
    clean(&String::from_utf16_lossy(&units))
}

/// The names in a `winmail.dat`: of each attachment a title, and a long name among its properties.
pub(super) fn of_tnef(bytes: &[u8]) -> Option<Vec<String>> {
    const BEGIN: u32 = 0x0006_9002;
    const TITLE: u32 = 0x0001_8010;
    const PROPERTIES: u32 = 0x0006_9005;
    let (mut at, mut names) = (6_usize, Vec::<String>::new());
    while let (Some(tag), Some(length)) = (u32_at(bytes, at + 1), u32_at(bytes, at + 5)) {
        let start = at + 9;
        let Some(end) = usize::try_from(length).ok().and_then(|it| start.checked_add(it)) else {
            break;
        };
        let Some(data) = bytes.get(start..end) else { break };
        if tag == BEGIN && names.len() < LOOKED_AT_MAX {
            names.push(String::new());
        }
        match (tag, names.last_mut()) {
            (TITLE, Some(name)) if name.is_empty() => *name = shown(until_null(data)),
            (PROPERTIES, Some(name)) => *name = long_name(data).unwrap_or_else(|| name.clone()),
            _ => {}
        }
        at = end + 2;
    }
    names.retain(|it| !it.is_empty());
    (!names.is_empty()).then_some(names)
}

/// The property with the long name of an attachment: its kind and number, how many, how long.
fn long_name(data: &[u8]) -> Option<String> {
    const HEAD: usize = 12;
    let is_it = |it: &[u8]| matches!(it, [0x1E | 0x1F, 0, 0x07, 0x37, 1, 0, 0, 0, ..]);
    let at = data.windows(HEAD).position(is_it)?;
    let length = usize::try_from(u32_at(data, at + 8)?).ok()?;
    let text = data.get(at + HEAD..(at + HEAD).checked_add(length)?)?;
    Some(if data[at] == 0x1F { wide(text) } else { shown(until_null(text)) })
}

/// The names in the headers of a message and of its parts.
fn of_headers(bytes: &[u8]) -> Vec<String> {
    const HEADERS: [&str; 2] = ["content-disposition:", "content-type:"];
    const HEADER_MAX: usize = 4000;
    let mut names = Vec::new();
    let mut open = None::<String>;
    for line in bytes.split(|it| *it == b'\n').map(|it| it.strip_suffix(b"\r").unwrap_or(it)) {
        let goes_on = line.starts_with(b" ") || line.starts_with(b"\t");
        if let Some(header) = open.as_mut().filter(|it| goes_on && it.len() < HEADER_MAX) {
            header.push_str(&String::from_utf8_lossy(line));
            continue;
        }
        names.extend(open.take().and_then(|it| file_name(&it)));
        let is_wanted = HEADERS.iter().any(|it| {
            line.get(..it.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(it.as_bytes()))
        });
        if is_wanted && names.len() < LOOKED_AT_MAX {
            open = Some(String::from_utf8_lossy(line).into_owned());
        }
    }
    names.extend(open.and_then(|it| file_name(&it)));
    // Type and disposition name the same file.
    names.dedup();
    names
}

/// The name of a file in a header: `filename="…"`, `name="…"`, either one encoded in words, in
/// percents, or cut into pieces.
fn file_name(header: &str) -> Option<String> {
    let mut whole = String::new();
    for part in parameters(header) {
        let Some((key, value)) = part.split_once('=') else { continue };
        let key = key.trim().to_lowercase();
        let base = key.split('*').next().unwrap_or_default();
        if !["filename", "name"].contains(&base) {
            continue;
        }
        let value = value.trim().trim_matches('"');
        if key.ends_with('*') {
            // Only the first piece says how it is encoded.
            whole.push_str(value.splitn(3, '\'').nth(2).unwrap_or(value));
        } else if key.contains('*') {
            whole.push_str(value);
        } else {
            return Some(clean(&words_of(value)));
        }
    }
    (!whole.is_empty()).then(|| shown(&unescaped(&whole, b'%')))
}

/// The parts of a header between semicolons that stand in no quotes.
fn parameters(header: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let split = move |it: char| {
        is_quoted ^= it == '"';
        it == ';' && !is_quoted
    };
    header.split(split).collect()
}

/// A text with words such as `=?UTF-8?B?UGhp4bq/dQ==?=` put right.
fn words_of(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, word)) = rest.split_once("=?") {
        let mut parts = word.splitn(3, '?');
        let (Some(_), Some(kind), Some(more)) = (parts.next(), parts.next(), parts.next()) else {
            break;
        };
        let Some((body, after)) = more.split_once("?=") else { break };
        // Blanks between two words are none of the text.
        if !before.trim().is_empty() {
            out.extend(before.as_bytes());
        }
        match kind {
            "B" | "b" => out.extend(base64::decoded(body).unwrap_or_default()),
            _ => out.extend(unescaped(&body.replace('_', " "), b'=')),
        }
        rest = after;
    }
    out.extend(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// Bytes in which some stand as a sign and two digits.
fn unescaped(text: &str, sign: u8) -> Vec<u8> {
    let bytes = text.as_bytes();
    let (mut at, mut out) = (0, Vec::new());
    while let Some(byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|it| std::str::from_utf8(it).ok());
        let value = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
        let value = value.filter(|_| *byte == sign);
        out.push(value.unwrap_or(*byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    out
}

/// A name as it can be shown; letters of an unknown encoding are no letters.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).map_or_else(
        |_| {
            let plain = bytes.iter().map(|it| if it.is_ascii() { char::from(*it) } else { '?' });
            Cow::Owned(plain.collect())
        },
        Cow::Borrowed,
    );
    clean(&text)
}

/// The last part of a path, without what cannot be seen.
fn clean(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.chars().filter(|it| !it.is_control()).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_headers_are_put_right() {
        for (header, name) in [
            ("Content-Disposition: attachment; filename=\"a;b.xlsx\"", Some("a;b.xlsx")),
            ("content-type: x/y; name=phieu.xls", Some("phieu.xls")),
            (
                "Content-Type: x; name=\"=?UTF-8?B?UGhp4bq/dQ==?= =?utf-8?Q?_c=E1=BB=A7a.xls?=\"",
                Some("Phiếu của.xls"),
            ),
            ("Content-Disposition: a; filename*=UTF-8''Phi%E1%BA%BFu.xlsx", Some("Phiếu.xlsx")),
            (
                "Content-Disposition: a; filename*0*=utf-8''Phi%E1%BA; filename*1*=%BFu.xlsx",
                Some("Phiếu.xlsx"),
            ),
            ("Content-Disposition: a; filename=\"C:\\\\Users\\\\a\\\\x.xls\"", Some("x.xls")),
            ("Content-Disposition: inline", None),
            ("Content-Type: text/plain; charset=utf-8", None),
        ] {
            assert_eq!(file_name(header).as_deref(), name, "{header}");
        }
    }

    #[test]
    fn what_is_cut_short_tells_nothing_and_ends() {
        for bytes in [
            &b"Rar!\x1a\x07\x01\x00\xFF\xFF\xFF\xFF\xFF\xFF"[..],
            b"Rar!\x1a\x07\x00\0\0\x74\0\x80\xFF\xFF\xFF\xFF\xFF\xFF",
            b"\x1F\x8B\x08\x0Cx",
            b"\x78\x9F\x3E\x22\0\0\x01\x02\x90\x06\0\xFF\xFF\xFF\xFF",
        ] {
            let names = of_archive(bytes).names.unwrap_or_default();
            assert!(names.is_empty() && of_tnef(bytes).is_none(), "{bytes:?}");
        }
    }
}
