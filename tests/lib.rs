//! Nothing to link: this package exists for its tests.
