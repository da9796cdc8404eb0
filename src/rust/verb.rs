//! What a [`Job`](super::Job) does, as types: they decide which options it has.

use crate::gateway::verb::Verb;

/// A verb that submits something.
pub trait Submits: sealed::Sealed {}

/// A verb that makes a task without a task before it.
pub trait Begins: Submits {}

mod sealed {
    use crate::gateway::verb::Verb;

    /// Nobody else's verbs.
    pub trait Sealed: 'static {
        /// As the gateway's language has it.
        const VERB: Verb;
    }
}

/// A task that was submitted earlier.
#[derive(Clone, Copy, Debug)]
pub enum Wait {}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident: $($kind:ident)*;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl sealed::Sealed for $name {
                const VERB: Verb = Verb::$name;
            }
            $(impl $kind for $name {})*
        )*
    };
}

verbs! {
    /// A picture from a prompt.
    Imagine: Submits Begins;
    /// A picture from two to five pictures.
    Blend: Submits Begins;
    /// Prompts for a picture.
    Describe: Submits Begins;
    /// What matters in a prompt.
    Shorten: Submits Begins;
    /// A button of a task.
    Action: Submits;
    /// The answer to a task that waits for input.
    Modal: Submits;
}
