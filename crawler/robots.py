"""Which lines of a robots.txt are meant for us (RFC 9309, 2.2.1), before any of them is read as a rule.

A parser that reads the whole file gives each rule to each agent of its group: sixteen thousand agents over as many
rules, half a megabyte, would take minutes and all memory.

This module does not know what a rule says.
"""

from __future__ import annotations

import re

# As generous as the parser of the rules: "User-agent: a", "useragent a".
_AGENT = re.compile(r"user(?:-|\s+)?agent(?:\s*:|\s+|$)", re.I)
# Lines of the file as a whole; they end no group's list of agents.
_ASIDE = re.compile(r"(?:site-?maps?|host)\b", re.I)
# Rules that are written without a colon.
_RULE = re.compile(r"(?:dis|dia|allow|crawl|request|visit)", re.I)


def meant_for(agent: str, text: str) -> str:
    """The rules for an agent (its product token, lower case) as a robots.txt of one group, each of them once.

    They are those of all groups that name the agent, by the longest of its beginnings that is named; else those of all
    groups for "*"; "" when there is neither.
    """
    groups: dict[str, dict[str, None]] = {}
    named: set[str] = set()
    naming = False
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        told = _AGENT.match(line)
        if told:
            if not naming:
                named.clear()
            naming = True
            name = line[told.end() :].strip().lower()
            name = name if name == "*" else name.replace("*", "")
            if name == "*" or (name and agent.startswith(name)):
                named.add(name)
                groups.setdefault(name, {})
        elif (":" in line or _RULE.match(line)) and not _ASIDE.match(line):
            naming = False
            for name in named:
                # Of two delays the last one holds: what is told again counts where it is told again.
                groups[name].pop(line, None)
                groups[name][line] = None
    found = max(groups, key=lambda name: 0 if name == "*" else len(name), default=None)
    return "" if found is None else "\n".join(("User-agent: *", *groups[found]))
