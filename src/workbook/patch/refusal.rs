//! Why a workbook cannot be patched.

/// Why a workbook cannot be patched safely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Refusal {
    /// An OLE container: an old `.xls`, or a workbook with a password.
    #[error("an OLE container: an old format, or protected with a password")]
    Ole,
    /// Entries of the package are encrypted.
    #[error("entries of the package are encrypted")]
    Encrypted,
    /// Cut off, a wrong sum, a missing part, or XML that is not well-formed.
    #[error("the package is damaged")]
    Damaged,
    /// Two entries have one name, case aside.
    #[error("two entries of the package have the same name")]
    DuplicateNames,
    /// An entry's name has a backslash or leads out of the package.
    #[error("an entry of the package has an unusable name")]
    BadNames,
    /// Too many entries, or a part that is too large when inflated.
    #[error("the package is too large")]
    TooLarge,
    /// The package is no workbook.
    #[error("the package is no workbook")]
    NotWorkbook,
    /// The binary dialect, `.xlsb`.
    #[error("the workbook is of the binary kind")]
    Binary,
    /// A main namespace that is neither of the two dialects'.
    #[error("the workbook is of an unknown dialect")]
    UnknownNamespace,
    /// Digitally signed: any change would break the signature.
    #[error("the workbook is digitally signed")]
    Signed,
    /// Shared with tracked changes, whose records a patch would contradict.
    #[error("the workbook is shared, with tracked changes")]
    SharedRevisions,
    /// A part is not UTF-8.
    #[error("a part is not UTF-8")]
    Encoding,
    /// A part has a document type definition.
    #[error("a part has a document type definition")]
    Dtd,
    /// Rows or cells out of order or twice.
    #[error("rows or cells of a sheet are out of order")]
    OutOfOrder,
    /// A sheet without `sheetData`.
    #[error("a sheet has no cells part")]
    NoSheetData,
    /// Notes whose part, or whose boxes, are missing.
    #[error("the notes of a sheet lead nowhere")]
    DanglingDrawing,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 16] = [
        Self::Ole,
        Self::Encrypted,
        Self::Damaged,
        Self::DuplicateNames,
        Self::BadNames,
        Self::TooLarge,
        Self::NotWorkbook,
        Self::Binary,
        Self::UnknownNamespace,
        Self::Signed,
        Self::SharedRevisions,
        Self::Encoding,
        Self::Dtd,
        Self::OutOfOrder,
        Self::NoSheetData,
        Self::DanglingDrawing,
    ];

    /// The catalogue's key of its reason.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ole => "returned-refused-ole",
            Self::Encrypted => "returned-refused-encrypted",
            Self::Damaged => "returned-refused-damaged",
            Self::DuplicateNames => "returned-refused-duplicate-names",
            Self::BadNames => "returned-refused-bad-names",
            Self::TooLarge => "returned-refused-too-large",
            Self::NotWorkbook => "returned-refused-not-workbook",
            Self::Binary => "returned-refused-binary",
            Self::UnknownNamespace => "returned-refused-unknown-namespace",
            Self::Signed => "returned-refused-signed",
            Self::SharedRevisions => "returned-refused-shared-revisions",
            Self::Encoding => "returned-refused-encoding",
            Self::Dtd => "returned-refused-dtd",
            Self::OutOfOrder => "returned-refused-out-of-order",
            Self::NoSheetData => "returned-refused-no-sheet-data",
            Self::DanglingDrawing => "returned-refused-dangling-drawing",
        }
    }
}
