"""People at work and readers at once, on a real installation, for a quarter of an hour.

``world`` fills it, ``people`` are the fifty in the admin, ``readers`` everybody else, ``parts`` what is watched;
``run`` is the process that brings them together, ``cost`` what the report says of it.
"""
