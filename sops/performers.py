"""Who performs a step (*pelaksana*), in words."""

from sops.document import SignOff, Sop, Step


def role_names(sop: Sop, slugs: tuple[str, ...], *, joint: str = "atau") -> str:
    """The roles in the SOP's words: "Kasubag dan Kordiv"."""
    names = [sop.role(slug).name for slug in slugs]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def holders(sop: Sop, step: Step) -> str:
    """Who must act at the step, in words."""
    return role_names(sop, step.roles, joint="dan" if step.sign_off is SignOff.ALL else "atau")
