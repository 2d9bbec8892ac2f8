//! The marks on our own files, written and read here only: a blank form says which form it
//! is, and a form that goes back says of which file it is the copy, in a property, and in the
//! last line of its list for programs that drop such properties; so the corrected one takes
//! the place of that file, and the next round replaces our list and our notes.

pub(crate) mod list;

use crate::workbook::patch::spans::{Edits, Outline, content};
use crate::workbook::patch::workbook::{Dialect, Workbook};
use crate::workbook::patch::{DECLARATION, PatchedPackage, Refusal};

/// The sheet that lists the findings; whoever reads a form passes over it.
pub const LIST_SHEET: &str = "CanSua";
/// The custom document property that holds the SHA-256 of the file that was annotated and,
/// after it, those of the files which that one corrected, latest first. What does not fit
/// stands in properties of the same name with `-2`, `-3` … at the end. The last line of the list
/// says them too, after this word, since some programs drop such properties.
pub const ORIGINAL_PROPERTY: &str = "xeploai-original-sha256";
/// Custom document property that holds the form's code, so that a form is known
/// even when its sheets were renamed.
pub const FORM_PROPERTY: &str = "xeploai-form";
/// The author of the notes that a form carries when it goes back.
pub const NOTE_AUTHOR: &str = "xeploai";
/// Ends what we put above somebody else's note.
pub const NOTE_DIVIDER: &str = "――― xeploai ―――";

/// How the name of the workbook for the superior begins, before the year.
pub const CONSOLIDATED: &str = "tong-hop-";
/// How the names of sheets of decisions begin.
pub const DECISIONS: &str = "quyet-dinh-";
/// The sheet, out of sight, in which the workbook for the superior notes which decisions we wrote into it
/// ourselves, so that only what people typed counts as typed. Its first column names what a row is: …
pub const DECIDED_SHEET: &str = "xeploai";
/// … the fingerprint of what had been typed into such workbooks before …
pub const DECIDED_STATE: &str = "typed-state";
/// … that of one of which it takes the place, since some programs drop properties …
pub const DECIDED_BEFORE: &str = "typed-before";
/// … that of a workbook into which it was typed; every other row is somebody on whom a decision was
/// written, with the rating …
pub const DECIDED_SOURCE: &str = "typed-source";
/// … and this word where the rating had been typed into such a workbook. Such a decision has a row of its own, with
/// all that is known of it, which begins with this word …
pub const DECIDED_TYPED: &str = "typed";
/// … or with this one, where another one that was typed later took its place.
pub const DECIDED_REPLACED: &str = "typed-replaced";

/// Most files that one names as corrected, round by round; nobody sends a form back more often.
pub(crate) const CORRECTS_MAX: usize = 16;
/// Hashes in one property: Excel cuts a property's text after 255 characters.
const CORRECTS_IN_PROPERTY: usize = 3;

const CUSTOM_TYPE: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
/// The set that user-defined properties belong to.
const CUSTOM_FORMAT: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";

/// The last line of the list.
pub(crate) fn mark(rounds: &str) -> String {
    format!("{ORIGINAL_PROPERTY} {rounds}")
}

/// Whether a text is that line.
fn is_mark(text: &str) -> bool {
    text.contains(ORIGINAL_PROPERTY)
}

/// The hashes in a property or in that line.
pub(crate) fn hashes(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().filter(is_hash).map(str::to_ascii_lowercase)
}

/// Whether a word looks like such a hash.
fn is_hash(word: &&str) -> bool {
    word.len() == 64 && word.bytes().all(|it| it.is_ascii_hexdigit())
}

/// Whether a custom property holds hashes of the files that are corrected.
pub(crate) fn is_correction(property: &str) -> bool {
    property.strip_prefix(ORIGINAL_PROPERTY).is_some_and(|it| {
        it.is_empty() || it.strip_prefix('-').is_some_and(|it| it.parse::<u8>().is_ok())
    })
}

/// The name of the property at a place, counted from 1.
fn property_name(place: usize) -> String {
    match place {
        1 => ORIGINAL_PROPERTY.to_owned(),
        it => format!("{ORIGINAL_PROPERTY}-{it}"),
    }
}

