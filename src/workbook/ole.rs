//! The container that old Office files, messages of Outlook and encrypted workbooks
//! come in: which streams lie in its root, and where their bytes are.
//!
//! Nothing of it is believed: each chain ends after as many sectors as the file has.

use std::ops::Range;

/// How each container begins.
pub(crate) const SIGNATURE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The record of an old workbook that tells how it is encrypted.
pub(crate) const FILE_PASS: u16 = 0x002F;

const HEADER_BYTES: usize = 512;
const ENTRY_BYTES: usize = 128;
const MINI_BYTES: usize = 64;
/// Numbers of sectors from here on are none.
const RESERVED: u32 = 0xFFFF_FFFA;
/// No neighbour, no child.
const NONE: u32 = 0xFFFF_FFFF;

/// A container whose directory could be read.
#[derive(Debug)]
pub(crate) struct Ole<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    /// Streams shorter than this lie in small sectors.
    mini_below: u64,
    next: Vec<u32>,
    mini_next: Vec<u32>,
    entries: Vec<Entry>,
}

/// A folder of the root: its first entry.
#[derive(Debug)]
pub(crate) struct Folder(u32);

/// How the directory marks a folder.
const FOLDER: u8 = 1;

/// A stream or a folder.
#[derive(Debug)]
struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    length: u64,
}

impl<'a> Ole<'a> {
    /// Reads the directory.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(SIGNATURE) || bytes.len() < HEADER_BYTES {
            return None;
        }
        let sector_bytes = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut ole = Self {
            bytes,
            sector_bytes,
            mini_below: u32_at(bytes, 56)?.into(),
            next: Vec::new(),
            mini_next: Vec::new(),
            entries: Vec::new(),
        };
        for sector in ole.table_sectors() {
            let numbers = ole.numbers(sector);
            ole.next.extend(numbers);
        }
        let of_chain = |ole: &Self, start| -> Option<Vec<u32>> {
            let sectors = ole.chain(start, &ole.next, ole.sectors())?;
            Some(sectors.into_iter().flat_map(|it| ole.numbers(it)).collect())
        };
        ole.mini_next = of_chain(&ole, u32_at(bytes, 60)?).unwrap_or_default();
        let directory = ole.chain(u32_at(bytes, 48)?, &ole.next, ole.sectors())?;
        for sector in directory {
            let place = ole.place(sector)?;
            ole.entries.extend(bytes.get(place)?.chunks_exact(ENTRY_BYTES).filter_map(Entry::of));
        }
        (!ole.entries.is_empty()).then_some(ole)
    }

    /// How many sectors the file can have.
    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector_bytes + 1
    }

    /// The sectors of the table of sectors.
    fn table_sectors(&self) -> Vec<u32> {
        let mut found: Vec<u32> = (76..HEADER_BYTES)
            .step_by(4)
            .filter_map(|at| u32_at(self.bytes, at))
            .take_while(|it| *it < RESERVED)
            .collect();
        let mut more = u32_at(self.bytes, 68).unwrap_or(RESERVED);
        for _ in 0..self.sectors() {
            let mut numbers = if more < RESERVED { self.numbers(more) } else { break };
            let Some(next) = numbers.pop() else { break };
            found.extend(numbers.into_iter().filter(|it| *it < RESERVED));
            more = next;
        }
        found.truncate(self.sectors());
        found
    }

    /// Where a sector is; the last may be cut short.
    fn place(&self, sector: u32) -> Option<Range<usize>> {
        let start = usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let end = start.checked_add(self.sector_bytes)?.min(self.bytes.len());
        (start < end).then_some(start..end)
    }

    fn numbers(&self, sector: u32) -> Vec<u32> {
        let bytes = self.place(sector).and_then(|it| self.bytes.get(it)).unwrap_or_default();
        bytes.chunks_exact(4).map(|it| u32::from_le_bytes([it[0], it[1], it[2], it[3]])).collect()
    }

    /// The sectors of a chain, `most` of them at most.
    fn chain(&self, start: u32, next: &[u32], most: usize) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        let mut sector = start;
        while sector < RESERVED && found.len() < most.min(self.bytes.len() / MINI_BYTES + 1) {
            found.push(sector);
            sector = *next.get(usize::try_from(sector).ok()?)?;
        }
        Some(found)
    }

    /// The entries right in the root: what lies in folders belongs to embedded documents.
    fn root(&self) -> Vec<&Entry> {
        self.level(self.entries[0].child)
    }

    /// The folders of the root whose names begin so.
    pub(crate) fn folders(&self, begin: &str) -> Vec<Folder> {
        let is_it = |it: &&Entry| it.kind == FOLDER && it.name.to_uppercase().starts_with(begin);
        self.root().into_iter().filter(is_it).map(|it| Folder(it.child)).collect()
    }

    /// The bytes of a stream of a folder.
    pub(crate) fn stream_in(&self, folder: &Folder, name: &str) -> Option<Vec<u8>> {
        let entries = self.level(folder.0);
        let entry = entries.into_iter().find(|it| it.name.to_uppercase() == name)?;
        Some(self.bytes_of(&self.places_of(entry)?))
    }

    /// An entry and its neighbours.
    fn level(&self, first: u32) -> Vec<&Entry> {
        let mut found = Vec::new();
        let mut open = vec![first];
        let mut seen = vec![false; self.entries.len()];
        while let Some(number) = open.pop() {
            let Some(place) = usize::try_from(number).ok().filter(|_| number != NONE) else {
                continue;
            };
            let (Some(entry), Some(seen)) = (self.entries.get(place), seen.get_mut(place)) else {
                continue;
            };
            if !std::mem::replace(seen, true) {
                found.push(entry);
                open.extend([entry.left, entry.right]);
            }
        }
        found
    }

    /// Names in the root, in capitals: in this format they have no case.
    pub(crate) fn names(&self) -> Vec<String> {
        self.root().iter().map(|it| it.name.to_uppercase()).collect()
    }

    /// Where the bytes of a stream of the root are, in their order.
    pub(crate) fn places(&self, name: &str) -> Option<Vec<Range<usize>>> {
        let root = self.root();
        self.places_of(root.into_iter().find(|it| it.name.to_uppercase() == name)?)
    }

    fn places_of(&self, entry: &Entry) -> Option<Vec<Range<usize>>> {
        let length = usize::try_from(entry.length).ok().filter(|it| *it <= self.bytes.len())?;
        let is_mini = entry.length < self.mini_below;
        let unit = if is_mini { MINI_BYTES } else { self.sector_bytes };
        let next = if is_mini { &self.mini_next } else { &self.next };
        let holder = self.chain(self.entries[0].start, &self.next, self.sectors());
        let holder = holder.unwrap_or_default();
        let mut left = length;
        let mut places = Vec::new();
        for number in self.chain(entry.start, next, length.div_ceil(unit))? {
            let mut place = if is_mini {
                let at = usize::try_from(number).ok()?.checked_mul(MINI_BYTES)?;
                let sector = self.place(*holder.get(at / self.sector_bytes)?)?;
                let start = sector.start + at % self.sector_bytes;
                start..(start + MINI_BYTES).min(sector.end)
            } else {
                self.place(number)?
            };
            place.end = place.end.min(place.start + left);
            left -= place.len();
            places.push(place);
        }
        (left == 0).then_some(places)
    }

    /// The bytes of a stream of the root.
    pub(crate) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        Some(self.bytes_of(&self.places(name)?))
    }

    fn bytes_of(&self, places: &[Range<usize>]) -> Vec<u8> {
        places.iter().filter_map(|it| self.bytes.get(it.clone())).flatten().copied().collect()
    }
}

