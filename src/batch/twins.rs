//! Files with the same bytes: what is kept of their forms is kept once. Which of them count is decided later, and
//! somebody may have copied a whole inbox into itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Content, InboxFile};
use crate::model::Extract;

/// What is kept of forms, by the SHA-256 of their files.
#[derive(Default)]
pub(super) struct Twins(Mutex<BTreeMap<String, Arc<Extract>>>);

impl Twins {
    /// Lets a form that was judged by itself have what one of the same bytes has. Both are equal, so that it does
    /// not matter which was read first; but that a form is a supplement may hang on what its file is called.
    pub(super) fn share(&self, file: &mut InboxFile) {
        let (Some(sha256), Content::Form(form)) = (&file.sha256, &mut file.content) else { return };
        let Some(own) = form.extract.as_mut().filter(|_| form.supplement.is_none()) else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(sha256) {
            Some(it) => *own = Arc::clone(it),
            None => drop(known.insert(sha256.clone(), Arc::clone(own))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Form;
    use crate::model::fixture;
    use crate::read::Parsed;

    fn file(sha256: &str) -> InboxFile {
        let parsed = Parsed {
            submission: fixture::submission(),
            findings: Vec::new(),
            modified: None,
            corrects: Vec::new(),
            values: "values".to_owned(),
            is_native: true,
            has_list: false,
            unfilled: false,
        };
        let mut form = Form::of(parsed, None, Vec::new());
        form.extract = Some(Arc::new(Extract::from(&fixture::submission())));
        let content = Content::Form(Box::new(form));
        InboxFile { path: String::new(), real: None, sha256: Some(sha256.to_owned()), content }
    }

    #[test]
    fn forms_of_the_same_bytes_share_what_is_kept_of_them() {
        let twins = Twins::default();
        let extracts = ["a", "b", "a", "a"].map(|it| {
            let mut file = file(it);
            twins.share(&mut file);
            let Content::Form(form) = file.content else { panic!("it is a form") };
            form.extract.expect("it has one")
        });
        let [first, other, second, third] = extracts;
        assert!(Arc::ptr_eq(&first, &second) && Arc::ptr_eq(&first, &third));
        assert!(!Arc::ptr_eq(&first, &other));
        // What is put right for one is not for the others.
        let mut second = second;
        Arc::make_mut(&mut second).drop_collectives();
        assert!(first.branch_row().is_some() && second.branch_row().is_none());
    }
}
