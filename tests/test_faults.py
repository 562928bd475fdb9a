"""The faults of ``make test-faults`` stay where they can be seeded."""

import pytest

from tests.faults import ROOT, all_faults, product_files

FILES = product_files()


@pytest.mark.parametrize("fault", all_faults(), ids=lambda fault: fault.name)
def test_its_text_stands_once_in_the_product_and_its_tests_are_there(fault):
    assert len(fault.places(ROOT, FILES)) == 1
    assert fault.find != fault.replace
    for place, _, name in (asked.partition("::") for asked in fault.tests):
        assert (ROOT / place).exists()
        assert f"def {name}" in (ROOT / place).read_text("utf-8") if name else True
