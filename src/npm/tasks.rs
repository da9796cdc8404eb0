//! The futures that are under way, each polled as soon as it is woken.
//!
//! `wasm_bindgen_futures::spawn_local` can't stop what it has started, and a page would have to download its queue.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Wake, Waker},
};

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Where a future that was started, and has not ended, is at the moment.
enum Place {
    /// Here, until it is woken.
    Parked(Work),
    /// Being polled; whether it was woken meanwhile.
    Polled(bool),
}

thread_local! {
    /// By their numbers, which are not used again.
    static OPEN: RefCell<Vec<(u32, Place)>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Polls a future until it has to wait, and again when it is woken. Gives its number.
pub fn start(work: Work) -> u32 {
    let number = LAST.get().wrapping_add(1);
    LAST.set(number);
    OPEN.with_borrow_mut(|open| open.push((number, Place::Parked(work))));
    poll(number);
    number
}

/// Drops a future. One that is being polled is dropped when that is over.
pub fn stop(number: u32) {
    drop(place(number, &mut None));
}

fn poll(number: u32) {
    // Being polled already, or ended: then only the note is left.
    while let Some(Place::Parked(mut work)) = place(number, &mut Some(Place::Polled(true))) {
        place(number, &mut Some(Place::Polled(false)));
        let waker = Waker::from(Arc::new(Alarm(number)));
        if work.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            return stop(number);
        }
        let mut parked = Some(Place::Parked(work));
        if !matches!(place(number, &mut parked), Some(Place::Polled(true))) {
            return;
        }
    }
}

/// Puts something in a future's place, or takes the place away, and gives what was there. Nothing is put where there is no
/// place any more. Whatever is dropped is dropped outside of the borrow: a destructor calls JavaScript, which may call us.
#[inline(never)]
fn place(number: u32, new: &mut Option<Place>) -> Option<Place> {
    OPEN.with_borrow_mut(|open| {
        let at = open.iter().position(|(other, _)| *other == number)?;
        match new.take() {
            Some(new) => Some(std::mem::replace(&mut open.get_mut(at)?.1, new)),
            None => Some(open.remove(at).1),
        }
    })
}

/// Wakes the future of that number.
struct Alarm(u32);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        poll(self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, rc::Rc, task::Poll};

    use super::*;

    /// Counts how often it is polled; ends at the third time.
    fn counter(polls: &Rc<Cell<u32>>, wakers: &Rc<RefCell<Vec<Waker>>>, wake_inside: bool) -> Work {
        let (polls, wakers) = (Rc::clone(polls), Rc::clone(wakers));
        Box::pin(poll_fn(move |context| {
            polls.set(polls.get() + 1);
            wakers.borrow_mut().push(context.waker().clone());
            if wake_inside {
                context.waker().wake_by_ref();
            }
            if polls.get() == 3 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }))
    }

    fn open() -> usize {
        OPEN.with_borrow(Vec::len)
    }

    #[test]
    fn polls_when_woken_until_the_end() {
        let (polls, wakers) = (Rc::default(), Rc::default());
        start(counter(&polls, &wakers, false));
        assert_eq!((polls.get(), open()), (1, 1));
        let waker = wakers.borrow()[0].clone();
        waker.wake_by_ref();
        assert_eq!((polls.get(), open()), (2, 1));
        waker.wake_by_ref();
        assert_eq!((polls.get(), open()), (3, 0));
        waker.wake();
        assert_eq!(polls.get(), 3);
    }

    #[test]
    fn a_wake_while_it_is_polled_is_not_lost() {
        let (polls, wakers) = (Rc::default(), Rc::default());
        start(counter(&polls, &wakers, true));
        assert_eq!((polls.get(), open()), (3, 0));
    }

    #[test]
    fn stopped_work_is_dropped_and_not_polled_again() {
        let (polls, wakers) = (Rc::default(), Rc::default());
        let first = start(counter(&polls, &wakers, false));
        stop(first);
        stop(first);
        assert_eq!((open(), Rc::strong_count(&polls)), (0, 1));
        wakers.borrow()[0].wake_by_ref();
        assert_eq!(polls.get(), 1);
    }

    #[test]
    fn open_works_have_numbers_of_their_own() {
        let (polls, wakers) = (Rc::default(), Rc::default());
        let numbers = [0; 3].map(|_| start(counter(&polls, &wakers, false)));
        stop(numbers[1]);
        let fourth = start(Box::pin(std::future::pending()));
        assert!(!numbers.contains(&fourth));
        for number in [numbers[0], numbers[2], fourth] {
            stop(number);
        }
        assert_eq!(open(), 0);
    }

    #[test]
    fn work_can_stop_itself() {
        let dropped = Rc::new(());
        let held = Rc::clone(&dropped);
        start(Box::pin(async move {
            stop(LAST.get());
            std::future::pending::<()>().await;
            drop(held);
        }));
        assert_eq!((open(), Rc::strong_count(&dropped)), (0, 1));
    }
}
