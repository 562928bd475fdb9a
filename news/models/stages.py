"""The stages of an election (UU 7/2017 Pasal 167), for content and for the home page."""

from django.db import models


class ElectionStage(models.TextChoices):
    PERENCANAAN = "perencanaan", "Perencanaan program dan anggaran"
    PERATURAN = "peraturan", "Penyusunan peraturan"
    PEMILIH = "pemilih", "Pemutakhiran data dan penyusunan daftar pemilih"
    PENDAFTARAN = "pendaftaran", "Pendaftaran dan verifikasi peserta"
    PENETAPAN_PESERTA = "penetapan-peserta", "Penetapan peserta"
    DAPIL = "dapil", "Penetapan jumlah kursi dan daerah pemilihan"
    PENCALONAN = "pencalonan", "Pencalonan"
    KAMPANYE = "kampanye", "Masa kampanye"
    MASA_TENANG = "masa-tenang", "Masa tenang"
    PEMUNGUTAN = "pemungutan", "Pemungutan dan penghitungan suara"
    PENETAPAN_HASIL = "penetapan-hasil", "Rekapitulasi dan penetapan hasil"
    PELANTIKAN = "pelantikan", "Pengucapan sumpah/janji"
    DI_LUAR = "di-luar-tahapan", "Di luar tahapan"

    @classmethod
    def in_order(cls) -> "list[ElectionStage]":
        """The stages one after the other, as the law numbers them; what lies outside them is none."""
        return [stage for stage in cls if stage is not cls.DI_LUAR]
