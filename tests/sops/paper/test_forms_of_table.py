"""The form as offices print it most: heading and text in one cell, heads over heads, minutes in a head."""

from sops.paper.reading import read_paper
from sops.paper.values import Paper, Table

IDENTITY = Table(
    (
        ("KOMISI PEMILIHAN UMUM\nKOTA SUKAMAJU", "", "Nomor SOP", ":", "....../HM.03.4/2024"),
        ("", "", "Tgl. Pembuatan", ":", "2 Januari 2024"),
        ("", "", "Disahkan oleh,\nKetua KPU Kota Sukamaju\n\n\nDrs. Ahmad, M.Si", "", ""),
        ("", "", "Nama SOP", ":", "Pengelolaan Media Sosial"),
        ("Dasar Hukum:\n1. UU 14/2008\n2. PKPU 22/2023", "", "Kualifikasi Pelaksana:\n1. Teliti", "", ""),
        ("Keterkaitan:\n1. SOP Website", "", "Peralatan/Perlengkapan:\n1. Laptop\n2. Kamera", "", ""),
        ("Peringatan:\nInformasi terlambat.", "", "Pencatatan dan Pendataan:\nDisimpan sebagai arsip", "", ""),
    )
)
FLOW = Table(
    (
        ("No", "Uraian Prosedur", "Pelaksana", "", "", "Mutu Baku", "", "", "Ket"),
        ("", "", "Sekretariat", "", "Ketua", "Kelengkapan", "Waktu (menit)", "Output", ""),
        ("", "", "Staf", "Kasubbag", "", "", "", "", ""),
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        ("1", "Membuat draf:\na. menulis\nb. menggambar", "●", "", "", "Bahan; Foto", "60", "Draf", ""),
        ("2", "Memeriksa draf. Ya: lanjut. Tidak: ke langkah 1", "", "◇", "", "Draf", "30", "Draf diperiksa", ""),
        (
            "3",
            "Menyetujui draf",
            "",
            "",
            "◇",
            "Draf",
            "½ jam",
            "Draf disetujui",
            "Bila tidak, dikembalikan ke Kasubbag",
        ),
        ("4", "Mengunggah konten", "■", "", "", "Draf disetujui", "15", "Unggahan", ""),
        ("", "Jumlah", "", "", "", "", "135", "", ""),
    )
)


def test_the_usual_form():
    reading = read_paper(Paper((IDENTITY, "ALUR", FLOW), is_exact=True))
    document, marked = reading.document, {one.place for one in reading.uncertain}
    assert document["number"] == "/HM.03.4/2024"
    assert ("number",) in marked, "its running number is blank"
    assert document["signatory"] == {"title": "Ketua KPU Kota Sukamaju", "name": "Drs. Ahmad, M.Si"}
    assert document["legal_basis"] == ["UU 14/2008", "PKPU 22/2023"]
    assert document["related_sops"] == ["SOP Website"]
    assert document["equipment"] == ["Laptop", "Kamera"]
    assert [role["name"] for role in document["roles"]] == ["Sekretariat Staf", "Kasubbag", "Ketua"]
    assert ("roles", 0, "name") in marked, "one head stands over two columns"
    steps = document["steps"]
    assert [step["norm_time"] for step in steps] == ["PT60M", "PT30M", "PT30M", "PT15M"]
    assert [step["inputs"] for step in steps][:2] == [["Bahan", "Foto"], ["Draf"]]
    assert [step.get("on_refusal") for step in steps] == [None, 1, 2, None]
    assert ("steps", 2, "on_refusal") in marked, "a role is named, not a step"
    assert ("steps", 1, "on_refusal") not in marked
    assert steps[0]["checklist"] == ["menulis", "menggambar"]
