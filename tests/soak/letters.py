"""The steps about messages: the worker killed while it sends, and a mail server that is ill in every way known."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median, quantiles

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from messaging.models import OutboxMessage
from messaging.outbox import identifier, send_due
from operations import health
from tests.soak.faults import Outcome, Soak, breaking
from tests.soak.load import Answer
from tests.soak.parts import RESTART_SECONDS, kill_app

MOST_DOUBLED = 0.001
"""Of all messages."""
EMPTIED = 120
"""Seconds in which a worker must have sent what waited, once nothing hinders it."""
NOTICED = 60
"""Seconds in which a worker, started anew perhaps, must meet an ill server (it waits ten for an answer)."""
SLOWER = 1.2
"""How much slower than with a healthy mail server an act may be."""
ILL = ("silent", "slow", "busy", "greylisting", "dropping", "locked", "refusing")
"""How ``smtp_server`` is ill; beside these its name can't be found."""
NOWHERE = "smtp://situs:rahasia@surel.tidak-ada.invalid:25"


def unsent() -> int:
    connection.close()
    return OutboxMessage.objects.filter(sent_at=None, by_mail=True).count()


def hurry() -> None:
    """Cut the waits between attempts short: what a dead worker had claimed, and what failed before."""
    OutboxMessage.objects.filter(sent_at=None, by_mail=True).update(next_attempt_at=timezone.now())
    send_due.enqueue()


def emptied(within: float = EMPTIED) -> float:
    """Seconds until the worker has sent everything; nobody must be writing meanwhile."""
    begun = time.monotonic()
    while unsent() and time.monotonic() < begun + within:
        hurry()
        time.sleep(3)
    return time.monotonic() - begun


def worker_killed(soak: Soak) -> Iterator[Outcome]:
    """kill -9 while messages leave, now and then with a process of the site: acts of that one are rolled back."""
    kills, acts, record = soak.size(20, 5), soak.size(1000, 60), soak.load.record
    with soak.load.paused():
        emptied()
        last, before = OutboxMessage.objects.aggregate(last=Max("pk"))["last"] or 0, soak.mail.taken()
    done, first, begun = 0, record.acts, time.monotonic()
    with breaking(soak, f"the queue's worker killed -9 {kills} times or more during {acts} acts") as outcome:
        while done < kills or record.acts < first + acts:
            record.posting.clear()
            record.posting.wait(30)
            time.sleep(random.uniform(0, 3))  # it looks at the queue every second
            done += soak.worker.kill()
            if done % 4 == 0:
                kill_app(soak.load.installation)
            time.sleep(RESTART_SECONDS + random.uniform(1, max(2, 1.5 * _pace(soak, first, begun) * acts / kills)))
        outcome.seen.append(f"killed {done} times")
    with soak.load.paused():
        waited = emptied()
        written = OutboxMessage.objects.filter(pk__gt=last, by_mail=True).values_list("pk", "created_at")
        expected = {identifier("pesan", pk, at) for pk, at in written}
        left = unsent()
    _count(outcome, expected, soak.mail.taken() - before, whole=not soak.quick)
    outcome.seen.append(f"the last left {waited:.0f} s after")
    outcome.must(not left, f"{left} messages had not left {EMPTIED} s after")
    yield outcome


def _pace(soak: Soak, first: int, begun: float) -> float:
    """Seconds an act takes, all desks together."""
    return (time.monotonic() - begun) / max(soak.load.record.acts - first, 1)


def _count(outcome: Outcome, expected: set[str], taken: Counter[str], *, whole: bool) -> None:
    """Each message once: none lost, none of an act that was never done, next to none twice."""
    lost, phantom = expected - set(taken), set(taken) - expected
    doubled = sum(times > 1 for times in taken.values())
    share = doubled / max(len(expected), 1)
    outcome.seen.append(
        f"{len(expected)} messages: {len(lost)} lost, {len(phantom)} phantoms, {doubled} twice ({share:.2%})"
    )
    outcome.must(not lost, f"lost: {sorted(lost)}")
    outcome.must(not phantom, f"of acts that were never done: {sorted(phantom)}")
    outcome.must(share <= MOST_DOUBLED or (doubled < 2 and not whole), f"{doubled} messages went out twice")


