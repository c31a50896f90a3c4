"""The proof of work: ALTCHA's protocol, made and judged by its Python package.

A challenge costs a browser about a second of its processor, and nobody their data: it is
signed with a key of ours, so nothing is kept of it until it is solved, and then only that
it was. It says for which campaign and for what it holds, and until when. The script in
the browser is static/js/alone/challenge.js.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from enum import StrEnum

import altcha
from flask import current_app

from app import clock
from app.limits import stores
from app.limits.models import Action

# PBKDF2, as browsers know it by themselves: the work is done by their own fast code.
ALGORITHM = "PBKDF2/SHA-256"
# Rounds of each try, and between which numbers of tries the answer lies: measured at about
# half a second on a laptop and a second or two on a telephone. A thousand signatures an
# hour then cost whoever forges them a processor of their own.
COST = 2_000
TRIES = (60, 240)
# Seconds a challenge can be answered; the answers are remembered as long.
LIFE = 1_200
# Ours have some 700 characters.
LONGEST = 3_000


class Proof(StrEnum):
    """What a form brings along: nothing, a challenge of ours unsolved, or its solution."""

    NONE = "none"
    CARRIED = "carried"
    SOLVED = "solved"


def mint(action: Action, campaign_id: int) -> str:
    """A fresh challenge as the form carries it: Base64 of a JSON object `{"challenge": …}`."""
    ends = int(clock.timestamp()) + LIFE
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=TRIES[0] + secrets.randbelow(TRIES[1] - TRIES[0]),
        data={"for": _purpose(action, campaign_id), "until": ends},
        hmac_secret=_key("challenge"),
        hmac_key_secret=_key("solution"),
    )
    return base64.b64encode(json.dumps({"challenge": made.to_dict()}).encode()).decode()


def judge(typed: str, action: Action, campaign_id: int) -> Proof:
    """What this field of a form proves. Whoever solved it may say so once: see `spend`."""
    found = _read(typed, action, campaign_id)
    if found is None:
        return Proof.NONE
    challenge, solution = found
    if solution is None:
        return Proof.CARRIED if _is_ours(challenge) else Proof.NONE
    result = altcha.verify_solution(
        altcha.Payload(challenge, solution), _key("challenge"), hmac_key_secret=_key("solution")
    )
    return Proof.SOLVED if result.verified else Proof.NONE


def spend(typed: str) -> bool:
    """Whether this solution comes for the first time; call it once `judge` has said SOLVED."""
    signature = json.loads(base64.b64decode(typed))["challenge"]["signature"]
    return stores.current().once(hashlib.sha256(signature.encode()).digest()[:16], LIFE)


def _read(
    typed: str, action: Action, campaign_id: int
) -> tuple[altcha.Challenge, altcha.Solution | None] | None:
    """The challenge and its solution, where they are for this and have not ended."""
    if not typed or len(typed) > LONGEST:
        return None
    try:
        said = json.loads(base64.b64decode(typed, validate=True))
        challenge = altcha.Challenge.from_dict(said["challenge"])
        solution = altcha.Solution.from_dict(said["solution"]) if "solution" in said else None
        data = challenge.parameters.data or {}
        until, purpose = data["until"], data["for"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if purpose != _purpose(action, campaign_id) or not isinstance(until, int):
        return None
    # Our own clock, not the package's `expiresAt`: that one reads the system's.
    return (challenge, solution) if clock.timestamp() <= until else None


def _is_ours(challenge: altcha.Challenge) -> bool:
    """Whether we signed it. The package says so of solutions alone, so it is given a wrong one."""
    empty = altcha.Payload(challenge, altcha.Solution(0, ""))
    found = altcha.verify_solution(empty, _key("challenge"), hmac_key_secret=_key("solution"))
    return found.invalid_signature is False


def _purpose(action: Action, campaign_id: int) -> str:
    return f"{action}:{campaign_id}"


def _key(use: str) -> bytes:
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.digest(secret.encode(), f"tutti altcha {use}".encode(), hashlib.sha256)
