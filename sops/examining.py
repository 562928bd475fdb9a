"""A document's data judged: the SOP it makes and every rule it breaks, whoever wrote it and in which form.

What pydantic says of a wrong shape is said in Indonesian, with what would be right.
"""

from __future__ import annotations

import difflib
import json
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sops.breach import Breach, Place
from sops.checks import breaches
from sops.document import (
    About,
    Annex,
    ContentKind,
    Dates,
    InputsNeeded,
    Reading,
    Role,
    Signatory,
    SignOff,
    Sop,
    Step,
    StepKind,
)


def examined(data: Any) -> tuple[Sop | None, tuple[Breach, ...]]:
    """The SOP that a document's data makes and every rule it breaks; None where its very shape is wrong.

    Raises ``ValueError`` or ``RecursionError`` for what JSON can't hold.
    """
    sop, broken = shaped(data)
    return sop, breaches(sop) if sop else broken


def shaped(data: Any) -> tuple[Sop | None, tuple[Breach, ...]]:
    """As ``examined``, by shape alone: an SOP whose steps may contradict each other."""
    # Through JSON, so that strict mode takes lists for tuples and bare dates for strings.
    text = json.dumps(data, default=str)
    try:
        return Sop.model_validate_json(text, strict=True), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
    # pydantic calls a list too short when what is in it is wrong, which is told of each.
    told = (detail for detail in details if not (detail["type"] == "too_short" and detail["input"]))
    return None, tuple(dict.fromkeys(map(_breach, told)))


def _breach(error: ErrorDetails) -> Breach:
    """Pydantic's English error as an Indonesian one."""
    path = _known_path(error["loc"])
    field = str(path[-1]) if path else ""
    if error["type"] == "sop":
        return Breach(path, error["ctx"]["wrong"], error["ctx"]["remedy"])
    if error["type"] == "missing":
        return Breach(path, "wajib diisi, tetapi tidak ada.", _addition(path))
    if error["type"] == "extra_forbidden":
        return Breach(path, f'isian "{field}" tidak dikenal.', _did_you_mean(path))
    if error["type"] == "too_short":
        return Breach(path, "daftarnya kosong.", "isi sekurang-kurangnya satu.")
    shown = _shown(error["input"])
    if "on_refusal" in path:
        return Breach(path, f"{shown} tidak sah.", 'isi dengan nomor langkah (misalnya 3) atau "postpone".')
    if error["type"] == "enum":
        allowed = ", ".join(_CHOICES[next(part for part in path if part in _CHOICES)])
        return Breach(path, f"{shown} tidak dikenal.", f"pakai salah satu dari: {allowed}.")
    return Breach(path, f"{shown} bukan jenis nilai yang benar.", _right_type(error["type"], path))


_CHOICES: dict[str | int, type[StrEnum]] = {
    "kind": StepKind,
    "sign_off": SignOff,
    "inputs_needed": InputsNeeded,
    "skip_for": ContentKind,
    "default_for": ContentKind,
    "about": About,
}
_TABLES: dict[str | int, type[BaseModel]] = {
    "dates": Dates,
    "signatory": Signatory,
    "roles": Role,
    "steps": Step,
    "annexes": Annex,
}
_TYPES = {
    "string_type": 'tulis sebagai teks di antara tanda kutip, misalnya "Bahan Informasi".',
    "int_type": "tulis sebagai bilangan bulat tanpa tanda kutip, misalnya 4.",
    "int_from_float": "tulis sebagai bilangan bulat tanpa koma, misalnya 4.",
    "bool_type": "tulis true atau false tanpa tanda kutip.",
    "tuple_type": 'tulis sebagai daftar, misalnya ["Bahan Informasi"].',
}


def _known_path(loc: tuple[int | str, ...]) -> Place:
    """The error's place without the union tags ("int", "reading", …) that pydantic puts between."""
    if "assumptions" in loc:
        item = loc.index("assumptions") + 2
        return loc[:item] + loc[item + 1 :]
    return loc[: loc.index("on_refusal") + 1] if "on_refusal" in loc else loc


def _right_type(kind: str, path: Place) -> str:
    match path:
        case ("steps" | "roles" | "annexes" as table,) | ("steps" | "roles" | "annexes" as table, int()):
            return f"tulis setiap butirnya di bawah judul [[{table}]] (dua kurung siku)."
        case ("dates" | "signatory" as table,):
            return f"tulis isinya di bawah judul [{table}]."
    return _TYPES.get(kind, "tulis nama dan nilai sesuai contoh berkas SOP.")


def _addition(path: Place) -> str:
    match path:
        case ("steps" | "roles" as table,):
            return f"tambahkan judul [[{table}]] beserta isinya."
        case ("signatory",):
            return "tambahkan judul [signatory] beserta isinya."
    return f'tambahkan isian "{path[-1]}".'


def _did_you_mean(path: Place) -> str:
    model = Reading if "assumptions" in path else _TABLES[path[0]] if len(path) > 1 else Sop
    near = difflib.get_close_matches(str(path[-1]), model.model_fields, n=1)
    if near:
        return f'mungkin maksudnya "{near[0]}"; jika bukan, hapus isian ini.'
    return f"hapus isian ini; yang dikenal: {', '.join(model.model_fields)}."


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
