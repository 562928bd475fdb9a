"""The content an act is about: what the person saw of it, and whether it is complete."""

from wagtail.models import Revision

from sops.document import ContentKind
from workflows.actions.refusals import Incomplete, Stale
from workflows.models.choosing import foreign_parts
from workflows.models.completeness import gaps
from workflows.models.pages import GovernedPage
from workflows.models.signed import fingerprint


def seen_token(visit_id: int | None, revision: Revision | None) -> str:
    """What a person had before their eyes: the visit, the revision and its content."""
    if revision is None:
        return ""
    return f"{visit_id or 0}.{revision.pk}.{fingerprint(revision.content)[:16]}"


def compare_seen(seen: str, visit_id: int | None, revision: Revision | None) -> None:
    """Raises ``Incomplete`` without a token and ``Stale`` with another than the present one."""
    if not seen:
        raise Incomplete({"seen": "Tanda versi naskah tidak terkirim. Muat ulang halaman, lalu coba lagi."})
    if seen != seen_token(visit_id, revision):
        raise Stale("Naskah berubah sejak Anda membukanya. Muat ulang halaman, baca perubahannya, lalu putuskan lagi.")


def content_faults(page: GovernedPage, kind: ContentKind) -> dict[str, str]:
    """What the content still lacks before it may be checked or published, by field name.

    ``kind`` is what the run was started as: another kind might take another way through the SOP.
    """
    faults = foreign_parts(page) | gaps(page)
    if page.content_kind is not kind:
        faults["kind"] = (
            f"Jenis isi berubah dari {kind.label} menjadi {page.content_kind.label} sejak diajukan. "
            "Kembalikan jenisnya, atau ajukan sebagai naskah baru."
        )
    return {f"content-{name}": f"Isi halaman: {text}" for name, text in faults.items()}
