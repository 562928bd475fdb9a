"""What Wagtail calls when one of its workflows ends by itself; ours never do.

Wagtail resolves this at import of its models, so the module must not import any.
"""

from django.core.exceptions import PermissionDenied


def refuse(workflow_state: object, user: object = None) -> None:
    """Stop any path that would finish, and so publish, outside the run.

    Raises ``PermissionDenied`` always.
    """
    raise PermissionDenied("Penayangan hanya melalui langkah penayangan dalam SOP.")
