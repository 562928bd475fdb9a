"""The vocabulary of the bench's articles: what election offices write about, as parts of sentences.

``{kecamatan}``, ``{kegiatan}`` and the like are filled from the lists of the same name.
"""

KECAMATAN = """Anyar Cikande Kramatwatu Baros Ciruas Padarincang Tirtayasa Pamarayan Kragilan Bojonegara Cinangka
Mancak Waringinkurung Jawilan Kopo Petir Tunjungteja Binuang Carenang Lebakwangi""".split()

KEGIATAN = (
    "rapat koordinasi pemutakhiran data pemilih berkelanjutan",
    "sosialisasi pendidikan pemilih pemula",
    "rapat pleno terbuka rekapitulasi daftar pemilih",
    "bimbingan teknis badan ad hoc",
    "evaluasi penyelenggaraan pemilihan serentak",
    "penyusunan laporan pertanggungjawaban anggaran",
    "pencocokan dan penelitian terbatas data pemilih",
    "simulasi pemungutan dan penghitungan suara",
    "uji publik rancangan penataan daerah pemilihan",
    "verifikasi faktual keanggotaan partai politik",
    "penandatanganan nota kesepahaman dengan perguruan tinggi",
    "apel pagi dan pembinaan pegawai",
    "pemeliharaan kotak dan bilik suara di gudang logistik",
    "diskusi kelompok terpumpun partisipasi masyarakat",
    "penyerahan arsip statis kepada lembaga kearsipan daerah",
    "kunjungan studi banding jaringan dokumentasi hukum",
)

PIHAK = (
    "Badan Pengawas Pemilu",
    "Dinas Kependudukan dan Pencatatan Sipil",
    "Kepolisian Resor",
    "Kantor Kesatuan Bangsa dan Politik",
    "perwakilan partai politik",
    "organisasi penyandang disabilitas",
    "pemantau pemilihan",
    "Lembaga Pemasyarakatan",
    "siswa sekolah menengah atas",
    "Panitia Pemilihan Kecamatan",
    "Panitia Pemungutan Suara",
    "tokoh masyarakat dan pemuka agama",
)

PEJABAT = (
    "Ketua",
    "Ketua Divisi Perencanaan, Data, dan Informasi",
    "Ketua Divisi Hukum dan Pengawasan",
    "Ketua Divisi Sosialisasi, Pendidikan Pemilih, dan Partisipasi Masyarakat",
    "Sekretaris",
    "Kepala Subbagian Teknis dan Hubungan Partisipasi Masyarakat",
)

KALIMAT = (
    "Kegiatan di Kecamatan {kecamatan} itu dihadiri {pihak} serta jajaran sekretariat.",
    "{pejabat} menegaskan bahwa setiap tahapan harus dapat dipertanggungjawabkan kepada masyarakat.",
    "Jumlah pemilih yang tercatat sampai akhir triwulan adalah {angka} orang, terdiri atas laki-laki dan perempuan.",
    "Pemilih baru, pemilih pindah masuk, dan pemilih yang tidak memenuhi syarat dicatat menurut desa atau kelurahan.",
    "Data yang disampaikan {pihak} dipadankan dengan data kependudukan semester berjalan.",
    "Setelah pembacaan berita acara, {pihak} diberi kesempatan menyampaikan tanggapan.",
    "Tidak ada keberatan yang diajukan sehingga rapat ditutup dengan penandatanganan berita acara.",
    "{pejabat} mengingatkan agar dokumen diarsipkan sesuai dengan jadwal retensi.",
    "Masyarakat dapat memeriksa namanya secara daring atau datang langsung ke kantor pada jam pelayanan.",
    "Materi yang dibahas meliputi regulasi, teknis pelaksanaan, dan mitigasi masalah hukum.",
    "Sebanyak {angka} lembar surat suara cadangan dihitung ulang dan disegel di hadapan saksi.",
    "Peserta dari Kecamatan {kecamatan} menanyakan mekanisme pindah memilih bagi perantau.",
    "Anggaran yang digunakan bersumber dari daftar isian pelaksanaan anggaran tahun berjalan.",
    "Kegiatan ini merupakan tindak lanjut {kegiatan} yang dilaksanakan bulan sebelumnya.",
    "Logistik akan didistribusikan ke {angka} tempat pemungutan suara sehari sebelum hari pemungutan.",
    "{pejabat} menyampaikan terima kasih kepada {pihak} atas kerja sama yang terjalin.",
    "Pelayanan informasi publik tetap dibuka melalui meja layanan dan surat elektronik.",
    "Hasil evaluasi menunjukkan perlunya penyederhanaan formulir dan percepatan rekapitulasi.",
    "Penyandang disabilitas memperoleh alat bantu dan pendampingan sesuai dengan kebutuhannya.",
    "Rapat berlangsung tertib dari pukul sembilan pagi sampai dengan pukul dua belas siang.",
)

TANPA_PEMILIH = "warga"
"""What stands for the common word in the half of the articles that shouldn't hold it."""

JARANG = (
    "noken",
    "sengketa",
    "rekrutmen",
    "kartografi",
    "perahu",
    "mangrove",
    "braille",
    "yudikatif",
    "hibah",
    "gempa",
    "angklung",
    "transmigran",
)
"""Rare words: each in about one article of 240."""

TAGAR = (
    "data pemilih",
    "sosialisasi",
    "logistik",
    "hukum",
    "badan ad hoc",
    "pendidikan pemilih",
    "anggaran",
    "partisipasi",
    "pengawasan internal",
    "pelayanan publik",
    "kearsipan",
    "kepegawaian",
)

PERIHAL_HUKUM = (
    "Penetapan Rekapitulasi Daftar Pemilih Berkelanjutan",
    "Pembentukan Tim Pengelola Jaringan Dokumentasi dan Informasi Hukum",
    "Pedoman Teknis Pencocokan dan Penelitian Data Pemilih",
    "Penetapan Hari dan Jam Pelayanan Informasi Publik",
    "Tata Naskah Dinas di Lingkungan Sekretariat",
    "Penunjukan Pejabat Pengelola Informasi dan Dokumentasi",
    "Penetapan Jumlah Kursi dan Daerah Pemilihan",
    "Standar Operasional Prosedur Pengelolaan Situs",
    "Penggunaan dan Pertanggungjawaban Dana Hibah",
    "Pengangkatan Anggota Panitia Pemilihan Kecamatan",
)
