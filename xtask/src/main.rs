//! `cargo xtask`: set up, build, serve, test and measure.
fn main() {}
