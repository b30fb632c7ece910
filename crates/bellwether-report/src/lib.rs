//! Run records as terminal tables and self-contained HTML.
