//! Answering items, overruling findings, bringing evidence.
