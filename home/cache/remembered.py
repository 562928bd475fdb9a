"""Objects that every rendering needs, remembered by the process until something they were made of changes.

The store only keeps a token for each. Whoever made the object while the token was valid may use it for as
long as that very token is.
"""

from collections.abc import Callable, Iterable
from typing import Any

from home.cache.dependencies import Dependencies, began, collecting, includes
from home.cache.purge import EVERYTHING
from home.cache.store import CachedResponse, the_store

SECONDS = 3600
MOST = 1000
"""Objects a process remembers at most."""
_made: dict[str, tuple[bytes, Any, Dependencies]] = {}


def remembered(key: str, make: Callable[[], Any], also: Callable[[Any], Iterable[str]] = lambda made: ()) -> Any:
    """What ``make`` gives, made again after a row it loaded was purged, or a tag that ``also`` names.

    Made each time where there is no store. Callers share the object and must not change it. None is not remembered.
    """
    store = the_store()
    if store is None:
        return make()
    token = store.get(key, "")
    known = _made.get(key)
    if token is not None and known is not None and known[0] == token.body:
        includes(known[2])
        return known[1]
    # What is made for a response holds as long as the response does: both count from the same moment.
    since = began() or store.moment()
    with collecting(since) as shown:
        made = make()
    includes(shown)
    seconds = shown.seconds(SECONDS)
    if since is None or made is None or seconds <= 0:
        return made
    mark = token.body if token is not None else b"%d" % since
    if token is None:
        tags = {EVERYTHING, *shown.tags, *also(made)}
        store.put(key, {"": CachedResponse({}, mark)}, tags, since=since, seconds=seconds)
    if len(_made) >= MOST:
        _made.clear()
    _made[key] = (mark, made, shown)
    return made
