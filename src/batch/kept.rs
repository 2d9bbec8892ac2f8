//! What was found of a file by itself, kept from one run to the next: a file that has the same bytes
//! is not read and judged again. Kept is what comes before any two files are looked at together, by
//! the SHA-256 of the file and of everything that it was read and judged by.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::{PoisonError, RwLock};

use sha2::{Digest as _, Sha256};

use super::{Content, Form, InboxFile, Season, Verdict, hex};
use crate::finding::{Arg, Code, Finding, Reason, Severity};
use crate::model::packed::{Packed, Source, pack_text, packed};

/// Names of arguments that the program has; more are not its own.
const NAMES_MAX: usize = 5_000;

/// Where it is kept.
pub struct Keeper<'a> {
    /// SHA-256 of what is read and judged by.
    judged_by: String,
    codes: BTreeMap<&'static str, &'static Code>,
    get: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
    put: &'a (dyn Fn(&str, Vec<u8>) + Sync),
}

impl fmt::Debug for Keeper<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("judged_by", &self.judged_by).finish_non_exhaustive()
    }
}

/// Takes the SHA-256 of what is written.
struct Digesting(Sha256);

impl fmt::Write for Digesting {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl<'a> Keeper<'a> {
    /// Keeps what is found in this season by the program that `program` tells from every other. `get`
    /// gives the bytes that were put by a key, or nothing.
    pub fn new(
        season: &Season,
        program: &str,
        codes: &[&'static Code],
        get: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
        put: &'a (dyn Fn(&str, Vec<u8>) + Sync),
    ) -> Self {
        let mut digest = Digesting(Sha256::new());
        let Season { regimes, workspace, limits, apart: _ } = season;
        // All that their values say; writing to a digest cannot fail.
        let _ = write!(digest, "{program}\n{regimes:?}\n{workspace:?}\n{limits:?}");
        let codes = codes.iter().map(|it| (it.id, *it)).collect();
        Self { judged_by: hex(&digest.0.finalize()), codes, get, put }
    }

    fn key(&self, sha256: &str) -> String {
        super::sha256(format!("{}{sha256}", self.judged_by).as_bytes())
    }

    /// What was found of the file with this SHA-256.
    pub(super) fn content(&self, sha256: &str) -> Option<Content> {
        let bytes = (self.get)(&self.key(sha256))?;
        let mut from = Source::new(&bytes);
        let content = self.unpack(&mut from);
        content.filter(|_| from.is_empty())
    }

    /// Keeps what was found of a file, where that hangs on nothing else than its bytes.
    pub(super) fn keep(&self, file: &InboxFile) {
        let Some(sha256) = &file.sha256 else { return };
        let key = self.key(sha256);
        if (self.get)(&key).is_some() {
            return;
        }
        let mut out = Vec::new();
        if pack(&file.content, &mut out).is_some() {
            (self.put)(&key, out);
        }
    }

    fn unpack(&self, from: &mut Source<'_>) -> Option<Content> {
        match u8::unpack(from)? {
            0 => {
                let mut form = Box::new(Form {
                    read: None,
                    extract: Packed::unpack(from)?,
                    judged: Verdict::unpack(from)?,
                    stranger: None,
                    given: None,
                    modified: Packed::unpack(from)?,
                    corrects: Packed::unpack(from)?,
                    values: Packed::unpack(from)?,
                    is_native: Packed::unpack(from)?,
                    has_list: Packed::unpack(from)?,
                    unfilled: Packed::unpack(from)?,
                    supplement: None,
                    is_whole: false,
                    regime: Packed::unpack(from)?,
                    branch: None,
                    miscoded: None,
                    other_season: None,
                    alone: None,
                    told: Vec::new(),
                    conflict: None,
                    findings: Vec::new(),
                });
                form.stranger = self.findings(from)?.pop().map(Box::new);
                form.findings = self.findings(from)?;
                Some(Content::Form(form))
            }
            1 => {
                let file = Packed::unpack(from)?;
                Some(Content::Decisions(Box::new((file, self.findings(from)?))))
            }
            _ => None,
        }
    }

    fn findings(&self, from: &mut Source<'_>) -> Option<Vec<Finding>> {
        let count = u32::unpack(from)?;
        (0..count).map(|_| self.finding(from)).collect()
    }

    fn finding(&self, from: &mut Source<'_>) -> Option<Finding> {
        let code = self.codes.get(from.text()?)?;
        let severity = Severity::unpack(from)?;
        Some(Finding {
            code,
            severity,
            branch: Packed::unpack(from)?,
            file: Packed::unpack(from)?,
            sheet: Packed::unpack(from)?,
            cell: Packed::unpack(from)?,
            member: Packed::unpack(from)?,
            stored: Packed::unpack(from)?,
            args: args(from)?,
            rule: Packed::unpack(from)?,
            clause: Packed::unpack(from)?,
            reasons: {
                let count = u32::unpack(from)?;
                let reason = |from: &mut Source<'_>| {
                    Some(Reason {
                        rule: Packed::unpack(from)?,
                        clause: Packed::unpack(from)?,
                        args: args(from)?,
                    })
                };
                (0..count).map(|_| reason(from)).collect::<Option<_>>()?
            },
            waiver: Packed::unpack(from)?,
        })
    }
}

packed!(struct Verdict { is_countable, needed, has_failed });
packed!(
    enum Severity {
        Error,
        Warning,
        Notice,
    }
);

/// Adds what was found of a file; `None` where that is not kept.
fn pack(content: &Content, out: &mut Vec<u8>) -> Option<()> {
    match content {
        Content::Form(form) => pack_form(form, out),
        Content::Decisions(it) => {
            let (file, findings) = &**it;
            // What was typed into the workbook for the superior hangs on what we wrote into it.
            if file.typed.is_some() {
                return None;
            }
            out.push(1);
            file.pack(out);
            pack_findings(findings, out);
            Some(())
        }
        // What is said of them names them.
        Content::Ignored(_) | Content::Unreadable(_) => None,
    }
}

fn pack_form(form: &Form, out: &mut Vec<u8>) -> Option<()> {
    let Form {
        read,
        extract,
        judged,
        stranger,
        given,
        modified,
        corrects,
        values,
        is_native,
        has_list,
        unfilled,
        supplement,
        is_whole,
        regime,
        branch,
        miscoded,
        other_season,
        alone,
        told,
        conflict,
        findings,
    } = form;
    // What others say of it comes after.
    let is_by_itself = read.is_none()
        && given.is_none()
        && supplement.is_none()
        && !is_whole
        && branch.is_none()
        && miscoded.is_none()
        && other_season.is_none()
        && alone.is_none()
        && told.is_empty()
        && conflict.is_none();
    // A failure of the program may be one of that moment.
    if !is_by_itself || judged.has_failed {
        return None;
    }
    out.push(0);
    extract.pack(out);
    judged.pack(out);
    modified.pack(out);
    corrects.pack(out);
    values.pack(out);
    is_native.pack(out);
    has_list.pack(out);
    unfilled.pack(out);
    regime.pack(out);
    let stranger: Vec<Finding> = stranger.iter().map(|it| (**it).clone()).collect();
    pack_findings(&stranger, out);
    pack_findings(findings, out);
    Some(())
}

fn pack_findings(findings: &[Finding], out: &mut Vec<u8>) {
    // Of each kind a form has a few hundred at most.
    u32::try_from(findings.len()).unwrap_or(u32::MAX).pack(out);
    for finding in findings {
        let Finding {
            code,
            severity,
            branch,
            file,
            sheet,
            cell,
            member,
            stored,
            args,
            rule,
            clause,
            reasons,
            waiver,
        } = finding;
        pack_text(code.id, out);
        severity.pack(out);
        branch.pack(out);
        file.pack(out);
        sheet.pack(out);
        cell.pack(out);
        member.pack(out);
        stored.pack(out);
        pack_args(args, out);
        rule.pack(out);
        clause.pack(out);
        u32::try_from(reasons.len()).unwrap_or(u32::MAX).pack(out);
        for Reason { rule, clause, args } in reasons {
            rule.pack(out);
            clause.pack(out);
            pack_args(args, out);
        }
        waiver.pack(out);
    }
}

fn pack_args(args: &[(&'static str, Arg)], out: &mut Vec<u8>) {
    u32::try_from(args.len()).unwrap_or(u32::MAX).pack(out);
    for (name, arg) in args {
        pack_text(name, out);
        match arg {
            Arg::Text(text) => {
                out.push(0);
                text.pack(out);
            }
            Arg::Decimal(number) => {
                out.push(1);
                number.pack(out);
            }
            Arg::Word(key) => {
                out.push(2);
                pack_text(key, out);
            }
            Arg::Percent(number) => {
                out.push(3);
                number.pack(out);
            }
        }
    }
}

fn args(from: &mut Source<'_>) -> Option<Vec<(&'static str, Arg)>> {
    let count = u32::unpack(from)?;
    let one = |from: &mut Source<'_>| {
        let name = name(from.text()?)?;
        let arg = match u8::unpack(from)? {
            0 => Arg::Text(String::unpack(from)?),
            1 => Arg::Decimal(Packed::unpack(from)?),
            2 => Arg::Word(self::name(from.text()?)?),
            3 => Arg::Percent(Packed::unpack(from)?),
            _ => return None,
        };
        Some((name, arg))
    };
    (0..count).map(|_| one(from)).collect()
}

/// A name of the program. Which it has is known from what it kept itself: what is kept by another
/// program is never asked for.
fn name(text: &str) -> Option<&'static str> {
    static NAMES: RwLock<BTreeSet<&'static str>> = RwLock::new(BTreeSet::new());
    // Nothing fails while it is held.
    let known = NAMES.read().unwrap_or_else(PoisonError::into_inner).get(text).copied();
    if known.is_some() {
        return known;
    }
    let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(text) {
        return Some(known);
    }
    if names.len() >= NAMES_MAX {
        return None;
    }
    let name: &'static str = Box::leak(text.to_owned().into_boxed_str());
    names.insert(name);
    Some(name)
}
