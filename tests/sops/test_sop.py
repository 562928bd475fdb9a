"""The SOP model and its files: every rule, and a refusal says where, what and how to mend it."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from sops.document import About, Assumption, ContentKind, Dates, Role, Signatory, Sop, Step, StepKind, working_minutes
from sops.toml_file import Problem, SopFileError, parse_sop, parse_sop_json, to_toml

SOUND = """\
slug = "contoh"
name = "Penerbitan Informasi"
number = "11 Tahun 2023"
office = "KPU Contoh"
records = ["Disimpan sebagai arsip"]

[dates]
created = "2023-01-12"
effective = "2023-02"

[signatory]
name = "Nama Pejabat"
title = "Ketua"

[[roles]]
slug = "staf"
name = "Staf"

[[roles]]
slug = "kasubag"
name = "Kasubag"

[[roles]]
slug = "admin"
name = "Admin Website"

[[steps]]
number = 1
activity = "Menyusun konsep"
roles = ["staf"]
kind = "prepare"
norm_time = "PT30M"
outputs = ["Konsep"]

[[steps]]
number = 2
activity = "Memeriksa konsep"
roles = ["kasubag"]
kind = "review"
norm_time = "PT1H"
on_refusal = 1
checklist = ["Kebenaran diperiksa"]

[[steps]]
number = 3
activity = "Menyetujui konsep"
roles = ["kasubag", "admin"]
sign_off = "all"
kind = "decide"
inputs = ["Konsep"]
on_refusal = 2
assumptions = ["Urutan kolom adalah pembacaan kami."]

[[steps]]
number = 4
activity = "Menerbitkan informasi"
roles = ["admin"]
kind = "publish"
duties = ["Tautan dipasang"]

[[steps]]
number = 5
activity = "Mengarsipkan tautan"
roles = ["admin"]
kind = "archive"
"""

HERE = "#!"
"""Marks the line of a broken file that the refusal must name."""

HAND_OVER_FIRST = """\
[[steps]]
number = 1
activity = "Menyerahkan konsep"
roles = ["staf"]
kind = "hand_over"  #!

[[steps]]
"""

SECOND_PUBLISH = """
[[steps]]
number = 5
activity = "Menerbitkan lagi"
roles = ["admin"]
kind = "publish"  #!

[[steps]]
number = 6
activity = "Mengarsipkan tautan"
"""


def sound() -> Sop:
    return parse_sop(SOUND, source="contoh.toml")


def broken(old: str, new: str, *, nth: int = 1) -> str:
    """SOUND with the nth occurrence of ``old`` replaced."""
    parts = SOUND.split(old)
    assert len(parts) > nth, f"{old!r} is not in the example"
    return old.join(parts[:nth]) + new + old.join(parts[nth:])


def refusal_of(text: str) -> SopFileError:
    with pytest.raises(SopFileError) as caught:
        parse_sop(text, source="contoh.toml")
    return caught.value


def only_problem(text: str) -> Problem:
    (problem,) = refusal_of(text).problems
    return problem


def marked_line(text: str) -> int:
    (line,) = (n for n, line in enumerate(text.splitlines(), start=1) if HERE in line)
    return line


# --- the rules, each with a broken file: field, what is wrong, what would be right ---

PREPARED_LATE = """\
[[steps]]
number = 4
activity = "Menambah foto"
roles = ["staf"]
kind = "prepare"  #!

