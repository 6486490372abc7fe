"""`makegood member`: who is in a brand's team, and how they sign in for the first time."""

import argparse

from makegood.brands.types import Role
from makegood.commands import asking
from makegood.config import environment
from makegood.kernel.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    add = parts.add_parser("add", help="take somebody into the team, and print their one-time sign-in link")
    add.add_argument("--name", required=True)
    add.add_argument("--email", required=True)
    add.add_argument("--role", default=Role.AGENT.value, help=f"one of {', '.join(Role)}; an agent where not given")
    link = parts.add_parser("link", help="print a fresh one-time sign-in link for a member")
    link.add_argument("email")
    listing = parts.add_parser("list", help="the team")
    for part in (add, link, listing):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        return {"add": _add, "link": _link, "list": _list}[arguments.part](arguments)


def _add(told: argparse.Namespace) -> int:
    from makegood.brands import actions as brands
    from makegood.brands import rules
    from makegood.commands import accounts, entry
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    if told.role not in list(Role):
        raise Refusal("no_such_role", f"--role: “{told.role}” is none of {', '.join(Role)}.", {"role": "unknown"})
    rules.check_member(name=told.name, email=told.email)
    user = accounts.account_for(told.email)
    brands.add_member(user_id=user.pk, name=told.name, email=told.email, role=Role(told.role), by=SYSTEM, at=clock.now())
    print(f"{told.name} is in the team as {told.role}, and signs in once with {_address(entry.link_for(user))}")
    return 0


def _link(told: argparse.Namespace) -> int:
    from makegood.brands import queries as brands
    from makegood.commands import accounts, entry

    member = next((one for one in brands.members() if one.email.lower() == told.email.strip().lower()), None)
    if member is None:
        raise Refusal("no_such_member", f"email: nobody of this team has the address {told.email}.", {"email": "unknown"})
    print(_address(entry.link_for(accounts.account_for(member.email))))
    return 0


def _list(_: argparse.Namespace) -> int:
    from makegood.brands import queries as brands

    for member in brands.members():
        print(f"{member.name}  {member.email}  {member.role}")
    return 0


def _address(path: str) -> str:
    return f"{environment.settings().base_url}{path}"
