//! Where work is done at once; in the core, which has no threads, one after another. What comes out is the same.

#[cfg(not(feature = "cli"))]
pub(crate) use at_once as handed_on;
#[cfg(not(feature = "cli"))]
pub(crate) use one::{both, in_pool, prelude};
#[cfg(feature = "cli")]
pub(crate) use several::{both, handed_on, in_pool, prelude};

#[cfg(feature = "cli")]
mod several {
    use std::panic::resume_unwind;
    use std::sync::mpsc::sync_channel;
    use std::sync::{Mutex, PoisonError};
    use std::thread::{Builder, scope};

    pub(crate) use rayon::prelude;

    /// So many pieces wait at most between two threads.
    const WAITING: usize = 8;

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

    /// Both at once, where the pool has a thread to spare.
    pub(crate) fn both<A: Send, B: Send>(
        one: impl FnOnce() -> A + Send,
        other: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        rayon::join(one, other)
    }

    /// Runs `produce` here, and `consume` with each piece that it hands on, in their order, on a thread beside
    /// it; when none can be had, here too. The consumer's failure ends both, and is the one that is given.
    pub(crate) fn handed_on<T: Send, E: Send>(
        consume: impl FnMut(T) -> Result<(), E> + Send,
        produce: impl FnOnce(&mut dyn FnMut(T) -> bool) -> Result<(), E>,
    ) -> Result<(), E> {
        let consume = Mutex::new(consume);
        scope(|scope| {
            // In here, so that the consumer ends where the producer panics.
            let (sender, receiver) = sync_channel(WAITING);
            let taken = || {
                let mut consume = consume.lock().unwrap_or_else(PoisonError::into_inner);
                // The receiver ends with the first failure, so that nothing is handed on after it.
                receiver.into_iter().try_for_each(&mut *consume)
            };
            let Ok(beside) = Builder::new().spawn_scoped(scope, taken) else {
                let mut consume = consume.lock().unwrap_or_else(PoisonError::into_inner);
                return super::at_once(&mut *consume, produce);
            };
            let produced = produce(&mut |piece| sender.send(piece).is_ok());
            drop(sender);
            beside.join().unwrap_or_else(|panic| resume_unwind(panic)).and(produced)
        })
    }
}

/// Hands each piece to `consume` as it comes.
pub(crate) fn at_once<T, E>(
    mut consume: impl FnMut(T) -> Result<(), E>,
    produce: impl FnOnce(&mut dyn FnMut(T) -> bool) -> Result<(), E>,
) -> Result<(), E> {
    let mut failed = None;
    let produced = produce(&mut |piece| match consume(piece) {
        _ if failed.is_some() => false,
        Ok(()) => true,
        Err(error) => {
            failed = Some(error);
            false
        }
    });
    failed.map_or(produced, Err)
}

#[cfg(not(feature = "cli"))]
mod one {
    /// Runs `work`.
    pub(crate) fn in_pool<R>(_: usize, work: impl FnOnce() -> R) -> R {
        work()
    }

    /// One after the other.
    pub(crate) fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
        (one(), other())
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

        /// Of a slice that is changed.
        pub(crate) trait ParallelSliceMut<T> {
            fn par_iter_mut(&mut self) -> std::slice::IterMut<'_, T>;
        }

        impl<T> ParallelSliceMut<T> for [T] {
            fn par_iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
                self.iter_mut()
            }
        }

        impl<T> ParallelSlice<T> for [T] {
            fn par_iter(&self) -> std::slice::Iter<'_, T> {
                self.iter()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_their_order_and_the_first_failure_ends_it() {
        let run = |bad: u32, stops: bool| {
            let (mut got, mut handed) = (Vec::new(), 0);
            let end = handed_on(
                |it: u32| {
                    got.push(it);
                    if it == bad { Err("consumer") } else { Ok(()) }
                },
                |hand_on| {
                    for it in 0..1000 {
                        if !hand_on(it) {
                            return Err("nobody takes it");
                        }
                        handed += 1;
                    }
                    if stops { Err("producer") } else { Ok(()) }
                },
            );
            (got, handed, end)
        };
        assert_eq!(run(9999, false), ((0..1000).collect(), 1000, Ok(())));
        assert_eq!(run(9999, true), ((0..1000).collect(), 1000, Err("producer")));
        let (got, handed, end) = run(3, false);
        assert_eq!((got, end), (vec![0, 1, 2, 3], Err("consumer")));
        assert!(handed < 1000, "what nobody takes is not made");
        assert_eq!(both(|| 1, || "two"), (1, "two"));
        let panicked = std::panic::catch_unwind(|| {
            handed_on(
                |()| Ok::<(), ()>(()),
                |hand_on| {
                    hand_on(());
                    panic!("the producer's")
                },
            )
        });
        assert!(panicked.is_err());
    }
}
