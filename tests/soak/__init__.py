"""``make soak``: the real parts of an installation are started, loaded with work, and broken one at a time.

``parts`` are what can be broken, ``load`` the people who go on working meanwhile, ``invariants`` what must be true
afterwards, ``faults`` and its neighbours the steps; ``report`` keeps the last run in docs/reliability.md.
"""
