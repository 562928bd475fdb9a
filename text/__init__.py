"""Text: cleaned once where it comes in, encoded by each outlet for its format. Imports nothing of ours."""
