//! Sheet 1 as bytes: as values it takes ten times as much.

use crate::model::Info;
use crate::model::packed::{Packed, Source, pack_text};

/// In place of the name of the sheet, which stands beside every value. No text has this byte.
const MARK: u8 = 0xFE;
/// Behind the mark: the name.
const NAME: u8 = 1;
/// Behind the mark: the mark itself, in a number.
const ITSELF: u8 = 0;

/// Sheet 1.
#[derive(Clone, Debug)]
pub(super) struct Sheet1 {
    /// How many bytes of them are the name of the sheet, as it is packed; then the packed values.
    name: u16,
    bytes: Box<[u8]>,
}

impl From<&Info> for Sheet1 {
    fn from(info: &Info) -> Self {
        let first = [&info.form_code, &info.branch_code, &info.branch_name];
        let cell = first.into_iter().find_map(|it| it.cell());
        let (mut plain, mut bytes) = (Vec::new(), Vec::new());
        info.pack(&mut plain);
        if let Some(cell) = cell {
            pack_text(&cell.sheet, &mut bytes);
        }
        // Excel has names of 31 characters.
        let name = u16::try_from(bytes.len()).unwrap_or_else(|_| {
            bytes.clear();
            0
        });
        let word = bytes.clone();
        let mut rest = plain.as_slice();
        while let Some((&byte, behind)) = rest.split_first() {
            let named = rest.strip_prefix(&*word).filter(|_| !word.is_empty());
            rest = named.unwrap_or(behind);
            match (named, byte) {
                (Some(_), _) => bytes.extend([MARK, NAME]),
                (None, MARK) => bytes.extend([MARK, ITSELF]),
                (None, byte) => bytes.push(byte),
            }
        }
        Self { name, bytes: bytes.into_boxed_slice() }
    }
}

impl Sheet1 {
    /// Its values.
    pub(super) fn get(&self) -> Info {
        // Made of one, so it is one.
        Info::unpack(&mut Source::new(&self.plain())).unwrap_or_default()
    }

    /// The packed values.
    fn plain(&self) -> Vec<u8> {
        let (word, mut rest) = self.bytes.split_at_checked(self.name.into()).unwrap_or_default();
        let mut plain = Vec::with_capacity(4 * rest.len());
        while let Some((&byte, behind)) = rest.split_first() {
            rest = match (byte, behind.split_first()) {
                (MARK, Some((&NAME, behind))) => {
                    plain.extend_from_slice(word);
                    behind
                }
                (MARK, Some((_, behind))) => {
                    plain.push(MARK);
                    behind
                }
                (byte, _) => {
                    plain.push(byte);
                    behind
                }
            };
        }
        plain
    }
}

impl Packed for Sheet1 {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend(self.plain());
    }

    fn unpack(from: &mut Source<'_>) -> Option<Self> {
        Info::unpack(from).as_ref().map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{At, CellRef, Slot};

    #[test]
    fn what_was_put_comes_out_and_the_name_stands_once() {
        let at = |row| CellRef::new(&"1_ThongTinChiBo".into(), row, 1);
        let is = |value: u32, row| Slot::Is(At { value, at: at(row) });
        // Numbers with the mark among their bytes, alone and at the end.
        let info = Info {
            form_code: Slot::Is(At { value: "XL-2019-HD21".to_owned(), at: at(2) }),
            branch_name: Slot::Empty(at(4)),
            year: is(0x7E, 5),
            total: is(0x3F7E, 6),
            official: is(0x1_FFFE, 0x7F_FFFE),
            present: Slot::Is(At { value: 7, at: CellRef::new(&"khác".into(), 3, 0x7E) }),
            ..Info::default()
        };
        let packed = Sheet1::from(&info);
        assert_eq!(format!("{:?}", packed.get()), format!("{info:?}"));
        let name = "ThongTin".as_bytes();
        assert_eq!(packed.bytes.windows(name.len()).filter(|it| *it == name).count(), 1);
        let none = Info { year: is(0xFE, 5), ..Info::default() };
        assert_eq!(format!("{:?}", Sheet1::from(&none).get()), format!("{none:?}"));
        let empty = Info::default();
        assert_eq!(format!("{:?}", Sheet1::from(&empty).get()), format!("{empty:?}"));
    }
}
