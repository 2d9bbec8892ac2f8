//! Parts inflated in one go, by a state that each thread keeps: making one costs as much as a small part.

use std::cell::RefCell;
use std::ops::Deref;

use flate2::{Decompress, FlushDecompress, Status};

/// So many buffers a thread keeps for the parts of the next file, of at most so many bytes: as many as a
/// form has parts at a time. Made anew for every form they would lie in pieces between what is kept of it.
const KEPT: usize = 8;
const KEPT_BYTES: usize = 1 << 20;

thread_local! {
    static STATE: RefCell<Decompress> = RefCell::new(Decompress::new(false));
    static BUFFERS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// The bytes of a part. Their buffer goes to the next part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PartBytes(Vec<u8>);

impl PartBytes {
    /// None, with room for so many.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let kept = BUFFERS.with_borrow_mut(|all| {
            let large = all.iter().position(|it| it.capacity() >= capacity);
            large.map(|it| all.swap_remove(it)).or_else(|| all.pop())
        });
        let mut buffer = kept.unwrap_or_default();
        buffer.reserve_exact(capacity);
        Self(buffer)
    }

    /// The buffer, to be filled.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Deref for PartBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for PartBytes {
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.0);
        if !(1..=KEPT_BYTES).contains(&buffer.capacity()) {
            return;
        }
        buffer.clear();
        // A thread that ends keeps nothing.
        let _ = BUFFERS.try_with(|all| {
            let mut all = all.borrow_mut();
            if all.len() < KEPT {
                all.push(buffer);
            }
        });
    }
}

/// What was packed into these bytes, if it is as long as it should be and has this sum.
pub(super) fn whole(packed: &[u8], size: usize, sum: u32) -> Option<PartBytes> {
    // Room for a byte that is not there shows that there is none.
    let mut bytes = PartBytes::with_capacity(size.checked_add(1)?);
    let (status, read) = STATE.with_borrow_mut(|state| {
        state.reset(false);
        let status = state.decompress_vec(packed, bytes.buffer(), FlushDecompress::Finish);
        (status, state.total_in())
    });
    let is_whole = matches!(status, Ok(Status::StreamEnd)) && read == packed.len() as u64;
    if !is_whole || bytes.len() != size {
        return None;
    }
    (crc32fast::hash(&bytes) == sum).then_some(bytes)
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
        let sum = crc32fast::hash(text.as_bytes());
        for _ in 0..2 {
            let right = whole(&packed, text.len(), sum);
            assert_eq!(right.as_deref(), Some(text.as_bytes()));
            assert_eq!(whole(&packed, text.len(), sum ^ 1), None, "another sum");
            assert_eq!(whole(&packed, text.len() - 1, sum), None, "longer than it says");
            assert_eq!(whole(&packed, text.len() + 1, sum), None, "shorter than it says");
            assert_eq!(whole(&packed[..packed.len() - 1], text.len(), sum), None, "cut");
            assert_eq!(whole(&[&packed[..], b"x"].concat(), text.len(), sum), None, "more");
            assert_eq!(whole(b"x", 1, 0), None);
        }
    }
}
