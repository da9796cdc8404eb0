//! What a [`Job`](super::Job) does, as types. They decide which options it has.

/// What a job can do.
pub trait Verb: sealed::Sealed {}

/// A verb that submits something.
pub trait Submits: Verb + sealed::Sealed<Start = sealed::Input> {}

/// A verb that makes a task without a parent task.
pub trait Begins: Submits {}

mod sealed {
    use std::fmt;

    use crate::client::run::Work;

    pub use crate::client::input::Input;

    /// Only the verbs of this crate.
    pub trait Sealed: 'static {
        /// What a job of this verb begins with.
        type Start: Clone + fmt::Debug + Into<Work> + 'static;
    }
}

/// A task that was submitted earlier.
#[derive(Clone, Copy, Debug)]
pub enum Wait {}

impl Verb for Wait {}

impl sealed::Sealed for Wait {
    type Start = super::reference::Reference;
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident: $($kind:ident)*;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Verb for $name {}

            impl sealed::Sealed for $name {
                type Start = sealed::Input;
            }
            $(impl $kind for $name {})*
        )*
    };
}

verbs! {
    /// An image from a prompt.
    Imagine: Submits Begins;
    /// An image from two to five images.
    Blend: Submits Begins;
    /// Prompts for an image.
    Describe: Submits Begins;
    /// What matters in a prompt.
    Shorten: Submits Begins;
    /// A button of a task.
    Action: Submits;
    /// The answer to a task that waits for input.
    Modal: Submits;
}