/// The properties that say of which files one takes the place: their names and their values.
pub(crate) fn properties(corrects: &[String]) -> Vec<(String, String)> {
    let corrects = &corrects[..corrects.len().min(CORRECTS_MAX)];
    let chunks = corrects.chunks(CORRECTS_IN_PROPERTY).enumerate();
    chunks.map(|(place, own)| (property_name(place + 1), own.join(" "))).collect()
}

/// Writes the properties that name the original and what that one was made
/// from, so that the corrected copy takes the place of every earlier round.
/// Gives them, and says whether there were some before, which makes the workbook a copy of
/// ours that comes again.
pub(crate) fn set_original(
    package: &mut PatchedPackage,
    book: &Workbook,
    sha256: &str,
) -> Result<(bool, String), Refusal> {
    let part = custom_part(package, book)?;
    let text = package.text(&part)?;
    let outline = Outline::new(&text)?;
    // Property by property, under its own name.
    let named = |name: &str| {
        let is_it =
            |&it: &usize| outline.attr(it, "name").is_some_and(|it| it.eq_ignore_ascii_case(name));
        outline.children(0).find(is_it)
    };
    let own: Vec<_> = (1..=CORRECTS_MAX).map_while(|it| named(&property_name(it))).collect();
    // Where the properties were lost the caller knows of earlier rounds by the list.
    let is_again = !own.is_empty();

    let before: Vec<String> = own.iter().map(|&it| outline.text_of(it)).collect();
    let mut rounds = Vec::new();
    let before = before.iter().map(String::as_str);
    for older in [sha256].into_iter().chain(before).flat_map(str::split_whitespace) {
        if !rounds.contains(&older) {
            rounds.push(older);
        }
    }
    rounds.truncate(CORRECTS_MAX);

    let variants = book.dialect.variants;
    let (vt, bound) = match outline.prefix_of(variants) {
        Some(vt) => (vt, String::new()),
        None => ("vt:".to_owned(), format!(" xmlns:vt=\"{variants}\"")),
    };
    let prefix = outline.prefix();
    let pid = |it: usize| outline.attr(it, "pid").and_then(|it| it.parse::<u32>().ok());
    let mut free_pid = outline.children(0).filter_map(pid).max().unwrap_or(1).max(1);
    let mut edits = Edits::default();
    for (place, rounds) in rounds.chunks(CORRECTS_IN_PROPERTY).enumerate() {
        let there = own.get(place).copied();
        let pid = there.and_then(pid).unwrap_or_else(|| {
            free_pid += 1;
            free_pid
        });
        let name = property_name(place + 1);
        let xml = format!(
            "<{prefix}property fmtid=\"{CUSTOM_FORMAT}\" pid=\"{pid}\" name=\"{name}\"><{vt}lpwstr{bound}>{}</{vt}lpwstr></{prefix}property>",
            content(&rounds.join(" "))
        );
        match there {
            Some(there) => edits.replace(outline.elements[there].whole.clone(), xml),
            None => outline.append(&mut edits, 0, &xml),
        }
    }
    package.patch(&part, &text, &edits);
    Ok((is_again, rounds.join(" ")))
}

/// The part of the custom properties; an empty one is made where there is none.
fn custom_part(package: &mut PatchedPackage, book: &Workbook) -> Result<String, Refusal> {
    let Dialect { custom, variants, custom_relation, .. } = book.dialect;
    let relations = package.relations("")?;
    let found =
        relations.into_iter().find(|it| it.is("custom-properties") || it.is("customProperties"));
    if let Some(part) = found.and_then(|it| it.part).filter(|it| package.has(it)) {
        return Ok(part);
    }
    let part = if package.has("docProps/custom.xml") {
        package.free_name("docProps/custom", ".xml")
    } else {
        "docProps/custom.xml".to_owned()
    };
    package.put(
        &part,
        format!(
            "{DECLARATION}<Properties xmlns=\"{custom}\" xmlns:vt=\"{variants}\"></Properties>"
        ),
    );
    package.set_type(&part, CUSTOM_TYPE)?;
    package.relate("", &book.relation(custom_relation), &part)?;
    Ok(part)
}
