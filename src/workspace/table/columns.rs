//! Which column says what: by the words of its heading.

use crate::finding::Arg;
use crate::model::text::fold;
use crate::workbook::grid::{Cell, Row, Sheet};

/// What a column says of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Mã.
    Code,
    /// Tên.
    Name,
    /// Loại hình.
    Kind,
    /// Số đảng viên.
    Members,
    /// Liên hệ.
    Contact,
    /// Trực thuộc.
    Unit,
    /// Mã cũ.
    Previous,
}

impl Column {
    /// In the order of the table that this program writes; units only where some are known, and
    /// earlier codes only where somebody adds the column.
    pub const ALL: [Self; 7] = [
        Self::Code,
        Self::Name,
        Self::Kind,
        Self::Members,
        Self::Contact,
        Self::Unit,
        Self::Previous,
    ];

    /// The key of its heading in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Code => "branch-list-code",
            Self::Name => "branch-list-name",
            Self::Kind => "branch-list-kind",
            Self::Members => "branch-list-members",
            Self::Contact => "branch-list-contact",
            Self::Unit => "branch-list-unit",
            Self::Previous => "branch-list-previous",
        }
    }

    pub(super) fn word(self) -> Arg {
        Arg::Word(self.key())
    }

    /// What people call it, folded.
    const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Code => &[
                "ma",
                "ma so",
                "ma chi bo",
                "ma cb",
                "ma so chi bo",
                "ma don vi",
                "ma tcd",
                "ma hieu",
                "ky hieu",
                "code",
            ],
            Self::Name => &[
                "ten",
                "ten chi bo",
                "chi bo",
                "ten don vi",
                "ten to chuc dang",
                "to chuc dang",
                "ten tcd",
                "ten cb",
                "ten goi",
                "ten xa",
                "ten xa phuong",
                "xa phuong",
                "ten dang uy",
                "name",
            ],
            Self::Kind => &[
                "loai hinh",
                "loai hinh chi bo",
                "loai hinh cb",
                "loai hinh to chuc dang",
                "loai hinh tcd",
                "loai hinh don vi",
                "loai chi bo",
                "loai",
                "kind",
            ],
            Self::Members => &[
                "so dang vien",
                "so luong dang vien",
                "tong so dang vien",
                "so dv",
                "tong so dv",
                "sl dang vien",
                "sl dv",
                "dang vien",
                "members",
            ],
            Self::Contact => &[
                "lien he",
                "nguoi lien he",
                "thong tin lien he",
                "dien thoai",
                "so dien thoai",
                "dien thoai lien he",
                "so dien thoai lien he",
                "dt",
                "sdt",
                "so dt",
                "contact",
            ],
            Self::Unit => &[
                "truc thuoc",
                "truc thuoc dang bo",
                "thuoc dang bo",
                "dang bo",
                "dang bo co so",
                "ma dang bo",
                "ten dang bo",
                "to chuc dang cap tren",
                "cap uy cap tren",
                "unit",
            ],
            Self::Previous => &[
                "ma cu",
                "ma chi bo cu",
                "ma cac chi bo cu",
                "chi bo cu",
                "ten chi bo cu",
                "chi bo nam truoc",
                "ma nam truoc",
                "tu chi bo",
                "sap nhap tu",
                "hop nhat tu",
                "previous codes",
            ],
        }
    }

    /// Whether a heading is this column's; what stands in brackets explains it.
    fn is_called(self, heading: &str) -> bool {
        let bare = heading.split(['(', '[']).next().unwrap_or(heading);
        [heading, bare].iter().any(|it| self.headings().contains(&fold(it).as_str()))
    }
}

/// Headings of columns that nobody expects to be used.
const PLAIN: [&str; 7] = ["stt", "tt", "so tt", "so thu tu", "ghi chu", "no", ""];
/// What lists call a branch where they have no column for its name.
const UNIT: &str = "don vi";

/// Where the columns are.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// The row of the headings.
    pub(super) head: u32,
    places: Vec<(Column, u32)>,
    /// What two columns say, the first and the second of them.
    pub(super) twice: Vec<(Column, u32, u32)>,
    /// Columns that say nothing that is used, with their headings.
    pub(super) unused: Vec<(u32, String)>,
}

impl Columns {
    /// The headings of a table, if the sheet has one: a row that has a name of the branch, and
    /// something else of it. Where communes are listed, a column of đảng bộ has their names.
    pub(super) fn find(sheet: &Sheet, rows: usize, is_of_communes: bool) -> Option<Self> {
        let found = sheet.rows.iter().take(rows).map(|row| {
            let mut columns = Self::of_row(row);
            if is_of_communes && columns.of(Column::Name).is_none() {
                for unit in columns.places.iter_mut().filter(|it| it.0 == Column::Unit) {
                    unit.0 = Column::Name;
                }
            }
            columns
        });
        found.into_iter().find(|it| it.of(Column::Name).is_some() && it.places.len() >= 2)
    }

    fn of_row(row: &Row) -> Self {
        let mut columns = Self { head: row.index, ..Self::default() };
        for cell in &row.cells {
            let Some(heading) = cell.text() else { continue };
            match Column::ALL.into_iter().find(|it| it.is_called(heading)) {
                Some(column) => columns.place(column, cell.col),
                None if PLAIN.contains(&fold(heading).as_str()) => {}
                None => columns.unused.push((cell.col, heading.trim().to_owned())),
            }
        }
        columns.take_unit(row);
        columns
    }

    fn place(&mut self, column: Column, col: u32) {
        match self.of(column) {
            Some(first) => self.twice.push((column, first, col)),
            None => self.places.push((column, col)),
        }
    }

    /// Whether a row has headings and nothing else, that of the names among them: what is copied of a column
    /// has its heading too.
    pub(super) fn is_head(row: &Row) -> bool {
        let mut has_name = false;
        let mut texts = row.cells.iter().map(|it| it.text().unwrap_or_default());
        let is_all = texts.all(|it| {
            has_name |= Column::Name.is_called(it);
            PLAIN.contains(&fold(it).as_str())
                || Column::ALL.iter().any(|column| column.is_called(it))
        });
        is_all && has_name
    }

    /// A list without names of branches calls them units.
    fn take_unit(&mut self, row: &Row) {
        let is_unit = |it: &&Cell| it.text().is_some_and(|it| fold(it) == UNIT);
        let Some(unit) = row.cells.iter().find(is_unit) else { return };
        if self.of(Column::Name).is_none() {
            self.place(Column::Name, unit.col);
            self.unused.retain(|it| it.0 != unit.col);
        }
    }

    /// Where a column is, if it is there.
    pub(super) fn of(&self, column: Column) -> Option<u32> {
        self.places.iter().find(|it| it.0 == column).map(|it| it.1)
    }
}
