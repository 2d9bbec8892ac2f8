//! A cell as it is read, and the value that it comes to.

use jiff::civil;
use quick_xml::events::BytesStart;

use super::{CONTENT, PLACES, TEXT_BYTES};
use crate::model::text::is_blank;
use crate::workbook::foreign::Trouble;
use crate::workbook::grid::{DateParts, Format, Raw, puts_picture};
use crate::workbook::seen::{self, Rest, Seen, Shown, Without};
use crate::workbook::xml::attr;

/// A cell being read.
pub(super) struct Open {
    pub(super) kind: String,
    pub(super) is_error: bool,
    pub(super) value: Option<String>,
    pub(super) formula: Option<String>,
    /// Whether the formula adds up, counts or calculates, so that it never gives the empty text.
    pub(super) gives_number: bool,
    pub(super) style: Option<String>,
    pub(super) repeat: u32,
    pub(super) text: String,
    pub(super) paragraphs: usize,
    /// How deep the paragraph lies that is open.
    pub(super) inside: usize,
    /// The lengths of the pieces of the text, and how they are shown.
    pub(super) pieces: Vec<(usize, Shown)>,
    /// Spans that are open: how deep they lie, and how they show what is in them.
    pub(super) spans: Vec<(usize, Shown)>,
    pub(super) is_struck: bool,
    pub(super) note: String,
}

/// What is seen of a cell beside its value.
pub(super) struct Sight {
    pub(super) left: Rest,
    pub(super) text: String,
    pub(super) note: String,
}

impl Open {
    pub(super) fn new(it: &BytesStart<'_>) -> Result<Self, Trouble> {
        let mut open = Self {
            kind: String::new(),
            is_error: false,
            value: None,
            formula: attr(it, "formula"),
            gives_number: false,
            style: attr(it, "style-name"),
            repeat: repeat(it, "number-columns-repeated")?,
            text: String::new(),
            paragraphs: 0,
            inside: 0,
            pieces: Vec::new(),
            spans: Vec::new(),
            is_struck: false,
            note: String::new(),
        };
        for attribute in it.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "office:value-type" => open.kind = attribute.value.into_owned(),
                "calcext:value-type" => open.is_error = &*attribute.value == "error",
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => {
                    open.value = attr(it, attribute.key.local_name().as_ref());
                }
                _ => {}
            }
        }
        Ok(open)
    }

    pub(super) fn put(&mut self, text: &str) {
        // A little more than is allowed tells that it is too much.
        if self.text.len() <= TEXT_BYTES {
            self.text.push_str(text);
            let shown = self.shown();
            match self.pieces.last_mut() {
                Some((len, last)) if *last == shown => *len += text.len(),
                _ => self.pieces.push((text.len(), shown)),
            }
        }
    }

    /// How the text that comes next is shown.
    pub(super) fn shown(&self) -> Shown {
        let of_cell = Shown { struck: self.is_struck, raised: false };
        self.spans.last().map_or(of_cell, |it| it.1)
    }

    /// What is seen of it; call it before it is closed.
    pub(super) fn sight(&mut self) -> Sight {
        let left = match seen::left(&self.text, &self.pieces) {
            // What shows a value of another kind, and no text of its own.
            Rest::All if self.is_struck && self.pieces.is_empty() => Rest::Nothing,
            left => left,
        };
        Sight { left, text: self.text.clone(), note: std::mem::take(&mut self.note) }
    }

    pub(super) fn close(self, parts: DateParts) -> Option<(Raw, Format)> {
        let Self { kind, is_error, value, formula, gives_number, paragraphs, text, .. } = self;
        if text.len() > TEXT_BYTES {
            return Some((Raw::Broken, Format::Plain));
        }
        let number = || {
            let number = value.as_deref().and_then(|it| it.parse::<f64>().ok());
            number.filter(|it| it.is_finite()).map_or(Raw::Broken, Raw::Number)
        };
        let shown = |text: String| {
            if is_blank(&text) { None } else { Some((Raw::Text(text.into()), Format::Plain)) }
        };
        let is_picture = formula
            .as_deref()
            .and_then(|it| it.split_once('='))
            .is_some_and(|it| puts_picture(it.1.trim_start_matches("COM.MICROSOFT.")));
        if is_picture {
            return Some((Raw::Picture, Format::Plain));
        }
        if is_error {
            return Some((Raw::Error(text), Format::Plain));
        }
        match kind.as_str() {
            // Noughts that are shown before a number are part of it.
            "float" if has_noughts(&text, value.as_deref()) => shown(text),
            "float" | "currency" => Some((number(), Format::Plain)),
            "percentage" => Some((number(), Format::Percent)),
            "boolean" => {
                let it = value.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("true"));
                Some((Raw::Bool(it), Format::Plain))
            }
            "date" => {
                let value = value.unwrap_or_default();
                match serial(&value) {
                    Some(serial) => Some((Raw::Number(serial), Format::Date(parts))),
                    None => shown(if text.is_empty() { value } else { text }),
                }
            }
            // LibreOffice says no type of a result that is the empty text, and writes its paragraph,
            // empty; where there is no result there is no paragraph either.
            "" if formula.is_some() && is_blank(&text) && (paragraphs == 0 || gives_number) => {
                let formula = formula.unwrap_or_default();
                let bare = formula.split_once(":=").map_or(&*formula, |it| it.1);
                let bare: String = bare.trim_start_matches('=').chars().take(60).collect();
                Some((Raw::Uncomputed(bare), Format::Plain))
            }
            // Times too: what is shown tells more than PT12H30M00S.
            _ => shown(if text.is_empty() { value.unwrap_or_default() } else { text }),
        }
    }
}

