//! JSON Schemas of the files that people write: profiles and the workspace file.
//!
//! Editors show by them which keys and words there are, and underline what is not one.
//! They are derived from the very structs that read the files, with their comments as
//! descriptions; not by the program, which carries what a test derived and holds to the structs
//! (`templates/schema/`). What a schema cannot say (that a key names a column that exists, that
//! maxima add up) is checked when the file is read, and by `xeploai regimes check`.

#[cfg(test)]
mod made;

/// The schema of one file.
#[derive(Clone, Copy, Debug)]
pub struct FileSchema {
    /// The file that it is of, e.g. `rules.toml`.
    pub of: &'static str,
    /// Its own name, e.g. `rules.schema.json`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// A schema for each kind of file.
pub const ALL: &[FileSchema] = &[
    file("form.toml", "form.schema.json", include_str!("../templates/schema/form.schema.json")),
    file("rules.toml", "rules.schema.json", include_str!("../templates/schema/rules.schema.json")),
    file(
        "consolidated.toml",
        "consolidated.schema.json",
        include_str!("../templates/schema/consolidated.schema.json"),
    ),
    file(
        crate::regime::DECISIONS,
        "decisions.schema.json",
        include_str!("../templates/schema/decisions.schema.json"),
    ),
    file(
        crate::regime::OVERLAY,
        "overlay.schema.json",
        include_str!("../templates/schema/overlay.schema.json"),
    ),
    file(
        crate::workspace::FILE_NAME,
        "xeploai.schema.json",
        include_str!("../templates/schema/xeploai.schema.json"),
    ),
];

const fn file(of: &'static str, name: &'static str, text: &'static str) -> FileSchema {
    FileSchema { of, name, text }
}
