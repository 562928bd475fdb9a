"""How an uploaded file is laid out: lines, tables and, of a PDF or a scan, where each word stands.

``reading.layout_of`` asks; whatever opens the file is ``program``, a process of its own (``files.isolation``).
"""
