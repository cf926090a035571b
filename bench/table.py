"""The table: medians over the rounds, ratios, and how busy the machine was otherwise."""
import statistics

NOT_MEASURED = "not yet measured"


def _median(measured, key):
    values = [one[key] for one in measured if key in one and "failed" not in one]
    return statistics.median(values) if values else None


def _figure(value, digits):
    return NOT_MEASURED if value is None else f"{value:,.{digits}f}"


def _ratio(value, other):
    return "" if not value or not other else f"{value / other:.2f}"


def _worst(results, number, names, key):
    shares = [one[key] for name in names for one in results.get((number, name), []) if key in one]
    return f"{100 * max(shares):.0f} %" if shares else ""


def write(rows, names, results, rounds, tries, quick, disk, most_of_a_core):
    ours, others = names[0], names[1:]
    head = ["what is done", "measured", *names, *(f"{ours} / {name}" for name in others), "rig's load", "others' load"]
    lines = ["| " + " | ".join(head) + " |", "| --- | --- |" + " ---: |" * (len(head) - 2)]
    remarks = []
    for number, row in enumerate(rows):
        for place, (key, title, digits) in enumerate(row.metrics):
            values = {name: _median(results.get((number, name), []), key) for name in names}
            first = place == 0
            cells = [row.title(quick) if first else "", title]
            cells += [_figure(values[name], digits) for name in names]
            cells += [_ratio(values[ours], values[name]) for name in others]
            cells += [_worst(results, number, names, "rig_share") if first else "",
                      _worst(results, number, names, "others_share") if first else ""]
            lines.append("| " + " | ".join(cells) + " |")
        for name in names:
            measured = results.get((number, name), [])
            remarks += [f"{name}, {row.title(quick)}: failed: {one['failed']}" for one in measured if "failed" in one]
            remarks += [f"{name}, {row.title(quick)}: {one['decided_twice']} requests were decided twice" for one in measured
                        if one.get("decided_twice")]
    timed = [one for measured in results.values() for one in measured if "others_share" in one]
    disturbed = sum(one["others_share"] > most_of_a_core for one in timed)
    total = len(timed)
    text = f"Medians of {rounds} round{'s' if rounds != 1 else ''}; the database lies on {disk}.\n"
    if quick:
        text += "A quick round: the amounts are so small that the figures only show that it runs.\n"
    if disturbed:
        text += (f"In {disturbed} of {total} measurements other processes took over {100 * most_of_a_core:.0f} % of a core "
                 f"(tries: {tries}): these figures are worth little.\n")
    text += "\n" + "\n".join(lines) + "\n"
    if remarks:
        text += "\n" + "\n".join(f"* {remark}" for remark in remarks) + "\n"
    return text
