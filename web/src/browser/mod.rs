//! All that is asked of the browser except storage.

pub mod photo;
pub mod picture;
