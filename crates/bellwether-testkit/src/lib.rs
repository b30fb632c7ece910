//! Laws, fixtures and synthetic markets for tests. Not published.
