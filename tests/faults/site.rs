//! One site with a fault of almost every kind: each is found, at its line and column.
