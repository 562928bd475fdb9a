"""The Indonesian catalogue covers all of Wagtail's editing interface, and is compiled as it stands.

The site's language code is `id`. Wagtail ships an `id_ID` catalogue, two fifths complete and never
read for `id`, so our catalogue alone must carry every text.
"""

import ast
import gettext
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

CATALOGUE = Path(__file__).resolve().parents[2] / "site_kpu" / "locale" / "id" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")

# Folders below site-packages whose `locale/en` lists texts this project shows.
PACKAGES = (
    "wagtail",
    "wagtail/admin",
    "wagtail/contrib/redirects",
    "wagtail/contrib/settings",
    "wagtail/documents",
    "wagtail/embeds",
    "wagtail/images",
    "wagtail/search",
    "wagtail/sites",
    "wagtail/snippets",
    "wagtail/users",
    "wagtail_modeladmin",
)

# Words that Indonesian writes as English does, names, and texts made of placeholders alone.
SAME_IN_INDONESIAN = {
    "%(field_label)s:",
    "%(range_start)s - %(range_end)s",
    "%(status_display)s %(task_name)s %(started_at)s",
    "%(time_zone_option)s: %(localized_time_zone_label)s",
    "Admin",
    "Administrator",
    "Alias",
    "Format",
    "ID",
    "Minimum",
    "Status",
    "Status: ",
    "Token",
    "URL",
    "Wagtail API v2",
    "Wagtail API v3",
    "Wagtail ModelAdmin",
    "label",
    "slug",
    "status",
}

PLACEHOLDER = re.compile(
    r"%\(\w+\)[a-zA-Z]"  # %(name)s
    r"|%[sd]"
    r"|\{\w*\}"  # {name}
    r"|</?[a-zA-Z][^>]*>"  # HTML, attributes included
)
FIELD = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+)?(".*")\Z')


def read_po(path):
    """Read a PO file into a list of entries, each a dict of its fields and its set of flags."""
    entries, entry, field = [], {"flags": set()}, None
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        line = line.strip()
        if line.startswith("#,"):
            entry["flags"].update(flag.strip() for flag in line[2:].split(","))
        elif line and not line.startswith("#"):
            match = FIELD.match(line)
            assert match, f"{path.name}:{number}: not a PO line: {line}"
            if match[1]:
                field = match[1]
                assert field not in entry, f"{path.name}:{number}: {field} twice in one entry"
                entry[field] = ""
            entry[field] += ast.literal_eval(match[2])
        elif not line:
            if "msgid" in entry:
                entries.append(entry)
            entry, field = {"flags": set()}, None
    return entries


def key(entry):
    return entry.get("msgctxt"), entry["msgid"], entry.get("msgid_plural")


def msgstr(entry):
    return entry["msgstr[0]"] if "msgid_plural" in entry else entry["msgstr"]


def texts(domain):
    """The entries of our catalogue without its header."""
    return [entry for entry in read_po(CATALOGUE / f"{domain}.po") if entry["msgid"]]


def compiled_texts(domain):
    with (CATALOGUE / f"{domain}.mo").open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)


def compiled_key(entry):
    msgid = entry["msgid"]
    if "msgctxt" in entry:
        msgid = f"{entry['msgctxt']}\x04{msgid}"
    return (msgid, 0) if "msgid_plural" in entry else msgid


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_says_what_the_source_says(domain):
    source = {
        compiled_key(entry): msgstr(entry)
        for entry in read_po(CATALOGUE / f"{domain}.po")
        if "fuzzy" not in entry["flags"]
    }
    assert compiled_texts(domain) == source


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_appears_once_and_none_is_a_guess(domain):
    entries = texts(domain)
    keys = [key(entry) for entry in entries]
    assert len(keys) == len(set(keys))
    assert [entry["msgid"] for entry in entries if "fuzzy" in entry["flags"]] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_indonesian_has_one_plural_form(domain):
    header = read_po(CATALOGUE / f"{domain}.po")[0]
    assert header["msgid"] == ""
    assert "\nPlural-Forms: nplurals=1; plural=0;\n" in header["msgstr"]
    wrong = [
        entry["msgid"]
        for entry in texts(domain)
        if "msgid_plural" in entry and ("msgstr[0]" not in entry or "msgstr[1]" in entry)
    ]
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_keeps_the_placeholders_and_markup_of_its_original(domain):
    """The one Indonesian form serves every number, so it follows the English plural."""
    changed = {
        entry["msgid"]: msgstr(entry)
        for entry in texts(domain)
        if sorted(PLACEHOLDER.findall(msgstr(entry)))
        != sorted(PLACEHOLDER.findall(entry.get("msgid_plural", entry["msgid"])))
    }
    assert changed == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_keeps_the_spaces_around_its_original(domain):
    def around(text):
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    changed = [entry["msgid"] for entry in texts(domain) if around(msgstr(entry)) != around(entry["msgid"])]
    assert changed == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_of_wagtail_is_in_our_catalogue(domain):
    site_packages = Path(find_spec("wagtail").origin).parent.parent
    ours = {key(entry) for entry in texts(domain)}
    missing, read = {}, 0
    for package in PACKAGES:
        english = site_packages / package / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if not english.exists():
            continue
        read += 1
        for entry in read_po(english):
            if entry["msgid"] and key(entry) not in ours:
                missing.setdefault(package, []).append(entry["msgid"])
    assert read, "no English catalogue of Wagtail was found"
    assert missing == {}


def test_no_text_is_left_empty_or_in_english():
    left = []
    for domain in DOMAINS:
        for entry in texts(domain):
            originals = {entry["msgid"], entry.get("msgid_plural")} - SAME_IN_INDONESIAN
            if not msgstr(entry).strip() or msgstr(entry) in originals:
                left.append(entry["msgid"])
    assert left == []


def test_the_list_of_words_left_as_they_are_has_no_idle_entry():
    unchanged = {entry["msgid"] for domain in DOMAINS for entry in texts(domain) if msgstr(entry) == entry["msgid"]}
    assert unchanged >= SAME_IN_INDONESIAN
