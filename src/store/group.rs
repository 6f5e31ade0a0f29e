//! Callers who wait at the same time share one piece of work: the first of them leads.
//!
//! There is no thread here. Who comes while nobody leads serves what is queued, answers all, and
//! hands the lead to the next who waits.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A bounded queue of items to be served together.
#[derive(Debug)]
pub(crate) struct Group<T, A> {
    queue: Mutex<Queue<T, A>>,
    room: Condvar,
    most: usize,
    patience: Duration,
}

#[derive(Debug)]
struct Queue<T, A> {
    waiting: VecDeque<Arc<Ticket<T, A>>>,
    led: bool,
    /// How many others were answered together lately: they are likely to ask again at once.
    company: usize,
    /// How long it took to serve the last ones.
    took: Duration,
    /// How many wait for a place; nobody is woken where nobody does.
    outside: usize,
}

#[derive(Debug)]
struct Ticket<T, A> {
    state: Mutex<State<T, A>>,
    told: Condvar,
}

#[derive(Debug)]
enum State<T, A> {
    /// In the queue.
    Waiting(T),
    /// Being served by somebody else.
    Served,
    /// To be served by its own caller, who leads now.
    Leads(T),
    /// Served.
    Answered(Result<A, Unserved>),
}

/// Why an item was not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unserved {
    /// The queue was full for as long as one waits.
    Full,
    /// The one who served panicked.
    Panicked,
}

/// A leader waits for company for at most this part of what serving took.
const PART: u32 = 4;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing under these locks can panic half way.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T, A> Group<T, A> {
    /// A queue for this many, in which one waits this long for a place.
    pub(crate) fn new(most: usize, patience: Duration) -> Self {
        let queue = Queue {
            waiting: VecDeque::new(),
            led: false,
            company: 0,
            took: Duration::ZERO,
            outside: 0,
        };
        Group { queue: Mutex::new(queue), room: Condvar::new(), most, patience }
    }

    /// Has an item served, by this caller or by another; `serve` gives one answer an item, in
    /// their order.
    pub(crate) fn submit(&self, item: T, serve: &dyn Fn(&[T]) -> Vec<A>) -> Result<A, Unserved> {
        let mut queue = self.place()?;
        if !queue.led {
            queue.led = true;
            drop(queue);
            return self.lead(item, serve);
        }
        let ticket =
            Arc::new(Ticket { state: Mutex::new(State::Waiting(item)), told: Condvar::new() });
        queue.waiting.push_back(Arc::clone(&ticket));
        drop(queue);
        match ticket.wait() {
            Told::Lead(item) => self.lead(item, serve),
            Told::Answer(answer) => answer,
        }
    }

    fn place(&self) -> Result<MutexGuard<'_, Queue<T, A>>, Unserved> {
        let mut queue = lock(&self.queue);
        let until = Instant::now() + self.patience;
        while queue.waiting.len() >= self.most {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Unserved::Full);
            }
            queue.outside += 1;
            let waited = self.room.wait_timeout(queue, left);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
            queue.outside -= 1;
        }
        Ok(queue)
    }

    /// Lets those come who were answered together before, for a part of what serving them takes: a
    /// leader who goes at once serves itself alone, and they wait for the next. Whoever was alone
    /// before waits for nobody.
    fn gather(&self) {
        let mut until = None;
        loop {
            let queue = lock(&self.queue);
            if queue.waiting.len() >= queue.company {
                return;
            }
            let took = queue.took;
            drop(queue);
            let now = Instant::now();
            if now >= *until.get_or_insert(now + took / PART) {
                return;
            }
            std::thread::yield_now();
        }
    }

    fn lead(&self, own: T, serve: &dyn Fn(&[T]) -> Vec<A>) -> Result<A, Unserved> {
        self.gather();
        let mut queue = lock(&self.queue);
        let tickets: Vec<_> = queue.waiting.drain(..).collect();
        queue.company = tickets.len().max(queue.company / 2);
        let outside = queue.outside > 0;
        drop(queue);
        if outside {
            self.room.notify_all();
        }
        let mut items = vec![own];
        items.extend(tickets.iter().filter_map(|ticket| ticket.take()));
        let begun = Instant::now();
        let served = catch_unwind(AssertUnwindSafe(|| serve(&items)));
        lock(&self.queue).took = begun.elapsed();
        let mut answers = served.unwrap_or_default().into_iter();
        let own = answers.next().ok_or(Unserved::Panicked);
        for ticket in tickets {
            ticket.tell(State::Answered(answers.next().ok_or(Unserved::Panicked)));
        }
        self.hand_on();
        own
    }

    fn hand_on(&self) {
        let mut queue = lock(&self.queue);
        while let Some(next) = queue.waiting.pop_front() {
            if let Some(item) = next.take() {
                drop(queue);
                self.room.notify_one();
                next.tell(State::Leads(item));
                return;
            }
        }
        queue.led = false;
    }
}

