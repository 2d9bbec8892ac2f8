//! Parts inflated in one go, by a state that each thread keeps: making one costs as much as a small part.

use std::cell::RefCell;

use flate2::{Crc, Decompress, FlushDecompress, Status};

thread_local! {
    static STATE: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// What was packed into these bytes, if it is as long as it should be and has this sum.
pub(super) fn whole(packed: &[u8], size: usize, sum: u32) -> Option<Vec<u8>> {
    // Room for a byte that is not there shows that there is none.
    let mut bytes = Vec::with_capacity(size.checked_add(1)?);
    let (status, read) = STATE.with_borrow_mut(|state| {
        state.reset(false);
        let status = state.decompress_vec(packed, &mut bytes, FlushDecompress::Finish);
        (status, state.total_in())
    });
    let is_whole = matches!(status, Ok(Status::StreamEnd)) && read == packed.len() as u64;
    if !is_whole || bytes.len() != size {
        return None;
    }
    let mut crc = Crc::new();
    crc.update(&bytes);
    (crc.sum() == sum).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    #[test]
    fn what_is_as_the_package_says_is_inflated() {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        let text = "Đảng viên ".repeat(9_000);
        encoder.write_all(text.as_bytes()).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        for _ in 0..2 {
            let right = whole(&packed, text.len(), crc.sum());
            assert_eq!(right.as_deref(), Some(text.as_bytes()));
            assert_eq!(whole(&packed, text.len(), crc.sum() ^ 1), None, "another sum");
            assert_eq!(whole(&packed, text.len() - 1, crc.sum()), None, "longer than it says");
            assert_eq!(whole(&packed, text.len() + 1, crc.sum()), None, "shorter than it says");
            assert_eq!(whole(&packed[..packed.len() - 1], text.len(), crc.sum()), None, "cut");
            assert_eq!(whole(&[&packed[..], b"x"].concat(), text.len(), crc.sum()), None, "more");
            assert_eq!(whole(b"x", 1, 0), None);
        }
    }
}
