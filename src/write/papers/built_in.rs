//! The papers that the program makes, and their built-in templates (`templates/make_papers.py`).

/// For whom or what a paper is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Per {
    /// Once for each body that decides on members, and for each of its decisions.
    Members,
    /// The same for branches.
    Branches,
    /// The same for other collectives.
    Collectives,
    /// The same for units; none where there is no unit.
    Units,
    /// Once for each branch whose form is accepted.
    Branch,
    /// Once.
    Commune,
}

/// A paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    /// Its name, without the extension.
    pub(super) name: &'static str,
    pub(super) per: Per,
    /// The built-in template, for every regime.
    pub(super) template: &'static [u8],
}

macro_rules! paper {
    ($name:literal, $per:ident) => {
        Paper {
            name: $name,
            per: Per::$per,
            template: include_bytes!(concat!("../../../templates/giay-to/", $name, ".docx")),
        }
    };
}

/// Every paper, in the order in which they are told.
pub(super) static PAPERS: [Paper; 10] = [
    paper!("quyet-dinh-dang-vien", Members),
    paper!("quyet-dinh-chi-bo", Branches),
    paper!("quyet-dinh-tap-the", Collectives),
    paper!("quyet-dinh-dang-bo", Units),
    paper!("thong-bao", Branch),
    paper!("bien-ban-hoi-nghi", Commune),
    paper!("bien-ban-kiem-phieu", Commune),
    paper!("to-trinh", Commune),
    paper!("de-nghi-khen-thuong", Commune),
    paper!("danh-muc-ho-so", Commune),
];
