"""Four eyes over persons: who acts in somebody's name (Plt., Plh.) answers for that person's earlier acts too."""

from collections.abc import Sequence

from workflows.core.rule_inputs import Actor, Allowed, Decision, Refused

NOBODY_ELSE = "Belum ada orang lain yang dapat bertindak; minta admin kantor menunjuk seseorang."


def explained(refused: Refused, others: Sequence[str]) -> str:
    """The whole sentence of a refusal: after a conflict of persons also who else may act, by name."""
    if not refused.conflict:
        return refused.reason
    if not others:
        return f"{refused.reason} {NOBODY_ELSE}"
    names = others[0] if len(others) == 1 else f"{', '.join(others[:-1])} atau {others[-1]}"
    return f"{refused.reason} Yang dapat bertindak: {names}."


def ways_to(actor: Actor, roles: tuple[str, ...]) -> list[Allowed]:
    """How the person may stand for one of the roles, their own holding first; by delegation only what they lack."""
    own = [Allowed(role) for role in roles if role in actor.roles]
    lent = [Allowed(a.role, a) for role in roles for a in actor.acting if a.role == role and role not in actor.roles]
    return own + lent


def persons(actor: Actor, way: Allowed) -> frozenset[int]:
    """Whose earlier acts count as theirs when they act this way: their own, and those of whom they act for."""
    own = frozenset() if actor.id is None else frozenset({actor.id})
    return own | {way.acting.principal} if way.acting else own


def first_clear(actor: Actor, ways: list[Allowed], done_by: frozenset[int], own: str, lent: str) -> Decision:
    """The first way in which nobody they stand for is among ``done_by``, else a refusal.

    ``own`` is the sentence about themselves; ``lent`` what the principal did, completing "X yang diwakilinya …".
    """
    refused: Refused | None = None
    for way in ways:
        if not persons(actor, way) & done_by:
            return way
        if refused is None and (actor.id in done_by or way.acting is None):
            refused = Refused(own, conflict=True)
        elif refused is None and way.acting is not None:
            said = f"Anda bertindak sebagai {way.acting.capacity}, dan {way.acting.principal_name} {lent}"
            refused = Refused(said, conflict=True)
    assert refused is not None
    return refused
