"""The months by name, as people write them and as other programs do. Plain Python."""

MONTHS = (
    ("januari", "january"),
    ("februari", "february", "pebruari"),
    ("maret", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august", "ags", "agt"),
    ("september",),
    ("oktober", "october"),
    ("november", "nopember"),
    ("desember", "december"),
)


def month_of(word: str) -> int:
    """1 to 12 by its name in small letters, whole or cut after three letters or more; 0 for another word."""
    return next((at for at, names in enumerate(MONTHS, 1) if any(name.startswith(word) for name in names)), 0)
