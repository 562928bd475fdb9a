"""Documents of an election office, written from topics: the same on every machine, each knowing what it is about.

What a document is about (topic, kind, place, year, number, person) is decided before a word is written; the
labels of the queries name these facts and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

KECAMATAN = """Anyar Cikande Kramatwatu Baros Ciruas Padarincang Tirtayasa Pamarayan Kragilan Bojonegara Cinangka
Mancak Waringinkurung Jawilan Kopo Petir Tunjungteja Binuang Carenang Lebakwangi""".split()
DESA = """Sukamaju Margasari Kadubeureum Pasirlimus Sindangsari Tanjungsari Kubangkampil Mekarbaru Nagara Pabuaran
Bandung Wanayasa Sidamukti Karangtumaritis Cisait Silebu""".split()
NAMA = """Ahmad Suryana|Siti Rohmah|Budi Hartono|Dewi Lestari|Yusuf Maulana|Rina Wulandari|Hasan Basri|Endang Sutisna
|Nurhayati Salim|Agus Priyanto|Fitri Handayani|Tatang Suherman""".replace("\n", "").split("|")
GEDUNG = ("Gedung Serbaguna", "Hotel Permata", "Aula Pendopo", "Gelanggang Olahraga")
HARI = ("5 Maret", "17 April", "20 Mei", "9 September", "12 November")
YEARS = range(2017, 2026)
PER_TOPIC = 38
PER_LEGAL = 42

FILLER = """Kegiatan berlangsung tertib dan lancar sesuai dengan tahapan yang telah direncanakan.
Ketua KPU menyampaikan terima kasih kepada seluruh pihak yang membantu.
Hadir dalam acara tersebut unsur pemerintah daerah, kepolisian, dan pengawas pemilu.
Seluruh jajaran diminta menjaga integritas serta netralitas sebagai penyelenggara.
Masyarakat diharapkan ikut mengawal setiap tahapan hingga hari pemungutan suara.
Informasi selanjutnya dapat dilihat di situs dan media sosial kantor.
Rapat dipimpin oleh ketua divisi dan diikuti seluruh anggota serta sekretaris.
Sebelumnya KPU telah melaksanakan coklit dan menyusun daftar pemilih bersama PPK dan PPS.
Tahapan kampanye, distribusi logistik, dan rekapitulasi akan dijelaskan pada kesempatan lain.
Penyelenggara di tingkat kecamatan dan desa mendapat bimbingan teknis secara berjenjang.
Partai politik dan calon diminta menaati ketentuan yang berlaku.
Dokumen ini disusun berdasarkan peraturan perundang-undangan.""".splitlines()

LEGAL = {
    # topic: subjects of decisions, circulars, regulations and guidelines
    "hk-badan": "Pembentukan dan tata kerja badan ad hoc|Penetapan anggota PPK se-kabupaten",
    "hk-dpt": "Penetapan rekapitulasi daftar pemilih tetap|Penyusunan daftar pemilih",
    "hk-kampanye": "Pedoman teknis kampanye|Lokasi pemasangan alat peraga kampanye",
    "hk-dana": "Pedoman pelaporan dana kampanye|Batas pengeluaran dana kampanye",
    "hk-calon": "Pencalonan anggota DPRD|Syarat dukungan calon perseorangan",
    "hk-logistik": "Norma, standar, dan kebutuhan perlengkapan pemungutan suara|Tata kelola gudang",
    "hk-hitung": "Pemungutan dan penghitungan suara|Rekapitulasi hasil penghitungan perolehan suara",
    "hk-honor": "Standar biaya honorarium petugas|Pemberian santunan kecelakaan kerja",
    "hk-sop": "Standar operasional prosedur pengelolaan situs|Tata naskah dinas",
}
LEGAL_KINDS = ("keputusan", "keputusan", "keputusan", "surat-edaran", "peraturan", "juknis")


@dataclass(frozen=True)
class Document:
    """One document; ``about`` holds the facts labels may name."""

    title: str
    summary: str
    paragraphs: tuple[str, ...]
    kind: str
    day: date
    about: dict[str, str]
    number: str = ""
    file_text: str = ""
    tags: tuple[str, ...] = field(default_factory=tuple)

    @property
    def html(self) -> str:
        return "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)


def documents() -> Iterator[Document]:
    """All documents, some 2,000, in no order of date."""
    for topic, kinds, lines in _topics():
        for index in range(PER_TOPIC):
            yield _written(topic, kinds, lines, Random(f"{topic}-{index}"), index)
    for topic, subjects in LEGAL.items():
        for index in range(PER_LEGAL):
            yield _legal(topic, subjects.split("|"), Random(f"{topic}-{index}"), index)


def _topics() -> Iterator[tuple[str, list[str], dict[str, list[str]]]]:
    text = (Path(__file__).parent / "topics.txt").read_text(encoding="utf-8")
    for block in text.split("\n== ")[1:]:
        head, *rest = block.strip().splitlines()
        topic, kinds = head.split(": ")
        lines: dict[str, list[str]] = {"J": [], "R": [], "K": [], "L": []}
        for line in rest:
            lines[line[0]].append(line[2:])
        yield topic, kinds.split(), lines


def _written(topic: str, kinds: list[str], lines: dict[str, list[str]], random: Random, index: int) -> Document:
    year = random.choice(YEARS)
    facts = {
        "kec": KECAMATAN[index // len(lines["J"]) % len(KECAMATAN)],
        "desa": random.choice(DESA),
        "tahun": str(year),
        "nama": random.choice(NAMA),
        "nama2": random.choice(NAMA),
        "gedung": random.choice(GEDUNG),
        "hari": f"{random.choice(HARI)} {year}",
        "angka": f"{random.randint(11, 980)}.{random.randint(0, 999):03}",
        "persen": str(random.randint(61, 99)),
        "nomor": str(random.randint(1, 9)),
        "triwulan": random.choice(("I", "II", "III", "IV")),
        "semester": random.choice(("Semester I", "Semester II")),
    }
    number = index % len(lines["J"])
    title = lines["J"][number]
    own = random.sample(lines["K"], random.randint(max(1, len(lines["K"]) - 1), len(lines["K"])))
    body = [*own, *random.sample(FILLER, random.randint(3, 6))]
    random.shuffle(body)
    named = {name for name in ("kec", "tahun", "nama", "gedung", "triwulan") if f"{{{name}}}" in title}
    has_file = bool(lines["L"]) and index % 3 == 0
    about = {"topic": topic, "title": f"{topic}/{number}", **{name: facts[name] for name in named}}
    if has_file:
        about["file"] = "ya"
        about |= {
            name: facts[name] for name in ("nama", "nama2", "desa") if any(f"{{{name}}}" in line for line in lines["L"])
        }
    return Document(
        title=title.format(**facts),
        summary=random.choice(lines["R"]).format(**facts),
        paragraphs=tuple(sentence.format(**facts) for sentence in body),
        kind=kinds[index % len(kinds)],
        day=date(year, 1, 1) + timedelta(days=random.randrange(364)),
        about={**about, "kind": kinds[index % len(kinds)]},
        file_text=" ".join(line.format(**facts) for line in lines["L"]) if has_file else "",
    )


def _legal(topic: str, subjects: list[str], random: Random, index: int) -> Document:
    kind, year = random.choice(LEGAL_KINDS), random.choice(YEARS)
    number = str(random.randint(1, 400))
    if kind == "keputusan" and index % 2:
        number = f"{number}/PL.0{random.randint(1, 9)}-Kpt/3604/KPU-Kab/{year}"
    subject = subjects[index % len(subjects)]
    return Document(
        title=subject,
        summary=f"{subject} di lingkungan Komisi Pemilihan Umum Kabupaten.",
        paragraphs=tuple(random.sample(FILLER, 3)),
        kind=kind,
        day=date(year, 1, 1) + timedelta(days=random.randrange(364)),
        about={
            "topic": topic,
            "title": f"{topic}/{index % len(subjects)}",
            "kind": kind,
            "number": number.split("/")[0],
            "tahun": str(year),
        },
        number=number,
    )
