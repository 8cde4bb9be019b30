//! What the inspector asks, in his order; packs and their history.