/// What a caller who waited is told.
enum Told<T, A> {
    Lead(T),
    Answer(Result<A, Unserved>),
}

impl<T, A> Ticket<T, A> {
    fn wait(&self) -> Told<T, A> {
        let mut state = lock(&self.state);
        loop {
            match std::mem::replace(&mut *state, State::Served) {
                State::Leads(item) => return Told::Lead(item),
                State::Answered(answer) => return Told::Answer(answer),
                still @ (State::Waiting(_) | State::Served) => *state = still,
            }
            state = self.told.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn take(&self) -> Option<T> {
        let mut state = lock(&self.state);
        match std::mem::replace(&mut *state, State::Served) {
            State::Waiting(item) => Some(item),
            other @ (State::Served | State::Leads(_) | State::Answered(_)) => {
                *state = other;
                None
            }
        }
    }

    fn tell(&self, news: State<T, A>) {
        *lock(&self.state) = news;
        self.told.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn everybody_gets_the_answer_to_their_own_item() {
        let group = Group::new(64, Duration::from_secs(5));
        let (calls, items) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let serve = |batch: &[usize]| {
            calls.fetch_add(1, Ordering::Relaxed);
            items.fetch_add(batch.len(), Ordering::Relaxed);
            std::thread::sleep(Duration::from_micros(200));
            batch.iter().map(|item| item * 2).collect()
        };
        std::thread::scope(|scope| {
            for thread in 0..16_usize {
                let (group, serve) = (&group, &serve);
                scope.spawn(move || {
                    for at in 0..50 {
                        let item = thread * 1000 + at;
                        assert_eq!(group.submit(item, serve), Ok(item * 2));
                    }
                });
            }
        });
        assert_eq!(items.load(Ordering::Relaxed), 800);
        assert!(calls.load(Ordering::Relaxed) < 800, "nobody waited together");
    }

    #[test]
    fn who_is_alone_for_a_while_expects_no_company() {
        let group = Group::new(64, Duration::from_secs(5));
        lock(&group.queue).company = 5;
        let left: Vec<usize> = (0..4)
            .map(|item| {
                assert_eq!(group.submit(item, &<[i32]>::to_vec), Ok(item));
                lock(&group.queue).company
            })
            .collect();
        assert_eq!(left, [2, 1, 0, 0]);
    }

    #[test]
    fn a_panic_is_told_to_all_who_were_served_and_nobody_waits_for_ever() {
        let group = Group::new(64, Duration::from_secs(5));
        let serve = |batch: &[usize]| {
            std::thread::sleep(Duration::from_micros(200));
            assert!(!batch.contains(&7), "seven");
            batch.to_vec()
        };
        let told: Vec<_> = std::thread::scope(|scope| {
            let ask = |item| {
                let (group, serve) = (&group, &serve);
                scope.spawn(move || (item, group.submit(item, serve)))
            };
            let all: Vec<_> = (0..32).map(ask).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for (item, answer) in told {
            assert!(answer == Ok(item) || answer == Err(Unserved::Panicked));
            assert!(item != 7 || answer == Err(Unserved::Panicked));
        }
    }

    #[test]
    fn a_full_queue_is_waited_for_and_then_refused() {
        let group = Group::new(1, Duration::from_millis(30));
        let gate = Mutex::new(());
        let closed = gate.lock().unwrap();
        let serve = |batch: &[usize]| {
            drop(gate.lock());
            batch.to_vec()
        };
        std::thread::scope(|scope| {
            let (group, serve) = (&group, &serve);
            let first = scope.spawn(move || group.submit(1, serve));
            while !lock(&group.queue).led {
                std::thread::yield_now();
            }
            let second = scope.spawn(move || group.submit(2, serve));
            while lock(&group.queue).waiting.is_empty() {
                std::thread::yield_now();
            }
            assert_eq!(group.submit(3, serve), Err(Unserved::Full));
            drop(closed);
            assert_eq!(first.join().unwrap(), Ok(1));
            assert_eq!(second.join().unwrap(), Ok(2));
        });
    }
}
