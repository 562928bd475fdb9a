"""A paper SOP read into a draft: what its text says, and what of it is uncertain. Plain Python.

The rules follow the form of PermenPAN-RB 35/2012: an identity block with fixed headings, and a table of No, Kegiatan,
Pelaksana, Mutu Baku (Kelengkapan, Waktu, Output) and Keterangan. Nothing is invented: what the text doesn't say stays
empty, and what can be read in more than one way is marked.
"""
