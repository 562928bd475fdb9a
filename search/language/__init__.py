"""Indonesian words: how a text becomes tokens. Plain Python, no database; both databases store the same tokens."""