def mail_server_ill(soak: Soak) -> Iterator[Outcome]:
    """Ill in eight ways, each for a while: nobody at a desk notices, and what waited leaves when it is well again."""
    seconds = soak.size(60, 14)
    with soak.load.paused():
        emptied()
    with breaking(soak, f"the mail server ill in {len(ILL) + 1} ways, {seconds} s each") as outcome:
        begun = time.monotonic()
        healthy, ill = _acts_during(soak, 2 * seconds), list[Answer]()
        soak.worker.restart(EMAIL_URL=NOWHERE)
        ill += _ill_for(soak, outcome, "unknown host", seconds)
        soak.worker.restart(EMAIL_URL=soak.mail.address)
        for mode in ILL:
            soak.mail.start(mode)
            ill += _ill_for(soak, outcome, mode, seconds)
        with soak.load.paused():
            told = _told_of_refusal()
        soak.mail.start()
        healthy += _acts_during(soak, 2 * seconds)
    faults = [one.status for one in soak.load.record.between(begun, time.monotonic()) if one.is_fault]
    outcome.must(not faults, f"{len(faults)} requests failed: {sorted(set(faults))}")
    _compare(outcome, healthy, ill, whole=not soak.quick)
    outcome.seen.append(f"Kesehatan Sistem after three refusals: {told!r}")
    outcome.must(bool(told), "Kesehatan Sistem does not tell of refused messages")
    with soak.load.paused():
        waited = emptied()
        left, mail = unsent(), health.mail()
    outcome.seen.append(f"all sent {waited:.0f} s after")
    outcome.must(not left and mail.well, f"{left} messages had not left {EMPTIED} s after it was well: {mail.fault}")
    yield outcome


def _acts_during(soak: Soak, seconds: float) -> list[Answer]:
    begun = time.monotonic()
    time.sleep(seconds)
    return soak.load.record.between(begun, time.monotonic(), "act")


def _ill_for(soak: Soak, outcome: Outcome, mode: str, seconds: float) -> list[Answer]:
    """The acts until the worker has met it, and for some seconds at least; notes what it had to say."""
    OutboxMessage.objects.filter(sent_at=None).update(last_error="")
    hurry()
    acts, begun, met = _acts_during(soak, seconds), time.monotonic(), mode == "slow"
    said = OutboxMessage.objects.filter(sent_at=None).exclude(last_error="").order_by("-next_attempt_at")
    while not (met := met or said.exists()) and time.monotonic() < begun + NOTICED:
        acts += _acts_during(soak, 2)
    connection.close()
    newest = said.values_list("last_error", flat=True).first() or "slowly, they leave"
    outcome.seen.append(f"{mode}: {newest[:50]}")
    outcome.must(met, f"{mode}: the worker never met it")
    return acts


def _told_of_refusal() -> str:
    """What Kesehatan Sistem says of messages that a server refuses again and again."""
    for _ in range(2 * health.FAILED_OFTEN):
        hurry()
        time.sleep(4)
        connection.close()
        if health.failing_mails().filter(last_error__contains="550").exists():
            return health.mail().fault
    return ""


def _compare(outcome: Outcome, healthy: list[Answer], ill: list[Answer], *, whole: bool) -> None:
    """What an act took with an ill server against a healthy one in the same run; too few acts prove nothing."""
    times = [sorted(one.seconds for one in acts) for acts in (healthy, ill)]
    if min(map(len, times)) < 2:
        return outcome.must(False, "too few acts to compare")
    middle, p95 = ([measure(seconds) for seconds in times] for measure in (median, _p95))
    outcome.seen.append(
        f"an act took {middle[0]:.2f} s (p95 {p95[0]:.2f}) with a healthy one ({len(healthy)} acts), × "
        f"{middle[1] / middle[0]:.2f} (p95 × {p95[1] / p95[0]:.2f}) with an ill one ({len(ill)} acts)"
    )
    outcome.must(not whole or p95[1] <= SLOWER * p95[0], f"acts are {p95[1] / p95[0]:.2f} times slower at p95")
    return None


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]
