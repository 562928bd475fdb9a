"""One file that holds an installation: a tar archive, encrypted with age, that standard tools open.

In this order: ``cadangan.json`` (what it was made of, see facts.py), ``media/…`` (every uploaded file a row names),
``database.sql.gz`` or ``database.sqlite3``, and ``SHA256SUMS`` of all of them. The database comes after the files, so
that a restore reads the archive once and the database is the last thing to change. An increment has ``berkas-lama.txt``
before the database: the files that the whole backup beside it brings.
"""