[[steps]]
number = 5
activity = "Menerbitkan informasi"
"""

RULES = {
    "nothing_is_prepared_after_the_last_check": (
        broken(
            '[[steps]]\nnumber = 4\nactivity = "Menerbitkan informasi"\n',
            PREPARED_LATE,
        ).replace('number = 5\nactivity = "Mengarsipkan', 'number = 6\nactivity = "Mengarsipkan'),
        "langkah 4 · kind",
        "disiapkan sesudah pemeriksaan terakhir",
        "sebelum pemeriksaan terakhir",
    ),
    "steps_must_be_numbered_in_order": (
        broken("number = 2\n", "number = 7  #!\n"),
        "langkah 2 · number",
        "nomor 7 tidak berurutan",
        "bernomor 2",
    ),
    "two_first_steps_are_refused": (
        broken("number = 2\n", "number = 1  #!\n"),
        "langkah 2 · number",
        "nomor 1 tidak berurutan",
        "bernomor 2",
    ),
    "role_slugs_must_be_unique": (
        broken('slug = "admin"', 'slug = "admin"\nname = "Admin"\n\n[[roles]]\nslug = "admin"  #!'),
        "peran 4 · slug",
        '"admin" sudah dipakai',
        "kode yang berbeda",
    ),
    "role_slugs_must_be_well_formed": (
        broken('slug = "admin"', 'slug = "Web Admin"  #!'),
        "peran 3 · slug",
        '"Web Admin" bukan kode',
        "huruf kecil",
    ),
    "acting_roles_must_exist": (
        broken('roles = ["staf"]', 'roles = ["staf", "operator"]  #!'),
        "langkah 1 · roles",
        '"operator" tidak ada',
        "staf, kasubag, admin",
    ),
    "informed_roles_must_exist": (
        broken('roles = ["staf"]', 'roles = ["staf"]\ninforms = ["ketua"]  #!'),
        "langkah 1 · informs",
        '"ketua" tidak ada',
        "staf, kasubag, admin",
    ),
    "every_role_must_take_part": (
        broken(
            '[[roles]]\nslug = "admin"',
            '[[roles]]\nslug = "ketua"  #!\nname = "Ketua"\n\n[[roles]]\nslug = "admin"',
        ),
        "peran 3 · slug",
        '"ketua" tidak melaksanakan',
        "roles atau informs",
    ),
    "nobody_is_named_twice_in_a_step": (
        broken('roles = ["staf"]', 'roles = ["staf", "staf"]  #!'),
        "langkah 1 · roles",
        '"staf" disebut 2 kali',
        "satu kali",
    ),
    "first_step_must_assign_or_prepare": (
        # A step before the others: every later number and return moves up by one.
        re.sub(
            r"(number|on_refusal) = (\d)",
            lambda match: f"{match[1]} = {int(match[2]) + 1}",
            SOUND,
        ).replace("[[steps]]\n", HAND_OVER_FIRST, 1),
        "langkah 1 · kind",
        '"hand_over"',
        '"assign"',
    ),
    "a_check_must_say_where_a_refusal_goes": (
        broken("[[steps]]\nnumber = 3", "[[steps]]  #!\nnumber = 3").replace("on_refusal = 2\n", ""),
        "langkah 3 · on_refusal",
        "tidak menyebut tujuan",
        "nomor langkah",
    ),
    "work_cannot_be_refused": (
        broken('kind = "prepare"', 'kind = "prepare"\non_refusal = 1  #!'),
        "langkah 1 · on_refusal",
        "tidak mengenal jawaban Tidak",
        "hapus on_refusal",
    ),
    "a_refusal_cannot_go_forward": (
        broken("on_refusal = 1", "on_refusal = 3  #!"),
        "langkah 2 · on_refusal",
        "langkah 3 bukan",
        "pilih salah satu langkah: 1",
    ),
    "a_refusal_cannot_go_to_itself": (
        broken("on_refusal = 1", "on_refusal = 2  #!"),
        "langkah 2 · on_refusal",
        "langkah 2 bukan",
        "pilih salah satu langkah: 1",
    ),
    "a_refusal_must_go_to_who_can_correct": (
        broken('kind = "prepare"', 'kind = "assign"').replace("on_refusal = 1", "on_refusal = 1  #!"),
        "langkah 2 · on_refusal",
        "langkah 1 bukan",
        '"prepare" atau "review"',
    ),
    "a_refusal_cannot_go_to_a_skipped_step": (
        broken("on_refusal = 1", 'on_refusal = 1\nskip_for = ["berita", "data"]').replace(
            "on_refusal = 2", "on_refusal = 2  #!"
        ),
        "langkah 3 · on_refusal",
        "langkah 2 dilewati untuk berita, data",
        "tidak dilewati",
    ),
    "a_review_cannot_postpone": (
        broken("on_refusal = 1", 'on_refusal = "postpone"  #!'),
        "langkah 2 · on_refusal",
        'hanya langkah "decide"',
        "nomor langkah sebelumnya",
    ),
    "something_must_be_published": (
        SOUND.partition("[[steps]]\nnumber = 4")[0].replace("[[steps]]\nnumber = 1", "[[steps]]  #!\nnumber = 1"),
        "steps",
        "tidak ada langkah penerbitan",
        '"publish"',
    ),
    "publication_happens_once": (
        broken('\n[[steps]]\nnumber = 5\nactivity = "Mengarsipkan tautan"\n', SECOND_PUBLISH),
        "langkah 5 · kind",
        "sudah dilakukan pada langkah 4",
        "satu langkah",
    ),
    "archiving_cannot_precede_publication": (
        broken('kind = "publish"', 'kind = "archive"  #!')
        .replace('kind = "archive"\n', 'kind = "publish"\n')
        .replace('duties = ["Tautan dipasang"]\n', ""),
        "langkah 4 · kind",
        "mendahului penerbitan",
        "sesudah langkah penerbitan",
    ),
    "only_archiving_follows_publication": (
        broken('kind = "archive"', 'kind = "hand_over"  #!'),
        "langkah 5 · kind",
        "sesudah penerbitan",
        '"archive"',
    ),
    "something_must_be_checked_before_publication": (
        SOUND.replace("[[steps]]\nnumber = 1", "[[steps]]  #!\nnumber = 1")
        .replace('kind = "review"', 'kind = "prepare"')
        .replace('kind = "decide"', 'kind = "hand_over"')
        .replace('checklist = ["Kebenaran diperiksa"]\n', "")
        .replace("on_refusal = 1\n", "")
        .replace("on_refusal = 2\n", ""),
        "steps",
        "tidak ada pemeriksaan",
        '"review" atau "decide"',
    ),
    "every_content_kind_must_be_checked": (
        broken("on_refusal = 1", 'on_refusal = 1\nskip_for = ["surat-edaran"]').replace(
            "on_refusal = 2", 'on_refusal = 2\nskip_for = ["surat-edaran"]  #!'
        ),
        "langkah 3 · skip_for",
        "Surat edaran akan terbit tanpa pemeriksaan",
        'hapus "surat-edaran"',
    ),
    "the_first_step_is_never_skipped": (
        broken('kind = "prepare"', 'kind = "prepare"\nskip_for = ["data"]  #!'),
        "langkah 1 · skip_for",
        "tidak boleh dilewati",
        "hapus skip_for",
    ),
    "publication_is_never_skipped": (
        broken('kind = "publish"', 'kind = "publish"\nskip_for = ["data"]  #!'),
        "langkah 4 · skip_for",
        "tidak boleh dilewati",
        "hapus skip_for",
    ),
    "archiving_is_never_skipped": (
        broken('kind = "archive"', 'kind = "archive"\nskip_for = ["data"]  #!'),
        "langkah 5 · skip_for",
        "tidak boleh dilewati",
        "hapus skip_for",
    ),
    "joint_sign_off_needs_two_roles": (
        broken("on_refusal = 1", 'on_refusal = 1\nsign_off = "all"  #!'),
        "langkah 2 · sign_off",
        "dua peran",
        "tambahkan peran",
    ),
    "a_choice_of_inputs_needs_two": (
        broken('inputs = ["Konsep"]', 'inputs = ["Konsep"]\ninputs_needed = "any"  #!'),
        "langkah 3 · inputs_needed",
        "dua kelengkapan",
        "tambahkan kelengkapan",
    ),
    "an_adjustable_time_needs_a_norm": (
        broken('kind = "decide"', 'kind = "decide"\nadjustable = true  #!'),
        "langkah 3 · adjustable",
        "tidak ada waktu baku",
        "isi norm_time",
    ),
    "a_checklist_belongs_to_a_check": (
        broken('kind = "prepare"', 'kind = "prepare"\nchecklist = ["Rapi"]  #!'),
        "langkah 1 · checklist",
        "tidak boleh memuat checklist",
        "review, decide, publish",
    ),
    "duties_belong_to_publication": (
        broken('kind = "prepare"', 'kind = "prepare"\nduties = ["Lapor"]  #!'),
        "langkah 1 · duties",
        "tidak boleh memuat duties",
        "publish",
    ),
    "media_only_belongs_to_preparation": (
        broken('kind = "review"', 'kind = "review"\nmedia_only = true  #!'),
        "langkah 2 · media_only",
        "tidak boleh memuat media_only",
        "prepare",
    ),
    "an_empty_checklist_is_refused": (
        broken('checklist = ["Kebenaran diperiksa"]', "checklist = []  #!"),
        "langkah 2 · checklist",
        "kosong",
        "hapus atau isi",
    ),
    "a_blank_checklist_point_is_refused": (
        broken('["Kebenaran diperiksa"]', '["Kebenaran diperiksa", "  "]  #!'),
        "langkah 2 · checklist · butir 2",
        "kosong",
        "isi teksnya atau hapus",
    ),
    "a_blank_activity_is_refused": (
        broken('"Menyusun konsep"', '" "  #!'),
        "langkah 1 · activity",
        "kosong",
        "isi teksnya",
    ),
    "invisible_characters_are_refused": (
        broken('"Menyusun konsep"', '"Menyusun\\u0000 konsep"  #!'),
        "langkah 1 · activity",
        "karakter kendali",
        "ketik ulang",
    ),
    "effective_cannot_precede_creation": (
        broken('effective = "2023-02"', 'effective = "2023-01-11"  #!'),
        "dates · effective",
        "2023-01-11 mendahului tanggal pembuatan 2023-01-12",
        "periksa kembali",
    ),
    "signing_cannot_precede_creation": (
        broken('effective = "2023-02"', 'signed = "2022-12"  #!'),
        "dates · signed",
        "mendahului",
        "periksa kembali",
    ),
    "an_impossible_date_is_refused": (
        broken('"2023-02"', '"2023-02-30"  #!'),
        "dates · effective",
        '"2023-02-30" bukan tanggal',
        '"2022-02-08"',
    ),
    "a_date_in_words_is_refused": (
        broken('"2023-02"', '"8 Februari 2023"  #!'),
        "dates · effective",
        "bukan tanggal",
        '"2019-10"',
    ),
    "a_time_of_zero_is_refused": (
        broken('"PT30M"', '"PT0M"  #!'),
        "langkah 1 · norm_time",
        '"PT0M" bukan waktu baku',
        '"PT15M"',
    ),
    "a_negative_time_is_refused": (
        broken('"PT30M"', '"-PT5M"  #!'),
        "langkah 1 · norm_time",
        "bukan waktu baku",
        "lebih dari nol",
    ),
    # shape
    "an_unknown_field_suggests_the_nearest": (
        broken("on_refusal = 1", "on_refusl = 1  #!\non_refusal = 1"),
        "langkah 2 · on_refusl",
        "tidak dikenal",
        'mungkin maksudnya "on_refusal"',
    ),
    "an_unlikely_field_lists_the_known": (
        broken('title = "Ketua"', 'title = "Ketua"\nzzz = "1"  #!'),
        "signatory · zzz",
        "tidak dikenal",
        "yang dikenal: name, title",
    ),
    "an_unknown_top_level_field_suggests_the_nearest": (
        broken("records =", "recods = []  #!\nrecords ="),
        "recods",
        "tidak dikenal",
        '"records"',
    ),
    "a_missing_field_points_at_its_step": (
        broken("[[steps]]\nnumber = 3\n", "[[steps]]  #!\nnumber = 3\n").replace(
            'activity = "Menyetujui konsep"\n', ""
        ),
        "langkah 3 · activity",
        "wajib diisi",
        '"activity"',
    ),
    "a_wrong_kind_lists_the_allowed": (
        broken('kind = "decide"', 'kind = "approve"  #!'),
        "langkah 3 · kind",
        '"approve" tidak dikenal',
        "assign, prepare, hand_over, review, decide, publish, archive",
    ),
    "a_wrong_content_kind_lists_the_allowed": (
        broken('kind = "decide"', 'kind = "decide"\nskip_for = ["kabar"]  #!'),
        "langkah 3 · skip_for · butir 1",
        '"kabar" tidak dikenal',
        "berita, artikel",
    ),
    "a_quoted_number_is_refused": (
        broken("number = 2\n", 'number = "2"  #!\n'),
        "langkah 2 · number",
        '"2" bukan jenis nilai',
        "tanpa tanda kutip",
    ),
    "a_fraction_is_refused": (
        broken("number = 2\n", "number = 2.5  #!\n"),
        "langkah 2 · number",
        "2.5 bukan jenis nilai",
        "bilangan bulat",
    ),
    "a_word_for_a_switch_is_refused": (
        broken('kind = "prepare"', 'kind = "prepare"\nmedia_only = "ya"  #!'),
        "langkah 1 · media_only",
        '"ya" bukan jenis nilai',
        "true atau false",
    ),
    "a_number_for_text_is_refused": (
        broken('"Menyusun konsep"', "7  #!"),
        "langkah 1 · activity",
        "7 bukan jenis nilai",
        "tanda kutip",
    ),
    "a_text_for_a_list_is_refused": (
        broken('roles = ["staf"]', 'roles = "staf"  #!'),
        "langkah 1 · roles",
        '"staf" bukan jenis nilai',
        "tulis sebagai daftar",
    ),
    "a_step_without_roles_is_refused": (
        broken('roles = ["staf"]', "roles = []  #!"),
        "langkah 1 · roles",
        "daftarnya kosong",
        "sekurang-kurangnya satu",
    ),
    "a_refusal_to_nowhere_is_refused": (
        broken("on_refusal = 1", 'on_refusal = "kembali"  #!'),
        "langkah 2 · on_refusal",
        '"kembali" tidak sah',
        '"postpone"',
    ),
    "a_single_table_of_steps_is_refused": (
        SOUND.partition("[[steps]]")[0] + "[steps]  #!\nnumber = 1\n",
        "steps",
        "bukan jenis nilai",
        "[[steps]]",
    ),
    "a_signatory_in_one_line_is_refused": (
        broken('[signatory]\nname = "Nama Pejabat"\ntitle = "Ketua"\n', "").replace(
            "records =", 'signatory = "Ketua"  #!\nrecords ='
        ),
        "signatory",
        '"Ketua" bukan jenis nilai',
        "[signatory]",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_refusal_names_line_field_fault_and_remedy(rule: str) -> None:
    text, field, wrong, remedy = RULES[rule]
    problem = only_problem(text)
    assert problem.line == marked_line(text)
    assert problem.field == field
    assert wrong in problem.wrong
    assert remedy in problem.remedy


@pytest.mark.parametrize("rule", RULES)
def test_refusal_speaks_no_english(rule: str) -> None:
    sentences = str(refusal_of(RULES[rule][0]))
    assert not re.search(r"\b(should|must|valid|input|field|is|the|not)\b", sentences)


# --- files that cannot be read, and several problems at once ---


def test_missing_tables_are_all_named_without_a_line() -> None:
    problems = refusal_of('slug = "x"\nname = "X"\noffice = "Y"').problems
    assert [(problem.line, problem.field) for problem in problems] == [
        (None, "signatory"),
        (None, "roles"),
        (None, "steps"),
    ]
    assert "[signatory]" in problems[0].remedy
    assert "[[roles]]" in problems[1].remedy


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (broken('"Menyusun konsep"', '"Menyusun konsep  #!'), "tidak ditutup"),
        (broken('"Menyusun konsep"', "“Menyusun konsep”  #!"), "tidak dapat dibaca"),
        (broken("number = 2\n", "number = 2\nnumber = 3  #!\n"), "dua kali"),
        (SOUND + "name = [  #!", "tidak dapat dibaca"),
    ],
    ids=["open quote", "curly quotes", "key twice", "open list"],
)
def test_toml_fault_names_its_line(text: str, wrong: str) -> None:
    problem = only_problem(text)
    assert problem.line == marked_line(text)
    assert problem.field == ""
    assert wrong in problem.wrong


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "number = 0x" + "f" * 6_000])
def test_hostile_toml_is_refused_like_any_other(text: str) -> None:
    assert "tidak dapat dibaca" in only_problem(text).wrong


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "NaN", '"\\ud800"', "[" * 100_000])
def test_json_that_is_no_sop_is_refused(text: str) -> None:
    with pytest.raises(SopFileError) as caught:
        parse_sop_json(text, source="contoh.json")
    assert caught.value.source == "contoh.json"


def test_all_problems_are_reported_in_line_order() -> None:
    text = (
        SOUND.replace('kind = "archive"', 'kind = "hand_over"')
        .replace("on_refusal = 1", "on_refusal = 3")
        .replace('"2023-02"', '"2022-02"')
    )
    problems = refusal_of(text).problems
    assert [problem.field for problem in problems] == [
        "dates · effective",
        "langkah 2 · on_refusal",
        "langkah 5 · kind",
    ]


def test_shape_problems_are_reported_together_with_empty_checklists() -> None:
    text = broken('checklist = ["Kebenaran diperiksa"]', "checklist = []").replace('kind = "archive"', 'kind = "arsip"')
    assert [problem.field for problem in refusal_of(text).problems] == [
        "langkah 2 · checklist",
        "langkah 5 · kind",
    ]


def test_refusal_reads_as_one_line_per_problem() -> None:
    text = broken("on_refusal = 1", "on_refusal = 3  #!").replace('"2023-02"', '"2022-02"')
    first, second = str(refusal_of(text)).splitlines()
    assert first.startswith("contoh.toml:9 · dates · effective: 2022-02 mendahului")
    assert second == (
        f"contoh.toml:{marked_line(text)} · langkah 2 · on_refusal: "
        "langkah 3 bukan langkah sebelumnya yang dapat memperbaiki isi. "
        "Perbaikan: pilih salah satu langkah: 1."
    )


def test_refusal_without_a_line_still_names_the_file() -> None:
    assert str(refusal_of("")).startswith("contoh.toml · slug: wajib diisi")


def test_braces_in_a_refused_value_are_shown_as_typed() -> None:
    assert '"{wrong}"' in only_problem(broken('"PT30M"', '"{wrong}"')).wrong


def test_a_long_refused_value_is_cut_short() -> None:
    problem = only_problem(broken("on_refusal = 1", f'on_refusal = "{"x" * 500}"'))
    assert len(problem.wrong) < 100
    assert "…" in problem.wrong


def test_lines_are_found_beyond_multi_line_text_and_quoted_keys() -> None:
    text = broken("records =", 'warning = """\nkind = "palsu"\n[[steps]]\n"""\nunit = """Satu"""\nrecords =').replace(
        'kind = "archive"', '"kind" = "arsip"  #!'
    )
    assert only_problem(text).line == marked_line(text)


def test_lines_are_found_for_dotted_keys() -> None:
    text = broken('[dates]\ncreated = "2023-01-12"\neffective = "2023-02"\n', "").replace(
        "records =", 'dates.created = "kapan"  #!\nrecords ='
    )
    assert only_problem(text).line == marked_line(text)


def test_a_fault_inside_an_inline_row_names_the_line_of_its_list() -> None:
    head, _, _ = SOUND.partition("[dates]")
    problems = refusal_of(head + "roles = [{slug = 'A'}]  #!\n" + "steps = []\n").problems
    assert marked_line(head + "#!") in [problem.line for problem in problems]


# --- what is accepted ---


def test_sound_file_is_accepted() -> None:
    assert [step.kind for step in sound().steps] == [
        "prepare",
        "review",
        "decide",
        "publish",
        "archive",
    ]


def test_first_step_may_assign() -> None:
    text = broken('kind = "prepare"', 'kind = "assign"').replace(
        'kind = "review"\nnorm_time = "PT1H"\non_refusal = 1\n',
        'kind = "prepare"\nnorm_time = "PT1H"\n',
    )
    text = text.replace('checklist = ["Kebenaran diperiksa"]\n', "")
    assert parse_sop(text, source="contoh.toml").first_step.kind is StepKind.ASSIGN


def test_a_decision_may_postpone() -> None:
    text = broken("on_refusal = 2", 'on_refusal = "postpone"')
    assert parse_sop(text, source="contoh.toml").step(3).on_refusal == "postpone"


def test_a_whole_branch_may_be_skipped_together() -> None:
    text = broken('sign_off = "all"', 'sign_off = "all"\nskip_for = ["berita"]')
    assert parse_sop(text, source="contoh.toml").step(3).skip_for == (ContentKind.BERITA,)


def test_a_role_may_merely_be_told() -> None:
    text = broken('slug = "admin"', 'slug = "ketua"\nname = "Ketua"\n\n[[roles]]\nslug = "admin"')
    text = text.replace('roles = ["staf"]', 'roles = ["staf"]\ninforms = ["ketua"]')
    assert parse_sop(text, source="contoh.toml").step(1).informs == ("ketua",)


def test_a_month_may_equal_the_day_of_creation() -> None:
    text = broken('"2023-02"', '"2023-01"')
    assert parse_sop(text, source="contoh.toml").dates.effective == "2023-01"


def test_dates_may_be_written_without_quotes() -> None:
    assert parse_sop(broken('"2023-01-12"', "2023-01-12"), source="x").dates == sound().dates


def test_dates_may_be_absent() -> None:
    text = broken('[dates]\ncreated = "2023-01-12"\neffective = "2023-02"\n', "")
    assert parse_sop(text, source="x").dates == Dates()


def test_windows_files_are_read() -> None:
    assert parse_sop("\ufeff" + SOUND.replace("\n", "\r\n"), source="x") == sound()


def test_surrounding_blanks_do_not_make_another_version() -> None:
    assert parse_sop(broken('"KPU Contoh"', '" KPU Contoh "'), source="x").sha256 == sound().sha256


# --- the model ---


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [("PT15M", 15), ("PT5H", 300), ("P1D", 450), ("P1DT4H20M", 710), ("PT1H30M", 90), ("P2D", 900)],
)
def test_durations_count_working_minutes(duration: str, minutes: int) -> None:
    assert working_minutes(duration) == minutes


@pytest.mark.parametrize(
    "duration",
    ["", "P", "PT", "P1DT", "PT0M", "P0D", "-PT5M", "PT-5M", "P1W", "PT1.5H", "15", "PT٥M"],
)
def test_other_durations_are_refused(duration: str) -> None:
    with pytest.raises(ValueError, match="not a positive working duration"):
        working_minutes(duration)


def test_kinds_know_what_they_allow() -> None:
    assert {kind for kind in StepKind if kind.edits} == {"prepare", "review"}
    assert {kind for kind in StepKind if kind.checks} == {"review", "decide"}
    assert {kind for kind in StepKind if kind.works} == {"assign", "prepare", "hand_over"}


def test_content_kinds_have_indonesian_labels() -> None:
    assert len({kind.label for kind in ContentKind}) == len(ContentKind) == 15
    assert ContentKind.SURAT_EDARAN.label == "Surat edaran"
    assert ContentKind.JUKNIS.label == "Juknis/Juklak"


def test_steps_and_roles_are_found_by_number_and_slug() -> None:
    sop = sound()
    assert sop.step(4) is sop.publish_step
    assert sop.step(1) is sop.first_step
    assert sop.role("admin") == Role(slug="admin", name="Admin Website")
    with pytest.raises(KeyError):
        sop.step(6)
    with pytest.raises(KeyError):
        sop.role("ketua")


def test_norm_minutes_are_those_of_the_steps_that_have_one() -> None:
    assert sound().norm_minutes == 90
    assert sound().step(3).norm_minutes is None
    untimed = SOUND.replace('norm_time = "PT30M"\n', "").replace('norm_time = "PT1H"\n', "")
    assert parse_sop(untimed, source="x").norm_minutes is None


def test_a_reading_names_its_field_and_comes_back_from_the_file() -> None:
    text = SOUND.replace(
        '["Urutan kolom adalah pembacaan kami."]', '["Bebas.", { about = "roles", text = "Kami membaca «Staf»." }]'
    )
    sop = parse_sop(text, source="x.toml")
    assert sop.assumptions == (Assumption(3, "Bebas."), Assumption(3, "Kami membaca «Staf».", About.ROLES))
    assert parse_sop(to_toml(sop), source="x.toml") == sop


@pytest.mark.parametrize(
    ("entry", "field", "said"),
    [
        ('{ about = "rolls", text = "x" }', "about", '"rolls" tidak dikenal.'),
        ('{ text = "x" }', "about", "wajib diisi"),
        ('{ about = "roles", text = "" }', "text", "teksnya kosong"),
        ('{ about = "roles", txt = "x" }', "txt", 'mungkin maksudnya "text"'),
        ("5", "butir 1", "bukan jenis nilai yang benar"),
        ('{ about = "roles", text = "x" }, { about = "sign_off", text = "y" }', "assumptions", "satukan"),
    ],
)
def test_a_faulty_reading_is_refused_with_its_place(entry, field, said) -> None:
    text = SOUND.replace('["Urutan kolom adalah pembacaan kami."]', f"[{entry}]")
    with pytest.raises(SopFileError) as caught:
        parse_sop(text, source="x.toml")
    assert any(field in line and said in line for line in str(caught.value).splitlines()), str(caught.value)


def test_assumptions_name_their_step() -> None:
    assert sound().assumptions == (Assumption(3, "Urutan kolom adalah pembacaan kami."),)


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("11 Tahun 2023", "No. 11 Tahun 2023"),
        ("", "(nomor belum diisi)"),
        ("/ORT.06/2019", "No. …/ORT.06/2019"),
    ],
)
def test_reference_says_when_the_number_is_blank(number: str, reference: str) -> None:
    text = broken('"11 Tahun 2023"', f'"{number}"')
    assert parse_sop(text, source="x").reference == reference


def test_values_are_frozen() -> None:
    sop: Any = sound()
    with pytest.raises(ValidationError):
        sop.name = "Lain"


def test_canonical_json_spells_out_every_field_in_order() -> None:
    text = sound().canonical_json()
    assert text.startswith('{"dates":{"created":"2023-01-12","effective":"2023-02","revised":null,')
    assert '"checklist":[]' in text
    assert '"on_refusal":null' in text
    assert ": " not in text.replace("No. ", "")


def test_the_hash_of_a_version_never_changes() -> None:
    """Stored versions are addressed by it: a change here orphans every one of them."""
    assert sound().sha256 == "d43bbcd7e21465f6661474288b3eb479e30a9987fbf2ce3e371bb48e29eff608"


def test_equal_content_has_one_hash_and_other_content_another() -> None:
    reordered = broken(
        'slug = "contoh"\nname = "Penerbitan Informasi"',
        'name = "Penerbitan Informasi"\nslug = "contoh"',
    )
    assert parse_sop(reordered, source="x").sha256 == sound().sha256
    assert parse_sop(broken("PT30M", "PT31M"), source="x").sha256 != sound().sha256


def test_canonical_json_round_trips() -> None:
    assert parse_sop_json(sound().canonical_json(), source="x") == sound()


def test_json_is_held_to_the_same_rules() -> None:
    text = sound().canonical_json().replace('"on_refusal":1', '"on_refusal":3')
    with pytest.raises(SopFileError, match=r"contoh\.json · langkah 2 · on_refusal"):
        parse_sop_json(text, source="contoh.json")


def test_export_round_trips_awkward_text() -> None:
    awkward = 'Kutip "ganda", \\ garis miring, …, dan\nbaris\tbaru'
    step = Step(number=1, activity=awkward, roles=("staf",), kind=StepKind.PREPARE, adjustable=False)
    sop = sound().model_copy(
        update={
            "name": awkward,
            "records": (awkward, "b" * 90),
            "dates": Dates(),
            "signatory": Signatory(name="N", title=awkward),
            "steps": (step, *sound().steps[1:]),
        }
    )
    assert parse_sop(to_toml(sop), source="x") == sop


def test_export_leaves_out_what_is_empty() -> None:
    text = to_toml(sound())
    assert "remark" not in text
    assert "[]" not in text.replace("[[roles]]", "").replace("[[steps]]", "")
