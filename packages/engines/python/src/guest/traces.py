import sys
import traceback

# Python's own folds a frame that repeats. Functions that call each other in turn would fill the output.
ORDINARY, LONGEST_CYCLE, SHOWN, MOST = 60, 20, 3, 100


def frames(error):
    count, link = 0, error.__traceback__
    while link is not None and count <= ORDINARY:
        count, link = count + 1, link.tb_next
    return count


def is_long(error):
    """Whether an exception, or one that it came of, has a long traceback."""
    seen = []
    while error is not None and error not in seen and len(seen) < ORDINARY:
        if frames(error) > ORDINARY:
            return True
        seen.append(error)
        error = error.__cause__ or error.__context__
    return False


def place(frame):
    return frame.filename, frame.lineno, frame.name


def cycle(places, start):
    """Length of the shortest cycle of several frames that begins here, and how often it repeats."""
    for length in range(1, LONGEST_CYCLE + 1):
        first, times = places[start : start + length], 1
        while places[start + times * length : start + (times + 1) * length] == first:
            times += 1
        if times > SHOWN:
            return length, times
    return 0, 0


def shortened(stack):
    """The frames to show, and lines that say what is left out between them."""
    places, items, at = [place(frame) for frame in stack], [], 0
    while at < len(stack):
        length, times = cycle(places, at)
        if length == 0:
            items.append(stack[at])
            at += 1
            continue
        items.extend(stack[at : at + SHOWN * length])
        lines, more = "line" if length == 1 else f"{length} lines", times - SHOWN
        items.append(f"  [Previous {lines} repeated {more} more time{'s' if more > 1 else ''}]\n")
        at += times * length
    hidden = items[MOST:-MOST]
    if not hidden:
        return items
    count = sum(not isinstance(item, str) for item in hidden)
    return [*items[:MOST], f"  [{count} more frames]\n", *items[-MOST:]]


class Folded(traceback.StackSummary):
    def format(self, **options):
        for item in shortened(self):
            if isinstance(item, str):
                yield item
            else:
                yield from traceback.StackSummary.from_list([item]).format(**options)


def fold(told, depth=0):
    if told is None or depth > ORDINARY:
        return
    told.stack = Folded(told.stack)
    for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
        fold(other, depth + 1)


def show(error):
    """Prints a long traceback, folded; answers whether it did."""
    if not is_long(error):
        return False
    told = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    fold(told)
    sys.stderr.write("".join(told.format()))
    return True


sys._glissade_show = show
