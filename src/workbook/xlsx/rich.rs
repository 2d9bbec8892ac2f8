//! Values that are more than figures and words: pictures in cells, and errors that older
//! programs show as `#VALUE!`. A cell names one by its number; what it is stands in three
//! parts that point at one another.

use super::small_part;
use crate::finding::Finding;
use crate::workbook::grid::Raw;
use crate::workbook::package::Package;
use crate::workbook::xml::{Step, Xml, attr};

/// The three parts; their real sizes are a few kilobytes.
const METADATA: &str = "xl/metadata.xml";
const VALUES: &str = "xl/richData/rdrichvalue.xml";
const STRUCTURES: &str = "xl/richData/rdrichvaluestructure.xml";
const PART_BYTES: u64 = 4 << 20;
/// The name of the metadata that leads to such values.
const KIND: &str = "XLRICHVALUE";

/// What such a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Picture,
    Error,
    /// A share, a place and the like.
    Other,
}

/// A structure: what it is of, and which of its values tells the error.
#[derive(Debug)]
struct Structure {
    kind: Kind,
    error_at: Option<usize>,
    keys: usize,
}

/// The values of a workbook.
#[derive(Debug, Default)]
pub(super) struct Rich {
    structures: Vec<Structure>,
    /// Of each value, its structure and its own values.
    values: Vec<(usize, Vec<String>)>,
    /// The value of each number that cells name.
    of_cells: Vec<Option<usize>>,
}

impl Rich {
    pub(super) fn read(package: &mut Package<'_>) -> Self {
        let mut rich = Self::default();
        let part = |package: &mut Package<'_>, name| {
            small_part(package, name, PART_BYTES).unwrap_or_default()
        };
        // Most workbooks have none. What was found up to a mistake stays.
        let bytes = part(package, STRUCTURES);
        if bytes.is_empty() {
            return rich;
        }
        let _ = rich.structures(&bytes);
        let _ = rich.values(&part(package, VALUES));
        let _ = rich.of_cells(&part(package, METADATA));
        rich
    }

    /// What a cell holds that is said to hold an error, and names a value.
    pub(super) fn of(&self, number: usize, stored: String) -> Raw {
        let value = number.checked_sub(1).and_then(|it| *self.of_cells.get(it)?);
        let value = value.and_then(|it| self.values.get(it));
        let structure = value.and_then(|it| Some((self.structures.get(it.0)?, &it.1)));
        let Some((structure, values)) = structure else {
            // Where that is not known, it is what all of them are.
            let is = |kind| self.structures.iter().any(|it| it.kind == kind);
            let is_picture = is(Kind::Picture) && !is(Kind::Error) && stored == "#VALUE!";
            return if is_picture { Raw::Picture } else { Raw::Error(stored) };
        };
        match structure.kind {
            Kind::Picture => Raw::Picture,
            Kind::Error => {
                let told = structure.error_at.and_then(|it| values.get(it));
                let told = told.and_then(|it| error_of(it)).map(str::to_owned);
                Raw::Error(told.unwrap_or(stored))
            }
            Kind::Other => Raw::Error(stored),
        }
    }

    fn structures(&mut self, bytes: &[u8]) -> Result<(), Box<Finding>> {
        let mut xml = Xml::new(bytes, STRUCTURES);
        loop {
            match xml.step()? {
                Step::Start(it) => match (it.local_name().as_ref(), self.structures.last_mut()) {
                    ("s", _) => {
                        let kind = match attr(&it, "t").as_deref() {
                            Some("_localImage" | "_webImage") => Kind::Picture,
                            Some("_error") => Kind::Error,
                            _ => Kind::Other,
                        };
                        self.structures.push(Structure { kind, error_at: None, keys: 0 });
                    }
                    ("k", Some(open)) => {
                        if attr(&it, "n").as_deref() == Some("errorType") {
                            open.error_at = Some(open.keys);
                        }
                        open.keys += 1;
                    }
                    _ => {}
                },
                Step::Done => return Ok(()),
                _ => {}
            }
        }
    }

    fn values(&mut self, bytes: &[u8]) -> Result<(), Box<Finding>> {
        let mut xml = Xml::new(bytes, VALUES);
        let mut is_value = false;
        loop {
            match xml.step()? {
                Step::Start(it) => {
                    is_value = it.local_name().as_ref() == "v";
                    if it.local_name().as_ref() == "rv" {
                        let structure = attr(&it, "s").and_then(|it| it.parse().ok());
                        self.values.push((structure.unwrap_or(usize::MAX), Vec::new()));
                    }
                }
                Step::Text(text) if is_value => {
                    if let Some(open) = self.values.last_mut() {
                        open.1.push(text.into_owned());
                    }
                }
                Step::End(_) => is_value = false,
                Step::Done => return Ok(()),
                _ => {}
            }
        }
    }

    fn of_cells(&mut self, bytes: &[u8]) -> Result<(), Box<Finding>> {
        let mut xml = Xml::new(bytes, METADATA);
        let (mut types, mut values) = (Vec::new(), Vec::new());
        let (mut is_kind, mut is_of_cells) = (false, false);
        loop {
            match xml.step()? {
                Step::Start(it) => match it.local_name().as_ref() {
                    "metadataType" => types.push(attr(&it, "name").as_deref() == Some(KIND)),
                    "futureMetadata" => is_kind = attr(&it, "name").as_deref() == Some(KIND),
                    "valueMetadata" => is_of_cells = true,
                    "cellMetadata" => is_of_cells = false,
                    "rvb" if is_kind => {
                        values.push(attr(&it, "i").and_then(|it| it.parse::<usize>().ok()));
                    }
                    "bk" if is_of_cells => self.of_cells.push(None),
                    "rc" if is_of_cells => {
                        let number = |name| attr(&it, name).and_then(|it| it.parse::<usize>().ok());
                        let is_it = number("t")
                            .and_then(|it| types.get(it.checked_sub(1)?))
                            .is_some_and(|it| *it);
                        let value = number("v").and_then(|it| *values.get(it)?);
                        if let (true, Some(last)) = (is_it, self.of_cells.last_mut()) {
                            *last = value;
                        }
                    }
                    _ => {}
                },
                Step::Done => return Ok(()),
                _ => {}
            }
        }
    }
}

/// Errors that Excel shows and keeps as another.
fn error_of(number: &str) -> Option<&'static str> {
    Some(match number.trim() {
        "8" => "#SPILL!",
        "9" => "#CONNECT!",
        "10" => "#BLOCKED!",
        "11" => "#UNKNOWN!",
        "12" => "#FIELD!",
        "13" => "#CALC!",
        _ => return None,
    })
}