impl Entry {
    fn of(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).clamp(2, 64) - 2;
        let units: Vec<u16> =
            bytes[..length].chunks_exact(2).map(|it| u16::from_le_bytes([it[0], it[1]])).collect();
        Some(Self {
            name: String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned(),
            kind: *bytes.get(66)?,
            left: u32_at(bytes, 68)?,
            right: u32_at(bytes, 72)?,
            child: u32_at(bytes, 76)?,
            start: u32_at(bytes, 116)?,
            // The upper half is not set by programs from before 64 bits.
            length: u32_at(bytes, 120)?.into(),
        })
    }
}

/// A number of 16 bits at a place.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// A number of 32 bits at a place.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The record that says how the rest of an old workbook is encrypted. It stands in the first
/// part of the stream, mostly behind its begin, but others may come before it.
pub(crate) fn file_pass(stream: &[u8]) -> Option<Range<usize>> {
    const END_OF_PART: u16 = 0x000A;
    let mut first = records(stream).take_while(|it| it.0 != END_OF_PART);
    first.find(|it| it.0 == FILE_PASS).map(|it| it.1)
}

/// The records of an old workbook's stream: number of the kind, and where the data are.
pub(crate) fn records(stream: &[u8]) -> impl Iterator<Item = (u16, Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let data = at + 4..at + 4 + length;
        at = data.end;
        (data.end <= stream.len()).then_some((kind, data))
    })
}
