"""`makegood brand large-model`: switches a large model of your own on and off, within a budget, and shows what it was sent (docs/large-model.md)."""

import argparse

from makegood.commands import asking

_PART = "what"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest=_PART, required=True, metavar="WHAT")
    on = parts.add_parser("on", help="ask it from now on, or by other terms")
    on.add_argument("--url", required=True, help="of an OpenAI-compatible interface: https://models.example.org/v1")
    on.add_argument("--model", required=True, help="the model's name there")
    on.add_argument("--key-file", default="", metavar="FILE", help="the key out of a file; without it you are asked")
    on.add_argument("--no-key", action="store_true", help="it wants none: a model of your own house")
    on.add_argument("--unit", default="tokens", help="what the budget is counted in: tokens, or a currency like USD")
    on.add_argument("--per-day", required=True, metavar="AMOUNT", help="the most of a day: 200000, or 2.50")
    on.add_argument("--per-month", required=True, metavar="AMOUNT", help="the most of a month")
    on.add_argument(
        "--price-in", default="0", metavar="AMOUNT", help="of a million tokens that are sent, where a currency is counted"
    )
    on.add_argument("--price-out", default="0", metavar="AMOUNT", help="of a million tokens that come back")
    on.add_argument("--timeout", type=int, default=20, metavar="SECONDS", help="1 to 60")
    off = parts.add_parser("off", help="ask it nothing more, and forget its key")
    show = parts.add_parser("show", help="how it is, and what it has spent")
    log = parts.add_parser("log", help="what it was asked, what was sent, and what it cost")
    log.add_argument("--limit", type=int, default=20, metavar="NUMBER")
    for part in (on, off, show, log):
        asking.brand_option(part)


def run(told: argparse.Namespace) -> int:
    key = "" if told.what != "on" or told.no_key else asking.secret("key", file=told.key_file)
    with asking.open_brand(told.brand):
        return {"on": _on, "off": _off, "show": _show, "log": _log}[told.what](told, key)


def _on(told: argparse.Namespace, key: str) -> int:
    from makegood.brands import queries as brands
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock
    from makegood.understanding import large_model
    from makegood.understanding.rules import spending

    unit, at = told.unit if told.unit == spending.TOKENS else told.unit.upper(), clock.now()
    terms = large_model.Terms(
        url=told.url,
        model=told.model.strip(),
        key=key,
        timeout_s=told.timeout,
        unit=unit,
        day_budget=spending.counted(told.per_day, unit=unit, field="per_day"),
        month_budget=spending.counted(told.per_month, unit=unit, field="per_month"),
        price_told=spending.counted(told.price_in, unit=unit, field="price_in"),
        price_answered=spending.counted(told.price_out, unit=unit, field="price_out"),
    )
    on = brands.local_day(at)
    large_model.switch_on(terms=terms, by=SYSTEM, at=at, on=on)
    print(f"{terms.model} is asked from now on what Makegood's own reader leaves open, for at most "
          f"{spending.shown(terms.day_budget, unit)} a day and {spending.shown(terms.month_budget, unit)} a month.")  # fmt: skip
    print("docs/large-model.md says what leaves the house; `makegood brand large-model log` shows it.")
    return 0


def _off(_told: argparse.Namespace, _key: str) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock
    from makegood.understanding import large_model

    large_model.switch_off(by=SYSTEM, at=clock.now())
    print("No large model is asked any more, and its key is forgotten.")
    return 0


def _show(_told: argparse.Namespace, _key: str) -> int:
    from makegood.brands import queries as brands
    from makegood.platform import clock
    from makegood.understanding import large_model
    from makegood.understanding.rules.spending import shown

    now = large_model.state(on=brands.local_day(clock.now()))
    if now is None or not now.active:
        print("No large model is asked.")
        return 0
    print(f"{now.model} at {now.url}, {'with' if now.has_key else 'without'} a key, {now.timeout_s} s")
    print(f"today       {shown(now.day_spent, now.unit)} of {shown(now.day_budget, now.unit)}")
    print(f"this month  {shown(now.month_spent, now.unit)} of {shown(now.month_budget, now.unit)}")
    if now.last_trouble:
        rests = f" It rests until {now.rests_until:%Y-%m-%d %H:%M} UTC." if now.rests_until else ""
        print(f"trouble     {now.last_trouble}{rests}")
    return 0


def _log(told: argparse.Namespace, _key: str) -> int:
    from makegood.understanding import large_model
    from makegood.understanding.rules.spending import shown

    found = large_model.log(limit=max(1, told.limit))
    for one in found:
        print(
            f"{one.at:%Y-%m-%d %H:%M:%S}  {one.model}  {one.questions}  {one.state}  {shown(one.cost, one.unit)}  {one.trouble}".rstrip()
        )
        print(f"  sent      {' '.join(one.sent.split())}")
        if one.answer:
            print(f"  answered  {one.answer}")
    if not found:
        print("It was asked nothing yet.")
    return 0
