"""The steps of an SOP as Wagtail's workflow pages show them."""

from django.db import models
from wagtail.models import AbstractGroupApprovalTask, TaskState

from sops import document as core
from sops.models import SopVersion
from workflows.core.acts import Action


class SopTaskState(TaskState):
    """A step's state in Wagtail's eyes; its own class keeps Wagtail's stock mails silent (we send ours)."""

    class Meta:
        verbose_name = "keadaan langkah SOP"
        verbose_name_plural = "keadaan langkah SOP"


class SopTask(AbstractGroupApprovalTask):
    """One step of one version, as Wagtail's workflow pages show it. What may be done, the run says."""

    task_state_class = SopTaskState

    version = models.ForeignKey(SopVersion, models.PROTECT, related_name="tasks")
    step_number = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "langkah SOP"
        verbose_name_plural = "langkah SOP"
        ordering = ["version", "step_number"]
        constraints = [models.UniqueConstraint(fields=["version", "step_number"], name="one_task_per_version_and_step")]

    @property
    def step(self) -> core.Step:
        """The step this task stands for."""
        return self.version.document.step(self.step_number)

    def user_can_access_editor(self, obj, user) -> bool:
        return False  # reading comes with the office's page permissions, not with the task

    def locked_for_user(self, obj, user) -> bool:
        """Whether the rules keep the person from editing now; asked many times a request, answered once."""
        answers = obj.__dict__.setdefault("_sop_locked_for", {})
        if user.pk not in answers:
            run = self.version.runs.open().filter(page_id=obj.pk).select_related("office", "sop_version").first()
            answers[user.pk] = run is None or not run.decide(user, Action.EDIT)
        return answers[user.pk]

    def user_can_lock(self, obj, user) -> bool:
        return False

    def get_actions(self, obj, user) -> list:
        return []  # the SOP's own buttons stand in the menu instead (admin/menus.py)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> str:
        return "Langkah yang disusun dari SOP. Perubahan dilakukan dengan versi SOP yang baru."
