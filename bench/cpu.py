"""The CPU part: every kind of page at every site, then the ratios that were promised."""

from collections.abc import Sequence
from contextlib import ExitStack

from bench import ours, pages, places, stock
from bench.measure import Cost, Visit, compare
from bench.report import Check, at_most, missing
from bench.target import HELLO, Running, serving

CACHED = ("article", "list", "home")
CACHED_LIMIT = 1.5
"""× hello."""
UNCACHED = {"article": 0.7, "list": 0.7}
"""× stock."""
GROWTH = {
    **dict.fromkeys(
        ("article", "list", "last list page", "RSS", "sitemap", "404", "legal filter"),
        1.2,
    ),
    "search, common word": 1.5,
}
"""× from the smallest to the largest site."""
SEARCH_LIMIT = 40.0
"""CPU-ms, at the largest size."""

Costs = dict[tuple[str, str], Cost]
"""By page and site."""


def measure(sizes: Sequence[int], redis: str, redis_process: int | None, *, rounds: int) -> Costs:
    """Serve all sites at once, load one at a time."""
    small, large = sizes[0], sizes[-1]
    ends = list(dict.fromkeys((small, large)))
    costs: Costs = {}
    with ExitStack() as stack:
        hello = stack.enter_context(serving(HELLO))
        stocks = [stack.enter_context(serving(stock.target(size))) for size in ends]
        uncached = [
            stack.enter_context(
                serving(ours.target(size, redis=f"{redis}/{number}", cached=False), redis=redis_process)
            )
            for number, size in enumerate(ends)
        ]
        cached = stack.enter_context(serving(ours.target(small, redis=f"{redis}/0", cached=True), redis=redis_process))
        lists = [site.client.get("/berita/").body.decode() for site in uncached]
        at_large = pages.by_name(large, list_html=lists[-1])
        for kind in pages.kinds(small, list_html=lists[0]):
            visits = [Visit(kind.name, hello, ["/"])] if kind.name in CACHED else []
            grown = at_large[kind.name]
            visits += _visits(kind.name, stocks, [kind.stock, grown.stock], kind.status)
            visits += _visits(kind.name, uncached, [kind.ours, grown.ours], kind.status)
            if kind.name in CACHED:
                visits.append(Visit(kind.name, cached, kind.ours, kind.status))
            measured = compare(visits, rounds=rounds, say=places.say)
            for visit, cost in zip(visits, measured, strict=True):
                costs[kind.name, visit.running.target.name] = cost
    return costs


def _visits(name: str, sites: Sequence[Running], addresses: Sequence[Sequence[str]], status: int) -> list[Visit]:
    return [Visit(name, site, there, status) for site, there in zip(sites, addresses, strict=False) if there]


def overview(costs: Costs, sizes: Sequence[int]) -> str:
    """Every figure: pages down, sites across."""
    sites = ["hello", *(f"stock {size}" for size in sizes), *(f"ours {size} uncached" for size in sizes)]
    sites.append(f"ours {sizes[0]} cached")
    lines = ["| CPU-ms | " + " | ".join(sites) + " |", "|---" * (len(sites) + 1) + "|"]
    for name in dict.fromkeys(page for page, _ in costs):
        cells = [_figure(costs.get((name, site))) for site in sites]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _figure(cost: Cost | None) -> str:
    if cost is None:
        return ""
    return cost.fault or f"{cost.median:.2f} ({cost.least:.2f}–{cost.most:.2f})"


def checks(costs: Costs, sizes: Sequence[int]) -> list[Check]:
    """The promises about CPU, each with its ratio."""
    small, large = sizes[0], sizes[-1]
    plain, grown = f"ours {small} uncached", f"ours {large} uncached"
    found = []
    for page in CACHED:
        cached = f"ours {small} cached"
        found.append(_ratio(f"{page}, cached ÷ hello", costs, (page, cached), (page, "hello"), CACHED_LIMIT))
        found.append(_gain(f"{page}, stock ÷ cached", costs, (page, f"stock {small}"), (page, cached)))
    for page, limit in UNCACHED.items():
        found.append(_ratio(f"{page}, uncached ÷ stock", costs, (page, plain), (page, f"stock {small}"), limit))
    if small == large:
        return [*found, missing("growth", "one size only")]
    for page, limit in GROWTH.items():
        what = f"{page}, {large:,} ÷ {small:,} articles"
        found.append(_ratio(what, costs, (page, grown), (page, plain), limit))
    search = costs["search, common word", grown]
    what = f"search, common word, at {large:,}"
    found.append(
        missing(what, search.fault) if search.fault else at_most(what, search.median, SEARCH_LIMIT, "{:.1f} CPU-ms")
    )
    return found


def _ratio(what: str, costs: Costs, above: tuple[str, str], below: tuple[str, str], limit: float) -> Check:
    if fault := costs[above].fault or costs[below].fault:
        return missing(what, fault)
    return at_most(what, costs[above].median / costs[below].median, limit)


def _gain(what: str, costs: Costs, above: tuple[str, str], below: tuple[str, str]) -> Check:
    """For information: it follows from the limit against hello, which the machine's own hello decides."""
    if fault := costs[above].fault or costs[below].fault:
        return missing(what, fault)
    return Check(
        what,
        f"{costs[above].median / costs[below].median:.0f} ×",
        f"50 × where stock ÷ hello ≥ {50 * CACHED_LIMIT:.0f}",
    )
