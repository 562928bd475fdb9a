"""Office files (DOCX, XLSX, PPTX, ODT, ODS, ODP): what is in them, without whatever program they are for."""
