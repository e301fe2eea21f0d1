"""From a source to rows: plan every picture, admit its bytes, store it, and say what became of it."""
