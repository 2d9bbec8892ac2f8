//! Which rows of a list are a branch's.

/// First and last rows of branches, each by its place among them, in few bytes however many there are.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    all: Vec<(u32, (u32, u32))>,
    is_ordered: bool,
}

impl Stretches {
    /// Adds rows of a branch.
    pub(super) fn add(&mut self, branch: usize, rows: (u32, u32)) {
        self.all.push((place(branch), rows));
        self.is_ordered = false;
    }

    /// Once the last are added: what [`Self::of`] finds.
    pub(super) fn in_order(mut self) -> Self {
        self.all.sort_by_key(|it| it.0);
        self.all.shrink_to_fit();
        self.is_ordered = true;
        self
    }

    /// Those of a branch, in the order in which they were added.
    pub(super) fn of(&self, branch: usize) -> impl Iterator<Item = (u32, u32)> {
        debug_assert!(
            self.is_ordered || self.all.is_empty(),
            "rows are looked for before the last are there"
        );
        let branch = place(branch);
        let first = self.all.partition_point(|it| it.0 < branch);
        self.all[first..].iter().take_while(move |it| it.0 == branch).map(|it| it.1)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, u32)> {
        self.all.iter().map(|it| it.1)
    }
}

fn place(branch: usize) -> u32 {
    // An inbox is bounded far below.
    u32::try_from(branch).unwrap_or(u32::MAX)
}
