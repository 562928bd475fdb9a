"""The SOP over HTTP (``/api/sop/``): the same acts, rules and refusals as on the task page."""
