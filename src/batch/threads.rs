//! Where the files of an inbox are worked on at once; in the core, which has no threads,
//! one after another. What comes out is the same.

#[cfg(not(feature = "cli"))]
pub(super) use one::{in_pool, prelude};
#[cfg(feature = "cli")]
pub(super) use several::{in_pool, prelude};

#[cfg(feature = "cli")]
mod several {
    pub(crate) use rayon::prelude;

    /// Runs `work` in a pool of its own; when none can be made, on the common one.
    pub(crate) fn in_pool<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.install(work),
            Err(error) => {
                log::warn!("no pool of {threads} threads: {error}");
                work()
            }
        }
    }
}

#[cfg(not(feature = "cli"))]
mod one {
    /// Runs `work`.
    pub(crate) fn in_pool<R>(_: usize, work: impl FnOnce() -> R) -> R {
        work()
    }

    /// What is used of the iterators over several threads, on one.
    pub(crate) mod prelude {
        /// Of a value.
        pub(crate) trait IntoParallelIterator: IntoIterator + Sized {
            fn into_par_iter(self) -> Self::IntoIter {
                self.into_iter()
            }
        }

        impl<T: IntoIterator> IntoParallelIterator for T {}

        /// Of a slice.
        pub(crate) trait ParallelSlice<T> {
            fn par_iter(&self) -> std::slice::Iter<'_, T>;
        }

        impl<T> ParallelSlice<T> for [T] {
            fn par_iter(&self) -> std::slice::Iter<'_, T> {
                self.iter()
            }
        }
    }
}
