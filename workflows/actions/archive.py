"""After publication: the links are archived (SOP 1905/2019 step 9) and the duties done (SOP 3/2022 step 10)."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from sops.route import Outcome
from workflows.actions.asks import REMARK, Ask, Dialog
from workflows.actions.publish import finish_if_done
from workflows.actions.refusals import Incomplete, Stale
from workflows.actions.transition import transition
from workflows.actions.verb import Button, Verb, waiting
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, text_fault
from workflows.core.rules import passing_act
from workflows.models import PublishedLink, SopRun

_valid_url = URLValidator(schemes=["http", "https"])
HOSTS: dict[str, tuple[str, ...]] = {
    PublishedLink.Channel.INSTAGRAM: ("instagram.com",),
    PublishedLink.Channel.FACEBOOK: ("facebook.com", "fb.com", "fb.watch"),
    PublishedLink.Channel.X: ("x.com", "twitter.com"),
    PublishedLink.Channel.TIKTOK: ("tiktok.com",),
    PublishedLink.Channel.YOUTUBE: ("youtube.com", "youtu.be"),
}
"""Where the posts of each network are; "Lainnya" may be anywhere that has a name."""


def archive(page_id: int, user: Any, answers: Answers, *, run_id: int, links: dict[str, str]) -> SopRun:
    """Store the live links, channel → address; the website's own is already there.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete`` (naming the channel whose link is malformed).
    """
    with transition(page_id, user, Action.ARCHIVE, run_id=run_id) as here:
        given = {channel: url.strip() for channel, url in links.items() if url.strip()}
        faults = _link_faults(given)
        if faults:
            raise Incomplete(faults)
        here.check_answers((here.step.number,), answers, content=False)
        for channel, url in given.items():
            PublishedLink.objects.get_or_create(
                run=here.run, url=url, defaults={"channel": channel, "added_by": user, "added_by_name": str(user)}
            )
        here.leave(Outcome.ARCHIVED, answers)
        here.record(EventKind.ARCHIVED, links=list(here.run.links.values_list("url", flat=True)), remark=answers.remark)
        here.advance()
        finish_if_done(here)
        return here.run


def _link_faults(links: dict[str, str]) -> dict[str, str]:
    faults = {}
    for channel, url in links.items():
        label = dict(PublishedLink.Channel.choices).get(channel, channel)
        try:
            _valid_url(url)
        except ValidationError:
            faults[f"link-{channel}"] = f"Tautan {label} bukan alamat web yang sah. Awali dengan https://."
            continue
        if not _is_of(url, HOSTS.get(channel, ())):
            faults[f"link-{channel}"] = f"Tautan {label} menuju ke tempat lain. Salin alamat kirimannya dari {label}."
    if len(set(links.values())) < len(links):
        faults["links"] = "Ada tautan yang sama di dua kanal. Hapus salah satunya."
    return faults


def _is_of(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether an address leads to one of the hosts, or with none given to any that has a name."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if "@" in parts.netloc or "\\" in url:
        return False
    if hosts:
        return any(host == one or host.endswith(f".{one}") for one in hosts)
    return "." in host and not host.rpartition(".")[2].isdecimal()


def fulfil(page_id: int, user: Any, answers: Answers, *, run_id: int, duty_id: int) -> SopRun:
    """Mark one duty as done. Raises ``NotAllowed``, ``Stale``, ``Incomplete``."""
    remark = answers.remark
    with transition(page_id, user, Action.FULFIL, run_id=run_id) as here:
        if fault := text_fault(remark) or ("Keterangan paling panjang 500 karakter." if len(remark) > 500 else ""):
            raise Incomplete({"remark": fault})
        duty = here.run.duties.filter(pk=duty_id, done_at__isnull=True).first()
        if duty is None:
            raise Stale("Kewajiban ini sudah dilaksanakan atau tidak ada.")
        duty.done_at, duty.done_by, duty.done_by_name, duty.remark = here.now, user, str(user), remark
        duty.save()
        here.record(EventKind.DUTY, duty=duty.text, remark=remark)
        finish_if_done(here)
        return here.run


class _Links(Ask):
    def fields(self, dialog: Dialog) -> dict[str, forms.Field]:
        return {
            f"link-{channel}": forms.CharField(
                label=f"Tautan {label}", required=False, max_length=500, widget=forms.URLInput
            )
            for channel, label in PublishedLink.Channel.choices
            if channel != PublishedLink.Channel.WEBSITE
        }

    def given(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"links": {name.removeprefix("link-"): url for name, url in data.items() if name.startswith("link-")}}

    def posted(self, value: Any) -> dict[str, Any]:
        return {f"link-{channel}": url for channel, url in value.items()}


ARCHIVE = Verb(
    Action.ARCHIVE,
    archive,
    lambda run: [
        Button(
            "Arsipkan tautan",
            "Tautan situs web sudah tercatat. Tempel tautan media sosial yang ada.",
            steps=(waiting(run).number,),
        )
    ],
    asks=(_Links("links", wire=(dict[str, str], {})), REMARK),
    ends=lambda step: passing_act(step) is Action.ARCHIVE,
    after_publication=True,
    primary=True,
)
FULFIL = Verb(
    Action.FULFIL,
    fulfil,
    lambda run: [
        Button("Tandai terlaksana", duty.text, target=duty.pk) for duty in run.duties.filter(done_at__isnull=True)
    ],
    after_publication=True,
    target="duty_id",
)
