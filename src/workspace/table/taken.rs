//! A table taken into the workspace, behind the blocks of its file.

use std::sync::Arc;

use super::{CODE_TWICE, COLUMN_UNUSED, Table, UNKNOWN_UNIT, WITH_BLOCKS, in_file};
use crate::file_errors::nearest;
use crate::finding::Finding;
use crate::model::Branch;
use crate::model::text::fold;
use crate::workspace::places::Places;
use crate::workspace::{Commune, FILE_NAME, Unit, Workspace};

impl Workspace {
    /// Takes the branches of a table along, behind those of the workspace file.
    ///
    /// # Errors
    /// The codes that both have: of such a branch nobody knows what counts.
    pub fn take_table(&mut self, table: Table) -> Result<(), Vec<Finding>> {
        let Table { file, mut branches, mut noted, codes, unit_head, units } = table;
        let is_both = |it: &Branch| {
            self.branch.iter().any(|own| own.code.eq_ignore_ascii_case(&it.code))
                || self.unit(&it.code).is_some()
        };
        let mut wrong: Vec<Finding> = branches
            .iter()
            .zip(&codes)
            .filter(|(it, _)| is_both(it))
            .map(|(it, cell)| {
                let finding = Finding::at(&CODE_TWICE, cell).stored(&it.code);
                in_file(finding.arg("code", &it.code).arg("other", FILE_NAME), &file)
            })
            .collect();
        if self.unit.is_empty() {
            // A column of an office's own list.
            for it in &mut branches {
                it.unit = None;
            }
            let unused = unit_head.map(|(cell, heading)| {
                in_file(Finding::at(&COLUMN_UNUSED, &cell).stored(&heading), &file)
            });
            noted.extend(unused);
        }
        for (branch, cell) in branches.iter_mut().zip(&units) {
            let Some(written) = branch.unit.take() else { continue };
            match self.unit_written(&written) {
                Ok(unit) => branch.unit = unit,
                Err(finding) => {
                    let finding = Finding { cell: Some(cell.clone()), ..*finding };
                    wrong.push(in_file(finding.stored(&written), &file));
                }
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        self.noted.extend(noted);
        if !self.branch.is_empty() && !branches.is_empty() {
            let finding = Finding::new(&WITH_BLOCKS).arg("path", &file);
            let finding = finding.arg("blocks", self.branch.len()).arg("rows", branches.len());
            self.noted.push(in_file(finding, &file));
        }
        self.branch.extend(branches.into_iter().map(Arc::new));
        self.places = Places::default();
        Ok(())
    }

    /// Takes the communes of a table along, behind those of the workspace file.
    ///
    /// # Errors
    /// As [`Self::take_table`].
    pub fn take_communes(&mut self, table: Table) -> Result<(), Vec<Finding>> {
        let blocks: Vec<String> = self.commune.iter().map(|it| it.code.clone()).collect();
        let twice = table
            .branches
            .iter()
            .zip(&table.codes)
            .filter(|(it, _)| blocks.iter().any(|own| own.eq_ignore_ascii_case(&it.code)));
        let wrong: Vec<Finding> = twice
            .map(|(it, cell)| {
                let finding = Finding::at(&CODE_TWICE, cell).stored(&it.code);
                in_file(finding.arg("code", &it.code).arg("other", FILE_NAME), &table.file)
            })
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        // They are listed as branches are.
        let own = std::mem::take(&mut self.branch);
        let taken = self.take_table(table);
        let communes = std::mem::replace(&mut self.branch, own);
        self.places = Places::default();
        taken?;
        self.commune.extend(communes.iter().map(|it| Commune {
            code: it.code.clone(),
            name: it.name.clone(),
            contact: it.contact.clone(),
            unit: it.unit.clone(),
        }));
        Ok(())
    }

    /// The code of the unit that a table means by this: a code, a name, or the body; none
    /// where it is the commune's own đảng bộ.
    fn unit_written(&self, written: &str) -> Result<Option<String>, Box<Finding>> {
        let key = fold(written);
        if [&self.organization, &self.committee].iter().any(|it| fold(it) == key) {
            return Ok(None);
        }
        let is_it = |it: &&Unit| {
            fold(&it.code) == key
                || fold(&it.name) == key
                || it.body.as_deref().is_some_and(|it| fold(it) == key)
        };
        let mut found = self.unit.iter().filter(is_it);
        if let (Some(unit), None) = (found.next(), found.next()) {
            return Ok(Some(unit.code.clone()));
        }
        let known = self.unit.iter().map(|it| format!("{} ({})", it.code, it.name));
        let known = known.collect::<Vec<_>>().join(", ");
        let words: Vec<&str> =
            self.unit.iter().flat_map(|it| [it.code.as_str(), it.name.as_str()]).collect();
        let near = nearest(written, &words);
        let near = near.map(|it| format!(" ({it}?)")).unwrap_or_default();
        let finding = Finding::new(&UNKNOWN_UNIT).arg("value", written);
        Err(Box::new(finding.arg("near", near).arg("known", known)))
    }
}
