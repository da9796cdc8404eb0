//! Whether the tests notice when a promise is broken: small patches, each of which breaks one, are applied to a copy of the
//! working tree, one at a time, and each must turn tests red.

mod noticed;
mod patch;
mod tree;

use std::time::Instant;

use anyhow::{Result, ensure};

use self::{noticed::Lab, patch::Patch, tree::Tree};
use super::Count;
use crate::{node, run, rust::set_up_target};

/// Runs the part.
pub fn run() -> Result<Count> {
    node::set_up()?;
    set_up_target()?;
    let tree = run::step("copying the working tree", Tree::copy)?;
    let patches = patch::all(&tree.root)?;
    let lab = Lab::new(&tree)?;
    for tests in patch::named(&patches) {
        let red = run::step(&format!("without a patch: {tests}"), || lab.red(&tests))?;
        ensure!(
            red.is_empty(),
            "red without any patch, so it proves nothing: {}",
            red.join(", ")
        );
    }
    let mut count = Count::default();
    for patch in &patches {
        count += verdict(patch, &tree, &lab)?;
    }
    Ok(count)
}

/// What became of one patch; an error only where the tree is not as it was before.
fn verdict(patch: &Patch, tree: &Tree, lab: &Lab<'_>) -> Result<Count> {
    let (name, started) = (&patch.name, Instant::now());
    if let Err(error) = tree.apply(&patch.path) {
        println!("not ok {name}: it does not apply any more: {error:#}");
        return Ok(Count::failed(1));
    }
    let red = lab.red(&patch.tests);
    tree.revert(&patch.path)?;
    Ok(match red.as_deref() {
        Ok([]) => {
            println!("not ok {name}: nothing noticed ({})", patch.tests);
            Count::failed(1)
        }
        Ok([first, more @ ..]) => {
            let more = match more.len() {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let seconds = started.elapsed().as_secs();
            println!("ok  {name}  (red: {first}{more}; {seconds} s)");
            Count::passed(1)
        }
        Err(error) => {
            println!("not ok {name}: {error:#}");
            Count::failed(1)
        }
    })
}
