//! The platform of pages, workers and JavaScript servers.
