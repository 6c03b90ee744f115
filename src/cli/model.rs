//! `werkstatt model`: the built-in model, as an example for `content/model.yaml`.

use crate::cli::terminal::print;
use crate::model;
use crate::project::Failure;

/// Prints the built-in model as it was written.
pub(super) fn run() -> Result<(), Failure> {
    print(model::BUILT_IN)
}
