"""For the half of a fact that is Wagtail's own: its finish action and its defaults, which our settings replace."""

import pytest
from wagtail.models import WorkflowState
from wagtail.workflows import publish_workflow_state


@pytest.fixture
def stock_finish(monkeypatch, settings):
    """A workflow that ends publishes, and publishing cancels a workflow, as on any Wagtail site."""
    monkeypatch.setattr(WorkflowState, "on_finish", publish_workflow_state)
    settings.WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True


@pytest.fixture
def stock_screens(settings):
    """Wagtail's screens as they are anywhere: pages that belong to no office of ours open too."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(".OwnPages")]
