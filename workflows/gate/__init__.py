"""What may become public, and what of the public may change only through a run."""