impl Sight {
    /// Notes it beside a cell, and gives what is left of its value.
    pub(super) fn put(self, seen: &mut Seen, place: (u32, u32), raw: Raw) -> Raw {
        match (self.left, raw) {
            (Rest::Part(left, without), Raw::Text(_)) => {
                seen.left_out(place, &self.text, without);
                Raw::Text(left.into())
            }
            // What is raised in how a number is shown is no part of the number.
            (Rest::All | Rest::Part(_, Without { struck: false, .. }), raw) => raw,
            (Rest::Nothing | Rest::Part(..), raw) => {
                seen.struck.insert(place);
                raw
            }
        }
    }
}

/// Whether a whole number is shown with noughts before it.
fn has_noughts(shown: &str, value: Option<&str>) -> bool {
    let digits = shown.trim();
    digits.starts_with('0')
        && digits.bytes().all(|it| it.is_ascii_digit())
        && value.is_some_and(|it| digits.len() > it.len() && digits.trim_start_matches('0') == it)
}

/// A date as Excel counts days; from March 1900 the two agree.
fn serial(value: &str) -> Option<f64> {
    let day: civil::Date = value.get(..10)?.parse().ok()?;
    let eve = civil::date(1899, 12, 30);
    let days = day.since(eve).ok()?.get_days();
    let clock = value.get(11..19).and_then(|it| it.parse::<civil::Time>().ok());
    let seconds = clock.map_or(0, |it| {
        i32::from(it.hour()) * 3600 + i32::from(it.minute()) * 60 + i32::from(it.second())
    });
    (days > 60).then(|| f64::from(days) + f64::from(seconds) / 86_400.0)
}

/// How often something is there: once unless it says otherwise.
pub(super) fn repeat(it: &BytesStart<'_>, name: &str) -> Result<u32, Trouble> {
    let Some(count) = attr(it, name) else { return Ok(1) };
    match count.trim().parse::<u32>() {
        Ok(count @ 1..=PLACES) => Ok(count),
        _ => Err(Trouble::Damaged(CONTENT.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_excel_does_from_march_1900() {
        for (stored, counted) in [
            ("1900-02-28", None),
            ("1900-03-01", Some(61.0)),
            ("1980-05-13", Some(29_354.0)),
            ("1980-05-13T12:00:00", Some(29_354.5)),
            ("13/05/1980", None),
            ("1980-02-30", None),
        ] {
            assert_eq!(serial(stored), counted, "{stored}");
        }
    }
}
